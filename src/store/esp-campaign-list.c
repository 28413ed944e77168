/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All campaigns with their newest send, read by one statement. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-campaign-list.h"

/* The rows of the ledger whose person is still here: as the results of the campaign count them. */
#define ROWS_OF_SEND                                                                               \
  "(SELECT count (*) FROM delivery AS d WHERE d.send_id = s.id"                                    \
  "  AND EXISTS (SELECT 1 FROM lead WHERE id = d.lead_id)"
#define LEADS_OF_CAMPAIGN                                                                          \
  "(SELECT count (DISTINCT d.lead_id) FROM delivery AS d JOIN lead AS l ON l.id = d.lead_id"       \
  "  WHERE d.send_id IN (SELECT id FROM send WHERE campaign_id = c.id)"
#define SENT " AND d.state = 'sent'"

/* A send that has ended carries its figures; one that has not is counted. Of several sends each lead
 * counts once, as everywhere. */
#define SELECT_LINES                                                                               \
  "SELECT c.id, c.name, s.state, m.name, s.scheduled_at, s.started_at,"                            \
  " CASE WHEN n.sends > 1 THEN " LEADS_OF_CAMPAIGN ")"                                             \
  "  ELSE coalesce (s.n_audience, " ROWS_OF_SEND ")) END,"                                         \
  " CASE WHEN n.sends > 1 THEN " LEADS_OF_CAMPAIGN SENT ")"                                        \
  "  ELSE coalesce (s.n_sent, " ROWS_OF_SEND SENT ")) END AS n_sent,"                              \
  " n.sends"                                                                                       \
  " FROM campaign AS c"                                                                            \
  " LEFT JOIN send AS s ON s.id = (SELECT max (id) FROM send WHERE campaign_id = c.id)"            \
  " LEFT JOIN (SELECT campaign_id, count (*) AS sends FROM send GROUP BY campaign_id) AS n"        \
  "  ON n.campaign_id = c.id"                                                                      \
  " LEFT JOIN message AS m ON m.id = s.message_id"                                                 \
  " WHERE c.archived_at IS NULL"                                                                   \
  " AND NOT EXISTS (SELECT 1 FROM journey WHERE campaign_id = c.id)"                               \
  " AND (?1 = '' OR instr (lower (c.name), ?1) > 0 OR instr (lower (m.name), ?1) > 0)"             \
  " ORDER BY "

/**
 * esp_campaign_line_free:
 * @self: (nullable): a line
 */
void
esp_campaign_line_free (EspCampaignLine *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->state);
  g_free (self->message);
  g_free (self);
}

static gpointer
read_line (EspStmt *stmt)
{
  EspCampaignLine *self = g_new0 (EspCampaignLine, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->name = esp_stmt_dup_text (stmt, 1);
  self->state = esp_stmt_dup_text (stmt, 2);
  self->message = esp_stmt_dup_text (stmt, 3);
  self->scheduled_at_us = esp_stmt_int64 (stmt, 4);
  self->started_at_us = esp_stmt_int64 (stmt, 5);
  self->n_audience = esp_stmt_int64 (stmt, 6);
  self->n_sent = esp_stmt_int64 (stmt, 7);
  self->n_sends = (guint) esp_stmt_int64 (stmt, 8);
  return self;
}

/**
 * esp_campaign_lines_load:
 * @search: (nullable): a part of the name of the campaign or its message, in any case of letters
 *
 * Returns: (transfer full) (element-type EspCampaignLine): those that are not archived; %NULL with @error
 *   set
 */
GPtrArray *
esp_campaign_lines_load (EspTx *tx, const char *search, EspCampaignSort sort, GError **error)
{
  static const char sql_newest[] = SELECT_LINES "c.id DESC";
  static const char sql_oldest[] = SELECT_LINES "c.id";
  static const char sql_name[] = SELECT_LINES "c.name COLLATE NOCASE, c.id";
  static const char sql_state[] = SELECT_LINES "s.state, c.id DESC";
  static const char sql_sent[] = SELECT_LINES "n_sent DESC, c.id DESC";
  static const char *const orders[] = {
    [ESP_CAMPAIGN_SORT_NEWEST] = sql_newest, [ESP_CAMPAIGN_SORT_OLDEST] = sql_oldest,
    [ESP_CAMPAIGN_SORT_NAME] = sql_name,     [ESP_CAMPAIGN_SORT_STATE] = sql_state,
    [ESP_CAMPAIGN_SORT_SENT] = sql_sent,
  };
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, orders[sort], error);
  g_autofree char *lower = g_utf8_strdown (search != NULL ? search : "", -1);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, lower);
  return esp_stmt_read_all (stmt, read_line, (GDestroyNotify) esp_campaign_line_free, error);
}
