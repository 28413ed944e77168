/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proof of the review of a journey: its steps and messages as they were looked at, who said yes, what the rules said. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-evidence.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-audit.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "worker/esp-check-run.h"
#include "worker/esp-evidence-writer.h"

#define DRAFT "draft"
#define MESSAGES "messages"
#define STEP "step"
#define MESSAGE "message"
#define VERSION "version"

typedef struct
{
  EspEvidenceWriter base;
  EspJourneyReview *review;
  JsonObject *looked; /* (nullable) */
} Writer;

/* What is looked at is noted when somebody asks */

/* Keeps the message of a step under the version that it has now. */
static gboolean
note_message (EspTx *tx,
              const EspCheckPart *part,
              JsonBuilder *builder,
              GString *versions,
              GError **error)
{
  int version = 0;

  if (part->message_id != 0 && !esp_message_freeze (tx, part->message_id, NULL, &version, error))
    return FALSE;
  if (version != 0)
    g_string_append_printf (versions, "%" G_GINT64_FORMAT ":%d ", part->message_id, version);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, STEP);
  json_builder_add_string_value (builder, part->title);
  json_builder_set_member_name (builder, MESSAGE);
  json_builder_add_int_value (builder, part->message_id);
  json_builder_set_member_name (builder, VERSION);
  json_builder_add_int_value (builder, version);
  esp_evidence_note_findings (builder, part->findings);
  json_builder_end_object (builder);
  return TRUE;
}

/**
 * esp_journey_evidence_note:
 * @review: its versions and looked are set
 *
 * Keeps what is looked at: the draft, each message that it sends, and what the rules say of it now.
 */
gboolean
esp_journey_evidence_note (EspTx *tx, gint64 journey_id, EspJourneyReview *review, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, journey_id, error);
  g_autoptr (GPtrArray) parts =
    row != NULL ? esp_check_run_journey (tx, journey_id, NULL, error) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GString) versions = g_string_new (" ");

  if (parts == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, DRAFT);
  json_builder_add_string_value (builder, row->draft);
  json_builder_set_member_name (builder, MESSAGES);
  json_builder_begin_array (builder);
  for (guint i = 0; i < parts->len; i++)
    if (!note_message (tx, parts->pdata[i], builder, versions, error))
      return FALSE;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  g_free (review->looked);
  review->looked = json_to_string (root, FALSE);
  g_free (review->versions);
  review->versions = g_strdup (versions->str);
  return TRUE;
}

/* Writing */

static const char *
word (const Writer *writer, EspEvidenceWord id)
{
  return esp_evidence_word (&writer->base, id);
}

/* Who is noted in an entry of the log: { "by": … } */
static char *
dup_person (const EspAuditEntry *entry)
{
  g_autoptr (JsonNode) root = entry->detail != NULL ? json_from_string (entry->detail, NULL) : NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return g_strdup (
    json_object_get_string_member_with_default (json_node_get_object (root), "by", NULL));
}

/* Each yes with its time, which the log knows. */
static gboolean
write_votes (const Writer *writer, GError **error)
{
  const EspJourneyReview *review = writer->review;
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, review->journey_id);
  g_autoptr (GPtrArray) log = esp_audit_list (writer->base.tx, object, error);

  if (log == NULL)
    return FALSE;
  for (guint i = 0; i < log->len; i++)
    {
      const EspAuditEntry *entry = log->pdata[i];
      g_autofree char *person = dup_person (entry);

      if (g_str_equal (entry->action, "journey-review-approve") && person != NULL &&
          entry->at_us >= review->asked_at_us &&
          (review->ended_at_us == 0 || entry->at_us <= review->ended_at_us) &&
          g_strv_contains ((const char *const *) review->votes, person))
        esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_APPROVED, person, entry->at_us);
    }
  return TRUE;
}

static gboolean
write_head (const Writer *writer, GError **error)
{
  const EspJourneyReview *review = writer->review;
  EspPaper *paper = writer->base.paper;
  const char *state = writer->base.words->states[review->state];

  esp_paper_add_heading (paper, 1, review->journey);
  esp_paper_add_text (paper, ESP_PAPER_DIM, word (writer, ESP_EVIDENCE_TITLE));
  esp_paper_add_fact (paper, word (writer, ESP_EVIDENCE_STATE),
                      state != NULL ? state : esp_review_state_to_string (review->state));
  esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_ASKED, review->asked_by,
                           review->asked_at_us);
  if (review->note != NULL)
    esp_paper_add_fact (paper, word (writer, ESP_EVIDENCE_NOTE), review->note);
  if (!write_votes (writer, error))
    return FALSE;
  if (review->valid_until_us != 0)
    esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_UNTIL, NULL, review->valid_until_us);
  if (review->ended_at_us != 0)
    esp_evidence_add_moment (&writer->base, ESP_EVIDENCE_ENDED, review->ended_by,
                             review->ended_at_us);
  if (review->reason != NULL)
    esp_paper_add_fact (paper, word (writer, ESP_EVIDENCE_REASON), review->reason);
  esp_paper_add_heading (paper, 2, word (writer, ESP_EVIDENCE_PEOPLE));
  esp_paper_add_text (paper, ESP_PAPER_PLAIN, word (writer, ESP_EVIDENCE_ANYBODY));
  return TRUE;
}

