/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a journey from its text, as data/schema/journey.schema.json describes it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-json.h"

#include "engine/journey/esp-journey-private.h"

#include <string.h>

/* A branch opens four brackets; the rule of the innermost a few more. */
#define MAX_BRACKETS (ESP_JOURNEY_MAX_DEPTH * 4 + 40)

typedef struct
{
  EspJsonWalk walk;
  EspJourney *journey; /* (owned) */
  GHashTable *ids;     /* (owned) of steps and entries */
  gboolean is_full;
} Reader;

/* Where a list of steps stands. */
typedef struct
{
  guint32 parent;
  guint branch;
  guint level;
} Place;

static guint32 read_steps (Reader *self, JsonObject *object, const Place *place);

static void
claim_id (Reader *self, const char *id)
{
  if (id != NULL && !g_hash_table_add (self->ids, g_strdup (id)))
    esp_json_walk_fail (&self->walk, "id", "“%.64s” is the id of something else already", id);
}

static void
read_branches (Reader *self, JsonObject *object, guint32 index, guint level)
{
  JsonArray *array = esp_json_walk_array (&self->walk, object, "branches");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GArray *branches;
  gsize mark;

  if (n == 0)
    return;
  if (n > ESP_JOURNEY_MAX_BRANCHES || level >= ESP_JOURNEY_MAX_DEPTH)
    {
      esp_json_walk_fail (&self->walk, "branches",
                          "at most %d branches, %d levels deep, are expected",
                          ESP_JOURNEY_MAX_BRANCHES, ESP_JOURNEY_MAX_DEPTH);
      return;
    }
  branches = esp_journey_branches_new (n);
  g_array_index (self->journey->steps, EspJourneyStep, index).branches = branches;
  mark = esp_json_walk_push (&self->walk, "branches");
  for (guint i = 0; i < n; i++)
    {
      gsize inner = esp_json_walk_push_index (&self->walk, i);
      JsonObject *element = esp_json_walk_element (&self->walk, array, i);
      const Place place = { index, i, level + 1 };
      EspJourneyBranch branch = { .first_step = ESP_JOURNEY_NOWHERE };

      if (element != NULL)
        {
          esp_journey_read_branch (&self->walk, element,
                                   &g_array_index (self->journey->steps, EspJourneyStep, index),
                                   &branch);
          branch.first_step = read_steps (self, element, &place);
        }
      g_array_append_val (branches, branch);
      esp_json_walk_pop (&self->walk, inner);
    }
  esp_json_walk_pop (&self->walk, mark);
}

/* Returns: the number of the step; the branches come behind it in the array. */
static guint32
read_one (Reader *self, JsonObject *object, const Place *place)
{
  EspJourneyStep step = { .parent = place->parent,
                          .parent_branch = place->branch,
                          .level = place->level,
                          .sibling = ESP_JOURNEY_NOWHERE,
                          .next = ESP_JOURNEY_NOWHERE,
                          .target = ESP_JOURNEY_NOWHERE };
  guint32 index = self->journey->steps->len;

  esp_journey_read_step (&self->walk, object, &step);
  g_array_append_val (self->journey->steps, step);
  claim_id (self, step.id);
  read_branches (self, object, index, place->level);
  return index;
}

/* Returns: the first of the steps. */
static guint32
read_steps (Reader *self, JsonObject *object, const Place *place)
{
  JsonArray *array = esp_json_walk_array (&self->walk, object, "steps");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  guint32 first = ESP_JOURNEY_NOWHERE;
  guint32 last = ESP_JOURNEY_NOWHERE;
  gsize mark = esp_json_walk_push (&self->walk, "steps");

  for (guint i = 0; i < n && !self->is_full; i++)
    {
      gsize inner = esp_json_walk_push_index (&self->walk, i);
      JsonObject *element = esp_json_walk_element (&self->walk, array, i);
      guint32 index;

      if (self->journey->steps->len >= ESP_JOURNEY_MAX_STEPS)
        {
          self->is_full = TRUE;
          break;
        }
      if (element != NULL)
        {
          index = read_one (self, element, place);
          if (first == ESP_JOURNEY_NOWHERE)
            first = index;
          else
            g_array_index (self->journey->steps, EspJourneyStep, last).sibling = index;
          last = index;
        }
      esp_json_walk_pop (&self->walk, inner);
    }
  esp_json_walk_pop (&self->walk, mark);
  return first;
}

