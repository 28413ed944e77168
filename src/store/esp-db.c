/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to the workspace file: opening it safely, its statement cache, its errors in words. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-db-private.h"

#include <string.h>
#include <unistd.h>

/* How many virtual-machine steps pass between two looks at the cancellable: no measurable cost, and
 * an interrupt is seen within a millisecond. */
#define PROGRESS_STEPS 1000
#define BUSY_TIMEOUT_MS 5000

static void
stmt_destroy (gpointer data)
{
  EspStmt *stmt = data;

  sqlite3_finalize (stmt->handle);
  g_free (stmt);
}

static EspStoreError
error_code_of (int sqlite_code)
{
  switch (sqlite_code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ESP_STORE_ERROR_BUSY;
    case SQLITE_CORRUPT:
      return ESP_STORE_ERROR_CORRUPT;
    case SQLITE_NOTADB:
      return ESP_STORE_ERROR_NOT_OURS;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return ESP_STORE_ERROR_READ_ONLY;
    case SQLITE_FULL:
      return ESP_STORE_ERROR_FULL;
    case SQLITE_CONSTRAINT:
      return ESP_STORE_ERROR_CONSTRAINT;
    default:
      return ESP_STORE_ERROR_FAILED;
    }
}

static const char *
sentence_of (EspStoreError code)
{
  switch (code)
    {
    case ESP_STORE_ERROR_BUSY:
      return "Another program is using the workspace file; try again in a moment";
    case ESP_STORE_ERROR_CORRUPT:
      return "The workspace file is damaged; restore a backup";
    case ESP_STORE_ERROR_NOT_OURS:
      return "The file is not an Espalier workspace";
    case ESP_STORE_ERROR_READ_ONLY:
      return "The workspace file cannot be written; check its permissions";
    case ESP_STORE_ERROR_FULL:
      return "The disk is full; free some space and try again";
    case ESP_STORE_ERROR_CONSTRAINT:
      return "The value is already taken or not allowed";
    case ESP_STORE_ERROR_FAILED:
    case ESP_STORE_ERROR_TOO_NEW:
    case ESP_STORE_ERROR_NOT_FOUND:
    case ESP_STORE_ERROR_INVALID:
    case ESP_STORE_ERROR_REFUSED:
    case ESP_STORE_ERROR_LOCKED:
    default:
      return "The workspace file refused the operation";
    }
}

/**
 * esp_db_set_error:
 * @code: a result of SQLite that is not success
 *
 * Turns the connection's last failure into @error: what happened in words, and what SQLite said.
 *
 * Returns: %FALSE always, so that a caller can return it
 */
