/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proof of a review on paper: what was looked at, by whom and when, what the rules said and how many got it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review-evidence.h"

#include "draw/esp-paper.h"
#include "engine/content/esp-block-words.h"
#include "engine/content/esp-message-fill.h"
#include "engine/content/esp-message-language.h"
#include "engine/content/text/esp-text-doc.h"
#include "worker/esp-mail-composer.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  const EspEvidenceWords *words;
  EspEvidenceWords usual; /* English, where the others lack something */
  const EspReviewDossier *dossier;
  EspPaper *paper;
  EspTx *tx;
} Writer;

/* What the rules say is noted when it is asked for */

static void
note_finding (JsonBuilder *builder, const EspContentFinding *finding)
{
  static const char *const languages[] = { "en", "ko" };

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, finding->rule->id);
  json_builder_set_member_name (builder, "severity");
  json_builder_add_string_value (builder, esp_severity_to_string (finding->severity));
  if (finding->place != NULL)
    {
      json_builder_set_member_name (builder, "place");
      json_builder_add_string_value (builder, finding->place);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *sentence = esp_content_finding_dup_sentence (finding, languages[i]);
      g_autofree char *source = g_strconcat ("source-", languages[i], NULL);

      json_builder_set_member_name (builder, languages[i]);
      json_builder_add_string_value (builder, sentence);
      json_builder_set_member_name (builder, source);
      json_builder_add_string_value (builder,
                                     esp_content_rule_get_source (finding->rule, languages[i]));
    }
  json_builder_end_object (builder);
}

static void
note_people (JsonBuilder *builder, const EspWaterfall *waterfall)
{
  json_builder_set_member_name (builder, "matching");
  json_builder_add_int_value (builder, (gint64) waterfall->n_matching);
  json_builder_set_member_name (builder, "people");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    {
      json_builder_set_member_name (builder, esp_reason_name ((EspReason) i));
      json_builder_add_int_value (builder, (gint64) esp_waterfall_count (waterfall, (EspReason) i));
    }
  json_builder_end_object (builder);
}

/**
 * esp_review_evidence_note_checks:
 *
 * Returns: (transfer full): JSON: what the rules say now and who would get it, in words for later
 */
char *
esp_review_evidence_note_checks (const EspSendGate *gate)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rules");
  json_builder_add_string_value (builder,
                                 esp_content_rules_get_date (esp_content_rules_get_default ()));
  if (gate->waterfall != NULL)
    note_people (builder, gate->waterfall);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < gate->check->findings->len; i++)
    note_finding (builder, gate->check->findings->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* Writing */

static const char *
word (const Writer *writer, EspEvidenceWord id)
{
  return writer->words->words[id] != NULL ? writer->words->words[id] : writer->usual.words[id];
}

static char *
format_time (const Writer *writer, gint64 at_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return esp_format_date (at_us, writer->words->zone != NULL ? writer->words->zone : utc,
                          ESP_DATE_DAY_TIME, writer->words->lang);
}

static void
add_moment (const Writer *writer, EspEvidenceWord name, const char *who, gint64 at_us)
{
  g_autofree char *at = format_time (writer, at_us);
  g_autofree char *both = who != NULL ? g_strdup_printf ("%s · %s", who, at) : g_strdup (at);

  esp_paper_add_fact (writer->paper, word (writer, name), both);
}

static void
write_head (const Writer *writer)
{
  const EspReview *review = writer->dossier->review;
  const char *state = writer->words->states[review->state];
  g_autofree char *version = g_strdup_printf ("%d", writer->dossier->version);

  esp_paper_add_heading (writer->paper, 1, review->campaign);
  esp_paper_add_text (writer->paper, ESP_PAPER_DIM, word (writer, ESP_EVIDENCE_TITLE));
  esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_STATE),
                      state != NULL ? state : esp_review_state_to_string (review->state));
  add_moment (writer, ESP_EVIDENCE_ASKED, review->asked_by, review->asked_at_us);
  if (review->note != NULL)
    esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_NOTE), review->note);
  for (guint i = 0; i < writer->dossier->votes->len; i++)
    {
      const EspReviewVote *vote = writer->dossier->votes->pdata[i];

      add_moment (writer, ESP_EVIDENCE_APPROVED, vote->person, vote->at_us);
    }
  if (review->valid_until_us != 0)
    add_moment (writer, ESP_EVIDENCE_UNTIL, NULL, review->valid_until_us);
  if (review->ended_at_us != 0)
    add_moment (writer, ESP_EVIDENCE_ENDED, NULL, review->ended_at_us);
  if (review->reason != NULL)
    esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_REASON), review->reason);
  if (writer->dossier->scheduled_at_us != 0)
    add_moment (writer, ESP_EVIDENCE_LEAVES, NULL, writer->dossier->scheduled_at_us);
  else
    esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_LEAVES),
                        word (writer, ESP_EVIDENCE_AT_ONCE));
  if (writer->dossier->version != 0)
    esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_VERSION), version);
}

