/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the segment builder reads, counts and keeps, without ever making the window wait. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-builder-private.h"

#include "engine/segment/esp-rule-json.h"
#include "views/leads/esp-leads-drill.h"
#include "views/segments/esp-rule-sentence.h"
#include "views/segments/esp-rule-tree.h"
#include "views/segments/esp-segment-side.h"
#include "views/shell/esp-status.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>

#define SAVE_DELAY_MS 400
#define SAMPLE_SIZE 20
#define SAID_SIZE_DELAY_MS 30

static EspSegmentEngine *
engine_of (EspSegmentBuilder *self)
{
  return esp_segment_service_get_engine (self->service);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  g_autoptr (GError) error = NULL;
  EspSegmentOpened *opened = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (opened == NULL)
    {
      if (!is_cancelled (error) && !g_cancellable_is_cancelled (self->cancellable))
        esp_status_show_error (ESP_STATUS (self->status), _ ("This segment cannot be opened."),
                               error->message);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      esp_segment_opened_free (opened);
      return;
    }
  g_clear_pointer (&self->opened, esp_segment_opened_free);
  self->opened = opened;
  esp_segment_builder_show_rule (self);
}

/**
 * esp_segment_builder_load:
 *
 * Reads the segment and what its editors offer.
 */
void
esp_segment_builder_load (EspSegmentBuilder *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE,
                        esp_segment_opened_read,
                        esp_segment_opened_new (engine_of (self), self->id,
                                                esp_session_get_lang (self->session)),
                        esp_segment_opened_free, self->cancellable, opened_cb, g_object_ref (self));
}

static void
people_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  EspSegmentPeople *people = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (people != NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      esp_segment_side_set_reach (ESP_SEGMENT_SIDE (self->side), people->by_email, people->by_sms);
      esp_segment_side_set_sample (ESP_SEGMENT_SIDE (self->side), people->leads);
    }
  esp_segment_people_free (people);
}

/**
 * esp_segment_builder_read_people:
 *
 * Reads a sample of the members and how many a message would reach.
 */
void
esp_segment_builder_read_people (EspSegmentBuilder *self)
{
  EspSegmentPeople *people;

  if (self->count == NULL)
    return;
  people = esp_segment_people_new (engine_of (self), esp_rule_doc_get_rule (self->doc),
                                   self->opened->segment->uuid, self->count->members);
  people->seed = self->sample_seed;
  people->n_wanted = SAMPLE_SIZE;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG,
                        esp_segment_people_read, people, esp_segment_people_free, self->counting,
                        people_cb, g_object_ref (self));
}

static void
tell_size (EspSegmentBuilder *self)
{
  g_autofree char *size = esp_format_count ((gint64) self->count->size);
  g_autofree char *text =
    g_strdup_printf (ngettext ("%s lead", "%s leads", self->count->size), size);

  esp_segment_builder_say (self, text);
}

/* When nobody is left: which condition removes everyone? */
static char *
explain_zero (EspSegmentBuilder *self)
{
  const EspRuleNode *root = esp_rule_doc_get_rule (self->doc)->root;

  for (guint i = 0; self->count->size == 0 && i < root->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (root, i);
      const EspSegmentRow *row = esp_segment_count_find_row (self->count, child->id);
      g_autofree char *name = NULL;

      if (row == NULL || row->n_running != 0)
        continue;
      name = child->condition != NULL
               ? esp_words_condition (child->condition, self->opened->choices)
               : g_strdup (esp_words_mode (child->mode));
      return g_strdup_printf (_ ("Nobody is left after this: %s"), name);
    }
  return NULL;
}

/**
 * esp_segment_builder_link_number:
 *
 * Lets the number open exactly those it counts: the segment once it is kept, until then the set itself.
 */
void
esp_segment_builder_link_number (EspSegmentBuilder *self)
{
  g_autofree char *address = NULL;
  g_autofree char *token = NULL;

  if (self->save_id == 0 && self->n_saving == 0 && !esp_segment_builder_has_draft (self))
    address = g_strdup_printf ("leads?segment=%" G_GINT64_FORMAT, self->id);
  else
    {
      token = esp_leads_drill_keep (self->session,
                                    esp_rule_sentence_get_text (ESP_RULE_SENTENCE (self->sentence)),
                                    self->count->members);
      address = g_strdup_printf ("leads?drill=%s", token);
    }
  esp_segment_side_set_address (ESP_SEGMENT_SIDE (self->side), address);
}

