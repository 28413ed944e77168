/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random rules about the small workspace, of every kind of condition. */
#include "engine/segment/esp-rule-time.h"

#include "segment-words.h"

static void
random_window (SegmentWorld *self, EspTimeWindow *window, gboolean may_be_next)
{
  static const char *const dates[] = { "2026-08-20", "2026-09-01", "2026-09-10T13:30",
                                       "2026-09-21", "2026-10-05", "1990-03-01" };
  guint first = esp_random_below (&self->random, 5);

  do
    window->kind = (EspWindowKind) esp_random_below (&self->random, ESP_N_WINDOWS);
  while (window->kind == ESP_WINDOW_EVER || (window->kind == ESP_WINDOW_NEXT && !may_be_next));
  window->unit = (EspWindowUnit) esp_random_below (&self->random, ESP_N_UNITS);
  window->n = 0;
  if (window->kind == ESP_WINDOW_LAST || window->kind == ESP_WINDOW_NEXT)
    window->n = 1 + esp_random_below (&self->random, 30);
  else if (window->kind == ESP_WINDOW_BETWEEN)
    {
      window->from = g_strdup (dates[first]);
      window->until = g_strdup (dates[first + esp_random_below (&self->random, 5 - first)]);
    }
  else if (window->kind >= ESP_WINDOW_SINCE && window->kind < ESP_WINDOW_BETWEEN)
    window->from = g_strdup (PICK (self, dates));
}

static EspCondition *
random_text (SegmentWorld *self)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,      ESP_OP_IS_NOT,   ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF, ESP_OP_CONTAINS, ESP_OP_NOT_CONTAINS,
                                        ESP_OP_STARTS,  ESP_OP_ENDS,     ESP_OP_KNOWN,
                                        ESP_OP_UNKNOWN };
  static const char *const parts[] = { "서", "s", "BUS", "시", "an", "대전시", "ẞE",
                                       "",   "%", "é",   "'",  "_",  "ISTAN",  "i" };
  EspCondition *condition =
    esp_condition_new (ESP_CONDITION_ATTRIBUTE, segment_world_chance (self, 70) ? "city" : "name");

  condition->op = PICK (self, ops);
  if (condition->op >= ESP_OP_CONTAINS && condition->op <= ESP_OP_ENDS)
    esp_condition_add_text (condition, PICK (self, parts));
  else if (condition->op < ESP_OP_CONTAINS)
    for (guint i = 0; i < (condition->op >= ESP_OP_ONE_OF ? 3 : 1); i++)
      esp_condition_add_text (condition, PICK (self, world_cities));
  return condition;
}

static EspCondition *
random_number (SegmentWorld *self)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,      ESP_OP_IS_NOT,   ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF, ESP_OP_LESS,     ESP_OP_AT_MOST,
                                        ESP_OP_MORE,    ESP_OP_AT_LEAST, ESP_OP_BETWEEN,
                                        ESP_OP_KNOWN,   ESP_OP_UNKNOWN };
  static const char *const fields[] = { "score", "c_amount", "ltv" };
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, PICK (self, fields));
  double scale = g_str_equal (condition->subject, "ltv") ? 10 : 0.5;
  guint n = 1;

  condition->op = PICK (self, ops);
  if (condition->op == ESP_OP_KNOWN || condition->op == ESP_OP_UNKNOWN)
    n = 0;
  else if (condition->op == ESP_OP_BETWEEN)
    n = 2;
  else if (condition->op == ESP_OP_ONE_OF || condition->op == ESP_OP_NONE_OF)
    n = 4;
  /* Cents, so that amounts of money are not told apart by how they are rounded. */
  for (guint i = 0; i < n; i++)
    esp_condition_add_number (condition,
                              scale * esp_random_below (&self->random, 20) +
                                (scale > 1 && segment_world_chance (self, 50) ? 19.99 : 0));
  return condition;
}

static EspCondition *
random_moment (SegmentWorld *self)
{
  static const char *const fields[] = { "c_birthday", "c_joined", "created_at", "last_event_at" };
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, PICK (self, fields));

  if (segment_world_chance (self, 15))
    {
      condition->op = segment_world_chance (self, 50) ? ESP_OP_KNOWN : ESP_OP_UNKNOWN;
      return condition;
    }
  condition->op = segment_world_chance (self, 70) ? ESP_OP_WITHIN : ESP_OP_NOT_WITHIN;
  random_window (self, &condition->window, TRUE);
  return condition;
}

