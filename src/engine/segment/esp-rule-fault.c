/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be wrong with a rule, by code; the English sentences of each. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-fault.h"

#include "engine/segment/esp-rule-limits.h"

#include "base/esp-hangul.h"

#include <string.h>

static const struct
{
  EspRuleError error;
  const char *text;
} templates[ESP_N_RULE_FAULTS] = {
  [ESP_RULE_FAULT_EXPECTED] = { ESP_RULE_ERROR_SYNTAX, "{phrase} is expected, not “{word}”" },
  [ESP_RULE_FAULT_EXPECTED_NOT_NUMBER] = { ESP_RULE_ERROR_SYNTAX,
                                           "{phrase} is expected, not a number" },
  [ESP_RULE_FAULT_EXPECTED_AT_END] = { ESP_RULE_ERROR_SYNTAX,
                                       "{phrase} is expected, but the rule ends" },
  [ESP_RULE_FAULT_OPEN_QUOTES] = { ESP_RULE_ERROR_SYNTAX, "the quotation mark is not closed" },
  [ESP_RULE_FAULT_OPEN_BACKQUOTE] = { ESP_RULE_ERROR_SYNTAX, "the backquote is not closed" },
  [ESP_RULE_FAULT_NO_NUMBER] = { ESP_RULE_ERROR_SYNTAX, "this is no number" },
  [ESP_RULE_FAULT_NO_SIGN] = { ESP_RULE_ERROR_SYNTAX, "this sign has no meaning here" },
  [ESP_RULE_FAULT_BAD_TEXT] = { ESP_RULE_ERROR_LIMIT, "the text is empty, longer than {limit} "
                                                      "bytes, or holds control characters" },
  [ESP_RULE_FAULT_BAD_NAME] = { ESP_RULE_ERROR_LIMIT, "the name is empty or too long" },
  [ESP_RULE_FAULT_NO_INTEGER] = { ESP_RULE_ERROR_LIMIT,
                                  "{phrase} must be a whole number from 0 to {limit}" },
  [ESP_RULE_FAULT_UNQUOTED] = { ESP_RULE_ERROR_SYNTAX,
                                "a value is expected; put texts in quotation marks: \"{word}\"" },
  [ESP_RULE_FAULT_DATE_AS_VALUE] = { ESP_RULE_ERROR_SYNTAX,
                                     "compare dates with since, after, before, on or between" },
  [ESP_RULE_FAULT_LONG_TEXT] = { ESP_RULE_ERROR_LIMIT, "the text is longer than {limit} bytes" },
  [ESP_RULE_FAULT_LARGE_NUMBER] = { ESP_RULE_ERROR_LIMIT, "the number is too large" },
  [ESP_RULE_FAULT_LONG_LIST] = { ESP_RULE_ERROR_LIMIT, "the list holds more than {limit} values" },
  [ESP_RULE_FAULT_OR_WITHOUT_UNKNOWN] = { ESP_RULE_ERROR_SYNTAX,
                                          "“unknown” is expected here; conditions of which one is "
                                          "enough go into any( … , … )" },
  [ESP_RULE_FAULT_TAG_COMPARISON] = { ESP_RULE_ERROR_SYNTAX,
                                      "tags are compared with =, !=, in, not in or has all" },
  [ESP_RULE_FAULT_MANY_DEMANDS] = { ESP_RULE_ERROR_LIMIT,
                                    "“where” holds more than {limit} demands" },
  [ESP_RULE_FAULT_USE_ALL] = { ESP_RULE_ERROR_SYNTAX,
                               "conditions that must all hold go into all( … , … )" },
  [ESP_RULE_FAULT_USE_ANY] = { ESP_RULE_ERROR_SYNTAX,
                               "conditions of which one is enough go into any( … , … )" },
  [ESP_RULE_FAULT_TOO_DEEP] = { ESP_RULE_ERROR_LIMIT, "groups nest deeper than {limit}" },
  [ESP_RULE_FAULT_TOO_MANY] = { ESP_RULE_ERROR_LIMIT, "the rule has more than {limit} parts" },
  [ESP_RULE_FAULT_TOO_LONG] = { ESP_RULE_ERROR_LIMIT,
                                "the rule is longer than {limit} bytes or not UTF-8 text" },
  [ESP_RULE_FAULT_DATE_MISSING] = { ESP_RULE_ERROR_SYNTAX, "a date is missing" },
  [ESP_RULE_FAULT_BAD_DATE] = { ESP_RULE_ERROR_SYNTAX,
                                "“{word}” is no date; write 2026-01-31 or 2026-01-31T14:30" },
  [ESP_RULE_FAULT_WINDOW_NEEDS_NUMBER] = { ESP_RULE_ERROR_SYNTAX,
                                           "a window of “{word}” needs a number from 1 to "
                                           "{limit}" },
  [ESP_RULE_FAULT_WINDOW_TAKES_NO_NUMBER] = { ESP_RULE_ERROR_SYNTAX,
                                              "a window of “{word}” takes no number" },
  [ESP_RULE_FAULT_WINDOW_TAKES_NO_DATE] = { ESP_RULE_ERROR_SYNTAX,
                                            "a window of “{word}” takes no date" },
  [ESP_RULE_FAULT_TWO_DATES] = { ESP_RULE_ERROR_SYNTAX, "only “between” takes two dates" },
  [ESP_RULE_FAULT_WINDOW_REVERSED] = { ESP_RULE_ERROR_SYNTAX, "the window ends before it begins" },
  [ESP_RULE_FAULT_NEEDS] = { ESP_RULE_ERROR_SYNTAX, "“{word}” needs {phrase}" },
  [ESP_RULE_FAULT_PROPERTY_QUOTES] = { ESP_RULE_ERROR_SYNTAX,
                                       "the name of a property holds no quotes or backslashes" },
  [ESP_RULE_FAULT_PROPERTY_OPERATOR] = { ESP_RULE_ERROR_SYNTAX,
                                         "“{word}” does not fit a property of an event" },
  [ESP_RULE_FAULT_UNKNOWN_TWICE] = { ESP_RULE_ERROR_SYNTAX,
                                     "“or unknown” does not go with “known” or “unknown”" },
  [ESP_RULE_FAULT_TAG_OPERATOR] = { ESP_RULE_ERROR_SYNTAX, "“{word}” does not fit tags" },
  [ESP_RULE_FAULT_FUTURE] = { ESP_RULE_ERROR_SYNTAX, "what happened cannot lie in the future" },
  [ESP_RULE_FAULT_COUNT] = { ESP_RULE_ERROR_SYNTAX, "the count must be from 0 to {limit}" },
  [ESP_RULE_FAULT_EDGE_COUNT] = { ESP_RULE_ERROR_SYNTAX,
                                  "the first or last time cannot be counted" },
  [ESP_RULE_FAULT_AFTER_KIND] = { ESP_RULE_ERROR_SYNTAX,
                                  "what comes before must be an event or a message" },
  [ESP_RULE_FAULT_AFTER_MORE] = { ESP_RULE_ERROR_SYNTAX,
                                  "what comes before has demands on its properties and nothing "
                                  "more" },
  [ESP_RULE_FAULT_AFTER_TIME] = { ESP_RULE_ERROR_SYNTAX,
                                  "the time after what comes before must be from 1 to {limit} "
                                  "hours, days or weeks" },
  [ESP_RULE_FAULT_ANNIVERSARY_FAR] = { ESP_RULE_ERROR_SYNTAX,
                                       "an anniversary looks at most 366 days ahead or back" },
  [ESP_RULE_FAULT_ANNIVERSARY_WINDOW] = { ESP_RULE_ERROR_SYNTAX,
                                          "an anniversary needs the next or last days, today, this "
                                          "week, month or year" },
  [ESP_RULE_FAULT_SHARE] = { ESP_RULE_ERROR_SYNTAX,
                             "a random share must be from 0 to 100 percent" },
};

