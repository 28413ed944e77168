/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers which journeys cannot be led on and why, until they can again. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-trouble.h"

void
esp_journey_trouble_free (EspJourneyTrouble *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->message);
  g_free (self);
}

/**
 * esp_journey_trouble_note:
 *
 * Keeps why a journey could not be led on now. The next ones in a row keep the moment of the first.
 */
gboolean
esp_journey_trouble_note (EspTx *tx, gint64 journey_id, const char *message, GError **error)
{
  static const char sql_note[] =
    "INSERT INTO journey_trouble (journey_id, message, since_at, last_at)"
    " SELECT id, ?2, ?3, ?3 FROM journey WHERE id = ?1"
    " ON CONFLICT (journey_id) DO UPDATE SET message = excluded.message,"
    " last_at = excluded.last_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_note, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_text (stmt, 2, message);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  /* Not as a change of the journey: that would try it again at once. */
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE | ESP_CHANGE_TROUBLE);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_trouble_end:
 *
 * The journey was led on again.
 */
gboolean
esp_journey_trouble_end (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_end[] = "DELETE FROM journey_trouble WHERE journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_end, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE | ESP_CHANGE_TROUBLE);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_trouble_list:
 *
 * Returns: (transfer full) (element-type EspJourneyTrouble): of journeys that run, the oldest first; %NULL
 *   with @error set
 */
GPtrArray *
esp_journey_trouble_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT journey.id, name, message, since_at, last_at FROM journey_trouble"
    " JOIN journey ON journey.id = journey_id"
    " WHERE archived_at IS NULL AND state NOT IN ('draft', 'ended') ORDER BY since_at";
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_trouble_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspJourneyTrouble *trouble = g_new0 (EspJourneyTrouble, 1);

      trouble->journey_id = esp_stmt_int64 (stmt, 0);
      trouble->name = esp_stmt_dup_text (stmt, 1);
      trouble->message = esp_stmt_dup_text (stmt, 2);
      trouble->since_us = esp_stmt_int64 (stmt, 3);
      trouble->last_us = esp_stmt_int64 (stmt, 4);
      g_ptr_array_add (list, trouble);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_lease_get_end:
 * @out_until_us: how long the lease is held without another heartbeat; 0: nobody has it
 */
gboolean
esp_lease_get_end (EspTx *tx, const char *name, gint64 *out_until_us, GError **error)
{
  static const char sql_end[] = "SELECT expires_at FROM lease WHERE name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_end, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  step = esp_stmt_step (stmt, error);
  *out_until_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return step != ESP_STEP_ERROR;
}
