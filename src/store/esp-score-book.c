/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeps scores up to date: how far they are computed, where each lead stands, who is due. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-score-book.h"

#include "store/esp-fields.h"

/**
 * esp_score_run_clear:
 */
void
esp_score_run_clear (EspScoreRun *run)
{
  g_clear_pointer (&run->key, g_free);
}

/**
 * esp_score_stand_clear:
 */
void
esp_score_stand_clear (EspScoreStand *stand)
{
  g_clear_pointer (&stand->state, g_bytes_unref);
}

/**
 * esp_score_run_load:
 */
gboolean
esp_score_run_load (EspTx *tx, gint64 score_id, EspScoreRun *out_run, GError **error)
{
  static const char sql_load[] = "SELECT definition_key, coalesce (next_lead, 0), is_telling,"
                                 " started_at FROM score_run WHERE score_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  *out_run = (EspScoreRun){ NULL };
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_run = (EspScoreRun){ esp_stmt_dup_text (stmt, 0), esp_stmt_int64 (stmt, 1),
                              esp_stmt_int64 (stmt, 2) != 0, esp_stmt_int64 (stmt, 3) };
  return step != ESP_STEP_ERROR;
}

/**
 * esp_score_run_save:
 */
gboolean
esp_score_run_save (EspTx *tx, gint64 score_id, const EspScoreRun *run, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO score_run (score_id, definition_key, next_lead, is_telling, started_at)"
    " VALUES (?1, ?2, nullif (?3, 0), ?4, ?5)"
    " ON CONFLICT (score_id) DO UPDATE SET definition_key = excluded.definition_key,"
    " next_lead = excluded.next_lead, is_telling = excluded.is_telling,"
    " started_at = excluded.started_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  esp_stmt_bind_text (stmt, 2, run->key);
  esp_stmt_bind_int64 (stmt, 3, run->next_lead);
  esp_stmt_bind_int64 (stmt, 4, run->is_telling);
  esp_stmt_bind_int64 (stmt, 5, run->started_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_cursor_load:
 * @out_id: (out): the last event that all scores have seen; -1 before the first look
 */
gboolean
esp_score_cursor_load (EspTx *tx, gint64 *out_id, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx),
                             "SELECT coalesce ((SELECT event_id FROM score_cursor), -1)", out_id,
                             error);
}

/**
 * esp_score_cursor_save:
 */
