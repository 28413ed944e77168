/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads HTML of any quality into a tree, and answers what importers ask of it. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom.h"

#include "engine/content/esp-escape.h"
#include "engine/content/esp-message-doc.h"
#include "engine/content/exchange/esp-dom-links.h"
#include "engine/content/exchange/esp-dom-names.h"
#include "engine/content/exchange/esp-markup-text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* Elements that have no end tag. */
static const char *const void_elements[] = { "area",  "base",   "br",    "col",  "embed",
                                             "hr",    "img",    "input", "link", "meta",
                                             "param", "source", "track", "wbr",  NULL };

/* What must not come along from outside: it runs, loads or asks. */
static const char *const unsafe_elements[] = { "script", "iframe", "object", "embed", "applet",
                                               "base",   "link",   "meta",   NULL };

/**
 * esp_dom_next:
 *
 * Returns: (transfer none) (nullable): the next node in reading order below @root.
 */
xmlNode *
esp_dom_next (xmlNode *node, const xmlNode *root)
{
  if (node->type == XML_ELEMENT_NODE && node->children != NULL)
    return node->children;
  while (node != NULL && node != root && node->next == NULL)
    node = node->parent;
  return node != NULL && node != root ? node->next : NULL;
}

/* Private use characters fence the number of a tag while the text is parsed: quotes and "<" in a Liquid tag are
 * not those of HTML. */
#define FENCE_OPEN "\xef\xa3\xb2"  /* U+F8F2 */
#define FENCE_CLOSE "\xef\xa3\xb3" /* U+F8F3 */

static char *
hide_tags (const char *html, gsize n, GPtrArray *tags)
{
  g_autofree char *copy = g_strndup (html, n);
  GString *out = g_string_sized_new (n + 64);
  EspTagScan scan = { 0 };

  for (const char *c = copy; *c != '\0';)
    {
      gsize plain = strcspn (c, "{");
      gsize length;

      g_string_append_len (out, c, (gssize) plain);
      c += plain;
      if (*c == '\0')
        break;
      length = esp_template_tag_length (c, &scan);
      if (length > 0)
        {
          g_string_append_printf (out, FENCE_OPEN "%u" FENCE_CLOSE, tags->len);
          g_ptr_array_add (tags, g_strndup (c, length));
        }
      else
        g_string_append_c (out, *c);
      c += MAX (length, 1);
    }
  return g_string_free (out, FALSE);
}

static void
show_tags_in (xmlNode *text, GPtrArray *tags)
{
  g_autoptr (GString) out = NULL;
  const char *c = (const char *) text->content;

  if (c == NULL || strstr (c, FENCE_OPEN) == NULL)
    return;
  out = g_string_new (NULL);
  while (*c != '\0')
    {
      const char *fence = strstr (c, FENCE_OPEN);
      char *end = NULL;
      guint64 number;

      if (fence == NULL)
        {
          g_string_append (out, c);
          break;
        }
      g_string_append_len (out, c, fence - c);
      number = g_ascii_strtoull (fence + strlen (FENCE_OPEN), &end, 10);
      if (number < tags->len && g_str_has_prefix (end, FENCE_CLOSE))
        {
          g_string_append (out, tags->pdata[number]);
          end += strlen (FENCE_CLOSE);
        }
      c = end;
    }
  xmlNodeSetContent (text, (const xmlChar *) out->str);
}

static void
show_tags (xmlDoc *doc, GPtrArray *tags)
{
  xmlNode *root = xmlDocGetRootElement (doc);

  for (xmlNode *node = root; node != NULL && tags->len > 0; node = esp_dom_next (node, root))
    {
      if (node->type == XML_TEXT_NODE || node->type == XML_COMMENT_NODE ||
          node->type == XML_CDATA_SECTION_NODE)
        show_tags_in (node, tags);
      if (node->type != XML_ELEMENT_NODE)
        continue;
      for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
        for (xmlNode *part = attribute->children; part != NULL; part = part->next)
          if (part->type == XML_TEXT_NODE)
            show_tags_in (part, tags);
    }
}

/* "<![if !mso]>" and "<![endif]>" outside of comments are no words: what is between them is shown. */
static void
blank_conditions (char *text)
{
  for (char *c = strstr (text, "<!["); c != NULL; c = strstr (c + 1, "<!["))
    {
      gboolean is_mark =
        g_ascii_strncasecmp (c + 3, "if", 2) == 0 || g_ascii_strncasecmp (c + 3, "endif", 5) == 0;
      char *end = is_mark ? strchr (c, '>') : NULL;

      if (end != NULL && end[-1] == ']' && strncmp (end - 1, "]-->", 4) != 0 &&
          strncmp (end + 1, "-->", 3) != 0)
        memset (c, ' ', (gsize) (end + 1 - c));
    }
}

