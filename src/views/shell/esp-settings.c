/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences of the person at this computer; they work, unsaved, without the installed schema. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-settings.h"

/* What was set while there was no schema: key → GVariant. Main thread only. */
static GHashTable *unsaved;

/**
 * esp_settings_peek:
 *
 * Returns: (transfer none) (nullable): our settings, NULL when their schema is not installed
 */
GSettings *
esp_settings_peek (void)
{
  static GSettings *settings;
  static gboolean looked;
  GSettingsSchemaSource *source;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (looked)
    return settings;
  looked = TRUE;
  source = g_settings_schema_source_get_default ();
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, ESP_APP_ID, TRUE);
  if (schema != NULL)
    settings = g_settings_new_full (schema, NULL, NULL);
  return settings;
}

/* Returns: (transfer full) (nullable): the value, NULL when nothing knows the key. */
static GVariant *
read_value (const char *key, const GVariantType *type)
{
  GSettings *settings = esp_settings_peek ();
  g_autoptr (GVariant) value = NULL;

  if (settings != NULL)
    {
      g_autoptr (GSettingsSchema) schema = NULL;

      g_object_get (settings, "settings-schema", &schema, NULL);
      if (g_settings_schema_has_key (schema, key))
        value = g_settings_get_value (settings, key);
    }
  if (value == NULL && unsaved != NULL && g_hash_table_contains (unsaved, key))
    value = g_variant_ref (g_hash_table_lookup (unsaved, key));
  if (value == NULL || !g_variant_is_of_type (value, type))
    return NULL;
  return g_steal_pointer (&value);
}

static void
write_value (const char *key, GVariant *value)
{
  GSettings *settings = esp_settings_peek ();
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  if (settings != NULL)
    {
      g_autoptr (GSettingsSchema) schema = NULL;

      g_object_get (settings, "settings-schema", &schema, NULL);
      if (g_settings_schema_has_key (schema, key))
        {
          g_settings_set_value (settings, key, owned);
          return;
        }
    }
  if (unsaved == NULL)
    unsaved =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  g_hash_table_replace (unsaved, g_strdup (key), g_variant_ref (owned));
}

/**
 * esp_settings_dup_string:
 *
 * Returns: (transfer full): the text, "" when it was never set
 */
char *
esp_settings_dup_string (const char *key)
{
  g_autoptr (GVariant) value = read_value (key, G_VARIANT_TYPE_STRING);

  return value != NULL ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

/**
 * esp_settings_set_string:
 *
 * Keeps a text.
 */
void
esp_settings_set_string (const char *key, const char *value)
{
  write_value (key, g_variant_new_string (value));
}

/**
 * esp_settings_get_boolean:
 *
 * Returns: the switch, @fallback when it was never set
 */
gboolean
esp_settings_get_boolean (const char *key, gboolean fallback)
{
  g_autoptr (GVariant) value = read_value (key, G_VARIANT_TYPE_BOOLEAN);

  return value != NULL ? g_variant_get_boolean (value) : fallback;
}

/**
 * esp_settings_set_boolean:
 *
 * Keeps a switch.
 */
void
esp_settings_set_boolean (const char *key, gboolean value)
{
  write_value (key, g_variant_new_boolean (value));
}

/**
 * esp_settings_get_int:
 *
 * Returns: the number, @fallback when it was never set
 */
int
esp_settings_get_int (const char *key, int fallback)
{
  g_autoptr (GVariant) value = read_value (key, G_VARIANT_TYPE_INT32);

  return value != NULL ? g_variant_get_int32 (value) : fallback;
}

/**
 * esp_settings_set_int:
 *
 * Keeps a number.
 */
void
esp_settings_set_int (const char *key, int value)
{
  write_value (key, g_variant_new_int32 (value));
}

/**
 * esp_settings_dup_strv:
 *
 * Returns: (transfer full): the texts, an empty array when they were never set
 */
char **
esp_settings_dup_strv (const char *key)
{
  g_autoptr (GVariant) value = read_value (key, G_VARIANT_TYPE_STRING_ARRAY);

  return value != NULL ? g_variant_dup_strv (value, NULL) : g_new0 (char *, 1);
}

/**
 * esp_settings_set_strv:
 *
 * Keeps texts.
 */
void
esp_settings_set_strv (const char *key, const char *const *value)
{
  write_value (key, g_variant_new_strv (value, -1));
}
