/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a workbook: unpacked, parsed and given as rows, or refused. */
#include "engine/import/esp-xlsx.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

static gssize
read_at (gpointer user_data, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  const Bytes *bytes = user_data;

  if (offset >= bytes->size)
    return 0;
  length = MIN (length, bytes->size - (gsize) offset);
  memcpy (buffer, bytes->data + offset, length);
  return (gssize) length;
}

static gboolean
take_row (gpointer user_data, const char *const *cells, guint n_cells, GError **error)
{
  for (guint i = 0; i < n_cells; i++)
    g_assert_true (g_utf8_validate (cells[i], -1, NULL));
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Bytes bytes = { data, size };
  g_autoptr (EspZip) zip = esp_zip_open (read_at, &bytes, size, NULL);
  g_autoptr (EspXlsx) book = NULL;

  if (zip == NULL || !esp_xlsx_is_workbook (zip))
    return 0;
  book = esp_xlsx_open (zip, NULL);
  for (guint i = 0; book != NULL && i < esp_xlsx_get_n_sheets (book); i++)
    (void) esp_xlsx_read_sheet (book, i, take_row, NULL, NULL);
  return 0;
}
