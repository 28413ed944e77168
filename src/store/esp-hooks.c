/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of webhooks: who was told what when, and what the server said. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-hooks.h"

#define COLUMNS                                                                                    \
  "id, journey_id, lead_id, occasion, version, step, url, key, state, attempts, is_doubtful,"      \
  " coalesce (next_at, 0), coalesce (status, 0), reply, trouble, created_at,"                      \
  " coalesce (settled_at, 0), is_once"

/**
 * esp_hook_free:
 */
void
esp_hook_free (EspHook *self)
{
  if (self == NULL)
    return;
  g_free (self->step);
  g_free (self->url);
  g_free (self->key);
  g_free (self->reply);
  g_free (self->trouble);
  g_free (self);
}

/**
 * esp_hook_state:
 *
 * Returns: (transfer none): the state of that name, as a word that stays
 */
const char *
esp_hook_state (const char *name)
{
  static const char *const states[] = { "queued", "sending", "done",
                                        "failed", "unknown", "cancelled" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i], name) == 0)
      return states[i];
  return "failed";
}

static gpointer
read_hook (EspStmt *stmt)
{
  EspHook *hook = g_new0 (EspHook, 1);

  hook->id = esp_stmt_int64 (stmt, 0);
  hook->journey_id = esp_stmt_int64 (stmt, 1);
  hook->lead_id = esp_stmt_int64 (stmt, 2);
  hook->occasion = esp_stmt_int64 (stmt, 3);
  hook->version = (guint) esp_stmt_int64 (stmt, 4);
  hook->step = esp_stmt_dup_text (stmt, 5);
  hook->url = esp_stmt_dup_text (stmt, 6);
  hook->key = esp_stmt_dup_text (stmt, 7);
  hook->state = esp_hook_state (esp_stmt_text (stmt, 8));
  hook->attempts = (guint) esp_stmt_int64 (stmt, 9);
  hook->is_doubtful = esp_stmt_int64 (stmt, 10) != 0;
  hook->next_at_us = esp_stmt_int64 (stmt, 11);
  hook->status = (guint) esp_stmt_int64 (stmt, 12);
  hook->reply = esp_stmt_dup_text (stmt, 13);
  hook->trouble = esp_stmt_dup_text (stmt, 14);
  hook->created_at_us = esp_stmt_int64 (stmt, 15);
  hook->settled_at_us = esp_stmt_int64 (stmt, 16);
  hook->is_once = esp_stmt_int64 (stmt, 17) != 0;
  return hook;
}

static GPtrArray *
collect (EspStmt *stmt, GError **error)
{

  return esp_stmt_read_all (stmt, read_hook, (GDestroyNotify) esp_hook_free, error);
}

/**
 * esp_hook_insert:
 *
 * Orders a call. The same occasion is called once.
 */
