/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What publishing a journey would do: what differs, who is where, which messages change their words. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-publish.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-campaigns.h"
#include "store/esp-journey-moves.h"
#include "store/esp-messages.h"
#include "worker/esp-journey-mover.h"
#include "worker/esp-journey-orders.h"

static void
people_clear (gpointer data)
{
  EspPublishPeople *people = data;

  g_free (people->step);
  g_free (people->title);
  g_free (people->target);
}

static void
message_clear (gpointer data)
{
  EspPublishMessage *message = data;

  g_free (message->step);
  g_free (message->message);
}

/**
 * esp_publish_preview_free:
 */
void
esp_publish_preview_free (EspPublishPreview *self)
{
  if (self == NULL)
    return;
  esp_journey_row_free (self->row);
  g_clear_pointer (&self->before, esp_journey_unref);
  g_clear_pointer (&self->after, esp_journey_unref);
  esp_journey_diff_free (self->diff);
  g_clear_pointer (&self->people, g_array_unref);
  g_clear_pointer (&self->messages, g_array_unref);
  g_clear_pointer (&self->problems, g_array_unref);
  g_free (self->definition);
  g_free (self->token);
  g_free (self);
}

/**
 * esp_publish_preview_count:
 *
 * Returns: of how many that becomes
 */
gint64
esp_publish_preview_count (const EspPublishPreview *self, EspCrossingChoice choice)
{
  gint64 n = 0;

  for (guint i = 0; i < self->people->len; i++)
    {
      const EspPublishPeople *people = &g_array_index (self->people, EspPublishPeople, i);

      if (people->choice == choice)
        n += people->n;
    }
  return n;
}

static void
add_people (EspPublishPreview *self,
            const EspJourneyCrossing *crossing,
            const EspJourneyPlaceCount *place)
{
  const EspJourneyDiff *diff = esp_journey_crossing_get_diff (crossing);
  EspJourneyPhase phase = (EspJourneyPhase) place->phase;
  EspCrossingQuestion question;
  EspPublishPeople people = { .version = place->version,
                              .old_step = place->step,
                              .phase = phase,
                              .n = place->n };
  const EspJourneyStep *step;
  guint32 target;

  self->n_inside += place->n;
  if (place->step >= esp_journey_get_n_steps (diff->before))
    return;
  question = esp_journey_crossing_get_question (crossing, place->step, phase);
  if (question == ESP_QUESTION_NONE)
    return;
  step = esp_journey_get_step (diff->before, place->step);
  target = esp_journey_crossing_get_target (crossing, place->step);
  people.step = g_strdup (step->id);
  people.title = g_strdup (step->title);
  people.kind = step->kind;
  people.question = question;
  people.choice = esp_journey_crossing_get_choice (crossing, place->step, phase);
  if (target != ESP_JOURNEY_NOWHERE)
    people.target = g_strdup (esp_journey_get_step (diff->after, target)->id);
  self->n_asked += place->n;
  g_array_append_val (self->people, people);
}

static gboolean
count_people (EspPublishPreview *self, EspTx *tx, EspJourneyMover *mover, GError **error)
{
  g_autoptr (GArray) places = esp_journey_count_places (tx, self->row->id, error);

  if (places == NULL)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    {
      const EspJourneyPlaceCount *place = &g_array_index (places, EspJourneyPlaceCount, i);
      EspJourneyCrossing *crossing =
        esp_journey_mover_get_crossing (mover, tx, place->version, error);

      if (crossing == NULL)
        return FALSE;
      add_people (self, crossing, place);
    }
  return TRUE;
}

static gboolean
can_answer (const EspJourneyCrossing *crossing, const char *id, EspCrossingChoice choice)
{
  guint32 step = esp_journey_find_step (esp_journey_crossing_get_diff (crossing)->before, id);

  return step != ESP_JOURNEY_NOWHERE &&
         (esp_crossing_choice_answers (choice,
                                       esp_journey_crossing_get_question (crossing, step,
                                                                          ESP_PHASE_WAITING)) ||
          esp_crossing_choice_answers (choice,
                                       esp_journey_crossing_get_question (crossing, step,
                                                                          ESP_PHASE_ARRIVING)));
}

