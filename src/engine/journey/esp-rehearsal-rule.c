/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules as a rehearsal asks them: what nothing in it can change is one set of the segment engine, the rest is
 * asked of each person at each moment by the evaluator of one lead. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-rule.h"

#include "engine/segment/esp-rule-eval.h"
#include "store/esp-leaf-query.h"

/* Segments that ask each other deeper than this are a cycle that slipped through. */
#define MAX_DEPTH 32

typedef struct _Node Node;
struct _Node
{
  EspGroupMode mode;
  gboolean negate;        /* of a segment's rule in the place of a condition */
  GPtrArray *children;    /* (owned) (nullable) (element-type Node) */
  EspRehearsalLeaf *leaf; /* (unowned) (nullable) */
};

struct _EspRehearsalRule
{
  Node *root;        /* (owned) */
  GPtrArray *leaves; /* (owned) (element-type EspRehearsalLeaf) */
  gboolean is_fixed;
  gboolean asks_events;
};

typedef struct
{
  EspRehearsalRule *rule;
  const EspSegmentWorld *world;
  const EspRehearsalTouch *touch;
  guint depth;
} Build;

/**
 * esp_rehearsal_touch_new:
 *
 * Returns: (transfer full): nothing yet
 */
EspRehearsalTouch *
esp_rehearsal_touch_new (void)
{
  EspRehearsalTouch *self = g_new0 (EspRehearsalTouch, 1);

  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * esp_rehearsal_touch_free:
 */
void
esp_rehearsal_touch_free (EspRehearsalTouch *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->fields);
  g_hash_table_unref (self->tags);
  g_hash_table_unref (self->lists);
  g_free (self);
}

static void
leaf_free (gpointer data)
{
  EspRehearsalLeaf *leaf = data;

  esp_condition_free (leaf->condition);
  g_clear_pointer (&leaf->members, esp_bitmap_free);
  g_free (leaf);
}

static void
node_free (gpointer data)
{
  Node *node = data;

  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

static gboolean
touches_tags (const EspRehearsalTouch *touch, const EspCondition *condition)
{
  for (guint i = 0; i < condition->values->len; i++)
    if (g_hash_table_contains (touch->tags, esp_operands_peek (condition->values, i)->text))
      return TRUE;
  return FALSE;
}

static gboolean
moves (const EspCondition *condition)
{
  return condition->kind == ESP_CONDITION_ANNIVERSARY ||
         (condition->kind == ESP_CONDITION_ATTRIBUTE &&
          (condition->op == ESP_OP_WITHIN || condition->op == ESP_OP_NOT_WITHIN)) ||
         g_strcmp0 (condition->subject, ESP_LEAF_FIELD_LAST_EVENT) == 0;
}

static gboolean
is_fixed (const EspRehearsalTouch *touch, const EspCondition *condition)
{
  if (touch->everything || esp_condition_is_events (condition) || moves (condition))
    return FALSE;
  switch (condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      return !g_hash_table_contains (touch->fields, condition->subject);
    case ESP_CONDITION_TAG:
      return !touches_tags (touch, condition);
    case ESP_CONDITION_SEGMENT:
      return !g_hash_table_contains (touch->lists, condition->subject);
    case ESP_CONDITION_CONSENT:
    case ESP_CONDITION_SUPPRESSION:
    case ESP_CONDITION_RANDOM:
      return TRUE;
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
    case ESP_CONDITION_ANNIVERSARY:
    case ESP_N_CONDITION_KINDS:
    default:
      return FALSE;
    }
}

static EspRehearsalLeaf *
make_leaf (Build *build, const EspCondition *condition)
{
  EspRehearsalLeaf *leaf = g_new0 (EspRehearsalLeaf, 1);
  gboolean is_time = esp_condition_is_events (condition) || moves (condition);

  leaf->condition = esp_condition_copy (condition);
  leaf->is_fixed = is_fixed (build->touch, condition);
  if (is_time && esp_time_window_is_rolling (&condition->window))
    leaf->length_us = esp_time_window_get_length_us (&condition->window);
  /* Days are counted from midnight to midnight, also those of a window of days. */
  leaf->flips_daily = condition->kind == ESP_CONDITION_ANNIVERSARY ||
                      (is_time && (condition->window.kind >= ESP_WINDOW_TODAY ||
                                   (leaf->length_us > 0 && !esp_condition_is_events (condition))));
  build->rule->asks_events = build->rule->asks_events || esp_condition_is_events (condition);
  build->rule->is_fixed = build->rule->is_fixed && leaf->is_fixed;
  g_ptr_array_add (build->rule->leaves, leaf);
  return leaf;
}

static Node *build_node (Build *build, const EspRuleNode *node, GError **error);

/* The rule of a segment stands in the place of the condition that asks for it. */
static Node *
build_segment (Build *build, const EspCondition *condition, GError **error)
{
  EspRule *rule = esp_segment_world_find_rule (build->world, condition->subject, error);
  Node *node;

  if (rule == NULL)
    return NULL;
  if (build->depth >= MAX_DEPTH)
    {
      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT,
                   "Segments ask each other more than %d times deep.", MAX_DEPTH);
      return NULL;
    }
  build->depth++;
  node = build_node (build, rule->root, error);
  build->depth--;
  if (node != NULL)
    node->negate = condition->negate;
  return node;
}

