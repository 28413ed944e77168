/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what is wrong with a rule that reads well: unknown names, contradictions, repetitions. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-check.h"

#include "engine/segment/esp-leaf.h"
#include "engine/segment/esp-rule-names.h"

#include "base/esp-text-fold.h"

#include <math.h>

typedef struct
{
  const EspRuleCatalog *catalog;
  const char *segment_id; /* (nullable): of the segment whose rule it is */
  GArray *problems;
} Check;

/* Two leaves that ask the same: same key; and whether each wants it or its contrary. */
typedef struct
{
  EspRuleNode *node;
  char *key; /* (owned) */
  gboolean complement;
} Seen;

static void
report (Check *self,
        EspRuleProblemCode code,
        const EspRuleNode *node,
        const EspRuleNode *other,
        char *message)
{
  EspRuleProblem problem = { code, node, other, message };

  g_array_append_val (self->problems, problem);
}

/**
 * esp_condition_op_fits:
 *
 * Returns: whether an operator makes sense for a field of that type
 */
gboolean
esp_condition_op_fits (EspConditionOp op, EspRuleType type)
{
  switch (op)
    {
    case ESP_OP_KNOWN:
    case ESP_OP_UNKNOWN:
      return TRUE;
    case ESP_OP_IS:
    case ESP_OP_IS_NOT:
      return type == ESP_RULE_TYPE_TEXT || type == ESP_RULE_TYPE_NUMBER ||
             type == ESP_RULE_TYPE_BOOLEAN;
    case ESP_OP_ONE_OF:
    case ESP_OP_NONE_OF:
      return type == ESP_RULE_TYPE_TEXT || type == ESP_RULE_TYPE_NUMBER;
    case ESP_OP_CONTAINS:
    case ESP_OP_NOT_CONTAINS:
    case ESP_OP_STARTS:
    case ESP_OP_ENDS:
      return type == ESP_RULE_TYPE_TEXT;
    case ESP_OP_LESS:
    case ESP_OP_AT_MOST:
    case ESP_OP_MORE:
    case ESP_OP_AT_LEAST:
    case ESP_OP_BETWEEN:
      return type == ESP_RULE_TYPE_NUMBER;
    case ESP_OP_WITHIN:
    case ESP_OP_NOT_WITHIN:
      return type == ESP_RULE_TYPE_DATE || type == ESP_RULE_TYPE_MOMENT;
    case ESP_OP_HAS_ANY:
    case ESP_OP_HAS_ALL:
    case ESP_OP_HAS_NONE:
    case ESP_N_OPS:
    default:
      return FALSE;
    }
}

static gboolean
values_fit (const GArray *values, EspRuleType type)
{
  EspOperandType wanted = type == ESP_RULE_TYPE_TEXT      ? ESP_OPERAND_TEXT
                          : type == ESP_RULE_TYPE_BOOLEAN ? ESP_OPERAND_BOOLEAN
                                                          : ESP_OPERAND_NUMBER;

  for (guint i = 0; i < values->len; i++)
    if (esp_operands_peek (values, i)->type != wanted)
      return FALSE;
  return TRUE;
}

static char *
unknown_field (const Check *self, const char *key)
{
  const char *close = esp_rule_names_suggest_field (self->catalog, key);

  return close != NULL ? g_strdup_printf ("There is no field “%s”. Is “%s” meant?", key, close)
                       : g_strdup_printf ("There is no field “%s”.", key);
}

static void
check_field (Check *self, const EspRuleNode *node)
{
  static const char *const types[] = { "text", "a number", "true or false", "a date", "a moment" };
  const EspCondition *condition = node->condition;
  const EspRuleField *field = esp_rule_catalog_find_field (self->catalog, condition->subject);

  if (field == NULL)
    report (self, ESP_RULE_PROBLEM_UNKNOWN_FIELD, node, NULL,
            unknown_field (self, condition->subject));
  else if (condition->kind == ESP_CONDITION_ANNIVERSARY
             ? field->type != ESP_RULE_TYPE_DATE && field->type != ESP_RULE_TYPE_MOMENT
             : !esp_condition_op_fits (condition->op, field->type))
    report (self, ESP_RULE_PROBLEM_WRONG_OPERATOR, node, NULL,
            g_strdup_printf ("The field “%s” is %s; “%s” does not fit it.", field->label,
                             types[field->type],
                             condition->kind == ESP_CONDITION_ANNIVERSARY
                               ? "anniversary"
                               : esp_condition_op_name (condition->op)));
  else if (!values_fit (condition->values, field->type))
    report (self, ESP_RULE_PROBLEM_WRONG_OPERATOR, node, NULL,
            g_strdup_printf ("The field “%s” is %s; compare it with such a value.", field->label,
                             types[field->type]));
}

