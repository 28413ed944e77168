/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps as readable text: copied, pasted into any journey with ids that are free there, and made afresh. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-clip.h"

#include "base/esp-json-walk.h"

#include <string.h>

#define ENVELOPE "journey-steps"
#define MAX_BRACKETS (ESP_JOURNEY_MAX_DEPTH * 4 + 60)

/* Gives steps ids that nobody has. */
typedef struct
{
  GHashTable *taken; /* (owned) (element-type utf8) of the journey */
  GHashTable *seen; /* (owned) (element-type utf8) of the clip's steps that have their id already */
  GHashTable *own;  /* (owned) (element-type utf8) every id of the clip, old and new */
  GHashTable *renamed; /* (owned) old id to new one */
  GHashTable *next;    /* (owned) stem to the number that is tried next */
  GPtrArray *around; /* (unowned) (element-type utf8) ids of the steps around, the innermost last */
} Names;

void
esp_journey_clip_clear (EspJourneyClip *self)
{
  g_clear_pointer (&self->steps, json_node_unref);
  g_clear_pointer (&self->groups, json_node_unref);
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX, sentence);
  return FALSE;
}

/**
 * esp_journey_load_node:
 * @text: from outside
 *
 * Returns: (transfer full): the JSON of the text, to be changed; %NULL with an #EspJourneyError
 */
JsonNode *
esp_journey_load_node (const char *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;
  gsize length = strlen (text);

  if (length > ESP_JOURNEY_MAX_BYTES || esp_json_is_too_deep (text, length, MAX_BRACKETS))
    g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                         "The text is too long or nests too deeply");
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    (void) fail (error, "The text is not UTF-8");
  else if (!json_parser_load_from_data (parser, text, (gssize) length, &local) ||
           json_parser_get_root (parser) == NULL)
    {
      g_autofree char *why = esp_json_dup_problem (local);

      g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX, "The text is not JSON: %s",
                   why);
    }
  else
    return json_parser_steal_root (parser);
  return NULL;
}

static JsonNode *
get_list (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_copy (node) : NULL;
}

/**
 * esp_journey_clip_read:
 * @text: what esp_journey_copy_steps() gave, one step, a list of steps, or a whole journey
 *
 * Returns: %FALSE with an #EspJourneyError when it is none of these
 */
gboolean
esp_journey_clip_read (EspJourneyClip *self, const char *text, GError **error)
{
  g_autoptr (JsonNode) root = esp_journey_load_node (text, NULL);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;

  if (object != NULL && json_object_has_member (object, "kind"))
    {
      JsonArray *one = json_array_new ();

      json_array_add_element (one, json_node_copy (root));
      self->steps = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (self->steps, one);
    }
  else if (object != NULL)
    {
      self->steps = get_list (object, "steps");
      self->groups = get_list (object, "groups");
    }
  else if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    self->steps = json_node_copy (root);
  if (self->steps == NULL)
    return fail (error, "This text holds no steps of a journey");
  if (json_array_get_length (json_node_get_array (self->steps)) == 0)
    return fail (error, "This text holds no step at all");
  return TRUE;
}

/**
 * esp_journey_is_steps:
 * @text: of the clipboard, say
 *
 * Returns: whether steps could be pasted from it; %FALSE with a sentence otherwise
 */
gboolean
esp_journey_is_steps (const char *text, GError **error)
{
  g_auto (EspJourneyClip) clip = { NULL, NULL };
  g_autoptr (EspJourney) empty = esp_journey_new ();
  g_autoptr (GPtrArray) around = g_ptr_array_new ();
  g_autoptr (EspJourney) journey = NULL;

  if (!esp_journey_clip_read (&clip, text, error))
    return FALSE;
  esp_journey_clip_rename (&clip, empty, around);
  journey = esp_journey_parse_steps (clip.steps, clip.groups, error);
  return journey != NULL;
}

/* Walking over the steps of a clip */

typedef void (*StepFunc) (Names *names, JsonObject *step);

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static void each_step (Names *names, JsonNode *list, StepFunc func);

static void
each_branch (Names *names, JsonObject *step, StepFunc func)
{
  JsonNode *list = json_object_get_member (step, "branches");
  JsonArray *array =
    list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  g_ptr_array_add (names->around, g_strdup (get_text (step, "id")));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *branch = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (branch))
        each_step (names, json_object_get_member (json_node_get_object (branch), "steps"), func);
    }
  g_free (g_ptr_array_steal_index (names->around, names->around->len - 1));
}

static void
each_step (Names *names, JsonNode *list, StepFunc func)
{
  JsonArray *array =
    list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (element))
        continue;
      func (names, json_node_get_object (element));
      each_branch (names, json_node_get_object (element), func);
    }
}

static void
note_id (Names *names, JsonObject *step)
{
  const char *id = get_text (step, "id");

  if (id != NULL)
    (void) g_hash_table_add (names->own, g_strdup (id));
}

