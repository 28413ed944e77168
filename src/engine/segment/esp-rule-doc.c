/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule being edited: every edit makes a new tree and leaves the old one for undo. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-doc.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-limits.h"

#include <json-glib/json-glib.h>

/* Steps kept, in memory and in the workspace. */
#define MAX_STEPS 200
#define MAX_SAVED_STEPS 50

/* The rule as it was, and the edit that ended that. */
typedef struct
{
  EspRule *rule; /* (owned) */
  EspRuleEdit edit;
  guint node_id; /* of changes that may merge */
} Step;

struct _EspRuleDoc
{
  GObject parent_instance;

  EspRule *rule; /* (owned): never changed once it stands here */
  GQueue undo;   /* (element-type Step), newest first */
  GQueue redo;   /* (element-type Step), next first */
  guint next_id;
};

G_DEFINE_FINAL_TYPE (EspRuleDoc, esp_rule_doc, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
step_free (gpointer data)
{
  Step *step = data;

  esp_rule_unref (step->rule);
  g_free (step);
}

static Step *
step_new (EspRule *rule, EspRuleEdit edit, guint node_id)
{
  Step *step = g_new0 (Step, 1);

  step->rule = rule;
  step->edit = edit;
  step->node_id = node_id;
  return step;
}

static void
esp_rule_doc_finalize (GObject *object)
{
  EspRuleDoc *self = ESP_RULE_DOC (object);

  g_clear_pointer (&self->rule, esp_rule_unref);
  g_queue_clear_full (&self->undo, step_free);
  g_queue_clear_full (&self->redo, step_free);
  G_OBJECT_CLASS (esp_rule_doc_parent_class)->finalize (object);
}

static void
esp_rule_doc_class_init (EspRuleDocClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_rule_doc_finalize;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_RULE_DOC, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
esp_rule_doc_init (EspRuleDoc *self)
{
  self->rule = esp_rule_new_everyone ();
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->next_id = esp_rule_number (self->rule, 1);
}

/**
 * esp_rule_doc_new:
 * @rule: (nullable): what to begin with; copied
 *
 * Returns: (transfer full)
 */
EspRuleDoc *
esp_rule_doc_new (const EspRule *rule)
{
  EspRuleDoc *self = g_object_new (ESP_TYPE_RULE_DOC, NULL);

  if (rule != NULL)
    {
      esp_rule_unref (self->rule);
      self->rule = esp_rule_copy (rule);
      self->next_id = esp_rule_number (self->rule, 1);
    }
  return self;
}

/**
 * esp_rule_doc_get_rule:
 *
 * Returns: (transfer none): the rule now; it may hold conditions that are not complete yet
 */
const EspRule *
esp_rule_doc_get_rule (EspRuleDoc *self)
{
  return self->rule;
}

static gboolean
is_complete (const EspCondition *condition)
{
  g_autoptr (EspRuleFault) problem = esp_rule_condition_problem (condition);

  for (guint i = 0; problem == NULL && i < condition->where->len; i++)
    problem = esp_rule_where_problem (g_ptr_array_index (condition->where, i));
  return problem == NULL && (condition->after == NULL || is_complete (condition->after)) &&
         (condition->subject != NULL || condition->kind == ESP_CONDITION_TAG ||
          condition->kind == ESP_CONDITION_RANDOM || condition->kind == ESP_CONDITION_SUPPRESSION);
}

static void
drop_incomplete (EspRuleNode *group)
{
  for (guint i = group->children->len; i > 0; i--)
    {
      EspRuleNode *child = esp_rule_node_child (group, i - 1);

      if (child->condition == NULL)
        drop_incomplete (child);
      else if (!is_complete (child->condition))
        esp_rule_node_free (esp_rule_node_take_out (child));
    }
}

/**
 * esp_rule_doc_dup_complete:
 *
 * Returns: (transfer full): the rule without the conditions that still lack something: what is counted
 *   and kept
 */
EspRule *
esp_rule_doc_dup_complete (EspRuleDoc *self)
{
  EspRule *rule = esp_rule_copy (self->rule);

  drop_incomplete (rule->root);
  return rule;
}

/**
 * esp_rule_doc_is_incomplete:
 *
 * Returns: whether the condition still lacks something
 */
gboolean
esp_rule_doc_is_incomplete (EspRuleDoc *self, guint id)
{
  const EspRuleNode *node = esp_rule_find (self->rule, id);

  return node != NULL && node->condition != NULL && !is_complete (node->condition);
}

/* Makes @rule the rule; the one before is the next to undo. */
static void
commit (EspRuleDoc *self, EspRule *rule, EspRuleEdit edit, guint node_id, gboolean merge)
{
  const Step *last = g_queue_peek_head (&self->undo);

  self->next_id = esp_rule_number (rule, self->next_id);
  g_queue_clear_full (&self->redo, step_free);
  if (merge && last != NULL && last->edit == edit && last->node_id == node_id)
    esp_rule_unref (self->rule);
  else
    g_queue_push_head (&self->undo, step_new (self->rule, edit, node_id));
  self->rule = rule;
  while (self->undo.length > MAX_STEPS)
    step_free (g_queue_pop_tail (&self->undo));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
fits (const EspRule *rule)
{
  return esp_rule_node_height (rule->root) <= ESP_RULE_MAX_DEPTH &&
         esp_rule_node_size (rule->root) <= ESP_RULE_MAX_NODES;
}

/* Commits a changed copy unless it went beyond the limits. */
static gboolean
commit_if_fits (EspRuleDoc *self, EspRule *rule, EspRuleEdit edit)
{
  if (!fits (rule))
    {
      esp_rule_unref (rule);
      return FALSE;
    }
  commit (self, rule, edit, 0, FALSE);
  return TRUE;
}

static EspRuleNode *
find_group (EspRule *rule, guint id)
{
  EspRuleNode *node = esp_rule_find (rule, id);

  return node != NULL && esp_rule_node_is_group (node) ? node : NULL;
}

/**
 * esp_rule_doc_add:
 * @node: (transfer full): without ids
 *
 * Returns: the id of the new part; 0 when it would go beyond the limits of a rule
 */
guint
esp_rule_doc_add (EspRuleDoc *self, guint group_id, guint position, EspRuleNode *node)
{
  EspRule *rule = esp_rule_copy (self->rule);
  EspRuleNode *group = find_group (rule, group_id);

  if (group == NULL)
    {
      esp_rule_node_free (node);
      esp_rule_unref (rule);
      return 0;
    }
  esp_rule_node_insert (group, position, node);
  return commit_if_fits (self, rule, ESP_RULE_EDIT_ADD) ? node->id : 0;
}

static void
forget_ids (EspRuleNode *node)
{
  node->id = 0;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    forget_ids (esp_rule_node_child (node, i));
}

/* Puts a copy of @node behind the part of that id, or into it when that is an empty place to put it. */
static guint
insert_copy (EspRuleDoc *self, guint after_id, const EspRuleNode *node, EspRuleEdit edit)
{
  EspRule *rule = esp_rule_copy (self->rule);
  EspRuleNode *after = esp_rule_find (rule, after_id);
  EspRuleNode *copy = esp_rule_node_copy (node);

  forget_ids (copy);
  if (after == NULL)
    after = rule->root;
  if (after->parent == NULL)
    esp_rule_node_insert (after, G_MAXUINT, copy);
  else
    esp_rule_node_insert (after->parent, esp_rule_node_index (after) + 1, copy);
  return commit_if_fits (self, rule, edit) ? copy->id : 0;
}

/**
 * esp_rule_doc_paste:
 * @after_id: the part behind which it goes; that of the root puts it at the end
 *
 * Returns: the id of what was pasted; 0 when it does not fit
 */
guint
esp_rule_doc_paste (EspRuleDoc *self, guint after_id, const EspRuleNode *node)
{
  return insert_copy (self, after_id, node, ESP_RULE_EDIT_PASTE);
}

/**
 * esp_rule_doc_duplicate:
 *
 * Returns: the id of the copy behind the part; 0 when it does not fit
 */
guint
esp_rule_doc_duplicate (EspRuleDoc *self, guint id)
{
  const EspRuleNode *node = esp_rule_find (self->rule, id);

  return node != NULL && node->parent != NULL
           ? insert_copy (self, id, node, ESP_RULE_EDIT_DUPLICATE)
           : 0;
}

/**
 * esp_rule_doc_remove:
 *
 * Returns: whether anything was there to remove
 */
gboolean
esp_rule_doc_remove (EspRuleDoc *self, const guint *ids, guint n_ids)
{
  EspRule *rule = esp_rule_copy (self->rule);
  gboolean removed = FALSE;

  for (guint i = 0; i < n_ids; i++)
    {
      EspRuleNode *node = esp_rule_find (rule, ids[i]);

      if (node == NULL || node->parent == NULL)
        continue;
      esp_rule_node_free (esp_rule_node_take_out (node));
      removed = TRUE;
    }
  if (removed)
    commit (self, rule, ESP_RULE_EDIT_REMOVE, 0, FALSE);
  else
    esp_rule_unref (rule);
  return removed;
}

/**
 * esp_rule_doc_set_condition:
 * @condition: (transfer full): may lack something yet
 * @merge: whether this goes on with the change before, such as more letters typed
 *
 * Returns: whether anything changed
 */
gboolean
esp_rule_doc_set_condition (EspRuleDoc *self, guint id, EspCondition *condition, gboolean merge)
{
  const EspRuleNode *before = esp_rule_find (self->rule, id);
  g_autofree char *json_before = NULL;
  g_autofree char *json_after = esp_condition_to_json (condition);
  EspRule *rule;
  EspRuleNode *node;

  if (before != NULL && before->condition != NULL)
    json_before = esp_condition_to_json (before->condition);
  if (json_before == NULL || g_str_equal (json_before, json_after))
    {
      esp_condition_free (condition);
      return FALSE;
    }
  rule = esp_rule_copy (self->rule);
  node = esp_rule_find (rule, id);
  esp_condition_free (node->condition);
  node->condition = condition;
  commit (self, rule, ESP_RULE_EDIT_CHANGE, id, merge);
  return TRUE;
}

/**
 * esp_rule_doc_set_mode:
 *
 * Returns: whether the group had another mode
 */
gboolean
esp_rule_doc_set_mode (EspRuleDoc *self, guint id, EspGroupMode mode)
{
  const EspRuleNode *before = esp_rule_find (self->rule, id);
  EspRule *rule;

  if (before == NULL || before->children == NULL || before->mode == mode)
    return FALSE;
  rule = esp_rule_copy (self->rule);
  esp_rule_find (rule, id)->mode = mode;
  commit (self, rule, ESP_RULE_EDIT_MODE, 0, FALSE);
  return TRUE;
}

/**
 * esp_rule_doc_toggle_disabled:
 *
 * Takes the say from parts without deleting them, or gives it back: all like the first is turned.
 */
gboolean
esp_rule_doc_toggle_disabled (EspRuleDoc *self, const guint *ids, guint n_ids)
{
  EspRule *rule = esp_rule_copy (self->rule);
  EspRuleNode *first = n_ids > 0 ? esp_rule_find (rule, ids[0]) : NULL;
  gboolean disabled = first != NULL && !first->disabled;

  if (first == NULL || first->parent == NULL)
    {
      esp_rule_unref (rule);
      return FALSE;
    }
  for (guint i = 0; i < n_ids; i++)
    {
      EspRuleNode *node = esp_rule_find (rule, ids[i]);

      if (node != NULL && node->parent != NULL)
        node->disabled = disabled;
    }
  commit (self, rule, ESP_RULE_EDIT_DISABLE, 0, FALSE);
  return TRUE;
}

static gboolean
is_inside (const EspRuleNode *node, const EspRuleNode *group)
{
  for (; node != NULL; node = node->parent)
    if (node == group)
      return TRUE;
  return FALSE;
}

/**
 * esp_rule_doc_move_to:
 * @position: among the children of the group as they stand before the move
 *
 * Returns: whether the part could move there: not into itself, not deeper than allowed
 */
gboolean
esp_rule_doc_move_to (EspRuleDoc *self, guint id, guint group_id, guint position)
{
  EspRule *rule = esp_rule_copy (self->rule);
  EspRuleNode *node = esp_rule_find (rule, id);
  EspRuleNode *group = find_group (rule, group_id);
  guint index;

  if (node == NULL || node->parent == NULL || group == NULL || is_inside (group, node))
    {
      esp_rule_unref (rule);
      return FALSE;
    }
  index = esp_rule_node_index (node);
  if (node->parent == group && (position == index || position == index + 1))
    {
      esp_rule_unref (rule);
      return FALSE;
    }
  if (node->parent == group && position > index)
    position--;
  esp_rule_node_insert (group, position, esp_rule_node_take_out (node));
  return commit_if_fits (self, rule, ESP_RULE_EDIT_MOVE);
}

/**
 * esp_rule_doc_move:
 * @delta: -1 up, +1 down
 *
 * Moves a part among its siblings.
 */
gboolean
esp_rule_doc_move (EspRuleDoc *self, guint id, int delta)
{
  const EspRuleNode *node = esp_rule_find (self->rule, id);
  int index;

  if (node == NULL || node->parent == NULL)
    return FALSE;
  index = (int) esp_rule_node_index (node) + delta;
  if (index < 0 || index >= (int) node->parent->children->len)
    return FALSE;
  return esp_rule_doc_move_to (self, id, node->parent->id, (guint) (delta > 0 ? index + 1 : index));
}

/**
 * esp_rule_doc_move_in:
 *
 * Moves a part into the group that stands next above it, at its end.
 */
gboolean
esp_rule_doc_move_in (EspRuleDoc *self, guint id)
{
  const EspRuleNode *node = esp_rule_find (self->rule, id);

  if (node == NULL || node->parent == NULL)
    return FALSE;
  for (guint i = esp_rule_node_index (node); i > 0; i--)
    {
      const EspRuleNode *above = esp_rule_node_child (node->parent, i - 1);

      if (above->children != NULL)
        return esp_rule_doc_move_to (self, id, above->id, above->children->len);
    }
  return FALSE;
}

/**
 * esp_rule_doc_move_out:
 *
 * Moves a part out of its group, to behind it.
 */
gboolean
esp_rule_doc_move_out (EspRuleDoc *self, guint id)
{
  const EspRuleNode *node = esp_rule_find (self->rule, id);

  if (node == NULL || node->parent == NULL || node->parent->parent == NULL)
    return FALSE;
  return esp_rule_doc_move_to (self, id, node->parent->parent->id,
                               esp_rule_node_index (node->parent) + 1);
}

/**
 * esp_rule_doc_group:
 * @ids: siblings; others are passed over
 *
 * Puts parts into a new group at the place of the first; it begins as "any" inside "all" and as "all"
 * elsewhere, for the same mode again would change nothing.
 *
 * Returns: the id of the group; 0 when they cannot be grouped
 */
guint
esp_rule_doc_group (EspRuleDoc *self, const guint *ids, guint n_ids)
{
  EspRule *rule = esp_rule_copy (self->rule);
  EspRuleNode *first = n_ids > 0 ? esp_rule_find (rule, ids[0]) : NULL;
  EspRuleNode *parent = first != NULL ? first->parent : NULL;
  EspRuleNode *group;

  if (parent == NULL)
    {
      esp_rule_unref (rule);
      return 0;
    }
  group = esp_rule_node_new_group (parent->mode == ESP_GROUP_ALL ? ESP_GROUP_ANY : ESP_GROUP_ALL);
  esp_rule_node_insert (parent, esp_rule_node_index (first), group);
  for (guint i = 0; i < n_ids; i++)
    {
      EspRuleNode *node = esp_rule_find (rule, ids[i]);

      if (node != NULL && node->parent == parent)
        esp_rule_node_insert (group, G_MAXUINT, esp_rule_node_take_out (node));
    }
  return commit_if_fits (self, rule, ESP_RULE_EDIT_GROUP) ? group->id : 0;
}

/**
 * esp_rule_doc_ungroup:
 *
 * Puts what a group holds in its place.
 */
gboolean
esp_rule_doc_ungroup (EspRuleDoc *self, guint id)
{
  EspRule *rule = esp_rule_copy (self->rule);
  EspRuleNode *group = find_group (rule, id);
  guint index;

  if (group == NULL || group->parent == NULL)
    {
      esp_rule_unref (rule);
      return FALSE;
    }
  index = esp_rule_node_index (group);
  while (group->children->len > 0)
    esp_rule_node_insert (group->parent, index++,
                          esp_rule_node_take_out (esp_rule_node_child (group, 0)));
  esp_rule_node_free (esp_rule_node_take_out (group));
  commit (self, rule, ESP_RULE_EDIT_UNGROUP, 0, FALSE);
  return TRUE;
}

/**
 * esp_rule_doc_replace:
 *
 * Puts another rule in the place of the whole, as text mode does; typing on is one step.
 *
 * Returns: whether it says anything else
 */
gboolean
esp_rule_doc_replace (EspRuleDoc *self, const EspRule *rule)
{
  EspRule *copy;

  if (esp_rule_node_equal (rule->root, self->rule->root))
    return FALSE;
  copy = esp_rule_copy (rule);
  forget_ids (copy->root);
  commit (self, copy, ESP_RULE_EDIT_TEXT, 0, TRUE);
  return TRUE;
}

/**
 * esp_rule_doc_get_undo:
 *
 * Returns: what undo would take back; %ESP_RULE_EDIT_NONE when there is nothing
 */
EspRuleEdit
esp_rule_doc_get_undo (EspRuleDoc *self)
{
  const Step *step = g_queue_peek_head (&self->undo);

  return step != NULL ? step->edit : ESP_RULE_EDIT_NONE;
}

/**
 * esp_rule_doc_get_redo:
 */
EspRuleEdit
esp_rule_doc_get_redo (EspRuleDoc *self)
{
  const Step *step = g_queue_peek_head (&self->redo);

  return step != NULL ? step->edit : ESP_RULE_EDIT_NONE;
}

static gboolean
step_over (EspRuleDoc *self, GQueue *from, GQueue *to)
{
  Step *step = g_queue_pop_head (from);
  EspRule *rule;

  if (step == NULL)
    return FALSE;
  rule = step->rule;
  step->rule = self->rule;
  /* What is done after an undo must not merge into the step. */
  step->node_id = 0;
  g_queue_push_head (to, step);
  self->rule = rule;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * esp_rule_doc_undo:
 */
gboolean
esp_rule_doc_undo (EspRuleDoc *self)
{
  return step_over (self, &self->undo, &self->redo);
}

/**
 * esp_rule_doc_redo:
 */
gboolean
esp_rule_doc_redo (EspRuleDoc *self)
{
  return step_over (self, &self->redo, &self->undo);
}

static void
save_queue (JsonBuilder *builder, const char *name, GQueue *queue)
{
  guint n = 0;

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (GList *l = queue->head; l != NULL && n < MAX_SAVED_STEPS; l = l->next, n++)
    {
      const Step *step = l->data;
      EspRule *rule = esp_rule_copy (step->rule);
      g_autofree char *json = NULL;

      drop_incomplete (rule->root);
      json = esp_rule_to_json (rule);
      esp_rule_unref (rule);
      json_builder_begin_array (builder);
      json_builder_add_int_value (builder, step->edit);
      json_builder_add_string_value (builder, json);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

/**
 * esp_rule_doc_save_steps:
 *
 * Returns: (transfer full): the steps that can be undone and redone, the newest fifty of each, as text
 *   to keep
 */
char *
esp_rule_doc_save_steps (EspRuleDoc *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  save_queue (builder, "undo", &self->undo);
  save_queue (builder, "redo", &self->redo);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
load_queue (EspRuleDoc *self, JsonObject *object, const char *name, GQueue *queue)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  g_queue_clear_full (queue, step_free);
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_SAVED_STEPS); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
      const char *json = pair != NULL && json_array_get_length (pair) == 2
                           ? json_node_get_string (json_array_get_element (pair, 1))
                           : NULL;
      EspRule *rule = json != NULL ? esp_rule_parse_json (json, -1, NULL) : NULL;
      gint64 edit = rule != NULL ? json_array_get_int_element (pair, 0) : 0;

      if (rule == NULL)
        return;
      self->next_id = esp_rule_number (rule, self->next_id);
      g_queue_push_tail (queue, step_new (rule,
                                          (EspRuleEdit) CLAMP (edit, ESP_RULE_EDIT_ADD,
                                                               ESP_N_RULE_EDITS - 1),
                                          0));
    }
}

/**
 * esp_rule_doc_load_steps:
 * @json: (nullable): what esp_rule_doc_save_steps() made; what cannot be read is left out
 */
void
esp_rule_doc_load_steps (EspRuleDoc *self, const char *json)
{
  g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  load_queue (self, json_node_get_object (root), "undo", &self->undo);
  load_queue (self, json_node_get_object (root), "redo", &self->redo);
}
