/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether one lead matches a rule, and why: the second evaluator beside the sets of the engine. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-eval.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "base/esp-text-fold.h"

#include <string.h>

#define RANDOM_PARTS 1000000
#define PARTS_PER_PERCENT 10000.0

typedef struct
{
  const EspRuleCatalog *catalog;
  const EspRuleTime *time;
  const EspRuleFacts *facts;
} Context;

typedef struct
{
  const EspCondition *condition;
  EspBounds bounds;
  guint n_inside; /* events that fit and lie in the window */
  guint n;        /* events that fit */
  gint64 first_us;
  gint64 last_us;
  GArray *earlier; /* (unowned) (nullable) (element-type Moment): what must have come before */
  gint64 within_us;
} Tally;

/* When an event was, and which one it was. */
typedef struct
{
  gint64 at_us;
  guint id;
} Moment;

typedef struct
{
  const EspCondition *condition;
  GArray *moments;
} Collect;

static gboolean
is_unknown (const EspFact *fact)
{
  return fact->type == ESP_FACT_UNKNOWN || (fact->type == ESP_FACT_TEXT && *fact->text == '\0');
}

/* As the queries of the store compare. */
static gboolean
text_equal (const char *a, const char *b)
{
  g_autofree char *folded_a = esp_text_fold_string (a);
  g_autofree char *folded_b = esp_text_fold_string (b);

  return g_str_equal (folded_a, folded_b);
}

/* A value of another type than asked for is simply not equal. */
static gboolean
fact_equals (const EspFact *fact, const EspOperand *operand)
{
  if (operand->type == ESP_OPERAND_TEXT)
    return fact->type == ESP_FACT_TEXT && text_equal (fact->text, operand->text);
  return (fact->type == ESP_FACT_NUMBER || fact->type == ESP_FACT_BOOLEAN) &&
         fact->number == operand->number;
}

static gboolean
fact_in (const EspFact *fact, const GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    if (fact_equals (fact, esp_operands_peek (values, i)))
      return TRUE;
  return FALSE;
}

static gboolean
compare_text (const EspFact *fact, EspConditionOp op, const char *part)
{
  g_autofree char *folded_text = NULL;
  g_autofree char *folded_part = NULL;

  if (fact->type != ESP_FACT_TEXT)
    return FALSE;
  folded_text = esp_text_fold_string (fact->text);
  folded_part = esp_text_fold_string (part);
  switch ((guint) op)
    {
    case ESP_OP_CONTAINS:
      return strstr (folded_text, folded_part) != NULL;
    case ESP_OP_NOT_CONTAINS:
      return strstr (folded_text, folded_part) == NULL;
    case ESP_OP_STARTS:
      return g_str_has_prefix (folded_text, folded_part);
    default:
      return g_str_has_suffix (folded_text, folded_part);
    }
}

static gboolean
compare_number (const EspFact *fact, EspConditionOp op, const GArray *values)
{
  double low = esp_operands_peek (values, 0)->number;

  if (fact->type != ESP_FACT_NUMBER && fact->type != ESP_FACT_BOOLEAN)
    return FALSE;
  switch ((guint) op)
    {
    case ESP_OP_LESS:
      return fact->number < low;
    case ESP_OP_AT_MOST:
      return fact->number <= low;
    case ESP_OP_MORE:
      return fact->number > low;
    case ESP_OP_AT_LEAST:
      return fact->number >= low;
    default:
      return fact->number >= low && fact->number <= esp_operands_peek (values, 1)->number;
    }
}

