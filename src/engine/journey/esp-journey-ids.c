/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of steps and entries: which are taken, which were, and the next one that is free. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-ids.h"

#include <string.h>

#define ENTRY_STEM "entry"

static guint *
find_stem (EspJourneySpent *self, const char *stem)
{
  EspStepKind kind;

  if (g_str_equal (stem, ENTRY_STEM))
    return &self->last[ESP_N_STEP_KINDS];
  return esp_step_kind_from_name (stem, &kind) ? &self->last[kind] : NULL;
}

static void
note_id (EspJourneySpent *self, const char *id)
{
  const char *dash = id != NULL ? strrchr (id, '-') : NULL;
  g_autofree char *stem = dash != NULL ? g_strndup (id, (gsize) (dash - id)) : NULL;
  guint *last = stem != NULL ? find_stem (self, stem) : NULL;
  guint64 n = 0;

  if (last != NULL && g_ascii_string_to_unsigned (dash + 1, 10, 1, G_MAXINT32, &n, NULL))
    *last = MAX (*last, (guint) n);
}

/**
 * esp_journey_spent_note:
 *
 * The ids of @journey are taken, now and for ever.
 */
void
esp_journey_spent_note (EspJourneySpent *self, const EspJourney *journey)
{
  for (guint i = 0; i < journey->entries->len; i++)
    note_id (self, g_array_index (journey->entries, EspJourneyEntry, i).id);
  for (guint32 i = 0; i < journey->steps->len; i++)
    note_id (self, esp_journey_get_step (journey, i)->id);
}

/**
 * esp_journey_spent_raise:
 */
void
esp_journey_spent_raise (EspJourneySpent *self, const EspJourneySpent *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->last); i++)
    self->last[i] = MAX (self->last[i], other->last[i]);
}

/**
 * esp_journey_spent_get:
 *
 * Returns: the highest number that an id of that stem had
 */
guint
esp_journey_spent_get (const EspJourneySpent *self, const char *stem)
{
  const guint *last = find_stem ((EspJourneySpent *) self, stem);

  return last != NULL ? *last : 0;
}

/**
 * esp_journey_ids:
 *
 * Returns: (transfer container) (element-type utf8 utf8): the ids of steps and entries; they live as long
 *   as @self
 */
GHashTable *
esp_journey_ids (const EspJourney *self)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->entries->len; i++)
    (void) g_hash_table_add (ids, g_array_index (self->entries, EspJourneyEntry, i).id);
  for (guint32 i = 0; i < self->steps->len; i++)
    (void) g_hash_table_add (ids, esp_journey_get_step (self, i)->id);
  return ids;
}

/**
 * esp_journey_free_id:
 * @ids: those that are taken
 * @spent: (nullable): what was taken before is not given again
 * @stem: "send"
 *
 * Returns: (transfer full): the first of "send-1", "send-2" … that nobody has or had
 */
char *
esp_journey_free_id (GHashTable *ids, const EspJourneySpent *spent, const char *stem)
{
  for (guint n = spent != NULL ? esp_journey_spent_get (spent, stem) + 1 : 1;; n++)
    {
      char *id = g_strdup_printf ("%s-%u", stem, n);

      if (!g_hash_table_contains (ids, id))
        return id;
      g_free (id);
    }
}
