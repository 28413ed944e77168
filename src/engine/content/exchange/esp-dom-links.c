/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps links that stand around a table: HTML 4 ends a link where a table begins, and browsers do not. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom-links.h"

#include "engine/content/exchange/esp-dom.h"

#include <string.h>

#define MARK "data-e-around"

/* Returns what follows white space and comments. */
static const char *
skip_blank (const char *c)
{
  for (;;)
    {
      const char *end;

      while (g_ascii_isspace (*c))
        c++;
      end = g_str_has_prefix (c, "<!--") ? strstr (c, "-->") : NULL;
      if (end == NULL)
        return c;
      c = end + strlen ("-->");
    }
}

/* Returns the end of the tag that begins at @tag; a ">" in quotes ends none. */
static const char *
find_tag_end (const char *tag)
{
  char quote = 0;

  for (const char *c = tag; *c != '\0'; c++)
    {
      if (quote != 0)
        quote = *c == quote ? 0 : quote;
      else if (*c == '"' || *c == '\'')
        quote = *c;
      else if (*c == '>')
        return c;
    }
  return NULL;
}

/**
 * esp_dom_links_mark:
 *
 * Returns: (transfer full): @html with a mark in each link that a table follows at once.
 */
char *
esp_dom_links_mark (const char *html)
{
  GString *out = g_string_sized_new (strlen (html) + 64);

  while (*html != '\0')
    {
      const char *link = strchr (html, '<');
      const char *end;

      while (link != NULL &&
             !(g_ascii_tolower (link[1]) == 'a' && link[1] != '\0' && g_ascii_isspace (link[2])))
        link = strchr (link + 1, '<');
      end = link != NULL ? find_tag_end (link) : NULL;
      if (end == NULL)
        break;
      g_string_append_len (out, html, link + 2 - html);
      if (g_ascii_strncasecmp (skip_blank (end + 1), "<table", strlen ("<table")) == 0)
        g_string_append (out, " " MARK "=\"1\"");
      g_string_append_len (out, link + 2, end - link - 2);
      html = end;
    }
  g_string_append (out, html);
  return g_string_free (out, FALSE);
}

static xmlNode *
find_table (const xmlNode *link)
{
  xmlNode *next = link->next;

  while (next != NULL && esp_dom_is_blank (next))
    next = next->next;
  return next != NULL && esp_dom_is (next, "table") ? next : NULL;
}

/**
 * esp_dom_links_restore:
 *
 * Puts the tables behind marked links into them.
 */
void
esp_dom_links_restore (xmlDoc *doc)
{
  xmlNode *root = xmlDocGetRootElement (doc);

  for (xmlNode *node = root; node != NULL; node = esp_dom_next (node, root))
    {
      const xmlNode *link = esp_dom_is (node, "a") ? node : NULL;
      xmlNode *table = NULL;

      if (link == NULL || xmlHasProp (node, (const xmlChar *) MARK) == NULL)
        continue;
      (void) xmlUnsetProp (node, (const xmlChar *) MARK);
      table = find_table (link);
      if (table == NULL)
        continue;
      xmlUnlinkNode (table);
      (void) xmlAddChild (node, table); /* the link has it now */
    }
}