static void
write_digests (const Writer *writer)
{
  g_autoptr (JsonNode) root = json_from_string (writer->dossier->review->basis, NULL);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;

  if (object == NULL)
    return;
  esp_paper_add_heading (writer->paper, 3, word (writer, ESP_EVIDENCE_DIGESTS));
  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    {
      const char *name = esp_basis_part_name ((EspBasisPart) i);
      const char *digest = json_object_get_string_member_with_default (object, name, "");

      esp_paper_add_fact (writer->paper,
                          writer->words->parts[i] != NULL ? writer->words->parts[i] : name, digest);
    }
}

static void
add_count (const Writer *writer, const char *name, gint64 n)
{
  g_autofree char *count = esp_format_count (n);

  esp_paper_add_fact (writer->paper, name, count);
}

static void
write_people (const Writer *writer, JsonObject *checks)
{
  JsonObject *people = checks != NULL && json_object_has_member (checks, "people")
                         ? json_object_get_object_member (checks, "people")
                         : NULL;

  esp_paper_add_heading (writer->paper, 2, word (writer, ESP_EVIDENCE_PEOPLE));
  if (people != NULL)
    add_count (writer, word (writer, ESP_EVIDENCE_MATCHING),
               json_object_get_int_member_with_default (checks, "matching", 0));
  for (guint i = ESP_REASON_NONE + 1; people != NULL && i < ESP_N_REASONS; i++)
    {
      const char *name = esp_reason_name ((EspReason) i);
      gint64 n = json_object_get_int_member_with_default (people, name, 0);
      g_autofree char *loss =
        g_strdup_printf ("− %s",
                         writer->words->reasons[i] != NULL ? writer->words->reasons[i] : name);

      if (n > 0)
        add_count (writer, esp_reason_waits ((EspReason) i) ? loss + strlen ("− ") : loss, n);
    }
  add_count (writer, word (writer, ESP_EVIDENCE_RECEIVERS), writer->dossier->review->n_receivers);
}

static void
write_check (const Writer *writer, JsonObject *finding)
{
  const char *language = writer->words->language != NULL ? writer->words->language : "en";
  g_autofree char *source = g_strconcat ("source-", language, NULL);
  const char *severity = json_object_get_string_member_with_default (finding, "severity", "");
  const char *id = json_object_get_string_member_with_default (finding, "id", "");
  g_autofree char *below =
    g_strdup_printf ("%s · %s", id,
                     json_object_get_string_member_with_default (finding, source, ""));
  const char *mark = g_str_equal (severity, esp_severity_to_string (ESP_SEVERITY_FINE))    ? "✓"
                     : g_str_equal (severity, esp_severity_to_string (ESP_SEVERITY_BLOCK)) ? "✕"
                                                                                           : "!";

  esp_paper_add_item (writer->paper, mark,
                      json_object_get_string_member_with_default (finding, language, ""), below);
}

static void
write_checks (const Writer *writer, JsonObject *checks)
{
  JsonArray *findings = checks != NULL && json_object_has_member (checks, "findings")
                          ? json_object_get_array_member (checks, "findings")
                          : NULL;

  esp_paper_add_heading (writer->paper, 2, word (writer, ESP_EVIDENCE_CHECKS));
  if (findings == NULL)
    {
      esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, word (writer, ESP_EVIDENCE_NO_CHECKS));
      return;
    }
  esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_RULES),
                      json_object_get_string_member_with_default (checks, "rules", ""));
  for (guint i = 0; i < json_array_get_length (findings); i++)
    write_check (writer, json_array_get_object_element (findings, i));
  esp_paper_add_text (writer->paper, ESP_PAPER_DIM, word (writer, ESP_EVIDENCE_NO_ADVICE));
}