/* Compares a value that is known; windows are looked at by the caller. */
static gboolean
fact_compares (const EspFact *fact, EspConditionOp op, const GArray *values)
{
  switch ((guint) op)
    {
    case ESP_OP_KNOWN:
      return TRUE;
    case ESP_OP_IS:
    case ESP_OP_ONE_OF:
      return fact_in (fact, values);
    case ESP_OP_IS_NOT:
    case ESP_OP_NONE_OF:
      return !fact_in (fact, values);
    case ESP_OP_CONTAINS:
    case ESP_OP_NOT_CONTAINS:
    case ESP_OP_STARTS:
    case ESP_OP_ENDS:
      return compare_text (fact, op, esp_operands_peek (values, 0)->text);
    case ESP_OP_LESS:
    case ESP_OP_AT_MOST:
    case ESP_OP_MORE:
    case ESP_OP_AT_LEAST:
    case ESP_OP_BETWEEN:
      return compare_number (fact, op, values);
    default:
      return FALSE;
    }
}

static void
resolve_for_field (const Context *context, const EspCondition *condition, EspBounds *out)
{
  const EspRuleField *field = context->catalog != NULL
                                ? esp_rule_catalog_find_field (context->catalog, condition->subject)
                                : NULL;

  if (field != NULL && field->type == ESP_RULE_TYPE_DATE)
    esp_time_window_resolve_days (&condition->window, context->time, out);
  else
    esp_time_window_resolve (&condition->window, context->time, out);
}

static gboolean
match_attribute (const Context *context, const EspCondition *condition)
{
  EspFact fact = { ESP_FACT_UNKNOWN };
  EspBounds bounds;

  context->facts->get_field (context->facts->data, condition->subject, &fact);
  if (is_unknown (&fact))
    return condition->or_unknown || condition->op == ESP_OP_UNKNOWN;
  if (condition->op != ESP_OP_WITHIN && condition->op != ESP_OP_NOT_WITHIN)
    return fact_compares (&fact, condition->op, condition->values);
  if (fact.type != ESP_FACT_MOMENT)
    return FALSE;
  resolve_for_field (context, condition, &bounds);
  return esp_bounds_contain (&bounds, fact.moment_us) == (condition->op == ESP_OP_WITHIN);
}

static gboolean
match_tag (const Context *context, const EspCondition *condition)
{
  guint n_found = 0;

  for (guint i = 0; i < condition->values->len; i++)
    if (context->facts->has_tag (context->facts->data,
                                 esp_operands_peek (condition->values, i)->text))
      n_found++;
  if (condition->op == ESP_OP_HAS_ALL)
    return n_found == condition->values->len;
  return (n_found > 0) == (condition->op == ESP_OP_HAS_ANY);
}

static const char *
consent_state (const Context *context, const EspCondition *condition)
{
  const char *state =
    context->facts->get_consent (context->facts->data, condition->subject, condition->detail);

  return state != NULL ? state : "unknown";
}

/* Files have no types: where a number is asked for a text may hold it, and the other way round. */
static void
read_as_asked (EspFact *fact, const EspWhere *clause, char *buffer, gsize length)
{
  gboolean is_text =
    clause->values->len > 0 && esp_operands_peek (clause->values, 0)->type == ESP_OPERAND_TEXT;

  if (clause->values->len == 0)
    return;
  if (is_text && fact->type == ESP_FACT_NUMBER)
    {
      esp_operand_print_number (fact->number, buffer, length);
      *fact = (EspFact){ .type = ESP_FACT_TEXT, .text = buffer };
    }
  else if (!is_text && fact->type == ESP_FACT_TEXT &&
           esp_operand_read_number (fact->text, &fact->number))
    fact->type = ESP_FACT_NUMBER;
}

static gboolean
where_fits (const EspFactEvent *event, const GPtrArray *where)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < where->len; i++)
    {
      const EspWhere *clause = g_ptr_array_index (where, i);
      EspFact fact = { ESP_FACT_UNKNOWN };

      event->get_property (event, clause->property, &fact);
      read_as_asked (&fact, clause, buffer, sizeof buffer);
      if (is_unknown (&fact) ? clause->op != ESP_OP_UNKNOWN
                             : !fact_compares (&fact, clause->op, clause->values))
        return FALSE;
    }
  return TRUE;
}

