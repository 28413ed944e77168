/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes back that people were let into a journey by hand, as far as nothing was done for them there yet: they
 * were never in it, and may come in again whatever the rule of re-entry. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-take-back.h"

#include "store/esp-journey-flow.h"

/* Those of one place: a version, a step and a phase of a journey, on one day. */
typedef struct
{
  gint64 journey_id;
  guint version;
  guint32 step;
  guint phase;
} Place;

/**
 * esp_journey_members_last_id:
 * @out_id: of the newest passage of all journeys; 0: there is none
 */
gboolean
esp_journey_members_last_id (EspTx *tx, gint64 *out_id, GError **error)
{
  static const char sql_last[] = "SELECT coalesce (max (id), 0) FROM journey_member";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL || esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_id = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

#define UNTOUCHED                                                                                  \
  " WHERE id BETWEEN ?1 AND ?2 AND status = 0 AND n_steps = 0 AND coalesce (length (path), 0) = 0"

static gboolean
count (EspTx *tx, gint64 first, gint64 last, gint64 *out_n, GError **error)
{
  static const char sql_count[] = "SELECT count (*) FROM journey_member WHERE id BETWEEN ?1 AND ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

static gboolean
read_place (EspTx *tx, gint64 first, gint64 last, Place *place, EspBitmap *leads, GError **error)
{
  static const char sql_read[] =
    "SELECT journey_id, version, step, phase, lead_id FROM journey_member" UNTOUCHED " ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_read, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      *place = (Place){ esp_stmt_int64 (stmt, 0), (guint) esp_stmt_int64 (stmt, 1),
                        (guint32) esp_stmt_int64 (stmt, 2), (guint) esp_stmt_int64 (stmt, 3) };
      esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 4));
    }
  return step == ESP_STEP_DONE;
}

static gboolean
remove_rows (EspTx *tx, gint64 first, gint64 last, GError **error)
{
  static const char sql_remove[] = "DELETE FROM journey_member" UNTOUCHED;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_remove, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  return esp_stmt_run (stmt, error);
}

/* The day on which they came, as the limits of entry count it: the last one on which somebody did. */
static gboolean
find_day (EspTx *tx, gint64 journey_id, gint64 *out_day, GError **error)
{
  static const char sql_day[] = "SELECT day FROM journey_day WHERE journey_id = ?1"
                                " AND last_at >= (SELECT max (last_at) FROM journey_day"
                                " WHERE journey_id = ?1) ORDER BY day DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_day, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  step = esp_stmt_step (stmt, error);
  *out_day = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return step != ESP_STEP_ERROR;
}

static gboolean
count_down (EspTx *tx, gint64 journey_id, gint64 day, gint64 n, GError **error)
{
  static const char sql_down[] = "UPDATE journey_day SET n_entered = max (n_entered - ?3, 0)"
                                 " WHERE journey_id = ?1 AND day = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_down, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, day);
  esp_stmt_bind_int64 (stmt, 3, n);
  return esp_stmt_run (stmt, error);
}

static gboolean
forget (EspTx *tx, const Place *at, const EspBitmap *leads, GError **error)
{
  const EspJourneyPlace here = { at->version, at->step, ESP_PLACE_HERE, at->phase };
  const EspJourneyPlace door = { at->version, ESP_PLACE_DOOR, 0, 0 };
  g_autoptr (EspBitmap) nobody = esp_bitmap_new ();
  gint64 day = 0;

  return find_day (tx, at->journey_id, &day, error) &&
         esp_journey_flow_move (tx, at->journey_id, &here, nobody, leads, error) &&
         esp_journey_flow_remove (tx, at->journey_id, &door, day, leads, error) &&
         count_down (tx, at->journey_id, day, (gint64) esp_bitmap_count (leads), error);
}

/**
 * esp_journey_members_take_back:
 * @first: of the passages that one entry by hand made, all of one journey and version
 *
 * Removes those for whom nothing was decided yet; the others stay as they are.
 */
gboolean
esp_journey_members_take_back (EspTx *tx,
                               gint64 first,
                               gint64 last,
                               EspUndoResult *result,
                               GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  Place place = { 0 };
  gint64 n = 0;

  if (!esp_tx_require_write (tx, error) || !count (tx, first, last, &n, error) ||
      !read_place (tx, first, last, &place, leads, error))
    return FALSE;
  result->n_restored += (gint64) esp_bitmap_count (leads);
  result->n_kept += n - (gint64) esp_bitmap_count (leads);
  if (esp_bitmap_is_empty (leads))
    return TRUE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return remove_rows (tx, first, last, error) && forget (tx, &place, leads, error);
}
