/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a compiled catalogue of translations (GNU .mo) beside the one that the process speaks. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-catalogue.h"

#include <gio/gio.h>
#include <string.h>

#define MAGIC 0x950412deu
#define N_HEADER 20
#define N_ENTRY 8
#define MAX_TEXTS 100000

struct _EspCatalogue
{
  GBytes *bytes;     /* (owned) holds all texts */
  GHashTable *texts; /* (owned) English → translation, both of @bytes */
};

static gboolean
read_number (const guint8 *data, gsize n, gsize at, gboolean is_swapped, guint32 *out_number)
{
  guint32 number;

  if (at > n || n - at < sizeof number)
    return FALSE;
  memcpy (&number, data + at, sizeof number);
  *out_number = is_swapped ? GUINT32_SWAP_LE_BE (number) : number;
  return TRUE;
}

/* Returns: (nullable): the text that an entry of a table names, with its end. */
static const char *
read_text (const guint8 *data, gsize n, gsize entry, gboolean is_swapped)
{
  guint32 length = 0;
  guint32 at = 0;

  if (!read_number (data, n, entry, is_swapped, &length) ||
      !read_number (data, n, entry + sizeof length, is_swapped, &at) || at >= n ||
      n - at <= length || data[at + length] != '\0')
    return NULL;
  return (const char *) data + at;
}

static gboolean
read_all (EspCatalogue *self)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (self->bytes, &n);
  gboolean is_swapped;
  guint32 magic = 0;
  guint32 n_texts = 0;
  guint32 originals = 0;
  guint32 translations = 0;

  if (n < N_HEADER || !read_number (data, n, 0, FALSE, &magic) ||
      (magic != MAGIC && magic != GUINT32_SWAP_LE_BE (MAGIC)))
    return FALSE;
  is_swapped = magic != MAGIC;
  if (!read_number (data, n, 8, is_swapped, &n_texts) || n_texts > MAX_TEXTS ||
      !read_number (data, n, 12, is_swapped, &originals) ||
      !read_number (data, n, 16, is_swapped, &translations))
    return FALSE;
  for (gsize i = 0; i < n_texts; i++)
    {
      const char *english = read_text (data, n, originals + i * N_ENTRY, is_swapped);
      const char *text = read_text (data, n, translations + i * N_ENTRY, is_swapped);

      if (english == NULL || text == NULL)
        return FALSE;
      if (*english != '\0' && *text != '\0')
        g_hash_table_insert (self->texts, (gpointer) english, (gpointer) text);
    }
  return TRUE;
}

/**
 * esp_catalogue_new:
 * @bytes: what msgfmt has made, in UTF-8
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspCatalogue *
esp_catalogue_new (GBytes *bytes, GError **error)
{
  EspCatalogue *self = g_new0 (EspCatalogue, 1);

  self->bytes = g_bytes_ref (bytes);
  self->texts = g_hash_table_new (g_str_hash, g_str_equal);
  if (read_all (self))
    return self;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "This is no compiled catalogue of translations, or it is cut off");
  esp_catalogue_free (self);
  return NULL;
}

/**
 * esp_catalogue_free:
 * @self: (nullable)
 */
void
esp_catalogue_free (EspCatalogue *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->texts);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * esp_catalogue_find:
 *
 * Returns: (transfer none): the translation, or @english when there is none
 */
const char *
esp_catalogue_find (const EspCatalogue *self, const char *english)
{
  const char *text = g_hash_table_lookup (self->texts, english);

  return text != NULL ? text : english;
}
