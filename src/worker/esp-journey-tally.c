/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums up what a turn did at each step: how often, and to whom on which day. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "engine/journey/esp-journey-time.h"

static guint
tally_hash (gconstpointer key)
{
  const EspJourneyPlace *place = key;

  return place->step * 1021 + place->outcome * 31 + place->detail;
}

static gboolean
tally_equal (gconstpointer a, gconstpointer b)
{
  const EspJourneyPlace *first = a;
  const EspJourneyPlace *second = b;

  return first->step == second->step && first->outcome == second->outcome &&
         first->detail == second->detail;
}

static void
tally_free (gpointer data)
{
  EspJourneyTally *tally = data;

  esp_bitmap_free (tally->leads);
  g_free (tally);
}

/**
 * esp_journey_tallies_new:
 *
 * Returns: (transfer full) (element-type EspJourneyTally): none yet
 */
GHashTable *
esp_journey_tallies_new (void)
{
  return g_hash_table_new_full (tally_hash, tally_equal, NULL, tally_free);
}

/**
 * esp_journey_tallies_add:
 */
void
esp_journey_tallies_add (GHashTable *tallies, const EspJourneyMark *mark, guint32 lead_id)
{
  EspJourneyPlace place = { 0, mark->step, mark->outcome, mark->detail };
  EspJourneyTally *tally;

  if (mark->outcome == ESP_OUTCOME_LOOPED || mark->outcome == ESP_OUTCOME_LIMIT)
    place.detail = 0; /* the manieth time it is makes no other place */
  tally = g_hash_table_lookup (tallies, &place);
  if (tally == NULL)
    {
      tally = g_new0 (EspJourneyTally, 1);
      tally->place = place;
      tally->leads = esp_bitmap_new ();
      g_hash_table_insert (tallies, &tally->place, tally);
    }
  tally->n++;
  esp_bitmap_add (tally->leads, lead_id);
}

/**
 * esp_journey_turn_find_day:
 * @out_day: today in the workspace's zone, since 1970
 */
gboolean
esp_journey_turn_find_day (EspJourneyTurn *self, gint64 *out_day, GError **error)
{
  g_autoptr (EspSegmentWorld) world = NULL;
  EspLocalTime local;

  if (self->day == 0)
    {
      world = esp_segment_engine_get_world (self->engine, self->tx, error);
      if (world == NULL)
        return FALSE;
      esp_local_time_read (esp_segment_world_get_zone (world), esp_tx_get_now_us (self->tx),
                           &local);
      self->day = local.day;
    }
  *out_day = self->day;
  return TRUE;
}

/**
 * esp_journey_turn_write_counts:
 *
 * Writes the numbers of the plan in use.
 */
gboolean
esp_journey_turn_write_counts (EspJourneyTurn *self, GError **error)
{
  g_autoptr (GArray) counts = NULL;
  gint64 journey_id;
  gint64 day = 0;
  GHashTableIter iter;
  gpointer value;
  gboolean is_ok;

  if (g_hash_table_size (self->counts) == 0)
    return TRUE;
  if (!esp_journey_turn_find_day (self, &day, error))
    return FALSE;
  journey_id = self->plan->row->id;
  counts = g_array_new (FALSE, FALSE, sizeof (EspJourneyCount));
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      EspJourneyTally *tally = value;
      gboolean was_elsewhere = tally->place.outcome == ESP_OUTCOME_MOVED;
      EspJourneyCount count = {
        self->plan->version, tally->place.step, tally->place.outcome,
        tally->place.detail, tally->n,          esp_tx_get_now_us (self->tx)
      };

      if (was_elsewhere) /* the step is one of the version that was left */
        count.version = tally->place.detail;
      tally->place.version = count.version;
      g_array_append_val (counts, count);
      if (!esp_journey_flow_add (self->tx, journey_id, &tally->place, day, tally->leads, error))
        return FALSE;
    }
  is_ok =
    esp_journey_counts_add (self->tx, journey_id, (const EspJourneyCount *) (gpointer) counts->data,
                            counts->len, error);
  g_hash_table_remove_all (self->counts);
  return is_ok;
}
