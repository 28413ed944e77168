/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a stream line by line, whatever the length of its lines, in constant memory. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-line-reader.h"

#include <string.h>

#define CHUNK_BYTES (64 * 1024)

struct _EspLineReader
{
  GInputStream *stream; /* (owned) */
  GByteArray *line;     /* (owned) the line that was read last, zero-terminated */
  guint8 *chunk;        /* (owned) */
  gsize at;             /* in the chunk */
  gsize end;
  guint64 number; /* of the line, from 1 */
};

/**
 * esp_line_reader_new:
 *
 * Returns: (transfer full): a reader at the beginning of @stream
 */
EspLineReader *
esp_line_reader_new (GInputStream *stream)
{
  EspLineReader *self = g_new0 (EspLineReader, 1);

  self->stream = g_object_ref (stream);
  self->line = g_byte_array_new ();
  self->chunk = g_malloc (CHUNK_BYTES);
  return self;
}

/**
 * esp_line_reader_free:
 */
void
esp_line_reader_free (EspLineReader *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->stream);
  g_byte_array_unref (self->line);
  g_free (self->chunk);
  g_free (self);
}

/* Fills the chunk; FALSE at the end and on failure. */
static gboolean
fill (EspLineReader *self, GError **error)
{
  gssize n = g_input_stream_read (self->stream, self->chunk, CHUNK_BYTES, NULL, error);

  self->at = 0;
  self->end = n > 0 ? (gsize) n : 0;
  return n > 0;
}

/* Takes what the chunk has of the line; TRUE when that ends it. */
static gboolean
take (EspLineReader *self, gboolean *out_is_long)
{
  const guint8 *start = self->chunk + self->at;
  const guint8 *newline = memchr (start, '\n', self->end - self->at);
  gsize n = newline != NULL ? (gsize) (newline - start) : self->end - self->at;
  gsize room = ESP_LINE_READER_MAX_BYTES - self->line->len;

  g_byte_array_append (self->line, start, (guint) MIN (n, room));
  *out_is_long |= n > room;
  self->at += n + (newline != NULL ? 1 : 0);
  return newline != NULL;
}

/**
 * esp_line_reader_next:
 * @out_line: (out): without its end; valid until the next call; a byte of zero follows it
 *
 * Returns: whether there is a line, the end, or an error
 */
EspLineStep
esp_line_reader_next (EspLineReader *self, const char **out_line, gsize *out_length, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean is_long = FALSE;
  gboolean has_some = FALSE;

  g_byte_array_set_size (self->line, 0);
  while (self->at < self->end || fill (self, &failure))
    {
      has_some = TRUE;
      if (take (self, &is_long))
        break;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return ESP_LINE_ERROR;
    }
  if (!has_some)
    return ESP_LINE_END;
  self->number++;
  if (self->line->len > 0 && self->line->data[self->line->len - 1] == '\r')
    g_byte_array_set_size (self->line, self->line->len - 1);
  *out_length = self->line->len;
  g_byte_array_append (self->line, (const guint8 *) "", 1);
  *out_line = (const char *) self->line->data;
  return is_long ? ESP_LINE_TOO_LONG : ESP_LINE_OK;
}

/**
 * esp_line_reader_get_number:
 *
 * Returns: the number of the line that was read last, from 1
 */
guint64
esp_line_reader_get_number (const EspLineReader *self)
{
  return self->number;
}
