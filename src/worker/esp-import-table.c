/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a sheet of a workbook, or an address book, a table of text in the cache, so that it is imported as any other list. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-table.h"

#include "engine/import/esp-csv-writer.h"
#include "engine/import/esp-import-cell.h"
#include "engine/import/esp-import-error.h"
#include "engine/import/esp-import-inspect.h"
#include "engine/import/esp-vcard.h"
#include "engine/import/esp-ods.h"
#include "engine/import/esp-xlsx.h"
#include "worker/esp-import-source.h"

#include <glib/gstdio.h>
#include <string.h>

/* Shorter ones hold a byte order mark and blank rows. */
#define MIN_TABLE_BYTES 6
#define FLUSH_BYTES (256 * 1024)
/* A table in the cache is made anew after a day: it holds people's data and nobody may want it any more. */
#define KEEP_SECONDS (24 * 60 * 60)
/* A title above the table: so many rows of one cell at most, above a row of at least so many. */
#define MAX_TITLE_ROWS 5
#define MIN_HEADER_CELLS 3

/* A workbook of Excel or of OpenDocument: one of the two. */
typedef struct
{
  EspXlsx *xlsx; /* (owned) */
  EspOds *ods;   /* (owned) */
} Book;

static void
book_clear (Book *self)
{
  g_clear_pointer (&self->xlsx, esp_xlsx_free);
  g_clear_pointer (&self->ods, esp_ods_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Book, book_clear)

static guint
book_get_n_sheets (const Book *self)
{
  return self->xlsx != NULL ? esp_xlsx_get_n_sheets (self->xlsx) : esp_ods_get_n_sheets (self->ods);
}

static const char *
book_get_sheet_name (const Book *self, guint sheet)
{
  return self->xlsx != NULL ? esp_xlsx_get_sheet_name (self->xlsx, sheet)
                            : esp_ods_get_sheet_name (self->ods, sheet);
}

typedef struct
{
  EspCsvWriter *writer;  /* (owned) */
  GOutputStream *stream; /* (owned) */
  GCancellable *cancellable;
  GPtrArray *
    titles; /* (owned) of char *: first rows of one cell that may be a title; NULL is a blank row */
  gboolean is_begun;
  guint64 n_cells;
} Making;

static gssize
read_at_cb (gpointer user_data, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = esp_import_source_read_at (user_data, offset, length, error);

  if (bytes == NULL)
    return -1;
  memcpy (buffer, g_bytes_get_data (bytes, NULL), length);
  return (gssize) length;
}

static gboolean
flush (Making *self, GError **error)
{
  g_autoptr (GBytes) bytes = esp_csv_writer_take (self->writer);

  return g_output_stream_write_all (self->stream, g_bytes_get_data (bytes, NULL),
                                    g_bytes_get_size (bytes), NULL, self->cancellable, error);
}

static void
write_titles (Making *self, gboolean are_rows)
{
  for (guint i = 0; i < self->titles->len; i++)
    {
      if (are_rows && self->titles->pdata[i] != NULL)
        esp_csv_writer_cell (self->writer, self->titles->pdata[i]);
      esp_csv_writer_end_row (self->writer);
    }
  g_ptr_array_set_size (self->titles, 0);
  self->is_begun = TRUE;
}

/* A row of one cell at the top may be the title of the sheet, unless it is somebody's address. */
static gboolean
may_be_title (const Making *self, const char *const *cells, guint n_cells)
{
  const char *only = NULL;

  if (self->is_begun || self->titles->len == MAX_TITLE_ROWS)
    return FALSE;
  for (guint i = 0; i < n_cells; i++)
    if (*cells[i] != '\0')
      {
        if (only != NULL)
          return FALSE;
        only = cells[i];
      }
  return only == NULL ||
         (strchr (only, '@') == NULL && esp_cell_guess_kind (only, FALSE) == ESP_CELL_KIND_TEXT);
}

static gboolean
take_row (gpointer user_data, const char *const *cells, guint n_cells, GError **error)
{
  Making *self = user_data;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (may_be_title (self, cells, n_cells))
    {
      g_ptr_array_add (self->titles, n_cells > 0 ? g_strdup (cells[n_cells - 1]) : NULL);
      return TRUE;
    }
  if (!self->is_begun)
    write_titles (self, n_cells < MIN_HEADER_CELLS);
  for (guint i = 0; i < n_cells; i++)
    esp_csv_writer_cell (self->writer, cells[i]);
  esp_csv_writer_end_row (self->writer);
  self->n_cells += n_cells;
  return esp_csv_writer_get_pending (self->writer) < FLUSH_BYTES || flush (self, error);
}

static gboolean
write_table (const Book *book, guint sheet, Making *making, GError **error)
{
  if (!(book->xlsx != NULL ? esp_xlsx_read_sheet (book->xlsx, sheet, take_row, making, error)
                           : esp_ods_read_sheet (book->ods, sheet, take_row, making, error)))
    return FALSE;
  if (!making->is_begun)
    {
      for (guint i = 0; i < making->titles->len; i++)
        making->n_cells += making->titles->pdata[i] != NULL;
      write_titles (making, TRUE);
    }
  return flush (making, error) && g_output_stream_close (making->stream, NULL, error);
}

/* Writes beside its place and moves there when it is whole. @out_is_empty: the sheet has no cell. */
static gboolean
make_table (const Book *book,
            guint sheet,
            const char *path,
            GCancellable *cancellable,
            gboolean *out_is_empty,
            GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (partial);
  g_autoptr (GFileOutputStream) stream =
    g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error);
  g_autoptr (EspCsvWriter) writer = NULL;
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  Making making = { .cancellable = cancellable, .titles = titles };
  gboolean is_ok;

  if (stream == NULL)
    return FALSE;
  writer = esp_csv_writer_new (ESP_ENCODING_UTF8_BOM, ',', FALSE);
  making.writer = writer;
  making.stream = G_OUTPUT_STREAM (stream);
  is_ok = write_table (book, sheet, &making, error);
  *out_is_empty = making.n_cells == 0;
  if (is_ok && g_rename (partial, path) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The table cannot be put at %s", path);
      is_ok = FALSE;
    }
  if (!is_ok)
    (void) g_unlink (partial);
  return is_ok;
}

