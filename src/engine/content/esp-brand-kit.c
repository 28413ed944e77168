/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes the brand kit of the library: colours, fonts, logo, buttons, dark mode. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-brand-kit.h"

#include "base/esp-json-walk.h"
#include "engine/content/esp-color.h"

#include <string.h>

#define MAX_JSON_BYTES (4 * 1024 * 1024)
#define MAX_LOGO_BYTES (1024 * 1024)
#define MAX_LINE_BYTES 2000
#define MAX_DEPTH 8
#define LOGO_ID "esp-logo"

static const int max_radius_px = 100;
static const int max_logo_px = 600;

typedef struct
{
  const char *name;
  gsize offset; /* of the char * in EspBrandKit */
} Color;

#define COLOR(json_name, member)                                                                   \
  {                                                                                                \
    json_name, G_STRUCT_OFFSET (EspBrandKit, member)                                               \
  }

static const Color colors[] = {
  COLOR ("accent", accent),         COLOR ("on_accent", on_accent), COLOR ("link", link),
  COLOR ("background", background), COLOR ("surface", surface),     COLOR ("text", text),
  COLOR ("muted", muted),           COLOR ("line", line),
};

static const Color dark_colors[] = {
  COLOR ("background", dark_background), COLOR ("surface", dark_surface), COLOR ("text", dark_text),
  COLOR ("muted", dark_muted),           COLOR ("line", dark_line),       COLOR ("link", dark_link),
};

static char **
color_at (const EspBrandKit *self, const Color *color)
{
  return (char **) (gpointer) ((char *) self + color->offset);
}

/**
 * esp_brand_kit_new:
 *
 * Returns: (transfer full): a kit in which everything is as usual.
 */
EspBrandKit *
esp_brand_kit_new (void)
{
  EspBrandKit *self = g_new0 (EspBrandKit, 1);

  self->radius = -1;
  self->button_radius = -1;
  return self;
}

/**
 * esp_brand_kit_copy:
 *
 * Returns: (transfer full): a copy that shares nothing but the bytes of the logo.
 */
EspBrandKit *
esp_brand_kit_copy (const EspBrandKit *self)
{
  EspBrandKit *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->home_url = g_strdup (self->home_url);
  copy->logo_src = g_strdup (self->logo_src);
  copy->font = g_strdup (self->font);
  copy->heading_font = g_strdup (self->heading_font);
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    *color_at (copy, &colors[i]) = g_strdup (*color_at (self, &colors[i]));
  for (guint i = 0; i < G_N_ELEMENTS (dark_colors); i++)
    *color_at (copy, &dark_colors[i]) = g_strdup (*color_at (self, &dark_colors[i]));
  if (self->logo != NULL)
    copy->logo = esp_message_file_new (self->logo->id, self->logo->name, self->logo->type, TRUE,
                                       self->logo->data);
  return copy;
}

/**
 * esp_brand_kit_free:
 * @self: (nullable): a kit
 */
void
esp_brand_kit_free (EspBrandKit *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->home_url);
  g_free (self->logo_src);
  g_free (self->font);
  g_free (self->heading_font);
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    g_free (*color_at (self, &colors[i]));
  for (guint i = 0; i < G_N_ELEMENTS (dark_colors); i++)
    g_free (*color_at (self, &dark_colors[i]));
  esp_message_file_free (self->logo);
  g_free (self);
}

/* Returns the object of @member, gone into; NULL when absent or wrong. */
static JsonObject *
enter (EspJsonWalk *walk, JsonObject *object, const char *member, gsize *out_before)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (walk, member, "an object in braces is expected");
      return NULL;
    }
  *out_before = esp_json_walk_push (walk, member);
  return json_node_get_object (node);
}

static void
read_colors (EspJsonWalk *walk,
             JsonObject *root,
             const char *member,
             EspBrandKit *kit,
             const Color *table,
             guint n)
{
  const char *known[G_N_ELEMENTS (colors) + 1] = { NULL };
  gsize before = 0;
  JsonObject *object = enter (walk, root, member, &before);

  if (object == NULL)
    return;
  for (guint i = 0; i < n; i++)
    known[i] = table[i].name;
  esp_json_walk_check_members (walk, object, known);
  for (guint i = 0; i < n; i++)
    {
      char **field = color_at (kit, &table[i]);
      EspColor color;

      *field = esp_json_walk_line (walk, object, table[i].name, MAX_LINE_BYTES);
      if (*field != NULL && !esp_color_parse (*field, &color))
        esp_json_walk_fail (walk, table[i].name, "“%.20s” is not a colour; write #rrggbb", *field);
    }
  esp_json_walk_pop (walk, before);
}

/* The list stands in style="…" as it is. */
static char *
read_font (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  char *font = esp_json_walk_line (walk, object, member, 500);

  if (font != NULL && strpbrk (font, "\"<>;{}&\\()@") != NULL)
    esp_json_walk_fail (walk, member,
                        "a list of font names is expected, such as 'Noto Sans KR',sans-serif");
  return font;
}

