/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sees through layout tables: columns, buttons, rows of icons, lines; tables of data stay tables. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include "engine/content/esp-color.h"
#include "engine/content/esp-social.h"

#include <string.h>

static const gsize max_label_bytes = 120;

static const char *const row_groups[] = { "tbody", "thead", "tfoot", NULL };
static const char *const cells[] = { "td", "th", NULL };

/**
 * esp_flow_dup_ground:
 *
 * Returns: (transfer full) (nullable): the colour of the element's ground, "#rrggbb".
 */
char *
esp_flow_dup_ground (const xmlNode *node)
{
  g_autofree char *color = esp_dom_dup_style (node, "background-color");
  g_autofree char *background = esp_dom_dup_style (node, "background");
  g_autofree char *attribute = esp_dom_dup_attribute (node, "bgcolor");
  char *found = esp_dom_dup_color (color);

  if (found == NULL)
    found = esp_dom_dup_color_in (background);
  if (found == NULL)
    {
      g_autofree char *image = esp_dom_dup_style (node, "background-image");

      found = esp_dom_dup_color_in (image); /* of a gradient */
    }
  return found != NULL ? found : esp_dom_dup_color (attribute);
}

/**
 * esp_flow_has_content:
 *
 * Returns: whether there are words, a picture or a line below @node.
 */
gboolean
esp_flow_has_content (const xmlNode *node)
{
  static const char *const content[] = { "img", "hr", "video", "svg", "input", "button", NULL };

  if (esp_dom_is_text (node))
    return !esp_dom_is_blank (node);
  if (!esp_dom_is_element (node) || esp_flow_is_hidden (node) || esp_dom_is (node, "style") ||
      esp_dom_is (node, "script"))
    return FALSE;
  if (esp_dom_is_any (node, content) || esp_flow_is_line (node))
    return TRUE;
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (esp_flow_has_content (child))
      return TRUE;
  return FALSE;
}

/**
 * esp_flow_count_elements:
 *
 * Returns: how many elements of that name are below @node, up to @max.
 */
guint
esp_flow_count_elements (const xmlNode *node, const char *name, guint max)
{
  guint n = 0;

  for (const xmlNode *child = node->children; child != NULL && n < max; child = child->next)
    {
      if (!esp_dom_is_element (child))
        continue;
      n += esp_dom_is (child, name);
      n += esp_flow_count_elements (child, name, max - n);
    }
  return n;
}

/* Returns the nearest element around @node that has nothing else in it, or NULL. */
static const xmlNode *
only_child_of (const xmlNode *node)
{
  const xmlNode *parent = node->parent;

  if (parent == NULL || !esp_dom_is_element (parent))
    return NULL;
  for (const xmlNode *child = parent->children; child != NULL; child = child->next)
    if (child != node && esp_flow_has_content (child))
      return NULL;
  return parent;
}

/* Borders in the colour of the ground are the padding of programs that know none. */
static gboolean
has_thick_border (const xmlNode *node)
{
  static const char *const sides[] = { "border", "border-top", "border-left", "border-width" };
  const int thick_px = 5;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *border = esp_dom_dup_style (node, sides[i]);

      if (border != NULL && esp_dom_parse_px (border, 0, 0) >= thick_px)
        return TRUE;
    }
  return FALSE;
}

/* A cell with room and round corners around a link that is not underlined is a button as well. */
static gboolean
is_pressed_cell (const xmlNode *cell, const xmlNode *link)
{
  const int least_px = 4;
  g_autofree char *padding = esp_dom_dup_style (cell, "padding");
  g_autofree char *radius = esp_dom_dup_style (cell, "border-radius");
  g_autofree char *height = esp_dom_dup_attribute (cell, "height");
  g_autofree char *decoration = esp_dom_dup_style (link, "text-decoration");
  gboolean has_room = (padding != NULL && esp_dom_parse_px (padding, 0, 0) >= least_px) ||
                      height != NULL || has_thick_border (cell);

  return has_room &&
         (radius != NULL || (decoration != NULL && strstr (decoration, "none") != NULL));
}

/* The colour of a button may be that of the small table which holds nothing else. */
static const xmlNode *
find_painted (const xmlNode *cell)
{
  const int max_up = 3; /* row, group of rows, table */
  g_autofree char *own = cell != NULL ? esp_flow_dup_ground (cell) : NULL;
  const xmlNode *around = cell;

  for (int up = 0; own == NULL && up < max_up && around != NULL; up++)
    {
      g_autofree char *ground = NULL;
      g_autofree char *width = NULL;

      around = only_child_of (around);
      if (!esp_dom_is (around, "table"))
        continue;
      ground = esp_flow_dup_ground (around);
      width = esp_dom_dup_attribute (around, "width");
      return ground != NULL && g_strcmp0 (width, "100%") != 0 ? around : cell;
    }
  return cell;
}

