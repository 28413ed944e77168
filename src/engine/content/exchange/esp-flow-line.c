/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds lines that divide: empty elements with a line above or below, or so low that their ground is one. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include <string.h>

/* What is lower is a line. */
static const int max_line_px = 12;

typedef struct
{
  int px;
  EspLineStyle style;
  char *color;
} Line;

static void
line_clear (Line *line)
{
  g_free (line->color);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static gboolean
find_border (const xmlNode *node, Line *line)
{
  EspBorder border = { 0 };

  esp_flow_read_border (node, &border);
  line->px = MAX (border.top, border.bottom);
  line->style = border.style;
  line->color = border.color;
  return line->px > 0;
}

/* "height:2px" or "padding:0 0 2px" of something that has a colour. */
static gboolean
find_low_ground (const xmlNode *node, Line *line)
{
  g_autofree char *ground = esp_flow_dup_ground (node);
  g_autofree char *style = esp_dom_dup_style (node, "height");
  g_autofree char *attribute = esp_dom_dup_attribute (node, "height");
  g_autofree char *padding = esp_dom_dup_style (node, "padding");
  g_auto (GStrv) sides = padding != NULL ? g_strsplit (padding, " ", 4) : NULL;
  int px = esp_dom_parse_px (style != NULL ? style : attribute, 0, 0);

  if (px == 0 && sides != NULL && g_strv_length (sides) >= 3)
    px = esp_dom_parse_px (sides[0], 0, 0) + esp_dom_parse_px (sides[2], 0, 0);
  if (ground == NULL || px <= 0 || px > max_line_px)
    return FALSE;
  line->px = px;
  line->color = g_steal_pointer (&ground);
  return TRUE;
}

static gboolean
is_only_cell (const xmlNode *node)
{
  for (const xmlNode *other = node->parent != NULL ? node->parent->children : NULL; other != NULL;
       other = other->next)
    if (other != node && (esp_dom_is (other, "td") || esp_dom_is (other, "th")))
      return FALSE;
  return TRUE;
}

/* Looks at the element and at the empty ones in it. */
static gboolean
find_line (const xmlNode *node, Line *line, int depth)
{
  const int max_depth = 6;
  gboolean is_wide = !esp_dom_is (node, "td") || is_only_cell (node);

  if (is_wide && !esp_dom_is (node, "tr") &&
      (find_border (node, line) || find_low_ground (node, line)))
    return TRUE;
  for (const xmlNode *child = node->children; child != NULL && depth < max_depth;
       child = child->next)
    if (esp_dom_is_element (child) && find_line (child, line, depth + 1))
      return TRUE;
  return FALSE;
}

/* Whether there are neither words nor pictures nor other elements that show something. */
static gboolean
is_hollow (const xmlNode *node)
{
  static const char *const hollow[] = { "table", "tbody", "thead", "tfoot",  "tr",
                                        "td",    "th",    "div",   "p",      "span",
                                        "o:p",   "font",  "br",    "center", NULL };

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (esp_dom_is_element (child) ? !esp_dom_is_any (child, hollow) || !is_hollow (child)
                                   : !esp_dom_is_blank (child))
      return FALSE;
  return TRUE;
}

/**
 * esp_flow_is_line:
 *
 * Returns: whether the element is empty but for a line above or below, which makes it a divider.
 */
gboolean
esp_flow_is_line (const xmlNode *node)
{
  static const char *const names[] = { "p", "div", "table", "td", NULL };
  g_auto (Line) line = { 0 };

  return esp_dom_is_any (node, names) && (!esp_dom_is (node, "td") || is_only_cell (node)) &&
         is_hollow (node) && find_line (node, &line, 0);
}

static void
read_span (EspBlock *block, const xmlNode *node)
{
  const int usual_px = 600;
  g_autofree char *style = esp_dom_dup_style (node, "width");
  g_autofree char *attribute = esp_dom_dup_attribute (node, "width");
  const char *width = style != NULL ? style : attribute;
  int percent = width == NULL                 ? 0
                : strchr (width, '%') != NULL ? esp_dom_parse_px (width, 100, 0)
                                              : esp_dom_parse_px (width, 0, 0) * 100 / usual_px;

  if (percent > 0 && percent < 90)
    {
      block->span = percent;
      block->align = ESP_ALIGN_CENTER;
    }
}

/* The line may be drawn by a narrower table in the cell. */
static void
read_inner_span (EspBlock *block, const xmlNode *node)
{
  for (const xmlNode *child = node->children; child != NULL && block->span == 0;
       child = child->next)
    if (esp_dom_is_element (child))
      {
        if (esp_dom_is (child, "table"))
          read_span (block, child);
        read_inner_span (block, child);
      }
}

/**
 * esp_flow_read_line:
 *
 * Adds a divider when there is a line above or below @node, or in what is empty below it.
 */
void
esp_flow_read_line (EspFlow *self, const xmlNode *node)
{
  g_auto (Line) line = { 0 };
  EspBlock *block;

  if (!find_line (node, &line, 0))
    return;
  block = esp_flow_add (self, ESP_BLOCK_DIVIDER);
  block->height = MIN (line.px, 20);
  block->line_style = line.style;
  block->color = g_steal_pointer (&line.color);
  read_span (block, node);
  read_inner_span (block, node);
}

/**
 * esp_flow_read_rule:
 * @node: an hr
 */
void
esp_flow_read_rule (EspFlow *self, const xmlNode *node)
{
  EspBlock *block = esp_flow_add (self, ESP_BLOCK_DIVIDER);
  g_autofree char *border_color = esp_dom_dup_style (node, "border-color");
  g_autofree char *color = esp_dom_dup_attribute (node, "color");
  g_autofree char *size = esp_dom_dup_attribute (node, "size");
  g_auto (Line) line = { 0 };

  if (find_border (node, &line) || find_low_ground (node, &line))
    {
      block->height = MIN (line.px, 20);
      block->line_style = line.style;
      block->color = g_steal_pointer (&line.color);
    }
  else
    block->height = CLAMP (esp_dom_parse_px (size, 0, 0), 0, 20);
  if (block->color == NULL)
    block->color = esp_dom_dup_color_in (border_color != NULL ? border_color : color);
  read_span (block, node);
}