static void
read_fonts (EspJsonWalk *walk, JsonObject *root, EspBrandKit *kit)
{
  static const char *const known[] = { "body", "heading", NULL };
  gsize before = 0;
  JsonObject *object = enter (walk, root, "fonts", &before);

  if (object == NULL)
    return;
  esp_json_walk_check_members (walk, object, known);
  kit->font = read_font (walk, object, "body");
  kit->heading_font = read_font (walk, object, "heading");
  esp_json_walk_pop (walk, before);
}

static void
read_button (EspJsonWalk *walk, JsonObject *root, EspBrandKit *kit)
{
  static const char *const known[] = { "radius", "style", NULL };
  static const char *const styles[] = { "solid", "outline", NULL };
  gsize before = 0;
  JsonObject *object = enter (walk, root, "button", &before);

  if (object == NULL)
    return;
  esp_json_walk_check_members (walk, object, known);
  kit->button_radius = esp_json_walk_int (walk, object, "radius", max_radius_px, -1);
  kit->button_is_outline = esp_json_walk_word (walk, object, "style", styles) == 1;
  esp_json_walk_pop (walk, before);
}

static void
read_logo_bytes (EspJsonWalk *walk, JsonObject *object, EspBrandKit *kit)
{
  g_autofree char *type = esp_json_walk_line (walk, object, "type", 100);
  g_autofree char *base64 = esp_json_walk_string (walk, object, "data", MAX_JSON_BYTES);
  g_autofree guchar *bytes = NULL;
  g_autoptr (GBytes) data = NULL;
  gsize n = 0;

  if (base64 == NULL)
    return;
  if (type == NULL || !g_str_has_prefix (type, "image/"))
    {
      esp_json_walk_fail (walk, "type", "a media type such as “image/png” is expected");
      return;
    }
  bytes = g_base64_decode (base64, &n);
  if (n == 0 || n > MAX_LOGO_BYTES)
    {
      esp_json_walk_fail (walk, "data", "a picture of at most %d kB is expected",
                          MAX_LOGO_BYTES / 1024);
      return;
    }
  data = g_bytes_new_take (g_steal_pointer (&bytes), n);
  kit->logo = esp_message_file_new (LOGO_ID, "logo", type, TRUE, data);
  g_free (kit->logo_src);
  kit->logo_src = g_strdup ("cid:" LOGO_ID);
}

static void
read_logo (EspJsonWalk *walk, JsonObject *root, EspBrandKit *kit)
{
  static const char *const known[] = { "src", "width", "type", "data", NULL };
  gsize before = 0;
  JsonObject *object = enter (walk, root, "logo", &before);

  if (object == NULL)
    return;
  esp_json_walk_check_members (walk, object, known);
  kit->logo_src = esp_json_walk_line (walk, object, "src", MAX_LINE_BYTES);
  kit->logo_width = esp_json_walk_int (walk, object, "width", max_logo_px, 0);
  read_logo_bytes (walk, object, kit);
  esp_json_walk_pop (walk, before);
}

static void
read_root (EspJsonWalk *walk, JsonObject *root, EspBrandKit *kit)
{
  static const char *const known[] = { "version", "name",  "home_url", "logo",   "colors",
                                       "dark",    "fonts", "radius",   "button", NULL };
  int version = esp_json_walk_int (walk, root, "version", G_MAXINT, 0);

  if (version != ESP_BRAND_KIT_VERSION)
    {
      esp_json_walk_fail (walk, "version",
                          "a brand kit says its version, %d now; a newer one needs "
                          "a newer Espalier",
                          ESP_BRAND_KIT_VERSION);
      return;
    }
  esp_json_walk_check_members (walk, root, known);
  kit->name = esp_json_walk_line (walk, root, "name", MAX_LINE_BYTES);
  kit->home_url = esp_json_walk_line (walk, root, "home_url", MAX_LINE_BYTES);
  kit->radius = esp_json_walk_int (walk, root, "radius", max_radius_px, -1);
  read_logo (walk, root, kit);
  read_colors (walk, root, "colors", kit, colors, G_N_ELEMENTS (colors));
  read_colors (walk, root, "dark", kit, dark_colors, G_N_ELEMENTS (dark_colors));
  read_fonts (walk, root, kit);
  read_button (walk, root, kit);
}

/**
 * esp_brand_kit_parse:
 * @json: as esp_brand_kit_to_json() writes it; data/schema/brand.schema.json describes it
 * @length: its bytes, -1 when it ends in NUL
 *
 * Returns: (transfer full) (nullable): the kit, or NULL with %ESP_MESSAGE_ERROR set, whose text names the place.
 */