gboolean
esp_db_set_error (EspDb *self, int code, GError **error)
{
  /* A quota or a limit on the size of files stops writing as a full disk does, but as another failure. */
  gboolean is_write = code == SQLITE_IOERR_WRITE;
  EspStoreError store_code = is_write ? ESP_STORE_ERROR_FULL : error_code_of (code);
  const char *sentence = sentence_of (store_code);

  if (is_write)
    sentence = "The workspace file cannot be written on; is the disk full, or a quota reached?";
  else if ((code & 0xff) == SQLITE_CANTOPEN)
    sentence = "The workspace file cannot be opened; check that you may read it and write in its "
               "folder, or copy it to a folder of your own";
  else if ((code & 0xff) == SQLITE_IOERR)
    sentence = "The workspace file cannot be read or written; look after the disk, or restore a "
               "backup";

  if ((code & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else
    g_set_error (error, ESP_STORE_ERROR, store_code, "%s (SQLite: %s)", sentence,
                 self != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code));
  return FALSE;
}

static int
progress_cb (void *user_data)
{
  EspDb *self = user_data;

  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

/* Counting its memory costs SQLite two locks an allocation, and nobody asks for the figure. */
static gpointer
configure_library (gpointer data)
{
  (void) sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0); /* too late is no harm */
  return NULL;
}

static gboolean
configure (EspDb *self, EspDbMode mode, GError **error)
{
  static const char sql_common[] = "PRAGMA foreign_keys = ON;"
                                   "PRAGMA trusted_schema = OFF;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -32768;";
  static const char sql_writer[] = "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA journal_size_limit = 67108864;";
  static const char sql_reader[] = "PRAGMA query_only = ON;"
                                   "PRAGMA mmap_size = 1073741824;";

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_progress_handler (self->handle, PROGRESS_STEPS, progress_cb, self);
  return esp_db_add_functions (self, error) && esp_db_exec (self, sql_common, error) &&
         esp_db_exec (self, mode == ESP_DB_READ_ONLY ? sql_reader : sql_writer, error);
}

/* A file beside which nothing can be written, on a disc say, and of which no log stands open: without
 * this word SQLite would want to make its files of shared memory there. */
static gboolean
is_unchangeable (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return access (folder, W_OK) != 0 && !g_file_test (log, G_FILE_TEST_EXISTS);
}

static int
open_handle (EspDb *self, const char *path, EspDbMode mode)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  g_autofree char *absolute = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *name = NULL;

  if (mode != ESP_DB_READ_ONLY)
    {
      flags |= SQLITE_OPEN_READWRITE | (mode == ESP_DB_CREATE ? SQLITE_OPEN_CREATE : 0);
      return sqlite3_open_v2 (path, &self->handle, flags, NULL);
    }
  flags |= SQLITE_OPEN_READONLY;
  if (!is_unchangeable (path))
    return sqlite3_open_v2 (path, &self->handle, flags, NULL);
  absolute = g_canonicalize_filename (path, NULL);
  uri = g_filename_to_uri (absolute, NULL, NULL);
  name = g_strconcat (uri, "?immutable=1", NULL);
  return sqlite3_open_v2 (name, &self->handle, flags | SQLITE_OPEN_URI, NULL);
}

/**
 * esp_db_open:
 * @path: a file name
 *
 * Opens the file on the calling thread, which alone may use the connection from then on.
 *
 * Returns: (transfer full): the connection, or %NULL with @error set
 */