static Node *
build_node (Build *build, const EspRuleNode *node, GError **error)
{
  Node *self;

  if (node->condition != NULL && node->condition->kind == ESP_CONDITION_SEGMENT &&
      esp_segment_world_find_static (build->world, node->condition->subject) == 0)
    return build_segment (build, node->condition, error);
  self = g_new0 (Node, 1);
  self->mode = node->mode;
  if (node->condition != NULL)
    {
      self->leaf = make_leaf (build, node->condition);
      return self;
    }
  self->children = g_ptr_array_new_with_free_func (node_free);
  for (guint i = 0; i < node->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (node, i);
      Node *built = esp_rule_node_is_active (child) ? build_node (build, child, error) : NULL;

      if (built != NULL)
        g_ptr_array_add (self->children, built);
      else if (esp_rule_node_is_active (child))
        {
          node_free (self);
          return NULL;
        }
    }
  return self;
}

/**
 * esp_rehearsal_rule_new:
 * @touch: what the journey changes
 *
 * Returns: (transfer full): the rule, whose fixed leaves are to be filled; %NULL with @error set
 */
EspRehearsalRule *
esp_rehearsal_rule_new (const EspRule *rule,
                        const EspSegmentWorld *world,
                        const EspRehearsalTouch *touch,
                        GError **error)
{
  g_autoptr (EspRehearsalRule) self = g_new0 (EspRehearsalRule, 1);
  Build build = { self, world, touch, 0 };

  self->is_fixed = TRUE;
  self->leaves = g_ptr_array_new_with_free_func (leaf_free);
  self->root = build_node (&build, rule->root, error);
  return self->root != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_rehearsal_rule_free:
 */
void
esp_rehearsal_rule_free (EspRehearsalRule *self)
{
  if (self == NULL)
    return;
  if (self->root != NULL)
    node_free (self->root);
  g_ptr_array_unref (self->leaves);
  g_free (self);
}

/**
 * esp_rehearsal_rule_get_leaves:
 *
 * Returns: (transfer none) (element-type EspRehearsalLeaf)
 */
GPtrArray *
esp_rehearsal_rule_get_leaves (const EspRehearsalRule *self)
{
  return self->leaves;
}

/**
 * esp_rehearsal_rule_is_fixed:
 *
 * Returns: whether nothing in the rehearsal, and no time that passes, changes who matches
 */
gboolean
esp_rehearsal_rule_is_fixed (const EspRehearsalRule *self)
{
  return self->is_fixed;
}

/**
 * esp_rehearsal_rule_asks_events:
 */
gboolean
esp_rehearsal_rule_asks_events (const EspRehearsalRule *self)
{
  return self->asks_events;
}

typedef struct
{
  const EspRuleCatalog *catalog;
  const EspRuleTime *time;
  const EspRuleFacts *facts;
} Ask;

static gboolean
match_leaf (const Ask *ask, const EspRehearsalLeaf *leaf)
{
  if (leaf->is_fixed)
    return leaf->members != NULL && esp_bitmap_contains (leaf->members, ask->facts->lead_id);
  return esp_condition_matches (leaf->condition, ask->catalog, ask->time, ask->facts);
}

static gboolean
match_node (const Ask *ask, const Node *node)
{
  gboolean matches = node->mode != ESP_GROUP_ANY || node->children->len == 0;

  for (guint i = 0; i < node->children->len; i++)
    {
      const Node *child = g_ptr_array_index (node->children, i);
      gboolean is_met =
        child->leaf != NULL ? match_leaf (ask, child->leaf) : match_node (ask, child);

      if (is_met != (node->mode == ESP_GROUP_ALL))
        {
          matches = node->mode == ESP_GROUP_ANY;
          break;
        }
    }
  return matches != node->negate;
}

/**
 * esp_rehearsal_rule_matches:
 *
 * Returns: what esp_rule_matches() says of the same facts
 */
gboolean
esp_rehearsal_rule_matches (const EspRehearsalRule *self,
                            const EspRuleCatalog *catalog,
                            const EspRuleTime *time,
                            const EspRuleFacts *facts)
{
  const Ask ask = { catalog, time, facts };

  if (self->root->leaf != NULL)
    return match_leaf (&ask, self->root->leaf);
  return match_node (&ask, self->root);
}

typedef struct
{
  gint64 length_us;
  gint64 now_us;
  gint64 next_us;
} Flip;

static void
note_flip (Flip *flip, gint64 at_us)
{
  if (at_us > flip->now_us && at_us < flip->next_us)
    flip->next_us = at_us;
}

/* What lies in the last days leaves them just after so many; what is to come comes into the next ones. */
static void
note_moment (Flip *flip, gint64 at_us)
{
  note_flip (flip, at_us);
  note_flip (flip, at_us + 1);
  note_flip (flip, at_us + flip->length_us);
  note_flip (flip, at_us + flip->length_us + 1);
  note_flip (flip, at_us - flip->length_us);
  note_flip (flip, at_us - flip->length_us + 1);
}

static void
flip_event_cb (const EspFactEvent *event, gpointer data)
{
  note_moment (data, event->at_us);
}

/**
 * esp_rehearsal_rule_next_flip:
 * @midnight_us: the next one
 *
 * Returns: the next moment at which time alone may change what the rule says of this person;
 *   %G_MAXINT64 never
 */
gint64
esp_rehearsal_rule_next_flip (const EspRehearsalRule *self,
                              const EspRuleFacts *facts,
                              gint64 now_us,
                              gint64 midnight_us)
{
  Flip flip = { 0, now_us, G_MAXINT64 };

  for (guint i = 0; i < self->leaves->len; i++)
    {
      const EspRehearsalLeaf *leaf = g_ptr_array_index (self->leaves, i);
      EspFact fact = { ESP_FACT_UNKNOWN };

      if (leaf->is_fixed)
        continue;
      if (leaf->flips_daily)
        note_flip (&flip, midnight_us);
      if (leaf->length_us == 0)
        continue;
      flip.length_us = leaf->length_us;
      if (esp_condition_is_events (leaf->condition))
        facts->foreach_event (facts->data, esp_condition_event_kind (leaf->condition),
                              flip_event_cb, &flip);
      else
        {
          facts->get_field (facts->data, leaf->condition->subject, &fact);
          if (fact.type == ESP_FACT_MOMENT)
            note_moment (&flip, fact.moment_us);
        }
    }
  return flip.next_us;
}