gboolean
esp_score_cursor_save (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_save[] = "INSERT INTO score_cursor (id, event_id) VALUES (1, ?1)"
                                 " ON CONFLICT (id) DO UPDATE SET event_id = excluded.event_id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_members_load:
 *
 * Returns: (transfer full): whom the condition gave points; nobody before it was asked; %NULL with @error
 *   set
 */
EspBitmap *
esp_score_members_load (EspTx *tx, gint64 score_id, const char *rule, GError **error)
{
  static const char sql_load[] =
    "SELECT members FROM score_member WHERE score_id = ?1 AND rule = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspBitmap *members = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  esp_stmt_bind_text (stmt, 2, rule);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return NULL;
  if (step == ESP_STEP_ROW)
    {
      gsize n = 0;
      gconstpointer data = esp_stmt_blob (stmt, 0, &n);

      members = n > 0 ? esp_bitmap_deserialize (data, n) : NULL;
    }
  return members != NULL ? members : esp_bitmap_new ();
}

/**
 * esp_score_members_save:
 */
gboolean
esp_score_members_save (EspTx *tx,
                        gint64 score_id,
                        const char *rule,
                        const EspBitmap *members,
                        GError **error)
{
  static const char sql_save[] =
    "INSERT INTO score_member (score_id, rule, members) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (score_id, rule) DO UPDATE SET members = excluded.members";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);
  g_autoptr (GBytes) bytes = esp_bitmap_serialize (members);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  esp_stmt_bind_text (stmt, 2, rule);
  esp_stmt_bind_bytes (stmt, 3, bytes);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_members_clear:
 */
gboolean
esp_score_members_clear (EspTx *tx, gint64 score_id, GError **error)
{
  static const char sql_clear[] = "DELETE FROM score_member WHERE score_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_clear, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_stand_load:
 * @stand: names the score and the lead; gets the rest
 */
gboolean
esp_score_stand_load (EspTx *tx, EspScoreStand *stand, gboolean *out_found, GError **error)
{
  static const char sql_load[] =
    "SELECT value, steady, above, coalesce (due_at, 9223372036854775807), is_partial, state"
    " FROM score_state WHERE score_id = ?1 AND lead_id = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, stand->score_id);
  esp_stmt_bind_int64 (stmt, 2, stand->lead_id);
  step = esp_stmt_step (stmt, error);
  *out_found = step == ESP_STEP_ROW;
  if (step == ESP_STEP_ROW)
    {
      gsize n = 0;
      gconstpointer data = esp_stmt_blob (stmt, 5, &n);

      stand->value = (int) esp_stmt_int64 (stmt, 0);
      stand->steady = (int) esp_stmt_int64 (stmt, 1);
      stand->above = (guint) esp_stmt_int64 (stmt, 2);
      stand->due_us = esp_stmt_int64 (stmt, 3);
      stand->is_partial = esp_stmt_int64 (stmt, 4) != 0;
      stand->state = g_bytes_new (data, n);
    }
  return step != ESP_STEP_ERROR;
}

/**
 * esp_score_stand_save:
 */
gboolean
esp_score_stand_save (EspTx *tx, const EspScoreStand *stand, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO score_state (score_id, lead_id, value, steady, above, due_at, is_partial, state)"
    " VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, 9223372036854775807), ?7, ?8)"
    " ON CONFLICT (score_id, lead_id) DO UPDATE SET value = excluded.value,"
    " steady = excluded.steady, above = excluded.above, due_at = excluded.due_at,"
    " is_partial = excluded.is_partial, state = excluded.state";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, stand->score_id);
  esp_stmt_bind_int64 (stmt, 2, stand->lead_id);
  esp_stmt_bind_int64 (stmt, 3, stand->value);
  esp_stmt_bind_int64 (stmt, 4, stand->steady);
  esp_stmt_bind_int64 (stmt, 5, stand->above);
  esp_stmt_bind_int64 (stmt, 6, stand->due_us);
  esp_stmt_bind_int64 (stmt, 7, stand->is_partial);
  esp_stmt_bind_bytes (stmt, 8, stand->state);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_stand_delete:
 */
gboolean
esp_score_stand_delete (EspTx *tx, gint64 score_id, guint32 lead_id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM score_state WHERE score_id = ?1 AND lead_id = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_stand_wait:
 *
 * Nothing is due for the lead by itself any more.
 */
gboolean
esp_score_stand_wait (EspTx *tx, gint64 score_id, guint32 lead_id, GError **error)
{
  static const char sql_wait[] =
    "UPDATE score_state SET due_at = NULL WHERE score_id = ?1 AND lead_id = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_wait, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, score_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_stand_write:
 * @column: of a field of the catalogue
 *
 * Writes the value where lists, segments and messages read it.
 */
gboolean
esp_score_stand_write (EspTx *tx, const char *column, guint32 lead_id, int value, GError **error)
{
  g_autofree char *sql =
    g_strdup_printf ("UPDATE lead SET \"%s\" = ?2 WHERE id = ?1 AND coalesce (\"%s\", 0) <> ?2",
                     column, column);
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, value);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (tx)) > 0)
    {
      esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, lead_id);
      esp_changes_note_column (esp_tx_get_changes (tx), column);
    }
  return TRUE;
}

/**
 * esp_score_due_list:
 * @out_due: (element-type EspScoreDue): gets who is due now, the longest due first
 */
