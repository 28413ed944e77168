/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes cells so that every spreadsheet reads them back as the same text, and none as a formula. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-csv-writer.h"

#include "base/esp-text-codec.h"

#include <string.h>

struct _EspCsvWriter
{
  EspTextEncoder *encoder; /* (owned) */
  char delimiter;
  gboolean is_formula_safe;
  GString *row;      /* (owned) UTF-8 of the row so far */
  guint n_cells;     /* of the row so far */
  GByteArray *bytes; /* (owned) encoded, not yet taken */
};

/**
 * esp_csv_writer_new:
 * @is_formula_safe: put an apostrophe before a cell that a spreadsheet would take for a formula
 *
 * Returns: (transfer full): a writer; a byte order mark is the first thing it makes, if the encoding
 *   has one
 */
EspCsvWriter *
esp_csv_writer_new (EspEncoding encoding, char delimiter, gboolean is_formula_safe)
{
  EspCsvWriter *self = g_new0 (EspCsvWriter, 1);
  const guint8 *bom;
  gsize n_bom = esp_encoding_get_bom (encoding, &bom);

  self->encoder = esp_text_encoder_new (encoding);
  self->delimiter = delimiter;
  self->is_formula_safe = is_formula_safe;
  self->row = g_string_new (NULL);
  self->bytes = g_byte_array_new ();
  g_byte_array_append (self->bytes, bom, n_bom);
  return self;
}

void
esp_csv_writer_free (EspCsvWriter *self)
{
  esp_text_encoder_free (self->encoder);
  g_string_free (self->row, TRUE);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

/* Spreadsheets compute cells that begin so. A phone number in E.164 begins with +, and a negative number
 * with -; both are text and number to them and not a danger. */
static gboolean
is_formula (const char *text)
{
  char *end;

  if (strchr ("=@\t\r", *text) != NULL)
    return *text != '\0';
  if (*text != '+' && *text != '-')
    return FALSE;
  if (text[1 + strspn (text + 1, "0123456789.")] == '\0')
    return FALSE;
  (void) g_ascii_strtod (text, &end); /* -1.5e-07 */
  return *end != '\0' || (!g_ascii_isdigit (text[1]) && text[1] != '.');
}

/**
 * esp_csv_writer_cell:
 * @text: (nullable): valid UTF-8; NULL is an empty cell
 */
void
esp_csv_writer_cell (EspCsvWriter *self, const char *text)
{
  gboolean needs_quotes;

  if (self->n_cells++ > 0)
    g_string_append_c (self->row, self->delimiter);
  if (text == NULL)
    return;
  needs_quotes = strchr (text, self->delimiter) != NULL || strpbrk (text, "\"\r\n") != NULL ||
                 *text == ' ' || (*text != '\0' && text[strlen (text) - 1] == ' ');
  if (needs_quotes)
    g_string_append_c (self->row, '"');
  if (self->is_formula_safe && is_formula (text))
    g_string_append_c (self->row, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (self->row, '"');
      g_string_append_c (self->row, *p);
    }
  if (needs_quotes)
    g_string_append_c (self->row, '"');
}

/**
 * esp_csv_writer_end_row:
 *
 * Ends the row with CR LF, as RFC 4180 has it.
 */
void
esp_csv_writer_end_row (EspCsvWriter *self)
{
  g_string_append (self->row, "\r\n");
  esp_text_encoder_push (self->encoder, self->row->str, self->row->len, self->bytes);
  g_string_truncate (self->row, 0);
  self->n_cells = 0;
}

/**
 * esp_csv_writer_text:
 *
 * Puts text into the row as it is, without quoting: for rows that are copied from another file.
 */
void
esp_csv_writer_text (EspCsvWriter *self, const char *text)
{
  g_string_append (self->row, text);
  self->n_cells++;
}

/**
 * esp_csv_writer_get_pending:
 *
 * Returns: how many bytes wait to be taken
 */
gsize
esp_csv_writer_get_pending (EspCsvWriter *self)
{
  return self->bytes->len;
}

/**
 * esp_csv_writer_take:
 *
 * Returns: (transfer full): the bytes of all rows that ended since the last call
 */
GBytes *
esp_csv_writer_take (EspCsvWriter *self)
{
  GBytes *bytes = g_byte_array_free_to_bytes (self->bytes);

  self->bytes = g_byte_array_new ();
  return bytes;
}

/**
 * esp_csv_writer_get_n_lost:
 *
 * Returns: how many characters the encoding of the file could not hold and were replaced
 */
guint64
esp_csv_writer_get_n_lost (EspCsvWriter *self)
{
  return esp_text_encoder_get_n_lost (self->encoder);
}

/**
 * esp_csv_writer_dup_lost:
 *
 * Returns: (transfer full): the characters that the encoding could not hold
 */
char *
esp_csv_writer_dup_lost (EspCsvWriter *self)
{
  return esp_text_encoder_dup_lost (self->encoder);
}