static void
read_entries (Reader *self, JsonObject *object)
{
  JsonArray *array = esp_json_walk_array (&self->walk, object, "entries");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gsize mark;

  if (n > ESP_JOURNEY_MAX_ENTRIES)
    esp_json_walk_fail (&self->walk, "entries", "at most %d are expected", ESP_JOURNEY_MAX_ENTRIES);
  mark = esp_json_walk_push (&self->walk, "entries");
  for (guint i = 0; i < MIN (n, ESP_JOURNEY_MAX_ENTRIES); i++)
    {
      gsize inner = esp_json_walk_push_index (&self->walk, i);
      JsonObject *element = esp_json_walk_element (&self->walk, array, i);
      EspJourneyEntry entry = { ESP_ENTRY_MANUAL };

      if (element != NULL)
        {
          esp_journey_read_entry (&self->walk, element, &entry);
          g_array_append_val (self->journey->entries, entry);
          claim_id (self, entry.id);
        }
      esp_json_walk_pop (&self->walk, inner);
    }
  esp_json_walk_pop (&self->walk, mark);
}

static void
read_groups (Reader *self, JsonObject *object)
{
  static const char *const known[] = { "id", "title", NULL };
  JsonArray *array = esp_json_walk_array (&self->walk, object, "groups");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gsize mark;

  if (n > ESP_JOURNEY_MAX_GROUPS)
    esp_json_walk_fail (&self->walk, "groups", "at most %d are expected", ESP_JOURNEY_MAX_GROUPS);
  mark = esp_json_walk_push (&self->walk, "groups");
  for (guint i = 0; i < MIN (n, ESP_JOURNEY_MAX_GROUPS); i++)
    {
      gsize inner = esp_json_walk_push_index (&self->walk, i);
      JsonObject *element = esp_json_walk_element (&self->walk, array, i);
      EspJourneyGroup group = { NULL, NULL };

      if (element != NULL)
        {
          esp_json_walk_check_members (&self->walk, element, known);
          group.id = esp_json_walk_line (&self->walk, element, "id", ESP_JOURNEY_MAX_ID);
          if (group.id != NULL && *group.id == '\0')
            esp_json_walk_fail (&self->walk, "id", "an id is not empty");
          group.title = esp_json_walk_line (&self->walk, element, "title", ESP_JOURNEY_MAX_LINE);
          g_array_append_val (self->journey->groups, group);
        }
      esp_json_walk_pop (&self->walk, inner);
    }
  esp_json_walk_pop (&self->walk, mark);
}

static void
read_reentry (Reader *self, JsonObject *object)
{
  static const char *const known[] = { "rule", "days", NULL };
  JsonObject *reentry = esp_journey_read_object (&self->walk, object, "reentry");
  gsize mark;

  if (reentry == NULL)
    return;
  mark = esp_json_walk_push (&self->walk, "reentry");
  esp_json_walk_check_members (&self->walk, reentry, known);
  self->journey->reentry =
    (EspReentry) esp_json_walk_word (&self->walk, reentry, "rule", esp_journey_reentry_names);
  self->journey->reentry_days =
    (guint) esp_json_walk_int (&self->walk, reentry, "days", ESP_JOURNEY_MAX_DAYS, 0);
  if ((self->journey->reentry == ESP_REENTRY_AFTER) != (self->journey->reentry_days > 0))
    esp_json_walk_fail (&self->walk, "days", "at least 1 goes with “after”, and with “after” only");
  esp_json_walk_pop (&self->walk, mark);
}

static void
read_limits (Reader *self, JsonObject *object)
{
  static const char *const known[] = { "per_day", "total", NULL };
  JsonObject *limits = esp_journey_read_object (&self->walk, object, "limits");
  gsize mark;

  if (limits == NULL)
    return;
  mark = esp_json_walk_push (&self->walk, "limits");
  esp_json_walk_check_members (&self->walk, limits, known);
  self->journey->limit_per_day =
    (guint) esp_json_walk_int (&self->walk, limits, "per_day", ESP_JOURNEY_MAX_PER_DAY, 0);
  self->journey->limit_total =
    (guint) esp_json_walk_int (&self->walk, limits, "total", ESP_JOURNEY_MAX_PER_DAY, 0);
  esp_json_walk_pop (&self->walk, mark);
}