static void
check_segment (Check *self, const EspRuleNode *node)
{
  const char *id = node->condition->subject;
  const char *name = esp_rule_catalog_get_segment_name (self->catalog, id);

  if (name == NULL)
    report (self, ESP_RULE_PROBLEM_UNKNOWN_SEGMENT, node, NULL,
            g_strdup_printf ("There is no segment “%s”; perhaps it was deleted.", id));
  else if (g_strcmp0 (id, self->segment_id) == 0)
    report (self, ESP_RULE_PROBLEM_CYCLE, node, NULL, g_strdup ("A segment cannot ask itself."));
  else if (self->segment_id != NULL &&
           esp_rule_catalog_reaches (self->catalog, id, self->segment_id))
    report (self, ESP_RULE_PROBLEM_CYCLE, node, NULL,
            g_strdup_printf ("The segment “%s” depends on this one already; a segment cannot ask "
                             "itself.",
                             name));
}

static void
check_campaign (Check *self, const EspRuleNode *node, const EspCondition *condition)
{
  if (condition->kind == ESP_CONDITION_MESSAGE && condition->detail != NULL &&
      esp_rule_catalog_get_campaign_name (self->catalog, condition->detail) == NULL)
    report (self, ESP_RULE_PROBLEM_UNKNOWN_CAMPAIGN, node, NULL,
            g_strdup_printf ("There is no campaign “%s”.", condition->detail));
}

static void
check_node_cb (EspRuleNode *node, gpointer data)
{
  Check *self = data;
  const EspCondition *condition = node->condition;

  if (node->disabled)
    return;
  if (condition == NULL)
    {
      if (node->children->len == 0 && node->parent != NULL)
        report (self, ESP_RULE_PROBLEM_EMPTY_GROUP, node, NULL,
                g_strdup ("A group without conditions has no effect."));
      return;
    }
  if (condition->kind == ESP_CONDITION_ATTRIBUTE || condition->kind == ESP_CONDITION_ANNIVERSARY)
    check_field (self, node);
  else if (condition->kind == ESP_CONDITION_SEGMENT)
    check_segment (self, node);
  else if (esp_condition_is_events (condition))
    {
      check_campaign (self, node, condition);
      if (condition->after != NULL)
        check_campaign (self, node, condition->after);
    }
}

static gboolean
texts_equal (const char *a, const char *b)
{
  g_autofree char *folded_a = esp_text_fold_string (a);
  g_autofree char *folded_b = esp_text_fold_string (b);

  return g_str_equal (folded_a, folded_b);
}

static gboolean
is_choice (const EspCondition *condition)
{
  return condition->op == ESP_OP_IS || condition->op == ESP_OP_ONE_OF;
}

static gboolean
choices_meet (const GArray *a, const GArray *b)
{
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++)
      {
        const EspOperand *one = esp_operands_peek (a, i);
        const EspOperand *two = esp_operands_peek (b, j);

        if (one->type == two->type &&
            (one->type == ESP_OPERAND_TEXT ? texts_equal (one->text, two->text)
                                           : one->number == two->number))
          return TRUE;
      }
  return FALSE;
}

/* The numbers a condition admits, as a closed interval that may be a little too wide. */
static gboolean
number_range (const EspCondition *condition, double *out_low, double *out_high)
{
  const EspOperand *first;

  *out_low = -INFINITY;
  *out_high = INFINITY;
  if (condition->values->len == 0)
    return FALSE;
  first = esp_operands_peek (condition->values, 0);
  switch ((guint) condition->op)
    {
    case ESP_OP_LESS:
      *out_high = nextafter (first->number, -INFINITY);
      return TRUE;
    case ESP_OP_AT_MOST:
      *out_high = first->number;
      return TRUE;
    case ESP_OP_MORE:
      *out_low = nextafter (first->number, INFINITY);
      return TRUE;
    case ESP_OP_AT_LEAST:
      *out_low = first->number;
      return TRUE;
    case ESP_OP_BETWEEN:
      *out_low = first->number;
      *out_high = esp_operands_peek (condition->values, 1)->number;
      return TRUE;
    case ESP_OP_IS:
      *out_low = *out_high = first->number;
      return first->type == ESP_OPERAND_NUMBER;
    default:
      return FALSE;
    }
}

