/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule being edited: every edit makes a new tree and leaves the old one for undo. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-doc-private.h"

#include "engine/segment/esp-rule-json.h"

#include "engine/segment/esp-rule-limits.h"

/* Steps kept in memory: more than anybody makes in a sitting. */
#define MAX_STEPS 10000

G_DEFINE_FINAL_TYPE (EspRuleDoc, esp_rule_doc, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * esp_rule_step_free:
 */
void
esp_rule_step_free (gpointer data)
{
  EspRuleStep *step = data;

  esp_rule_unref (step->rule);
  g_free (step);
}

/**
 * esp_rule_step_new:
 * @rule: (transfer full)
 *
 * Returns: (transfer full)
 */
EspRuleStep *
esp_rule_step_new (EspRule *rule, EspRuleEdit edit, guint node_id)
{
  EspRuleStep *step = g_new0 (EspRuleStep, 1);

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
  g_queue_clear_full (&self->undo, esp_rule_step_free);
  g_queue_clear_full (&self->redo, esp_rule_step_free);
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

/**
 * esp_rule_drop_incomplete:
 *
 * Removes the conditions that lack something from a group and all below.
 */
void
esp_rule_drop_incomplete (EspRuleNode *group)
{
  for (guint i = group->children->len; i > 0; i--)
    {
      EspRuleNode *child = esp_rule_node_child (group, i - 1);

      if (child->condition == NULL)
        esp_rule_drop_incomplete (child);
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

  esp_rule_drop_incomplete (rule->root);
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

/**
 * esp_rule_doc_tell:
 *
 * Tells that the rule is another.
 */
void
esp_rule_doc_tell (EspRuleDoc *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * esp_rule_doc_commit:
 * @rule: (transfer full)
 *
 * Makes @rule the rule; the one before is the next to undo.
 */
void
esp_rule_doc_commit (EspRuleDoc *self,
                     EspRule *rule,
                     EspRuleEdit edit,
                     guint node_id,
                     gboolean merge)
{
  const EspRuleStep *last = g_queue_peek_head (&self->undo);

  self->next_id = esp_rule_number (rule, self->next_id);
  g_queue_clear_full (&self->redo, esp_rule_step_free);
  if (merge && last != NULL && last->edit == edit && last->node_id == node_id)
    esp_rule_unref (self->rule);
  else
    g_queue_push_head (&self->undo, esp_rule_step_new (self->rule, edit, node_id));
  self->rule = rule;
  while (self->undo.length > MAX_STEPS)
    esp_rule_step_free (g_queue_pop_tail (&self->undo));
  esp_rule_doc_tell (self);
}

static gboolean
fits (const EspRule *rule)
{
  return esp_rule_node_height (rule->root) <= ESP_RULE_MAX_DEPTH &&
         esp_rule_node_size (rule->root) <= ESP_RULE_MAX_NODES;
}

/**
 * esp_rule_doc_commit_if_fits:
 * @rule: (transfer full)
 *
 * Commits a changed copy unless it went beyond the limits.
 */
gboolean
esp_rule_doc_commit_if_fits (EspRuleDoc *self, EspRule *rule, EspRuleEdit edit)
{
  if (!fits (rule))
    {
      esp_rule_unref (rule);
      return FALSE;
    }
  esp_rule_doc_commit (self, rule, edit, 0, FALSE);
  return TRUE;
}

/**
 * esp_rule_doc_find_group:
 *
 * Returns: (transfer none) (nullable): the group of that id
 */
EspRuleNode *
esp_rule_doc_find_group (EspRule *rule, guint id)
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
  EspRuleNode *group = esp_rule_doc_find_group (rule, group_id);

  if (group == NULL)
    {
      esp_rule_node_free (node);
      esp_rule_unref (rule);
      return 0;
    }
  esp_rule_node_insert (group, position, node);
  return esp_rule_doc_commit_if_fits (self, rule, ESP_RULE_EDIT_ADD) ? node->id : 0;
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
  return esp_rule_doc_commit_if_fits (self, rule, edit) ? copy->id : 0;
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
    esp_rule_doc_commit (self, rule, ESP_RULE_EDIT_REMOVE, 0, FALSE);
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
  esp_rule_doc_commit (self, rule, ESP_RULE_EDIT_CHANGE, id, merge);
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
  esp_rule_doc_commit (self, rule, ESP_RULE_EDIT_MODE, 0, FALSE);
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
  esp_rule_doc_commit (self, rule, ESP_RULE_EDIT_DISABLE, 0, FALSE);
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
  esp_rule_doc_commit (self, copy, ESP_RULE_EDIT_TEXT, 0, TRUE);
  return TRUE;
}