gboolean
esp_score_due_list (EspTx *tx, guint limit, GArray *out_due, GError **error)
{
  static const char sql_due[] = "SELECT score_id, lead_id FROM score_state WHERE due_at <= ?1"
                                " ORDER BY due_at, score_id, lead_id LIMIT ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_due, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 2, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspScoreDue due = { esp_stmt_int64 (stmt, 0), (guint32) esp_stmt_int64 (stmt, 1) };

      g_array_append_val (out_due, due);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_score_due_next:
 * @out_us: (out): when somebody is due next; G_MAXINT64: nobody
 */
gboolean
esp_score_due_next (EspTx *tx, gint64 *out_us, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx),
                             "SELECT coalesce ((SELECT min (due_at) FROM score_state WHERE due_at "
                             "IS NOT NULL),"
                             " 9223372036854775807)",
                             out_us, error);
}

/**
 * esp_score_dirty_take:
 *
 * Takes leads whose history was changed behind the last event off the list.
 */
gboolean
esp_score_dirty_take (EspTx *tx, guint limit, EspBitmap *out_leads, GError **error)
{
  static const char sql_take[] =
    "DELETE FROM score_dirty WHERE lead_id IN"
    " (SELECT lead_id FROM score_dirty ORDER BY lead_id LIMIT ?1) RETURNING lead_id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_take, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (out_leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE;
}

static gboolean
give_events (EspStmt *stmt, EspScoreEventFunc func, gpointer user_data, GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspScoreEvent event = { esp_stmt_int64 (stmt, 0), (guint32) esp_stmt_int64 (stmt, 1),
                                    esp_stmt_int64 (stmt, 2), esp_stmt_int64 (stmt, 3),
                                    esp_stmt_text (stmt, 4) };

      if (!func (&event, user_data, error))
        return FALSE;
    }
  return step == ESP_STEP_DONE;
}

#define EVENT_COLUMNS                                                                              \
  "id, lead_id, kind_id, at,"                                                                      \
  " iif (kind_id IN (SELECT value FROM json_each (?2)), props, NULL)"

/**
 * esp_score_scan_leads:
 *
 * Gives the events of leads from @first to @last, lead by lead in the order of their moments; of one moment
 * in any order.
 */
gboolean
esp_score_scan_leads (EspTx *tx,
                      const EspScoreScan *scan,
                      guint32 first,
                      guint32 last,
                      EspScoreEventFunc func,
                      gpointer user_data,
                      GError **error)
{
  static const char sql_scan[] =
    "SELECT " EVENT_COLUMNS " FROM event INDEXED BY event_lead WHERE lead_id BETWEEN ?3 AND ?4"
    " AND kind_id IN (SELECT value FROM json_each (?1)) AND id <= ?5 ORDER BY lead_id, at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_scan, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, scan->kinds);
  esp_stmt_bind_text (stmt, 2, scan->kinds_with_props);
  esp_stmt_bind_int64 (stmt, 3, first);
  esp_stmt_bind_int64 (stmt, 4, last);
  esp_stmt_bind_int64 (stmt, 5, scan->until_id);
  return give_events (stmt, func, user_data, error);
}

/**
 * esp_score_scan_new:
 *
 * Gives the events after @after_id and up to the scan's last one, at most @limit of them, in the order in
 * which they came in.
 */
gboolean
esp_score_scan_new (EspTx *tx,
                    const EspScoreScan *scan,
                    gint64 after_id,
                    guint limit,
                    EspScoreEventFunc func,
                    gpointer user_data,
                    GError **error)
{
  static const char sql_new[] =
    "SELECT " EVENT_COLUMNS " FROM event NOT INDEXED WHERE id > ?3 AND id <= ?4"
    " AND lead_id IS NOT NULL AND kind_id IN (SELECT value FROM json_each (?1))"
    " ORDER BY id LIMIT ?5";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_new, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, scan->kinds);
  esp_stmt_bind_text (stmt, 2, scan->kinds_with_props);
  esp_stmt_bind_int64 (stmt, 3, after_id);
  esp_stmt_bind_int64 (stmt, 4, scan->until_id);
  esp_stmt_bind_int64 (stmt, 5, limit);
  return give_events (stmt, func, user_data, error);
}

/**
 * esp_score_leads_of_range:
 *
 * Returns: (transfer full): the leads from @first to @last, both included; %NULL with @error set
 */
