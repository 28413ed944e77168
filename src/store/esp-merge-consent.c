/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consents of two leads that become one: both histories stay, and the strictest word holds. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-merge-consent.h"

#include "store/esp-consents.h"

/**
 * esp_merge_consent_free:
 */
void
esp_merge_consent_free (EspMergeConsent *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_free (self->purpose);
  g_free (self->kept_state);
  g_free (self->other_state);
  g_free (self->state);
  g_free (self);
}

/* Silence and “unknown” are no word at all, so any word beats them. */
static int
strictness (const char *state)
{
  static const char *const ranks[] = { "granted", "pending", "denied", "withdrawn" };

  for (gsize i = 0; state != NULL && i < G_N_ELEMENTS (ranks); i++)
    if (g_str_equal (ranks[i], state))
      return (int) i + 1;
  return 0;
}

/**
 * esp_merge_strictest:
 * @a: (nullable): a state of a consent; %NULL is silence
 * @b: (nullable): another
 *
 * Returns: (nullable): the one that forbids more
 */
const char *
esp_merge_strictest (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return a != NULL ? a : b;
  return strictness (b) > strictness (a) ? b : a;
}

/**
 * esp_merge_list_consents:
 *
 * Returns: (transfer full) (element-type EspMergeConsent): what holds after a merge, by channel and purpose;
 *   %NULL with @error set
 */
GPtrArray *
esp_merge_list_consents (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
  static const char sql_list[] =
    "SELECT s.channel, s.purpose,"
    "  (SELECT state FROM consent_state AS a WHERE a.lead_id = ?1"
    "   AND a.channel = s.channel AND a.purpose = s.purpose),"
    "  (SELECT state FROM consent_state AS b WHERE b.lead_id = ?2"
    "   AND b.channel = s.channel AND b.purpose = s.purpose)"
    " FROM (SELECT DISTINCT channel, purpose FROM consent_state WHERE lead_id IN (?1, ?2)) AS s"
    " ORDER BY s.channel <> 'email', s.channel, s.purpose <> 'marketing', s.purpose";
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_merge_consent_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, keep_id);
  esp_stmt_bind_int64 (stmt, 2, other_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspMergeConsent *consent = g_new0 (EspMergeConsent, 1);

      consent->channel = esp_stmt_dup_text (stmt, 0);
      consent->purpose = esp_stmt_dup_text (stmt, 1);
      consent->kept_state = esp_stmt_dup_text (stmt, 2);
      consent->other_state = esp_stmt_dup_text (stmt, 3);
      consent->state = g_strdup (esp_merge_strictest (consent->kept_state, consent->other_state));
      g_ptr_array_add (list, consent);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
run_pair (EspTx *tx, const char *sql, gint64 keep_id, gint64 other_id, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, keep_id);
  esp_stmt_bind_int64 (stmt, 2, other_id);
  return esp_stmt_run (stmt, error);
}

/* The state in force is the newest word; where that is not the strictest, the strictest is said again, so
 * that the history tells why it holds. */
static gboolean
enforce (EspTx *tx, gint64 keep_id, const EspMergeConsent *consent, GError **error)
{
  g_autofree char *state = NULL;
  gint64 at_us;
  EspConsent word = { .lead_id = keep_id,
                      .channel = consent->channel,
                      .purpose = consent->purpose,
                      .state = consent->state,
                      .source = (char *) "merge",
                      .at_us = esp_tx_get_now_us (tx) };

  if (!esp_consent_get_state (tx, keep_id, consent->channel, consent->purpose, &state, &at_us,
                              error))
    return FALSE;
  word.at_us = MAX (word.at_us, at_us);
  return g_strcmp0 (state, consent->state) == 0 || esp_consent_add (tx, &word, error);
}

/**
 * esp_merge_move_consents:
 * @out_n: (out): how many words came over
 *
 * Gives the history of one lead to the other and makes the strictest word hold.
 */
gboolean
esp_merge_move_consents (EspTx *tx, gint64 keep_id, gint64 other_id, gint64 *out_n, GError **error)
{
  static const char sql_move[] = "UPDATE consent SET lead_id = ?1 WHERE lead_id = ?2";
  static const char sql_forget[] = "DELETE FROM consent_state WHERE lead_id IN (?1, ?2)";
  /* As esp_consent_add() leaves it: the newest by when it was said, then by when it was recorded. */
  static const char sql_newest[] =
    "INSERT INTO consent_state (lead_id, channel, purpose, state, at, consent_id)"
    " SELECT lead_id, channel, purpose, state, at, id FROM"
    "  (SELECT lead_id, channel, purpose, state, at, id, row_number () OVER"
    "    (PARTITION BY channel, purpose ORDER BY coalesce (at, -1) DESC, id DESC) AS place"
    "   FROM consent WHERE lead_id = ?1 AND ?2 > 0) WHERE place = 1";
  g_autoptr (GPtrArray) outcome = esp_merge_list_consents (tx, keep_id, other_id, error);

  if (outcome == NULL || !run_pair (tx, sql_move, keep_id, other_id, error))
    return FALSE;
  *out_n = esp_db_n_changed (esp_tx_get_db (tx));
  if (!run_pair (tx, sql_forget, keep_id, other_id, error) ||
      !run_pair (tx, sql_newest, keep_id, other_id, error))
    return FALSE;
  for (guint i = 0; i < outcome->len; i++)
    if (!enforce (tx, keep_id, g_ptr_array_index (outcome, i), error))
      return FALSE;
  return TRUE;
}