/* Whether the event is one that the condition speaks of, time aside. */
static gboolean
event_fits (const EspFactEvent *event, const EspCondition *condition)
{
  if (condition->kind == ESP_CONDITION_MESSAGE && condition->detail != NULL &&
      g_strcmp0 (condition->detail, event->campaign) != 0)
    return FALSE;
  return where_fits (event, condition->where);
}

static void
collect_cb (const EspFactEvent *event, gpointer data)
{
  Collect *collect = data;
  Moment moment = { event->at_us, event->id };

  if (event_fits (event, collect->condition))
    g_array_append_val (collect->moments, moment);
}

/* Whether something that had to come before did, not longer ago than allowed. Nothing comes before itself. */
static gboolean
comes_after (const Tally *tally, const EspFactEvent *event)
{
  for (guint i = 0; i < tally->earlier->len; i++)
    {
      const Moment *moment = &g_array_index (tally->earlier, Moment, i);

      if (moment->id != event->id && moment->at_us <= event->at_us &&
          moment->at_us >= event->at_us - tally->within_us)
        return TRUE;
    }
  return FALSE;
}

static void
tally_cb (const EspFactEvent *event, gpointer data)
{
  Tally *tally = data;

  if (!event_fits (event, tally->condition) ||
      (tally->earlier != NULL && !comes_after (tally, event)))
    return;
  tally->first_us = tally->n == 0 ? event->at_us : MIN (tally->first_us, event->at_us);
  tally->last_us = tally->n == 0 ? event->at_us : MAX (tally->last_us, event->at_us);
  tally->n++;
  if (esp_bounds_contain (&tally->bounds, event->at_us))
    tally->n_inside++;
}

static void
tally_events (const Context *context, const EspCondition *condition, Tally *out)
{
  g_autoptr (GArray) earlier = NULL;

  *out = (Tally){ .condition = condition, .last_us = G_MININT64 };
  esp_time_window_resolve (&condition->window, context->time, &out->bounds);
  if (condition->after != NULL)
    {
      Collect collect = { condition->after, g_array_new (FALSE, FALSE, sizeof (Moment)) };

      context->facts->foreach_event (context->facts->data,
                                     esp_condition_event_kind (condition->after), collect_cb,
                                     &collect);
      out->earlier = earlier = collect.moments;
      out->within_us = esp_time_window_get_length_us (&condition->after->window);
    }
  context->facts->foreach_event (context->facts->data, esp_condition_event_kind (condition),
                                 tally_cb, out);
  out->earlier = NULL;
}

static gboolean
tally_matches (const Tally *tally)
{
  const EspCondition *condition = tally->condition;

  if (condition->occurrence == ESP_OCCURRENCE_FIRST)
    return tally->n > 0 && esp_bounds_contain (&tally->bounds, tally->first_us);
  if (condition->occurrence == ESP_OCCURRENCE_LAST)
    return tally->n > 0 && esp_bounds_contain (&tally->bounds, tally->last_us);
  if (condition->count_op == ESP_COUNT_AT_LEAST)
    return tally->n_inside >= condition->count;
  if (condition->count_op == ESP_COUNT_AT_MOST)
    return tally->n_inside <= condition->count;
  return tally->n_inside == condition->count;
}

static gboolean
match_events (const Context *context, const EspCondition *condition)
{
  Tally tally;

  tally_events (context, condition, &tally);
  return tally_matches (&tally);
}

static gboolean
match_anniversary (const Context *context, const EspCondition *condition)
{
  const EspRuleField *field = context->catalog != NULL
                                ? esp_rule_catalog_find_field (context->catalog, condition->subject)
                                : NULL;
  g_autoptr (GTimeZone) utc = NULL;
  EspFact fact = { ESP_FACT_UNKNOWN };
  EspYearDays days;

  context->facts->get_field (context->facts->data, condition->subject, &fact);
  if (fact.type != ESP_FACT_MOMENT)
    return FALSE;
  if (field != NULL && field->type == ESP_RULE_TYPE_DATE)
    utc = g_time_zone_new_utc ();
  esp_time_window_resolve_year_days (&condition->window, context->time, &days);
  return esp_year_days_contain (&days, fact.moment_us, utc != NULL ? utc : context->time->zone);
}

