/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What journeys sum up and remember: numbers of steps, what entries have seen, events to come. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-log.h"

#include "store/esp-fields.h"

void
esp_journey_door_clear (EspJourneyDoor *door)
{
  g_clear_pointer (&door->members, esp_bitmap_free);
  g_clear_pointer (&door->seen, esp_bitmap_free);
}

/**
 * esp_journey_counts_add:
 */
gboolean
esp_journey_counts_add (EspTx *tx,
                        gint64 journey_id,
                        const EspJourneyCount *counts,
                        gsize n_counts,
                        GError **error)
{
  static const char sql_add[] =
    "INSERT INTO journey_count (journey_id, version, step, outcome, detail, n, last_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    " ON CONFLICT (journey_id, version, step, outcome, detail) DO UPDATE SET n = n + excluded.n,"
    " last_at = max (last_at, excluded.last_at)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  for (gsize i = 0; i < n_counts; i++)
    {
      esp_stmt_bind_int64 (stmt, 2, counts[i].version);
      esp_stmt_bind_int64 (stmt, 3, counts[i].step);
      esp_stmt_bind_int64 (stmt, 4, counts[i].outcome);
      esp_stmt_bind_int64 (stmt, 5, counts[i].detail);
      esp_stmt_bind_int64 (stmt, 6, counts[i].n);
      esp_stmt_bind_int64 (stmt, 7, counts[i].last_us);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
      esp_stmt_reset (stmt);
    }
  return TRUE;
}

/**
 * esp_journey_counts_load:
 *
 * Returns: (transfer full) (element-type EspJourneyCount): of one version; %NULL with @error set
 */
GArray *
esp_journey_counts_load (EspTx *tx, gint64 journey_id, guint version, GError **error)
{
  static const char sql_load[] =
    "SELECT version, step, outcome, detail, n, last_at FROM journey_count"
    " WHERE journey_id = ?1 AND version = ?2"
    " ORDER BY step, outcome, detail";
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (EspJourneyCount));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, version);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspJourneyCount count = {
        (guint) esp_stmt_int64 (stmt, 0), (guint32) esp_stmt_int64 (stmt, 1),
        (guint) esp_stmt_int64 (stmt, 2), (guint) esp_stmt_int64 (stmt, 3),
        esp_stmt_int64 (stmt, 4),         esp_stmt_int64 (stmt, 5)
      };

      g_array_append_val (counts, count);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}

/**
 * esp_journey_count_inside:
 *
 * Returns: (transfer full) (element-type EspJourneyCount): how many stand at each step now, by version;
 *   %NULL with @error set
 */
GArray *
esp_journey_count_inside (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_inside[] = "SELECT version, step, count (*) FROM journey_member"
                                   " WHERE journey_id = ?1 AND status = 0 GROUP BY version, step";
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (EspJourneyCount));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_inside, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspJourneyCount count = { (guint) esp_stmt_int64 (stmt, 0),
                                      (guint32) esp_stmt_int64 (stmt, 1),
                                      0,
                                      0,
                                      esp_stmt_int64 (stmt, 2),
                                      0 };

      g_array_append_val (counts, count);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}

static EspBitmap *
read_set (EspStmt *stmt, int column)
{
  gsize n = 0;
  gconstpointer data = esp_stmt_blob (stmt, column, &n);

  return n > 0 ? esp_bitmap_deserialize (data, n) : NULL;
}

/* @bytes stay until the statement has run. */
static void
bind_set (EspStmt *stmt, int parameter, GBytes *bytes)
{
  if (bytes != NULL)
    esp_stmt_bind_bytes (stmt, parameter, bytes);
  else
    esp_stmt_bind_null (stmt, parameter);
}

/**
 * esp_journey_door_load:
 * @out_is_known: whether the entry was ever looked at
 */
gboolean
esp_journey_door_load (EspTx *tx,
                       gint64 journey_id,
                       const char *entry,
                       EspJourneyDoor *out_door,
                       gboolean *out_is_known,
                       GError **error)
{
  static const char sql_door[] =
    "SELECT members, coalesce (next_at, 0), seen, coalesce (looked_at, 0) FROM journey_door"
    " WHERE journey_id = ?1 AND entry = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_door, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  *out_door = (EspJourneyDoor){ NULL, 0 };
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_text (stmt, 2, entry);
  step = esp_stmt_step (stmt, error);
  *out_is_known = step == ESP_STEP_ROW;
  if (step == ESP_STEP_ROW)
    {
      out_door->members = read_set (stmt, 0);
      out_door->next_us = esp_stmt_int64 (stmt, 1);
      out_door->seen = read_set (stmt, 2);
      out_door->looked_us = esp_stmt_int64 (stmt, 3);
    }
  return step != ESP_STEP_ERROR;
}

/**
 * esp_journey_door_save:
 */
