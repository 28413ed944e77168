/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves people one by one to another version: finds what each of them has done, in whichever version. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-mover.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-path.h"
#include "store/esp-journeys.h"

#include <json-glib/json-glib.h>

#define MAX_CHOICES ESP_JOURNEY_MAX_STEPS

struct _EspJourneyMover
{
  gint64 journey_id;
  guint version;
  EspJourney *journey;   /* (owned) */
  GHashTable *choices;   /* (owned) (nullable) id of a step to EspCrossingChoice */
  GHashTable *versions;  /* (owned) number to EspJourney */
  GHashTable *crossings; /* (owned) number to EspJourneyCrossing */
};

/* One person's past. */
typedef struct
{
  EspJourneyMover *mover;
  EspTx *tx;
  const EspJourneyMembers *members;
  const EspJourneyMember *member;
  GHashTable *done; /* (owned) (nullable) new steps, plus one */
} Past;

/**
 * esp_journey_mover_new:
 * @version: to which people are moved; its graph is @journey
 * @choices: (nullable): id of a step to EspCrossingChoice
 *
 * Returns: (transfer full)
 */
EspJourneyMover *
esp_journey_mover_new (gint64 journey_id, guint version, EspJourney *journey, GHashTable *choices)
{
  EspJourneyMover *self = g_new0 (EspJourneyMover, 1);

  self->journey_id = journey_id;
  self->version = version;
  self->journey = esp_journey_ref (journey);
  self->choices = choices != NULL ? g_hash_table_ref (choices) : NULL;
  self->versions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_journey_unref);
  self->crossings =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_journey_crossing_free);
  return self;
}

/**
 * esp_journey_mover_free:
 */
void
esp_journey_mover_free (EspJourneyMover *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->crossings);
  g_hash_table_unref (self->versions);
  g_clear_pointer (&self->choices, g_hash_table_unref);
  esp_journey_unref (self->journey);
  g_free (self);
}

/**
 * esp_journey_mover_get_version:
 *
 * Returns: (transfer none): the graph of that version; %NULL with @error set
 */
EspJourney *
esp_journey_mover_get_version (EspJourneyMover *self, EspTx *tx, guint version, GError **error)
{
  EspJourney *journey = version == self->version
                          ? self->journey
                          : g_hash_table_lookup (self->versions, GUINT_TO_POINTER (version));
  g_autoptr (EspJourneyVersion) stored = NULL;

  if (journey != NULL)
    return journey;
  stored = esp_journey_version_load (tx, self->journey_id, version, error);
  journey = stored != NULL ? esp_journey_parse_json (stored->definition, -1, error) : NULL;
  if (journey != NULL)
    g_hash_table_insert (self->versions, GUINT_TO_POINTER (version), journey);
  return journey;
}

/**
 * esp_journey_mover_get_crossing:
 *
 * Returns: (transfer none): from that version; %NULL with @error set
 */
EspJourneyCrossing *
esp_journey_mover_get_crossing (EspJourneyMover *self, EspTx *tx, guint version, GError **error)
{
  EspJourneyCrossing *crossing = g_hash_table_lookup (self->crossings, GUINT_TO_POINTER (version));
  EspJourney *before =
    crossing == NULL ? esp_journey_mover_get_version (self, tx, version, error) : NULL;

  if (before == NULL)
    return crossing;
  crossing = esp_journey_crossing_new (before, version, self->journey, self->choices);
  g_hash_table_insert (self->crossings, GUINT_TO_POINTER (version), crossing);
  return crossing;
}

/* A step that was passed by because it was off has not been done. */
static gboolean
is_doing (const EspJourneyMark *mark)
{
  return mark->outcome != ESP_OUTCOME_ENTERED && mark->outcome != ESP_OUTCOME_MOVED &&
         mark->outcome != ESP_OUTCOME_LEFT &&
         (mark->outcome != ESP_OUTCOME_OFF || mark->detail != ESP_PASSED_BY_OFF);
}