/**
 * esp_random_share_contains:
 * @seed: (nullable): another seed draws another share
 *
 * Returns: whether the lead falls into a random share of @percent; always the same for the same id,
 *   and a larger share of the same seed contains the smaller one
 */
gboolean
esp_random_share_contains (guint32 lead_id, double percent, const char *seed)
{
  guint64 salt = seed != NULL ? esp_random_hash (g_str_hash (seed)) : 0;
  guint64 draw = esp_random_hash (salt ^ esp_random_hash (lead_id)) % RANDOM_PARTS;

  return (double) draw < percent * PARTS_PER_PERCENT;
}

static gboolean
match_condition (const Context *context, const EspCondition *condition)
{
  switch (condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      return match_attribute (context, condition);
    case ESP_CONDITION_TAG:
      return match_tag (context, condition);
    case ESP_CONDITION_CONSENT:
      return g_str_equal (consent_state (context, condition), condition->state);
    case ESP_CONDITION_SUPPRESSION:
      return context->facts->is_suppressed (context->facts->data, condition->subject);
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return match_events (context, condition);
    case ESP_CONDITION_SEGMENT:
      return context->facts->in_segment (context->facts->data, condition->subject);
    case ESP_CONDITION_ANNIVERSARY:
      return match_anniversary (context, condition);
    case ESP_CONDITION_RANDOM:
      return esp_random_share_contains (context->facts->lead_id,
                                        esp_operands_peek (condition->values, 0)->number,
                                        condition->detail);
    case ESP_N_CONDITION_KINDS:
    default:
      g_assert_not_reached ();
    }
}

/* What a group without anything active says is left to the group around: it is skipped. */
static gboolean
match_node (const Context *context, const EspRuleNode *node)
{
  if (node->condition != NULL)
    return match_condition (context, node->condition) != node->condition->negate;
  for (guint i = 0; i < node->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (node, i);

      if (esp_rule_node_is_active (child) &&
          match_node (context, child) != (node->mode == ESP_GROUP_ALL))
        return node->mode == ESP_GROUP_ANY;
    }
  return node->mode != ESP_GROUP_ANY;
}

/**
 * esp_rule_matches:
 * @catalog: (nullable): tells calendar days from moments
 *
 * Unknown values match only where the rule says so ("or unknown"), disabled and empty parts have no
 * say, and a rule without any active part matches everyone.
 *
 * Returns: whether the lead matches
 */
gboolean
esp_rule_matches (const EspRule *rule,
                  const EspRuleCatalog *catalog,
                  const EspRuleTime *time,
                  const EspRuleFacts *facts)
{
  Context context = { catalog, time, facts };

  return esp_rule_is_everyone (rule) || match_node (&context, rule->root);
}

/**
 * esp_condition_matches:
 *
 * Returns: whether the lead matches one condition, its negation included
 */
gboolean
esp_condition_matches (const EspCondition *condition,
                       const EspRuleCatalog *catalog,
                       const EspRuleTime *time,
                       const EspRuleFacts *facts)
{
  Context context = { catalog, time, facts };

  return match_condition (&context, condition) != condition->negate;
}

static char *
describe_moment (const Context *context, const EspRuleField *field, gint64 moment_us)
{
  gboolean is_day = field != NULL && field->type == ESP_RULE_TYPE_DATE;
  gint64 seconds = moment_us / ESP_USEC_PER_SEC;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local =
    utc != NULL ? g_date_time_to_timezone (utc, context->time->zone) : NULL;

  if (local == NULL)
    return NULL;
  return is_day ? g_date_time_format (utc, "%Y-%m-%d")
                : g_date_time_format (local, "%Y-%m-%d %H:%M");
}

