/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file has to be before it is opened as a workspace: made, looked at, brought up to date, or refused. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-store-file.h"

#include "store/esp-backup.h"
#include "store/esp-schema.h"
#include "store/esp-store-error.h"

#include <glib/gstdio.h>

/**
 * esp_store_file_create:
 *
 * Makes the file of a new workspace. One that is there already is left alone.
 */
gboolean
esp_store_file_create (const char *path, GError **error)
{
  g_autoptr (EspDb) db = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT,
                   "There is a file of that name already: %s", path);
      return FALSE;
    }
  db = esp_db_open (path, ESP_DB_CREATE, error);
  if (db != NULL && esp_schema_create (db, error))
    return TRUE;
  g_clear_pointer (&db, esp_db_close);
  (void) g_unlink (path); /* a half-made file would be refused later with a worse sentence */
  return FALSE;
}

static gboolean
migrate_file (const char *path, gint64 version, GError **error)
{
  g_autofree char *backup = g_strdup_printf ("%s.before-%d", path, ESP_SCHEMA_VERSION);
  g_autoptr (EspDb) db = NULL;

  if (!esp_backup_copy (path, backup, NULL, error))
    {
      g_prefix_error (error, "The workspace is older than the program and needs a backup first: ");
      return FALSE;
    }
  db = esp_db_open (path, ESP_DB_READ_WRITE, error);
  return db != NULL && esp_schema_migrate (db, version, error);
}

/**
 * esp_store_file_check:
 * @can_write: whether an older file may be brought up to date; a copy of it is kept beside it
 *
 * Looks at the file before anything may write to it.
 *
 * Returns: whether it is a workspace that this program can open; %FALSE with @error set
 */
gboolean
esp_store_file_check (const char *path, gboolean can_write, GError **error)
{
  g_autoptr (EspDb) db = NULL;
  gint64 version;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "There is no workspace file at %s", path);
      return FALSE;
    }
  if (!esp_store_refuse_folder (path, error))
    return FALSE;
  db = esp_db_open (path, ESP_DB_READ_ONLY, error);
  if (db == NULL || !esp_schema_check (db, &version, error))
    return FALSE;
  if (version == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_OURS,
                           "The file is empty, not an Espalier workspace");
      return FALSE;
    }
  g_clear_pointer (&db, esp_db_close);
  return version == ESP_SCHEMA_VERSION || !can_write || migrate_file (path, version, error);
}
