/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what stands side by side into columns: their width, their ground and frame, what is in them. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include <string.h>

static int
share_of (const xmlNode *cell, int total)
{
  g_autofree char *attribute = esp_dom_dup_attribute (cell, "width");
  g_autofree char *style = esp_dom_dup_style (cell, "width");
  g_autofree char *max = esp_dom_dup_style (cell, "max-width");
  g_autofree char *class = esp_dom_dup_attribute (cell, "class");
  const char *given = attribute != NULL ? attribute : style;
  const char *per = class != NULL ? strstr (class, "mj-column-per-") : NULL;

  if (per != NULL)
    return CLAMP (atoi (per + strlen ("mj-column-per-")), 0, 100);
  if (max != NULL && g_strcmp0 (style, "100%") == 0)
    given = max;
  if (given == NULL || g_str_has_prefix (given, "100%"))
    return 0;
  if (strchr (given, '%') != NULL)
    return CLAMP (atoi (given), 0, 100);
  return total > 0 ? CLAMP (esp_dom_parse_px (given, total, 0) * 100 / total, 0, 100) : 0;
}

static EspVAlign
valign_of (const xmlNode *cell)
{
  g_autofree char *attribute = esp_dom_dup_attribute (cell, "valign");
  g_autofree char *style = esp_dom_dup_style (cell, "vertical-align");
  const char *given = style != NULL ? style : attribute;

  if (g_strcmp0 (given, "middle") == 0 || g_strcmp0 (given, "center") == 0)
    return ESP_VALIGN_MIDDLE;
  return g_strcmp0 (given, "bottom") == 0 ? ESP_VALIGN_BOTTOM : ESP_VALIGN_TOP;
}

/* Words of a few letters or small pictures need no stacking on phones. */
static gboolean
are_small (GPtrArray *boxes)
{
  const gsize max_bytes = 40;

  for (guint i = 0; i < boxes->len; i++)
    {
      g_autofree char *text = esp_dom_dup_text (boxes->pdata[i]);

      if (strlen (text) > max_bytes || esp_flow_count_elements (boxes->pdata[i], "img", 1) > 0)
        return FALSE;
    }
  return TRUE;
}

/* A column with a button alone has no ground of its own: the button has. */
static gboolean
is_link_alone (const xmlNode *node)
{
  g_autofree char *words = esp_dom_dup_text (node);

  for (xmlNode *below = node->children; below != NULL; below = esp_dom_next (below, node))
    if (esp_dom_is (below, "a"))
      {
        g_autofree char *label = esp_dom_dup_text (below);

        return *label != '\0' && g_str_equal (label, words);
      }
  return FALSE;
}

/* Returns the element that has the ground and the frame of the column: the box, or what is alone in it. */
static const xmlNode *
find_shape (const xmlNode *box)
{
  const int max_depth = 8;
  const xmlNode *node = box;

  for (int depth = 0; depth < max_depth && node != NULL; depth++)
    {
      g_autofree char *ground = esp_flow_dup_ground (node);
      EspBorder border = { 0 };
      gboolean is_shape;
      const xmlNode *only = NULL;

      esp_flow_read_border (node, &border);
      is_shape = ground != NULL || !esp_border_is_none (&border);
      esp_border_clear (&border);
      if (is_shape)
        return is_link_alone (node) ? box : node;
      for (const xmlNode *child = node->children; child != NULL; child = child->next)
        if (esp_flow_has_content (child))
          {
            if (only != NULL || !esp_dom_is_element (child))
              return box;
            only = child;
          }
      node = only;
    }
  return box;
}

static void
read_shape (EspFlow *self, EspColumn *column, const xmlNode *box)
{
  const xmlNode *shape = find_shape (box);
  g_autofree char *ground = esp_flow_dup_ground (shape);
  g_autofree char *radius = esp_dom_dup_style (shape, "border-radius");

  esp_flow_read_border (shape, &column->border);
  column->radius = CLAMP (esp_dom_parse_px (radius, 0, 0), 0, 100);
  if (g_strcmp0 (ground, self->ground) != 0)
    column->background = g_steal_pointer (&ground);
  if (!esp_border_is_none (&column->border) || column->background != NULL)
    {
      g_autofree char *padding = esp_dom_dup_style (shape, "padding");

      esp_dom_read_padding (padding, &column->padding);
    }
}

static void
read_column (EspFlow *self, EspBlock *columns, const xmlNode *box, const EspFlowLook *look)
{
  EspColumn *column = esp_column_new ();
  GPtrArray *outer = self->blocks;
  const char *ground = self->ground;
  EspFlowLook inner = *look;

  g_ptr_array_add (columns->columns, column);
  column->valign = valign_of (box);
  read_shape (self, column, box);
  inner.align = esp_flow_align (box, look->align);
  self->blocks = column->blocks;
  self->column_depth++;
  g_free (esp_flow_read_background (self, box)); /* it stands above the words now */
  if (column->background != NULL)
    self->ground = column->background;
  self->column_ground = self->ground;
  esp_flow_read_children (self, box, &inner);
  esp_flow_end_text (self);
  self->ground = ground;
  self->column_depth--;
  self->blocks = outer;
}

/**
 * esp_flow_read_columns:
 * @boxes: (element-type xmlNode): side by side
 * @total: px that they share
 */
void
esp_flow_read_columns (EspFlow *self, GPtrArray *boxes, const EspFlowLook *look, int total)
{
  EspBlock *block;

  if (esp_flow_read_icons (self, boxes, look))
    return;
  if (self->column_depth > 0 || boxes->len > ESP_MAX_COLUMNS)
    {
      esp_flow_note (self, "td",
                     boxes->len > ESP_MAX_COLUMNS
                       ? "A row of many columns became lines below each other."
                       : "Columns inside columns became lines below each other.");
      for (guint i = 0; i < boxes->len; i++)
        {
          esp_flow_read_children (self, boxes->pdata[i], look);
          esp_flow_end_text (self);
        }
      return;
    }
  block = esp_flow_add (self, ESP_BLOCK_COLUMNS);
  block->no_stack = are_small (boxes);
  for (guint i = 0; i < boxes->len; i++)
    {
      read_column (self, block, boxes->pdata[i], look);
      ((EspColumn *) block->columns->pdata[i])->width = share_of (boxes->pdata[i], total);
    }
}
