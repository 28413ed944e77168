/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads lines around elements as CSS and MJML write them: "2px dashed #ccc". */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom.h"

#include <string.h>

/* CSS Backgrounds and Borders Module Level 3, section 3.3. */
static const struct
{
  const char *name;
  int px;
} widths[] = { { "thin", 1 }, { "medium", 3 }, { "thick", 5 } };

static gboolean
find_word (const char *css, const char *word)
{
  const char *at = strstr (css, word);
  gsize n = strlen (word);

  return at != NULL && (at == css || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' ');
}

static int
find_width (const char *css, int otherwise)
{
  g_auto (GStrv) words = g_strsplit (css, " ", 20);

  for (guint i = 0; words[i] != NULL; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (widths); j++)
        if (g_str_equal (words[i], widths[j].name))
          return widths[j].px;
      if (g_ascii_isdigit (*words[i]) || *words[i] == '.')
        return MIN (esp_dom_parse_px (words[i], 0, otherwise), ESP_MAX_BORDER_PX);
    }
  return otherwise;
}

/**
 * esp_dom_find_line_style:
 * @css: (nullable): "2px dashed #ccc", or "dashed" alone
 * @out_style: (inout): changed when a style is named
 *
 * Returns: whether there is a line at all: "none" and "hidden" are none.
 */
gboolean
esp_dom_find_line_style (const char *css, EspLineStyle *out_style)
{
  if (css == NULL || find_word (css, "none") || find_word (css, "hidden"))
    return FALSE;
  for (guint i = 0; esp_line_style_names[i] != NULL; i++)
    if (find_word (css, esp_line_style_names[i]))
      *out_style = (EspLineStyle) i;
  return TRUE;
}

/**
 * esp_dom_read_border:
 * @node: an element
 * @dup: gives the value of "border", "border-top" and so on
 * @data: for @dup
 * @border: (inout): takes what is said
 */
void
esp_dom_read_border (const xmlNode *node, EspDomValueFunc dup, gpointer data, EspBorder *border)
{
  static const char *const names[] = { "border", "border-top", "border-right", "border-bottom",
                                       "border-left" };
  int *sides[] = { &border->top, &border->right, &border->bottom, &border->left };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *css = dup (node, names[i], data);
      gboolean is_line =
        css != NULL && *css != '\0' && *css != '{' && esp_dom_find_line_style (css, &border->style);
      int px = is_line ? find_width (css, strchr (css, ' ') != NULL ? 3 : 0) : 0;
      g_autofree char *color = is_line ? esp_dom_dup_color_in (css) : NULL;

      if (css == NULL || *css == '\0')
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (sides); j++)
        if (i == 0 || j + 1 == i)
          *sides[j] = px;
      if (color != NULL)
        {
          g_free (border->color);
          border->color = g_steal_pointer (&color);
        }
    }
}

/**
 * esp_dom_read_side:
 * @css: (nullable): a length
 * @side: (inout): px; keeps its value when nothing is said
 */
void
esp_dom_read_side (const char *css, int *side)
{
  if (css != NULL && *css != '\0')
    *side = MIN (esp_dom_parse_px (css, 600, *side), ESP_MAX_PADDING_PX);
}

/**
 * esp_dom_read_padding:
 * @css: (nullable): "10px", "10px 25px", "1px 2px 3px" or "1px 2px 3px 4px"
 * @padding: (inout): keeps its sides when nothing is said
 */
void
esp_dom_read_padding (const char *css, EspPadding *padding)
{
  static const guint which[][4] = { { 0, 0, 0, 0 },
                                    { 0, 1, 0, 1 },
                                    { 0, 1, 2, 1 },
                                    { 0, 1, 2, 3 } };
  int *sides[] = { &padding->top, &padding->right, &padding->bottom, &padding->left };
  g_auto (GStrv) words = css != NULL ? g_strsplit_set (css, " \t", 20) : NULL;
  const char *values[4];
  guint n = 0;

  for (guint i = 0; words != NULL && words[i] != NULL && n < G_N_ELEMENTS (values); i++)
    if (*words[i] != '\0')
      values[n++] = words[i];
  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (sides); i++)
    esp_dom_read_side (values[which[n - 1][i]], sides[i]);
}
