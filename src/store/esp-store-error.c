/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of the store, and the sentence that all of it says when something is not there. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-store-error.h"

G_DEFINE_QUARK (esp - store - error - quark, esp_store_error)

/**
 * esp_store_set_no_row:
 * @kind: what it would be: "campaign"
 *
 * Sets the error that there is none with this number.
 */
void
esp_store_set_no_row (GError **error, const char *kind, gint64 id)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
               "There is no %s %" G_GINT64_FORMAT, kind, id);
}

/**
 * esp_store_set_no_name:
 * @kind: what it would be: "field"
 * @name: as it was written
 *
 * Sets the error that there is none of this name.
 */
void
esp_store_set_no_name (GError **error, const char *kind, const char *name)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no %s “%s”", kind,
               name);
}

/**
 * esp_store_refuse_folder:
 *
 * Returns: whether @path is no folder; %FALSE with @error set where it is one
 */
gboolean
esp_store_refuse_folder (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_OURS,
               "%s is a folder, not an Espalier workspace", path);
  return FALSE;
}
