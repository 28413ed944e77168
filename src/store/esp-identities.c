/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The browsers and devices that are known to be a lead's. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-identities.h"

/**
 * esp_identity_free:
 */
void
esp_identity_free (EspIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->value);
  g_free (self);
}

/**
 * esp_identity_list:
 *
 * Returns: (transfer full) (element-type EspIdentity): those of the lead, the last seen first; %NULL with
 *   @error set
 */
GPtrArray *
esp_identity_list (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_list[] =
    "SELECT id, kind, value, first_seen_at, last_seen_at,"
    "  (SELECT count (*) FROM event WHERE event.lead_id = ?1 AND identity_id = identity.id)"
    " FROM identity WHERE lead_id = ?1 ORDER BY last_seen_at DESC, id";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_identity_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspIdentity *identity = g_new0 (EspIdentity, 1);

      identity->id = esp_stmt_int64 (stmt, 0);
      identity->kind = esp_stmt_dup_text (stmt, 1);
      identity->value = esp_stmt_dup_text (stmt, 2);
      identity->first_seen_us = esp_stmt_int64 (stmt, 3);
      identity->last_seen_us = esp_stmt_int64 (stmt, 4);
      identity->n_events = esp_stmt_int64 (stmt, 5);
      g_ptr_array_add (list, identity);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