/* The ground of a button is the link's own, or that of the cell which holds nothing else. */
static char *
find_button_ground (const xmlNode *node, const char *around)
{
  g_autofree char *padding = esp_dom_dup_style (node, "padding");
  g_autofree char *display = esp_dom_dup_style (node, "display");
  g_autofree char *own = esp_flow_dup_ground (node);
  const xmlNode *cell = only_child_of (node);
  g_autofree char *cell_ground = NULL;
  gboolean looks_pressed = padding != NULL ||
                           (display != NULL && strstr (display, "block") != NULL) ||
                           has_thick_border (node);

  if (own != NULL)
    return looks_pressed || esp_dom_parse_px (padding, 0, 0) > 0 ? g_steal_pointer (&own) : NULL;
  for (int up = 0; up < 2 && cell != NULL && !esp_dom_is_any (cell, cells); up++)
    cell = only_child_of (cell);
  cell = find_painted (cell);
  if (cell == NULL || (!esp_dom_is_any (cell, cells) && !esp_dom_is (cell, "table")))
    return NULL;
  cell_ground = esp_flow_dup_ground (cell);
  looks_pressed = looks_pressed || esp_dom_is (cell, "table") || is_pressed_cell (cell, node);
  return looks_pressed && cell_ground != NULL && g_strcmp0 (cell_ground, around) != 0
           ? g_steal_pointer (&cell_ground)
           : NULL;
}

static char *
find_ink (const xmlNode *node)
{
  for (const xmlNode *at = node; esp_dom_is_element (at);)
    {
      g_autofree char *style = esp_dom_dup_style (at, "color");
      char *color = esp_dom_dup_color (style);
      const xmlNode *only = NULL;

      for (const xmlNode *child = at->children; child != NULL; child = child->next)
        if (esp_dom_is_element (child))
          only = child;
      if (color != NULL && only == NULL)
        return color;
      if (color != NULL)
        {
          char *inner = find_ink (only);

          if (inner == NULL)
            return color;
          g_free (color);
          return inner;
        }
      at = only;
    }
  return NULL;
}

/* The ground that a button stands on is that of the nearest element above its own cell. */
static char *
ground_around (const xmlNode *node)
{
  const xmlNode *cell = esp_dom_is (node, "table") ? node : node->parent;

  while (cell != node && cell != NULL && esp_dom_is_element (cell) && !esp_dom_is_any (cell, cells))
    cell = cell->parent;
  for (cell = cell != NULL ? cell->parent : NULL; cell != NULL && esp_dom_is_element (cell);
       cell = cell->parent)
    {
      char *ground = esp_flow_dup_ground (cell);

      if (ground != NULL)
        return ground;
    }
  return NULL;
}

/* Returns the small table whose ground is that of the button @node, or NULL. */
static const xmlNode *
find_painted_table (const xmlNode *node)
{
  const xmlNode *cell = only_child_of (node);

  for (int up = 0; up < 2 && cell != NULL && !esp_dom_is_any (cell, cells); up++)
    cell = only_child_of (cell);
  cell = cell != NULL && esp_dom_is_any (cell, cells) ? find_painted (cell) : NULL;
  return cell != NULL && esp_dom_is (cell, "table") ? cell : NULL;
}

/* The corners of the link, or those of the cell that holds nothing else. */
static char *
dup_radius (const xmlNode *node)
{
  char *radius = NULL;

  for (int up = 0; up < 6 && node != NULL && radius == NULL; up++, node = only_child_of (node))
    radius = esp_dom_dup_style (node, "border-radius");
  return radius;
}

static char *
dup_style_value (const xmlNode *node, const char *name, gpointer data)
{
  return esp_dom_dup_style (node, name);
}

/**
 * esp_flow_read_border:
 * @border: (inout): takes the lines around the element
 */
void
esp_flow_read_border (const xmlNode *node, EspBorder *border)
{
  esp_dom_read_border (node, dup_style_value, NULL, border);
}

/* A frame with room in it around a link that is not underlined. */
static gboolean
is_framed (const xmlNode *node, EspBorder *border)
{
  g_autofree char *padding = esp_dom_dup_style (node, "padding");
  g_autofree char *decoration = esp_dom_dup_style (node, "text-decoration");

  esp_flow_read_border (node, border);
  return border->top > 0 && border->left > 0 && padding != NULL &&
         esp_dom_parse_px (padding, 0, 0) > 0 && decoration != NULL &&
         strstr (decoration, "none") != NULL;
}

