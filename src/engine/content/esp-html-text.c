/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the words out of HTML of any quality, in one pass, for the plain-text part. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-text.h"

#include "engine/content/esp-escape.h"
#include "engine/content/esp-link-list.h"

#include <string.h>

typedef struct
{
  GString *out;
  EspLinkList *links;
  char *href;        /* (nullable): of the link we are in */
  gsize link_start;  /* where its words began */
  guint n_breaks;    /* line feeds that are due before the next word */
  gboolean is_space; /* a space is due before the next word */
  gboolean no_tags;  /* no ">" follows any more */
  EspTagScan scan;
} Reader;

/* What a tag means for the text around it. */
typedef struct
{
  const char *name;
  guint n_breaks;
  const char *mark; /* written when the tag opens */
} Element;

static const Element elements[] = {
  { "address", 1, NULL }, { "article", 2, NULL }, { "blockquote", 2, NULL }, { "br", 1, NULL },
  { "center", 1, NULL },  { "dd", 1, NULL },      { "div", 1, NULL },        { "dl", 2, NULL },
  { "dt", 1, NULL },      { "footer", 2, NULL },  { "h1", 2, "# " },         { "h2", 2, "## " },
  { "h3", 2, "### " },    { "h4", 2, NULL },      { "h5", 2, NULL },         { "h6", 2, NULL },
  { "header", 2, NULL },  { "hr", 2, NULL },      { "li", 1, "- " },         { "main", 2, NULL },
  { "ol", 2, NULL },      { "p", 2, NULL },       { "pre", 2, NULL },        { "section", 2, NULL },
  { "table", 2, NULL },   { "tr", 1, NULL },      { "ul", 2, NULL },
};

/* The entities that turn up in messages; numeric ones are decoded for every character. */
static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "amp", "&" },   { "apos", "'" },   { "bull", "•" },  { "cent", "¢" },   { "copy", "©" },
  { "deg", "°" },   { "euro", "€" },   { "gt", ">" },    { "hearts", "♥" }, { "hellip", "…" },
  { "laquo", "«" }, { "larr", "←" },   { "ldquo", "“" }, { "lsquo", "‘" },  { "lt", "<" },
  { "mdash", "—" }, { "middot", "·" }, { "nbsp", " " },  { "ndash", "–" },  { "pound", "£" },
  { "quot", "\"" }, { "raquo", "»" },  { "rarr", "→" },  { "rdquo", "”" },  { "reg", "®" },
  { "rsquo", "’" }, { "times", "×" },  { "trade", "™" }, { "won", "₩" },    { "yen", "¥" },
  { "zwj", "" },    { "zwnj", "" },
};

/* Elements whose content is not for readers. */
static const char *const hidden[] = { "head", "script", "style", "template", "title", NULL };

static void
append_text (Reader *reader, const char *text, gsize length)
{
  GString *out = reader->out;

  if (length == 0)
    return;
  if (out->len == 0)
    reader->n_breaks = 0;
  else if (reader->n_breaks == 0 && reader->is_space && out->str[out->len - 1] != ' ' &&
           out->str[out->len - 1] != '\n')
    g_string_append_c (out, ' ');
  for (; reader->n_breaks > 0; reader->n_breaks--)
    g_string_append_c (out, '\n');
  reader->is_space = FALSE;
  g_string_append_len (out, text, (gssize) length);
}

/* Returns the bytes of the entity at @html, 0 when it is none; its text is put out. */
static gsize
read_entity (Reader *reader, const char *html)
{
  const gsize max_length = 12;
  gsize length = strcspn (html + 1, "; \n\t<&");
  char buffer[8];

  if (length == 0 || length > max_length || html[1 + length] != ';')
    return 0;
  if (html[1] == '#')
    {
      gboolean is_hex = html[2] == 'x' || html[2] == 'X';
      guint64 code = g_ascii_strtoull (html + (is_hex ? 3 : 2), NULL, is_hex ? 16 : 10);

      if (code == 0xa0)
        reader->is_space = TRUE;
      else if (code >= ' ' && code != 0x7f && g_unichar_validate ((gunichar) code) &&
               code <= 0x10ffff && !g_unichar_iszerowidth ((gunichar) code))
        append_text (reader, buffer, (gsize) g_unichar_to_utf8 ((gunichar) code, buffer));
      return length + 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == length && strncmp (entities[i].name, html + 1, length) == 0)
      {
        if (entities[i].text[0] == ' ')
          reader->is_space = TRUE;
        else
          append_text (reader, entities[i].text, strlen (entities[i].text));
        return length + 2;
      }
  return 0;
}

/* Returns the place behind the tag that begins at @html; quotes may hide a ">". A quote that never
 * closes does not count; then no later tag can open it either, so this stays linear. */
static const char *
find_tag_end (const char *html)
{
  const char *first = NULL;
  char quote = '\0';

  for (const char *c = html + 1; *c != '\0'; c++)
    {
      if (*c == '>' && first == NULL)
        first = c + 1;
      if (quote != '\0')
        quote = *c == quote ? '\0' : quote;
      else if (*c == '"' || *c == '\'')
        quote = *c;
      else if (*c == '>')
        return c + 1;
    }
  return first;
}

