/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a tag in double braces, in the user's language: where it stands, and what to do. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-template-words.h"

#include "views/messages/esp-message-desk.h"
#include "views/shell/esp-slot-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Longer ones before what they begin with. */
static const char *const sentences[] = {
  N_ ("Argument error in tag 'include' - Illegal template name"),
  N_ ("Argument error in tag 'render' - Illegal template name"),
  N_ ("This liquid context does not allow includes."),
  N_ ("More than {1} partials are in use."),
  N_ ("include usage is not allowed in this context"),
  N_ ("Nesting too deep"),
  N_ ("the blocks are nested too deep"),
  N_ ("the brackets are nested too deep"),
  N_ ("a for loop knows “limit” and “offset”, not “{1}”"),
  N_ ("a loop needs “in” after the name of its variable"),
  N_ ("a loop needs “name in collection”"),
  N_ ("a tag needs a name"),
  N_ ("cannot select the property '{1}'"),
  N_ ("cannot sort values of incompatible types"),
  N_ ("comparison of {1} with String failed"),
  N_ ("comparison of {1} with {2} failed"),
  N_ ("concat filter requires an array argument"),
  N_ ("each line of an inline comment begins with “#”"),
  N_ ("expected {1} but the markup ends here"),
  N_ ("expected “limit:”, “offset:” or the end but found “{1}”"),
  N_ ("expected {1} but found “{2}”"),
  N_ ("invalid base64 provided to base64_{1}decode"),
  N_ ("what base64_{1}decode gives is not text"),
  N_ ("invalid byte sequence in UTF-8"),
  N_ ("invalid format: {1}"),
  N_ ("invalid integer"),
  N_ ("the counter is too large"),
  N_ ("the range is longer than {1}"),
  N_ ("the text would grow too long"),
  N_ ("there is no open block for “{1}”"),
  N_ ("there is no particle “{1}”"),
  N_ ("this quotation mark is never closed"),
  N_ ("this “{1}” is never closed by “{2}”"),
  N_ ("too many arguments"),
  N_ ("unknown tag “{1}”"),
  N_ ("wrong number of arguments (given {1}, expected {2}..{3})"),
  N_ ("wrong number of arguments (given {1}, expected {2})"),
  N_ ("“{1}” does not close “{2}”; use “end{3}”"),
  N_ ("“{1}” needs a condition"),
  N_ ("“{1}” does not take a tag “{2}”"),
  N_ ("“comment” is never closed; it needs “endcomment”"),
  N_ ("“{1}” is never closed; it needs “end{2}”"),
  N_ ("“{1}” is never closed; it needs “{2}”"),
  N_ ("“{1}” takes nothing beside its name"),
  N_ ("“assign” needs “name = value”"),
  N_ ("“as” needs a name"),
  N_ ("“capture” needs a name"),
  N_ ("“cycle” needs values to go through"),
  N_ ("“doc” inside “doc” is not allowed"),
  N_ ("“else” takes no condition"),
  N_ ("“render” needs the name of a partial in quotation marks, or of a snippet"),
  N_ ("“snippet” needs one plain name"),
  N_ ("“when” needs a value"),
  N_ ("The template takes too many steps."),
  N_ ("The template prints too much."),
  N_ ("The template needs too much memory."),
  N_ ("The template takes too long."),
  N_ ("The template has {1} bytes; {2} are allowed."),
  N_ ("the template is not UTF-8 here"),
  N_ ("Computation results in 'NaN' (Not a Number)"),
  N_ ("Computation results in '-Infinity'"),
  N_ ("Computation results in 'Infinity'"),
  N_ ("divided by 0"),
  N_ ("The text is too long for the kind that is chosen"),
  N_ ("The text is too long: {1} characters"),
  N_ ("The title is longer than 40 bytes"),
  N_ ("The pictures are not such as the channel carries with a text"),
  N_ ("The text holds characters that Korean text messages cannot carry"),
  N_ ("KakaoTalk would refuse it with these values ({1})"),
  N_ ("The field “{1}” is empty, and the message leaves out people without it"),
};