static void
forget_old_tables (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 limit = g_get_real_time () / G_USEC_PER_SEC - KEEP_SECONDS;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_str_has_prefix (name, "table-") && g_stat (path, &info) == 0 && info.st_mtime < limit)
        (void) g_unlink (path);
    }
}

/* One name for one state of a file, so that a sheet that was read once need not be read again. */
static char *
name_table (const char *path, guint sheet)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "espalier", "import", NULL);
  g_autofree char *state = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *name = NULL;
  GStatBuf info = { 0 };

  (void) g_mkdir_with_parents (folder, 0700); /* writing the table tells what is wrong */
  forget_old_tables (folder);
  (void) g_stat (path, &info); /* it is open: it is there */
  state = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT ".%ld\n%u", absolute,
                           (gint64) info.st_size, (gint64) info.st_mtim.tv_sec,
                           (long) info.st_mtim.tv_nsec, sheet);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, state, -1);
  name = g_strdup_printf ("table-%.32s.csv", sum);
  return g_build_filename (folder, name, NULL);
}

/* The wanted sheet, or the first that holds anything. */
static gboolean
choose_table (const Book *book,
              const char *path,
              guint sheet,
              GCancellable *cancellable,
              EspImportTable *table,
              GError **error)
{
  guint n_sheets = book_get_n_sheets (book);
  guint first = sheet > 0 && sheet <= n_sheets ? sheet - 1 : 0;
  guint last = sheet > 0 && sheet <= n_sheets ? sheet - 1 : n_sheets - 1;

  for (guint i = first; i <= last; i++)
    {
      gboolean is_empty = FALSE;

      GStatBuf info;

      g_free (table->path);
      table->path = name_table (path, i);
      table->sheet = i + 1;
      if (g_stat (table->path, &info) == 0)
        is_empty = info.st_size < MIN_TABLE_BYTES;
      else if (!make_table (book, i, table->path, cancellable, &is_empty, error))
        return FALSE;
      if (!is_empty)
        break;
    }
  return TRUE;
}

static gboolean
tell (GError **error, GError *problem)
{
  g_autoptr (GError) owned = problem;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_DAMAGED_WORKBOOK);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_LARGE_WORKBOOK);
  else
    g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}

static gboolean
are_cards (EspImportSource *source)
{
  guint64 size = MIN (esp_import_source_get_size (source), 128);
  g_autoptr (GBytes) head = esp_import_source_read_at (source, 0, size, NULL);

  return head != NULL && esp_vcard_is_card (g_bytes_get_data (head, NULL), g_bytes_get_size (head));
}

