/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams rows out of delimited text of any encoding; a damaged row costs itself and nothing else. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-csv-reader.h"

#include "base/esp-text-codec.h"

#include <string.h>

#define CHUNK_BYTES (256 * 1024)
/* Line breaks in one quoted cell beyond which the closing quote must be missing. */
#define MAX_CELL_LINES 10000
#define END_OF_DATA (-1)
#define REPLACEMENT_UTF8 "\xEF\xBF\xBD"

struct _EspCsvReader
{
  EspCsvOptions options;
  EspCsvReadFunc read_func;
  gpointer user_data;

  guint8 *buffer; /* (owned) UTF-8 for UTF-16 sources, the file's own bytes else */
  gsize start;    /* where the row that is being read begins */
  gsize end;
  gsize size;
  gboolean is_at_end;
  gboolean is_row_too_long;

  EspTextDecoder *stream_decoder; /* (owned) (nullable) for UTF-16 */
  EspTextDecoder *row_decoder;    /* (owned) (nullable) for single- and double-byte encodings */
  GString *decoded;               /* (owned) scratch of either */
  guint8 *chunk;                  /* (owned) (nullable) raw bytes before the stream decoder */

  guint8 ends_plain[256];  /* bytes at which the scan of a plain cell stops */
  guint8 ends_quoted[256]; /* and of a quoted one */

  GString *text;    /* (owned) cells of the row, each with a NUL behind it */
  GArray *starts;   /* (owned) of gsize: where each cell begins in text */
  GPtrArray *cells; /* (owned) what the row shows */

  gsize at;             /* offset into the row */
  gsize first_line_end; /* offset behind the first line break inside a quoted cell, or 0 */
  guint64 n_inner_lines;
  gboolean has_text; /* some cell is not empty */

  guint64 line;
  guint64 n_rows;
  guint64 n_blank;
  guint64 offset;     /* of start, in the file */
  guint64 n_raw;      /* bytes of the file that went through the stream decoder */
  gboolean has_bad;   /* some of them were no characters */
  GError *read_error; /* (owned) (nullable) */
};

/**
 * esp_csv_reader_new:
 *
 * Returns: (transfer full): a reader at the first row; a byte order mark is passed over
 */
EspCsvReader *
esp_csv_reader_new (const EspCsvOptions *options, EspCsvReadFunc read_func, gpointer user_data)
{
  EspCsvReader *self = g_new0 (EspCsvReader, 1);

  self->options = *options;
  if (self->options.max_columns == 0)
    self->options.max_columns = ESP_CSV_MAX_COLUMNS;
  if (self->options.max_cell_bytes == 0)
    self->options.max_cell_bytes = ESP_CSV_MAX_CELL_BYTES;
  if (self->options.max_row_bytes == 0)
    self->options.max_row_bytes = ESP_CSV_MAX_ROW_BYTES;
  self->read_func = read_func;
  self->user_data = user_data;
  self->decoded = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->cells = g_ptr_array_new ();
  self->line = 1;
  if (options->encoding == ESP_ENCODING_UTF16LE || options->encoding == ESP_ENCODING_UTF16BE)
    {
      self->stream_decoder = esp_text_decoder_new (options->encoding);
      self->chunk = g_malloc (CHUNK_BYTES);
    }
  else if (options->encoding != ESP_ENCODING_UTF8 && options->encoding != ESP_ENCODING_UTF8_BOM)
    self->row_decoder = esp_text_decoder_new (options->encoding);
  self->ends_plain[(guint8) options->delimiter] = TRUE;
  self->ends_plain['\n'] = self->ends_plain['\r'] = self->ends_plain[0] = TRUE;
  self->ends_quoted['"'] = TRUE;
  self->ends_quoted['\n'] = self->ends_quoted['\r'] = self->ends_quoted[0] = TRUE;
  return self;
}