static EspCondition *
random_truth (SegmentWorld *self)
{
  static const EspConditionOp ops[] = { ESP_OP_IS, ESP_OP_IS_NOT, ESP_OP_KNOWN, ESP_OP_UNKNOWN };
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "c_vip");

  condition->op = PICK (self, ops);
  if (condition->op == ESP_OP_IS || condition->op == ESP_OP_IS_NOT)
    esp_condition_add_boolean (condition, segment_world_chance (self, 50));
  return condition;
}

static EspCondition *
random_attribute (SegmentWorld *self)
{
  EspCondition *condition;

  switch (esp_random_below (&self->random, 5))
    {
    case 0:
      condition = random_truth (self);
      break;
    case 1:
      condition = random_number (self);
      break;
    case 2:
      condition = random_moment (self);
      break;
    default:
      condition = random_text (self);
      break;
    }
  condition->or_unknown = condition->op != ESP_OP_KNOWN && condition->op != ESP_OP_UNKNOWN &&
                          segment_world_chance (self, 30);
  return condition;
}

static void
add_clause_value (SegmentWorld *self, EspWhere *clause)
{
  static const char *const parts[] = { "S", "모", "e", "", "T" };
  EspOperand operand;

  if (clause->op >= ESP_OP_CONTAINS && clause->op <= ESP_OP_ENDS)
    esp_operand_init_text (&operand, PICK (self, parts));
  else if (clause->op >= ESP_OP_LESS ||
           (clause->values->len > 0
              ? esp_operands_peek (clause->values, 0)->type == ESP_OPERAND_NUMBER
              : segment_world_chance (self, 40)))
    esp_operand_init_number (&operand, esp_random_below (&self->random, 20) / 2.0);
  else if (clause->op <= ESP_OP_IS_NOT && segment_world_chance (self, 30))
    esp_operand_init_boolean (&operand, segment_world_chance (self, 50));
  else
    esp_operand_init_text (&operand, PICK (self, world_items));
  g_array_append_val (clause->values, operand);
}

static void
random_clause (SegmentWorld *self, EspCondition *condition)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,           ESP_OP_IS_NOT,  ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF,      ESP_OP_LESS,    ESP_OP_AT_LEAST,
                                        ESP_OP_AT_MOST,      ESP_OP_MORE,    ESP_OP_BETWEEN,
                                        ESP_OP_KNOWN,        ESP_OP_UNKNOWN, ESP_OP_CONTAINS,
                                        ESP_OP_NOT_CONTAINS, ESP_OP_STARTS,  ESP_OP_ENDS };
  static const char *const properties[] = { "amount", "item", "gift", "none" };
  EspWhere *clause = esp_where_new (PICK (self, properties), PICK (self, ops));
  guint n = 1;

  if (clause->op == ESP_OP_KNOWN || clause->op == ESP_OP_UNKNOWN)
    n = 0;
  else if (clause->op == ESP_OP_BETWEEN)
    n = 2;
  else if (clause->op == ESP_OP_ONE_OF || clause->op == ESP_OP_NONE_OF)
    n = 1 + esp_random_below (&self->random, 3);
  for (guint i = 0; i < n; i++)
    add_clause_value (self, clause);
  g_ptr_array_add (condition->where, clause);
}

/* What must have come before. */
static EspCondition *
random_after (SegmentWorld *self)
{
  gboolean is_message = segment_world_chance (self, 30);
  EspCondition *after = is_message
                          ? esp_condition_new (ESP_CONDITION_MESSAGE, PICK (self, world_messages))
                          : esp_condition_new (ESP_CONDITION_EVENT, PICK (self, world_kinds));

  if (is_message && segment_world_chance (self, 50))
    after->detail = g_strdup (self->campaign_uuid);
  after->window.kind = ESP_WINDOW_LAST;
  after->window.n = 1 + esp_random_below (&self->random, 40);
  after->window.unit = (EspWindowUnit) esp_random_below (&self->random, ESP_N_UNITS);
  if (segment_world_chance (self, 30))
    random_clause (self, after);
  return after;
}

