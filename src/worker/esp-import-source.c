/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads lists from the disk: from end to end, a row at its place, or a look at the head. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-source.h"

#include "worker/esp-import-table.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES (512 * 1024)

struct _EspImportSource
{
  int fd;
  guint64 size;
};

static gboolean
set_errno (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
  return FALSE;
}

/**
 * esp_import_source_open:
 *
 * Returns: (transfer full): the file at its beginning; %NULL with @error set
 */
EspImportSource *
esp_import_source_open (const char *path, GError **error)
{
  g_autoptr (EspImportSource) self = g_new0 (EspImportSource, 1);
  struct stat info;

  self->fd = open (path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0)
    {
      (void) set_errno (error, "The file cannot be opened");
      return NULL;
    }
  if (fstat (self->fd, &info) != 0)
    {
      (void) set_errno (error, "The file cannot be read");
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      esp_import_error_set_fault (error, ESP_IMPORT_FAULT_NOT_A_FILE);
      return NULL;
    }
  self->size = (guint64) info.st_size;
  (void) posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* only advice */
  return g_steal_pointer (&self);
}

void
esp_import_source_free (EspImportSource *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    (void) close (self->fd); /* nothing was written */
  g_free (self);
}

/**
 * esp_import_source_get_size:
 *
 * Returns: the size of the file in bytes
 */
guint64
esp_import_source_get_size (EspImportSource *self)
{
  return self->size;
}

/**
 * esp_import_source_read:
 * @user_data: an EspImportSource
 *
 * An EspCsvReadFunc.
 */
gssize
esp_import_source_read (gpointer user_data, guint8 *buffer, gsize length, GError **error)
{
  EspImportSource *self = user_data;
  gssize n;

  do
    n = read (self->fd, buffer, length);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    (void) set_errno (error, "The file cannot be read on");
  return n;
}

/**
 * esp_import_source_read_at:
 *
 * Returns: (transfer full): those bytes; %NULL with @error set, also when the file has become shorter
 */
GBytes *
esp_import_source_read_at (EspImportSource *self, guint64 offset, guint64 length, GError **error)
{
  g_autofree guint8 *data = NULL;
  guint64 n_read = 0;

  if (offset + length > self->size)
    {
      esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CHANGED);
      return NULL;
    }
  data = g_malloc (length + 1);
  while (n_read < length)
    {
      gssize n = pread (self->fd, data + n_read, length - n_read, (off_t) (offset + n_read));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          (void) set_errno (error, "The file cannot be read");
          return NULL;
        }
      n_read += (guint64) n;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/* The whole file goes by the detector: Korean may begin late in a list. */
static gboolean
detect (EspImportSource *source,
        GByteArray *head,
        EspEncodingGuess *out_guess,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (EspEncodingDetector) detector = esp_encoding_detector_new ();
  g_autofree guint8 *chunk = g_malloc (HEAD_BYTES);
  gssize n;

  while ((n = esp_import_source_read (source, chunk, HEAD_BYTES, error)) > 0)
    {
      if (head->len < HEAD_BYTES)
        g_byte_array_append (head, chunk, (guint) MIN ((gsize) n, HEAD_BYTES - head->len));
      esp_encoding_detector_feed (detector, chunk, (gsize) n);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  esp_encoding_detector_finish (detector, out_guess);
  return n == 0;
}

static EspImportInspection *
inspect_text (const char *path,
              const EspImportShape *shape,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (EspImportSource) source = esp_import_source_open (path, error);
  g_autoptr (GByteArray) head = g_byte_array_new ();
  EspImportInspection *inspection;
  EspEncodingGuess guess;

  if (source == NULL || !detect (source, head, &guess, cancellable, error))
    return NULL;
  inspection =
    esp_import_inspect (head->data, head->len, head->len == source->size, &guess, shape, error);
  if (inspection != NULL)
    inspection->n_bytes = source->size;
  return inspection;
}

/**
 * esp_import_inspect_file:
 * @shape: what is known already; see ESP_IMPORT_SHAPE_GUESS
 *
 * Looks at a file, or at the sheet of a workbook: candidates for its encoding, delimiter, header, columns with samples, and a
 * suggested plan. Reads the file once, at disk speed: call it off the main thread.
 *
 * Returns: (transfer full): the inspection; %NULL with @error set
 */
EspImportInspection *
esp_import_inspect_file (const char *path,
                         const EspImportShape *shape,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (EspImportTable) table = NULL;
  g_autofree char *base = NULL;
  EspImportShape known = *shape;
  EspImportInspection *inspection;

  if (!esp_import_table_prepare (path, shape->sheet, cancellable, &table, error))
    return NULL;
  if (table != NULL)
    {
      known.has_encoding = TRUE;
      known.encoding = ESP_ENCODING_UTF8_BOM;
      known.delimiter = ',';
    }
  inspection = inspect_text (table != NULL ? table->path : path, &known, cancellable, error);
  if (inspection == NULL)
    return NULL;
  if (table != NULL)
    {
      inspection->table_path = g_steal_pointer (&table->path);
      inspection->sheets = g_steal_pointer (&table->sheets);
      inspection->sheet = table->sheet;
    }
  base = g_path_get_basename (path);
  g_free (inspection->plan->name);
  inspection->plan->name = g_filename_display_name (base);
  return inspection;
}

/**
 * esp_import_read_row:
 *
 * Reads one row again, where a result says that it stands.
 *
 * Returns: (transfer full): its cells as they are in the file; %NULL with @error set
 */
GStrv
esp_import_read_row (const char *path,
                     const EspImportPlan *plan,
                     guint64 offset,
                     guint64 length,
                     GError **error)
{
  g_autoptr (EspImportSource) source = esp_import_source_open (path, error);
  EspCsvOptions options = { .encoding = plan->encoding, .delimiter = plan->delimiter };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (EspCsvReader) reader = NULL;
  EspCsvMemory memory = { 0 };
  EspCsvRow row;
  GStrv cells;

  if (source == NULL)
    return NULL;
  bytes = esp_import_source_read_at (source, offset, length, error);
  if (bytes == NULL)
    return NULL;
  memory.data = g_bytes_get_data (bytes, &memory.length);
  reader = esp_csv_reader_new (&options, esp_csv_memory_read, &memory);
  if (esp_csv_reader_next (reader, &row, error) != ESP_CSV_STEP_ROW)
    return g_new0 (char *, 1);
  cells = g_new0 (char *, row.n_cells + 1);
  for (guint i = 0; i < row.n_cells; i++)
    cells[i] = g_strdup (row.cells[i]);
  return cells;
}