/* A choice about nothing that is asked is a slip: it is told before anybody is moved. */
static gboolean
check_choices (EspPublishPreview *self,
               EspTx *tx,
               EspJourneyMover *mover,
               GHashTable *choices,
               GError **error)
{
  g_autoptr (GArray) versions = NULL;
  GHashTableIter iter;
  gpointer id, choice;

  if (choices == NULL || g_hash_table_size (choices) == 0)
    return TRUE;
  versions = esp_journey_versions_in_use (tx, self->row->id, error);
  if (versions == NULL)
    return FALSE;
  if (versions->len == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Nobody is in this journey yet, so nothing has to be chosen for "
                           "anybody; "
                           "publish it without a choice");
      return FALSE;
    }
  g_hash_table_iter_init (&iter, choices);
  while (g_hash_table_iter_next (&iter, &id, &choice))
    {
      gboolean answers = FALSE;

      for (guint i = 0; i < versions->len && !answers; i++)
        {
          EspJourneyCrossing *crossing =
            esp_journey_mover_get_crossing (mover, tx, g_array_index (versions, guint, i), error);

          if (crossing == NULL)
            return FALSE;
          answers = can_answer (crossing, id, (EspCrossingChoice) GPOINTER_TO_UINT (choice));
        }
      if (answers)
        continue;
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” cannot be chosen for step “%s”: a changed wait takes keep or new, a "
                   "removed step continue, exit or finish",
                   esp_crossing_choice_name ((EspCrossingChoice) GPOINTER_TO_UINT (choice)),
                   (const char *) id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_message (EspPublishPreview *self,
             EspTx *tx,
             const EspJourneyStep *before,
             const EspJourneyVersion *from,
             const EspJourneyVersion *source,
             GError **error)
{
  guint32 new = esp_journey_find_step (self->after, before->id);
  const EspJourneyStep *after =
    new != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (self->after, new) : NULL;
  gint64 send_id = before->send_number < from->n_sends ? from->sends[before->send_number] : 0;
  g_autoptr (EspSend) send = send_id != 0 ? esp_send_load (tx, send_id, NULL) : NULL;
  EspPublishMessage message = { 0 };

  if (send == NULL)
    return TRUE;
  message.from = send->message_version;
  if (after != NULL && after->kind == ESP_STEP_SEND && !after->is_off)
    {
      gint64 id = 0;
      int version = 0;

      /* Another message is a change of the step, and stands there. */
      if (!esp_message_resolve (tx, after->reference, &id, NULL) || id != send->message_id)
        return TRUE;
      if (source != NULL && source->sends[after->send_number] != 0)
        {
          g_autoptr (EspSend) again = esp_send_load (tx, source->sends[after->send_number], NULL);

          version = again != NULL ? (int) again->message_version : 0;
        }
      else if (!esp_message_peek_version (tx, id, &version, error))
        return FALSE;
      message.to = version;
    }
  if (message.to == message.from)
    return TRUE;
  if (!esp_journey_count_prepared (tx, send_id, &message.n_prepared, error))
    return FALSE;
  message.step = g_strdup (before->id);
  message.message = g_strdup (before->reference);
  g_array_append_val (self->messages, message);
  return TRUE;
}

static gboolean
compare_messages (EspPublishPreview *self, EspTx *tx, guint source_version, GError **error)
{
  g_autoptr (EspJourneyVersion) from =
    esp_journey_version_load (tx, self->row->id, self->from, error);
  g_autoptr (EspJourneyVersion) source =
    source_version > 0 ? esp_journey_version_load (tx, self->row->id, source_version, error) : NULL;

  if (from == NULL || (source_version > 0 && source == NULL))
    return FALSE;
  for (guint32 i = 0; i < esp_journey_get_n_steps (self->before); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->before, i);

      if (step->kind == ESP_STEP_SEND && !step->is_off &&
          !add_message (self, tx, step, from, source, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_texts (EspPublishPreview *self, EspTx *tx, const EspPublishOrder *order, GError **error)
{
  g_autoptr (EspJourneyVersion) from = NULL;
  g_autoptr (EspJourneyVersion) source = NULL;

  self->row = esp_journey_row_load (tx, order->id, error);
  if (self->row == NULL)
    return FALSE;
  self->from = self->row->version;
  self->to = self->from + 1;
  if (order->source > 0)
    {
      source = esp_journey_version_load (tx, order->id, order->source, error);
      if (source == NULL)
        return FALSE;
    }
  self->definition = g_strdup (source != NULL ? source->definition : self->row->draft);
  self->after = esp_journey_parse_json (self->definition, -1, error);
  if (self->after == NULL || self->from == 0)
    return self->after != NULL;
  from = esp_journey_version_load (tx, order->id, self->from, error);
  self->before = from != NULL ? esp_journey_parse_json (from->definition, -1, error) : NULL;
  if (self->before == NULL)
    return FALSE;
  self->diff = esp_journey_diff_new (self->before, self->after);
  return TRUE;
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  const EspPublishPeople *first = a;
  const EspPublishPeople *second = b;

  if (first->version != second->version)
    return first->version > second->version ? -1 : 1;
  return first->old_step < second->old_step ? -1 : first->old_step > second->old_step;
}

/**
 * esp_journey_publish_preview:
 *
 * Reads only. The same order, given before the journey or its people change, does exactly this.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspPublishPreview *
esp_journey_publish_preview (EspTx *tx,
                             EspSegmentEngine *engine,
                             const EspPublishOrder *order,
                             GError **error)
{
  g_autoptr (EspPublishPreview) self = g_new0 (EspPublishPreview, 1);
  g_autoptr (EspJourneyMover) mover = NULL;
  g_autofree char *checksum = NULL;

  self->people = g_array_new (FALSE, TRUE, sizeof (EspPublishPeople));
  g_array_set_clear_func (self->people, people_clear);
  self->messages = g_array_new (FALSE, TRUE, sizeof (EspPublishMessage));
  g_array_set_clear_func (self->messages, message_clear);
  if (!load_texts (self, tx, order, error))
    return NULL;
  checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->definition, -1);
  self->token = g_strdup_printf ("%u:%s", self->from, checksum);
  self->problems = esp_journey_check_draft (tx, engine, order->id, self->after, error);
  if (self->problems == NULL)
    return NULL;
  mover = esp_journey_mover_new (order->id, self->to, self->after, order->choices);
  if (!check_choices (self, tx, mover, order->choices, error) ||
      (self->from > 0 && (!count_people (self, tx, mover, error) ||
                          !compare_messages (self, tx, order->source, error))))
    return NULL;
  g_array_sort (self->people, compare_people);
  return g_steal_pointer (&self);
}