void
esp_csv_reader_free (EspCsvReader *self)
{
  g_clear_pointer (&self->stream_decoder, esp_text_decoder_free);
  g_clear_pointer (&self->row_decoder, esp_text_decoder_free);
  g_clear_error (&self->read_error);
  g_string_free (self->decoded, TRUE);
  g_string_free (self->text, TRUE);
  g_array_unref (self->starts);
  g_ptr_array_unref (self->cells);
  g_free (self->buffer);
  g_free (self->chunk);
  g_free (self);
}

/* Room for one more chunk behind what is there, the row moved to the front. */
static void
make_room (EspCsvReader *self, gsize n)
{
  if (self->start > 0)
    {
      memmove (self->buffer, self->buffer + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
    }
  if (self->size - self->end < n)
    {
      self->size = MAX (self->size * 2, self->end + n);
      self->buffer = g_realloc (self->buffer, self->size);
    }
}

static gboolean
refill_decoded (EspCsvReader *self)
{
  gssize n = self->read_func (self->user_data, self->chunk, CHUNK_BYTES, &self->read_error);

  g_string_truncate (self->decoded, 0);
  if (n > 0)
    {
      const guint8 *bom;

      (void) esp_encoding_get_bom (self->options.encoding, &bom);
      if (self->offset == 0 && self->end == 0 && n >= 2 && memcmp (self->chunk, bom, 2) == 0)
        self->offset = 2;
      self->n_raw += n;
      if (esp_text_decoder_push (self->stream_decoder, self->chunk, n, self->decoded) > 0)
        self->has_bad = TRUE;
    }
  else
    {
      self->is_at_end = TRUE;
      if (esp_text_decoder_finish (self->stream_decoder, self->decoded) > 0)
        self->has_bad = TRUE;
    }
  if (self->decoded->len > 0)
    {
      make_room (self, self->decoded->len);
      memcpy (self->buffer + self->end, self->decoded->str, self->decoded->len);
    }
  self->end += self->decoded->len;
  return self->decoded->len > 0 || !self->is_at_end;
}

/* Reads on; FALSE when nothing more belongs to the row: end, error, or a row beyond the limit. */
static gboolean
refill (EspCsvReader *self)
{
  gssize n;

  if (self->is_at_end || self->is_row_too_long)
    return FALSE;
  if (self->end - self->start > self->options.max_row_bytes)
    {
      self->is_row_too_long = TRUE;
      return FALSE;
    }
  if (self->stream_decoder != NULL)
    return refill_decoded (self);
  make_room (self, CHUNK_BYTES);
  n = self->read_func (self->user_data, self->buffer + self->end, CHUNK_BYTES, &self->read_error);
  if (n <= 0)
    {
      self->is_at_end = TRUE;
      return FALSE;
    }
  self->end += n;
  return TRUE;
}

static inline int
peek (EspCsvReader *self)
{
  while (self->start + self->at >= self->end)
    if (!refill (self))
      return END_OF_DATA;
  return self->buffer[self->start + self->at];
}

static void
set_problem (EspCsvReader *self, EspCsvRow *row, EspCsvProblem problem)
{
  if (row->problem != ESP_CSV_OK)
    return;
  row->problem = problem;
  row->problem_column = row->n_seen + 1;
  row->problem_line = self->line + self->n_inner_lines;
}

/* Copies what lies between @from and the present place into the cell that began at @cell_start. */
static void
take (EspCsvReader *self, EspCsvRow *row, gsize from, gsize cell_start)
{
  gsize n = self->at - from;
  gsize so_far = self->text->len - cell_start;

  if (row->n_seen >= self->options.max_columns)
    return;
  if (so_far + n > self->options.max_cell_bytes)
    {
      set_problem (self, row, ESP_CSV_CELL_TOO_LONG);
      n = self->options.max_cell_bytes - so_far;
    }
  g_string_append_len (self->text, (const char *) self->buffer + self->start + from, n);
}

/* Moves to the next byte that @stops marks, taking what it passes. Returns it, or END_OF_DATA. */
static int
scan (EspCsvReader *self, EspCsvRow *row, const guint8 *stops, gsize cell_start)
{
  for (;;)
    {
      gsize from = self->at;
      const guint8 *p = self->buffer + self->start + self->at;
      const guint8 *limit = self->buffer + self->end;

      while (p < limit && !stops[*p])
        p++;
      self->at = p - (self->buffer + self->start);
      take (self, row, from, cell_start);
      if (p < limit)
        return *p;
      if (!refill (self))
        return END_OF_DATA;
    }
}

static void
scan_plain (EspCsvReader *self, EspCsvRow *row, gsize cell_start)
{
  while (scan (self, row, self->ends_plain, cell_start) == 0)
    {
      set_problem (self, row, ESP_CSV_NUL);
      self->at++;
    }
}

/* A line break inside a quoted cell: \n, \r\n or \r, kept as it is. */
static void
pass_inner_line (EspCsvReader *self, EspCsvRow *row, gsize cell_start)
{
  gsize from = self->at;
  int c = peek (self);

  self->at++;
  if (c == '\r' && peek (self) == '\n')
    self->at++;
  take (self, row, from, cell_start);
  self->n_inner_lines++;
  if (self->first_line_end == 0)
    self->first_line_end = self->at;
}

/* Behind the opening quote. Returns FALSE when the row must end here because its quoting is broken. */
static gboolean
scan_quoted (EspCsvReader *self, EspCsvRow *row, gsize cell_start)
{
  guint64 lines_before = self->n_inner_lines;

  for (;;)
    {
      int c = scan (self, row, self->ends_quoted, cell_start);

      if (c == 0)
        {
          set_problem (self, row, ESP_CSV_NUL);
          self->at++;
        }
      else if (c == '"')
        {
          gsize from = self->at++;

          c = peek (self);
          if (c == END_OF_DATA || (self->ends_plain[c] && c != 0))
            return TRUE;
          if (c == '"')
            {
              self->at++;
              take (self, row, from + 1, cell_start);
              continue;
            }
          row->problem = ESP_CSV_OK; /* the quoting explains whatever was wrong before */
          if (self->n_inner_lines > lines_before)
            {
              /* Lines below: that quote belongs to another row, and ours was never closed. */
              set_problem (self, row, ESP_CSV_OPEN_QUOTE);
              row->problem_line = self->line + lines_before;
            }
          else
            set_problem (self, row, ESP_CSV_STRAY_QUOTE);
          return FALSE;
        }
      else if (c == END_OF_DATA || self->n_inner_lines - lines_before > MAX_CELL_LINES)
        {
          row->problem = ESP_CSV_OK;
          set_problem (self, row, ESP_CSV_OPEN_QUOTE);
          row->problem_line = self->line + lines_before;
          return FALSE;
        }
      else
        pass_inner_line (self, row, cell_start);
    }
}

static void
end_cell (EspCsvReader *self, EspCsvRow *row, gsize cell_start)
{
  if (self->text->len > cell_start)
    self->has_text = TRUE;
  if (row->n_seen < self->options.max_columns)
    {
      g_array_append_val (self->starts, cell_start);
      g_string_append_c (self->text, '\0');
    }
  else
    set_problem (self, row, ESP_CSV_TOO_MANY_CELLS);
  row->n_seen++;
}

/* Ends a row of broken quoting: at the end of its first line, where reading can start afresh. */
static void
recover (EspCsvReader *self, EspCsvRow *row, gsize cell_start)
{
  if (self->first_line_end > 0)
    {
      self->at = self->first_line_end;
      self->n_inner_lines = 1;
      g_string_truncate (self->text, cell_start);
      end_cell (self, row, cell_start);
      self->has_text = TRUE;
      return;
    }
  scan_plain (self, row, cell_start);
  self->has_text = TRUE;
}

/* How many bytes of the file the row took. */
static guint64
measure (EspCsvReader *self, gsize n)
{
  const guint8 *p = self->buffer + self->start;
  guint64 n_units = 0;

  if (self->stream_decoder == NULL)
    return n;
  /* One 16-bit unit per character, two for those that take four bytes in UTF-8. */
  for (gsize i = 0; i < n; i++)
    n_units += ((p[i] & 0xC0) != 0x80) + (p[i] >= 0xF0);
  return n_units * 2;
}

/* A row beyond all limits: what is left of its line is dropped chunk by chunk. */
static void
skip_line (EspCsvReader *self)
{
  for (;;)
    {
      gsize from = self->start + self->at;
      const guint8 *line_end = memchr (self->buffer + from, '\n', self->end - from);

      if (line_end != NULL)
        {
          self->at = line_end - (self->buffer + self->start);
          return;
        }
      /* Keeps the offset true while the bytes go. */
      self->offset += measure (self, self->end - self->start);
      self->start = self->end;
      self->at = 0;
      self->is_row_too_long = FALSE;
      if (!refill (self))
        return;
    }
}

static void
pass_line_end (EspCsvReader *self)
{
  int c = peek (self);

  if (c == END_OF_DATA)
    return;
  self->at++;
  self->line++;
  if (c == '\r' && peek (self) == '\n')
    self->at++;
}

/* Reads cells up to the line end. Returns whether the line end still stands before us. */
static gboolean
scan_cells (EspCsvReader *self, EspCsvRow *row)
{
  for (;;)
    {
      gsize cell_start = self->text->len;
      int c = peek (self);

      if (c == '"')
        {
          self->at++;
          if (!scan_quoted (self, row, cell_start))
            {
              gboolean is_cut = self->first_line_end > 0;

              recover (self, row, cell_start);
              if (is_cut)
                return FALSE;
            }
        }
      else
        scan_plain (self, row, cell_start);
      end_cell (self, row, cell_start);
      if (self->is_row_too_long)
        {
          set_problem (self, row, ESP_CSV_ROW_TOO_LONG);
          return TRUE;
        }
      if (peek (self) != (guint8) self->options.delimiter)
        return TRUE;
      self->at++;
    }
}

static gboolean
is_ascii (const char *text, gsize length)
{
  gsize i = 0;

  for (; i + 8 <= length; i += 8)
    {
      guint64 word;

      memcpy (&word, text + i, sizeof word);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        return FALSE;
    }
  for (; i < length; i++)
    if ((text[i] & 0x80) != 0)
      return FALSE;
  return TRUE;
}

static void
mark_bad_text (EspCsvReader *self, EspCsvRow *row, guint column)
{
  if (row->problem != ESP_CSV_OK)
    return;
  row->problem = ESP_CSV_BAD_TEXT;
  row->problem_column = column + 1;
  row->problem_line = row->line;
}

/* Makes the cells UTF-8. The NUL behind each cell survives every decoder, so cells stay apart. */
static void
decode_cells (EspCsvReader *self, EspCsvRow *row)
{
  EspTextDecoder *decoder = self->row_decoder;
  g_autoptr (EspTextDecoder) utf8_decoder = NULL;

  if (is_ascii (self->text->str, self->text->len))
    return;
  if (decoder == NULL)
    {
      gboolean is_valid = TRUE;

      for (guint i = 0; i < self->starts->len; i++)
        {
          const char *cell = self->text->str + g_array_index (self->starts, gsize, i);

          if (!g_utf8_validate (cell, -1, NULL))
            {
              mark_bad_text (self, row, i);
              is_valid = FALSE;
            }
          else if (self->has_bad && strstr (cell, REPLACEMENT_UTF8) != NULL)
            mark_bad_text (self, row, i);
        }
      if (is_valid)
        return;
      decoder = utf8_decoder = esp_text_decoder_new (ESP_ENCODING_UTF8);
    }
  g_string_truncate (self->decoded, 0);
  for (guint i = 0; i < self->starts->len; i++)
    {
      gsize *start = &g_array_index (self->starts, gsize, i);
      const char *cell = self->text->str + *start;
      gsize n_bad;

      *start = self->decoded->len;
      n_bad = esp_text_decoder_push (decoder, (const guint8 *) cell, strlen (cell), self->decoded);
      n_bad += esp_text_decoder_finish (decoder, self->decoded);
      g_string_append_c (self->decoded, '\0');
      if (n_bad > 0)
        mark_bad_text (self, row, i);
    }
  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, self->decoded->str, self->decoded->len);
}

