/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds a journey from the steps of others: text order and levels say where each belongs.
 *
 * Steps stand in the order of the text, so a step and everything in its branches is one piece of the array,
 * and an edit is a few pieces put together anew. What a step says is shared; only its place is new. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-build.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-spot.h"

#define SPARE_STEPS 16

/**
 * esp_journey_shell_new:
 *
 * Returns: (transfer full): everything of the journey but its steps; what they were called is spent
 */
EspJourney *
esp_journey_shell_new (const EspJourney *self)
{
  EspJourney *shell = esp_journey_new ();

  /* Room for all that will be put in, so that nothing is moved again. */
  g_array_unref (shell->steps);
  shell->steps = esp_journey_steps_new (self->steps->len + SPARE_STEPS);
  shell->name = g_strdup (self->name);
  shell->note = g_strdup (self->note);
  g_array_unref (shell->entries);
  shell->entries = g_array_ref (self->entries);
  g_array_unref (shell->groups);
  shell->groups = g_array_ref (self->groups);
  shell->reentry = self->reentry;
  shell->reentry_days = self->reentry_days;
  shell->limit_per_day = self->limit_per_day;
  shell->limit_total = self->limit_total;
  shell->hours = self->hours;
  shell->uses_workspace_zone = self->uses_workspace_zone;
  shell->spent = self->spent;
  esp_journey_spent_note (&shell->spent, self);
  return shell;
}

/**
 * esp_journey_append_range:
 *
 * Puts steps at the end as they are.
 */
void
esp_journey_append_range (EspJourney *self, const EspJourney *from, EspJourneyRange range)
{
  for (guint32 i = range.from; i < range.until; i++)
    esp_journey_append_copy (self, esp_journey_get_step (from, i));
}

/**
 * esp_journey_append_lines:
 * @line: where those of the uppermost level belong now
 *
 * Puts steps at the end, in another list than they were in.
 */
void
esp_journey_append_lines (EspJourney *self,
                          const EspJourney *from,
                          EspJourneyRange range,
                          EspJourneyLine line)
{
  guint top = range.from < range.until ? esp_journey_get_step (from, range.from)->level : 0;

  for (guint32 i = range.from; i < range.until; i++)
    {
      EspJourneyStep *step;

      esp_journey_append_copy (self, esp_journey_get_step (from, i));
      step = &g_array_index (self->steps, EspJourneyStep, self->steps->len - 1);
      if (step->level == top)
        step->parent_branch = line.branch;
      step->level = step->level - top + line.level;
    }
}

static gboolean
check_limits (const EspJourney *self, guint n_levels, GError **error)
{
  if (self->steps->len > ESP_JOURNEY_MAX_STEPS)
    g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                 "The journey would have more than %d steps; divide it into journeys that lead to "
                 "each other",
                 ESP_JOURNEY_MAX_STEPS);
  else if (n_levels > ESP_JOURNEY_MAX_DEPTH)
    g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                 "Branches would be in branches more than %d levels deep", ESP_JOURNEY_MAX_DEPTH);
  else
    return TRUE;
  return FALSE;
}

static void
unlink_all (EspJourney *self)
{
  for (guint32 i = 0; i < self->steps->len; i++)
    {
      EspJourneyStep *step = &g_array_index (self->steps, EspJourneyStep, i);

      step->parent = ESP_JOURNEY_NOWHERE;
      step->sibling = ESP_JOURNEY_NOWHERE;
      for (guint j = 0; j < esp_journey_step_get_n_branches (step); j++)
        g_array_index (step->branches, EspJourneyBranch, j).first_step = ESP_JOURNEY_NOWHERE;
    }
}

