/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is known to have happened with one lead, newest first. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-timeline.h"

/**
 * esp_timeline_item_free:
 */
void
esp_timeline_item_free (EspTimelineItem *item)
{
  if (item == NULL)
    return;
  g_free (item->what);
  g_free (item->detail);
  g_free (item->subject);
  g_free (item);
}

static gpointer
read_item (EspStmt *stmt)
{
  EspTimelineItem *item = g_new0 (EspTimelineItem, 1);

  item->kind = (EspTimelineKind) esp_stmt_int64 (stmt, 0);
  item->id = esp_stmt_int64 (stmt, 1);
  item->at_us = esp_stmt_int64 (stmt, 2);
  item->what = esp_stmt_dup_text (stmt, 3);
  item->detail = esp_stmt_dup_text (stmt, 4);
  item->subject = esp_stmt_dup_text (stmt, 5);
  item->campaign_id = esp_stmt_int64 (stmt, 6);
  item->send_id = esp_stmt_int64 (stmt, 7);
  item->journey_id = esp_stmt_int64 (stmt, 8);
  return item;
}

/**
 * esp_timeline_load:
 *
 * Reads a page of a lead's history; the next page starts after its last item (esp_timeline_query_after()).
 *
 * Returns: (transfer full) (element-type EspTimelineItem): newest first, at most the limit; %NULL with
 *   @error set
 */
GPtrArray *
esp_timeline_load (EspTx *tx, const EspTimelineQuery *query, GError **error)
{
  static const char sql_load[] =
    "SELECT kind, id, at, what, detail, subject, campaign_id, send_id, journey_id FROM ("
    " SELECT 0 AS kind, event.id AS id, event.at AS at, event_kind.name AS what, props AS detail,"
    "  campaign.name AS subject, event.campaign_id AS campaign_id, send_id,"
    "  0 AS journey_id"
    "  FROM event JOIN event_kind ON event_kind.id = kind_id"
    "  LEFT JOIN campaign ON campaign.id = event.campaign_id"
    "  WHERE ?4 & 1 AND lead_id = ?1 AND event.at <= ?2"
    " UNION ALL"
    " SELECT 1, delivery.id, delivery.updated_at, delivery.state, coalesce (reason, reply),"
    "  campaign.name, campaign.id, send_id, 0"
    "  FROM delivery JOIN send ON send.id = send_id JOIN campaign ON campaign.id = send.campaign_id"
    "  WHERE ?4 & 2 AND lead_id = ?1 AND delivery.updated_at <= ?2"
    " UNION ALL"
    " SELECT 2, id, coalesce (at, recorded_at), state, channel || '/' || purpose, source, 0, 0,"
    "  0"
    "  FROM consent WHERE ?4 & 4 AND lead_id = ?1 AND coalesce (at, recorded_at) <= ?2"
    " UNION ALL"
    " SELECT 3, id, created_at, 'note', body, created_by, 0, 0, 0"
    "  FROM note WHERE ?4 & 8 AND lead_id = ?1 AND created_at <= ?2"
    " UNION ALL"
    " SELECT 4, journey_member.id, entered_at, CAST (status AS TEXT),"
    "  CASE entry WHEN 0 THEN 'hand' END, journey.name, 0, 0, journey.id"
    /* Journeys are few: the index of each finds the lead. */
    "  FROM journey CROSS JOIN journey_member ON journey_id = journey.id"
    "  WHERE ?4 & 16 AND lead_id = ?1 AND entered_at <= ?2)"
    " WHERE at < ?2 OR kind > ?5 OR (kind = ?5 AND id < ?6)"
    " ORDER BY at DESC, kind, id DESC LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, query->lead_id);
  esp_stmt_bind_int64 (stmt, 2, query->after_us != 0 ? query->after_us : G_MAXINT64);
  esp_stmt_bind_int64 (stmt, 3, query->limit);
  esp_stmt_bind_int64 (stmt, 4, query->kinds != 0 ? query->kinds : ESP_TIMELINE_ALL);
  esp_stmt_bind_int64 (stmt, 5, query->after_kind);
  esp_stmt_bind_int64 (stmt, 6, query->after_id);
  return esp_stmt_read_all (stmt, read_item, (GDestroyNotify) esp_timeline_item_free, error);
}

/**
 * esp_timeline_query_after:
 * @last: the last item that was read
 *
 * Makes @query go on after @last.
 */
void
esp_timeline_query_after (EspTimelineQuery *query, const EspTimelineItem *last)
{
  query->after_us = last->at_us;
  query->after_kind = last->kind;
  query->after_id = last->id;
}