static void
pass_bom (EspCsvReader *self)
{
  if (self->offset > 0 || self->line > 1 || self->n_rows > 0 || self->stream_decoder != NULL)
    return;
  while (self->end - self->start < 3 && refill (self))
    ;
  if (self->end - self->start >= 3 && memcmp (self->buffer + self->start, "\xEF\xBB\xBF", 3) == 0)
    {
      self->start += 3;
      self->offset = 3;
    }
}

/* Whether the row begins with @prefix; reads no further than that takes. */
static gboolean
begins_with (EspCsvReader *self, const char *prefix)
{
  for (gsize i = 0; prefix[i] != '\0'; i++)
    {
      self->at = i;
      if (g_ascii_tolower (peek (self)) != prefix[i])
        {
          self->at = 0;
          return FALSE;
        }
    }
  self->at = strlen (prefix);
  return TRUE;
}

/* "sep=;" on the first line tells Excel the delimiter and is no row. */
static void
pass_declaration (EspCsvReader *self)
{
  int c;

  if (self->line > 1 || self->n_rows > 0 || !begins_with (self, "sep="))
    return;
  self->at++;
  c = peek (self);
  if (c == '\r' || c == '\n')
    {
      pass_line_end (self);
      self->offset += measure (self, self->at);
      self->start += self->at;
    }
  self->at = 0;
}

