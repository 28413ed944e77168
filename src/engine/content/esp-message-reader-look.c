/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how blocks, columns and sections look where they differ from the brand. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-reader-private.h"

#include "engine/content/esp-color.h"

/**
 * esp_message_reader_read_color:
 *
 * Returns: (transfer full) (nullable): a colour, "#rrggbb"
 */
char *
esp_message_reader_read_color (EspMessageReader *reader, JsonObject *object, const char *member)
{
  char *text = esp_json_walk_line (&reader->walk, object, member, MAX_LINE_BYTES);
  EspColor color;

  if (text != NULL && !esp_color_parse (text, &color))
    {
      esp_json_walk_fail (&reader->walk, member, "“%.20s” is not a colour; write #rrggbb", text);
      g_clear_pointer (&text, g_free);
    }
  return text;
}

/**
 * esp_message_reader_read_font:
 *
 * Returns: (transfer full) (nullable): a list of font families
 */
char *
esp_message_reader_read_font (EspMessageReader *reader, JsonObject *object, const char *member)
{
  g_autofree char *text = esp_json_walk_line (&reader->walk, object, member, MAX_LINE_BYTES);
  char *font = esp_font_dup_safe (text);

  if (text != NULL && font == NULL)
    esp_json_walk_fail (&reader->walk, member, "names of fonts, split by commas, are expected");
  return font;
}

/**
 * esp_message_reader_read_border:
 * @border: (out): the member “border” of @object; none when there is none
 */
void
esp_message_reader_read_border (EspMessageReader *reader, JsonObject *object, EspBorder *border)
{
  static const char *const known[] = { "top", "right", "bottom", "left", "style", "color", NULL };
  JsonNode *node = json_object_get_member (object, "border");
  int *sides[] = { &border->top, &border->right, &border->bottom, &border->left };
  JsonObject *inner;
  gsize before;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, "border",
                          "an object with top, right, bottom, left, style and color is expected");
      return;
    }
  inner = json_node_get_object (node);
  before = esp_json_walk_push (&reader->walk, "border");
  esp_json_walk_check_members (&reader->walk, inner, known);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    *sides[i] = esp_json_walk_int (&reader->walk, inner, known[i], ESP_MAX_BORDER_PX, 0);
  border->style = esp_json_walk_word (&reader->walk, inner, "style", esp_line_style_names);
  border->color = esp_message_reader_read_color (reader, inner, "color");
  esp_json_walk_pop (&reader->walk, before);
}

static int
read_weight (EspMessageReader *reader, JsonObject *object)
{
  int weight = esp_json_walk_int (&reader->walk, object, "weight", 900, 0);

  if (weight % 100 != 0)
    esp_json_walk_fail (&reader->walk, "weight", "100, 200 … 900 are expected");
  return weight;
}

static double
read_spacing (EspMessageReader *reader, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "letter_spacing");
  gboolean is_number = node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                       (json_node_get_value_type (node) == G_TYPE_INT64 ||
                        json_node_get_value_type (node) == G_TYPE_DOUBLE);
  double value = is_number ? json_node_get_double (node) : 0;

  if (node != NULL && (!is_number || !(ABS (value) <= ESP_MAX_LETTER_SPACING_PX)))
    {
      esp_json_walk_fail (&reader->walk, "letter_spacing", "a number from -%d to %d is expected",
                          ESP_MAX_LETTER_SPACING_PX, ESP_MAX_LETTER_SPACING_PX);
      return 0;
    }
  return value;
}

/**
 * esp_message_reader_read_look:
 * @look: (out): members of @object
 */
void
esp_message_reader_read_look (EspMessageReader *reader, JsonObject *object, EspBlockLook *look)
{
  const int max_line_height = 400;

  look->background = esp_message_reader_read_color (reader, object, "background");
  look->font = esp_message_reader_read_font (reader, object, "font");
  look->weight = read_weight (reader, object);
  look->line_height = esp_json_walk_int (&reader->walk, object, "line_height", max_line_height, 0);
  look->letter_spacing = read_spacing (reader, object);
  look->is_upper = esp_json_walk_bool (&reader->walk, object, "capitals");
  esp_message_reader_read_border (reader, object, &look->border);
}
