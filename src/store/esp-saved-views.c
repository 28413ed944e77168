/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saved views of a workspace: a screen's filter, columns and order under a name. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-saved-views.h"

#include <string.h>

/* Nobody finds anything in a longer menu, and a menu is built of all of them. */
#define MAX_VIEWS 200

/**
 * esp_saved_view_free:
 */
void
esp_saved_view_free (EspSavedView *view)
{
  if (view == NULL)
    return;
  g_free (view->name);
  g_free (view->definition);
  g_free (view);
}

static gpointer
read_view (EspStmt *stmt)
{
  EspSavedView *view = g_new0 (EspSavedView, 1);

  view->id = esp_stmt_int64 (stmt, 0);
  view->name = esp_stmt_dup_text (stmt, 1);
  view->definition = esp_stmt_dup_text (stmt, 2);
  return view;
}

/**
 * esp_saved_view_list:
 * @screen: whose views, such as "leads"
 *
 * Returns: (transfer full) (element-type EspSavedView): in the order of the menu, or %NULL with @error
 *   set
 */
GPtrArray *
esp_saved_view_list (EspTx *tx, const char *screen, GError **error)
{
  static const char sql_list[] = "SELECT id, name, definition FROM saved_view WHERE screen = ?1"
                                 " ORDER BY position, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, screen);
  return esp_stmt_read_all (stmt, read_view, (GDestroyNotify) esp_saved_view_free, error);
}

/**
 * esp_saved_view_find:
 *
 * Returns: (transfer full): the view of that name, whatever the case of its letters, or %NULL with
 *   @error set
 */
EspSavedView *
esp_saved_view_find (EspTx *tx, const char *screen, const char *name, GError **error)
{
  static const char sql_find[] = "SELECT id, name, definition FROM saved_view"
                                 " WHERE screen = ?1 AND name = ?2 COLLATE NOCASE"
                                 " ORDER BY name = ?2 DESC, id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, screen);
  esp_stmt_bind_text (stmt, 2, name);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "saved view", name);
  return step == ESP_STEP_ROW ? read_view (stmt) : NULL;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name != NULL && *name != '\0' && strlen (name) <= ESP_SAVED_VIEW_MAX_NAME)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "A view needs a name of at most %d bytes", ESP_SAVED_VIEW_MAX_NAME);
  return FALSE;
}

/* Two views of one name could not be told apart. */
static gboolean
check_free (EspTx *tx, const char *screen, const char *name, gint64 but_id, GError **error)
{
  static const char sql_taken[] = "SELECT count (*) FILTER (WHERE name = ?2 COLLATE NOCASE"
                                  " AND id <> ?3), count (*) FROM saved_view WHERE screen = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_taken, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, screen);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_int64 (stmt, 3, but_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  if (esp_stmt_int64 (stmt, 0) > 0)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT,
                 "There is a view “%s” already; choose another name", name);
  else if (but_id == 0 && esp_stmt_int64 (stmt, 1) >= MAX_VIEWS)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "There are %d views already; delete one first", MAX_VIEWS);
  else
    return TRUE;
  return FALSE;
}

static gboolean
run_and_note (EspTx *tx, EspStmt *stmt, gint64 id, GError **error)
{
  if (!esp_tx_run_for_one (tx, stmt, "saved view", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SETTING);
  return TRUE;
}

/**
 * esp_saved_view_insert:
 * @definition: JSON, the screen's own
 *
 * Adds a view to the end of the menu. The name must be free.
 */
gboolean
esp_saved_view_insert (EspTx *tx,
                       const char *screen,
                       const char *name,
                       const char *definition,
                       gint64 *out_id,
                       GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO saved_view (screen, name, definition, position, created_at)"
    " SELECT ?1, ?2, ?3, coalesce (max (position), 0) + 1, ?4 FROM saved_view WHERE screen = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!check_name (name, error) || !esp_tx_require_write (tx, error) ||
      !check_free (tx, screen, name, 0, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, screen);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, definition);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  if (!run_and_note (tx, stmt, 0, error))
    return FALSE;
  if (out_id != NULL)
    *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

static char *
load_screen (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_screen[] = "SELECT screen FROM saved_view WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_screen, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "saved view", id);
  return step == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
}

/**
 * esp_saved_view_rename:
 */
gboolean
esp_saved_view_rename (EspTx *tx, gint64 id, const char *name, GError **error)
{
  static const char sql_rename[] = "UPDATE saved_view SET name = ?2 WHERE id = ?1";
  g_autofree char *screen = NULL;
  g_autoptr (EspStmt) stmt = NULL;

  if (!check_name (name, error) || !esp_tx_require_write (tx, error))
    return FALSE;
  screen = load_screen (tx, id, error);
  if (screen == NULL || !check_free (tx, screen, name, id, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_rename, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  return run_and_note (tx, stmt, id, error);
}

/**
 * esp_saved_view_define:
 *
 * Replaces what the view shows; its name stays.
 */
gboolean
esp_saved_view_define (EspTx *tx, gint64 id, const char *definition, GError **error)
{
  static const char sql_define[] = "UPDATE saved_view SET definition = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_define, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, definition);
  return run_and_note (tx, stmt, id, error);
}

/**
 * esp_saved_view_delete:
 */
gboolean
esp_saved_view_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM saved_view WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_delete, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  return run_and_note (tx, stmt, id, error);
}
