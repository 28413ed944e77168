/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what advertising platforms take from the data pack, and measures texts as they do. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ad-check.h"

#include "data/esp-core-resources.h"
#include "store/esp-store.h"

#define PATH "/io/github/espalier/core/ads/platforms.json"

struct _EspAdSpecs
{
  JsonNode *root; /* (owned) */
};

/**
 * esp_ad_specs_new_from_data:
 *
 * Returns: (transfer full): %NULL with @error set when it is no such pack
 */
EspAdSpecs *
esp_ad_specs_new_from_data (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  EspAdSpecs *self;
  JsonNode *root;

  if (!json_parser_load_from_data (parser, json, length, error))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      !json_object_has_member (json_node_get_object (root), "platforms"))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "What the platforms take is no object with “platforms”");
      return NULL;
    }
  self = g_new0 (EspAdSpecs, 1);
  self->root = json_node_copy (root);
  return self;
}

/**
 * esp_ad_specs_new:
 *
 * Returns: (transfer full): the pack that the program brings along
 */
EspAdSpecs *
esp_ad_specs_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : "{\"platforms\":[]}";
  EspAdSpecs *self =
    esp_ad_specs_new_from_data (text, bytes != NULL ? (gssize) length : -1, &error);

  g_assert_no_error (error); /* our own */
  return self;
}

/**
 * esp_ad_specs_free:
 */
void
esp_ad_specs_free (EspAdSpecs *self)
{
  if (self == NULL)
    return;
  json_node_unref (self->root);
  g_free (self);
}

/**
 * esp_ad_specs_list:
 *
 * Returns: (transfer none): objects, one a platform
 */
JsonArray *
esp_ad_specs_list (const EspAdSpecs *self)
{
  return json_object_get_array_member (json_node_get_object (self->root), "platforms");
}

static JsonObject *
find_by_id (JsonArray *rows, const char *id)
{
  for (guint i = 0; rows != NULL && id != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_strcmp0 (json_object_get_string_member_with_default (row, "id", NULL), id) == 0)
        return row;
    }
  return NULL;
}

/**
 * esp_ad_specs_find:
 *
 * Returns: (transfer none) (nullable)
 */
JsonObject *
esp_ad_specs_find (const EspAdSpecs *self, const char *platform)
{
  return find_by_id (esp_ad_specs_list (self), platform);
}

/**
 * esp_ad_specs_find_format:
 *
 * Returns: (transfer none) (nullable)
 */
JsonObject *
esp_ad_specs_find_format (JsonObject *platform, const char *format)
{
  return find_by_id (json_object_get_array_member (platform, "formats"), format);
}

/**
 * esp_ad_specs_get_name:
 * @object: a platform or a format
 */
const char *
esp_ad_specs_get_name (JsonObject *object, EspLang lang)
{
  return json_object_get_string_member_with_default (json_object_get_object_member (object,
                                                                                    "names"),
                                                     lang == ESP_LANG_KO ? "ko" : "en", "");
}

/**
 * esp_ad_text_length:
 * @in_cells: a wide letter counts two, as Hangul does at Google
 */
guint
esp_ad_text_length (const char *text, gboolean in_cells)
{
  guint n = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_iszerowidth (c))
        n += in_cells && g_unichar_iswide (c) ? 2 : 1;
    }
  return n;
}