/* Words behind the end of the body belong to it, as browsers have it; the parser would drop them. */
static void
blank_ends (char *text)
{
  static const char *const ends[] = { "</body", "</html" };

  for (char *c = strstr (text, "</"); c != NULL; c = strstr (c + 2, "</"))
    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
      {
        gsize n = strlen (ends[i]);
        gsize blank = g_ascii_strncasecmp (c, ends[i], n) == 0 ? strspn (c + n, " \t\r\n") : 0;

        if (g_ascii_strncasecmp (c, ends[i], n) == 0 && c[n + blank] == '>')
          memset (c, ' ', n + blank + 1);
      }
}

/**
 * esp_dom_parse:
 * @html: in UTF-8, or in the encoding that it names
 * @length: bytes of @html, -1 when it ends in NUL
 *
 * Loads nothing else, neither files nor from the network.
 *
 * Returns: (transfer full) (nullable): the tree, or NULL with %ESP_MESSAGE_ERROR set.
 */
EspDom *
esp_dom_parse (const char *html, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (html) : (gsize) length;
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  g_autofree char *marked = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *spelt = NULL;
  EspDom *self;
  xmlDoc *doc;

  if (n > ESP_DOM_MAX_BYTES)
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LIMIT,
                   "The text is larger than %d MB", ESP_DOM_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  text = esp_markup_dup_utf8 (html, n, &n, error);
  if (text == NULL)
    return NULL;
  blank_conditions (text);
  blank_ends (text);
  marked = esp_dom_links_mark (text);
  hidden = hide_tags (marked, strlen (marked), tags);
  spelt = esp_dom_names_spell (hidden);
  doc = htmlReadMemory (spelt, (int) strlen (spelt), NULL, "UTF-8",
                        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                          HTML_PARSE_NONET | HTML_PARSE_NODEFDTD);
  if (doc == NULL || xmlDocGetRootElement (doc) == NULL)
    {
      if (doc != NULL)
        xmlFreeDoc (doc);
      g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                           "There is nothing in the text that could be read as HTML");
      return NULL;
    }
  show_tags (doc, tags);
  esp_dom_links_restore (doc);
  self = g_new0 (EspDom, 1);
  self->doc = doc;
  return self;
}

/**
 * esp_dom_free:
 * @self: (nullable): a tree
 */
void
esp_dom_free (EspDom *self)
{
  if (self == NULL)
    return;
  xmlFreeDoc (self->doc);
  g_free (self);
}

/**
 * esp_dom_find:
 *
 * Returns: (transfer none) (nullable): the first element of that name.
 */
xmlNode *
esp_dom_find (EspDom *self, const char *name)
{
  xmlNode *root = xmlDocGetRootElement (self->doc);

  for (xmlNode *node = root; node != NULL; node = esp_dom_next (node, root))
    if (esp_dom_is (node, name))
      return node;
  return NULL;
}

/**
 * esp_dom_is_element:
 */
gboolean
esp_dom_is_element (const xmlNode *node)
{
  return node != NULL && node->type == XML_ELEMENT_NODE;
}

/**
 * esp_dom_is_text:
 */