/* Samples */

static gboolean
write_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  const Writer *writer = data;
  g_autofree char *words = esp_block_dup_words (block);
  g_autofree char *line = NULL;

  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
      esp_paper_add_heading (writer->paper, 3, words);
      break;
    case ESP_BLOCK_BUTTON:
      esp_paper_add_button (writer->paper, words);
      if (block->href != NULL)
        esp_paper_add_text (writer->paper, ESP_PAPER_DIM, block->href);
      break;
    case ESP_BLOCK_IMAGE:
      line = g_strdup_printf ("[%s] %s", word (writer, ESP_EVIDENCE_PICTURE), words);
      esp_paper_add_text (writer->paper, ESP_PAPER_DIM, line);
      break;
    case ESP_BLOCK_DIVIDER:
      esp_paper_add_rule (writer->paper);
      break;
    case ESP_BLOCK_HTML:
      esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, block->html != NULL ? block->html : "");
      break;
    case ESP_BLOCK_SPACER:
    case ESP_BLOCK_COLUMNS:
      break;
    case ESP_BLOCK_TEXT:
    case ESP_BLOCK_SOCIAL:
    case ESP_BLOCK_PRODUCTS:
    case ESP_BLOCK_LINKED:
    default:
      if (*words != '\0')
        esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, words);
      break;
    }
  return TRUE;
}

static const char *
name_sample (const Writer *writer, const char *id)
{
  return writer->words->name_sample != NULL ? writer->words->name_sample (id)
                                            : writer->usual.name_sample (id);
}

static void
write_sample (const Writer *writer, EspMailComposer *composer, const EspMessageSample *sample)
{
  EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                    .lead = sample,
                                    .unsubscribe_url = "https://example.com/unsubscribe",
                                    .now_us = writer->dossier->review->asked_at_us };
  const EspMessageDoc *doc = esp_mail_composer_get_doc (composer);
  EspMessageRendered rendered;
  g_autoptr (EspMessageDoc) filled = NULL;
  g_autoptr (GError) error = NULL;

  esp_paper_add_heading (writer->paper, 3,
                         name_sample (writer, esp_message_sample_get_id (sample)));
  esp_paper_set_inset (writer->paper, TRUE);
  esp_message_rendered_init (&rendered);
  if (!esp_message_template_render (esp_mail_composer_get_template (composer), &recipient,
                                    &rendered, &error))
    esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, error->message);
  else if (rendered.missing != NULL)
    esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, word (writer, ESP_EVIDENCE_LEFT_OUT));
  else
    {
      esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_SUBJECT),
                          rendered.subject->str);
      esp_paper_add_fact (writer->paper, word (writer, ESP_EVIDENCE_PREHEADER),
                          rendered.preheader->str);
      filled = doc->body_kind == ESP_BODY_BLOCKS
                 ? esp_message_fill (doc, &recipient, esp_mail_composer_get_facts (composer), NULL)
                 : NULL;
      if (filled != NULL)
        (void) esp_message_doc_foreach_block (filled, write_block_cb, (gpointer) writer);
      else
        esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, rendered.text->str);
    }
  esp_message_rendered_clear (&rendered);
  esp_paper_set_inset (writer->paper, FALSE);
}

/* Without a usable sender it cannot be sent, but it was looked at. */
static EspMailComposer *
load_composer (const Writer *writer, const EspMessageDoc *doc)
{
  const EspMailSource source = { .is_only_read = TRUE };
  g_autofree char *json = esp_message_doc_to_json (doc);

  return esp_mail_composer_load_document (writer->tx, &source, json, NULL);
}

