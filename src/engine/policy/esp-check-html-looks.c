/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at HTML that was written by hand: what cannot be seen, what can hardly be read, and pictures that say
 * nothing. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-color.h"
#include "engine/content/exchange/esp-dom.h"

#include <string.h>

#define MAX_FINDINGS 10
#define MAX_SHOWN_LETTERS 40
#define USUAL_PX 16
#define LARGE_PX 24      /* WCAG: large text needs less contrast, */
#define LARGE_BOLD_PX 19 /* bold text from 14 pt on */
#define UNSEEN_PX 4
#define UNSEEN_CONTRAST 1.1

/* How text looks at one place; what a style sheet or a picture decides is not known. */
typedef struct
{
  EspColor ink;
  EspColor ground;
  gboolean knows_ink;
  gboolean knows_ground;
  gboolean is_bold;
  gboolean is_hidden;
  int px;
} Paper;

typedef struct
{
  EspContentCheck *check;
  const EspHtmlLook *look;
  char *sheet;       /* (owned) all style sheets, lower case */
  gboolean has_seen; /* text that can be seen stands before */
  guint n_hidden;
  guint n_faint;
} Walk;

static const char *const unread[] = { "script", "style",  "head",     "title",
                                      "option", "select", "textarea", NULL };

/* Whether a style sheet says more about @node than its attributes do. */
static gboolean
is_styled_apart (const Walk *walk, const xmlNode *node)
{
  static const char *const names[] = { "class", "id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = esp_dom_dup_attribute (node, names[i]);
      g_auto (GStrv) words = value != NULL ? g_strsplit_set (value, " \t\r\n", 50) : NULL;

      for (guint j = 0; words != NULL && words[j] != NULL; j++)
        {
          g_autofree char *lower = g_ascii_strdown (words[j], -1);
          g_autofree char *selector = g_strconcat (i == 0 ? "." : "#", lower, NULL);

          if (*lower != '\0' && strstr (walk->sheet, selector) != NULL)
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_css (const xmlNode *node, const char *property, const char *word)
{
  g_autofree char *value = esp_dom_dup_style (node, property);

  return value != NULL && g_ascii_strcasecmp (value, word) == 0;
}

static gboolean
is_css_zero (const xmlNode *node, const char *property)
{
  g_autofree char *value = esp_dom_dup_style (node, property);
  char *end = NULL;

  return value != NULL && g_ascii_strtod (value, &end) <= 0 && end != value;
}

static gboolean
hides (const Walk *walk, const xmlNode *node)
{
  gboolean is_unseen = is_css (node, "display", "none") || is_css (node, "visibility", "hidden") ||
                       is_css_zero (node, "opacity") ||
                       (is_css_zero (node, "max-height") && is_css (node, "overflow", "hidden"));

  /* One of two looks, for phones or for desktops: the style sheet shows it there. */
  return is_unseen && !is_styled_apart (walk, node);
}

static void
take_ink (const Walk *walk, const xmlNode *node, Paper *paper)
{
  g_autofree char *style = esp_dom_dup_style (node, "color");
  g_autofree char *attribute =
    style == NULL && esp_dom_is (node, "font") ? esp_dom_dup_attribute (node, "color") : NULL;
  const char *css = style != NULL ? style : attribute;
  g_autofree char *color = esp_dom_dup_color (css);

  if (color != NULL)
    paper->knows_ink = esp_color_parse (color, &paper->ink);
  else if (css != NULL ? g_ascii_strcasecmp (css, "inherit") != 0
                       : esp_dom_is (node, "a") || is_styled_apart (walk, node))
    paper->knows_ink = FALSE;
}

static void
take_ground (const Walk *walk, const xmlNode *node, Paper *paper)
{
  g_autofree char *plain = esp_dom_dup_style (node, "background-color");
  g_autofree char *whole = esp_dom_dup_style (node, "background");
  g_autofree char *picture = esp_dom_dup_style (node, "background-image");
  g_autofree char *attribute = esp_dom_dup_attribute (node, "bgcolor");
  g_autofree char *behind = esp_dom_dup_attribute (node, "background");
  const char *css = plain != NULL ? plain : whole != NULL ? whole : attribute;
  g_autofree char *color = esp_dom_dup_color (css);

  if (picture != NULL || behind != NULL)
    paper->knows_ground = FALSE;
  else if (color != NULL)
    paper->knows_ground = esp_color_parse (color, &paper->ground);
  else if (css != NULL
             ? g_ascii_strcasecmp (css, "transparent") != 0 && g_ascii_strcasecmp (css, "none") != 0
             : is_styled_apart (walk, node))
    paper->knows_ground = FALSE;
}

static void
take_type (const xmlNode *node, Paper *paper)
{
  static const struct
  {
    const char *name;
    int px;
  } headings[] = { { "h1", 32 }, { "h2", 24 }, { "h3", 19 }, { "h4", 16 } };
  g_autofree char *size = esp_dom_dup_style (node, "font-size");
  g_autofree char *weight = esp_dom_dup_style (node, "font-weight");

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    if (esp_dom_is (node, headings[i].name))
      {
        paper->px = headings[i].px;
        paper->is_bold = TRUE;
      }
  paper->px = esp_dom_parse_px (size, paper->px, paper->px);
  if (esp_dom_is (node, "b") || esp_dom_is (node, "strong"))
    paper->is_bold = TRUE;
  if (weight != NULL)
    paper->is_bold = g_ascii_strncasecmp (weight, "bold", 4) == 0 || atoi (weight) >= 600;
}

static gboolean
says_something (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isalnum (g_utf8_get_char (c)))
      return TRUE;
  return FALSE;
}

static char *
dup_shown (const char *text)
{
  g_autofree char *line = esp_dom_tidy_line (g_strdup (text));

  return g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), MAX_SHOWN_LETTERS));
}