EspBitmap *
esp_score_leads_of_range (EspTx *tx, guint32 first, guint32 last, GError **error)
{
  static const char sql_range[] = "SELECT id FROM lead WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_range, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&leads) : NULL;
}

/**
 * esp_score_owner_load:
 * @out_owner: (out) (transfer full) (nullable): to whom the lead belongs
 */
gboolean
esp_score_owner_load (EspTx *tx, guint32 lead_id, char **out_owner, GError **error)
{
  static const char sql_owner[] = "SELECT owner FROM lead WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_owner, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_owner = esp_stmt_dup_text (stmt, 0);
  return step != ESP_STEP_ERROR;
}

/**
 * esp_score_count_kinds:
 * @out_n: (out): of events: a new one may be one that a score asks about
 */
gboolean
esp_score_count_kinds (EspTx *tx, gint64 *out_n, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count (*) FROM event_kind", out_n, error);
}

/**
 * esp_score_last_lead:
 * @out_id: (out): the highest id of a lead; 0 without one
 */
gboolean
esp_score_last_lead (EspTx *tx, gint64 *out_id, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT coalesce (max (id), 0) FROM lead", out_id,
                             error);
}

static const char *
find_column (EspFields *fields, const char *column, GError **error)
{
  int index = esp_fields_find (fields, column);

  if (index >= 0)
    return esp_fields_get (fields, (guint) index)->column;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no field “%s”", column);
  return NULL;
}

/**
 * esp_score_values_of_range:
 * @column: of a field; "" of none
 * @out_values: gets lead → value, both as numbers in pointers, of those whose value is not 0
 */
gboolean
esp_score_values_of_range (EspTx *tx,
                           const char *column,
                           guint32 first,
                           guint32 last,
                           GHashTable *out_values,
                           GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  const char *known =
    fields != NULL && *column != '\0' ? find_column (fields, column, error) : NULL;
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  EspStep step;

  if (known == NULL)
    return fields != NULL && *column == '\0';
  sql = g_strdup_printf ("SELECT id, \"%s\" FROM lead WHERE id BETWEEN ?1 AND ?2 AND \"%s\" <> 0",
                         known, known);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_hash_table_insert (out_values, GUINT_TO_POINTER ((guint) esp_stmt_int64 (stmt, 0)),
                         GINT_TO_POINTER ((int) esp_stmt_int64 (stmt, 1)));
  return step == ESP_STEP_DONE;
}

/**
 * esp_score_count_leads:
 */
gboolean
esp_score_count_leads (EspTx *tx, guint64 *out_n, GError **error)
{
  gint64 n;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count (*) FROM lead", &n, error))
    return FALSE;
  *out_n = (guint64) n;
  return TRUE;
}

/**
 * esp_score_histogram:
 *
 * Returns: (transfer full) (element-type EspScoreCountOf): how many leads have each value, archived ones
 *   left out, in the order of the values; %NULL with @error set
 */
GArray *
esp_score_histogram (EspTx *tx, const char *column, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  const char *known = fields != NULL ? find_column (fields, column, error) : NULL;
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (EspScoreCountOf));
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  EspStep step;

  if (known == NULL)
    return NULL;
  sql = g_strdup_printf ("SELECT coalesce (\"%s\", 0), count (*) FROM lead"
                         " WHERE archived_at IS NULL GROUP BY 1 ORDER BY 1",
                         known);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspScoreCountOf count = { esp_stmt_int64 (stmt, 0), esp_stmt_int64 (stmt, 1) };

      g_array_append_val (counts, count);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}

/**
 * esp_score_top_leads:
 * @out_ids: (element-type guint32): gets who has most, at most @limit
 */
gboolean
esp_score_top_leads (EspTx *tx, const char *column, guint limit, GArray *out_ids, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  const char *known = fields != NULL ? find_column (fields, column, error) : NULL;
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  EspStep step;

  if (known == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT id FROM lead WHERE archived_at IS NULL AND \"%s\" > 0"
                         " ORDER BY \"%s\" DESC, id LIMIT ?1",
                         known, known);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (stmt, 0);

      g_array_append_val (out_ids, id);
    }
  return step == ESP_STEP_DONE;
}