/* Returns the value of attribute @name in the tag from @tag to @end, owned, with entities decoded. */
static char *
dup_attribute (const char *tag, const char *end, const char *name)
{
  gsize n = strlen (name);

  for (const char *c = tag + 1; c + n + 1 < end; c++)
    {
      const char *value;
      const char *stop;
      Reader reader = { 0 };

      if (!g_ascii_isspace (c[-1]) || g_ascii_strncasecmp (c, name, n) != 0)
        continue;
      value = c + n;
      while (value < end && g_ascii_isspace (*value))
        value++;
      if (*value++ != '=')
        continue;
      while (value < end && g_ascii_isspace (*value))
        value++;
      stop = *value == '"' || *value == '\'' ? memchr (value + 1, *value, (gsize) (end - value - 1))
                                             : value + strcspn (value, " \t\n>");
      if (stop == NULL || stop > end)
        return NULL;
      value += *value == '"' || *value == '\'';
      reader.out = g_string_new (NULL);
      while (value < stop)
        {
          gsize entity = *value == '&' ? read_entity (&reader, value) : 0;

          if (entity == 0)
            g_string_append_c (reader.out, *value);
          value += MAX (entity, 1);
        }
      return g_string_free (reader.out, FALSE);
    }
  return NULL;
}

static void
close_link (Reader *reader)
{
  g_autofree char *label = NULL;

  if (reader->href == NULL)
    return;
  label = g_strdup (reader->out->str + MIN (reader->link_start, reader->out->len));
  if (*g_strstrip (label) != '\0')
    esp_link_list_append_mark (reader->links, reader->out, reader->href, label);
  g_clear_pointer (&reader->href, g_free);
}

static void
open_link (Reader *reader, const char *tag, const char *end)
{
  close_link (reader);
  reader->href = dup_attribute (tag, end, "href");
  reader->link_start = reader->out->len;
}

static void
apply_element (Reader *reader, const char *name, gboolean is_closing)
{
  if (g_str_equal (name, "td") || g_str_equal (name, "th"))
    reader->is_space = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (g_str_equal (elements[i].name, name))
      {
        if (reader->href != NULL)
          reader->is_space = TRUE; /* a link around blocks stays in one line */
        else
          reader->n_breaks = MAX (reader->n_breaks, elements[i].n_breaks);
        if (elements[i].mark != NULL && !is_closing)
          append_text (reader, elements[i].mark, strlen (elements[i].mark));
        return;
      }
}

/* Returns the place behind the element @name that opened before @html. */
static const char *
skip_element (const char *html, const char *name)
{
  gsize n = strlen (name);

  for (const char *c = strstr (html, "</"); c != NULL; c = strstr (c + 2, "</"))
    if (g_ascii_strncasecmp (c + 2, name, n) == 0)
      {
        const char *end = strchr (c, '>');

        return end != NULL ? end + 1 : c + strlen (c);
      }
  return html + strlen (html);
}

/* Reads the tag at @html and returns the place behind it. */
static const char *
read_tag (Reader *reader, const char *html)
{
  gboolean is_closing = html[1] == '/';
  const char *name_start = html + 1 + is_closing;
  gsize n = strspn (name_start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  g_autofree char *name = g_ascii_strdown (name_start, (gssize) MIN (n, 16));
  const char *end;

  if (g_str_has_prefix (html, "<!--"))
    {
      end = strstr (html + 4, "-->");
      return end != NULL ? end + 3 : html + strlen (html);
    }
  end = find_tag_end (html);
  if (end == NULL)
    {
      reader->no_tags = TRUE;
      append_text (reader, "<", 1);
      return html + 1;
    }
  if (!is_closing && g_strv_contains (hidden, name))
    return skip_element (end, name);
  if (g_str_equal (name, "a"))
    {
      if (is_closing)
        close_link (reader);
      else
        open_link (reader, html, end);
    }
  else if (g_str_equal (name, "img"))
    {
      g_autofree char *alt = dup_attribute (html, end, "alt");

      if (alt != NULL && *g_strstrip (alt) != '\0')
        append_text (reader, alt, strlen (alt));
    }
  else
    apply_element (reader, name, is_closing);
  return end;
}

static gboolean
is_tag_start (const char *html)
{
  return html[0] == '<' && (g_ascii_isalpha (html[1]) || html[1] == '!' || html[1] == '?' ||
                            (html[1] == '/' && g_ascii_isalpha (html[2])));
}

/**
 * esp_html_to_text:
 * @html: HTML of any quality, valid UTF-8; Liquid tags in it stay as they are
 *
 * Drops style, script and head; headings and list items get marks, pictures become their description,
 * links a number and a list at the end.
 *
 * Returns: (transfer full): plain text, not yet broken into lines.
 */
char *
esp_html_to_text (const char *html)
{
  g_autoptr (GPtrArray) links = esp_link_list_new ();
  Reader reader = { .out = g_string_sized_new (strlen (html) / 2 + 16), .links = links };

  for (const char *c = html; *c != '\0';)
    {
      gsize length = esp_template_tag_length (c, &reader.scan);
      gsize entity = *c == '&' ? read_entity (&reader, c) : 0;

      if (length > 0)
        append_text (&reader, c, length);
      else if (!reader.no_tags && is_tag_start (c))
        {
          c = read_tag (&reader, c);
          continue;
        }
      else if (g_ascii_isspace (*c))
        reader.is_space = TRUE;
      else if (entity == 0)
        append_text (&reader, c, (length = strcspn (c + 1, "<&{ \t\r\n\f\v") + 1));
      c += MAX (MAX (length, entity), 1);
    }
  close_link (&reader);
  g_free (reader.href);
  if (reader.out->len > 0)
    g_string_append_c (reader.out, '\n');
  esp_link_list_append_all (links, reader.out);
  return g_string_free (reader.out, FALSE);
}
