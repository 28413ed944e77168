/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for the problems of a journey while it is edited, away from the main thread. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-draft-private.h"

#include "worker/esp-journey-world.h"

typedef struct
{
  gint64 id;
  EspJourney *journey;
  EspSegmentEngine *engine;
  GArray *problems;
} Checking;

static void
checking_free (Checking *checking)
{
  esp_journey_unref (checking->journey);
  esp_segment_engine_unref (checking->engine);
  g_clear_pointer (&checking->problems, g_array_unref);
  g_free (checking);
}

static gboolean
check_read (EspTx *tx, gpointer data, GError **error)
{
  Checking *checking = data;

  checking->problems =
    esp_journey_check_whole (tx, checking->engine, checking->id, checking->journey, error);
  /* Of a page that nobody has written on nothing is wrong yet; publishing it is refused all the same. */
  if (checking->problems != NULL && esp_journey_get_n_steps (checking->journey) == 0 &&
      checking->journey->entries->len == 0)
    g_array_set_size (checking->problems, 0);
  return checking->problems != NULL;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  Checking *checking = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_checking = FALSE;
  if (checking == NULL)
    {
      if (self->store != NULL)
        g_info ("A journey could not be checked: %s", error->message);
      return;
    }
  if (self->store != NULL)
    {
      g_array_unref (self->problems);
      self->problems = g_array_ref (checking->problems);
      esp_journey_draft_put_journey (&self->checked, checking->journey);
      esp_journey_draft_tell_problems (self);
      if (self->wants_check || self->checked != self->journey)
        esp_journey_draft_check (self);
    }
  checking_free (checking);
}

/**
 * esp_journey_draft_check:
 *
 * Looks for what is wrong on a thread of the store; once more when the journey changes meanwhile.
 */
void
esp_journey_draft_check (EspJourneyDraft *self)
{
  Checking *checking;

  self->wants_check = self->is_checking;
  if (self->is_checking || self->store == NULL || self->journey == NULL)
    return;
  self->is_checking = TRUE;
  checking = g_new0 (Checking, 1);
  checking->id = self->id;
  checking->journey = esp_journey_ref (self->journey);
  checking->engine = esp_segment_engine_ref (self->engine);
  esp_store_read_async (self->store, ESP_READ_LONG, check_read, checking,
                        (GDestroyNotify) checking_free, NULL, checked_cb, g_object_ref (self));
}
