/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose messages of a journey wait, were refused or are in doubt, by reason. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-ledger.h"

#include "store/esp-journey-flow.h"
#include "store/esp-journey-waits.h"

static void
ledger_set_free (gpointer data)
{
  EspJourneyLedgerSet *set = data;

  g_free (set->reason);
  esp_bitmap_free (set->leads);
  g_free (set);
}

static EspBitmap *
find_ledger_set (GPtrArray *sets, const char *reason)
{
  EspJourneyLedgerSet *set;

  for (guint i = 0; i < sets->len; i++)
    {
      set = g_ptr_array_index (sets, i);
      if (g_strcmp0 (set->reason, reason) == 0)
        return set->leads;
    }
  set = g_new0 (EspJourneyLedgerSet, 1);
  set->reason = g_strdup (reason);
  set->leads = esp_bitmap_new ();
  g_ptr_array_add (sets, set);
  return set->leads;
}

/* Who stands at the step itself, because the channel is not ready, waits for that reason. */
static gboolean
add_waiting (EspTx *tx, GPtrArray *sets, const gint64 *sends, gsize n_sends, GError **error)
{
  for (gsize i = 0; i < n_sends; i++)
    {
      g_autoptr (EspBitmap) leads = esp_journey_leads_at_send (tx, sends[i], error);

      if (leads == NULL)
        return FALSE;
      if (!esp_bitmap_is_empty (leads))
        esp_bitmap_or (find_ledger_set (sets, "channel"), leads);
    }
  return TRUE;
}

/**
 * esp_journey_ledger_sets:
 * @has_failed: those whose message was refused or is in doubt; else those whose message waits, in the ledger or
 *   because their channel is not ready
 *
 * Returns: (transfer full) (element-type EspJourneyLedgerSet): whom the ledger of some sends has so, by
 *   reason; %NULL with @error set
 */
GPtrArray *
esp_journey_ledger_sets (EspTx *tx,
                         const gint64 *sends,
                         gsize n_sends,
                         gboolean has_failed,
                         GError **error)
{
  static const char sql_failed[] = "SELECT lead_id, reason FROM delivery"
                                   " WHERE send_id = ?1 AND state IN ('failed', 'unknown')";
  static const char sql_held[] = "SELECT lead_id, reason FROM delivery"
                                 " WHERE send_id = ?1 AND state = 'queued'";
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (ledger_set_free);
  g_autoptr (EspBitmap) gone = esp_journey_flow_load_gone (tx, error);
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (gone == NULL)
    return NULL;
  stmt = has_failed ? esp_tx_stmt (tx, sql_failed, error) : esp_tx_stmt (tx, sql_held, error);
  if (stmt == NULL)
    return NULL;
  for (gsize i = 0; i < n_sends; i++)
    {
      esp_stmt_bind_int64 (stmt, 1, sends[i]);
      while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
        esp_bitmap_add (find_ledger_set (sets, esp_stmt_text (stmt, 1)),
                        (guint32) esp_stmt_int64 (stmt, 0));
      if (step != ESP_STEP_DONE)
        return NULL;
      esp_stmt_reset (stmt);
    }
  if (!has_failed && !add_waiting (tx, sets, sends, n_sends, error))
    return NULL;
  for (guint i = 0; i < sets->len; i++)
    esp_bitmap_andnot (((EspJourneyLedgerSet *) g_ptr_array_index (sets, i))->leads, gone);
  return g_steal_pointer (&sets);
}

/**
 * esp_journey_ledger_leads:
 * @reason: (nullable): only of this one
 *
 * Returns: (transfer full): the people of esp_journey_ledger_sets(), each once; %NULL with @error set
 */
EspBitmap *
esp_journey_ledger_leads (EspTx *tx,
                          const gint64 *sends,
                          gsize n_sends,
                          gboolean has_failed,
                          const char *reason,
                          GError **error)
{
  g_autoptr (GPtrArray) sets = esp_journey_ledger_sets (tx, sends, n_sends, has_failed, error);
  EspBitmap *leads;

  if (sets == NULL)
    return NULL;
  leads = esp_bitmap_new ();
  for (guint i = 0; i < sets->len; i++)
    {
      const EspJourneyLedgerSet *set = g_ptr_array_index (sets, i);

      if (reason == NULL || g_strcmp0 (set->reason, reason) == 0)
        esp_bitmap_or (leads, set->leads);
    }
  return leads;
}