/**
 * esp_rule_fault_list_phrases:
 *
 * Returns: (transfer none) (array zero-terminated=1): every {phrase} that a fault may hold, for those who
 *   translate them; signs and words of the language itself stand in quotation marks and stay as they are
 */
const char *const *
esp_rule_fault_list_phrases (void)
{
  static const char *const phrases[] = { "a condition",
                                         "a field",
                                         "a property",
                                         "a value",
                                         "a comparison",
                                         "a number",
                                         "a count",
                                         "a channel in quotes",
                                         "a purpose in quotes",
                                         "a name in quotes",
                                         "a campaign in quotes",
                                         "a segment in quotes",
                                         "a seed in quotes",
                                         "a state in quotes, such as \"granted\"",
                                         "a share such as 10%",
                                         "a date such as 2026-01-31",
                                         "a window such as “in next 7 days”",
                                         "the end of the rule",
                                         "“event” or “message” after “first” or “last”",
                                         "“event” or “message”",
                                         "“,” or “)”",
                                         "“=” or “!=”",
                                         "“>=”, “<=” or “=”",
                                         "“last” or “next”",
                                         "“hours”, “days” or “weeks”",
                                         "“week”, “month” or “year”",
                                         "“known”, “unknown” or “empty”",
                                         "“any”, “all” or “none”",
                                         "no value",
                                         "one value",
                                         "a text",
                                         "two numbers",
                                         "a list of values of one type",
                                         "a list of texts",
                                         "a window",
                                         "no window",
                                         "another name",
                                         NULL };

  return phrases;
}

