/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what a step or a branch says, and leaves the ways as they are. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-edits.h"

#include "engine/journey/esp-journey-clip.h"

#define NEW_BRANCH (-1)

/* A step while its own members are changed: as JSON, and which old branch each of its branches was. */
typedef struct
{
  const EspJourney *journey;
  guint32 index;
  JsonNode *node;     /* (owned) an object */
  JsonObject *object; /* (unowned) of it */
  GArray *origins;    /* (owned) (element-type int) %NEW_BRANCH: it was none */
} StepEdit;

static void
step_edit_clear (StepEdit *self)
{
  g_clear_pointer (&self->node, json_node_unref);
  g_clear_pointer (&self->origins, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StepEdit, step_edit_clear)

static gpointer fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gpointer
fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX, format, args);
  va_end (args);
  return NULL;
}

static JsonArray *
get_branches (StepEdit *self)
{
  JsonNode *node = json_object_get_member (self->object, "branches");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
begin (StepEdit *self, const EspJourney *journey, const char *id, GError **error)
{
  self->journey = journey;
  self->index = esp_journey_find_step (journey, id);
  if (self->index == ESP_JOURNEY_NOWHERE)
    return fail (error, "The journey has no step “%.64s”", id != NULL ? id : "") != NULL;
  self->node = esp_journey_step_to_node (journey, self->index, TRUE);
  self->object = json_node_get_object (self->node);
  self->origins = g_array_new (FALSE, FALSE, sizeof (int));
  for (int i = 0;
       i < (int) esp_journey_step_get_n_branches (esp_journey_get_step (journey, self->index)); i++)
    g_array_append_val (self->origins, i);
  return TRUE;
}

static EspJourney *
parse_alone (StepEdit *self, GError **error)
{
  g_autoptr (JsonNode) list = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  json_array_add_element (array, json_node_copy (self->node));
  json_node_take_array (list, array);
  return esp_journey_parse_steps (list, NULL, error);
}

/* Steps may have come with new branches. */
static gboolean
check_ids (StepEdit *self, const EspJourney *fragment, GError **error)
{
  for (guint32 i = 1; i < esp_journey_get_n_steps (fragment); i++)
    {
      g_autoptr (GHashTable) ids = esp_journey_ids (self->journey);
      const char *id = esp_journey_get_step (fragment, i)->id;

      if (g_hash_table_contains (ids, id))
        return fail (error, "“%.64s” is the id of something else already", id) != NULL;
    }
  return TRUE;
}

/* Returns: (transfer full): the journey with the step as it is now. */
static EspJourney *
finish (StepEdit *self, GError **error)
{
  const EspJourney *journey = self->journey;
  const EspJourneyStep *step = esp_journey_get_step (journey, self->index);
  const EspJourneyLine line = { step->level, step->parent_branch };
  g_autoptr (EspJourney) fragment = parse_alone (self, error);
  EspJourney *new;

  if (fragment == NULL || !check_ids (self, fragment, error))
    return NULL;
  new = esp_journey_shell_new (journey);
  esp_journey_append_range (new, journey, (EspJourneyRange){ 0, self->index });
  esp_journey_append_lines (new, fragment, (EspJourneyRange){ 0, 1 }, line);
  for (guint i = 0; i < esp_journey_step_get_n_branches (esp_journey_get_step (fragment, 0)); i++)
    {
      int origin = i < self->origins->len ? g_array_index (self->origins, int, i) : NEW_BRANCH;
      const EspJourneyLine inner = { step->level + 1, i };

      if (origin != NEW_BRANCH)
        esp_journey_append_lines (new, journey,
                                  esp_journey_branch_range (journey, self->index, (guint) origin),
                                  inner);
      else
        esp_journey_append_lines (new, fragment, esp_journey_branch_range (fragment, 0, i), inner);
    }
  esp_journey_append_range (new, journey,
                            (EspJourneyRange){ esp_journey_subtree_end (journey, self->index),
                                               journey->steps->len });
  return esp_journey_relink (new, error);
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static void
put_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else if (json_object_has_member (object, member))
    json_object_remove_member (object, member);
}

static EspBranchKind
kind_of (JsonObject *branch, EspStepKind kind)
{
  if (kind == ESP_STEP_WAIT)
    return g_strcmp0 (get_text (branch, "on"), "late") == 0 ? ESP_BRANCH_LATE : ESP_BRANCH_MET;
  if (kind == ESP_STEP_SPLIT)
    return json_object_has_member (branch, "else") ? ESP_BRANCH_ELSE : ESP_BRANCH_RULE;
  return kind == ESP_STEP_SEND ? ESP_BRANCH_UNSENT : ESP_BRANCH_SHARE;
}

static gboolean
is_taken (const GArray *origins, int branch)
{
  for (guint i = 0; i < origins->len; i++)
    if (g_array_index (origins, int, i) == branch)
      return TRUE;
  return FALSE;
}

/* Returns: which branch of the step this one is: the one of its id, or the only one there can be of its kind,
 * or the next without an id. */
static int
find_origin (const EspJourneyStep *step, JsonObject *branch, const GArray *taken)
{
  const char *id = get_text (branch, "id");
  EspBranchKind kind = kind_of (branch, step->kind);
  gboolean is_single = kind != ESP_BRANCH_RULE && kind != ESP_BRANCH_SHARE;

  for (int i = 0; id != NULL && i < (int) esp_journey_step_get_n_branches (step); i++)
    if (g_strcmp0 (esp_journey_step_get_branch (step, (guint) i)->id, id) == 0 &&
        !is_taken (taken, i))
      return i;
  for (int i = 0; i < (int) esp_journey_step_get_n_branches (step); i++)
    {
      const EspJourneyBranch *old = esp_journey_step_get_branch (step, (guint) i);

      if (old->kind == kind && !is_taken (taken, i) &&
          (is_single || (id == NULL && old->id == NULL)))
        return i;
    }
  return NEW_BRANCH;
}

static void
match_branches (StepEdit *self)
{
  const EspJourneyStep *step = esp_journey_get_step (self->journey, self->index);
  JsonArray *branches = get_branches (self);
  gboolean is_same_kind =
    g_strcmp0 (get_text (self->object, "kind"), esp_step_kind_name (step->kind)) == 0;

  g_array_set_size (self->origins, 0);
  for (guint i = 0; branches != NULL && i < json_array_get_length (branches); i++)
    {
      JsonNode *node = json_array_get_element (branches, i);
      int origin = NEW_BRANCH;

      if (JSON_NODE_HOLDS_OBJECT (node) && is_same_kind)
        origin = find_origin (step, json_node_get_object (node), self->origins);
      if (origin != NEW_BRANCH && json_object_has_member (json_node_get_object (node), "steps"))
        json_object_remove_member (json_node_get_object (node), "steps");
      g_array_append_val (self->origins, origin);
    }
}

static void
take_branches_along (StepEdit *self, JsonObject *old)
{
  const EspJourneyStep *step = esp_journey_get_step (self->journey, self->index);

  if (json_object_has_member (self->object, "branches") ||
      !json_object_has_member (old, "branches") ||
      g_strcmp0 (get_text (self->object, "kind"), esp_step_kind_name (step->kind)) != 0)
    return;
  json_object_set_member (self->object, "branches",
                          json_node_copy (json_object_get_member (old, "branches")));
}

/**
 * esp_journey_edit_step:
 * @json: the step's own members; without "branches" they stay; with it they become those: a branch of an id
 *   that is there already keeps its steps, others bring their own
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_step (const EspJourney *self, const char *id, const char *json, GError **error)
{
  g_auto (StepEdit) edit = { NULL };
  g_autoptr (JsonNode) old = NULL;
  const char *given;

  if (!begin (&edit, self, id, error))
    return NULL;
  old = g_steal_pointer (&edit.node);
  edit.node = esp_journey_load_node (json, error);
  if (edit.node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (edit.node))
    return fail (error, "The step “%.64s” must be an object in braces", id);
  edit.object = json_node_get_object (edit.node);
  given = get_text (edit.object, "id");
  if (given != NULL && !g_str_equal (given, id))
    return fail (error, "The id of a step stays; it is “%.64s”", id);
  json_object_set_string_member (edit.object, "id", id);
  take_branches_along (&edit, json_node_get_object (old));
  match_branches (&edit);
  return finish (&edit, error);
}

static EspJourney *
put_member (const EspJourney *self,
            const char *id,
            const char *member,
            const char *text,
            GError **error)
{
  g_auto (StepEdit) edit = { NULL };

  if (!begin (&edit, self, id, error))
    return NULL;
  put_text (edit.object, member, text);
  return finish (&edit, error);
}

/**
 * esp_journey_edit_rename:
 * @title: (nullable): of the step; %NULL takes it away
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_rename (const EspJourney *self, const char *id, const char *title, GError **error)
{
  return put_member (self, id, "title", title, error);
}

/**
 * esp_journey_edit_note:
 * @note: (nullable): of the step; %NULL takes it away
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_note (const EspJourney *self, const char *id, const char *note, GError **error)
{
  return put_member (self, id, "note", note, error);
}

/* Branches */

static gboolean
begin_branch (StepEdit *self,
              const EspJourney *journey,
              const char *id,
              guint branch,
              GError **error)
{
  if (!begin (self, journey, id, error))
    return FALSE;
  if (branch < self->origins->len)
    return TRUE;
  return fail (error, "The step “%.64s” has no such branch", id) != NULL;
}

static JsonObject *
make_branch (const EspJourneyStep *step)
{
  JsonObject *object = json_object_new ();
  gboolean has_met = FALSE;

  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    has_met = has_met || esp_journey_step_get_branch (step, i)->kind == ESP_BRANCH_MET;
  if (step->kind == ESP_STEP_SPLIT)
    {
      JsonObject *rule = json_object_new ();

      json_object_set_string_member (rule, "group", "all");
      json_object_set_array_member (rule, "items", json_array_new ());
      json_object_set_object_member (object, "when", rule);
    }
  else if (step->kind == ESP_STEP_RANDOM || step->kind == ESP_STEP_TEST)
    json_object_set_int_member (object, "share", 50);
  else if (step->kind == ESP_STEP_WAIT)
    json_object_set_string_member (object, "on", has_met ? "late" : "met");
  return object;
}

static void
name_branch (StepEdit *self, JsonObject *branch)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *made = NULL;
  JsonArray *branches = get_branches (self);
  guint n = 0;

  if (get_text (branch, "id") != NULL)
    return;
  for (guint i = 0; branches != NULL && i < json_array_get_length (branches); i++)
    {
      const char *id = get_text (json_array_get_object_element (branches, i), "id");

      if (id != NULL)
        (void) g_hash_table_add (ids, (gpointer) id);
    }
  do
    {
      g_free (made);
      made = g_strdup_printf ("b%u", ++n);
    }
  while (g_hash_table_contains (ids, made));
  json_object_set_string_member (branch, "id", made);
}

