/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what eligibility asks about one lead, in the moment before it is written to. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-facts.h"

#include "store/esp-consent-lapse.h"
#include "store/esp-suppressions.h"

void
esp_lead_facts_clear (EspLeadFacts *self)
{
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->zone, g_free);
}

static void
copy_state (EspStmt *stmt, int column, char out_state[ESP_CONSENT_STATE_SIZE])
{
  const char *state = esp_stmt_text (stmt, column);

  (void) g_strlcpy (out_state, state != NULL ? state : "", ESP_CONSENT_STATE_SIZE);
}

static void
read_zone (EspStmt *stmt, EspLeadFacts *facts)
{
  const EspLeadPlace place = { esp_stmt_text (stmt, 1), esp_stmt_text (stmt, 2),
                               esp_stmt_text (stmt, 3), esp_stmt_text (stmt, 4) };

  facts->zone = g_strdup (esp_lead_zone_find (&place, &facts->zone_source));
}

static gboolean
read_cap (EspTx *tx,
          const EspFactsQuery *query,
          gint64 lead_id,
          guint count,
          gint64 since_us,
          gboolean *is_capped,
          GError **error)
{
  static const char sql_cap[] =
    "SELECT count (*) FROM delivery WHERE lead_id = ?1 AND updated_at >= ?2"
    " AND state IN ('sent', 'sending', 'unknown') AND send_id <> ?3"
    " AND EXISTS (SELECT 1 FROM lead_stat WHERE lead_id = ?1 AND n_sent >= ?4"
    "  AND last_sent_at >= ?2)";
  g_autoptr (EspStmt) stmt = NULL;

  if (count == 0 || *is_capped)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_cap, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, since_us);
  esp_stmt_bind_int64 (stmt, 3, query->except_send_id);
  esp_stmt_bind_int64 (stmt, 4, count);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *is_capped = esp_stmt_int64 (stmt, 0) >= count;
  return TRUE;
}

static const char sql_lead[] =
  "SELECT iif (?2 = 'email', l.email, iif (?2 = '" ESP_ROOM_CHANNEL "', '" ESP_ROOM_ADDRESS
  "', l.phone)), l.time_zone, l.country, l.phone, l.email,"
  " " ESP_SUPPRESSION_CLOSED ("l.id", "?2", "?4") ","
                                                  " m.state, m.at, n.state"
                                                  " FROM lead AS l"
                                                  " LEFT JOIN consent_state AS m ON m.lead_id = "
                                                  "l.id AND m.channel = ?2 AND m.purpose = ?3"
                                                  " LEFT JOIN consent_state AS n ON n.lead_id = "
                                                  "l.id AND n.channel = ?2 AND n.purpose = 'night'"
                                                  " WHERE l.id = ?1 AND l.archived_at IS NULL";

/* A field of the user's own is read by a second look-up of the same row. */
static gboolean
read_own_address (EspTx *tx,
                  const EspFactsQuery *query,
                  gint64 lead_id,
                  EspLeadFacts *out_facts,
                  GError **error)
{
  g_autofree char *column = esp_facts_dup_address_sql (tx, query, error);
  g_autofree char *sql =
    column != NULL ? g_strdup_printf ("SELECT %s FROM lead WHERE id = ?1", column) : NULL;
  g_autoptr (EspStmt) stmt =
    sql != NULL ? esp_db_stmt_built (esp_tx_get_db (tx), sql, error) : NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  step = esp_stmt_step (stmt, error);
  g_clear_pointer (&out_facts->address, g_free);
  if (step == ESP_STEP_ROW)
    out_facts->address = esp_stmt_dup_text (stmt, 0);
  return step == ESP_STEP_ROW || step == ESP_STEP_DONE;
}

/**
 * esp_lead_facts_read:
 * @query: which channel, purpose and caps
 * @out_facts: cleared by the caller; of a lead that is gone all is unset
 *
 * A few look-ups by key, whatever the workspace holds.
 */
gboolean
esp_lead_facts_read (EspTx *tx,
                     const EspFactsQuery *query,
                     gint64 lead_id,
                     EspLeadFacts *out_facts,
                     GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_lead, error);
  EspStep step;

  *out_facts = (EspLeadFacts){ 0 };
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, query->channel);
  esp_stmt_bind_text (stmt, 3, query->purpose);
  esp_stmt_bind_int64 (stmt, 4, query->takes_refused);
  step = esp_stmt_step (stmt, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  out_facts->is_present = TRUE;
  out_facts->address = esp_stmt_dup_text (stmt, 0);
  if (query->address_column != NULL && !read_own_address (tx, query, lead_id, out_facts, error))
    return FALSE;
  if (out_facts->address != NULL && out_facts->address[0] == '\0')
    g_clear_pointer (&out_facts->address, g_free);
  out_facts->is_address_valid =
    out_facts->address != NULL && esp_facts_is_valid_address (query->channel, out_facts->address);
  read_zone (stmt, out_facts);
  out_facts->is_suppressed = esp_stmt_int64 (stmt, 5) != 0;
  copy_state (stmt, 6, out_facts->consent);
  out_facts->consent_at_us = esp_stmt_int64 (stmt, 7);
  copy_state (stmt, 8, out_facts->night_consent);
  if (!esp_consent_read_lapse (tx, lead_id, query->channel, query->purpose,
                               &out_facts->lapses_at_us, error))
    return FALSE;
  out_facts->has_lapsed =
    out_facts->lapses_at_us != 0 && out_facts->lapses_at_us <= esp_tx_get_now_us (tx);
  return read_cap (tx, query, lead_id, query->cap_count, query->cap_since_us, &out_facts->is_capped,
                   error) &&
         read_cap (tx, query, lead_id, query->day_count, query->day_since_us, &out_facts->is_capped,
                   error);
}
