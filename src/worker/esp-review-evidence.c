/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proof of a review on paper: what was looked at, by whom and when, what the rules said and how many got it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review-evidence.h"

#include "worker/esp-evidence-writer.h"

typedef struct
{
  EspEvidenceWriter base;
  const EspReviewDossier *dossier;
} Writer;

/* What the rules say is noted when it is asked for */

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
  if (gate->waterfall != NULL)
    note_people (builder, gate->waterfall);
  esp_evidence_note_findings (builder, gate->check->findings);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
write_head (const Writer *writer)
{
  const EspReview *review = writer->dossier->review;
  const char *state = writer->base.words->states[review->state];
  g_autofree char *version = g_strdup_printf ("%d", writer->dossier->version);

  esp_paper_add_heading (writer->base.paper, 1, review->campaign);
  esp_paper_add_text (writer->base.paper, ESP_PAPER_DIM,
                      esp_evidence_word (&writer->base, ESP_EVIDENCE_TITLE));
  esp_paper_add_fact (writer->base.paper, esp_evidence_word (&writer->base, ESP_EVIDENCE_STATE),
                      state != NULL ? state : esp_review_state_to_string (review->state));
  esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_ASKED, review->asked_by,
                           review->asked_at_us);
  if (review->note != NULL)
    esp_paper_add_fact (writer->base.paper, esp_evidence_word (&writer->base, ESP_EVIDENCE_NOTE),
                        review->note);
  for (guint i = 0; i < writer->dossier->votes->len; i++)
    {
      const EspReviewVote *vote = writer->dossier->votes->pdata[i];

      esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_APPROVED, vote->person, vote->at_us);
    }
  if (review->valid_until_us != 0)
    esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_UNTIL, NULL, review->valid_until_us);
  if (review->ended_at_us != 0)
    esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_ENDED, NULL, review->ended_at_us);
  if (review->reason != NULL)
    esp_paper_add_fact (writer->base.paper, esp_evidence_word (&writer->base, ESP_EVIDENCE_REASON),
                        review->reason);
  if (writer->dossier->scheduled_at_us != 0)
    esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_LEAVES, NULL,
                             writer->dossier->scheduled_at_us);
  else
    esp_paper_add_fact (writer->base.paper, esp_evidence_word (&writer->base, ESP_EVIDENCE_LEAVES),
                        esp_evidence_word (&writer->base, ESP_EVIDENCE_AT_ONCE));
  if (writer->dossier->version != 0)
    esp_paper_add_fact (writer->base.paper, esp_evidence_word (&writer->base, ESP_EVIDENCE_VERSION),
                        version);
}

static void
write_digests (const Writer *writer)
{
  g_autoptr (JsonNode) root = json_from_string (writer->dossier->review->basis, NULL);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;

  if (object == NULL)
    return;
  esp_paper_add_heading (writer->base.paper, 3,
                         esp_evidence_word (&writer->base, ESP_EVIDENCE_DIGESTS));
  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    {
      const char *name = esp_basis_part_name ((EspBasisPart) i);
      const char *digest = json_object_get_string_member_with_default (object, name, "");

      esp_paper_add_fact (writer->base.paper,
                          writer->base.words->parts[i] != NULL ? writer->base.words->parts[i]
                                                               : name,
                          digest);
    }
}

static void
add_count (const Writer *writer, const char *name, gint64 n)
{
  g_autofree char *count = esp_format_count (n);

  esp_paper_add_fact (writer->base.paper, name, count);
}

static void
write_people (const Writer *writer, JsonObject *checks)
{
  JsonObject *people = checks != NULL && json_object_has_member (checks, "people")
                         ? json_object_get_object_member (checks, "people")
                         : NULL;

  esp_paper_add_heading (writer->base.paper, 2,
                         esp_evidence_word (&writer->base, ESP_EVIDENCE_PEOPLE));
  if (people != NULL)
    add_count (writer, esp_evidence_word (&writer->base, ESP_EVIDENCE_MATCHING),
               json_object_get_int_member_with_default (checks, "matching", 0));
  for (guint i = ESP_REASON_NONE + 1; people != NULL && i < ESP_N_REASONS; i++)
    {
      const char *name = esp_reason_name ((EspReason) i);
      gint64 n = json_object_get_int_member_with_default (people, name, 0);
      g_autofree char *loss = g_strdup_printf ("− %s", writer->base.words->reasons[i] != NULL
                                                         ? writer->base.words->reasons[i]
                                                         : name);

      if (n > 0)
        add_count (writer, esp_reason_waits ((EspReason) i) ? loss + strlen ("− ") : loss, n);
    }
  add_count (writer, esp_evidence_word (&writer->base, ESP_EVIDENCE_RECEIVERS),
             writer->dossier->review->n_receivers);
}

static void
write_samples (const Writer *writer)
{
  const EspReviewDossier *dossier = writer->dossier;

  esp_paper_add_heading (writer->base.paper, 2,
                         esp_evidence_word (&writer->base, ESP_EVIDENCE_SAMPLES));
  esp_evidence_write_message (&writer->base, dossier->doc, dossier->text,
                              dossier->review->asked_at_us);
}

static void
write_comments (const Writer *writer)
{
  const EspReviewDossier *dossier = writer->dossier;

  esp_paper_add_heading (writer->base.paper, 2,
                         esp_evidence_word (&writer->base, ESP_EVIDENCE_COMMENTS));
  for (guint i = 0; i < dossier->comments->len; i++)
    {
      const EspReviewComment *comment = dossier->comments->pdata[i];
      g_autofree char *at = esp_evidence_format_time (&writer->base, comment->at_us);
      g_autofree char *below =
        g_strdup_printf ("%s · %s%s%s", comment->person, at, comment->place != NULL ? " · " : "",
                         comment->place != NULL ? comment->place : "");

      esp_paper_add_item (writer->base.paper, comment->done_at_us != 0 ? "✓" : "•", comment->text,
                          below);
    }
  if (dossier->comments->len == 0)
    esp_paper_add_text (writer->base.paper, ESP_PAPER_PLAIN,
                        esp_evidence_word (&writer->base, ESP_EVIDENCE_NO_COMMENTS));
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
  Writer writer = { .dossier = dossier };
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (EspPaper) paper = NULL;
  g_autofree char *made = NULL;
  g_autofree char *foot = NULL;
  JsonObject *checks;

  esp_evidence_writer_init (&writer.base, evidence->words, tx);
  if (!esp_review_dossier_read (tx, dossier, error))
    return FALSE;
  root = dossier->review->checks != NULL ? json_from_string (dossier->review->checks, NULL) : NULL;
  checks = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  made = esp_evidence_format_time (&writer.base, dossier->now_us);
  foot = g_strdup_printf ("%s · %s %s", dossier->review->campaign,
                          esp_evidence_word (&writer.base, ESP_EVIDENCE_MADE), made);
  paper = esp_paper_new (esp_evidence_word (&writer.base, ESP_EVIDENCE_TITLE), foot);
  writer.base.paper = paper;
  write_head (&writer);
  write_people (&writer, checks);
  esp_evidence_write_checks (&writer.base, checks);
  write_comments (&writer);
  write_samples (&writer);
  write_digests (&writer);
  evidence->pdf = esp_paper_finish (paper, NULL, error);
  return evidence->pdf != NULL;
}