static void
look_at_text (Walk *walk, const Paper *paper, const char *text)
{
  gboolean knows = paper->knows_ink && paper->knows_ground;
  double contrast = knows ? esp_color_contrast (paper->ink, paper->ground) : 21;
  gboolean is_unseen = paper->is_hidden || paper->px < UNSEEN_PX || contrast < UNSEEN_CONTRAST;
  gboolean is_large = paper->px >= LARGE_PX || (paper->is_bold && paper->px >= LARGE_BOLD_PX);
  g_autofree char *shown = NULL;
  char found[16];

  if (!says_something (text))
    return;
  if (!is_unseen)
    walk->has_seen = TRUE;
  if (is_unseen && !walk->has_seen)
    return; /* the preview text, which stands before everything */
  shown = dup_shown (text);
  if (is_unseen && walk->look->hidden != NULL && walk->n_hidden++ < MAX_FINDINGS)
    esp_content_check_add (walk->check, walk->look->hidden, walk->look->place, shown, NULL);
  if (is_unseen || walk->look->contrast == NULL ||
      contrast >= (is_large ? ESP_CONTRAST_LARGE : ESP_CONTRAST_TEXT) ||
      walk->n_faint++ >= MAX_FINDINGS)
    return;
  g_snprintf (found, sizeof found, "%.1f", contrast);
  esp_content_check_add (walk->check, walk->look->contrast, walk->look->place, shown, found);
}

/* A picture of one pixel counts opens or holds a place; nobody sees it. */
static gboolean
is_speck (const xmlNode *node)
{
  g_autofree char *width = esp_dom_dup_attribute (node, "width");
  g_autofree char *height = esp_dom_dup_attribute (node, "height");

  return esp_dom_parse_px (width, 0, USUAL_PX) <= 1 || esp_dom_parse_px (height, 0, USUAL_PX) <= 1;
}