gboolean
esp_journey_door_save (EspTx *tx,
                       gint64 journey_id,
                       const char *entry,
                       const EspJourneyDoor *door,
                       GError **error)
{
  static const char sql_save[] =
    "INSERT INTO journey_door (journey_id, entry, members, next_at, seen, looked_at)"
    " VALUES (?1, ?2, ?3, nullif (?4, 0), ?5, nullif (?6, 0))"
    " ON CONFLICT (journey_id, entry) DO UPDATE SET members = excluded.members,"
    " next_at = excluded.next_at, seen = excluded.seen, looked_at = excluded.looked_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);
  g_autoptr (GBytes) members = door->members != NULL ? esp_bitmap_serialize (door->members) : NULL;
  g_autoptr (GBytes) seen = door->seen != NULL ? esp_bitmap_serialize (door->seen) : NULL;

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_text (stmt, 2, entry);
  bind_set (stmt, 3, members);
  esp_stmt_bind_int64 (stmt, 4, door->next_us);
  bind_set (stmt, 5, seen);
  esp_stmt_bind_int64 (stmt, 6, door->looked_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_entered_add:
 */
gboolean
esp_journey_entered_add (EspTx *tx, gint64 journey_id, gint64 day, gint64 n, GError **error)
{
  static const char sql_add[] =
    "INSERT INTO journey_day (journey_id, day, n_entered, last_at) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (journey_id, day) DO UPDATE SET n_entered = n_entered + excluded.n_entered,"
    " last_at = excluded.last_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, day);
  esp_stmt_bind_int64 (stmt, 3, n);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_entered_load:
 */
gboolean
esp_journey_entered_load (EspTx *tx,
                          gint64 journey_id,
                          gint64 day,
                          gint64 *out_n_today,
                          gint64 *out_n_total,
                          GError **error)
{
  static const char sql_load[] = "SELECT coalesce (sum (n_entered) FILTER (WHERE day = ?2), 0),"
                                 " coalesce (sum (n_entered), 0) FROM journey_day"
                                 " WHERE journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, day);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n_today = esp_stmt_int64 (stmt, 0);
  *out_n_total = esp_stmt_int64 (stmt, 1);
  return TRUE;
}

/**
 * esp_journey_cursor_load:
 * @out_event_id: the last event that the journey has seen; -1 before the first
 */
gboolean
esp_journey_cursor_load (EspTx *tx, gint64 journey_id, gint64 *out_event_id, GError **error)
{
  static const char sql_load[] =
    "SELECT coalesce ((SELECT event_id FROM journey_cursor WHERE journey_id = ?1), -1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_event_id = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_journey_cursor_save:
 */
gboolean
esp_journey_cursor_save (EspTx *tx, gint64 journey_id, gint64 event_id, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO journey_cursor (journey_id, event_id) VALUES (?1, ?2)"
    " ON CONFLICT (journey_id) DO UPDATE SET event_id = excluded.event_id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, event_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_events_after:
 *
 * Returns: (transfer full) (element-type EspEvent): the next events in the order in which they came in, of
 *   every kind; %NULL with @error set
 */
GPtrArray *
esp_journey_events_after (EspTx *tx, gint64 after_id, guint limit, GError **error)
{
  static const char sql_after[] =
    "SELECT event.id, coalesce (lead_id, 0), event_kind.name, at, coalesce (campaign_id, 0), props,"
    " coalesce (message_id, 0)"
    " FROM event JOIN event_kind ON event_kind.id = kind_id"
    " WHERE event.id > ?1 ORDER BY event.id LIMIT ?2";
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_event_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_after, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, after_id);
  esp_stmt_bind_int64 (stmt, 2, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspEvent *event = g_new0 (EspEvent, 1);

      event->id = esp_stmt_int64 (stmt, 0);
      event->lead_id = esp_stmt_int64 (stmt, 1);
      event->kind = esp_stmt_dup_text (stmt, 2);
      event->at_us = esp_stmt_int64 (stmt, 3);
      event->campaign_id = esp_stmt_int64 (stmt, 4);
      event->props = esp_stmt_dup_text (stmt, 5);
      event->message_id = esp_stmt_int64 (stmt, 6);
      g_ptr_array_add (events, event);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&events) : NULL;
}

/**
 * esp_journey_load_days:
 * @column: of a field that is a date or a moment
 * @out_moments: gets lead id → gint64 *, µs UTC; who has none is left out
 */
gboolean
esp_journey_load_days (EspTx *tx,
                       const char *column,
                       const guint32 *ids,
                       gsize n_ids,
                       GHashTable *out_moments,
                       GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  int index = fields != NULL ? esp_fields_find (fields, column) : -1;

  if (fields == NULL)
    return FALSE;
  if (index < 0)
    return TRUE; /* the field is no more: nobody has a date */
  sql = g_strdup_printf ("SELECT \"%s\" FROM lead WHERE id = ?1",
                         esp_fields_get (fields, (guint) index)->column);
  stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return FALSE;
  for (gsize i = 0; i < n_ids; i++)
    {
      EspStep step;

      esp_stmt_bind_int64 (stmt, 1, ids[i]);
      step = esp_stmt_step (stmt, error);
      if (step == ESP_STEP_ERROR)
        return FALSE;
      if (step == ESP_STEP_ROW && !esp_stmt_is_null (stmt, 0))
        {
          gint64 value = esp_stmt_int64 (stmt, 0);

          g_hash_table_insert (out_moments, GUINT_TO_POINTER (ids[i]),
                               g_memdup2 (&value, sizeof value));
        }
      esp_stmt_reset (stmt);
    }
  return TRUE;
}