gboolean
esp_dom_is_text (const xmlNode *node)
{
  return node != NULL && (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
         node->content != NULL;
}

/**
 * esp_dom_is:
 *
 * Returns: whether @node is the element @name.
 */
gboolean
esp_dom_is (const xmlNode *node, const char *name)
{
  return esp_dom_is_element (node) && g_ascii_strcasecmp ((const char *) node->name, name) == 0;
}

/**
 * esp_dom_is_any:
 * @names: (array zero-terminated=1): names in small letters
 *
 * Returns: whether @node is one of those elements.
 */
gboolean
esp_dom_is_any (const xmlNode *node, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (esp_dom_is (node, names[i]))
      return TRUE;
  return FALSE;
}

/**
 * esp_dom_is_blank:
 *
 * Returns: whether @node is a comment, or text of white space alone.
 */
gboolean
esp_dom_is_blank (const xmlNode *node)
{
  if (esp_dom_is_element (node))
    return FALSE;
  if (!esp_dom_is_text (node))
    return TRUE;
  for (const char *c = (const char *) node->content; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isspace (g_utf8_get_char (c)) && !g_unichar_iszerowidth (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

/**
 * esp_dom_tidy_line:
 *
 * Makes one line of a text: what breaks it or controls something becomes a space, and the ends are trimmed.
 *
 * Returns: @text
 */
char *
esp_dom_tidy_line (char *text)
{
  for (char *c = text; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == '\x7f')
      *c = ' ';
  return g_strstrip (text);
}

/**
 * esp_dom_dup_attribute:
 *
 * Returns: (transfer full) (nullable): the value without line breaks and control characters, trimmed.
 */
char *
esp_dom_dup_attribute (const xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetProp ((xmlNode *) node, (const xmlChar *) name);
  char *copy;

  if (value == NULL)
    return NULL;
  copy = g_utf8_make_valid ((const char *) value, -1);
  xmlFree (value);
  return esp_dom_tidy_line (copy);
}

/**
 * esp_dom_dup_text:
 *
 * Returns: (transfer full): the words below @node, with white space folded.
 */
char *
esp_dom_dup_text (const xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  GString *out = g_string_new (NULL);
  gboolean is_space = FALSE;

  for (const char *c = (const char *) content; c != NULL && *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (g_unichar_isspace (u) || u < ' ' || u == 0x7f)
        is_space = out->len > 0;
      else
        {
          if (is_space)
            g_string_append_c (out, ' ');
          is_space = FALSE;
          g_string_append_unichar (out, u);
        }
    }
  xmlFree (content);
  return g_string_free (out, FALSE);
}

/**
 * esp_dom_is_safe_href:
 *
 * Returns: whether @href leads somewhere and runs nothing.
 */
gboolean
esp_dom_is_safe_href (const char *href)
{
  g_autofree char *folded = NULL;
  GString *plain = g_string_new (NULL);

  for (const char *c = href; *c != '\0'; c++)
    if ((guchar) *c > ' ')
      g_string_append_c (plain, g_ascii_tolower (*c));
  folded = g_string_free (plain, FALSE);
  return !g_str_has_prefix (folded, "javascript:") && !g_str_has_prefix (folded, "vbscript:") &&
         (!g_str_has_prefix (folded, "data:") || g_str_has_prefix (folded, "data:image/"));
}

static void
append_escaped (GString *out, const char *text, gboolean in_attribute)
{
  for (const char *c = text; *c != '\0'; c++)
    if (*c == '&')
      g_string_append (out, "&amp;");
    else if (*c == '<')
      g_string_append (out, "&lt;");
    else if (*c == '>')
      g_string_append (out, "&gt;");
    else if (*c == '"' && in_attribute)
      g_string_append (out, "&quot;");
    else
      g_string_append_c (out, *c);
}

/* Words between Liquid marks stay as they are: "<" there compares. */
static void
append_text (GString *out, const char *text)
{
  while (*text != '\0')
    {
      const char *open = strchr (text, '{');
      const char *close = NULL;
      g_autofree char *before = NULL;

      while (open != NULL && open[1] != '{' && open[1] != '%')
        open = strchr (open + 1, '{');
      if (open != NULL)
        close = strstr (open + 2, open[1] == '{' ? "}}" : "%}");
      if (close == NULL)
        {
          append_escaped (out, text, FALSE);
          return;
        }
      before = g_strndup (text, (gsize) (open - text));
      append_escaped (out, before, FALSE);
      g_string_append_len (out, open, close + 2 - open);
      text = close + 2;
    }
}

static void
append_attributes (GString *out, const xmlNode *node, gboolean is_safe)
{
  for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      const char *name = (const char *) attribute->name;
      g_autofree char *value = esp_dom_dup_attribute (node, name);

      if (is_safe && (g_ascii_strncasecmp (name, "on", 2) == 0 ||
                      (value != NULL && !esp_dom_is_safe_href (value))))
        continue;
      g_string_append_printf (out, " %s=\"", name);
      append_escaped (out, value != NULL ? value : "", TRUE);
      g_string_append_c (out, '"');
    }
}

/* @depth guards against trees that are deeper than the stack. */
static void
append_node (GString *out, const xmlNode *node, gboolean is_safe, int depth)
{
  const char *name = (const char *) node->name;

  if (node->type == XML_COMMENT_NODE && node->content != NULL)
    g_string_append_printf (out, "<!--%s-->", (const char *) node->content);
  if (esp_dom_is_text (node))
    append_text (out, (const char *) node->content);
  if (!esp_dom_is_element (node) || depth > ESP_DOM_MAX_DEPTH ||
      (is_safe && esp_dom_is_any (node, unsafe_elements)))
    return;
  g_string_append_printf (out, "<%s", name);
  append_attributes (out, node, is_safe);
  g_string_append_c (out, '>');
  if (g_strv_contains (void_elements, name))
    return;
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (esp_dom_is (node, "style") && esp_dom_is_text (child))
        g_string_append (out, (const char *) child->content);
      else
        append_node (out, child, is_safe, depth + 1);
    }
  g_string_append_printf (out, "</%s>", name);
}

/**
 * esp_dom_append_html:
 * @is_safe: leave out what runs: scripts, frames, handlers
 *
 * Appends @node as HTML; addresses and Liquid tags stay as they were.
 */
void
esp_dom_append_html (GString *out, const xmlNode *node, gboolean is_safe)
{
  append_node (out, node, is_safe, 0);
}

/**
 * esp_dom_dup_inner_html:
 *
 * Returns: (transfer full): what stands inside of @node, as esp_dom_append_html() writes it, trimmed.
 */
char *
esp_dom_dup_inner_html (const xmlNode *node, gboolean is_safe)
{
  GString *out = g_string_new (NULL);

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    append_node (out, child, is_safe, 0);
  return g_strstrip (g_string_free (out, FALSE));
}