/* Whether nobody can match both, so far as that can be told without the data. */
static gboolean
attributes_exclude (const EspCondition *a, const EspCondition *b)
{
  double low_a, high_a, low_b, high_b;

  if (g_strcmp0 (a->subject, b->subject) != 0)
    return FALSE;
  if (a->op == ESP_OP_UNKNOWN || b->op == ESP_OP_UNKNOWN)
    return a->op != b->op && !a->or_unknown && !b->or_unknown;
  if (a->or_unknown && b->or_unknown)
    return FALSE;
  if (is_choice (a) && is_choice (b))
    return !choices_meet (a->values, b->values);
  return number_range (a, &low_a, &high_a) && number_range (b, &low_b, &high_b) &&
         (high_a < low_b || high_b < low_a);
}

static void
compare_pair (Check *self, EspGroupMode mode, const Seen *earlier, const Seen *later)
{
  const EspCondition *a = earlier->node->condition;
  const EspCondition *b = later->node->condition;
  gboolean same = g_str_equal (earlier->key, later->key);

  if (same && earlier->complement == later->complement)
    report (self, ESP_RULE_PROBLEM_DUPLICATE, later->node, earlier->node,
            g_strdup ("This condition is in the group already."));
  else if (mode != ESP_GROUP_ALL)
    return;
  else if (same || (a->kind == ESP_CONDITION_ATTRIBUTE && b->kind == ESP_CONDITION_ATTRIBUTE &&
                    attributes_exclude (a, b)))
    report (self, ESP_RULE_PROBLEM_CONTRADICTION, later->node, earlier->node,
            g_strdup ("Nobody can match this and another condition of the group."));
}

static void
clear_seen (gpointer data)
{
  g_free (((Seen *) data)->key);
}

static void
check_siblings_cb (EspRuleNode *node, gpointer data)
{
  Check *self = data;
  g_autoptr (GArray) seen = NULL;

  if (node->condition != NULL || !esp_rule_node_is_active (node))
    return;
  seen = g_array_new (FALSE, FALSE, sizeof (Seen));
  g_array_set_clear_func (seen, clear_seen);
  for (guint i = 0; i < node->children->len; i++)
    {
      EspRuleNode *child = esp_rule_node_child (node, i);
      g_autoptr (EspCondition) normal = NULL;
      Seen later = { child };

      if (child->condition == NULL || child->disabled)
        continue;
      normal = esp_leaf_normalise (child->condition, &later.complement);
      later.key = esp_leaf_dup_key (normal);
      for (guint j = 0; j < seen->len; j++)
        compare_pair (self, node->mode, &g_array_index (seen, Seen, j), &later);
      g_array_append_val (seen, later);
    }
}

static void
clear_problem (gpointer data)
{
  g_free (((EspRuleProblem *) data)->message);
}

/**
 * esp_rule_check:
 * @segment_id: (nullable): of the segment whose rule it is, so that cycles are found
 *
 * Returns: (transfer full) (element-type EspRuleProblem): what is wrong, valid as long as @rule
 */
GArray *
esp_rule_check (const EspRule *rule, const EspRuleCatalog *catalog, const char *segment_id)
{
  Check check = { catalog, segment_id, g_array_new (FALSE, FALSE, sizeof (EspRuleProblem)) };

  g_array_set_clear_func (check.problems, clear_problem);
  esp_rule_foreach (rule, check_node_cb, &check);
  esp_rule_foreach (rule, check_siblings_cb, &check);
  return check.problems;
}

/**
 * esp_rule_problem_is_fatal:
 *
 * Returns: whether the rule cannot be counted while the problem lasts
 */
gboolean
esp_rule_problem_is_fatal (const EspRuleProblem *problem)
{
  return problem->code <= ESP_RULE_PROBLEM_CYCLE;
}

/**
 * esp_rule_problems_first_fatal:
 *
 * Returns: (nullable): the first problem that keeps the rule from being counted
 */
const EspRuleProblem *
esp_rule_problems_first_fatal (const GArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    if (esp_rule_problem_is_fatal (&g_array_index (problems, EspRuleProblem, i)))
      return &g_array_index (problems, EspRuleProblem, i);
  return NULL;
}

/**
 * esp_rule_problem_dup_sentence:
 *
 * Returns: (transfer full): what is wrong, after the place where it stands
 */
char *
esp_rule_problem_dup_sentence (const EspRuleProblem *problem)
{
  g_autofree char *place = esp_rule_node_dup_place (problem->node);

  return g_strdup_printf ("%s: %s", place, problem->message);
}
