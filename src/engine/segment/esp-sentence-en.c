/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The English sentence of a rule: each condition is one clause that follows "Leads". */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-sentence-private.h"

static const struct
{
  const char *kind;
  const char *past;
  const char *base;
} verbs[] = {
  { "open", "opened an email", "open an email" },
  { "click", "clicked a link", "click a link" },
  { "order", "ordered", "order" },
  { "visit", "visited the website", "visit the website" },
  { "delivered", "received a message", "receive a message" },
  { ESP_CONDITION_SENT_KIND, "were sent a message", "get sent a message" },
  { "bounce", "had a message bounce", "have a message bounce" },
  { "complaint", "reported spam", "report spam" },
  { "unsubscribe", "unsubscribed", "unsubscribe" },
  { "cart", "put something into the cart", "put anything into the cart" },
  { "signup", "signed up", "sign up" },
};

static const char *const op_words[ESP_N_OPS] = {
  [ESP_OP_IS] = "is",
  [ESP_OP_IS_NOT] = "is not",
  [ESP_OP_ONE_OF] = "is",
  [ESP_OP_NONE_OF] = "is not",
  [ESP_OP_CONTAINS] = "contains",
  [ESP_OP_NOT_CONTAINS] = "does not contain",
  [ESP_OP_STARTS] = "starts with",
  [ESP_OP_ENDS] = "ends with",
  [ESP_OP_LESS] = "is below",
  [ESP_OP_AT_MOST] = "is at most",
  [ESP_OP_MORE] = "is above",
  [ESP_OP_AT_LEAST] = "is at least",
  [ESP_OP_BETWEEN] = "is between",
  [ESP_OP_WITHIN] = "is",
  [ESP_OP_NOT_WITHIN] = "is not",
  [ESP_OP_HAS_ANY] = "has",
  [ESP_OP_HAS_ALL] = "has",
  [ESP_OP_HAS_NONE] = "has not",
  [ESP_OP_KNOWN] = "is known",
  [ESP_OP_UNKNOWN] = "is unknown",
};

static void
say (EspSentenceWriter *writer, const char *text)
{
  g_string_append (writer->out, text);
}

static void
say_window (EspSentenceWriter *writer, const EspTimeWindow *window)
{
  static const char *const plain[ESP_N_WINDOWS] = { [ESP_WINDOW_TODAY] = " today",
                                                    [ESP_WINDOW_THIS_WEEK] = " this week",
                                                    [ESP_WINDOW_THIS_MONTH] = " this month",
                                                    [ESP_WINDOW_THIS_YEAR] = " this year" };
  g_autofree char *from = esp_sentence_date (window->from, ESP_LANG_EN);
  g_autofree char *until = esp_sentence_date (window->until, ESP_LANG_EN);

  if (window->kind == ESP_WINDOW_EVER)
    return;
  if (plain[window->kind] != NULL)
    say (writer, plain[window->kind]);
  else if (window->kind == ESP_WINDOW_LAST || window->kind == ESP_WINDOW_NEXT)
    g_string_append_printf (writer->out, " in the %s %u %s%s",
                            esp_time_window_kind_name (window->kind), window->n,
                            esp_time_window_unit_name (window->unit), window->n == 1 ? "" : "s");
  else if (window->kind == ESP_WINDOW_BETWEEN)
    g_string_append_printf (writer->out, " between %s and %s", from, until);
  else
    g_string_append_printf (writer->out, " %s %s", esp_time_window_kind_name (window->kind), from);
}

static void
say_comparison (EspSentenceWriter *writer,
                const char *field,
                EspConditionOp op,
                const GArray *values)
{
  gboolean is_between = op == ESP_OP_BETWEEN;
  gboolean is_negative = op == ESP_OP_NONE_OF;
  g_autofree char *joined = NULL;

  g_string_append_printf (writer->out, " %s", op_words[op]);
  if (values->len == 0)
    return;
  if (esp_operands_peek (values, 0)->type == ESP_OPERAND_BOOLEAN)
    {
      say (writer, esp_operands_peek (values, 0)->number != 0 ? " true" : " false");
      return;
    }
  joined = esp_sentence_values (writer, field, values,
                                is_between    ? " and "
                                : is_negative ? " nor "
                                              : " or ");
  g_string_append_printf (writer->out, " %s", joined);
}

