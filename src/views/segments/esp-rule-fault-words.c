/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with the text of a rule, in the language of the window. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-fault-words.h"

#include "engine/segment/esp-rule-names.h"
#include "views/segments/esp-segment-words.h"

#include <glib/gi18n.h>

static const char *const templates[ESP_N_RULE_FAULTS] = {
  [ESP_RULE_FAULT_EXPECTED] = N_ ("{phrase} is expected, not “{word}”"),
  [ESP_RULE_FAULT_EXPECTED_NOT_NUMBER] = N_ ("{phrase} is expected, not a number"),
  [ESP_RULE_FAULT_EXPECTED_AT_END] = N_ ("{phrase} is expected, but the rule ends"),
  [ESP_RULE_FAULT_OPEN_QUOTES] = N_ ("the quotation mark is not closed"),
  [ESP_RULE_FAULT_OPEN_BACKQUOTE] = N_ ("the backquote is not closed"),
  [ESP_RULE_FAULT_NO_NUMBER] = N_ ("this is no number"),
  [ESP_RULE_FAULT_NO_SIGN] = N_ ("this sign has no meaning here"),
  [ESP_RULE_FAULT_BAD_TEXT] =
    N_ ("the text is empty, longer than {limit} bytes, or holds control characters"),
  [ESP_RULE_FAULT_BAD_NAME] = N_ ("the name is empty or too long"),
  [ESP_RULE_FAULT_NO_INTEGER] = N_ ("{phrase} must be a whole number from 0 to {limit}"),
  [ESP_RULE_FAULT_UNQUOTED] = N_ ("a value is expected; put texts in quotation marks: \"{word}\""),
  [ESP_RULE_FAULT_DATE_AS_VALUE] = N_ ("compare dates with since, after, before, on or between"),
  [ESP_RULE_FAULT_LONG_TEXT] = N_ ("the text is longer than {limit} bytes"),
  [ESP_RULE_FAULT_LARGE_NUMBER] = N_ ("the number is too large"),
  [ESP_RULE_FAULT_LONG_LIST] = N_ ("the list holds more than {limit} values"),
  [ESP_RULE_FAULT_OR_WITHOUT_UNKNOWN] =
    N_ ("“unknown” is expected here; conditions of which one is enough go into any( … , … )"),
  [ESP_RULE_FAULT_TAG_COMPARISON] = N_ ("tags are compared with =, !=, in, not in or has all"),
  [ESP_RULE_FAULT_MANY_DEMANDS] = N_ ("“where” holds more than {limit} demands"),
  [ESP_RULE_FAULT_USE_ALL] = N_ ("conditions that must all hold go into all( … , … )"),
  [ESP_RULE_FAULT_USE_ANY] = N_ ("conditions of which one is enough go into any( … , … )"),
  [ESP_RULE_FAULT_TOO_DEEP] = N_ ("groups nest deeper than {limit}"),
  [ESP_RULE_FAULT_TOO_MANY] = N_ ("the rule has more than {limit} parts"),
  [ESP_RULE_FAULT_TOO_LONG] = N_ ("the rule is longer than {limit} bytes or not UTF-8 text"),
  [ESP_RULE_FAULT_DATE_MISSING] = N_ ("a date is missing"),
  [ESP_RULE_FAULT_BAD_DATE] = N_ ("“{word}” is no date; write 2026-01-31 or 2026-01-31T14:30"),
  [ESP_RULE_FAULT_WINDOW_NEEDS_NUMBER] =
    N_ ("a window of “{word}” needs a number from 1 to {limit}"),
  [ESP_RULE_FAULT_WINDOW_TAKES_NO_NUMBER] = N_ ("a window of “{word}” takes no number"),
  [ESP_RULE_FAULT_WINDOW_TAKES_NO_DATE] = N_ ("a window of “{word}” takes no date"),
  [ESP_RULE_FAULT_TWO_DATES] = N_ ("only “between” takes two dates"),
  [ESP_RULE_FAULT_WINDOW_REVERSED] = N_ ("the window ends before it begins"),
  [ESP_RULE_FAULT_NEEDS] = N_ ("“{word}” needs {phrase}"),
  [ESP_RULE_FAULT_PROPERTY_QUOTES] = N_ ("the name of a property holds no quotes or backslashes"),
  [ESP_RULE_FAULT_PROPERTY_OPERATOR] = N_ ("“{word}” does not fit a property of an event"),
  [ESP_RULE_FAULT_UNKNOWN_TWICE] = N_ ("“or unknown” does not go with “known” or “unknown”"),
  [ESP_RULE_FAULT_TAG_OPERATOR] = N_ ("“{word}” does not fit tags"),
  [ESP_RULE_FAULT_FUTURE] = N_ ("what happened cannot lie in the future"),
  [ESP_RULE_FAULT_COUNT] = N_ ("the count must be from 0 to {limit}"),
  [ESP_RULE_FAULT_EDGE_COUNT] = N_ ("the first or last time cannot be counted"),
  [ESP_RULE_FAULT_AFTER_KIND] = N_ ("what comes before must be an event or a message"),
  [ESP_RULE_FAULT_AFTER_MORE] =
    N_ ("what comes before has demands on its properties and nothing more"),
  [ESP_RULE_FAULT_AFTER_TIME] =
    N_ ("the time after what comes before must be from 1 to {limit} hours, days or weeks"),
  [ESP_RULE_FAULT_ANNIVERSARY_FAR] = N_ ("an anniversary looks at most 366 days ahead or back"),
  [ESP_RULE_FAULT_ANNIVERSARY_WINDOW] =
    N_ ("an anniversary needs the next or last days, today, this week, month or year"),
  [ESP_RULE_FAULT_SHARE] = N_ ("a random share must be from 0 to 100 percent"),
};

