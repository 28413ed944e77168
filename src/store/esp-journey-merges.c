/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers of merged leads what their passages through journeys were, so that two can be made of one again. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-merges.h"

#include "store/esp-history-private.h"
#include "store/esp-journey-flow.h"

static gboolean
run_two (EspTx *tx, const char *static_sql, gint64 one, gint64 two, gint64 three, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, one);
  esp_stmt_bind_int64 (stmt, 2, two);
  esp_stmt_bind_int64 (stmt, 3, three);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_merge_note:
 *
 * In the transaction of the merge, which an undo takes back: the passages follow with the next turn of journeys.
 */
gboolean
esp_journey_merge_note (EspTx *tx, gint64 kept_id, gint64 lead_id, GError **error)
{
  static const char sql_note[] =
    "INSERT INTO journey_merge (lead_id, kept_id) SELECT ?1, ?2 WHERE ?3 = 0 AND EXISTS"
    " (SELECT 1 FROM journey AS j JOIN journey_member AS m ON m.journey_id = j.id"
    "  AND m.lead_id = ?1)";

  return esp_recording_record_too (tx, "journey_merge", error) &&
         run_two (tx, sql_note, lead_id, kept_id, 0, error);
}

/**
 * esp_journey_merges_list:
 *
 * Returns: (transfer full) (element-type EspJourneyMerge): what is to be done, the first one first; %NULL with
 *   @error set
 */
GArray *
esp_journey_merges_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT lead_id, kept_id, 1 FROM journey_merged AS d WHERE NOT EXISTS"
    " (SELECT 1 FROM journey_merge AS m WHERE m.lead_id = d.lead_id)"
    " UNION ALL SELECT lead_id, kept_id, 0 FROM journey_merge AS m WHERE NOT EXISTS"
    " (SELECT 1 FROM journey_merged AS d WHERE d.lead_id = m.lead_id)";
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (EspJourneyMerge));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspJourneyMerge merge = { esp_stmt_int64 (stmt, 0), esp_stmt_int64 (stmt, 1),
                                      esp_stmt_int64 (stmt, 2) != 0 };

      g_array_append_val (out, merge);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&out) : NULL;
}

/**
 * esp_journey_merge_list_journeys:
 *
 * Returns: (transfer full) (element-type gint64): in which the lead ever was; %NULL with @error set
 */
GArray *
esp_journey_merge_list_journeys (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_list[] = "SELECT id FROM journey AS j WHERE EXISTS (SELECT 1 FROM"
                                 " journey_member AS m WHERE m.journey_id = j.id"
                                 " AND m.lead_id = ?1) ORDER BY id";
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 id = esp_stmt_int64 (stmt, 0);

      g_array_append_val (out, id);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&out) : NULL;
}

/**
 * esp_journey_merge_keep:
 * @has_ended: the merge ends this passage, because the other one's goes on
 *
 * Keeps a passage as it is before anything is done to it.
 */
gboolean
esp_journey_merge_keep (EspTx *tx,
                        const EspJourneyMerge *merge,
                        gint64 member_id,
                        gboolean has_ended,
                        GError **error)
{
  static const char sql_keep[] =
    "INSERT OR IGNORE INTO journey_merged_member (merge_lead_id, member_id, has_ended, lead_id,"
    " status, phase, step, n_steps, since_at, due_at, watch, path, skips)"
    " SELECT ?1, id, ?3, lead_id, status, phase, step, n_steps, since_at, due_at, watch, path,"
    " skips FROM journey_member WHERE id = ?2";

  return run_two (tx, sql_keep, merge->lead_id, member_id, has_ended, error);
}

static gboolean
stands (EspTx *tx,
        gint64 journey_id,
        const EspJourneyPlace *place,
        gint64 came_id,
        gint64 left_id,
        GError **error)
{
  g_autoptr (EspBitmap) came = esp_bitmap_new ();
  g_autoptr (EspBitmap) left = esp_bitmap_new ();

  if (came_id != 0)
    esp_bitmap_add (came, (guint32) came_id);
  if (left_id != 0)
    esp_bitmap_add (left, (guint32) left_id);
  return esp_journey_flow_move (tx, journey_id, place, came, left, error);
}

/* One passage, where it stands, and whose it becomes. */
typedef struct
{
  gint64 id;
  gint64 journey_id;
  gint64 from; /* whose numbers lose it; 0 none */
  gint64 to;
  EspJourneyPlace place;
} Passage;

static GArray *
read_passages (EspTx *tx,
               const char *static_sql,
               gint64 one,
               gint64 two,
               gint64 three,
               GError **error)
{
  g_autoptr (GArray) out = g_array_new (FALSE, TRUE, sizeof (Passage));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, one);
  esp_stmt_bind_int64 (stmt, 2, two);
  esp_stmt_bind_int64 (stmt, 3, three);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const Passage passage = { esp_stmt_int64 (stmt, 0),
                                esp_stmt_int64 (stmt, 1),
                                esp_stmt_int64 (stmt, 2),
                                esp_stmt_int64 (stmt, 3),
                                { (guint) esp_stmt_int64 (stmt, 4),
                                  (guint32) esp_stmt_int64 (stmt, 5), ESP_PLACE_HERE,
                                  (guint) esp_stmt_int64 (stmt, 6) } };

      g_array_append_val (out, passage);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&out) : NULL;
}

