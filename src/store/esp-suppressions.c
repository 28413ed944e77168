/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses that must not be reached: kept as keyed hashes, so they outlive the person's record. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-suppressions.h"

/* "all" holds every channel; a channel's own row holds that one. */
#define CHANNEL_ALL "all"

static gboolean
insert (EspTx *tx,
        const char *channel,
        const guint8 *hash,
        const char *reason,
        const char *detail,
        GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO suppression (channel, address_hash, reason, detail, created_at, created_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (channel, address_hash) DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, channel);
  esp_stmt_bind_blob (stmt, 2, hash, ESP_HASH_SIZE);
  esp_stmt_bind_text (stmt, 3, reason);
  esp_stmt_bind_text (stmt, 4, detail);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 6, esp_tx_get_actor (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SUPPRESSION);
  return esp_stmt_run (stmt, error);
}

static gboolean
link_hash (EspTx *tx, gint64 lead_id, const guint8 *hash, GError **error)
{
  static const char sql_link[] =
    "INSERT OR IGNORE INTO suppressed_lead (lead_id, channel, suppression_id)"
    " SELECT ?1, channel, id FROM suppression WHERE address_hash = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_link, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_blob (stmt, 2, hash, ESP_HASH_SIZE);
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_SUPPRESSION, lead_id);
  return esp_stmt_run (stmt, error);
}

/* The present leads that carry an address. */
static gboolean
link_address (EspTx *tx, const char *address, const guint8 *hash, GError **error)
{
  static const char sql_email[] = "SELECT id FROM lead WHERE email = ?1";
  static const char sql_phone[] = "SELECT id FROM lead WHERE phone = ?1";
  const char *const statements[] = { sql_email, sql_phone };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, statements[i], error);
      EspStep step;

      if (stmt == NULL)
        return FALSE;
      esp_stmt_bind_text (stmt, 1, address);
      while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
        if (!link_hash (tx, esp_stmt_int64 (stmt, 0), hash, error))
          return FALSE;
      if (step == ESP_STEP_ERROR)
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_suppress_address:
 * @channel: "email", "sms", … or "all"
 * @address: an e-mail address or E.164 number, normalised
 * @reason: one of the reasons that the table allows
 * @detail: (nullable): what the server or the person said
 *
 * Suppresses an address, whether or not a lead carries it now. Twice is once.
 */
gboolean
esp_suppress_address (EspTx *tx,
                      const char *channel,
                      const char *address,
                      const char *reason,
                      const char *detail,
                      GError **error)
{
  guint8 hash[ESP_HASH_SIZE];

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  esp_tx_hash_address (tx, address, hash);
  return insert (tx, channel, hash, reason, detail, error) &&
         link_address (tx, address, hash, error);
}

/**
 * esp_suppress_lead:
 *
 * Suppresses the addresses that @lead carries and that @channel uses: the e-mail address for "email", the
 * phone number for the others, both for "all".
 */
gboolean
esp_suppress_lead (EspTx *tx,
                   const EspLead *lead,
                   const char *channel,
                   const char *reason,
                   const char *detail,
                   GError **error)
{
  const char *email = esp_lead_get_text (lead, "email");
  const char *phone = esp_lead_get_text (lead, "phone");
  gboolean is_all = g_str_equal (channel, CHANNEL_ALL);
  gboolean is_email = g_str_equal (channel, "email");

  if (email != NULL && (is_all || is_email) &&
      !esp_suppress_address (tx, channel, email, reason, detail, error))
    return FALSE;
  if (phone != NULL && !is_email &&
      !esp_suppress_address (tx, channel, phone, reason, detail, error))
    return FALSE;
  return TRUE;
}

/**
 * esp_unsuppress_address:
 *
 * Lifts the suppression of an address on a channel. Only a person's own wish is a reason to.
 */
