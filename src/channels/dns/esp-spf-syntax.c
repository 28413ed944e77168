/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds a record of SPF to its grammar (RFC 7208, section 12). */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-spf-syntax.h"

#include <string.h>

/* c, r and t stand in explanations alone. */
#define MACRO "%\\{[slodiphv](?:[1-9][0-9]*)?r?[-.+,/_=]*\\}"
#define MACRO_STRING "(?:" MACRO "|%%|%_|%-|[!-$&-~])*"
#define TOP_LABEL "(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])"
#define DOMAIN "(?:" MACRO_STRING "(?:\\." TOP_LABEL "\\.?|" MACRO "))"
#define BITS_4 "(?:[0-9]|[12][0-9]|3[0-2])"
#define BITS_6 "(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])"

/* Nobody publishes longer ones, and a name ends at 255. */
#define MAX_WORD 1000

static const char mechanism[] = "[-+~?]?(?:all|include:" DOMAIN "|exists:" DOMAIN "|ptr(?::" DOMAIN
                                ")?|(?:a|mx)(?::" DOMAIN ")?(?:/" BITS_4 ")?(?://" BITS_6
                                ")?|ip4:[0-9.]+(?:/" BITS_4 ")?|ip6:[0-9a-f:.]+(?:/" BITS_6 ")?)";
static const char modifier[] =
  "(?:redirect|exp)=" DOMAIN "|(?!(?:redirect|exp)=)[a-z][-a-z0-9_.]*=" MACRO_STRING;

static gboolean
is_word (const char *text)
{
  static GRegex *regex;

  if (g_once_init_enter (&regex))
    {
      g_autofree char *whole = g_strdup_printf ("\\A(?:%s|%s)\\z", mechanism, modifier);

      g_once_init_leave (&regex, g_regex_new (whole, G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL));
    }
  return strlen (text) <= MAX_WORD && g_regex_match (regex, text, 0, NULL);
}

static gboolean
begins (const char *text, const char *name)
{
  return g_ascii_strncasecmp (text, name, strlen (name)) == 0;
}

/**
 * esp_spf_find_mistake:
 * @record: beginning with "v=spf1"
 *
 * What is wrong anywhere, also behind "all", makes receivers take the whole for broken (4.6).
 *
 * Returns: (transfer full) (nullable): the first word that the grammar does not have, or "redirect" and "exp" said again
 */
char *
esp_spf_find_mistake (const char *record)
{
  g_auto (GStrv) words = g_strsplit (record, " ", -1);
  guint n_redirects = 0, n_explanations = 0;

  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    {
      n_redirects += begins (words[i], "redirect=") ? 1 : 0;
      n_explanations += begins (words[i], "exp=") ? 1 : 0;
      if (*words[i] != '\0' && (n_redirects > 1 || n_explanations > 1 || !is_word (words[i])))
        return g_utf8_make_valid (words[i], -1);
    }
  return NULL;
}
