/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that were copied in a spreadsheet, made into a file that can be imported and gone back to. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-paste.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define PASTED_NAME "pasted.tsv"

static char *
write_rows (const char *text, GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "espalier", "import", NULL);
  g_autofree char *path = g_build_filename (folder, PASTED_NAME, NULL);

  (void) g_mkdir_with_parents (folder, 0700); /* writing the file tells what is wrong */
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    return g_steal_pointer (&path);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _ ("What was pasted could not be kept; is the disk full?"));
  return NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  GError *error = NULL;
  char *path;

  if (text == NULL || *text == '\0')
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                               _ ("There is no text to paste: copy the rows with their header "
                                  "first."));
      return;
    }
  path = write_rows (text, &error);
  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * esp_import_paste_async:
 *
 * Writes the text of the clipboard to a file of its own.
 */
void
esp_import_paste_async (GtkWidget *widget, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (widget, NULL, callback, user_data);

  g_task_set_source_tag (task, esp_import_paste_async);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, read_cb, task);
}

/**
 * esp_import_paste_finish:
 *
 * Returns: (transfer full): the file; %NULL with @error set to a sentence in the user's language
 */
char *
esp_import_paste_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_import_paste_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
