/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the words of an element look: where they stand, how heavy, large and coloured they are, whether they are seen. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include <stdlib.h>
#include <string.h>

/**
 * esp_flow_align:
 *
 * Returns: how the element's words stand; @otherwise when it does not say.
 */
EspAlign
esp_flow_align (const xmlNode *node, EspAlign otherwise)
{
  g_autofree char *style = esp_dom_dup_style (node, "text-align");
  g_autofree char *attribute = esp_dom_dup_attribute (node, "align");
  const char *align = style != NULL ? style : attribute;

  if (esp_dom_is (node, "center"))
    return ESP_ALIGN_CENTER;
  if (align == NULL || (esp_dom_is (node, "table") && style == NULL))
    return otherwise;
  if (g_ascii_strcasecmp (align, "center") == 0)
    return ESP_ALIGN_CENTER;
  if (g_ascii_strcasecmp (align, "right") == 0 || g_ascii_strcasecmp (align, "end") == 0)
    return ESP_ALIGN_END;
  return g_ascii_strcasecmp (align, "left") == 0 || g_ascii_strcasecmp (align, "start") == 0
           ? ESP_ALIGN_START
           : otherwise;
}

/**
 * esp_flow_is_hidden:
 *
 * Returns: whether readers do not see the element.
 */
gboolean
esp_flow_is_hidden (const xmlNode *node)
{
  g_autofree char *display = esp_dom_dup_style (node, "display");
  g_autofree char *mso = esp_dom_dup_style (node, "mso-hide");
  g_autofree char *visibility = esp_dom_dup_style (node, "visibility");
  g_autofree char *max_height = esp_dom_dup_style (node, "max-height");
  g_autofree char *list = esp_dom_dup_style (node, "mso-list");

  if (list != NULL && g_ascii_strcasecmp (list, "ignore") == 0)
    return TRUE; /* the mark that Word draws before an item; the item has its own */
  return g_strcmp0 (display, "none") == 0 || g_strcmp0 (visibility, "hidden") == 0 ||
         (mso != NULL && esp_dom_parse_px (max_height, 0, 1) == 0);
}

static void
read_font_weight (const xmlNode *node, EspFlowLook *look)
{
  g_autofree char *weight = esp_dom_dup_style (node, "font-weight");
  g_autofree char *slant = esp_dom_dup_style (node, "font-style");
  g_autofree char *decoration = esp_dom_dup_style (node, "text-decoration");

  if (weight != NULL)
    look->bold = g_ascii_strtoll (weight, NULL, 10) >= 600 || g_str_has_prefix (weight, "bold");
  if (slant != NULL)
    look->italic = g_str_equal (slant, "italic") || g_str_equal (slant, "oblique");
  if (decoration != NULL)
    {
      look->underline = strstr (decoration, "underline") != NULL;
      look->strike = look->strike || strstr (decoration, "line-through") != NULL;
    }
}

/* "1.5em" is of the letters around; <font size> has seven sizes. */
static void
read_font_px (const xmlNode *node, const char *css, EspFlowLook *look)
{
  static const int sizes[] = { 10, 13, 16, 18, 24, 32, 48 };
  int around = look->font_px > 0 ? look->font_px : ESP_FLOW_USUAL_FONT_PX;
  char *end = NULL;
  double value = css != NULL ? g_ascii_strtod (css, &end) : 0;

  if (end != NULL && end != css && g_str_has_prefix (end, "em"))
    look->font_px = value >= 0 ? (int) MIN (value * around + 0.5, 400) : 0; /* "nanem" is none */
  else
    look->font_px = esp_dom_parse_px (css, around, look->font_px);
  if (esp_dom_is (node, "font") && css == NULL)
    {
      g_autofree char *size = esp_dom_dup_attribute (node, "size");
      int step = size != NULL ? atoi (size) + (*size == '+' || *size == '-' ? 3 : 0) : 0;

      if (size != NULL)
        look->font_px = sizes[CLAMP (step, 1, 7) - 1];
    }
}

/* Word writes items of lists as paragraphs, with the mark in a piece that is to be passed over. */
static gboolean
find_word_mark (const xmlNode *node, EspParagraphKind *out_kind)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      g_autofree char *list =
        esp_dom_is_element (child) ? esp_dom_dup_style (child, "mso-list") : NULL;

      if (list != NULL && g_ascii_strcasecmp (list, "ignore") == 0)
        {
          g_autofree char *mark = esp_dom_dup_text (child);

          *out_kind = g_ascii_isdigit (*mark) ? ESP_PARAGRAPH_NUMBER : ESP_PARAGRAPH_BULLET;
          return TRUE;
        }
      if (esp_dom_is_element (child) && find_word_mark (child, out_kind))
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_flow_read_word_item:
 * @node: a paragraph
 * @look: its words become an item of a list when Word wrote one
 */
void
esp_flow_read_word_item (const xmlNode *node, EspFlowLook *look)
{
  g_autofree char *class = esp_dom_dup_attribute (node, "class");
  g_autofree char *list = esp_dom_dup_style (node, "mso-list");

  if (!esp_dom_is (node, "p") ||
      ((class == NULL || !g_str_has_prefix (class, "MsoList")) && list == NULL))
    return;
  (void) find_word_mark (node,
                         &look->list); /* a paragraph of a list without a mark goes on in it */
}

/**
 * esp_flow_change_look:
 * @look: of the words around; becomes that of the words of the element
 *
 * Returns: (transfer full) (nullable): the colour of the element's words, which @look borrows
 */
char *
esp_flow_change_look (const xmlNode *node, EspFlowLook *look)
{
  g_autofree char *style = esp_dom_dup_style (node, "color");
  g_autofree char *attribute =
    esp_dom_is (node, "font") ? esp_dom_dup_attribute (node, "color") : NULL;
  g_autofree char *size = esp_dom_dup_style (node, "font-size");
  g_autofree char *space = esp_dom_dup_style (node, "white-space");
  char *color = esp_dom_dup_color (style != NULL ? style : attribute);
  static const char *const bold[] = { "b", "strong", "th", NULL };
  static const char *const italic[] = { "i", "em", "cite", NULL };
  static const char *const underline[] = { "u", "ins", NULL };
  static const char *const strike[] = { "s", "strike", "del", NULL };

  look->bold = look->bold || esp_dom_is_any (node, bold);
  look->italic = look->italic || esp_dom_is_any (node, italic);
  look->underline = look->underline || esp_dom_is_any (node, underline);
  look->strike = look->strike || esp_dom_is_any (node, strike);
  read_font_weight (node, look);
  read_font_px (node, size, look);
  look->align = esp_flow_align (node, look->align);
  if (space != NULL)
    look->is_pre = g_str_has_prefix (space, "pre");
  else if (esp_dom_is (node, "pre"))
    look->is_pre = TRUE;
  if (color != NULL)
    look->color = color;
  return color;
}