static EspCondition *
random_events (SegmentWorld *self)
{
  gboolean is_message = segment_world_chance (self, 30);
  EspCondition *condition =
    is_message ? esp_condition_new (ESP_CONDITION_MESSAGE, PICK (self, world_messages))
               : esp_condition_new (ESP_CONDITION_EVENT, PICK (self, world_kinds));

  if (is_message && segment_world_chance (self, 60))
    condition->detail = g_strdup (self->campaign_uuid);
  condition->negate = segment_world_chance (self, 30);
  if (segment_world_chance (self, 20))
    condition->occurrence =
      segment_world_chance (self, 50) ? ESP_OCCURRENCE_FIRST : ESP_OCCURRENCE_LAST;
  else
    {
      condition->count_op = (EspCountOp) esp_random_below (&self->random, ESP_N_COUNTS);
      condition->count = esp_random_below (&self->random, 4);
    }
  if (segment_world_chance (self, 70))
    random_window (self, &condition->window, FALSE);
  /* Several demands are on the same event. */
  while (condition->where->len < 3 && segment_world_chance (self, 30))
    random_clause (self, condition);
  if (segment_world_chance (self, 30))
    condition->after = random_after (self);
  return condition;
}

static EspCondition *
random_tag (SegmentWorld *self)
{
  EspCondition *condition = esp_condition_new (ESP_CONDITION_TAG, NULL);

  condition->op = (EspConditionOp) (ESP_OP_HAS_ANY + esp_random_below (&self->random, 3));
  for (guint i = 0; i <= esp_random_below (&self->random, 2); i++)
    esp_condition_add_text (condition, segment_world_chance (self, 90) ? PICK (self, world_tags)
                                                                       : "nobody has it");
  return condition;
}

static EspCondition *
random_condition (SegmentWorld *self)
{
  EspCondition *condition;

  switch (esp_random_below (&self->random, 10))
    {
    case 0:
      return random_tag (self);
    case 1:
      condition = esp_condition_new (ESP_CONDITION_CONSENT, PICK (self, world_channels));
      condition->detail = g_strdup (PICK (self, world_purposes));
      condition->state = g_strdup (PICK (self, world_states));
      condition->negate = segment_world_chance (self, 30);
      return condition;
    case 2:
      condition =
        esp_condition_new (ESP_CONDITION_SUPPRESSION,
                           segment_world_chance (self, 50) ? PICK (self, world_channels) : NULL);
      condition->negate = segment_world_chance (self, 50);
      return condition;
    case 3:
      condition = esp_condition_new (ESP_CONDITION_SEGMENT, segment_world_chance (self, 50)
                                                              ? self->static_uuid
                                                              : self->dynamic_uuid);
      condition->negate = segment_world_chance (self, 30);
      return condition;
    case 4:
      condition = esp_condition_new (ESP_CONDITION_RANDOM, NULL);
      esp_condition_add_number (condition, esp_random_below (&self->random, 101));
      condition->detail = segment_world_chance (self, 50) ? g_strdup ("b") : NULL;
      return condition;
    case 5:
      condition = esp_condition_new (ESP_CONDITION_ANNIVERSARY,
                                     segment_world_chance (self, 50) ? "c_birthday" : "c_joined");
      do
        {
          esp_time_window_clear (&condition->window);
          random_window (self, &condition->window, TRUE);
          if (condition->window.unit == ESP_UNIT_HOUR)
            condition->window.unit = ESP_UNIT_DAY;
        }
      while (!esp_time_window_is_rolling (&condition->window) &&
             condition->window.kind < ESP_WINDOW_TODAY);
      return condition;
    case 6:
    case 7:
    case 8:
      return random_events (self);
    default:
      return random_attribute (self);
    }
}

static EspRuleNode *
random_group (SegmentWorld *self, guint depth)
{
  EspRuleNode *group =
    esp_rule_node_new_group ((EspGroupMode) esp_random_below (&self->random, ESP_N_GROUP_MODES));
  guint n = esp_random_below (&self->random, 4) + (depth == 1 ? 1 : 0);

  for (guint i = 0; i < n; i++)
    {
      EspRuleNode *child = depth < 4 && segment_world_chance (self, 30)
                             ? random_group (self, depth + 1)
                             : esp_rule_node_new_leaf (random_condition (self));

      child->disabled = segment_world_chance (self, 8);
      esp_rule_node_insert (group, G_MAXUINT, child);
    }
  return group;
}

/* A rule of every kind of condition, always of a shape that the readers accept. */
EspRule *
segment_world_random_rule (SegmentWorld *self)
{
  EspRule *rule = esp_rule_new (random_group (self, 1));

  (void) esp_rule_number (rule, 1);
  return rule;
}
