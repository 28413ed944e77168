/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves parts of a rule that is being edited: up and down, in and out, into groups and out of them. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-doc-private.h"

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
  EspRuleNode *group = esp_rule_doc_find_group (rule, group_id);
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
  return esp_rule_doc_commit_if_fits (self, rule, ESP_RULE_EDIT_MOVE);
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
  return esp_rule_doc_commit_if_fits (self, rule, ESP_RULE_EDIT_GROUP) ? group->id : 0;
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
  EspRuleNode *group = esp_rule_doc_find_group (rule, id);
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
  esp_rule_doc_commit (self, rule, ESP_RULE_EDIT_UNGROUP, 0, FALSE);
  return TRUE;
}