/* What stands in the places of the sentences above. */
static const char *const wanted[] = {
  N_ ("a name after the dot"), N_ ("a value"),
  N_ ("“name: value”"),        N_ ("the name of a filter"),
  N_ ("a filter or the end"),  N_ ("a comparison, “and” or “or”"),
};

/* Where the tag stands. */
static const char *const places[] = {
  N_ ("the subject"),       N_ ("the preview text"),   N_ ("the reason"), N_ ("the HTML body"),
  N_ ("the body"),          N_ ("the plain text"),     N_ ("“title”"),    N_ ("“body”"),
  N_ ("“substitute.body”"), N_ ("“substitute.title”"),
};

static const char *
find_word (const char *const *words, gsize n, const char *text)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (words[i], text))
      return _ (words[i]);
  return NULL;
}

static const char *
wanted_word (const char *text)
{
  const char *word = find_word (wanted, G_N_ELEMENTS (wanted), text);

  return word != NULL ? word : text;
}

static char *
dup_reason (const char *said)
{
  char *text = esp_slot_words_translate (sentences, G_N_ELEMENTS (sentences), said, wanted_word);

  return text != NULL ? text : g_strdup (said);
}

/* “block “b3” (text)” is a name of the file; people know the kind and see the rest. */
static char *
dup_place (const char *said)
{
  static const char pattern[] = "^block “(.+)” \\(([a-z]+)\\)$";
  const char *word = find_word (places, G_N_ELEMENTS (places), said);
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *id = NULL;
  g_autofree char *kind_name = NULL;
  EspBlockKind kind;

  if (word != NULL)
    return g_strdup (word);
  regex = g_regex_new (pattern, 0, 0, NULL);
  if (!g_regex_match (regex, said, 0, &match))
    return g_strdup (said);
  id = g_match_info_fetch (match, 1);
  kind_name = g_match_info_fetch (match, 2);
  if (!esp_block_kind_from_string (kind_name, &kind))
    return g_strdup (said);
  /* Translators: a block by its kind and its name, such as: block “Text” (b3) */
  return g_strdup_printf (_ ("block “%s” (%s)"), esp_block_kind_get_title (kind), id);
}

/**
 * esp_template_words:
 * @said: the sentence of an %ESP_MESSAGE_ERROR_TEMPLATE, %ESP_MESSAGE_ERROR_MISSING, %ESP_MESSAGE_ERROR_RENDER or %ESP_LIQUID_ERROR
 *
 * Returns: (transfer full): the same in the user's language, as far as it is known
 */
char *
esp_template_words (const char *said)
{
  static const char pattern[] = "^The template (is not right|fails for this lead) in (.+?), line "
                                "([0-9]+), letter ([0-9]+): (.*)$";
  static const char together[] = "The parts of the message do not fit together as one template: ";
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *what = NULL;
  g_autofree char *said_place = NULL;
  g_autofree char *place = NULL;
  g_autofree char *line = NULL;
  g_autofree char *letter = NULL;
  g_autofree char *said_reason = NULL;
  g_autofree char *reason = NULL;

  if (g_str_has_prefix (said, together))
    {
      reason = dup_reason (said + strlen (together));
      return g_strdup_printf (_ ("The parts of the message do not fit together: %s"), reason);
    }
  if (!g_regex_match (regex, said, 0, &match))
    return dup_reason (said);
  what = g_match_info_fetch (match, 1);
  said_place = g_match_info_fetch (match, 2);
  line = g_match_info_fetch (match, 3);
  letter = g_match_info_fetch (match, 4);
  said_reason = g_match_info_fetch (match, 5);
  place = dup_place (said_place);
  reason = dup_reason (said_reason);
  return g_str_has_prefix (what, "fails")
           /* Translators: a place such as “the subject”, line, letter, and what is wrong */
           ? g_strdup_printf (_ ("In %s, line %s, letter %s, a tag fails for this lead: %s"), place,
                              line, letter, reason)
           : g_strdup_printf (_ ("In %s, line %s, letter %s, a tag is not right: %s"), place, line,
                              letter, reason);
}