EspBrandKit *
esp_brand_kit_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspBrandKit) kit = esp_brand_kit_new ();
  gsize n = length < 0 ? strlen (json) : (gsize) length;
  EspJsonWalk walk;

  if (n > MAX_JSON_BYTES || esp_json_is_too_deep (json, n, MAX_DEPTH) ||
      !g_utf8_validate (json, (gssize) n, NULL) ||
      !json_parser_load_from_data (parser, json, (gssize) n, NULL) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                   "The brand kit is not a JSON object of at most %d MB",
                   MAX_JSON_BYTES / 1024 / 1024);
      return NULL;
    }
  esp_json_walk_init (&walk, "The brand kit", ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
  read_root (&walk, json_node_get_object (json_parser_get_root (parser)), kit);
  if (!esp_json_walk_finish (&walk, error))
    return NULL;
  return g_steal_pointer (&kit);
}

static void
write_string (JsonBuilder *builder, const char *member, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
write_int (JsonBuilder *builder, const char *member, int value, int usual)
{
  if (value == usual)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

static void
write_colors (JsonBuilder *builder,
              const char *member,
              const EspBrandKit *kit,
              const Color *table,
              guint n)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  for (guint i = 0; i < n; i++)
    write_string (builder, table[i].name, *color_at (kit, &table[i]));
  json_builder_end_object (builder);
}

static void
write_logo (JsonBuilder *builder, const EspBrandKit *self)
{
  if (self->logo_src == NULL)
    return;
  json_builder_set_member_name (builder, "logo");
  json_builder_begin_object (builder);
  if (self->logo == NULL)
    write_string (builder, "src", self->logo_src);
  write_int (builder, "width", self->logo_width, 0);
  if (self->logo != NULL)
    {
      gsize n;
      const guchar *bytes = g_bytes_get_data (self->logo->data, &n);
      g_autofree char *base64 = g_base64_encode (bytes, n);

      write_string (builder, "type", self->logo->type);
      write_string (builder, "data", base64);
    }
  json_builder_end_object (builder);
}

/**
 * esp_brand_kit_to_json:
 *
 * Returns: (transfer full): the kit as indented JSON; what is as usual is left out.
 */
char *
esp_brand_kit_to_json (const EspBrandKit *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  write_int (builder, "version", ESP_BRAND_KIT_VERSION, 0);
  write_string (builder, "name", self->name);
  write_string (builder, "home_url", self->home_url);
  write_logo (builder, self);
  write_colors (builder, "colors", self, colors, G_N_ELEMENTS (colors));
  write_colors (builder, "dark", self, dark_colors, G_N_ELEMENTS (dark_colors));
  json_builder_set_member_name (builder, "fonts");
  json_builder_begin_object (builder);
  write_string (builder, "body", self->font);
  write_string (builder, "heading", self->heading_font);
  json_builder_end_object (builder);
  write_int (builder, "radius", self->radius, -1);
  json_builder_set_member_name (builder, "button");
  json_builder_begin_object (builder);
  write_int (builder, "radius", self->button_radius, -1);
  if (self->button_is_outline)
    write_string (builder, "style", "outline");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static void
choose (const char **field, const char *wanted)
{
  if (!esp_text_is_blank (wanted))
    *field = wanted;
}

/**
 * esp_brand_kit_get_brand:
 * @out_brand: (out): borrows the strings of @self, with the usual look where it says nothing
 */
void
esp_brand_kit_get_brand (const EspBrandKit *self, EspBrand *out_brand)
{
  EspBrand brand = esp_brand_default;

  choose (&brand.name, self->name);
  choose (&brand.home_url, self->home_url);
  choose (&brand.logo_src, self->logo_src);
  choose (&brand.accent, self->accent);
  choose (&brand.on_accent, self->on_accent);
  choose (&brand.link, self->link);
  choose (&brand.background, self->background);
  choose (&brand.surface, self->surface);
  choose (&brand.text, self->text);
  choose (&brand.muted, self->muted);
  choose (&brand.line, self->line);
  choose (&brand.font, self->font);
  choose (&brand.heading_font, self->heading_font);
  choose (&brand.dark_background, self->dark_background);
  choose (&brand.dark_surface, self->dark_surface);
  choose (&brand.dark_text, self->dark_text);
  choose (&brand.dark_muted, self->dark_muted);
  choose (&brand.dark_line, self->dark_line);
  choose (&brand.dark_link, self->dark_link);
  if (self->logo_width > 0)
    brand.logo_width = self->logo_width;
  if (self->radius >= 0)
    brand.radius = self->radius;
  brand.button_radius = self->button_radius;
  brand.button_is_outline = self->button_is_outline;
  *out_brand = brand;
}

/**
 * esp_brand_kit_add_logo:
 * @doc: a message that is about to be written with this brand
 *
 * Adds the logo's picture to the files that travel in the message.
 */
void
esp_brand_kit_add_logo (const EspBrandKit *self, EspMessageDoc *doc)
{
  if (self->logo == NULL || esp_message_doc_find_file (doc, self->logo->id) != NULL)
    return;
  g_ptr_array_add (doc->files, esp_message_file_new (self->logo->id, self->logo->name,
                                                     self->logo->type, TRUE, self->logo->data));
}