gboolean
esp_hook_insert (EspTx *tx, const EspHook *hook, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO hook (journey_id, lead_id, occasion, version, step, url, key, next_at, created_at,"
    " is_once) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9) ON CONFLICT DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, hook->journey_id);
  esp_stmt_bind_int64 (stmt, 2, hook->lead_id);
  esp_stmt_bind_int64 (stmt, 3, hook->occasion);
  esp_stmt_bind_int64 (stmt, 4, hook->version);
  esp_stmt_bind_text (stmt, 5, hook->step);
  esp_stmt_bind_text (stmt, 6, hook->url);
  esp_stmt_bind_text (stmt, 7, hook->key);
  esp_stmt_bind_int64 (stmt, 8, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 9, hook->is_once);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_hook_claim:
 *
 * Takes the next calls that are due, of journeys that are not paused; they count as tried from now on.
 *
 * Returns: (transfer full) (element-type EspHook): %NULL with @error set
 */
GPtrArray *
esp_hook_claim (EspTx *tx, guint limit, GError **error)
{
  static const char sql_due[] =
    "SELECT " COLUMNS " FROM hook WHERE state = 'queued' AND next_at <= ?1 AND NOT EXISTS"
    " (SELECT 1 FROM journey WHERE journey.id = hook.journey_id AND journey.state = 'paused')"
    " ORDER BY next_at, id LIMIT ?2";
  static const char sql_take[] =
    "UPDATE hook SET state = 'sending', attempts = attempts + 1, tried_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) due = esp_tx_stmt (tx, sql_due, error);
  g_autoptr (EspStmt) take = esp_tx_stmt (tx, sql_take, error);
  g_autoptr (GPtrArray) hooks = NULL;

  if (due == NULL || take == NULL || !esp_tx_require_write (tx, error))
    return NULL;
  esp_stmt_bind_int64 (due, 1, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (due, 2, limit);
  hooks = collect (due, error);
  for (guint i = 0; hooks != NULL && i < hooks->len; i++)
    {
      EspHook *hook = g_ptr_array_index (hooks, i);

      esp_stmt_bind_int64 (take, 1, hook->id);
      esp_stmt_bind_int64 (take, 2, esp_tx_get_now_us (tx));
      if (!esp_stmt_run (take, error))
        return NULL;
      esp_stmt_reset (take);
      hook->attempts++;
      hook->state = esp_hook_state ("sending");
    }
  return g_steal_pointer (&hooks);
}

/**
 * esp_hook_recover:
 *
 * For when the engine begins: what was under way when it ended may have arrived. It is tried again under the
 * same key, and stays in doubt until an answer comes; what may be called once alone is not tried again.
 */
gboolean
esp_hook_recover (EspTx *tx, GError **error)
{
  static const char sql_recover[] =
    "UPDATE hook SET state = iif (is_once, 'unknown', 'queued'), is_doubtful = 1,"
    " next_at = iif (is_once, NULL, ?1), settled_at = iif (is_once, ?1, NULL)"
    " WHERE state = 'sending'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_recover, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

static void
bind_words (EspStmt *stmt, int index, const char *text)
{
  if (text != NULL)
    esp_stmt_bind_text (stmt, index, text);
  else
    esp_stmt_bind_null (stmt, index);
}

/**
 * esp_hook_settle:
 *
 * Writes what came of a try.
 */
gboolean
esp_hook_settle (EspTx *tx, const EspHook *hook, GError **error)
{
  static const char sql_settle[] =
    "UPDATE hook SET state = ?2, is_doubtful = ?3, next_at = nullif (?4, 0),"
    " status = nullif (?5, 0), reply = ?6, trouble = ?7, settled_at = nullif (?8, 0)"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_settle, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, hook->id);
  esp_stmt_bind_text (stmt, 2, hook->state);
  esp_stmt_bind_int64 (stmt, 3, hook->is_doubtful);
  esp_stmt_bind_int64 (stmt, 4, hook->next_at_us);
  esp_stmt_bind_int64 (stmt, 5, hook->status);
  bind_words (stmt, 6, hook->reply);
  bind_words (stmt, 7, hook->trouble);
  esp_stmt_bind_int64 (stmt, 8, hook->settled_at_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_hook_cancel:
 *
 * Takes back the calls of a journey that have not been made.
 */
gboolean
esp_hook_cancel (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_cancel[] = "UPDATE hook SET state = 'cancelled', next_at = NULL,"
                                   " settled_at = ?2 WHERE state = 'queued' AND journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_cancel, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_hook_next_at:
 * @out_us: (out): when the next call is due, of journeys that are not paused; %G_MAXINT64 none
 */
gboolean
esp_hook_next_at (EspTx *tx, gint64 *out_us, GError **error)
{
  static const char sql_next[] =
    "SELECT next_at FROM hook WHERE state = 'queued' AND NOT EXISTS"
    " (SELECT 1 FROM journey WHERE journey.id = hook.journey_id AND journey.state = 'paused')"
    " ORDER BY next_at LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_next, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  step = esp_stmt_step (stmt, error);
  *out_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : G_MAXINT64;
  return step != ESP_STEP_ERROR;
}

/**
 * esp_hook_list:
 * @lead_id: 0: of all
 *
 * Returns: (transfer full) (element-type EspHook): of a journey, the newest first; %NULL with @error set
 */
GPtrArray *
esp_hook_list (EspTx *tx, gint64 journey_id, gint64 lead_id, guint limit, GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS " FROM hook WHERE journey_id = ?1"
                                 " AND (?2 = 0 OR lead_id = ?2) ORDER BY id DESC LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  esp_stmt_bind_int64 (stmt, 3, limit);
  return collect (stmt, error);
}

/**
 * esp_hook_secret_set_known:
 *
 * Notes that the keyring has, or has no more, a secret for a server. The secret itself is never here.
 */
gboolean
esp_hook_secret_set_known (EspTx *tx, const char *host, gboolean is_known, GError **error)
{
  static const char sql_add[] =
    "INSERT INTO hook_secret (host, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
  static const char sql_remove[] = "DELETE FROM hook_secret WHERE host = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, is_known ? sql_add : sql_remove, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, host);
  if (is_known)
    esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SETTING);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_hook_secret_is_known:
 */
gboolean
esp_hook_secret_is_known (EspTx *tx, const char *host, gboolean *out_is_known, GError **error)
{
  static const char sql_known[] = "SELECT EXISTS (SELECT 1 FROM hook_secret WHERE host = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_known, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, host);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_is_known = esp_stmt_int64 (stmt, 0) != 0;
  return TRUE;
}