static void
publish (EspCsvReader *self, EspCsvRow *row)
{
  decode_cells (self, row);
  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < self->starts->len; i++)
    g_ptr_array_add (self->cells, self->text->str + g_array_index (self->starts, gsize, i));
  row->cells = (const char *const *) self->cells->pdata;
  row->n_cells = self->cells->len;
  row->number = ++self->n_rows;
}

static void
read_row (EspCsvReader *self, EspCsvRow *row)
{
  guint64 start_line = self->line;
  guint64 start_offset = self->offset;

  memset (row, 0, sizeof *row);
  g_string_truncate (self->text, 0);
  g_array_set_size (self->starts, 0);
  self->at = self->first_line_end = 0;
  self->n_inner_lines = 0;
  self->has_text = self->is_row_too_long = FALSE;
  row->line = start_line;
  if (scan_cells (self, row))
    {
      self->line += self->n_inner_lines;
      if (self->is_row_too_long)
        skip_line (self);
      pass_line_end (self);
    }
  else
    self->line++;
  self->offset += measure (self, self->at);
  if (self->stream_decoder != NULL && self->offset > self->n_raw)
    self->offset = self->n_raw; /* the file ends in half a character */
  self->start += self->at;
  row->offset = start_offset;
  row->length = self->offset - start_offset;
}

