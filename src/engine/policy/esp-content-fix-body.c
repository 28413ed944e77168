/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes of what stands in the body of a message: links, pictures, headings, hand-written HTML. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-fix-private.h"

#include <stdlib.h>
#include <string.h>

/* A preview text that is made of the body: what mail programs show beside a subject. */
#define PREVIEW_COLUMNS 90
#define MIN_PREVIEW_LETTERS 8

/* Returns: (transfer full) (nullable): what @href becomes, "" to take the link out; %NULL leaves it alone */
typedef char *(*HrefFunc) (const char *href, const EspContentFinding *finding);

static gboolean
change_href (char **href, HrefFunc func, const EspContentFinding *finding, gboolean may_drop)
{
  g_autofree char *changed = *href != NULL ? func (*href, finding) : NULL;

  if (changed == NULL || (*changed == '\0' && !may_drop))
    return FALSE;
  g_free (*href);
  *href = *changed != '\0' ? g_steal_pointer (&changed) : NULL;
  return TRUE;
}

/* A button needs its link; words and pictures do without. */
static gboolean
change_links (EspMessageDoc *doc, const EspContentFinding *finding, HrefFunc func)
{
  EspBlock *block = esp_content_fix_find_block (doc, finding);
  gboolean is_changed;

  if (block == NULL)
    return FALSE;
  is_changed = change_href (&block->href, func, finding, block->kind == ESP_BLOCK_IMAGE);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        is_changed |=
          change_href (&((EspRun *) paragraph->runs->pdata[j])->href, func, finding, TRUE);
    }
  return is_changed;
}

static gboolean
is_found (const char *href, const EspContentFinding *finding)
{
  g_autofree char *bare = g_strstrip (g_strdup (href));

  return finding->args[0] != NULL &&
         (g_str_equal (href, finding->args[0]) || g_str_equal (bare, finding->args[0]));
}

static char *
drop_found (const char *href, const EspContentFinding *finding)
{
  return is_found (href, finding) ? g_strdup ("") : NULL;
}

static char *
drop_empty (const char *href, const EspContentFinding *finding)
{
  g_autofree char *bare = g_strstrip (g_strdup (href));

  return *bare == '\0' || g_str_equal (bare, "#") ? g_strdup ("") : NULL;
}

/* "www.shop.kr/a b" → "https://www.shop.kr/a%20b"; "help@shop.kr" → "mailto:help@shop.kr" */
static char *
complete (const char *href, const EspContentFinding *finding)
{
  g_autoptr (GString) made = g_string_new (NULL);
  g_autofree char *bare = g_strstrip (g_strdup (href));
  const char *rest = bare + strspn (bare, "/");

  if (!is_found (href, finding))
    return NULL;
  if (strchr (bare, ':') == NULL && strchr (rest, '@') != NULL && strpbrk (rest, " /") == NULL)
    g_string_append (made, "mailto:");
  else if (strstr (bare, "://") == NULL && esp_content_link_is_bare (rest))
    g_string_append (made, "https://");
  else
    rest = bare;
  g_string_append (made, rest);
  g_string_replace (made, " ", "%20", 0);
  return esp_content_link_is_well_formed (made->str) && !g_str_equal (made->str, href)
           ? g_strdup (made->str)
           : NULL;
}

/* The values of "utm_…=", but for what is filled in. */
static char *
lower_marks (const char *href, const EspContentFinding *finding)
{
  g_autofree char *lower = g_strdup (href);

  if (!is_found (href, finding))
    return NULL;
  for (char *mark = strstr (lower, "utm_"); mark != NULL; mark = strstr (mark + 4, "utm_"))
    {
      char *value = strchr (mark, '=');
      gsize n = value != NULL ? strcspn (value, "&#") : 0;

      if (value == NULL || memchr (value, '{', n) != NULL)
        continue;
      for (gsize i = 0; i < n; i++)
        if ((i == 0 || value[i - 1] != '%') && (i < 2 || value[i - 2] != '%'))
          value[i] = g_ascii_tolower (value[i]);
    }
  return g_steal_pointer (&lower);
}