static void
show_count (EspSegmentBuilder *self, const EspSegmentCount *count)
{
  g_autofree char *note = NULL;
  g_autofree char *size = esp_format_count ((gint64) count->size);
  g_autofree char *total = g_strdup_printf (ngettext ("%s%s lead", "%s%s leads", count->size),
                                            count->is_estimate ? "≈ " : "", size);

  gtk_label_set_text (GTK_LABEL (self->total), total);
  esp_segment_side_set_count (ESP_SEGMENT_SIDE (self->side), count);
  esp_rule_tree_set_count (ESP_RULE_TREE (self->tree), count);
  if (count->is_estimate)
    return;
  esp_segment_builder_link_number (self);
  if (esp_rule_is_everyone (esp_rule_doc_get_rule (self->doc)) && !self->opened->segment->is_static)
    note = g_strdup (_ ("Without conditions the segment holds everyone. Add one to narrow it."));
  else if (!self->opened->segment->is_static)
    note = explain_zero (self);
  if (self->opened->segment->is_static)
    note =
      g_strdup (_ ("A fixed list: it changes only when leads are put in or taken out by hand."));
  esp_segment_side_set_note (ESP_SEGMENT_SIDE (self->side), note);
}

static const char *
own_uuid (EspSegmentBuilder *self)
{
  return self->opened->segment->is_static ? NULL : self->opened->segment->uuid;
}

static void
exact_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  g_autoptr (GError) error = NULL;
  EspSegmentCount *count =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, &error);

  if (count == NULL)
    {
      /* A rule that names what is gone keeps its last size; its rows say what is wrong. */
      if (!is_cancelled (error) && !g_cancellable_is_cancelled (self->cancellable))
        esp_segment_side_set_note (ESP_SEGMENT_SIDE (self->side),
                                   error->domain == ESP_RULE_ERROR
                                     ? _ ("It cannot be counted until the marked condition is "
                                          "mended.")
                                     : _ ("It could not be counted. Press F5 to try again."));
      return;
    }
  g_clear_pointer (&self->count, esp_segment_count_free);
  self->count = count;
  show_count (self, count);
  tell_size (self);
  esp_segment_builder_read_people (self);
}

static void
estimate_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (EspSegmentCount) count =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, &error);

  if (is_cancelled (error) || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (count != NULL && !count->is_estimate)
    {
      g_clear_pointer (&self->count, esp_segment_count_free);
      self->count = g_steal_pointer (&count);
      show_count (self, self->count);
      tell_size (self);
      esp_segment_builder_read_people (self);
      return;
    }
  if (count != NULL)
    show_count (self, count);
  rule = esp_rule_doc_dup_complete (self->doc);
  esp_segment_service_count_async (self->service, rule, own_uuid (self), ESP_SEGMENT_ROWS,
                                   self->counting, exact_cb, g_object_ref (self));
}

static gboolean
count_cb (gpointer data)
{
  EspSegmentBuilder *self = data;
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);
  g_autoptr (GArray) problems = NULL;

  self->count_id = 0;
  problems = esp_rule_check (rule, esp_segment_world_get_catalog (self->opened->choices->world),
                             own_uuid (self));
  esp_rule_tree_set_problems (ESP_RULE_TREE (self->tree), problems);
  self->counting = g_cancellable_new ();
  esp_segment_service_count_async (self->service, rule, own_uuid (self),
                                   ESP_SEGMENT_ROWS | ESP_SEGMENT_ESTIMATE, self->counting,
                                   estimate_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void begin_test (EspSegmentBuilder *self);

/**
 * esp_segment_builder_recount:
 *
 * Stops the count on its way and begins another: first of a sample, then exact.
 */
void
esp_segment_builder_recount (EspSegmentBuilder *self)
{
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->doc == NULL || self->count_id != 0)
    return;
  esp_segment_side_set_counting (ESP_SEGMENT_SIDE (self->side));
  esp_segment_side_set_verdict (ESP_SEGMENT_SIDE (self->side), NULL, FALSE);
  esp_rule_tree_set_verdicts (ESP_RULE_TREE (self->tree), NULL);
  self->says_test = FALSE;
  begin_test (self);
  self->count_id = g_timeout_add (SAID_SIZE_DELAY_MS, count_cb, self);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  g_autoptr (GError) error = NULL;
  EspSegmentTest *test = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *sentence = NULL;

  if (is_cancelled (error))
    return;
  if (test == NULL)
    {
      esp_segment_side_set_verdict (ESP_SEGMENT_SIDE (self->side),
                                    _ ("There is no lead with that address or id."), FALSE);
      return;
    }
  sentence = test->matches ? g_strdup_printf (_ ("✓ %s is in the segment"), test->title)
                           : g_strdup_printf (_ ("✗ %s is not in the segment"), test->title);
  esp_segment_side_set_verdict (ESP_SEGMENT_SIDE (self->side), sentence, test->matches);
  esp_rule_tree_set_verdicts (ESP_RULE_TREE (self->tree), test->verdicts);
  if (self->says_test)
    esp_segment_builder_say (self, sentence);
  esp_segment_test_free (test);
}

