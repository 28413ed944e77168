/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foresees who leaves another journey and when, for the entries of a rehearsal that take them in: that journey is
 * rehearsed itself, and who is inside it now goes on as far as time alone leads. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-ahead.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-path.h"
#include "engine/journey/esp-rehearsal-gates.h"
#include "store/esp-journeys.h"

/* A journey may take people from one that takes them from another; circles end. */
#define MAX_DEPTH 3

static void
add (EspRehearsalLoad *self, guint entry, guint32 lead_id, gint64 at_us)
{
  const EspRehearsalArrival arrival = { lead_id, entry, at_us };

  if (at_us >= self->world->start_us && at_us <= self->world->end_us)
    g_array_append_val (self->arrivals, arrival);
}

static gboolean
add_members (EspRehearsalLoad *self, guint entry, gint64 journey_id, GError **error)
{
  g_autoptr (GArray) versions = esp_journey_version_list (self->tx, journey_id, error);

  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      g_autoptr (EspRehearsalAhead) ahead =
        esp_rehearsal_ahead_load (self, journey_id, g_array_index (versions, guint, i), error);

      if (ahead == NULL)
        return FALSE;
      for (guint j = 0; ahead->journey != NULL && j < ahead->members->rows->len; j++)
        {
          const EspJourneyMember *member =
            &g_array_index (ahead->members->rows, EspJourneyMember, j);

          if (member->due_us != G_MAXINT64)
            add (self, entry, member->lead_id,
                 esp_rehearsal_ahead_walk (ahead, member, NULL, NULL));
        }
    }
  return versions != NULL;
}

static void
add_passages (EspRehearsalLoad *self,
              guint entry,
              const EspRehearsalWorld *world,
              const EspRehearsalPaths *paths)
{
  for (guint i = 0; i < paths->passages->len; i++)
    {
      const EspRehearsalPassage *passage = &g_array_index (paths->passages, EspRehearsalPassage, i);

      if (passage->status == ESP_STATE_INSIDE)
        continue;
      add (self, entry, world->leads[passage->person],
           esp_journey_path_last_us (esp_journey_path_at (paths->bytes, passage->path_at),
                                     passage->n_path, passage->entered_us));
    }
}

/* Who comes into the other journey, is led through it, and leaves it within the time. */
static gboolean
add_rehearsed (EspRehearsalLoad *self, guint entry, const EspJourneyRow *row, GError **error)
{
  g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (row->id);
  g_autoptr (EspRehearsalWorld) world = NULL;
  g_autoptr (EspRehearsalPerson) person = NULL;
  EspRehearsalGate *gates;

  options->version = row->version;
  options->start_us = self->world->start_us;
  options->days = (guint) ((self->world->end_us - self->world->start_us + ESP_USEC_PER_DAY - 1) /
                           ESP_USEC_PER_DAY);
  options->seed = self->options->seed;
  options->depth = self->options->depth + 1;
  world = esp_rehearsal_world_load (self->tx, options, error);
  if (world == NULL)
    {
      g_prefix_error (error, "The journey “%s”, from which people come: ", row->name);
      return FALSE;
    }
  gates = esp_rehearsal_gates_new (world);
  person = esp_rehearsal_person_new (world);
  esp_rehearsal_person_set_gates (person, gates);
  for (guint i = 0; i < world->n_people; i++)
    {
      g_autoptr (EspRehearsalPaths) paths = esp_rehearsal_paths_new ();

      esp_rehearsal_person_lead (person, i, NULL, paths);
      add_passages (self, entry, world, paths);
    }
  esp_rehearsal_gates_free (gates, world->n_people);
  return TRUE;
}

/**
 * esp_rehearsal_load_arrivals:
 * @entry: one that takes people from another journey
 *
 * Works out who leaves that journey within the time of the rehearsal. A journey that is a draft or over sends
 * nobody.
 */
gboolean
esp_rehearsal_load_arrivals (EspRehearsalLoad *self, guint entry, GError **error)
{
  const EspJourneyEntry *door =
    &g_array_index (self->world->journey->entries, EspJourneyEntry, entry);
  g_autoptr (EspJourneyRow) row = NULL;
  gint64 id = 0;

  if (self->arrivals == NULL)
    self->arrivals = g_array_new (FALSE, FALSE, sizeof (EspRehearsalArrival));
  if (door->reference == NULL || !esp_journey_row_resolve (self->tx, door->reference, &id, NULL))
    return TRUE; /* the check of the journey tells */
  row = esp_journey_row_load (self->tx, id, error);
  if (row == NULL)
    return FALSE;
  if (row->version == 0 || id == self->options->journey_id || self->options->depth >= MAX_DEPTH ||
      g_str_equal (row->state, "paused") || g_str_equal (row->state, "ended"))
    return TRUE;
  return add_members (self, entry, id, error) &&
         (!g_str_equal (row->state, "live") || add_rehearsed (self, entry, row, error));
}