/**
 * esp_csv_reader_next:
 *
 * Rows whose cells are all empty are passed over. A quote that is never closed, or closed in the
 * wrong place on another line, costs the line on which it opens; reading goes on with the next line.
 *
 * Returns: ROW, END, or ERROR when the source cannot be read on
 */
EspCsvStep
esp_csv_reader_next (EspCsvReader *self, EspCsvRow *out_row, GError **error)
{
  pass_bom (self);
  pass_declaration (self);
  for (;;)
    {
      self->at = 0;
      if (self->read_error == NULL && self->start >= self->end)
        {
          self->is_row_too_long = FALSE;
          (void) peek (self);
        }
      if (self->read_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&self->read_error));
          return ESP_CSV_STEP_ERROR;
        }
      if (self->start >= self->end)
        return ESP_CSV_STEP_END;
      read_row (self, out_row);
      if (self->read_error != NULL)
        continue;
      if (self->has_text || out_row->problem != ESP_CSV_OK)
        {
          publish (self, out_row);
          return ESP_CSV_STEP_ROW;
        }
      self->n_blank++;
    }
}

/**
 * esp_csv_reader_get_n_blank:
 *
 * Returns: how many rows without any text were passed over so far
 */
guint64
esp_csv_reader_get_n_blank (EspCsvReader *self)
{
  return self->n_blank;
}