static void
read_top (Reader *self, JsonObject *object)
{
  static const char *const known[] = { "version", "name",   "note", "entries", "reentry", "limits",
                                       "hours",   "groups", "zone", "steps",   NULL };
  static const char *const zones[] = { "lead", "workspace", NULL };
  const Place top = { ESP_JOURNEY_NOWHERE, 0, 0 };

  esp_json_walk_check_members (&self->walk, object, known);
  self->journey->name = esp_json_walk_line (&self->walk, object, "name", ESP_JOURNEY_MAX_LINE);
  self->journey->note = esp_json_walk_string (&self->walk, object, "note", ESP_JOURNEY_MAX_NOTE);
  read_entries (self, object);
  read_reentry (self, object);
  read_limits (self, object);
  esp_journey_read_hours (&self->walk, object, &self->journey->hours);
  self->journey->uses_workspace_zone = esp_json_walk_word (&self->walk, object, "zone", zones) == 1;
  read_groups (self, object);
  (void) read_steps (self, object, &top);
}

static gboolean
check_version (JsonNode *root, GError **error)
{
  JsonNode *version = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                        ? json_object_get_member (json_node_get_object (root), "version")
                        : NULL;
  gint64 number = 0;

  if (!esp_json_read_whole (version, &number))
    {
      g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                           "The journey must be an object with a “version” that is a whole number");
      return FALSE;
    }
  if (number == ESP_JOURNEY_VERSION)
    return TRUE;
  g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_VERSION,
               "The journey is of version %" G_GINT64_FORMAT
               ", which is not known here; this program reads version %d",
               number, ESP_JOURNEY_VERSION);
  return FALSE;
}

static void
refuse_zero (const char *json, gsize at, GError **error)
{
  gsize line = 1;
  gsize begin = 0;

  for (gsize i = 0; i < at; i++)
    if (json[i] == '\n')
      {
        line++;
        begin = i + 1;
      }
  g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
               "The journey is not right in line %" G_GSIZE_FORMAT ", letter %ld: no text may hold "
               "the character \\u0000",
               line, g_utf8_strlen (json + begin, (gssize) (at - begin)) + 1);
}

static JsonParser *
load (const char *json, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;

  if (length > ESP_JOURNEY_MAX_BYTES || esp_json_is_too_deep (json, length, MAX_BRACKETS))
    g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                 "The journey is longer than %d bytes or nests too deeply: at most %d levels of "
                 "branches are allowed",
                 ESP_JOURNEY_MAX_BYTES, ESP_JOURNEY_MAX_DEPTH);
  else if (memchr (json, '\0', length) != NULL || !g_utf8_validate (json, (gssize) length, NULL))
    g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                         "The journey is not UTF-8 text");
  else if (esp_json_find_zero (json, length) >= 0)
    refuse_zero (json, (gsize) esp_json_find_zero (json, length), error);
  else if (!json_parser_load_from_data (parser, json, (gssize) length, &local))
    {
      g_autofree char *why = esp_json_dup_problem (local);

      g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                   "The journey is not JSON: %s", why);
    }
  else
    return g_steal_pointer (&parser);
  return NULL;
}

/**
 * esp_journey_parse_json:
 * @length: bytes of @json, or -1 when it ends with a zero
 *
 * Reads a journey. Nothing is guessed or dropped: a member, kind or word that is not known is an error that
 * names it and its place. What can be read may still be wrong as a journey: see esp_journey_check().
 *
 * Returns: (transfer full): the journey, or %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_parse_json (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = load (json, length < 0 ? strlen (json) : (gsize) length, error);
  g_autoptr (EspJourney) journey = NULL;
  g_autoptr (GHashTable) ids = NULL;
  Reader reader = { .is_full = FALSE };

  if (parser == NULL || !check_version (json_parser_get_root (parser), error))
    return NULL;
  journey = esp_journey_new ();
  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.journey = journey;
  reader.ids = ids;
  esp_json_walk_init (&reader.walk, "The journey", ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX);
  read_top (&reader, json_node_get_object (json_parser_get_root (parser)));
  if (!esp_json_walk_finish (&reader.walk, error))
    return NULL;
  if (reader.is_full)
    {
      g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                   "The journey has more than %d steps; divide it into journeys that lead to each "
                   "other",
                   ESP_JOURNEY_MAX_STEPS);
      return NULL;
    }
  esp_journey_resolve (journey);
  return g_steal_pointer (&journey);
}
