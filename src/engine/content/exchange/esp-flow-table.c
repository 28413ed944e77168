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

  if (found == NULL && background != NULL)
    {
      if (!g_str_has_prefix (background, "rgb"))
        background[strcspn (background, " ")] = '\0';
      found = esp_dom_dup_color (background);
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
  if (cell == NULL || !esp_dom_is_any (cell, cells))
    return NULL;
  cell_ground = esp_flow_dup_ground (cell);
  looks_pressed = looks_pressed || is_pressed_cell (cell, node);
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
  const xmlNode *cell = node->parent;

  while (cell != NULL && esp_dom_is_element (cell) && !esp_dom_is_any (cell, cells))
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

/* The corners of the link, or those of the cell that holds nothing else. */
static char *
dup_radius (const xmlNode *node)
{
  char *radius = NULL;

  for (int up = 0; up < 3 && node != NULL && radius == NULL; up++, node = only_child_of (node))
    radius = esp_dom_dup_style (node, "border-radius");
  return radius;
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
  g_autofree char *around = ground_around (node);
  g_autofree char *ground = find_button_ground (node, around);
  g_autofree char *href = esp_dom_dup_attribute (node, "href");
  g_autofree char *label = esp_dom_dup_text (node);
  g_autofree char *radius = dup_radius (node);
  g_autofree char *display = esp_dom_dup_style (node, "display");
  const char *outer = self->ground;
  EspBlock *block;

  if (ground == NULL || href == NULL || !esp_dom_is_safe_href (href) || *label == '\0' ||
      strlen (label) > max_label_bytes || esp_flow_count_elements (node, "img", 1) > 0)
    return FALSE;
  if (g_strcmp0 (outer, ground) == 0)
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
  if (esp_flow_count_elements (table, "th", 1) > 0 || (border != NULL && atoi (border) > 0))
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

static void
read_column (EspFlow *self, EspBlock *columns, const xmlNode *box, const EspFlowLook *look)
{
  EspColumn *column = esp_column_new ();
  GPtrArray *outer = self->blocks;
  g_autofree char *ground = esp_flow_dup_ground (box);
  EspFlowLook inner = *look;

  g_ptr_array_add (columns->columns, column);
  column->valign = valign_of (box);
  if (g_strcmp0 (ground, self->ground) != 0)
    column->background = g_steal_pointer (&ground);
  inner.align = esp_flow_align (box, look->align);
  self->blocks = column->blocks;
  self->column_depth++;
  esp_flow_read_children (self, box, &inner);
  esp_flow_end_text (self);
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

/* Returns the line above or below the element, owned: "1px solid #ddd"; NULL when there is none. */
static char *
dup_line (const xmlNode *node)
{
  static const char *const sides[] = { "border-top", "border-bottom" };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *border = esp_dom_dup_style (node, sides[i]);
      const char *digit = border != NULL ? strpbrk (border, "123456789") : NULL;

      if (digit != NULL && strstr (border, "none") == NULL && strstr (border, "px") > digit)
        return g_steal_pointer (&border);
    }
  return NULL;
}

/**
 * esp_flow_is_line:
 *
 * Returns: whether the element is empty but for a line above or below, which makes it a divider.
 */
gboolean
esp_flow_is_line (const xmlNode *node)
{
  static const char *const names[] = { "p", "div", NULL };
  g_autofree char *line = NULL;

  if (!esp_dom_is_any (node, names))
    return FALSE;
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (!esp_dom_is_blank (child))
      return FALSE;
  line = dup_line (node);
  return line != NULL;
}

/**
 * esp_flow_read_line:
 *
 * Adds a divider when there is a line above or below @node.
 */
void
esp_flow_read_line (EspFlow *self, const xmlNode *node)
{
  g_autofree char *line = dup_line (node);
  const char *digit = line != NULL ? strpbrk (line, "123456789") : NULL;
  const char *mark = line != NULL ? strchr (line, '#') : NULL;
  g_autofree char *color = mark != NULL ? g_strndup (mark, strcspn (mark, " ")) : NULL;
  EspBlock *block;

  if (digit == NULL)
    return;
  block = esp_flow_add (self, ESP_BLOCK_DIVIDER);
  block->height = CLAMP (esp_dom_parse_px (digit, 0, 0), 0, 20);
  block->color = esp_dom_dup_color (color);
}

static void
read_cell (EspFlow *self, const xmlNode *cell, const EspFlowLook *look)
{
  EspFlowLook inner = *look;
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
  esp_flow_read_background (self, cell);
  if (!esp_flow_read_boxes (self, cell, &inner))
    esp_flow_read_children (self, cell, &inner);
  esp_flow_end_text (self);
  self->ground = outer;
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
  if (filled->len == 1)
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
  EspFlowLook inner = *look;
  const char *outer = self->ground;

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
  read_rows (self, table, &inner, esp_dom_parse_px (width, 600, 600));
  esp_flow_end_text (self);
  self->ground = outer;
  return TRUE;
}
