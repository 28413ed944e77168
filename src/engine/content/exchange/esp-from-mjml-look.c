/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what attributes of MJML say about the room, the lines and the letters of a component. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-from-mjml.h"

#include <string.h>

/* What MJML puts around components that say nothing, px: https://documentation.mjml.io */
static const int usual_side_px = 25;
static const int usual_above_px = 10;
static const int usual_section_px = 20;

/**
 * esp_mjml_read_padding:
 * @node: a component
 * @padding: (inout): takes what is said about it; sides that nobody names keep what they have
 *
 * MJML that was written here names only single sides that are not as usual.
 */
void
esp_mjml_read_padding (EspMjml *self, const xmlNode *node, EspPadding *padding)
{
  static const char *const names[] = { "padding-top", "padding-right", "padding-bottom",
                                       "padding-left" };
  int *sides[] = { &padding->top, &padding->right, &padding->bottom, &padding->left };

  for (guint level = self->is_own ? ESP_MJML_N_LEVELS - 1 : 0; level < ESP_MJML_N_LEVELS; level++)
    {
      g_autofree char *all =
        self->is_own ? NULL : esp_mjml_dup_level (self, node, level, "padding");

      esp_dom_read_padding (all, padding);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *value = esp_mjml_dup_level (self, node, level, names[i]);

          esp_dom_read_side (value, sides[i]);
        }
    }
}

static char *
dup_value (const xmlNode *node, const char *name, gpointer data)
{
  return esp_mjml_dup_attribute (data, node, name);
}

static char *
dup_inner (const xmlNode *node, const char *name, gpointer data)
{
  g_autofree char *inner = g_strconcat ("inner-", name, NULL);

  return esp_mjml_dup_attribute (data, node, inner);
}

/**
 * esp_mjml_read_border:
 * @border: (inout): takes the lines around the component
 */
void
esp_mjml_read_border (EspMjml *self, const xmlNode *node, EspBorder *border)
{
  esp_dom_read_border (node, dup_value, self, border);
  if (esp_border_is_none (border))
    esp_dom_read_border (node, dup_inner, self, border);
}

/**
 * esp_mjml_read_radius:
 *
 * Returns: px; %ESP_RADIUS_USUAL when nothing is said.
 */
int
esp_mjml_read_radius (EspMjml *self, const xmlNode *node)
{
  g_autofree char *radius = esp_mjml_dup_attribute (self, node, "border-radius");
  g_autofree char *inner =
    radius == NULL ? esp_mjml_dup_attribute (self, node, "inner-border-radius") : NULL;

  return CLAMP (esp_dom_parse_px (radius != NULL ? radius : inner, 600, ESP_RADIUS_USUAL),
                ESP_RADIUS_USUAL, 100);
}

/**
 * esp_mjml_dup_own:
 *
 * Returns: (transfer full) (nullable): what the component says; in MJML from elsewhere also what the head says for
 *   such components. Own MJML has the usual letters in its head, for those who read it elsewhere.
 */
char *
esp_mjml_dup_own (EspMjml *self, const xmlNode *node, const char *name)
{
  return self->is_own ? esp_dom_dup_attribute (node, name)
                      : esp_mjml_dup_attribute (self, node, name);
}

static int
weight_of (const char *css)
{
  if (css == NULL || *css == '\0')
    return 0;
  if (g_str_has_prefix (css, "bold"))
    return 700;
  if (g_str_equal (css, "normal"))
    return 400;
  return g_str_equal (css, "lighter") ? 300 : CLAMP (atoi (css) / 100 * 100, 0, 900);
}

static int
line_height_of (const char *css, int font_px)
{
  const int max_percent = 400;
  double value = css != NULL ? g_ascii_strtod (css, NULL) : 0;

  if (!(value > 0))
    return 0;
  if (strstr (css, "px") != NULL)
    value = value * 100 / MAX (font_px, 1);
  else if (strchr (css, '%') == NULL)
    value *= 100;
  return (int) CLAMP (value + 0.5, 50, max_percent);
}

static double
spacing_of (const char *css, int font_px)
{
  double value = css != NULL ? g_ascii_strtod (css, NULL) : 0;

  if (css != NULL && strstr (css, "em") != NULL)
    value *= font_px;
  /* "nan" is a number to strtod, and neither more nor less than any other. */
  return value >= -ESP_MAX_LETTER_SPACING_PX ? MIN (value, ESP_MAX_LETTER_SPACING_PX)
         : value < 0                         ? -ESP_MAX_LETTER_SPACING_PX
                                             : 0;
}

static char *
dup_font (EspMjml *self, const xmlNode *node)
{
  g_autofree char *css = esp_mjml_dup_own (self, node, "font-family");
  g_autofree char *font = esp_font_dup_safe (css);

  return g_strcmp0 (font, self->flow.doc->font) != 0 ? g_steal_pointer (&font) : NULL;
}

static void
read_letters (EspMjml *self, const xmlNode *node, EspBlock *block)
{
  const int usual_px = 16;
  EspBlockLook *look = &block->look;
  g_autofree char *weight = esp_mjml_dup_own (self, node, "font-weight");
  g_autofree char *height = esp_mjml_dup_own (self, node, "line-height");
  g_autofree char *spacing = esp_mjml_dup_own (self, node, "letter-spacing");
  g_autofree char *transform = esp_mjml_dup_own (self, node, "text-transform");
  int font_px = block->font_size > 0 ? block->font_size : usual_px;

  look->font = dup_font (self, node);
  look->letter_spacing = spacing_of (spacing, font_px);
  look->is_upper = g_strcmp0 (transform, "uppercase") == 0;
  if (block->kind != ESP_BLOCK_BUTTON)
    look->line_height = line_height_of (height, font_px);
  if (block->kind != ESP_BLOCK_TEXT) /* its runs are bold */
    look->weight = weight_of (weight);
}

