/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store-error.h"

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;

/* One SQLite connection. It belongs to the thread that opened it, and that is asserted. */
typedef struct _EspDb EspDb;

/* A prepared statement on loan; letting go of it (g_autoptr) resets it. */
typedef struct _EspStmt EspStmt;

/* Makes an object of the row on which a statement stands; the caller owns it. */
typedef gpointer (*EspRowFunc) (EspStmt *stmt);

typedef enum
{
  ESP_DB_READ_ONLY,
  ESP_DB_READ_WRITE,
  ESP_DB_CREATE, /* read and write, made when missing */
} EspDbMode;

typedef enum
{
  ESP_STEP_ERROR = -1,
  ESP_STEP_DONE = 0,
  ESP_STEP_ROW = 1,
} EspStep;

EspDb *esp_db_open (const char *path, EspDbMode mode, GError **error);
void esp_db_close (EspDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDb, esp_db_close)

sqlite3 *esp_db_get_handle (EspDb *self);
gboolean esp_db_exec (EspDb *self, const char *sql, GError **error);
gint64 esp_db_last_insert_id (EspDb *self);
int esp_db_n_changed (EspDb *self);
gboolean esp_db_is_in_transaction (EspDb *self);
void esp_db_set_cancellable (EspDb *self, GCancellable *cancellable);
gboolean esp_db_set_error (EspDb *self, int code, GError **error);

EspStmt *esp_db_stmt (EspDb *self, const char *static_sql, GError **error);
EspStmt *esp_db_stmt_built (EspDb *self, const char *sql, GError **error);
EspStmt *esp_db_stmt_dynamic (EspDb *self, const char *sql, GError **error);
gboolean
esp_db_query_int64 (EspDb *self, const char *static_sql, gint64 *out_value, GError **error);

void esp_stmt_release (EspStmt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStmt, esp_stmt_release)

void esp_stmt_bind_int64 (EspStmt *self, int index, gint64 value);
void esp_stmt_bind_double (EspStmt *self, int index, double value);
void esp_stmt_bind_text (EspStmt *self, int index, const char *value);
void esp_stmt_bind_blob (EspStmt *self, int index, gconstpointer data, gsize length);
void esp_stmt_bind_bytes (EspStmt *self, int index, GBytes *bytes);
void esp_stmt_bind_null (EspStmt *self, int index);
void esp_stmt_bind_value (EspStmt *self, int index, const GValue *value);
EspStep esp_stmt_step (EspStmt *self, GError **error);
gboolean esp_stmt_run (EspStmt *self, GError **error);
gpointer
esp_stmt_read_one (EspStmt *self, EspRowFunc read, const char *kind, gint64 id, GError **error);
GPtrArray *
esp_stmt_read_all (EspStmt *self, EspRowFunc read, GDestroyNotify free_row, GError **error);
void esp_stmt_reset (EspStmt *self);

int esp_stmt_n_columns (EspStmt *self);
const char *esp_stmt_column_name (EspStmt *self, int column);
gboolean esp_stmt_is_null (EspStmt *self, int column);
gint64 esp_stmt_int64 (EspStmt *self, int column);
double esp_stmt_double (EspStmt *self, int column);
const char *esp_stmt_text (EspStmt *self, int column);
char *esp_stmt_dup_text (EspStmt *self, int column);
gconstpointer esp_stmt_blob (EspStmt *self, int column, gsize *out_length);
int esp_stmt_type (EspStmt *self, int column);

G_END_DECLS
