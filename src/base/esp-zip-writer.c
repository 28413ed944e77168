/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs members into a ZIP archive, byte for byte the same for the same content. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-zip-writer.h"

#include <string.h>

#define SIGNATURE_LOCAL 0x04034b50u
#define SIGNATURE_ENTRY 0x02014b50u
#define SIGNATURE_END 0x06054b50u
#define VERSION 20
#define FLAG_UTF8 0x0800u
#define METHOD_STORED 0
#define METHOD_DEFLATED 8
/* 1 January 1980: the files of a workbook have no time of their own. */
#define DOS_DATE 0x21
#define POLYNOMIAL 0xedb88320u

struct _EspZipWriter
{
  GByteArray *out;
  GByteArray *directory;
  guint n_members;
};

/**
 * esp_zip_writer_new:
 *
 * Returns: (transfer full): an archive without members
 */
EspZipWriter *
esp_zip_writer_new (void)
{
  EspZipWriter *self = g_new0 (EspZipWriter, 1);

  self->out = g_byte_array_new ();
  self->directory = g_byte_array_new ();
  return self;
}

/**
 * esp_zip_writer_free:
 */
void
esp_zip_writer_free (EspZipWriter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_byte_array_unref (self->directory);
  g_free (self);
}

static guint32
checksum (const guint8 *data, gsize length)
{
  guint32 table[256];
  guint32 sum = 0xffffffffu;

  for (guint32 i = 0; i < G_N_ELEMENTS (table); i++)
    {
      table[i] = i;
      for (int bit = 0; bit < 8; bit++)
        table[i] = (table[i] & 1) != 0 ? POLYNOMIAL ^ table[i] >> 1 : table[i] >> 1;
    }
  for (gsize i = 0; i < length; i++)
    sum = table[(sum ^ data[i]) & 0xff] ^ sum >> 8;
  return sum ^ 0xffffffffu;
}

static void
put16 (GByteArray *out, guint value)
{
  const guint8 bytes[] = { value & 0xff, value >> 8 & 0xff };

  g_byte_array_append (out, bytes, sizeof bytes);
}

static void
put32 (GByteArray *out, guint32 value)
{
  put16 (out, value & 0xffff);
  put16 (out, value >> 16);
}

static GBytes *
deflate (const void *data, gsize length, GError **error)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 6);
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_data (data, (gssize) length, NULL);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (out, G_CONVERTER (compressor));

  if (g_output_stream_splice (packed, in,
                              G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                              NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* What the local header and the entry of the directory have in common. */
static void
put_header (GByteArray *out, guint method, guint32 sum, guint32 packed, guint32 size, gsize name)
{
  put16 (out, VERSION);
  put16 (out, FLAG_UTF8);
  put16 (out, method);
  put16 (out, 0);
  put16 (out, DOS_DATE);
  put32 (out, sum);
  put32 (out, packed);
  put32 (out, size);
  put16 (out, (guint) name);
  put16 (out, 0);
}

/**
 * esp_zip_writer_add:
 * @is_packed: whether it is deflated
 *
 * Adds a member of less than 4 GB.
 */
gboolean
esp_zip_writer_add (EspZipWriter *self,
                    const char *name,
                    const void *data,
                    gsize length,
                    gboolean is_packed,
                    GError **error)
{
  g_autoptr (GBytes) content =
    is_packed ? deflate (data, length, error) : g_bytes_new (data, length);
  guint32 offset = self->out->len;
  guint method = is_packed ? METHOD_DEFLATED : METHOD_STORED;
  gsize packed;
  guint32 sum;

  if (content == NULL)
    return FALSE;
  packed = g_bytes_get_size (content);
  if (length > G_MAXUINT32 / 2 || self->out->len + packed > G_MAXUINT32 / 2)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The archive is too large");
      return FALSE;
    }
  sum = checksum (data, length);
  put32 (self->out, SIGNATURE_LOCAL);
  put_header (self->out, method, sum, (guint32) packed, (guint32) length, strlen (name));
  g_byte_array_append (self->out, (const guint8 *) name, (guint) strlen (name));
  if (packed > 0)
    g_byte_array_append (self->out, g_bytes_get_data (content, NULL), (guint) packed);
  put32 (self->directory, SIGNATURE_ENTRY);
  put16 (self->directory, VERSION);
  put_header (self->directory, method, sum, (guint32) packed, (guint32) length, strlen (name));
  put16 (self->directory, 0); /* comment */
  put16 (self->directory, 0); /* disk */
  put16 (self->directory, 0);
  put32 (self->directory, 0);
  put32 (self->directory, offset);
  g_byte_array_append (self->directory, (const guint8 *) name, (guint) strlen (name));
  self->n_members++;
  return TRUE;
}

/**
 * esp_zip_writer_finish:
 *
 * Returns: (transfer full): the archive; nothing can be added any more
 */
GBytes *
esp_zip_writer_finish (EspZipWriter *self)
{
  guint32 offset = self->out->len;

  g_byte_array_append (self->out, self->directory->data, self->directory->len);
  put32 (self->out, SIGNATURE_END);
  put32 (self->out, 0);
  put16 (self->out, self->n_members);
  put16 (self->out, self->n_members);
  put32 (self->out, self->directory->len);
  put32 (self->out, offset);
  put16 (self->out, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->out));
}