/* The people of an address book as a table. */
static EspImportTable *
make_cards (EspImportSource *source, const char *path, GError **error)
{
  guint64 size = esp_import_source_get_size (source);
  g_autoptr (GBytes) bytes =
    size <= ESP_VCARD_MAX_BYTES ? esp_import_source_read_at (source, 0, size, error) : NULL;
  g_autoptr (EspCsvWriter) writer = esp_csv_writer_new (ESP_ENCODING_UTF8_BOM, ',', FALSE);
  g_autoptr (EspImportTable) table = g_new0 (EspImportTable, 1);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GBytes) text = NULL;

  if (size > ESP_VCARD_MAX_BYTES)
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_LARGE_WORKBOOK);
  if (bytes == NULL)
    return NULL;
  rows = esp_vcard_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      for (char **cell = rows->pdata[i]; *cell != NULL; cell++)
        esp_csv_writer_cell (writer, *cell);
      esp_csv_writer_end_row (writer);
    }
  text = esp_csv_writer_take (writer);
  table->path = name_table (path, 0);
  table->sheets = g_new0 (char *, 2);
  table->sheets[0] = g_strdup ("vCard");
  table->sheet = 1;
  if (!g_file_set_contents_full (table->path, g_bytes_get_data (text, NULL),
                                 (gssize) g_bytes_get_size (text), G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, error))
    return NULL;
  return g_steal_pointer (&table);
}

static GBytes *
read_head (EspImportSource *source, GError **error)
{
  return esp_import_source_read_at (source, 0, MIN (esp_import_source_get_size (source), 256),
                                    error);
}

static gboolean
is_archive (GBytes *head)
{
  return g_bytes_get_size (head) >= 4 &&
         memcmp (g_bytes_get_data (head, NULL), "PK\x03\x04", 4) == 0;
}

/* Sets the one of @book that the archive is. */
static gboolean
open_book (EspZip *zip, Book *book, GError **error)
{
  GError *problem = NULL;

  if (esp_xlsx_is_workbook (zip))
    book->xlsx = esp_xlsx_open (zip, &problem);
  else if (esp_ods_is_workbook (zip))
    book->ods = esp_ods_open (zip, &problem);
  else
    {
      esp_import_error_set_fault (error, ESP_IMPORT_FAULT_WORKBOOK);
      return FALSE;
    }
  return problem == NULL || tell (error, problem);
}

/**
 * esp_import_table_prepare:
 * @sheet: from 1; 0 is the first that holds anything
 * @out_table: (out) (nullable) (transfer full): %NULL when the file is neither a workbook nor an address book
 *
 * Makes the table of a workbook, or finds the one made before. Blocks: call it off the main thread.
 *
 * Returns: whether the file can be imported as far as is known
 */
gboolean
esp_import_table_prepare (const char *path,
                          guint sheet,
                          GCancellable *cancellable,
                          EspImportTable **out_table,
                          GError **error)
{
  g_autoptr (EspImportSource) source = esp_import_source_open (path, error);
  g_autoptr (EspImportTable) table = NULL;
  g_autoptr (EspZip) zip = NULL;
  g_auto (Book) book = { 0 };
  g_autoptr (GBytes) head = NULL;
  GError *problem = NULL;

  *out_table = NULL;
  if (source == NULL)
    return FALSE;
  if (are_cards (source))
    return (*out_table = make_cards (source, path, error)) != NULL;
  head = read_head (source, error);
  if (head == NULL)
    return FALSE;
  if (!is_archive (head))
    return esp_import_check_kind (g_bytes_get_data (head, NULL), g_bytes_get_size (head), error);
  zip = esp_zip_open (read_at_cb, source, esp_import_source_get_size (source), &problem);
  if (zip == NULL)
    return tell (error, problem);
  if (!open_book (zip, &book, error))
    return FALSE;
  table = g_new0 (EspImportTable, 1);
  table->sheets = g_new0 (char *, book_get_n_sheets (&book) + 1);
  for (guint i = 0; i < book_get_n_sheets (&book); i++)
    table->sheets[i] = g_strdup (book_get_sheet_name (&book, i));
  if (!choose_table (&book, path, sheet, cancellable, table, &problem))
    return tell (error, problem);
  *out_table = g_steal_pointer (&table);
  return TRUE;
}

/**
 * esp_import_table_free:
 *
 * The table itself stays in the cache for a day.
 */
void
esp_import_table_free (EspImportTable *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_strfreev (self->sheets);
  g_free (self);
}