static void
write_email (const Writer *writer, const char *language)
{
  g_autoptr (EspMessageDoc) doc =
    language != NULL ? esp_message_doc_pick_language (writer->dossier->doc, language, NULL)
                     : esp_message_doc_copy (writer->dossier->doc);
  g_autoptr (EspMailComposer) composer = doc != NULL ? load_composer (writer, doc) : NULL;
  guint n = 0;
  const EspMessageSample *const *samples = esp_message_sample_list (&n);

  if (composer == NULL)
    return;
  if (language != NULL)
    esp_paper_add_heading (writer->paper, 2, language);
  for (guint i = 0; i < n; i++)
    if (language == NULL || i == 0)
      write_sample (writer, composer,
                    esp_message_sample_find_for (esp_message_sample_get_id (samples[i]),
                                                 doc->language));
}

static void
write_text (const Writer *writer)
{
  const EspTextDoc *doc = writer->dossier->text;

  if (doc == NULL)
    return;
  esp_paper_set_inset (writer->paper, TRUE);
  if (doc->text.title != NULL && *doc->text.title != '\0')
    esp_paper_add_text (writer->paper, ESP_PAPER_STRONG, doc->text.title);
  if (doc->text.body != NULL)
    esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, doc->text.body);
  if (doc->kakao.template_text != NULL && *doc->kakao.template_text != '\0')
    esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, doc->kakao.template_text);
  if (doc->has_substitute && doc->substitute.body != NULL)
    esp_paper_add_text (writer->paper, ESP_PAPER_DIM, doc->substitute.body);
  esp_paper_set_inset (writer->paper, FALSE);
}

static void
write_samples (const Writer *writer)
{
  const EspMessageDoc *doc = writer->dossier->doc;

  esp_paper_add_heading (writer->paper, 2, word (writer, ESP_EVIDENCE_SAMPLES));
  if (doc == NULL)
    {
      write_text (writer);
      return;
    }
  write_email (writer, NULL);
  for (guint i = 0; doc->variants != NULL && i < doc->variants->len; i++)
    write_email (writer, ((const EspMessageVariant *) doc->variants->pdata[i])->language);
}

static void
write_comments (const Writer *writer)
{
  const EspReviewDossier *dossier = writer->dossier;

  esp_paper_add_heading (writer->paper, 2, word (writer, ESP_EVIDENCE_COMMENTS));
  for (guint i = 0; i < dossier->comments->len; i++)
    {
      const EspReviewComment *comment = dossier->comments->pdata[i];
      g_autofree char *at = format_time (writer, comment->at_us);
      g_autofree char *below =
        g_strdup_printf ("%s · %s%s%s", comment->person, at, comment->place != NULL ? " · " : "",
                         comment->place != NULL ? comment->place : "");

      esp_paper_add_item (writer->paper, comment->done_at_us != 0 ? "✓" : "•", comment->text,
                          below);
    }
  if (dossier->comments->len == 0)
    esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN, word (writer, ESP_EVIDENCE_NO_COMMENTS));
}

/**
 * esp_review_evidence_make:
 * @data: an #EspEvidence
 *
 * Makes the file of one review, as a PDF whose text can be searched. For esp_store_read_async().
 */
gboolean
esp_review_evidence_make (EspTx *tx, gpointer data, GError **error)
{
  EspEvidence *evidence = data;
  g_autoptr (EspReviewDossier) dossier = esp_review_dossier_new (evidence->review_id);
  Writer writer = { .words = evidence->words, .dossier = dossier, .tx = tx };
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (EspPaper) paper = NULL;
  g_autofree char *made = NULL;
  g_autofree char *foot = NULL;
  JsonObject *checks;

  esp_evidence_words_fill (&writer.usual, ESP_LANG_EN, NULL);
  if (!esp_review_dossier_read (tx, dossier, error))
    return FALSE;
  root = dossier->review->checks != NULL ? json_from_string (dossier->review->checks, NULL) : NULL;
  checks = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  made = format_time (&writer, dossier->now_us);
  foot = g_strdup_printf ("%s · %s %s", dossier->review->campaign,
                          word (&writer, ESP_EVIDENCE_MADE), made);
  paper = esp_paper_new (word (&writer, ESP_EVIDENCE_TITLE), foot);
  writer.paper = paper;
  write_head (&writer);
  write_people (&writer, checks);
  write_checks (&writer, checks);
  write_comments (&writer);
  write_samples (&writer);
  write_digests (&writer);
  evidence->pdf = esp_paper_finish (paper, NULL, error);
  return evidence->pdf != NULL;
}