static void
link_one (EspJourney *self, guint32 index, guint32 *last)
{
  EspJourneyStep *step = &g_array_index (self->steps, EspJourneyStep, index);
  guint32 before = last[step->level];

  if (step->level > 0)
    step->parent = last[step->level - 1];
  if (before != ESP_JOURNEY_NOWHERE &&
      esp_journey_get_step (self, before)->parent_branch == step->parent_branch)
    g_array_index (self->steps, EspJourneyStep, before).sibling = index;
  else if (step->level > 0)
    g_array_index (esp_journey_get_step (self, step->parent)->branches, EspJourneyBranch,
                   step->parent_branch)
      .first_step = index;
  last[step->level] = index;
  last[step->level + 1] = ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_relink:
 * @self: (transfer full): its steps in the order of the text, each with its level and branch
 *
 * Returns: (transfer full): the journey, ready for use; %NULL with @error set when it breaks a limit
 */
EspJourney *
esp_journey_relink (EspJourney *self, GError **error)
{
  guint32 last[ESP_JOURNEY_MAX_DEPTH + 2];
  guint n_levels = 0;

  for (guint32 i = 0; i < self->steps->len; i++)
    n_levels = MAX (n_levels, esp_journey_get_step (self, i)->level);
  if (!check_limits (self, n_levels, error))
    {
      esp_journey_unref (self);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    last[i] = ESP_JOURNEY_NOWHERE;
  unlink_all (self);
  for (guint32 i = 0; i < self->steps->len; i++)
    link_one (self, i, last);
  esp_journey_resolve (self);
  return self;
}

/**
 * esp_journey_subtree_end:
 *
 * Returns: the number behind the last step in the branches of @step
 */
guint32
esp_journey_subtree_end (const EspJourney *self, guint32 step)
{
  guint level = esp_journey_get_step (self, step)->level;
  guint32 end = step + 1;

  while (end < self->steps->len && esp_journey_get_step (self, end)->level > level)
    end++;
  return end;
}

/**
 * esp_journey_branch_range:
 *
 * Returns: the steps of the branch; without any, the place where the first one would stand
 */
EspJourneyRange
esp_journey_branch_range (const EspJourney *self, guint32 step, guint branch)
{
  guint32 end = esp_journey_subtree_end (self, step);
  guint level = esp_journey_get_step (self, step)->level + 1;
  EspJourneyRange range = { end, end };

  for (guint32 i = end; i > step + 1; i--)
    {
      const EspJourneyStep *child = esp_journey_get_step (self, i - 1);

      if (child->level != level)
        continue;
      if (child->parent_branch > branch)
        range.from = range.until = i - 1;
      else if (child->parent_branch == branch)
        range.from = i - 1;
    }
  return range;
}

/**
 * esp_journey_is_inside:
 *
 * Returns: whether @step stands in a branch of @outer, however deep
 */
gboolean
esp_journey_is_inside (const EspJourney *self, guint32 step, guint32 outer)
{
  return step > outer && step < esp_journey_subtree_end (self, outer);
}

static guint32
skip_to_end (const EspJourney *self, guint32 first)
{
  guint32 last = first;

  /* A join comes out behind some step; which one is looked at when it is its turn. */
  while (esp_journey_get_step (self, last)->kind != ESP_STEP_JOIN &&
         esp_journey_get_step (self, last)->sibling != ESP_JOURNEY_NOWHERE)
    last = esp_journey_get_step (self, last)->sibling;
  return last;
}

/**
 * esp_journey_takes_all:
 *
 * Returns: whether everyone who comes to the step goes into one of its branches and none comes out behind it
 */
gboolean
esp_journey_takes_all (const EspJourney *self, const EspJourneyStep *step)
{
  guint n = esp_journey_step_get_n_branches (step);
  gboolean has_else = FALSE;

  if (step->is_off || n == 0 || step->kind == ESP_STEP_SEND ||
      (step->kind == ESP_STEP_WAIT && n < 2))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const EspJourneyBranch *branch = esp_journey_step_get_branch (step, i);
      const EspJourneyStep *last;

      has_else = has_else || branch->kind != ESP_BRANCH_RULE;
      if (branch->first_step == ESP_JOURNEY_NOWHERE)
        return FALSE;
      last = esp_journey_get_step (self, skip_to_end (self, branch->first_step));
      if (!esp_journey_step_ends_way (last) && (last->kind != ESP_STEP_GO_TO || last->is_off) &&
          !esp_journey_takes_all (self, last))
        return FALSE;
    }
  return has_else;
}

/**
 * esp_journey_replace_step:
 * @by: whose first step it becomes
 * @line: where it belongs
 */
void
esp_journey_replace_step (EspJourney *self, guint32 step, const EspJourney *by, EspJourneyLine line)
{
  EspJourneyStep old = g_array_index (self->steps, EspJourneyStep, step);
  guint32 last = self->steps->len;

  esp_journey_append_lines (self, by, (EspJourneyRange){ 0, 1 }, line);
  g_array_index (self->steps, EspJourneyStep, step) =
    g_array_index (self->steps, EspJourneyStep, last);
  g_array_index (self->steps, EspJourneyStep, last) = old;
  g_array_set_size (self->steps, last);
}

/**
 * esp_journey_set_group:
 * @group: (nullable)
 */
void
esp_journey_set_group (EspJourney *self, guint32 step, const char *group)
{
  EspJourneyStep *changed = &g_array_index (self->steps, EspJourneyStep, step);
  char *old = changed->group;

  changed->group = group != NULL ? g_ref_string_new (group) : NULL;
  g_clear_pointer (&old, g_ref_string_release);
}

/* The list of groups may be shared with another journey. */
static void
copy_groups (EspJourney *self)
{
  GArray *groups = esp_journey_groups_new ();

  for (guint i = 0; i < self->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (self->groups, EspJourneyGroup, i);
      EspJourneyGroup copy = { g_strdup (group->id), g_strdup (group->title) };

      g_array_append_val (groups, copy);
    }
  g_array_unref (self->groups);
  self->groups = groups;
}

/**
 * esp_journey_add_group:
 * @title: (nullable)
 */
void
esp_journey_add_group (EspJourney *self, const char *id, const char *title)
{
  EspJourneyGroup group = { g_strdup (id), g_strdup (title) };

  copy_groups (self);
  g_array_append_val (self->groups, group);
}

/**
 * esp_journey_name_group:
 * @title: (nullable)
 */
void
esp_journey_name_group (EspJourney *self, guint group, const char *title)
{
  EspJourneyGroup *named;

  copy_groups (self);
  named = &g_array_index (self->groups, EspJourneyGroup, group);
  g_free (named->title);
  named->title = g_strdup (title);
}

/**
 * esp_journey_drop_group:
 */
void
esp_journey_drop_group (EspJourney *self, guint group)
{
  copy_groups (self);
  g_array_remove_index (self->groups, group);
}

static GHashTable *
list_used_groups (const EspJourney *self)
{
  GHashTable *used = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint32 i = 0; self->groups->len > 0 && i < self->steps->len; i++)
    if (esp_journey_get_step (self, i)->group != NULL)
      (void) g_hash_table_add (used, esp_journey_get_step (self, i)->group);
  return used;
}