/* Letters of the label, and lines around it that are not those of its ground. */
static void
read_button_look (EspBlock *block, const xmlNode *node, EspBorder *border)
{
  g_autofree char *size = esp_dom_dup_style (node, "font-size");
  g_autofree char *weight = esp_dom_dup_style (node, "font-weight");
  g_autofree char *transform = esp_dom_dup_style (node, "text-transform");
  int px = esp_dom_parse_px (size, 16, 0);

  if (px >= 8 && px <= 96 && px != 16)
    block->font_size = px;
  if (weight != NULL && (g_str_equal (weight, "normal") || g_str_equal (weight, "400")))
    block->look.weight = 400;
  block->look.is_upper = g_strcmp0 (transform, "uppercase") == 0;
  if (g_strcmp0 (border->color, block->color) != 0)
    esp_border_copy (border, &block->look.border);
}

/**
 * esp_flow_read_button:
 * @node: a link
 *
 * Returns: whether it looks like a button, and was added as one.
 */
gboolean
esp_flow_read_button (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  const xmlNode *painted = find_painted_table (node);
  g_autofree char *around = ground_around (painted != NULL ? painted : node);
  g_autofree char *ground = find_button_ground (node, around);
  g_autofree char *href = esp_dom_dup_attribute (node, "href");
  g_autofree char *label = esp_dom_dup_text (node);
  g_autofree char *radius = dup_radius (node);
  g_autofree char *display = esp_dom_dup_style (node, "display");
  const char *outer = self->ground;
  EspBorder border = { 0 };
  gboolean is_button = is_framed (node, &border) || ground != NULL;
  EspBlock *block;

  if (!is_button || href == NULL || !esp_dom_is_safe_href (href) || *label == '\0' ||
      strlen (label) > max_label_bytes || esp_flow_count_elements (node, "img", 1) > 0)
    {
      esp_border_clear (&border);
      return FALSE;
    }
  if (ground != NULL && g_strcmp0 (outer, ground) == 0)
    self->ground = around; /* its own cell is no section */
  block = esp_flow_add (self, ESP_BLOCK_BUTTON);
  self->ground = outer;
  block->label = g_steal_pointer (&label);
  block->href = g_steal_pointer (&href);
  block->color = g_steal_pointer (&ground);
  block->text_color = find_ink (node);
  block->radius = CLAMP (esp_dom_parse_px (radius, 0, ESP_RADIUS_USUAL), ESP_RADIUS_USUAL, 100);
  block->full_width = g_strcmp0 (display, "block") == 0 && look->align != ESP_ALIGN_CENTER;
  block->align = look->align;
  read_button_look (block, node, &border);
  esp_border_clear (&border);
  esp_flow_end_text (self);
  return TRUE;
}

static void
collect_rows (const xmlNode *table, GPtrArray *rows)
{
  for (xmlNode *child = table->children; child != NULL; child = child->next)
    {
      if (esp_dom_is (child, "tr"))
        g_ptr_array_add (rows, child);
      else if (esp_dom_is_any (child, row_groups))
        collect_rows (child, rows);
    }
}

static GPtrArray *
collect_cells (const xmlNode *row)
{
  GPtrArray *found = g_ptr_array_new ();

  for (xmlNode *child = row->children; child != NULL; child = child->next)
    if (esp_dom_is_any (child, cells))
      g_ptr_array_add (found, child);
  return found;
}

/* Head cells above or beside others; where all cells are such, they stand for columns of a layout. */
static gboolean
has_heads (const xmlNode *table, GPtrArray *rows)
{
  return esp_flow_count_elements (table, "thead", 1) > 0 ||
         (rows->len > 1 && esp_flow_count_elements (table, "th", 1) > 0 &&
          esp_flow_count_elements (table, "td", 1) > 0);
}

/* A table of data has head cells or visible lines, or says nothing about layout and holds short words alone in
 * equal rows. */
static gboolean
is_data_table (const xmlNode *table, GPtrArray *rows)
{
  const gsize max_cell_bytes = 80;
  g_autofree char *role = esp_dom_dup_attribute (table, "role");
  g_autofree char *border = esp_dom_dup_attribute (table, "border");
  guint n_columns = 0;

  if (g_strcmp0 (role, "presentation") == 0 || g_strcmp0 (role, "none") == 0 || rows->len == 0)
    return FALSE;
  if (esp_flow_count_elements (table, "table", 1) > 0 ||
      esp_flow_count_elements (table, "img", 1) > 0)
    return FALSE;
  if (has_heads (table, rows) || (border != NULL && atoi (border) > 0))
    return TRUE;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GPtrArray) row = collect_cells (rows->pdata[i]);

      if (row->len < 2 || (i > 0 && row->len != n_columns))
        return FALSE;
      n_columns = row->len;
      for (guint j = 0; j < row->len; j++)
        {
          g_autofree char *text = esp_dom_dup_text (row->pdata[j]);

          if (strlen (text) > max_cell_bytes || esp_flow_count_elements (row->pdata[j], "a", 1) > 0)
            return FALSE;
        }
    }
  return rows->len > 1;
}

