/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs the values of a lead into bytes and takes them out again, for the scratch file of a dry run. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-pack.h"

#include <string.h>

/**
 * esp_import_pack_put_bytes:
 *
 * Adds bytes as they are.
 */
void
esp_import_pack_put_bytes (GByteArray *bytes, gconstpointer data, gsize length)
{
  g_byte_array_append (bytes, data, (guint) length);
}

/**
 * esp_import_pack_put_text:
 *
 * Adds a text, or that there is none.
 */
void
esp_import_pack_put_text (GByteArray *bytes, const char *text)
{
  gint32 length = text != NULL ? (gint32) strlen (text) : -1;

  esp_import_pack_put_bytes (bytes, &length, sizeof length);
  if (length > 0)
    esp_import_pack_put_bytes (bytes, text, (gsize) length);
}

/**
 * esp_import_pack_put_value:
 *
 * Adds a value with its type.
 */
void
esp_import_pack_put_value (GByteArray *bytes, const EspValue *value)
{
  guint8 type = value->type;

  esp_import_pack_put_bytes (bytes, &type, 1);
  if (value->type == ESP_VALUE_TEXT)
    esp_import_pack_put_text (bytes, value->text);
  else if (value->type != ESP_VALUE_NULL)
    esp_import_pack_put_bytes (bytes, &value->integer,
                               sizeof value->integer); /* the decimal lies in the same place */
}

/**
 * esp_import_pack_get_bytes:
 *
 * Reads what esp_import_pack_put_bytes() added and moves on.
 */
void
esp_import_pack_get_bytes (const guint8 **at, gpointer out, gsize length)
{
  memcpy (out, *at, length);
  *at += length;
}

/**
 * esp_import_pack_get_text:
 *
 * Reads a text and moves on.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
esp_import_pack_get_text (const guint8 **at)
{
  gint32 length;
  char *text;

  esp_import_pack_get_bytes (at, &length, sizeof length);
  if (length < 0)
    return NULL;
  text = g_strndup ((const char *) *at, (gsize) length);
  *at += length;
  return text;
}

/**
 * esp_import_pack_get_value:
 *
 * Reads a value and moves on.
 */
void
esp_import_pack_get_value (const guint8 **at, EspValue *out)
{
  guint8 type;

  esp_import_pack_get_bytes (at, &type, 1);
  if (type == ESP_VALUE_TEXT)
    {
      esp_value_take_text (out, esp_import_pack_get_text (at));
      return;
    }
  out->type = (EspValueType) type;
  if (type != ESP_VALUE_NULL)
    esp_import_pack_get_bytes (at, &out->integer, sizeof out->integer);
}