static void
say_attribute (EspSentenceWriter *writer, const EspCondition *condition)
{
  g_string_append_printf (writer->out, "whose %s",
                          esp_sentence_field_label (writer->catalog, condition->subject,
                                                    ESP_LANG_EN));
  say_comparison (writer, condition->subject, condition->op, condition->values);
  /* Things happen since a day, but a date is on or after it. */
  if (condition->window.kind == ESP_WINDOW_SINCE)
    {
      g_autofree char *from = esp_sentence_date (condition->window.from, ESP_LANG_EN);

      g_string_append_printf (writer->out, " on or after %s", from);
    }
  else
    say_window (writer, &condition->window);
  if (condition->or_unknown)
    say (writer, " or is unknown");
}

static const char *
verb_of (const EspCondition *condition, gboolean past)
{
  const char *kind = esp_condition_event_kind (condition);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (verbs[i].kind, kind) == 0)
      return past ? verbs[i].past : verbs[i].base;
  return NULL;
}

static void
say_where (EspSentenceWriter *writer, const EspCondition *condition)
{
  for (guint i = 0; i < condition->where->len; i++)
    {
      const EspWhere *clause = g_ptr_array_index (condition->where, i);

      g_string_append_printf (writer->out, "%s%s", i == 0 ? " with " : " and ", clause->property);
      say_comparison (writer, NULL, clause->op, clause->values);
    }
  if (condition->detail != NULL)
    g_string_append_printf (writer->out, " of the campaign “%s”",
                            esp_sentence_campaign_name (writer, condition->detail));
}

static void
say_count (EspSentenceWriter *writer, const EspCondition *condition)
{
  static const char *const counts[ESP_N_COUNTS] = { "at least", "at most", "exactly" };

  if (condition->occurrence != ESP_OCCURRENCE_ANY || condition->count == 0 ||
      (condition->count_op == ESP_COUNT_AT_LEAST && condition->count == 1))
    return;
  g_string_append_printf (writer->out, " %s %u time%s", counts[condition->count_op],
                          condition->count, condition->count == 1 ? "" : "s");
}

/* "ordered", "did “demo”", "clicked a link of the campaign “Spring”" */
static void
say_act (EspSentenceWriter *writer, const EspCondition *condition, gboolean past)
{
  const char *verb = verb_of (condition, past);

  if (verb != NULL)
    say (writer, verb);
  else
    g_string_append_printf (writer->out, "%s “%s”", past ? "did" : "do", condition->subject);
  say_where (writer, condition);
}

static void
say_after (EspSentenceWriter *writer, const EspCondition *after)
{
  if (after == NULL)
    return;
  g_string_append_printf (writer->out, " within %u %s%s after they ", after->window.n,
                          esp_time_window_unit_name (after->window.unit),
                          after->window.n == 1 ? "" : "s");
  say_act (writer, after, TRUE);
}

static void
say_events (EspSentenceWriter *writer, const EspCondition *condition)
{
  gboolean negated = condition->negate != esp_sentence_is_never (condition);

  say (writer, negated ? "who did not " : "who ");
  say_act (writer, condition, !negated);
  if (condition->occurrence != ESP_OCCURRENCE_ANY)
    say (writer, condition->occurrence == ESP_OCCURRENCE_FIRST ? " for the first time"
                                                               : " for the last time");
  say_count (writer, condition);
  say_after (writer, condition->after);
  if (condition->after != NULL && condition->window.kind != ESP_WINDOW_EVER)
    say (writer, ",");
  say_window (writer, &condition->window);
}