static char *
next_id (Names *names, const char *stem)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (names->next, stem));
  char *id = NULL;

  do
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", stem, ++n);
    }
  while (g_hash_table_contains (names->taken, id) || g_hash_table_contains (names->own, id));
  g_hash_table_insert (names->next, g_strdup (stem), GUINT_TO_POINTER (n));
  (void) g_hash_table_add (names->own, g_strdup (id));
  return id;
}

static void
free_id (Names *names, JsonObject *step)
{
  const char *id = get_text (step, "id");
  const char *kind = get_text (step, "kind");
  g_autofree char *made = NULL;
  EspStepKind known;

  if (id != NULL && *id != '\0' && !g_hash_table_contains (names->taken, id) &&
      g_hash_table_add (names->seen, g_strdup (id)))
    return;
  if (kind == NULL || !esp_step_kind_from_name (kind, &known))
    kind = "step";
  made = next_id (names, kind);
  if (id != NULL && *id != '\0')
    g_hash_table_insert (names->renamed, g_strdup (id), g_strdup (made));
  json_object_set_string_member (step, "id", made);
}

static void
follow (Names *names, JsonObject *step, const char *member)
{
  const char *old = get_text (step, member);
  const char *new = old != NULL ? g_hash_table_lookup (names->renamed, old) : NULL;

  if (new != NULL)
    json_object_set_string_member (step, member, new);
}

/* A join leads behind a step that it stands in: the one it names, or else the innermost. */
static void
mend_references (Names *names, JsonObject *step)
{
  const char *kind = get_text (step, "kind");
  const char *after;

  if (g_strcmp0 (kind, esp_step_kind_name (ESP_STEP_GO_TO)) == 0)
    follow (names, step, "to");
  if (g_strcmp0 (kind, esp_step_kind_name (ESP_STEP_JOIN)) != 0)
    return;
  follow (names, step, "after");
  after = get_text (step, "after");
  if (after != NULL && names->around->len > 0 &&
      !g_ptr_array_find_with_equal_func (names->around, after, g_str_equal, NULL))
    json_object_remove_member (step, "after");
}

/**
 * esp_journey_clip_rename:
 * @to: the journey that the steps are for
 * @around: (element-type utf8): ids of the steps in whose branches they will be, the innermost last
 *
 * Gives new ids to steps that have none, or one that @to has already, and lets what names them follow.
 */
void
esp_journey_clip_rename (EspJourneyClip *self, const EspJourney *to, GPtrArray *around)
{
  g_autoptr (GHashTable) taken = esp_journey_ids (to);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) renamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Names names = { taken, seen, own, renamed, next, around };

  for (guint i = 0; i < ESP_N_STEP_KINDS; i++)
    g_hash_table_insert (next, g_strdup (esp_step_kind_name ((EspStepKind) i)),
                         GUINT_TO_POINTER (to->spent.last[i]));
  each_step (&names, self->steps, note_id);
  each_step (&names, self->steps, free_id);
  each_step (&names, self->steps, mend_references);
}

/* Copying */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

/**
 * esp_journey_outermost:
 * @ids: (array zero-terminated=1)
 *
 * Returns: (transfer full) (element-type guint32): the steps in the order of the text, each once and without
 *   those that are in a branch of another; %NULL with @error set when there is no such step, or no id
 */
GArray *
esp_journey_outermost (const EspJourney *self, const char *const *ids, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) outer = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 end = 0;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      guint32 index = esp_journey_find_step (self, ids[i]);

      if (index == ESP_JOURNEY_NOWHERE)
        {
          g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                       "The journey has no step “%.64s”", ids[i]);
          return NULL;
        }
      g_array_append_val (all, index);
    }
  if (all->len == 0)
    {
      (void) fail (error, "No step is chosen");
      return NULL;
    }
  g_array_sort (all, compare_numbers);
  for (guint i = 0; i < all->len; i++)
    {
      guint32 index = g_array_index (all, guint32, i);

      if (index < end)
        continue;
      g_array_append_val (outer, index);
      end = esp_journey_subtree_end (self, index);
    }
  return g_steal_pointer (&outer);
}

static JsonArray *
write_groups (const EspJourney *self, const GArray *steps)
{
  JsonArray *groups = json_array_new ();

  for (guint i = 0; i < self->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (self->groups, EspJourneyGroup, i);
      gboolean is_used = FALSE;

      for (guint j = 0; j < steps->len && !is_used; j++)
        {
          guint32 first = g_array_index (steps, guint32, j);
          guint32 end = esp_journey_subtree_end (self, first);

          for (guint32 k = first; k < end && !is_used; k++)
            is_used = group->id != NULL &&
                      g_strcmp0 (esp_journey_get_step (self, k)->group, group->id) == 0;
        }
      if (is_used)
        {
          JsonObject *object = json_object_new ();

          json_object_set_string_member (object, "id", group->id);
          if (group->title != NULL)
            json_object_set_string_member (object, "title", group->title);
          json_array_add_object_element (groups, object);
        }
    }
  return groups;
}

