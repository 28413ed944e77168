/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People of journeys who wait for a channel, and the sends that it halted. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-waits.h"

#include "store/esp-journey-members.h"

#include <string.h>

/**
 * esp_journey_members_wake:
 * @limit: so many at most
 * @out_n: (out): how many they were
 *
 * Makes those due who wait for that number.
 */
gboolean
esp_journey_members_wake (EspTx *tx,
                          gint64 journey_id,
                          guint version,
                          guint watch,
                          guint limit,
                          gint64 *out_n,
                          GError **error)
{
  static const char sql_wake[] =
    "UPDATE journey_member SET due_at = ?4, watch = NULL WHERE id IN"
    " (SELECT id FROM journey_member WHERE journey_id = ?1 AND version = ?2 AND watch = ?3"
    "  LIMIT ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_wake, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, version);
  esp_stmt_bind_int64 (stmt, 3, watch);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 5, limit);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_n = esp_db_n_changed (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_journey_send_is_mended:
 * @retry_us: a password that was not there is asked for again after so long
 * @out_is_mended: (out): whether the send was halted by trouble, not by a person or a brake, and what its channel
 *   is has changed since
 */
gboolean
esp_journey_send_is_mended (EspTx *tx,
                            gint64 send_id,
                            gint64 retry_us,
                            gboolean *out_is_mended,
                            GError **error)
{
  /* Reasons of persons and brakes are single words; trouble is a sentence, or has this prefix. */
  static const char sql_mended[] =
    "SELECT 1 FROM send AS s JOIN channel AS c ON c.id = s.channel_id WHERE s.id = ?1"
    " AND s.state = 'paused' AND (s.pause_reason GLOB 'channel-*' OR s.pause_reason GLOB '* *')"
    " AND (c.updated_at > s.updated_at OR (c.state = 'ok' AND c.state_at > s.updated_at)"
    "  OR (s.pause_reason GLOB 'channel-secret*' AND s.updated_at <= ?2))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_mended, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx) - retry_us);
  step = esp_stmt_step (stmt, error);
  *out_is_mended = step == ESP_STEP_ROW;
  return step != ESP_STEP_ERROR;
}

/* Returns: the number of the step whose send it is; -1 for none */
static int
find_send (EspStmt *stmt, int column, gint64 send_id)
{
  gsize size = 0;
  const guint8 *bytes = esp_stmt_blob (stmt, column, &size);

  for (gsize at = 0; at + sizeof (gint64) <= size; at += sizeof (gint64))
    {
      gint64 id;

      memcpy (&id, bytes + at, sizeof id);
      if (GINT64_FROM_LE (id) == send_id)
        return (int) (at / sizeof (gint64));
    }
  return -1;
}

/**
 * esp_journey_leads_at_send:
 *
 * Returns: (transfer full): who stands at that message because its channel is not ready; %NULL with @error set
 */
EspBitmap *
esp_journey_leads_at_send (EspTx *tx, gint64 send_id, GError **error)
{
  static const char sql_versions[] =
    "SELECT v.journey_id, v.version, v.sends FROM send AS s"
    " JOIN journey AS j ON j.campaign_id = s.campaign_id"
    " JOIN journey_version AS v ON v.journey_id = j.id AND v.is_used WHERE s.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_versions, error);
  g_autoptr (EspBitmap) out = esp_bitmap_new ();
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      int number = find_send (stmt, 2, send_id);
      g_autoptr (EspBitmap) leads = NULL;

      if (number < 0)
        continue;
      leads =
        esp_journey_leads_watching (tx, esp_stmt_int64 (stmt, 0), (guint) esp_stmt_int64 (stmt, 1),
                                    ESP_MEMBER_WATCH_CHANNEL + (guint) number, error);
      if (leads == NULL)
        return NULL;
      esp_bitmap_or (out, leads);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&out) : NULL;
}