static char *
describe_field (const Context *context, const char *key)
{
  const EspRuleField *field =
    context->catalog != NULL ? esp_rule_catalog_find_field (context->catalog, key) : NULL;
  EspFact fact = { ESP_FACT_UNKNOWN };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  context->facts->get_field (context->facts->data, key, &fact);
  switch (fact.type)
    {
    case ESP_FACT_TEXT:
      return *fact.text != '\0' ? g_strdup (fact.text) : NULL;
    case ESP_FACT_NUMBER:
      esp_operand_print_number (fact.number, buffer, sizeof buffer);
      return g_strdup (buffer);
    case ESP_FACT_BOOLEAN:
      return g_strdup (fact.number != 0 ? "true" : "false");
    case ESP_FACT_MOMENT:
      return describe_moment (context, field, fact.moment_us);
    case ESP_FACT_UNKNOWN:
    case ESP_FACT_OTHER:
    default:
      return NULL;
    }
}

static char *
describe_tags (const Context *context, const EspCondition *condition)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < condition->values->len; i++)
    {
      const char *tag = esp_operands_peek (condition->values, i)->text;

      if (context->facts->has_tag (context->facts->data, tag))
        g_string_append_printf (found, "%s%s", found->len > 0 ? ", " : "", tag);
    }
  return found->len > 0 ? g_strdup (found->str) : NULL;
}

static void
describe_condition (const Context *context, const EspCondition *condition, EspRuleVerdict *out)
{
  Tally tally;

  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
    case ESP_CONDITION_ANNIVERSARY:
      out->value = describe_field (context, condition->subject);
      break;
    case ESP_CONDITION_TAG:
      out->value = describe_tags (context, condition);
      break;
    case ESP_CONDITION_CONSENT:
      out->value = g_strdup (consent_state (context, condition));
      break;
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      tally_events (context, condition, &tally);
      out->n_events = condition->occurrence == ESP_OCCURRENCE_ANY ? tally.n_inside : tally.n;
      out->last_event_us = tally.last_us;
      out->value = g_strdup_printf ("%u", out->n_events);
      break;
    default:
      out->value = g_strdup (out->matches != condition->negate ? "yes" : "no");
      break;
    }
}

static void
explain_node (const Context *context, const EspRuleNode *node, GArray *verdicts)
{
  EspRuleVerdict verdict = { .node = node,
                             .is_active = esp_rule_node_is_active (node),
                             .last_event_us = G_MININT64 };

  /* Without active parts a group says nothing; the root then lets everyone in. */
  verdict.matches =
    node->condition != NULL || verdict.is_active ? match_node (context, node) : TRUE;
  if (node->condition != NULL)
    describe_condition (context, node->condition, &verdict);
  g_array_append_val (verdicts, verdict);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    explain_node (context, esp_rule_node_child (node, i), verdicts);
}

static void
clear_verdict (gpointer data)
{
  g_free (((EspRuleVerdict *) data)->value);
}

/**
 * esp_rule_explain:
 *
 * Says for every part of the rule, groups before what they hold, whether the lead matches it and what
 * the lead has there. The first verdict is that of the whole rule.
 *
 * Returns: (transfer full) (element-type EspRuleVerdict): valid as long as @rule
 */
GArray *
esp_rule_explain (const EspRule *rule,
                  const EspRuleCatalog *catalog,
                  const EspRuleTime *time,
                  const EspRuleFacts *facts)
{
  Context context = { catalog, time, facts };
  GArray *verdicts = g_array_new (FALSE, FALSE, sizeof (EspRuleVerdict));

  g_array_set_clear_func (verdicts, clear_verdict);
  explain_node (&context, rule->root, verdicts);
  return verdicts;
}