/**
 * esp_journey_clip_write:
 * @steps: (element-type guint32)
 *
 * Returns: (transfer full): the steps with all their branches and the groups that they name
 */
JsonNode *
esp_journey_clip_write (const EspJourney *self, const GArray *steps)
{
  JsonNode *root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *groups = write_groups (self, steps);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < steps->len; i++)
    json_array_add_element (list, esp_journey_step_to_node (self, g_array_index (steps, guint32, i),
                                                            FALSE));
  json_object_set_string_member (object, "espalier", ENVELOPE);
  json_object_set_int_member (object, "version", ESP_JOURNEY_VERSION);
  if (json_array_get_length (groups) > 0)
    json_object_set_array_member (object, "groups", groups);
  else
    json_array_unref (groups);
  json_object_set_array_member (object, "steps", list);
  json_node_take_object (root, object);
  return root;
}

/**
 * esp_journey_copy_steps:
 * @ids: (array zero-terminated=1): steps in any order; what is in their branches comes along
 *
 * Returns: (transfer full) (nullable): readable JSON that esp_journey_edit_insert() takes, in any journey;
 *   %NULL when there is no such step
 */
char *
esp_journey_copy_steps (const EspJourney *self, const char *const *ids)
{
  g_autoptr (GArray) steps = esp_journey_outermost (self, ids, NULL);
  g_autoptr (JsonNode) root = NULL;

  if (steps == NULL)
    return NULL;
  root = esp_journey_clip_write (self, steps);
  return esp_journey_node_to_text (root);
}

/**
 * esp_journey_step_to_json:
 * @step: below the number of steps
 *
 * Returns: (transfer full): the step's own members, its branches without their steps
 */
char *
esp_journey_step_to_json (const EspJourney *self, guint32 step)
{
  g_autoptr (JsonNode) node = esp_journey_step_to_node (self, step, TRUE);

  return esp_journey_node_to_text (node);
}

/**
 * esp_journey_new_step_json:
 *
 * Returns: (transfer full): a fresh step without an id, as far as it can be filled in without knowing the
 *   workspace
 */
char *
esp_journey_new_step_json (EspStepKind kind)
{
  static const char *const members[ESP_N_STEP_KINDS] = {
    [ESP_STEP_SEND] = "",
    [ESP_STEP_WAIT] = ",\"for\":{\"days\":1}",
    [ESP_STEP_SPLIT] = ",\"branches\":[{\"id\":\"b1\",\"when\":{\"group\":\"all\",\"items\":[]}},"
                       "{\"id\":\"b2\",\"else\":true}]",
    [ESP_STEP_RANDOM] = ",\"branches\":[{\"id\":\"b1\",\"share\":50},{\"id\":\"b2\",\"share\":50}]",
    [ESP_STEP_TEST] = ",\"metric\":\"click\",\"branches\":[{\"id\":\"b1\",\"title\":\"A\","
                      "\"share\":50},{\"id\":\"b2\",\"title\":\"B\",\"share\":50}]",
    [ESP_STEP_UPDATE] = ",\"changes\":[]",
    [ESP_STEP_SEGMENT] = ",\"do\":\"add\"",
    [ESP_STEP_TASK] = ",\"text\":\"\"",
    [ESP_STEP_WEBHOOK] = ",\"url\":\"\"",
    [ESP_STEP_GO_TO] = ",\"times\":1",
    [ESP_STEP_JOIN] = "",
    [ESP_STEP_GOAL] = ",\"event\":{\"event\":\"order\"}",
    [ESP_STEP_EXIT] = "",
  };

  return g_strdup_printf ("{\"kind\":\"%s\"%s}", esp_step_kind_name (kind), members[kind]);
}

/**
 * esp_journey_new_entry_json:
 *
 * Returns: (transfer full): a fresh entry without an id
 */
char *
esp_journey_new_entry_json (EspEntryKind kind)
{
  static const char *const members[ESP_N_ENTRY_KINDS] = {
    [ESP_ENTRY_ENTERS_SEGMENT] = "",
    [ESP_ENTRY_LEAVES_SEGMENT] = "",
    [ESP_ENTRY_EVENT] = ",\"match\":{\"event\":\"order\"}",
    [ESP_ENTRY_FORM] = "",
    [ESP_ENTRY_DATE] = ",\"at\":\"09:00\"",
    [ESP_ENTRY_ANNIVERSARY] = ",\"at\":\"09:00\"",
    [ESP_ENTRY_MANUAL] = "",
    [ESP_ENTRY_JOURNEY] = "",
    [ESP_ENTRY_SCHEDULE] = ",\"every\":\"week\",\"weekdays\":[\"mon\"],\"at\":\"09:00\"",
  };

  return g_strdup_printf ("{\"kind\":\"%s\"%s}", esp_entry_kind_name (kind), members[kind]);
}