/**
 * esp_journey_drop_bare_groups:
 * @before: as it was before the edit
 *
 * Takes out the groups whose last step the edit took away.
 */
void
esp_journey_drop_bare_groups (EspJourney *self, const EspJourney *before)
{
  g_autoptr (GHashTable) used = list_used_groups (self);
  g_autoptr (GHashTable) were = list_used_groups (before);

  for (guint i = self->groups->len; i > 0; i--)
    {
      const char *id = g_array_index (self->groups, EspJourneyGroup, i - 1).id;

      if (id != NULL && g_hash_table_contains (were, id) && !g_hash_table_contains (used, id))
        esp_journey_drop_group (self, i - 1);
    }
}

/**
 * esp_journey_free_group_id:
 *
 * Returns: (transfer full): the first of "group-1", "group-2" … that nothing names
 */
char *
esp_journey_free_group_id (const EspJourney *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->groups->len; i++)
    if (g_array_index (self->groups, EspJourneyGroup, i).id != NULL)
      (void) g_hash_table_add (ids, g_array_index (self->groups, EspJourneyGroup, i).id);
  for (guint32 i = 0; i < self->steps->len; i++)
    if (esp_journey_get_step (self, i)->group != NULL)
      (void) g_hash_table_add (ids, esp_journey_get_step (self, i)->group);
  return esp_journey_free_id (ids, NULL, "group");
}

/**
 * esp_journey_parse_steps:
 * @steps: a list of steps, as a journey has them
 * @groups: (nullable): a list of groups
 *
 * Returns: (transfer full): a journey of these steps alone; %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_parse_steps (JsonNode *steps, JsonNode *groups, GError **error)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "version", ESP_JOURNEY_VERSION);
  if (groups != NULL)
    json_object_set_member (object, "groups", json_node_copy (groups));
  json_object_set_member (object, "steps", json_node_copy (steps));
  json_node_take_object (root, object);
  text = json_to_string (root, FALSE);
  return esp_journey_parse_json (text, -1, error);
}

/**
 * esp_journey_join_new:
 *
 * Returns: (transfer full): a journey of one step that leads behind the step around it
 */
EspJourney *
esp_journey_join_new (GHashTable *ids, const EspJourneySpent *spent, GError **error)
{
  g_autofree char *id = esp_journey_free_id (ids, spent, esp_step_kind_name (ESP_STEP_JOIN));
  g_autofree char *text =
    g_strdup_printf ("{\"version\":%d,\"steps\":[{\"id\":\"%s\",\"kind\":\"%s\"}]}",
                     ESP_JOURNEY_VERSION, id, esp_step_kind_name (ESP_STEP_JOIN));

  return esp_journey_parse_json (text, -1, error);
}