/**
 * esp_rule_fault_new:
 *
 * Returns: (transfer full)
 */
EspRuleFault *
esp_rule_fault_new (EspRuleFaultCode code)
{
  return esp_rule_fault_new_with (code, NULL, NULL, 0);
}

/**
 * esp_rule_fault_new_with:
 * @phrase: (nullable): static text
 * @word: (nullable)
 *
 * Returns: (transfer full)
 */
EspRuleFault *
esp_rule_fault_new_with (EspRuleFaultCode code, const char *phrase, const char *word, guint limit)
{
  EspRuleFault *self = g_new0 (EspRuleFault, 1);

  self->code = code;
  self->phrase = phrase;
  self->word = g_strdup (word);
  self->limit = limit;
  return self;
}

/**
 * esp_rule_fault_free:
 */
void
esp_rule_fault_free (EspRuleFault *self)
{
  if (self == NULL)
    return;
  g_free (self->word);
  g_free (self);
}

/**
 * esp_rule_fault_get_template:
 *
 * Returns: the English sentence of a fault, in which {phrase}, {word} and {limit} stand for its parts
 */
const char *
esp_rule_fault_get_template (EspRuleFaultCode code)
{
  return templates[code].text;
}

/* What a name in braces stands for; a pair such as {이/가} is the particle that follows what was said. */
static const char *
value_of (const EspRuleFault *self,
          const char *name,
          const char *phrase,
          const char *limit,
          const char *said)
{
  const char *value = NULL;

  if (strchr (name, '/') != NULL)
    value = esp_hangul_pick_particle (said, name);
  else if (g_str_equal (name, "phrase"))
    value = phrase;
  else if (g_str_equal (name, "word"))
    value = self->word;
  else if (g_str_equal (name, "limit"))
    value = limit;
  return value != NULL ? value : "";
}

/**
 * esp_rule_fault_fill:
 * @template_text: a translation of esp_rule_fault_get_template()
 * @phrase: (nullable): a translation of the fault's phrase
 *
 * Returns: (transfer full): the sentence with the fault's parts in it, shortened where they are too long
 */
char *
esp_rule_fault_fill (const EspRuleFault *self, const char *template_text, const char *phrase)
{
  g_autofree char *limit = g_strdup_printf ("%u", self->limit);
  GString *out = g_string_new (NULL);
  const char *p = template_text;

  while (*p != '\0')
    {
      gsize n = strcspn (p, "{");
      const char *end;

      g_string_append_len (out, p, (gssize) n);
      p += n;
      end = strchr (p, '}');
      if (end != NULL)
        {
          g_autofree char *name = g_strndup (p + 1, (gsize) (end - p) - 1);

          g_string_append (out, value_of (self, name, phrase, limit, out->str));
          p = end + 1;
        }
      else
        {
          g_string_append (out, p);
          break;
        }
    }
  return esp_rule_shorten (g_string_free (out, FALSE));
}

/**
 * esp_rule_fault_dup_message:
 *
 * Returns: (transfer full): what is wrong in English, without its place
 */
char *
esp_rule_fault_dup_message (const EspRuleFault *self)
{
  return esp_rule_fault_fill (self, templates[self->code].text, self->phrase);
}

/**
 * esp_rule_fault_dup_sentence:
 *
 * Returns: (transfer full): the place and what is wrong there, in English
 */
char *
esp_rule_fault_dup_sentence (const EspRuleFault *self)
{
  g_autofree char *message = esp_rule_fault_dup_message (self);

  return self->line > 0
           ? g_strdup_printf ("Line %u, column %u: %s.", self->line, self->column, message)
           : g_strdup_printf ("%s.", message);
}

/**
 * esp_rule_fault_to_error:
 */
void
esp_rule_fault_to_error (const EspRuleFault *self, GError **error)
{
  g_autofree char *sentence = esp_rule_fault_dup_sentence (self);

  g_set_error_literal (error, ESP_RULE_ERROR, (int) templates[self->code].error, sentence);
}
