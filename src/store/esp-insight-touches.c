/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touches: events that brought somebody closer, each with the channel, source, campaign or journey it came from. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-touches.h"

#include <string.h>

#define PROP(name) "nullif (trim (json_extract (e.props, '$." name "')), '')"
#define FROM_EVENTS                                                                                \
  " FROM event AS e WHERE e.kind_id = (SELECT id FROM event_kind WHERE name = ?1)"                 \
  " AND e.at >= ?2 AND e.at < ?3 AND e.lead_id IS NOT NULL ORDER BY e.at, e.id"
#define IF_JSON(expression) "iif (json_valid (e.props), " expression ", NULL)"
/* The channel of the message that the event is about. */
#define OF_SEND                                                                                    \
  "(SELECT m.channel FROM send AS s JOIN message AS m ON m.id = s.message_id WHERE s.id = "        \
  "e.send_id)"

static const char sql_channel[] = "SELECT e.lead_id, e.at, coalesce (" IF_JSON (
  PROP ("channel")) ", " OF_SEND ","
                    " " IF_JSON ("coalesce (" PROP ("utm_medium") ", " PROP ("medium") ", " PROP (
                      "utm_source") ","
                                    " " PROP (
                                      "source") ")") ","
                                                     " iif (e.send_id IS NOT NULL OR e.message_id "
                                                     "IS NOT NULL, 'email', NULL))" FROM_EVENTS;
static const char sql_source[] = "SELECT e.lead_id, e.at, coalesce (" IF_JSON (
  "coalesce (" PROP ("utm_source") ", " PROP ("source") ", " PROP (
    "channel") ", "
               "" PROP ("utm_medium") ", " PROP ("medium") ")") ", " OF_SEND ")" FROM_EVENTS;
static const char sql_campaign[] =
  "SELECT e.lead_id, e.at, coalesce ((SELECT name FROM campaign WHERE id = e.campaign_id),"
  " " IF_JSON ("coalesce (" PROP ("utm_campaign") ", " PROP ("campaign") ")") ")" FROM_EVENTS;
static const char sql_journey[] =
  "SELECT e.lead_id, e.at, coalesce ((SELECT name FROM journey WHERE id = e.journey_id),"
  " (SELECT j.name FROM send AS s JOIN journey AS j ON j.campaign_id = s.campaign_id"
  "  WHERE s.id = e.send_id), " IF_JSON (PROP ("journey")) ")" FROM_EVENTS;

static const char *const statements[] = {
  [ESP_TOUCH_CHANNEL] = sql_channel,
  [ESP_TOUCH_SOURCE] = sql_source,
  [ESP_TOUCH_CAMPAIGN] = sql_campaign,
  [ESP_TOUCH_JOURNEY] = sql_journey,
};

static guint16
find_place (GHashTable *known, GPtrArray *places, const char *name)
{
  gpointer number = g_hash_table_lookup (known, name);

  if (number == NULL)
    {
      if (places->len >= G_MAXUINT16)
        return 0;
      g_ptr_array_add (places, g_strdup (name));
      number = GUINT_TO_POINTER (places->len);
      g_hash_table_insert (known, g_ptr_array_index (places, places->len - 1), number);
    }
  return (guint16) (GPOINTER_TO_UINT (number) - 1);
}

/**
 * esp_insight_load_touches:
 * @kinds: (array zero-terminated=1): names of kinds of events
 * @bounds: from and to, exclusive
 * @places: (element-type utf8): filled with the names of what touches came from
 *
 * Reads touches. A channel is what the event says ("channel"), else that of the message it is about, else
 * its medium or source; without any of them a touch is direct. A source is "utm_source" or "source", else
 * the channel. Campaign and journey are those of the event, else what it says.
 *
 * Returns: (transfer full) (element-type EspInsightEvent): by lead and time, place is a number in @places;
 *   %NULL with @error set
 */
GArray *
esp_insight_load_touches (EspTx *tx,
                          const char *const *kinds,
                          EspTouchGroup group,
                          const gint64 bounds[2],
                          GPtrArray *places,
                          GError **error)
{
  g_autoptr (GArray) touches = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint16 i = 0; kinds[i] != NULL; i++)
    {
      g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, statements[group], error);
      EspStep step;

      if (stmt == NULL)
        return NULL;
      esp_stmt_bind_text (stmt, 1, kinds[i]);
      esp_stmt_bind_int64 (stmt, 2, bounds[0]);
      esp_stmt_bind_int64 (stmt, 3, bounds[1]);
      while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
        {
          const char *name = esp_stmt_text (stmt, 2);
          EspInsightEvent touch = { .lead_id = (guint32) esp_stmt_int64 (stmt, 0),
                                    .at_us = esp_stmt_int64 (stmt, 1),
                                    .kind = i };

          touch.place = find_place (known, places, name != NULL ? name : ESP_TOUCH_DIRECT);
          g_array_append_val (touches, touch);
        }
      if (step != ESP_STEP_DONE)
        return NULL;
    }
  esp_insight_sort_events (touches);
  return g_steal_pointer (&touches);
}