/**
 * esp_mjml_read_look:
 * @block: takes the letters, the lines and the ground that the component asks for
 */
void
esp_mjml_read_look (EspMjml *self, const xmlNode *node, EspBlock *block)
{
  g_autofree char *ground = esp_mjml_dup_attribute (self, node, "container-background-color");

  if (block->kind == ESP_BLOCK_COLUMNS || block->kind == ESP_BLOCK_LINKED)
    return;
  block->look.background = esp_dom_dup_color (ground);
  if (esp_block_has_paragraphs (block) || block->kind == ESP_BLOCK_BUTTON)
    read_letters (self, node, block);
  if (block->kind == ESP_BLOCK_BUTTON || block->kind == ESP_BLOCK_IMAGE)
    esp_mjml_read_border (self, node, &block->look.border);
}

/**
 * esp_mjml_read_table_style:
 * @node: an mj-table
 *
 * Appends the style attribute of the table that it becomes.
 */
void
esp_mjml_read_table_style (EspMjml *self, const xmlNode *node, GString *out)
{
  static const char *const names[] = { "color",       "font-family", "font-size",
                                       "line-height", "text-align",  "border" };

  g_string_append (out, " style=\"border-collapse:collapse");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value =
        esp_mjml_dup_attribute (self, node,
                                g_str_equal (names[i], "text-align") ? "align" : names[i]);

      if (value != NULL && *value != '\0' && strpbrk (value, "\"<>;{}") == NULL)
        g_string_append_printf (out, ";%s:%s", names[i], value);
    }
  g_string_append_c (out, '"');
}

typedef struct
{
  gboolean has_vertical; /* somebody names room above or below */
  gboolean has_sides;
  int least; /* px at both sides, of all components */
} Room;

static int
side_or (int side, int usual)
{
  return side >= 0 ? side : usual;
}

static void
measure (GPtrArray *columns, Room *room)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GPtrArray *blocks = ((EspColumn *) columns->pdata[i])->blocks;

      for (guint j = 0; j < blocks->len; j++)
        {
          const EspBlock *block = blocks->pdata[j];
          const EspPadding *padding = &block->padding;

          if (block->kind == ESP_BLOCK_COLUMNS)
            measure (block->columns, room);
          if (block->kind == ESP_BLOCK_COLUMNS || block->kind == ESP_BLOCK_SPACER)
            continue;
          room->has_vertical = room->has_vertical || padding->top >= 0 || padding->bottom >= 0;
          room->has_sides = room->has_sides || padding->left >= 0 || padding->right >= 0;
          if (block->look.background != NULL) /* its ground reaches further than its words */
            {
              room->has_vertical = room->has_sides = TRUE;
              room->least = 0;
            }
          room->least = MIN (room->least, MIN (side_or (padding->left, usual_side_px),
                                               side_or (padding->right, usual_side_px)));
        }
    }
}

static void
settle (GPtrArray *columns, const Room *room)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GPtrArray *blocks = ((EspColumn *) columns->pdata[i])->blocks;

      for (guint j = 0; j < blocks->len; j++)
        {
          EspBlock *block = blocks->pdata[j];
          EspPadding *padding = &block->padding;

          if (block->kind == ESP_BLOCK_COLUMNS)
            settle (block->columns, room);
          if (block->kind == ESP_BLOCK_COLUMNS || block->kind == ESP_BLOCK_SPACER)
            continue;
          if (room->has_vertical)
            {
              padding->top = side_or (padding->top, usual_above_px);
              padding->bottom = side_or (padding->bottom, usual_above_px);
            }
          if (!room->has_sides)
            continue;
          padding->left = side_or (padding->left, usual_side_px) - room->least;
          padding->right = side_or (padding->right, usual_side_px) - room->least;
        }
    }
}

/**
 * esp_mjml_settle_padding:
 * @section: with all that is in it read
 *
 * In MJML each component keeps its own distance from the edge and from others; here the section does, and blocks
 * have what is more. A section in which nobody says anything keeps the usual room.
 */
void
esp_mjml_settle_padding (EspMjml *self, EspSection *section)
{
  EspPadding *padding = &section->padding;
  Room room = { .least = G_MAXINT };

  if (self->is_own)
    return;
  measure (section->columns, &room);
  if (room.least == G_MAXINT)
    room.least = 0; /* spacers alone */
  settle (section->columns, &room);
  if (room.has_sides || padding->left > 0 || padding->right > 0)
    {
      padding->left = MIN (side_or (padding->left, 0) + room.least, ESP_MAX_PADDING_PX);
      padding->right = MIN (side_or (padding->right, 0) + room.least, ESP_MAX_PADDING_PX);
    }
  else
    padding->left = padding->right = ESP_PADDING_USUAL;
  if (!room.has_vertical && padding->top < 0 && padding->bottom < 0)
    return;
  padding->top = side_or (padding->top, usual_section_px);
  padding->bottom = side_or (padding->bottom, usual_section_px);
  if (!room.has_vertical) /* the room that components have by themselves */
    {
      padding->top = MIN (padding->top + usual_above_px, ESP_MAX_PADDING_PX);
      padding->bottom = MIN (padding->bottom + usual_above_px, ESP_MAX_PADDING_PX);
    }
}