/* What the step does, and of which branch it is. */
static void
write_step (const Writer *writer, const EspJourney *journey, guint32 index)
{
  const EspEvidenceWords *words = writer->base.words;
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  const EspJourneyStep *parent =
    step->parent != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, step->parent) : NULL;
  const char *kind = words->steps[step->kind] != NULL ? words->steps[step->kind]
                                                      : writer->base.usual.steps[step->kind];
  g_autofree char *does =
    words->describe_step != NULL ? words->describe_step (journey, step) : NULL;
  g_autofree char *line =
    g_strdup_printf ("%u. %s", index + 1, step->title != NULL ? step->title : kind);
  g_autoptr (GString) below = g_string_new (NULL);
  const char *const said[] = {
    step->title != NULL ? kind : NULL,
    does != NULL ? does : step->reference,
    parent != NULL ? esp_journey_step_get_branch (parent, step->parent_branch)->title : NULL,
    step->is_off ? word (writer, ESP_EVIDENCE_OFF) : NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    if (said[i] != NULL)
      g_string_append_printf (below, "%s%s", below->len > 0 ? " · " : "", said[i]);
  esp_paper_add_item (writer->base.paper, "•", line, below->len > 0 ? below->str : NULL);
}

static void
write_steps (const Writer *writer)
{
  const char *draft = json_object_get_string_member_with_default (writer->looked, DRAFT, "");
  g_autoptr (EspJourney) journey = esp_journey_parse_json (draft, -1, NULL);

  if (journey == NULL)
    return;
  esp_paper_add_heading (writer->base.paper, 2, word (writer, ESP_EVIDENCE_STEPS));
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    write_step (writer, journey, i);
}

static void
write_message (const Writer *writer, JsonObject *noted)
{
  gint64 id = json_object_get_int_member_with_default (noted, MESSAGE, 0);
  int version = (int) json_object_get_int_member_with_default (noted, VERSION, 0);
  g_autofree char *medium = id != 0 ? esp_message_dup_channel (writer->base.tx, id, NULL) : NULL;
  g_autofree char *document =
    medium != NULL ? esp_message_load_version (writer->base.tx, id, version, NULL) : NULL;
  gboolean is_email = g_strcmp0 (medium, "email") == 0;
  g_autoptr (EspMessageDoc) doc =
    document != NULL && is_email ? esp_message_doc_parse (document, -1, NULL) : NULL;
  g_autoptr (EspTextDoc) text =
    document != NULL && !is_email ? esp_text_doc_parse (document, -1, NULL) : NULL;
  g_autofree char *number = g_strdup_printf ("%d", version);

  esp_paper_add_heading (writer->base.paper, 2,
                         json_object_get_string_member_with_default (noted, STEP, ""));
  if (version != 0)
    esp_paper_add_fact (writer->base.paper, word (writer, ESP_EVIDENCE_VERSION), number);
  esp_evidence_write_message (&writer->base, doc, text, writer->review->asked_at_us);
  esp_evidence_write_checks (&writer->base, noted);
}

static void
write_looked (const Writer *writer)
{
  JsonArray *messages = json_object_has_member (writer->looked, MESSAGES)
                          ? json_object_get_array_member (writer->looked, MESSAGES)
                          : NULL;

  write_steps (writer);
  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    write_message (writer, json_array_get_object_element (messages, i));
}

/**
 * esp_journey_evidence_make:
 * @data: an #EspEvidence whose review is one of a journey
 *
 * Makes the file of one review, as a PDF whose text can be searched. For esp_store_read_async().
 */
gboolean
esp_journey_evidence_make (EspTx *tx, gpointer data, GError **error)
{
  EspEvidence *evidence = data;
  g_autoptr (EspJourneyReview) review =
    esp_journey_review_load_whole (tx, evidence->review_id, error);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (EspPaper) paper = NULL;
  g_autofree char *made = NULL;
  g_autofree char *foot = NULL;
  Writer writer = { .review = review };

  if (review == NULL)
    return FALSE;
  esp_evidence_writer_init (&writer.base, evidence->words, tx);
  root = review->looked != NULL ? json_from_string (review->looked, NULL) : NULL;
  made = esp_evidence_format_time (&writer.base, esp_tx_get_now_us (tx));
  foot = g_strdup_printf ("%s · %s %s", review->journey, word (&writer, ESP_EVIDENCE_MADE), made);
  paper = esp_paper_new (word (&writer, ESP_EVIDENCE_TITLE), foot);
  writer.base.paper = paper;
  if (!write_head (&writer, error))
    return FALSE;
  writer.looked =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (writer.looked != NULL)
    write_looked (&writer);
  else
    esp_paper_add_text (paper, ESP_PAPER_PLAIN, word (&writer, ESP_EVIDENCE_NO_CHECKS));
  esp_paper_add_heading (paper, 3, word (&writer, ESP_EVIDENCE_DIGESTS));
  esp_paper_add_fact (paper, word (&writer, ESP_EVIDENCE_JOURNEY), review->basis);
  evidence->pdf = esp_paper_finish (paper, NULL, error);
  return evidence->pdf != NULL;
}