static gboolean
move_passages (EspTx *tx, const GArray *passages, GError **error)
{
  for (guint i = 0; i < passages->len; i++)
    {
      const Passage *one = &g_array_index (passages, Passage, i);

      if (!stands (tx, one->journey_id, &one->place, one->to, one->from, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_journey_merge_hand_over:
 *
 * Gives every passage of who went to who stays.
 */
gboolean
esp_journey_merge_hand_over (EspTx *tx,
                             const EspJourneyMerge *merge,
                             gint64 journey_id,
                             GError **error)
{
  static const char sql_inside[] =
    "SELECT id, journey_id, lead_id, ?2, version, step, phase FROM journey_member"
    " WHERE journey_id = ?3 AND lead_id = ?1 AND status = 0";
  static const char sql_move[] =
    "UPDATE journey_member SET lead_id = ?2 WHERE journey_id = ?3 AND lead_id = ?1";
  g_autoptr (GArray) inside =
    read_passages (tx, sql_inside, merge->lead_id, merge->kept_id, journey_id, error);

  return inside != NULL && move_passages (tx, inside, error) &&
         run_two (tx, sql_move, merge->lead_id, merge->kept_id, journey_id, error);
}

/**
 * esp_journey_merge_done:
 */
gboolean
esp_journey_merge_done (EspTx *tx, const EspJourneyMerge *merge, GError **error)
{
  static const char sql_done[] =
    "INSERT OR REPLACE INTO journey_merged (lead_id, kept_id) SELECT ?1, ?2 WHERE ?3 = 0";

  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE);
  return run_two (tx, sql_done, merge->lead_id, merge->kept_id, 0, error);
}

/**
 * esp_journey_merge_take_back:
 *
 * The merge was undone: passages are again those of whose they were. One that the merge had ended goes on where
 * it was.
 */
gboolean
esp_journey_merge_take_back (EspTx *tx, const EspJourneyMerge *merge, GError **error)
{
  static const char sql_mine[] =
    "SELECT m.id, m.journey_id, m.lead_id, k.lead_id, m.version, m.step, m.phase"
    " FROM journey_merged_member AS k JOIN journey_member AS m ON m.id = k.member_id"
    " WHERE k.merge_lead_id = ?1 AND k.has_ended = 0 AND m.status = 0 AND m.lead_id <> k.lead_id"
    " AND ?2 <> 0 AND ?3 = 0";
  static const char sql_ended[] =
    "SELECT m.id, m.journey_id, 0, k.lead_id, m.version, k.step, k.phase"
    " FROM journey_merged_member AS k JOIN journey_member AS m ON m.id = k.member_id"
    " WHERE k.merge_lead_id = ?1 AND k.has_ended AND k.status = 0 AND m.status <> 0"
    " AND ?2 <> 0 AND ?3 = 0";
  static const char sql_skips[] =
    "UPDATE journey_member SET lead_id = k.lead_id, skips ="
    " iif (journey_member.status = 0, k.skips, NULL)"
    " FROM journey_merged_member AS k WHERE k.merge_lead_id = ?1 AND NOT k.has_ended"
    " AND journey_member.id = k.member_id AND ?2 <> 0 AND ?3 = 0";
  static const char sql_back[] =
    "UPDATE journey_member SET lead_id = k.lead_id, status = k.status, phase = k.phase,"
    " step = k.step, n_steps = k.n_steps, since_at = k.since_at, due_at = k.due_at,"
    " watch = k.watch, path = k.path, skips = k.skips"
    " FROM journey_merged_member AS k WHERE k.merge_lead_id = ?1 AND k.has_ended"
    " AND journey_member.id = k.member_id AND ?2 <> 0 AND ?3 = 0";
  static const char sql_used[] =
    "UPDATE journey_version SET is_used = 1 WHERE EXISTS (SELECT 1 FROM journey_merged_member AS k"
    " JOIN journey_member AS m ON m.id = k.member_id WHERE k.merge_lead_id = ?1"
    " AND m.journey_id = journey_version.journey_id AND m.version = journey_version.version"
    " AND m.status = 0) AND NOT is_used AND ?2 <> 0 AND ?3 = 0";
  static const char sql_members[] =
    "DELETE FROM journey_merged_member WHERE merge_lead_id = ?1 AND ?2 <> 0 AND ?3 = 0";
  static const char sql_forget[] =
    "DELETE FROM journey_merged WHERE lead_id = ?1 AND ?2 <> 0 AND ?3 = 0";
  static const char *const statements[] = { sql_skips, sql_back, sql_used, sql_members,
                                            sql_forget };
  g_autoptr (GArray) mine = read_passages (tx, sql_mine, merge->lead_id, 1, 0, error);
  g_autoptr (GArray) ended =
    mine != NULL ? read_passages (tx, sql_ended, merge->lead_id, 1, 0, error) : NULL;

  if (ended == NULL || !move_passages (tx, mine, error) || !move_passages (tx, ended, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!run_two (tx, statements[i], merge->lead_id, 1, 0, error))
      return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE | ESP_CHANGE_JOURNEY);
  return TRUE;
}
