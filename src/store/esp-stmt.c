/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding, stepping and reading of prepared statements. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-db-private.h"

/**
 * esp_stmt_release:
 *
 * Resets the statement, so that no read stays open, and gives it back.
 */
void
esp_stmt_release (EspStmt *self)
{
  if (self == NULL)
    return;
  if (self->is_cached)
    {
      sqlite3_reset (self->handle);
      sqlite3_clear_bindings (self->handle);
      self->is_lent = FALSE;
    }
  else
    {
      sqlite3_finalize (self->handle);
      g_free (self);
    }
}

static void
check_bind (EspStmt *self, int code)
{
  if (code != SQLITE_OK)
    g_critical ("a value does not fit its statement: %s", sqlite3_errmsg (self->db->handle));
}

/**
 * esp_stmt_bind_int64:
 * @index: 1 is ?1
 */
void
esp_stmt_bind_int64 (EspStmt *self, int index, gint64 value)
{
  check_bind (self, sqlite3_bind_int64 (self->handle, index, value));
}

/**
 * esp_stmt_bind_double:
 */
void
esp_stmt_bind_double (EspStmt *self, int index, double value)
{
  check_bind (self, sqlite3_bind_double (self->handle, index, value));
}

/**
 * esp_stmt_bind_text:
 * @value: (nullable): UTF-8 that the caller keeps until the statement is reset; %NULL is NULL
 */
void
esp_stmt_bind_text (EspStmt *self, int index, const char *value)
{
  check_bind (self, sqlite3_bind_text (self->handle, index, value, -1, SQLITE_STATIC));
}

/**
 * esp_stmt_bind_blob:
 * @data: (nullable): bytes that the caller keeps until the statement is reset
 */
void
esp_stmt_bind_blob (EspStmt *self, int index, gconstpointer data, gsize length)
{
  check_bind (self, sqlite3_bind_blob64 (self->handle, index, data, length, SQLITE_STATIC));
}

/**
 * esp_stmt_bind_bytes:
 * @bytes: (nullable): kept by the caller until the statement is reset
 */
void
esp_stmt_bind_bytes (EspStmt *self, int index, GBytes *bytes)
{
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  esp_stmt_bind_blob (self, index, data, length);
}

/**
 * esp_stmt_bind_null:
 */
void
esp_stmt_bind_null (EspStmt *self, int index)
{
  check_bind (self, sqlite3_bind_null (self->handle, index));
}

/**
 * esp_stmt_bind_value:
 * @value: (nullable): of type gint64, double, boolean or string; %NULL or an unset one is NULL. A
 *   string is kept by the caller until the statement is reset.
 */
void
esp_stmt_bind_value (EspStmt *self, int index, const GValue *value)
{
  if (value == NULL || !G_IS_VALUE (value))
    esp_stmt_bind_null (self, index);
  else if (G_VALUE_HOLDS_INT64 (value))
    esp_stmt_bind_int64 (self, index, g_value_get_int64 (value));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    esp_stmt_bind_double (self, index, g_value_get_double (value));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    esp_stmt_bind_int64 (self, index, g_value_get_boolean (value));
  else if (G_VALUE_HOLDS_STRING (value))
    esp_stmt_bind_text (self, index, g_value_get_string (value));
  else
    g_critical ("a value of type %s cannot be stored", G_VALUE_TYPE_NAME (value));
}

/**
 * esp_stmt_step:
 *
 * Returns: whether there is a row, no more, or an error (then @error is set)
 */
EspStep
esp_stmt_step (EspStmt *self, GError **error)
{
  int code;

  g_assert (self->db->owner == g_thread_self ());

  code = sqlite3_step (self->handle);
  if (code == SQLITE_ROW)
    return ESP_STEP_ROW;
  if (code == SQLITE_DONE)
    return ESP_STEP_DONE;
  (void) esp_db_set_error (self->db, code, error);
  return ESP_STEP_ERROR;
}

/**
 * esp_stmt_run:
 *
 * Steps through to the end, ignoring rows, and resets the statement for its next values.
 */
gboolean
esp_stmt_run (EspStmt *self, GError **error)
{
  EspStep step;

  do
    step = esp_stmt_step (self, error);
  while (step == ESP_STEP_ROW);
  sqlite3_reset (self->handle);
  return step == ESP_STEP_DONE;
}

/**
 * esp_stmt_read_one:
 * @self: bound, and of no more than one row
 * @kind: what the row is: "campaign"
 * @id: its number, for the error
 *
 * Returns: (transfer full): what @read makes of the row; %NULL with @error set, also where there is none
 */
gpointer
esp_stmt_read_one (EspStmt *self, EspRowFunc read, const char *kind, gint64 id, GError **error)
{
  EspStep step = esp_stmt_step (self, error);

  if (step == ESP_STEP_ROW)
    return read (self);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, kind, id);
  return NULL;
}

/**
 * esp_stmt_read_all:
 * @self: bound
 * @free_row: frees what @read makes
 *
 * Returns: (transfer full): what @read makes of each row, in their order; %NULL with @error set
 */
GPtrArray *
esp_stmt_read_all (EspStmt *self, EspRowFunc read, GDestroyNotify free_row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  EspStep step;

  while ((step = esp_stmt_step (self, error)) == ESP_STEP_ROW)
    g_ptr_array_add (rows, read (self));
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_stmt_reset:
 *
 * Makes the statement ready for its next values; the present ones stay bound.
 */
void
esp_stmt_reset (EspStmt *self)
{
  sqlite3_reset (self->handle);
}

/**
 * esp_stmt_n_columns:
 */
int
esp_stmt_n_columns (EspStmt *self)
{
  return sqlite3_column_count (self->handle);
}

/**
 * esp_stmt_column_name:
 */
const char *
esp_stmt_column_name (EspStmt *self, int column)
{
  return sqlite3_column_name (self->handle, column);
}

/**
 * esp_stmt_is_null:
 */
gboolean
esp_stmt_is_null (EspStmt *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

/**
 * esp_stmt_type:
 *
 * Returns: SQLite's type of the value: 1 integer, 2 float, 3 text, 4 blob, 5 null
 */
int
esp_stmt_type (EspStmt *self, int column)
{
  return sqlite3_column_type (self->handle, column);
}

/**
 * esp_stmt_int64:
 */
gint64
esp_stmt_int64 (EspStmt *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

/**
 * esp_stmt_double:
 */
double
esp_stmt_double (EspStmt *self, int column)
{
  return sqlite3_column_double (self->handle, column);
}

/**
 * esp_stmt_text:
 *
 * Returns: (transfer none) (nullable): UTF-8 that lives until the next step
 */
const char *
esp_stmt_text (EspStmt *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

/**
 * esp_stmt_dup_text:
 *
 * Returns: (transfer full) (nullable): a copy
 */
char *
esp_stmt_dup_text (EspStmt *self, int column)
{
  return g_strdup (esp_stmt_text (self, column));
}

/**
 * esp_stmt_blob:
 *
 * Returns: (transfer none) (nullable): bytes that live until the next step
 */
gconstpointer
esp_stmt_blob (EspStmt *self, int column, gsize *out_length)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  *out_length = (gsize) sqlite3_column_bytes (self->handle, column);
  return data;
}
