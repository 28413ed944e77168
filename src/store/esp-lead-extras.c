/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consent and behaviour of one lead, as the lead list shows them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-extras.h"

/**
 * esp_lead_extras_free:
 */
void
esp_lead_extras_free (EspLeadExtras *extras)
{
  if (extras == NULL)
    return;
  g_free (extras->email_consent);
  g_free (extras);
}

/**
 * esp_lead_extras_load:
 *
 * Returns: (transfer full): what is known, zeros where nothing is; %NULL with @error set
 */
EspLeadExtras *
esp_lead_extras_load (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_load[] =
    "SELECT (SELECT state FROM consent_state"
    "  WHERE lead_id = ?1 AND channel = 'email' AND purpose = 'marketing'),"
    " EXISTS (SELECT 1 FROM suppressed_lead WHERE lead_id = ?1 AND channel IN ('email', 'all')),"
    " n_sent, n_opened, n_clicked, coalesce (last_sent_at, 0), coalesce (last_open_at, 0),"
    " coalesce (last_click_at, 0)"
    " FROM (SELECT 1) LEFT JOIN lead_stat ON lead_stat.lead_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspLeadExtras *extras;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return NULL;
  extras = g_new0 (EspLeadExtras, 1);
  extras->email_consent = esp_stmt_dup_text (stmt, 0);
  extras->is_suppressed = esp_stmt_int64 (stmt, 1) != 0;
  extras->n_sent = esp_stmt_int64 (stmt, 2);
  extras->n_opened = esp_stmt_int64 (stmt, 3);
  extras->n_clicked = esp_stmt_int64 (stmt, 4);
  extras->last_sent_us = esp_stmt_int64 (stmt, 5);
  extras->last_open_us = esp_stmt_int64 (stmt, 6);
  extras->last_click_us = esp_stmt_int64 (stmt, 7);
  return extras;
}