static void
read_past (Past *self)
{
  const EspJourneyMember *member = self->member;
  const guint8 *path = esp_journey_path_at (self->members->bytes, member->path_at);
  g_autoptr (GArray) marks = esp_journey_path_read (path, member->n_path, member->entered_us);

  self->done = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      guint version = esp_journey_path_version (marks, i, member->version);
      const EspJourney *journey =
        is_doing (mark) ? esp_journey_mover_get_version (self->mover, self->tx, version, NULL)
                        : NULL;
      guint32 new = ESP_JOURNEY_NOWHERE;

      if (journey == NULL || mark->step >= esp_journey_get_n_steps (journey))
        continue;
      if (version == self->mover->version)
        new = mark->step;
      else
        {
          const EspJourneyCrossing *crossing =
            esp_journey_mover_get_crossing (self->mover, self->tx, version, NULL);

          if (crossing != NULL)
            new = esp_journey_crossing_get_diff (crossing)->to_new[mark->step];
        }
      if (new != ESP_JOURNEY_NOWHERE)
        g_hash_table_add (self->done, GUINT_TO_POINTER (new + 1));
    }
}

static gboolean
has_done (gpointer user_data, guint32 new_step)
{
  Past *self = user_data;

  if (self->done == NULL)
    read_past (self);
  return g_hash_table_contains (self->done, GUINT_TO_POINTER (new_step + 1));
}

/**
 * esp_journey_mover_cross:
 * @run: of the version to which people are moved; its marks are added to
 * @member: whose path is complete
 * @finished: the step of the old version that the person has just done; %ESP_JOURNEY_NOWHERE: is at one still
 *
 * Moves one person.
 */
gboolean
esp_journey_mover_cross (EspJourneyMover *self,
                         EspTx *tx,
                         const EspJourneyRun *run,
                         const EspJourneyMembers *members,
                         const EspJourneyMember *member,
                         EspJourneyState *state,
                         guint32 finished,
                         EspCrossed *out_crossed,
                         GError **error)
{
  EspJourneyCrossing *crossing = esp_journey_mover_get_crossing (self, tx, member->version, error);
  Past past = { self, tx, members, member, NULL };

  if (crossing == NULL)
    return FALSE;
  if (finished != ESP_JOURNEY_NOWHERE)
    *out_crossed =
      esp_journey_cross_behind (crossing, run, state, member->lead_id, finished, has_done, &past);
  else
    *out_crossed = esp_journey_cross (crossing, run, state, member->lead_id, has_done, &past);
  g_clear_pointer (&past.done, g_hash_table_unref);
  return TRUE;
}

/**
 * esp_journey_choices_read:
 * @json: an object: ids of steps to names of choices
 *
 * Returns: (transfer full): id to EspCrossingChoice; %NULL with @error set
 */
GHashTable *
esp_journey_choices_read (const char *json, GError **error)
{
  g_autoptr (GHashTable) choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) root = json_from_string (json, error);
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root) ||
      json_object_get_size (json_node_get_object (root)) > MAX_CHOICES)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "Choices are an object: ids of steps to what becomes of people");
      return NULL;
    }
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &id, &node))
    {
      const char *name =
        json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
      EspCrossingChoice choice;

      if (!esp_crossing_choice_from_name (name, &choice))
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "“%s” is no choice for step “%s”: keep, new, continue, exit or finish", name,
                       id);
          return NULL;
        }
      g_hash_table_insert (choices, g_strdup (id), GUINT_TO_POINTER (choice));
    }
  return g_steal_pointer (&choices);
}

/**
 * esp_journey_choices_write:
 * @choices: (nullable)
 *
 * Returns: (transfer full): as esp_journey_choices_read() takes it
 */
char *
esp_journey_choices_write (GHashTable *choices)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GHashTableIter iter;
  gpointer id, choice;

  json_builder_begin_object (out);
  if (choices != NULL)
    {
      g_hash_table_iter_init (&iter, choices);
      while (g_hash_table_iter_next (&iter, &id, &choice))
        {
          json_builder_set_member_name (out, id);
          json_builder_add_string_value (out, esp_crossing_choice_name (
                                                (EspCrossingChoice) GPOINTER_TO_UINT (choice)));
        }
    }
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, FALSE);
}
