/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts that every proof of a review has: times, what the rules said, and what people get. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-evidence-writer.h"

#include "engine/content/esp-block-words.h"
#include "engine/content/esp-message-fill.h"
#include "engine/content/esp-message-language.h"
#include "worker/esp-mail-composer.h"

#include <string.h>

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

/* Returns: (transfer full): "core 2026-11-23, law-kr 2026-11-23": whose rules spoke, each with its date */
static char *
name_packs (GPtrArray *findings)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspRulePack *pack = ((const EspContentFinding *) findings->pdata[i])->rule->pack;
      char *name = g_strdup_printf ("%s %s", pack->id, pack->date);

      if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_free (name);
      else
        g_ptr_array_add (names, name);
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

/**
 * esp_evidence_note_findings:
 * @builder: within an object
 * @findings: (element-type EspContentFinding)
 *
 * Adds what the rules say now, in the words of each language, for a proof that is made later.
 */
void
esp_evidence_note_findings (JsonBuilder *builder, GPtrArray *findings)
{
  g_autofree char *packs = name_packs (findings);

  json_builder_set_member_name (builder, "rules");
  json_builder_add_string_value (builder, packs);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++)
    note_finding (builder, findings->pdata[i]);
  json_builder_end_array (builder);
}

/**
 * esp_evidence_writer_init:
 * @words: of the language
 *
 * Begins to write; the paper is set by whoever writes.
 */
void
esp_evidence_writer_init (EspEvidenceWriter *writer, const EspEvidenceWords *words, EspTx *tx)
{
  *writer = (EspEvidenceWriter){ .words = words, .tx = tx };
  esp_evidence_words_fill (&writer->usual, ESP_LANG_EN, NULL);
}

/**
 * esp_evidence_word:
 *
 * Returns: the word, English where the language lacks it
 */
const char *
esp_evidence_word (const EspEvidenceWriter *writer, EspEvidenceWord id)
{
  return writer->words->words[id] != NULL ? writer->words->words[id] : writer->usual.words[id];
}

/**
 * esp_evidence_format_time:
 *
 * Returns: (transfer full): day and hour, in the zone of the words
 */
char *
esp_evidence_format_time (const EspEvidenceWriter *writer, gint64 at_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return esp_format_date (at_us, writer->words->zone != NULL ? writer->words->zone : utc,
                          ESP_DATE_DAY_TIME, writer->words->lang);
}

/**
 * esp_evidence_add_moment:
 * @who: (nullable): a person
 *
 * Writes who did something, and when.
 */
void
esp_evidence_add_moment (const EspEvidenceWriter *writer,
                         EspEvidenceWord name,
                         const char *who,
                         gint64 at_us)
{
  g_autofree char *at = esp_evidence_format_time (writer, at_us);
  g_autofree char *both = who != NULL ? g_strdup_printf ("%s · %s", who, at) : g_strdup (at);

  esp_paper_add_fact (writer->paper, esp_evidence_word (writer, name), both);
}

static void
write_check (const EspEvidenceWriter *writer, JsonObject *finding)
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

/**
 * esp_evidence_write_checks:
 * @checks: (nullable): as esp_evidence_note_findings() noted them
 *
 * Writes what the rules said, under a heading.
 */
void
esp_evidence_write_checks (const EspEvidenceWriter *writer, JsonObject *checks)
{
  JsonArray *findings = checks != NULL && json_object_has_member (checks, "findings")
                          ? json_object_get_array_member (checks, "findings")
                          : NULL;

  esp_paper_add_heading (writer->paper, 2, esp_evidence_word (writer, ESP_EVIDENCE_CHECKS));
  if (findings == NULL)
    {
      esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN,
                          esp_evidence_word (writer, ESP_EVIDENCE_NO_CHECKS));
      return;
    }
  esp_paper_add_fact (writer->paper, esp_evidence_word (writer, ESP_EVIDENCE_RULES),
                      json_object_get_string_member_with_default (checks, "rules", ""));
  for (guint i = 0; i < json_array_get_length (findings); i++)
    write_check (writer, json_array_get_object_element (findings, i));
  esp_paper_add_text (writer->paper, ESP_PAPER_DIM,
                      esp_evidence_word (writer, ESP_EVIDENCE_NO_ADVICE));
}

/* Samples */

static gboolean
write_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  const EspEvidenceWriter *writer = data;
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
      line = g_strdup_printf ("[%s] %s", esp_evidence_word (writer, ESP_EVIDENCE_PICTURE), words);
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
name_sample (const EspEvidenceWriter *writer, const char *id)
{
  return writer->words->name_sample != NULL ? writer->words->name_sample (id)
                                            : writer->usual.name_sample (id);
}

static void
write_sample (const EspEvidenceWriter *writer,
              EspMailComposer *composer,
              const EspMessageSample *sample,
              gint64 at_us)
{
  EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                    .lead = sample,
                                    .unsubscribe_url = "https://example.com/unsubscribe",
                                    .now_us = at_us };
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
    esp_paper_add_text (writer->paper, ESP_PAPER_PLAIN,
                        esp_evidence_word (writer, ESP_EVIDENCE_LEFT_OUT));
  else
    {
      esp_paper_add_fact (writer->paper, esp_evidence_word (writer, ESP_EVIDENCE_SUBJECT),
                          rendered.subject->str);
      esp_paper_add_fact (writer->paper, esp_evidence_word (writer, ESP_EVIDENCE_PREHEADER),
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
load_composer (const EspEvidenceWriter *writer, const EspMessageDoc *doc)
{
  const EspMailSource source = { .is_only_read = TRUE };
  g_autofree char *json = esp_message_doc_to_json (doc);

  return esp_mail_composer_load_document (writer->tx, &source, json, NULL);
}

static void
write_email (const EspEvidenceWriter *writer,
             const EspMessageDoc *whole,
             const char *language,
             gint64 at_us)
{
  g_autoptr (EspMessageDoc) doc = language != NULL
                                    ? esp_message_doc_pick_language (whole, language, NULL)
                                    : esp_message_doc_copy (whole);
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
                                                 doc->language),
                    at_us);
}

static void
write_text (const EspEvidenceWriter *writer, const EspTextDoc *doc)
{
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

/**
 * esp_evidence_write_message:
 * @doc: (nullable): an email
 * @text: (nullable): or any other message
 * @at_us: when it was looked at
 *
 * Writes what people get: an email as several leads would, in each of its languages.
 */
void
esp_evidence_write_message (const EspEvidenceWriter *writer,
                            const EspMessageDoc *doc,
                            const EspTextDoc *text,
                            gint64 at_us)
{
  if (text != NULL)
    write_text (writer, text);
  if (doc == NULL)
    return;
  write_email (writer, doc, NULL, at_us);
  for (guint i = 0; doc->variants != NULL && i < doc->variants->len; i++)
    write_email (writer, doc, ((const EspMessageVariant *) doc->variants->pdata[i])->language,
                 at_us);
}