gboolean
esp_unsuppress_address (EspTx *tx, const char *channel, const char *address, GError **error)
{
  static const char sql_touched[] =
    "SELECT lead_id FROM suppressed_lead WHERE suppression_id IN"
    " (SELECT id FROM suppression WHERE channel = ?1 AND address_hash = ?2)";
  static const char sql_delete[] =
    "DELETE FROM suppression WHERE channel = ?1 AND address_hash = ?2";
  guint8 hash[ESP_HASH_SIZE];
  g_autoptr (EspStmt) touched = esp_tx_stmt (tx, sql_touched, error);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);
  EspStep step;

  if (touched == NULL || stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_tx_hash_address (tx, address, hash);
  esp_stmt_bind_text (touched, 1, channel);
  esp_stmt_bind_blob (touched, 2, hash, ESP_HASH_SIZE);
  while ((step = esp_stmt_step (touched, error)) == ESP_STEP_ROW)
    esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_SUPPRESSION,
                           esp_stmt_int64 (touched, 0));
  if (step == ESP_STEP_ERROR)
    return FALSE;
  esp_stmt_reset (touched);
  esp_stmt_bind_text (stmt, 1, channel);
  esp_stmt_bind_blob (stmt, 2, hash, ESP_HASH_SIZE);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SUPPRESSION);
  return esp_stmt_run (stmt, error);
}

static gboolean
has_any (EspTx *tx, gboolean *out_any, GError **error)
{
  gint64 any;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), "SELECT EXISTS (SELECT 1 FROM suppression)", &any,
                           error))
    return FALSE;
  *out_any = any != 0;
  return TRUE;
}

/**
 * esp_suppression_relink_lead:
 * @email: (nullable): the lead's present address
 * @phone: (nullable): the lead's present number
 *
 * Makes a lead stand under the suppressions of its addresses, and of no others. To be called whenever an
 * address comes or changes.
 */
gboolean
esp_suppression_relink_lead (EspTx *tx,
                             gint64 lead_id,
                             const char *email,
                             const char *phone,
                             GError **error)
{
  static const char sql_unlink[] = "DELETE FROM suppressed_lead WHERE lead_id = ?1";
  const char *const addresses[] = { email, phone };
  g_autoptr (EspStmt) stmt = NULL;
  gboolean any;

  if (!has_any (tx, &any, error))
    return FALSE;
  if (!any)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_unlink, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      guint8 hash[ESP_HASH_SIZE];

      if (addresses[i] == NULL)
        continue;
      esp_tx_hash_address (tx, addresses[i], hash);
      if (!link_hash (tx, lead_id, hash, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_suppression_count_lead:
 * @out_n: (out): how many suppressions hold the lead
 */
gboolean
esp_suppression_count_lead (EspTx *tx, gint64 lead_id, gint64 *out_n, GError **error)
{
  static const char sql_count[] = "SELECT count(*) FROM suppressed_lead WHERE lead_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_suppression_reason:
 * @out_reason: (out) (transfer full) (nullable): why @channel is closed for the lead; %NULL when it is not
 * @out_at_us: (out): since when
 */
gboolean
esp_suppression_reason (EspTx *tx,
                        gint64 lead_id,
                        const char *channel,
                        char **out_reason,
                        gint64 *out_at_us,
                        GError **error)
{
  static const char sql_reason[] = "SELECT s.reason, s.created_at FROM suppressed_lead AS l"
                                   " JOIN suppression AS s ON s.id = l.suppression_id"
                                   " WHERE l.lead_id = ?1 AND l.channel IN (?2, 'all')"
                                   " ORDER BY s.created_at, s.id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_reason, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, channel);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_reason = step == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
  *out_at_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 1) : 0;
  return TRUE;
}

/**
 * esp_suppression_is_closed:
 * @takes_refused: for a notice that the law wants of those who refused: that they unsubscribed does not count
 * @out_is: (out): whether @channel is closed for the lead
 */
gboolean
esp_suppression_is_closed (EspTx *tx,
                           gint64 lead_id,
                           const char *channel,
                           gboolean takes_refused,
                           gboolean *out_is,
                           GError **error)
{
  static const char sql_closed[] = "SELECT " ESP_SUPPRESSION_CLOSED ("?1", "?2", "?3");
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_closed, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, channel);
  esp_stmt_bind_int64 (stmt, 3, takes_refused);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_is = esp_stmt_int64 (stmt, 0) != 0;
  return TRUE;
}
