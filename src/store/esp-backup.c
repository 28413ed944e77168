/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of a workspace while it is in use, and putting one back. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-backup.h"

#include "store/esp-db.h"
#include "store/esp-schema.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

/* Pages copied between two looks at the cancellable: 4 MB. */
#define PAGES_PER_STEP 1024
#define BUSY_WAIT_MS 20
/* How long a program that is just closing the workspace is waited for. */
#define OPEN_WAIT_MS 1000

static gboolean
copy_pages (EspDb *source, EspDb *target, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup =
    sqlite3_backup_init (esp_db_get_handle (target), "main", esp_db_get_handle (source), "main");
  int code = SQLITE_OK;

  if (backup == NULL)
    return esp_db_set_error (target, sqlite3_errcode (esp_db_get_handle (target)), error);
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          code = SQLITE_INTERRUPT;
          break;
        }
      code = sqlite3_backup_step (backup, PAGES_PER_STEP);
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        sqlite3_sleep (BUSY_WAIT_MS);
    }
  sqlite3_backup_finish (backup);
  return code == SQLITE_DONE || esp_db_set_error (target, code, error);
}

/**
 * esp_backup_copy:
 * @target: replaced when it exists, and only once the copy is whole
 *
 * Copies a workspace that may be in use at the same time. Blocks.
 */
gboolean
esp_backup_copy (const char *source, const char *target, GCancellable *cancellable, GError **error)
{
  g_autofree char *partial = g_strconcat (target, ".partial", NULL);
  gboolean is_ok = FALSE;

  (void) g_unlink (partial); /* left over from a copy that was cut off */
  {
    g_autoptr (EspDb) from = esp_db_open (source, ESP_DB_READ_ONLY, error);
    g_autoptr (EspDb) to = from != NULL ? esp_db_open (partial, ESP_DB_CREATE, error) : NULL;

    if (to != NULL)
      is_ok = copy_pages (from, to, cancellable, error) &&
              esp_db_exec (to, "PRAGMA journal_mode = DELETE", error);
  }
  if (is_ok && g_rename (partial, target) != 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_FAILED,
                   "The backup could not be put at %s: %s", target, g_strerror (errno));
      is_ok = FALSE;
    }
  if (!is_ok)
    (void) g_unlink (partial);
  return is_ok;
}

/**
 * esp_backup_check:
 *
 * Looks whether a file is a whole workspace that this program can use: ours, not newer, undamaged.
 */
gboolean
esp_backup_check (const char *path, GError **error)
{
  g_autoptr (EspDb) db = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  gint64 version;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no file at %s",
                   path);
      return FALSE;
    }
  if (!esp_store_refuse_folder (path, error))
    return FALSE;
  db = esp_db_open (path, ESP_DB_READ_ONLY, error);
  if (db == NULL || !esp_schema_check (db, &version, error))
    return FALSE;
  stmt = esp_db_stmt (db, "PRAGMA quick_check(1)", error);
  if (stmt == NULL || esp_stmt_step (stmt, error) == ESP_STEP_ERROR)
    return FALSE;
  if (version > 0 && g_strcmp0 (esp_stmt_text (stmt, 0), "ok") == 0)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR,
               version > 0 ? ESP_STORE_ERROR_CORRUPT : ESP_STORE_ERROR_NOT_OURS,
               version > 0 ? "The file %s is damaged" : "The file %s is empty, not a workspace",
               path);
  return FALSE;
}

/* A program that has the workspace open would go on writing into the file that was put aside, and what it
 * wrote, which messages were sent above all, would be lost. Open connections hold a lock of readers, with
 * which a connection that wants the file for itself cannot be made. A damaged file is nobody's. */
static gboolean
check_nobody_has (const char *path, GError **error)
{
  static const char sql_take[] = "PRAGMA locking_mode = EXCLUSIVE;"
                                 "BEGIN EXCLUSIVE;"
                                 "ROLLBACK;";
  sqlite3 *handle = NULL;
  int code = sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (code == SQLITE_OK)
    {
      sqlite3_busy_timeout (handle, OPEN_WAIT_MS);
      code = sqlite3_exec (handle, sql_take, NULL, NULL, NULL);
    }
  (void) sqlite3_close (handle); /* it wrote nothing */
  if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_BUSY,
                       "Another program has the workspace open: close its windows and engines "
                       "(espalierctl run), then restore again");
  return FALSE;
}

/**
 * esp_backup_restore:
 * @path: the workspace to be replaced; refused when any program has it open
 * @out_kept: (out) (optional): where the replaced file was kept
 *
 * Puts a backup in the place of a workspace. The file that stood there is kept beside it.
 */
gboolean
esp_backup_restore (const char *backup, const char *path, char **out_kept, GError **error)
{
  g_autofree char *kept = NULL;

  if (!esp_backup_check (backup, error) || !esp_store_refuse_folder (path, error))
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !check_nobody_has (path, error))
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");

      kept = g_strdup_printf ("%s.replaced-%s", path, stamp);
      if (!esp_backup_copy (path, kept, NULL, NULL) && g_rename (path, kept) != 0)
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY,
                       "The present workspace could not be kept as %s: %s", kept,
                       g_strerror (errno));
          return FALSE;
        }
    }
  if (!esp_backup_copy (backup, path, NULL, error))
    return FALSE;
  for (gsize i = 0; i < 2; i++)
    {
      /* The log of the replaced file must not be read into the restored one. */
      g_autofree char *side = g_strconcat (path, i == 0 ? "-wal" : "-shm", NULL);

      (void) g_unlink (side);
    }
  if (out_kept != NULL)
    *out_kept = g_steal_pointer (&kept);
  return TRUE;
}