/* Translators: what {phrase} stands for; in Korean a particle follows, written as {이/가}. */
static const char *const phrases[] = {
  N_ ("a condition"),
  N_ ("a field"),
  N_ ("a property"),
  N_ ("a value"),
  N_ ("a comparison"),
  N_ ("a number"),
  N_ ("a count"),
  N_ ("a channel in quotes"),
  N_ ("a purpose in quotes"),
  N_ ("a name in quotes"),
  N_ ("a campaign in quotes"),
  N_ ("a segment in quotes"),
  N_ ("a seed in quotes"),
  N_ ("a state in quotes, such as \"granted\""),
  N_ ("a share such as 10%"),
  N_ ("a date such as 2026-01-31"),
  N_ ("a window such as “in next 7 days”"),
  N_ ("the end of the rule"),
  N_ ("“event” or “message” after “first” or “last”"),
  N_ ("“event” or “message”"),
  N_ ("“,” or “)”"),
  N_ ("“=” or “!=”"),
  N_ ("“>=”, “<=” or “=”"),
  N_ ("“last” or “next”"),
  N_ ("“hours”, “days” or “weeks”"),
  N_ ("“week”, “month” or “year”"),
  N_ ("“known”, “unknown” or “empty”"),
  N_ ("“any”, “all” or “none”"),
  N_ ("no value"),
  N_ ("one value"),
  N_ ("a text"),
  N_ ("two numbers"),
  N_ ("a list of values of one type"),
  N_ ("a list of texts"),
  N_ ("a window"),
  N_ ("no window"),
  N_ ("another name"),
};

/**
 * esp_words_fault_template:
 *
 * Returns: the sentence of a fault before it is translated
 */
const char *
esp_words_fault_template (EspRuleFaultCode code)
{
  return templates[code];
}

/**
 * esp_words_fault_knows:
 *
 * Returns: whether there are words for a phrase of faults
 */
gboolean
esp_words_fault_knows (const char *phrase)
{
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (g_str_equal (phrases[i], phrase))
      return TRUE;
  return FALSE;
}

/**
 * esp_words_fault:
 *
 * Returns: (transfer full): the place of a fault and what is wrong there
 */
char *
esp_words_fault (const EspRuleFault *fault)
{
  g_autofree char *message = esp_rule_fault_fill (fault, _ (templates[fault->code]),
                                                  fault->phrase != NULL ? _ (fault->phrase) : NULL);

  return fault->line > 0
           ? g_strdup_printf (_ ("Line %u, column %u: %s."), fault->line, fault->column, message)
           : g_strdup (message);
}

/**
 * esp_words_problem_at:
 *
 * Returns: (transfer full): where a rule that reads well names what is not there, what that is, and what may
 *   be meant
 */
char *
esp_words_problem_at (const EspRuleProblem *problem, const EspRuleCatalog *catalog)
{
  const EspCondition *condition = problem->node->condition;
  gboolean is_field = problem->code == ESP_RULE_PROBLEM_UNKNOWN_FIELD && condition != NULL;
  const char *near = is_field ? esp_rule_names_suggest_field (catalog, condition->subject) : NULL;
  g_autofree char *message = NULL;

  if (near != NULL)
    message =
      g_strdup_printf (_ ("There is no field “%s”. Is “%s” meant?"), condition->subject, near);
  else if (is_field)
    message = g_strdup_printf (_ ("There is no field “%s”."), condition->subject);
  else
    message = g_strdup (esp_words_problem (problem->code));
  return problem->node->line > 0
           ? g_strdup_printf (_ ("Line %u, column %u: %s"), problem->node->line,
                              problem->node->column, message)
           : g_steal_pointer (&message);
}