static char *
encrypt (const char *href, const EspContentFinding *finding)
{
  g_autofree char *bare = g_strstrip (g_strdup (href));

  return is_found (href, finding) && g_ascii_strncasecmp (bare, "http://", 7) == 0
           ? g_strconcat ("https://", bare + strlen ("http://"), NULL)
           : NULL;
}

/**
 * esp_content_fix_links:
 *
 * Mends or takes out the links that a rule objects to, in the block that it names.
 */
gboolean
esp_content_fix_links (EspMessageDoc *doc,
                       const EspContentInput *input,
                       const EspContentFinding *finding)
{
  static const struct
  {
    const char *rule;
    HrefFunc func;
  } ways[] = {
    { "LNK-HTTP", encrypt },      { "LNK-FORM", complete },   { "LNK-03", lower_marks },
    { "LNK-SCRIPT", drop_found }, { "A11Y-04E", drop_found }, { "LNK-EMPTY", drop_empty }
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].rule, finding->rule->id))
      return change_links (doc, finding, ways[i].func);
  return FALSE;
}

/**
 * esp_content_fix_picture:
 *
 * Loads a picture over https.
 */
gboolean
esp_content_fix_picture (EspMessageDoc *doc,
                         const EspContentInput *input,
                         const EspContentFinding *finding)
{
  EspBlock *block = esp_content_fix_find_block (doc, finding);
  g_autofree char *secure = NULL;

  if (block == NULL || block->src == NULL || g_ascii_strncasecmp (block->src, "http://", 7) != 0)
    return FALSE;
  secure = g_strconcat ("https://", block->src + strlen ("http://"), NULL);
  esp_message_doc_set (&block->src, secure);
  return TRUE;
}

/**
 * esp_content_fix_heading:
 *
 * A heading goes one level below the one before it.
 */
gboolean
esp_content_fix_heading (EspMessageDoc *doc,
                         const EspContentInput *input,
                         const EspContentFinding *finding)
{
  EspBlock *block = esp_content_fix_find_block (doc, finding);

  if (block == NULL || block->kind != ESP_BLOCK_HEADING || finding->args[1] == NULL)
    return FALSE;
  block->level = atoi (finding->args[1]) + 1;
  return TRUE;
}

/* The preview text */

/* Whole words of @text, as many as fit. */
static char *
cut_words (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strstrip (g_strdup (text)), "\r\n\t", ' ');
  guint n_columns = 0;
  gsize end = 0;
  const char *c = line;

  for (; *c != '\0' && n_columns <= PREVIEW_COLUMNS; c = g_utf8_next_char (c))
    {
      if (*c == ' ')
        end = (gsize) (c - line);
      n_columns += g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;
    }
  return *c == '\0' || end == 0 ? g_strndup (line, (gsize) (c - line)) : g_strndup (line, end);
}

static gboolean
find_preview_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  char **found = data;
  g_autofree char *text = block->kind == ESP_BLOCK_TEXT ? esp_block_dup_plain_text (block) : NULL;

  /* What is filled in may be long or missing. */
  if (text == NULL || strchr (text, '{') != NULL ||
      g_utf8_strlen (g_strstrip (text), -1) < MIN_PREVIEW_LETTERS)
    return TRUE;
  *found = cut_words (text);
  return FALSE;
}

/**
 * esp_content_fix_preheader:
 *
 * Takes the first words of the body that are the same for everybody.
 */
gboolean
esp_content_fix_preheader (EspMessageDoc *doc,
                           const EspContentInput *input,
                           const EspContentFinding *finding)
{
  g_autofree char *text = NULL;

  if (doc->body_kind != ESP_BODY_BLOCKS)
    return FALSE;
  (void) esp_message_doc_foreach_block (doc, find_preview_cb, &text); /* stops when found */
  if (text == NULL)
    return FALSE;
  esp_message_doc_set (&doc->preheader, text);
  return TRUE;
}