/* The verdict follows the rule and the lead: whenever either changes it is found anew. */
static void
begin_test (EspSegmentBuilder *self)
{
  g_autoptr (EspRule) rule = NULL;

  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  if (self->doc == NULL || self->tested == NULL)
    return;
  self->testing = g_cancellable_new ();
  rule = esp_rule_doc_dup_complete (self->doc);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, esp_segment_test_read,
                        esp_segment_test_new (engine_of (self), rule, self->tested),
                        esp_segment_test_free, self->testing, tested_cb, g_object_ref (self));
}

/**
 * esp_segment_builder_test:
 * @reference: an address, a number or an id
 *
 * Holds one lead against the rule; each condition shows its verdict.
 */
void
esp_segment_builder_test (EspSegmentBuilder *self, const char *reference)
{
  g_free (self->tested);
  self->tested = *reference != '\0' ? g_strdup (reference) : NULL;
  self->says_test = TRUE;
  esp_segment_side_set_verdict (ESP_SEGMENT_SIDE (self->side), NULL, FALSE);
  esp_rule_tree_set_verdicts (ESP_RULE_TREE (self->tree), NULL);
  begin_test (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  self->n_saving--;
  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      if (!is_cancelled (error) && !g_cancellable_is_cancelled (self->cancellable))
        esp_segment_side_set_note (ESP_SEGMENT_SIDE (self->side),
                                   _ ("It could not be saved. The change is still here."));
      return;
    }
  /* All that is done while the segment is open is one entry of the history. */
  if (history_id != 0)
    self->history_id = history_id;
  self->saved_at_us = esp_clock_now_us (esp_session_get_clock (self->session));
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (self->count != NULL)
    esp_segment_builder_link_number (self);
  g_signal_emit_by_name (self, "state-changed");
}

/**
 * esp_segment_builder_write:
 *
 * Keeps a segment and the steps of its edits; all that is done while it is open is one entry of history.
 */
void
esp_segment_builder_write (EspSegmentBuilder *self, const EspSegment *segment)
{
  EspOperation operation = { .kind = "segment-edit", .history_id = self->history_id };
  EspSegmentSave *save = g_new0 (EspSegmentSave, 1);

  save->segment = esp_segment_copy (segment);
  save->steps = esp_rule_doc_save_steps (self->doc);
  operation.summary = save->segment->name;
  self->n_saving++;
  esp_store_write_async (esp_session_get_store (self->session), &operation, esp_segment_save_write,
                         save, esp_segment_save_free, saved_cb, g_object_ref (self));
}

/**
 * esp_segment_builder_save_now:
 *
 * Keeps what was changed without waiting for a pause.
 */
void
esp_segment_builder_save_now (EspSegmentBuilder *self)
{
  EspSegment *segment = self->opened->segment;
  g_autoptr (EspRule) rule = NULL;
  g_autofree char *json = NULL;

  if (self->save_id == 0 || self->doc == NULL)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  rule = esp_rule_doc_dup_complete (self->doc);
  json = esp_rule_to_json (rule);
  if (self->opened->is_live)
    {
      g_free (segment->draft);
      segment->draft = g_strcmp0 (json, segment->rule) != 0 ? g_steal_pointer (&json) : NULL;
    }
  else if (!segment->is_static)
    {
      g_clear_pointer (&segment->draft, g_free);
      g_free (segment->rule);
      segment->rule = g_steal_pointer (&json);
    }
  esp_segment_builder_write (self, segment);
  esp_segment_builder_show_draft (self);
}

static gboolean
save_cb (gpointer data)
{
  EspSegmentBuilder *self = data;

  esp_segment_builder_save_now (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_segment_builder_save_soon:
 *
 * Keeps the segment once nothing was changed for a moment.
 */
void
esp_segment_builder_save_soon (EspSegmentBuilder *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}
