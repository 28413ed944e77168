/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of a segment's rule: groups all / any / none over leaf conditions. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule.h"

#include "engine/segment/esp-rule-json.h"

static const char *const mode_names[ESP_N_GROUP_MODES] = { "all", "any", "none" };

G_DEFINE_QUARK (esp - rule - error - quark, esp_rule_error)

/**
 * esp_rule_node_new_group:
 *
 * Returns: (transfer full): a group without children
 */
EspRuleNode *
esp_rule_node_new_group (EspGroupMode mode)
{
  EspRuleNode *self = g_new0 (EspRuleNode, 1);

  self->mode = mode;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_node_free);
  return self;
}

/**
 * esp_rule_node_new_leaf:
 * @condition: (transfer full)
 *
 * Returns: (transfer full)
 */
EspRuleNode *
esp_rule_node_new_leaf (EspCondition *condition)
{
  EspRuleNode *self = g_new0 (EspRuleNode, 1);

  self->condition = condition;
  return self;
}

/**
 * esp_rule_node_copy:
 *
 * Returns: (transfer full): a deep copy with the same ids and no parent
 */
EspRuleNode *
esp_rule_node_copy (const EspRuleNode *self)
{
  EspRuleNode *copy = esp_rule_node_is_group (self)
                        ? esp_rule_node_new_group (self->mode)
                        : esp_rule_node_new_leaf (esp_condition_copy (self->condition));

  copy->id = self->id;
  copy->disabled = self->disabled;
  copy->line = self->line;
  copy->column = self->column;
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    esp_rule_node_insert (copy, i, esp_rule_node_copy (esp_rule_node_child (self, i)));
  return copy;
}

/**
 * esp_rule_node_free:
 */
void
esp_rule_node_free (EspRuleNode *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->condition, esp_condition_free);
  g_free (self);
}

/**
 * esp_rule_node_insert:
 * @child: (transfer full)
 * @position: beyond the end means at the end
 */
void
esp_rule_node_insert (EspRuleNode *group, guint position, EspRuleNode *child)
{
  g_return_if_fail (esp_rule_node_is_group (group));
  g_return_if_fail (child->parent == NULL);

  child->parent = group;
  g_ptr_array_insert (group->children, (int) MIN (position, group->children->len), child);
}

/**
 * esp_rule_node_take_out:
 *
 * Returns: (transfer full): the node, now without a parent
 */
EspRuleNode *
esp_rule_node_take_out (EspRuleNode *self)
{
  g_return_val_if_fail (self->parent != NULL, NULL);

  g_ptr_array_steal_index (self->parent->children, esp_rule_node_index (self));
  self->parent = NULL;
  return self;
}

/**
 * esp_rule_node_index:
 *
 * Returns: the position among the siblings; 0 for the root
 */
guint
esp_rule_node_index (const EspRuleNode *self)
{
  guint index = 0;

  if (self->parent != NULL && !g_ptr_array_find (self->parent->children, self, &index))
    g_assert_not_reached ();
  return index;
}

/**
 * esp_rule_node_level:
 *
 * Returns: how many groups are around the node, 0 for the root
 */
guint
esp_rule_node_level (const EspRuleNode *self)
{
  guint level = 0;

  for (const EspRuleNode *up = self->parent; up != NULL; up = up->parent)
    level++;
  return level;
}

/**
 * esp_rule_node_height:
 *
 * Returns: how many groups are nested in the node, itself included; 0 for a leaf
 */
guint
esp_rule_node_height (const EspRuleNode *self)
{
  guint height = 0;

  if (!esp_rule_node_is_group (self))
    return 0;
  for (guint i = 0; i < self->children->len; i++)
    height = MAX (height, esp_rule_node_height (esp_rule_node_child (self, i)));
  return height + 1;
}

/**
 * esp_rule_node_size:
 *
 * Returns: the number of nodes, itself included
 */
guint
esp_rule_node_size (const EspRuleNode *self)
{
  guint size = 1;

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    size += esp_rule_node_size (esp_rule_node_child (self, i));
  return size;
}

/**
 * esp_rule_node_is_group:
 */
gboolean
esp_rule_node_is_group (const EspRuleNode *self)
{
  return self->children != NULL;
}

/**
 * esp_rule_node_is_active:
 *
 * Returns: whether the node has a say: it is not disabled and, if a group, holds something active
 */
gboolean
esp_rule_node_is_active (const EspRuleNode *self)
{
  if (self->disabled)
    return FALSE;
  if (!esp_rule_node_is_group (self))
    return TRUE;
  for (guint i = 0; i < self->children->len; i++)
    if (esp_rule_node_is_active (esp_rule_node_child (self, i)))
      return TRUE;
  return FALSE;
}