/* HTML */

static char **
find_html (EspMessageDoc *doc, const EspContentFinding *finding)
{
  EspBlock *block = esp_content_fix_find_block (doc, finding);

  if (block != NULL)
    return &block->html;
  return doc->body_kind == ESP_BODY_HTML ? &doc->html : NULL;
}

/* Whether the tag at @at is called @name, and not only begins so. */
static gboolean
is_tag (const char *at, const char *name)
{
  gsize n = strlen (name);

  return g_ascii_strncasecmp (at, name, n) == 0 && !g_ascii_isalnum (at[n]);
}

/* Where what begins with the tag at @at is over: behind its end tag when all within goes as well. */
static const char *
skip_part (const char *at, const char *end_tag, gboolean with_content)
{
  const char *close = strchr (at, '>');
  const char *end = close;

  if (close == NULL)
    return at + strlen (at);
  for (const char *c = close; with_content && (c = strstr (c, "</")) != NULL; c += 2)
    if (is_tag (c, end_tag))
      {
        end = strchr (c, '>');
        return end != NULL ? end + 1 : c + strlen (c);
      }
  return end + 1;
}

/**
 * esp_content_fix_html:
 *
 * Takes out what mail programs cut out anyway: scripts and frames with all that is in them, of forms the form
 * itself.
 */
gboolean
esp_content_fix_html (EspMessageDoc *doc,
                      const EspContentInput *input,
                      const EspContentFinding *finding)
{
  static const char *const whole[] = { "<script", "<iframe", "<object", "<applet", NULL };
  const char *tag = finding->args[0];
  char **html = find_html (doc, finding);
  g_autofree char *name = tag != NULL ? g_strndup (tag, strcspn (tag, " ")) : NULL;
  g_autofree char *end_tag = name != NULL ? g_strconcat ("</", name + 1, NULL) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  if (html == NULL || *html == NULL || tag == NULL || *tag != '<')
    return FALSE;
  for (const char *c = *html; *c != '\0';)
    {
      if (*c == '<' && is_tag (c, tag))
        c = skip_part (c, end_tag, g_strv_contains (whole, name));
      else if (*c == '<' && is_tag (c, end_tag))
        c = skip_part (c, end_tag, FALSE);
      else
        g_string_append_c (out, *c++);
    }
  if (g_str_equal (out->str, *html))
    return FALSE;
  esp_message_doc_set (html, out->str);
  return TRUE;
}

/**
 * esp_content_fix_sizes:
 *
 * Text that is too small gets the size that is wanted.
 */
gboolean
esp_content_fix_sizes (EspMessageDoc *doc,
                       const EspContentInput *input,
                       const EspContentFinding *finding)
{
  char **html = find_html (doc, finding);
  gint64 least = finding->args[1] != NULL ? g_ascii_strtoll (finding->args[1], NULL, 10) : 0;
  g_autoptr (GString) out = g_string_new (NULL);
  const char *from;

  if (html == NULL || *html == NULL || least <= 0)
    return FALSE;
  from = *html;
  for (const char *c = strstr (from, "font-size:"); c != NULL; c = strstr (from, "font-size:"))
    {
      const char *digits = c + strlen ("font-size:");
      char *end = NULL;
      double px;

      digits += strspn (digits, " ");
      px = g_ascii_strtod (digits, &end);
      g_string_append_len (out, from, digits - from);
      from = digits;
      /* Nothing at all is meant to be hidden, which another rule looks at. */
      if (end == digits || px < 1 || px >= (double) least || !g_str_has_prefix (end, "px"))
        continue;
      g_string_append_printf (out, "%d", (int) least);
      from = end;
    }
  g_string_append (out, from);
  if (g_str_equal (out->str, *html))
    return FALSE;
  esp_message_doc_set (html, out->str);
  return TRUE;
}
