/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consent: an append-only history per lead, channel and purpose, and its newest word. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-consents.h"

/**
 * esp_consent_clear:
 */
void
esp_consent_clear (EspConsent *consent)
{
  g_clear_pointer (&consent->channel, g_free);
  g_clear_pointer (&consent->purpose, g_free);
  g_clear_pointer (&consent->state, g_free);
  g_clear_pointer (&consent->basis, g_free);
  g_clear_pointer (&consent->wording, g_free);
  g_clear_pointer (&consent->source, g_free);
  g_clear_pointer (&consent->proof, g_free);
}

/**
 * esp_consent_free:
 */
void
esp_consent_free (EspConsent *consent)
{
  if (consent == NULL)
    return;
  esp_consent_clear (consent);
  g_free (consent);
}

static gboolean
append (EspTx *tx, const EspConsent *consent, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO consent (lead_id, channel, purpose, state, basis, wording, source, proof, at,"
    " recorded_at, recorded_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif (?9, 0), ?10, ?11)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, consent->lead_id);
  esp_stmt_bind_text (stmt, 2, consent->channel);
  esp_stmt_bind_text (stmt, 3, consent->purpose);
  esp_stmt_bind_text (stmt, 4, consent->state);
  esp_stmt_bind_text (stmt, 5, consent->basis);
  esp_stmt_bind_text (stmt, 6, consent->wording);
  esp_stmt_bind_text (stmt, 7, consent->source);
  esp_stmt_bind_text (stmt, 8, consent->proof);
  esp_stmt_bind_int64 (stmt, 9, consent->at_us);
  esp_stmt_bind_int64 (stmt, 10, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 11, esp_tx_get_actor (tx));
  return esp_stmt_run (stmt, error);
}

/* The newest word by the time the person said it wins; one without a time never beats one that has. */
static gboolean
set_state (EspTx *tx, const EspConsent *consent, gint64 consent_id, GError **error)
{
  static const char sql_upsert[] =
    "INSERT INTO consent_state (lead_id, channel, purpose, state, at, consent_id)"
    " VALUES (?1, ?2, ?3, ?4, nullif (?5, 0), ?6)"
    " ON CONFLICT (lead_id, channel, purpose) DO UPDATE"
    " SET state = excluded.state, at = excluded.at, consent_id = excluded.consent_id"
    " WHERE coalesce (excluded.at, -1) >= coalesce (consent_state.at, -1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_upsert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, consent->lead_id);
  esp_stmt_bind_text (stmt, 2, consent->channel);
  esp_stmt_bind_text (stmt, 3, consent->purpose);
  esp_stmt_bind_text (stmt, 4, consent->state);
  esp_stmt_bind_int64 (stmt, 5, consent->at_us);
  esp_stmt_bind_int64 (stmt, 6, consent_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_consent_add:
 * @consent: its id and recorded_at_us are ignored
 *
 * Appends what a person said. The state in force is the newest by the time it was said.
 */
gboolean
esp_consent_add (EspTx *tx, const EspConsent *consent, GError **error)
{
  if (!esp_tx_require_write (tx, error) || !append (tx, consent, error))
    return FALSE;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_CONSENT, consent->lead_id);
  return set_state (tx, consent, esp_db_last_insert_id (esp_tx_get_db (tx)), error);
}

/**
 * esp_consent_list:
 *
 * Returns: (transfer full) (element-type EspConsent): all a lead said, newest first; %NULL with @error set
 */
GPtrArray *
esp_consent_list (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_list[] =
    "SELECT id, channel, purpose, state, basis, wording, source, proof, coalesce (at, 0), "
    "recorded_at"
    " FROM consent WHERE lead_id = ?1 ORDER BY recorded_at DESC, id DESC";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_consent_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspConsent *consent = g_new0 (EspConsent, 1);

      consent->id = esp_stmt_int64 (stmt, 0);
      consent->lead_id = lead_id;
      consent->channel = esp_stmt_dup_text (stmt, 1);
      consent->purpose = esp_stmt_dup_text (stmt, 2);
      consent->state = esp_stmt_dup_text (stmt, 3);
      consent->basis = esp_stmt_dup_text (stmt, 4);
      consent->wording = esp_stmt_dup_text (stmt, 5);
      consent->source = esp_stmt_dup_text (stmt, 6);
      consent->proof = esp_stmt_dup_text (stmt, 7);
      consent->at_us = esp_stmt_int64 (stmt, 8);
      consent->recorded_at_us = esp_stmt_int64 (stmt, 9);
      g_ptr_array_add (list, consent);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_consent_list_states:
 *
 * Returns: (transfer full) (element-type EspConsent): the words in force of a lead, by channel and purpose:
 *   only these, the state, the time and the id are set; %NULL with @error set
 */
GPtrArray *
esp_consent_list_states (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_states[] =
    "SELECT consent_id, channel, purpose, state, coalesce (at, 0) FROM consent_state"
    " WHERE lead_id = ?1 ORDER BY channel <> 'email', channel, purpose <> 'marketing', purpose";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_consent_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_states, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspConsent *consent = g_new0 (EspConsent, 1);

      consent->lead_id = lead_id;
      consent->id = esp_stmt_int64 (stmt, 0);
      consent->channel = esp_stmt_dup_text (stmt, 1);
      consent->purpose = esp_stmt_dup_text (stmt, 2);
      consent->state = esp_stmt_dup_text (stmt, 3);
      consent->at_us = esp_stmt_int64 (stmt, 4);
      g_ptr_array_add (list, consent);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_consent_get_state:
 * @out_state: (out) (transfer full) (nullable): the word in force; %NULL when nothing was ever said
 * @out_at_us: (out): when it was said; 0 is unknown
 */
gboolean
esp_consent_get_state (EspTx *tx,
                       gint64 lead_id,
                       const char *channel,
                       const char *purpose,
                       char **out_state,
                       gint64 *out_at_us,
                       GError **error)
{
  static const char sql_state[] = "SELECT state, coalesce (at, 0) FROM consent_state"
                                  " WHERE lead_id = ?1 AND channel = ?2 AND purpose = ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_state, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, channel);
  esp_stmt_bind_text (stmt, 3, purpose);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_state = step == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
  *out_at_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 1) : 0;
  return TRUE;
}