/**
 * esp_rule_node_child:
 */
EspRuleNode *
esp_rule_node_child (const EspRuleNode *self, guint index)
{
  return g_ptr_array_index (self->children, index);
}

/**
 * esp_rule_node_dup_place:
 *
 * Returns: (transfer full): where the part stands in what was read: "Line 1, column 5" of a text, else
 *   its path in JSON, "rule.items[2].items[0]"
 */
char *
esp_rule_node_dup_place (const EspRuleNode *self)
{
  g_autofree char *above = NULL;

  if (self->line > 0)
    return g_strdup_printf ("Line %u, column %u", self->line, self->column);
  if (self->parent == NULL)
    return g_strdup ("rule");
  above = esp_rule_node_dup_place (self->parent);
  return g_strdup_printf ("%s.items[%u]", above, esp_rule_node_index (self));
}

/**
 * esp_rule_node_equal:
 *
 * Returns: whether both say the same in the same words
 */
gboolean
esp_rule_node_equal (const EspRuleNode *a, const EspRuleNode *b)
{
  g_autofree char *json_a = esp_rule_node_to_json (a);
  g_autofree char *json_b = esp_rule_node_to_json (b);

  return g_str_equal (json_a, json_b);
}

/**
 * esp_rule_new:
 * @root: (transfer full): a group
 *
 * Returns: (transfer full)
 */
EspRule *
esp_rule_new (EspRuleNode *root)
{
  EspRule *self = g_new0 (EspRule, 1);

  g_assert (esp_rule_node_is_group (root));
  g_atomic_ref_count_init (&self->refs);
  self->root = root;
  return self;
}

/**
 * esp_rule_new_everyone:
 *
 * Returns: (transfer full): the empty rule
 */
EspRule *
esp_rule_new_everyone (void)
{
  return esp_rule_new (esp_rule_node_new_group (ESP_GROUP_ALL));
}

/**
 * esp_rule_ref:
 */
EspRule *
esp_rule_ref (EspRule *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_rule_unref:
 */
void
esp_rule_unref (EspRule *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  esp_rule_node_free (self->root);
  g_free (self);
}

/**
 * esp_rule_copy:
 *
 * Returns: (transfer full): a deep copy to change
 */
EspRule *
esp_rule_copy (const EspRule *self)
{
  return esp_rule_new (esp_rule_node_copy (self->root));
}

static void
number_node (EspRuleNode *node, guint *next_id)
{
  if (node->id == 0)
    node->id = (*next_id)++;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    number_node (esp_rule_node_child (node, i), next_id);
}

/**
 * esp_rule_number:
 * @next_id: above every id in use, at least 1
 *
 * Gives an id to each node that has none.
 *
 * Returns: the next free id
 */
guint
esp_rule_number (EspRule *self, guint next_id)
{
  number_node (self->root, &next_id);
  return next_id;
}

static EspRuleNode *
find_node (EspRuleNode *node, guint id)
{
  EspRuleNode *found = NULL;

  if (node->id == id)
    return node;
  for (guint i = 0; found == NULL && node->children != NULL && i < node->children->len; i++)
    found = find_node (esp_rule_node_child (node, i), id);
  return found;
}

/**
 * esp_rule_find:
 *
 * Returns: (transfer none) (nullable): the node of that id
 */
EspRuleNode *
esp_rule_find (const EspRule *self, guint id)
{
  return id == 0 ? NULL : find_node (self->root, id);
}

/**
 * esp_rule_is_everyone:
 *
 * Returns: whether nothing in the rule has a say
 */
gboolean
esp_rule_is_everyone (const EspRule *self)
{
  return !esp_rule_node_is_active (self->root);
}

static void
visit (EspRuleNode *node, EspRuleNodeFunc func, gpointer data)
{
  func (node, data);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    visit (esp_rule_node_child (node, i), func, data);
}

/**
 * esp_rule_foreach:
 *
 * Visits every node, groups before what they hold.
 */
void
esp_rule_foreach (const EspRule *self, EspRuleNodeFunc func, gpointer data)
{
  visit (self->root, func, data);
}

/**
 * esp_group_mode_name:
 */
const char *
esp_group_mode_name (EspGroupMode mode)
{
  return mode_names[mode];
}

/**
 * esp_group_mode_parse:
 */
gboolean
esp_group_mode_parse (const char *name, EspGroupMode *out_mode)
{
  for (guint i = 0; i < ESP_N_GROUP_MODES; i++)
    if (g_strcmp0 (mode_names[i], name) == 0)
      {
        *out_mode = (EspGroupMode) i;
        return TRUE;
      }
  return FALSE;
}
