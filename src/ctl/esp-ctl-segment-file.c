/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the leads that go into a static list from a file, one a line. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-segment-file.h"

#include "store/esp-leads.h"

#include <string.h>

#define MAX_BYTES (64 * 1024 * 1024)
#define BOM "\xef\xbb\xbf"

/* The first cell of a line: lists are often cut out of a table. */
static char *
first_cell (const char *line)
{
  gboolean is_quoted = *line == '"';
  const char *start = is_quoted ? line + 1 : line;

  return g_strstrip (g_strndup (start, strcspn (start, is_quoted ? "\"" : ",;\t")));
}

/**
 * esp_ctl_segment_read_file:
 *
 * Adds the leads that the file names to @leads; lines that name nobody are kept in self->unknown.
 */
gboolean
esp_ctl_segment_read_file (EspCtlSegment *self, EspTx *tx, EspBitmap *leads, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;

  if (!g_file_get_contents (self->file, &text, &length, error))
    return FALSE;
  if (length > MAX_BYTES || memchr (text, '\0', length) != NULL ||
      !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The file must be UTF-8 text of at most %d MiB, one lead a line",
                   MAX_BYTES / 1024 / 1024);
      return FALSE;
    }
  self->unknown = g_ptr_array_new_with_free_func (g_free);
  lines = g_strsplit (g_str_has_prefix (text, BOM) ? text + strlen (BOM) : text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *cell = first_cell (lines[i]);
      gint64 id;

      if (*cell == '\0')
        continue;
      if (esp_lead_resolve (tx, cell, &id, NULL))
        esp_bitmap_add (leads, (guint32) id);
      else if (i > 0 || strchr (cell, '@') != NULL) /* the first line may be a heading */
        g_ptr_array_add (self->unknown, g_strdup_printf ("line %u: %s", i + 1, cell));
    }
  return TRUE;
}