static void
say_condition (EspSentenceWriter *writer, const EspCondition *condition)
{
  g_autofree char *text = NULL;

  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      say_attribute (writer, condition);
      break;
    case ESP_CONDITION_TAG:
      text = esp_sentence_values (writer, NULL, condition->values,
                                  condition->op == ESP_OP_HAS_ALL ? " and " : " or ");
      g_string_append_printf (writer->out, "who %s tagged %s",
                              condition->op == ESP_OP_HAS_NONE ? "are not" : "are", text);
      break;
    case ESP_CONDITION_CONSENT:
      g_string_append_printf (writer->out, "whose %s consent by %s is %s%s", condition->detail,
                              condition->subject, condition->negate ? "not " : "",
                              condition->state);
      break;
    case ESP_CONDITION_SUPPRESSION:
      g_string_append_printf (writer->out, "who are %ssuppressed%s%s",
                              condition->negate ? "not " : "",
                              condition->subject != NULL ? " for " : "",
                              condition->subject != NULL ? condition->subject : "");
      break;
    case ESP_CONDITION_SEGMENT:
      g_string_append_printf (writer->out, "who are %sin the segment “%s”",
                              condition->negate ? "not " : "",
                              esp_sentence_segment_name (writer, condition->subject));
      break;
    case ESP_CONDITION_ANNIVERSARY:
      g_string_append_printf (writer->out, "whose %s comes round",
                              esp_sentence_field_label (writer->catalog, condition->subject,
                                                        ESP_LANG_EN));
      say_window (writer, &condition->window);
      break;
    case ESP_CONDITION_RANDOM:
      text = esp_sentence_value (writer, NULL, esp_operands_peek (condition->values, 0));
      g_string_append_printf (writer->out, "who are in a random %s %%", text);
      break;
    default:
      say_events (writer, condition);
      break;
    }
}

static void
say_leaf (EspSentenceWriter *writer, const EspRuleNode *node, const EspCondition *condition)
{
  EspSentenceSpan span = { writer->out->len, 0, node->id };

  say_condition (writer, condition);
  span.end = writer->out->len;
  g_array_append_val (writer->spans, span);
}

static void say_node (EspSentenceWriter *writer, const EspRuleNode *node, gboolean inner);

static void
say_children (EspSentenceWriter *writer, GPtrArray *children, EspGroupMode mode)
{
  for (guint i = 0; i < children->len; i++)
    {
      gboolean is_last = i + 1 == children->len;

      if (i > 0 && mode == ESP_GROUP_ALL)
        say (writer, is_last ? (children->len > 2 ? ", and " : " and ") : ", ");
      else if (i > 0)
        say (writer, " or ");
      say_node (writer, g_ptr_array_index (children, i), TRUE);
    }
}

static void
say_none (EspSentenceWriter *writer, GPtrArray *children)
{
  const EspRuleNode *only = g_ptr_array_index (children, 0);
  g_autoptr (EspCondition) flipped =
    children->len == 1 && only->condition != NULL ? esp_sentence_flip (only->condition) : NULL;

  if (flipped != NULL)
    {
      say_leaf (writer, only, flipped);
      return;
    }
  say (writer, "who are not among those (");
  say_children (writer, children, ESP_GROUP_ANY);
  say (writer, ")");
}

static void
say_node (EspSentenceWriter *writer, const EspRuleNode *node, gboolean inner)
{
  g_autoptr (GPtrArray) children = NULL;
  gboolean brackets;

  if (node->condition != NULL)
    {
      say_leaf (writer, node, node->condition);
      return;
    }
  children = esp_sentence_active_children (node);
  if (node->mode == ESP_GROUP_NONE)
    {
      say_none (writer, children);
      return;
    }
  brackets = inner && children->len > 1;
  say (writer, brackets ? "(" : "");
  say_children (writer, children, node->mode);
  say (writer, brackets ? ")" : "");
}

/**
 * esp_sentence_write_en:
 *
 * Writes the rule as one English sentence.
 */
void
esp_sentence_write_en (EspSentenceWriter *writer, const EspRuleNode *root)
{
  say (writer, "Leads ");
  say_node (writer, root, FALSE);
}
