/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person put on the overview, in the person's order: goals and pinned reports. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-overview-items.h"

/* More would not be an overview, and each is counted anew after changes. */
#define MAX_ITEMS 24

/**
 * esp_overview_item_free:
 */
void
esp_overview_item_free (EspOverviewItem *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->content);
  g_free (self);
}

static gpointer
read_item (EspStmt *stmt)
{
  EspOverviewItem *self = g_new0 (EspOverviewItem, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->kind = esp_stmt_dup_text (stmt, 1);
  self->content = esp_stmt_dup_text (stmt, 2);
  return self;
}

/**
 * esp_overview_items_load:
 *
 * Returns: (transfer full) (element-type EspOverviewItem): those of @kind in their order; %NULL with
 *   @error set
 */
GPtrArray *
esp_overview_items_load (EspTx *tx, const char *kind, GError **error)
{
  static const char sql_items[] = "SELECT id, kind, content FROM overview_item WHERE kind = ?1"
                                  " ORDER BY position, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_items, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, kind);
  return esp_stmt_read_all (stmt, read_item, (GDestroyNotify) esp_overview_item_free, error);
}

static gboolean
fail_missing (gint64 id, GError **error)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
               "There is nothing with the number %" G_GINT64_FORMAT " on the overview", id);
  return FALSE;
}

/**
 * esp_overview_item_load:
 *
 * Returns: (transfer full): the item; %NULL with @error set
 */
EspOverviewItem *
esp_overview_item_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_item[] = "SELECT id, kind, content FROM overview_item WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_item, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return read_item (stmt);
  if (step == ESP_STEP_DONE)
    fail_missing (id, error);
  return NULL;
}

static gboolean
run_for_one (EspTx *tx, EspStmt *stmt, gint64 id, GError **error)
{
  if (!esp_tx_require_write (tx, error) || !esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (tx)) == 0)
    return fail_missing (id, error);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SETTING);
  return TRUE;
}

/**
 * esp_overview_item_add:
 * @out_id: (out) (optional): its number
 *
 * Puts something behind what is there.
 */
gboolean
esp_overview_item_add (EspTx *tx,
                       const char *kind,
                       const char *content,
                       gint64 *out_id,
                       GError **error)
{
  static const char sql_count[] = "SELECT count (*) FROM overview_item";
  static const char sql_add[] =
    "INSERT INTO overview_item (kind, content, position, created_at)"
    " SELECT ?1, ?2, coalesce (max (position), 0) + 1, ?3 FROM overview_item";
  g_autoptr (EspStmt) stmt = NULL;
  gint64 n = 0;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), sql_count, &n, error))
    return FALSE;
  if (n >= MAX_ITEMS)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "There are %d goals and reports on the overview already; take one away first",
                   MAX_ITEMS);
      return FALSE;
    }
  stmt = esp_tx_stmt (tx, sql_add, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_text (stmt, 2, content);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  if (!run_for_one (tx, stmt, 0, error))
    return FALSE;
  if (out_id != NULL)
    *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_overview_item_change:
 */
gboolean
esp_overview_item_change (EspTx *tx, gint64 id, const char *content, GError **error)
{
  static const char sql_change[] = "UPDATE overview_item SET content = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_change, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, content);
  return run_for_one (tx, stmt, id, error);
}

/**
 * esp_overview_item_remove:
 */
gboolean
esp_overview_item_remove (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_remove[] = "DELETE FROM overview_item WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_remove, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  return run_for_one (tx, stmt, id, error);
}

/**
 * esp_overview_item_move:
 * @before_id: the one in whose place it comes; 0 is the end
 *
 * Moves something among those of its kind.
 */
gboolean
esp_overview_item_move (EspTx *tx, gint64 id, gint64 before_id, GError **error)
{
  static const char sql_place[] = "UPDATE overview_item SET position = ?2 WHERE id = ?1";
  g_autoptr (EspOverviewItem) moved = esp_overview_item_load (tx, id, error);
  g_autoptr (GPtrArray) items = NULL;
  gint64 position = 1;

  if (moved == NULL)
    return FALSE;
  items = esp_overview_items_load (tx, moved->kind, error);
  if (items == NULL)
    return FALSE;
  for (guint i = 0; i <= items->len; i++)
    {
      const EspOverviewItem *item = i < items->len ? items->pdata[i] : NULL;
      gboolean is_here = item != NULL ? item->id == before_id : before_id == 0;
      gint64 ids[2] = { is_here ? id : 0, item != NULL && item->id != id ? item->id : 0 };

      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        {
          g_autoptr (EspStmt) stmt = NULL;

          if (ids[j] == 0)
            continue;
          stmt = esp_tx_stmt (tx, sql_place, error);
          if (stmt == NULL)
            return FALSE;
          esp_stmt_bind_int64 (stmt, 1, ids[j]);
          esp_stmt_bind_int64 (stmt, 2, position++);
          if (!run_for_one (tx, stmt, ids[j], error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * esp_overview_item_step:
 * @step: −1 is one up, 1 is one down
 *
 * Moves something by one among those of its kind; at the end of them nothing happens.
 */
gboolean
esp_overview_item_step (EspTx *tx, gint64 id, int step, GError **error)
{
  g_autoptr (EspOverviewItem) moved = esp_overview_item_load (tx, id, error);
  g_autoptr (GPtrArray) items = NULL;
  int at = 0;

  if (moved == NULL)
    return FALSE;
  items = esp_overview_items_load (tx, moved->kind, error);
  if (items == NULL)
    return FALSE;
  while (((const EspOverviewItem *) items->pdata[at])->id != id)
    at++;
  if (at + step < 0 || at + step >= (int) items->len)
    return TRUE;
  /* Down is in front of the one after the next. */
  at += step > 0 ? 2 : -1;
  return esp_overview_item_move (tx, id,
                                 at < (int) items->len
                                   ? ((const EspOverviewItem *) items->pdata[at])->id
                                   : 0,
                                 error);
}