EspDb *
esp_db_open (const char *path, EspDbMode mode, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (EspDb) self = g_new0 (EspDb, 1);
  int code;

  g_return_val_if_fail (path != NULL, NULL);

  g_once (&once, configure_library, NULL);
  self->owner = g_thread_self ();
  self->cache = g_hash_table_new_full (NULL, NULL, NULL, stmt_destroy);
  self->built_cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stmt_destroy);
  code = open_handle (self, path, mode);
  if (code != SQLITE_OK)
    {
      (void) esp_db_set_error (self, code, error);
      return NULL;
    }
  if (!configure (self, mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_db_close:
 *
 * Closes the connection on the thread that opened it. Every statement must have been let go.
 */
void
esp_db_close (EspDb *self)
{
  if (self == NULL)
    return;
  g_assert (self->owner == g_thread_self ());
  g_hash_table_unref (self->cache);
  g_hash_table_unref (self->built_cache);
  if (sqlite3_close (self->handle) != SQLITE_OK)
    g_critical ("a statement is still on loan while its connection closes");
  g_free (self);
}

/**
 * esp_db_get_handle:
 *
 * Returns: (transfer none): SQLite's own handle, for the files of this layer alone
 */
sqlite3 *
esp_db_get_handle (EspDb *self)
{
  g_assert (self->owner == g_thread_self ());

  return self->handle;
}

/**
 * esp_db_exec:
 * @sql: static text: values are never formatted into it
 *
 * Runs one or more statements that take no values and give no rows.
 */
gboolean
esp_db_exec (EspDb *self, const char *sql, GError **error)
{
  int code;

  g_assert (self->owner == g_thread_self ());

  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  return code == SQLITE_OK || esp_db_set_error (self, code, error);
}

/**
 * esp_db_last_insert_id:
 *
 * Returns: the id of the row inserted last on this connection
 */
gint64
esp_db_last_insert_id (EspDb *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

/**
 * esp_db_n_changed:
 *
 * Returns: how many rows the last statement changed
 */
int
esp_db_n_changed (EspDb *self)
{
  return sqlite3_changes (self->handle);
}

/**
 * esp_db_is_in_transaction:
 *
 * Returns: whether a transaction is open; a full disk, among others, ends one by itself
 */
gboolean
esp_db_is_in_transaction (EspDb *self)
{
  return sqlite3_get_autocommit (self->handle) == 0;
}

/**
 * esp_db_set_cancellable:
 * @cancellable: (nullable): what interrupts the running statement, or %NULL for nothing
 *
 * The caller keeps @cancellable alive until it sets another.
 */
void
esp_db_set_cancellable (EspDb *self, GCancellable *cancellable)
{
  self->cancellable = cancellable;
}

static EspStmt *
prepare (EspDb *self, const char *sql, unsigned int flags, GError **error)
{
  EspStmt *stmt;
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3 (self->handle, sql, -1, flags, &handle, NULL);

  if (code != SQLITE_OK)
    {
      (void) esp_db_set_error (self, code, error);
      return NULL;
    }
  stmt = g_new0 (EspStmt, 1);
  stmt->db = self;
  stmt->handle = handle;
  return stmt;
}

/* Lends the statement kept under a key, or makes and keeps it; a second loan at once is not kept. */
static EspStmt *
lend (EspDb *self, GHashTable *cache, gpointer key, const char *sql, GError **error)
{
  EspStmt *stmt = g_hash_table_lookup (cache, key);

  if (stmt != NULL && stmt->is_lent)
    return prepare (self, sql, 0, error);
  if (stmt == NULL)
    {
      stmt = prepare (self, sql, SQLITE_PREPARE_PERSISTENT, error);
      if (stmt == NULL)
        return NULL;
      stmt->is_cached = TRUE;
      g_hash_table_insert (cache, cache == self->built_cache ? g_strdup (key) : key, stmt);
    }
  stmt->is_lent = TRUE;
  return stmt;
}

/**
 * esp_db_stmt:
 * @static_sql: one statement in static storage; its address is the key of the cache
 *
 * Lends the prepared form of @static_sql. When it is on loan already (a loop within a loop), a fresh
 * one is made, which is not kept.
 *
 * Returns: (transfer full): let go of it with g_autoptr; %NULL with @error set
 */
EspStmt *
esp_db_stmt (EspDb *self, const char *static_sql, GError **error)
{
  g_assert (self->owner == g_thread_self ());

  return lend (self, self->cache, (gpointer) static_sql, static_sql, error);
}

/**
 * esp_db_stmt_built:
 * @sql: a statement put together from whitelisted identifiers; never from values
 *
 * As esp_db_stmt(), for one of the few statements that are put together, such as the columns of the
 * present field catalogue.
 *
 * Returns: (transfer full): let go of it with g_autoptr; %NULL with @error set
 */
EspStmt *
esp_db_stmt_built (EspDb *self, const char *sql, GError **error)
{
  g_assert (self->owner == g_thread_self ());

  return lend (self, self->built_cache, (gpointer) sql, sql, error);
}

/**
 * esp_db_stmt_dynamic:
 * @sql: a statement put together from whitelisted identifiers; never from values
 *
 * Returns: (transfer full): a statement that is not kept; %NULL with @error set
 */
EspStmt *
esp_db_stmt_dynamic (EspDb *self, const char *sql, GError **error)
{
  g_assert (self->owner == g_thread_self ());

  return prepare (self, sql, 0, error);
}

/**
 * esp_db_query_int64:
 *
 * Reads the first column of the first row of a query without values.
 *
 * Returns: %TRUE with @out_value set; %FALSE with @error set, also when there is no row
 */
gboolean
esp_db_query_int64 (EspDb *self, const char *static_sql, gint64 *out_value, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_db_stmt (self, static_sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no such row");
  if (step != ESP_STEP_ROW)
    return FALSE;
  *out_value = esp_stmt_int64 (stmt, 0);
  return TRUE;
}