/* Whether a link says with words where it leads, beside its picture. */
static gboolean
is_alone_in_link (const xmlNode *picture)
{
  for (const xmlNode *node = picture->parent; esp_dom_is_element (node); node = node->parent)
    if (esp_dom_is (node, "a"))
      {
        g_autofree char *text = esp_dom_dup_text (node);

        return !says_something (text);
      }
  return FALSE;
}

static void
look_at_picture (Walk *walk, const xmlNode *node, const Paper *paper)
{
  g_autofree char *alt = esp_dom_dup_attribute (node, "alt");

  if (walk->look->pictures == NULL || paper->is_hidden || is_speck (node) ||
      (alt != NULL && (!esp_text_is_blank (alt) || !is_alone_in_link (node))))
    return;
  esp_content_check_add (walk->check, walk->look->pictures, walk->look->place, NULL, NULL);
}

static void
walk_node (Walk *walk, const xmlNode *node, const Paper *around, guint depth)
{
  Paper paper = *around;

  if (esp_dom_is_text (node))
    {
      look_at_text (walk, around, (const char *) node->content);
      return;
    }
  if (!esp_dom_is_element (node) || depth > ESP_DOM_MAX_DEPTH || esp_dom_is_any (node, unread))
    return;
  paper.is_hidden = around->is_hidden || hides (walk, node);
  take_ink (walk, node, &paper);
  take_ground (walk, node, &paper);
  take_type (node, &paper);
  if (esp_dom_is (node, "img"))
    look_at_picture (walk, node, &paper);
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    walk_node (walk, child, &paper, depth + 1);
}

static void
collect_sheets (const xmlNode *node, GString *sheet, guint depth)
{
  for (; node != NULL && depth <= ESP_DOM_MAX_DEPTH; node = node->next)
    if (esp_dom_is (node, "style"))
      {
        g_autofree char *text = esp_dom_dup_text (node);

        g_string_append (sheet, text);
      }
    else if (esp_dom_is_element (node))
      collect_sheets (node->children, sheet, depth + 1);
}

static char *
dup_sheets (const EspDom *dom)
{
  GString *sheet = g_string_new (NULL);
  char *lower;

  collect_sheets (xmlDocGetRootElement (dom->doc), sheet, 0);
  lower = g_ascii_strdown (sheet->str, -1);
  g_string_free (sheet, TRUE);
  return lower;
}

/**
 * esp_content_check_html_looks:
 * @html: as somebody wrote it
 * @ground: (nullable): the colour of what it stands on; white when it is not known
 * @look: which rules to look for, and how the place is called
 *
 * What a style sheet decides is not guessed at. Hidden text before everything that is seen is preview text.
 */
void
esp_content_check_html_looks (EspContentCheck *self,
                              const char *html,
                              const char *ground,
                              const EspHtmlLook *look)
{
  g_autoptr (EspDom) dom = html != NULL ? esp_dom_parse (html, -1, NULL) : NULL;
  Paper paper = { .ink = { 0, 0, 0 },
                  .ground = { 255, 255, 255 },
                  .knows_ink = TRUE,
                  .knows_ground = TRUE,
                  .px = USUAL_PX };
  Walk walk = { .check = self, .look = look };
  const xmlNode *root = dom != NULL ? xmlDocGetRootElement (dom->doc) : NULL;

  if (root == NULL)
    return; /* said elsewhere */
  if (ground != NULL && !esp_color_parse (ground, &paper.ground))
    paper.knows_ground = FALSE;
  walk.sheet = dup_sheets (dom);
  /* A sheet that colours everything or every paragraph decides about texts without a class. */
  if (strstr (walk.sheet, "color") != NULL &&
      (strstr (walk.sheet, "body") != NULL || strchr (walk.sheet, '*') != NULL))
    paper.knows_ink = paper.knows_ground = FALSE;
  walk_node (&walk, root, &paper, 0);
  g_free (walk.sheet);
}