static void
read_cell (EspFlow *self, const xmlNode *cell, const EspFlowLook *look)
{
  EspFlowLook inner = *look;
  g_autofree char *picture = NULL;
  const char *outer_picture = self->picture;
  g_autofree char *ground = esp_flow_dup_ground (cell);
  g_autofree char *style = esp_dom_dup_style (cell, "color");
  g_autofree char *color = esp_dom_dup_color (style);
  g_autofree char *size = esp_dom_dup_style (cell, "font-size");
  const char *outer = self->ground;

  inner.align = esp_flow_align (cell, look->align);
  inner.font_px = esp_dom_parse_px (size, 16, look->font_px);
  if (inner.font_px == 0 && size != NULL)
    inner.font_px = look->font_px; /* font-size:0 closes gaps between boxes */
  if (color != NULL)
    inner.color = color;
  if (ground != NULL)
    self->ground = ground;
  esp_flow_end_text (self);
  picture = esp_flow_read_background (self, cell);
  if (picture != NULL)
    self->picture = picture;
  if (!esp_flow_read_boxes (self, cell, &inner))
    esp_flow_read_children (self, cell, &inner);
  esp_flow_end_text (self);
  self->ground = outer;
  self->picture = outer_picture;
}

static void
read_row (EspFlow *self, const xmlNode *row, const EspFlowLook *look, int total)
{
  g_autoptr (GPtrArray) all = collect_cells (row);
  g_autoptr (GPtrArray) filled = g_ptr_array_new ();
  g_autofree char *ground = esp_flow_dup_ground (row);
  const char *outer = self->ground;

  if (ground != NULL)
    self->ground = ground;
  for (guint i = 0; i < all->len; i++)
    {
      if (esp_flow_has_content (all->pdata[i]))
        g_ptr_array_add (filled, all->pdata[i]);
      else if (all->len == 1)
        esp_flow_read_line (self, all->pdata[i]);
    }
  if (filled->len == 1 && esp_flow_is_line (filled->pdata[0]))
    esp_flow_read_line (self, filled->pdata[0]);
  else if (filled->len == 1)
    read_cell (self, filled->pdata[0], look);
  else if (filled->len > 1)
    esp_flow_read_columns (self, filled, look, total);
  self->ground = outer;
}

/* In the order of the source, with what stands between rows by mistake or because it is a Liquid tag. */
static void
read_rows (EspFlow *self, const xmlNode *table, const EspFlowLook *look, int total)
{
  for (const xmlNode *child = table->children; child != NULL; child = child->next)
    {
      if (esp_dom_is (child, "tr"))
        read_row (self, child, look, total);
      else if (esp_dom_is_any (child, row_groups))
        read_rows (self, child, look, total);
      else if (esp_flow_has_content (child))
        {
          esp_flow_read (self, child, look);
          esp_flow_end_text (self);
        }
    }
}

/**
 * esp_flow_read_table:
 *
 * Returns: TRUE: every table is read, one of data as raw HTML.
 */
gboolean
esp_flow_read_table (EspFlow *self, const xmlNode *table, const EspFlowLook *look)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *ground = esp_flow_dup_ground (table);
  g_autofree char *width = esp_dom_dup_attribute (table, "width");
  g_autofree char *own_align = esp_dom_dup_attribute (table, "align");
  g_autofree char *picture = NULL;
  EspFlowLook inner = *look;
  const char *outer = self->ground;
  const char *outer_picture = self->picture;

  esp_flow_end_text (self);
  collect_rows (table, rows);
  if (is_data_table (table, rows))
    {
      g_autoptr (GString) html = g_string_new (NULL);

      esp_dom_append_html (html, table, TRUE);
      esp_flow_note (self, "table", "A table of data was kept as HTML.");
      esp_flow_add_raw (self, html->str);
      return TRUE;
    }
  inner.align = esp_flow_align (table, self->is_quirky ? ESP_ALIGN_START : look->align);
  /* A narrow table in the middle centres what is as wide as itself, such as a button. */
  if (g_strcmp0 (own_align, "center") == 0 && width == NULL && inner.align == ESP_ALIGN_START)
    inner.align = ESP_ALIGN_CENTER;
  if (ground != NULL)
    self->ground = ground;
  picture = esp_flow_read_background (self, table);
  if (picture != NULL)
    self->picture = picture;
  read_rows (self, table, &inner, esp_dom_parse_px (width, 600, 600));
  esp_flow_end_text (self);
  self->ground = outer;
  self->picture = outer_picture;
  return TRUE;
}