static void
put_branch (StepEdit *self, guint position, JsonNode *branch, int origin)
{
  JsonArray *old = get_branches (self);
  JsonArray *new = json_array_new ();
  guint n = old != NULL ? json_array_get_length (old) : 0;

  position = MIN (position, n);
  for (guint i = 0; i <= n; i++)
    {
      if (i == position)
        json_array_add_element (new, branch);
      if (i < n)
        json_array_add_element (new, json_node_copy (json_array_get_element (old, i)));
    }
  json_object_set_array_member (self->object, "branches", new);
  g_array_insert_val (self->origins, position, origin);
}

static guint
last_position (const EspJourneyStep *step)
{
  guint n = esp_journey_step_get_n_branches (step);

  return n > 0 && esp_journey_step_get_branch (step, n - 1)->kind == ESP_BRANCH_ELSE ? n - 1 : n;
}

/**
 * esp_journey_edit_add_branch:
 * @json: (nullable): the branch, with steps if it shall have some; %NULL for a fresh one
 * @position: which one it becomes, or %ESP_JOURNEY_LAST_BRANCH
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_add_branch (const EspJourney *self,
                             const char *id,
                             const char *json,
                             int position,
                             GError **error)
{
  g_auto (StepEdit) edit = { NULL };
  const EspJourneyStep *step;
  JsonNode *node;

  if (!begin (&edit, self, id, error))
    return NULL;
  step = esp_journey_get_step (self, edit.index);
  if (json != NULL)
    node = esp_journey_load_node (json, error);
  else
    node = json_node_init_object (json_node_alloc (), NULL);
  if (node == NULL)
    return NULL;
  if (json == NULL)
    json_node_take_object (node, make_branch (step));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      json_node_unref (node);
      return fail (error, "The branch of “%.64s” must be an object in braces", id);
    }
  name_branch (&edit, json_node_get_object (node));
  put_branch (&edit, position < 0 ? last_position (step) : (guint) position, node, NEW_BRANCH);
  return finish (&edit, error);
}

/**
 * esp_journey_edit_branch:
 * @json: the branch's own members; its steps stay, and its id when none is given
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_branch (const EspJourney *self,
                         const char *id,
                         guint branch,
                         const char *json,
                         GError **error)
{
  g_auto (StepEdit) edit = { NULL };
  JsonArray *branches;
  JsonObject *object;
  JsonNode *node;
  const char *old_id;

  if (!begin_branch (&edit, self, id, branch, error))
    return NULL;
  node = esp_journey_load_node (json, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      json_node_unref (node);
      return fail (error, "The branch of “%.64s” must be an object in braces", id);
    }
  object = json_node_get_object (node);
  branches = get_branches (&edit);
  old_id = get_text (json_array_get_object_element (branches, branch), "id");
  if (old_id != NULL && !json_object_has_member (object, "id"))
    json_object_set_string_member (object, "id", old_id);
  if (json_object_has_member (object, "steps"))
    json_object_remove_member (object, "steps");
  json_array_remove_element (branches, branch);
  g_array_remove_index (edit.origins, branch);
  put_branch (&edit, branch, node, (int) branch);
  return finish (&edit, error);
}

/**
 * esp_journey_edit_remove_branch:
 *
 * Takes a branch out with all its steps.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_remove_branch (const EspJourney *self,
                                const char *id,
                                guint branch,
                                GError **error)
{
  g_auto (StepEdit) edit = { NULL };
  EspJourney *new;

  if (!begin_branch (&edit, self, id, branch, error))
    return NULL;
  json_array_remove_element (get_branches (&edit), branch);
  g_array_remove_index (edit.origins, branch);
  new = finish (&edit, error);
  if (new != NULL)
    esp_journey_drop_bare_groups (new, self);
  return new;
}

/**
 * esp_journey_edit_move_branch:
 * @position: which one it becomes; more than there are means the last
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_move_branch (const EspJourney *self,
                              const char *id,
                              guint branch,
                              guint position,
                              GError **error)
{
  g_auto (StepEdit) edit = { NULL };
  JsonNode *node;

  if (!begin_branch (&edit, self, id, branch, error))
    return NULL;
  node = json_node_copy (json_array_get_element (get_branches (&edit), branch));
  json_array_remove_element (get_branches (&edit), branch);
  g_array_remove_index (edit.origins, branch);
  put_branch (&edit, MIN (position, edit.origins->len), node, (int) branch);
  return finish (&edit, error);
}

/**
 * esp_journey_edit_rename_branch:
 * @title: (nullable)
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_rename_branch (const EspJourney *self,
                                const char *id,
                                guint branch,
                                const char *title,
                                GError **error)
{
  g_auto (StepEdit) edit = { NULL };

  if (!begin_branch (&edit, self, id, branch, error))
    return NULL;
  put_text (json_array_get_object_element (get_branches (&edit), branch), "title", title);
  return finish (&edit, error);
}

/**
 * esp_journey_edit_share:
 * @share: weight among the branches of a random split or a test
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_share (const EspJourney *self,
                        const char *id,
                        guint branch,
                        double share,
                        GError **error)
{
  g_auto (StepEdit) edit = { NULL };

  if (!begin_branch (&edit, self, id, branch, error))
    return NULL;
  json_object_set_double_member (json_array_get_object_element (get_branches (&edit), branch),
                                 "share", share);
  return finish (&edit, error);
}

/**
 * esp_journey_edit_offset:
 * @offset: px that the canvas keeps the branch further aside; 0: where it belongs
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_offset (const EspJourney *self,
                         const char *id,
                         guint branch,
                         guint offset,
                         GError **error)
{
  g_auto (StepEdit) edit = { NULL };
  JsonObject *object;

  if (!begin_branch (&edit, self, id, branch, error))
    return NULL;
  object = json_array_get_object_element (get_branches (&edit), branch);
  if (offset == 0)
    json_object_remove_member (object, "offset");
  else
    json_object_set_int_member (object, "offset", MIN (offset, ESP_JOURNEY_MAX_OFFSET));
  return finish (&edit, error);
}

/**
 * esp_journey_edit_tidy:
 *
 * Takes back whatever was put aside by hand.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_tidy (const EspJourney *self, GError **error)
{
  EspJourney *tidy = esp_journey_ref ((EspJourney *) self);

  for (guint32 i = 0; i < esp_journey_get_n_steps (self); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self, i);

      for (guint j = 0; tidy != NULL && j < esp_journey_step_get_n_branches (step); j++)
        {
          g_autoptr (EspJourney) before = NULL;

          if (esp_journey_step_get_branch (step, j)->offset == 0)
            continue;
          before = g_steal_pointer (&tidy);
          tidy = esp_journey_edit_offset (before, step->id, j, 0, error);
        }
    }
  return tidy;
}
