/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads another calendar into the plan: to be seen there, and to be changed where it comes from. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-exchange.h"

#include "base/esp-clock.h"
#include "store/esp-meta.h"

#include <string.h>

#define DAYS_BACK 400
#define DAYS_AHEAD 800
#define MAX_SOURCE 200

static gboolean
put_event (EspTx *tx,
           const char *source,
           const EspIcalEvent *event,
           EspPlanExchange *done,
           GError **error)
{
  g_autoptr (EspPlanItem) item = esp_plan_item_new (ESP_PLAN_EXTERNAL, event->title);
  gboolean is_new = FALSE;

  item->from_us = event->from_us;
  item->to_us = event->to_us;
  item->is_all_day = event->is_all_day;
  item->note = g_strdup (event->note);
  item->source = g_strdup (source);
  item->source_uid = g_strdup (event->uid);
  if (!esp_plan_item_put_source (tx, item, &is_new, error))
    return FALSE;
  if (is_new)
    done->n_new++;
  else
    done->n_changed++;
  return TRUE;
}

/**
 * esp_plan_import_ical:
 * @source: what the calendar is called; read again under the same name it takes the place of what it said before
 * @bytes: an iCalendar
 */
gboolean
esp_plan_import_ical (EspTx *tx,
                      const char *source,
                      GBytes *bytes,
                      EspPlanExchange *out_done,
                      GError **error)
{
  g_autofree char *zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = zone_name != NULL ? g_time_zone_new_identifier (zone_name) : NULL;
  g_autoptr (GHashTable) uids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) events = NULL;
  EspIcalFrame frame;

  *out_done = (EspPlanExchange){ 0 };
  if (zone_name == NULL)
    return FALSE;
  if (*source == '\0' || strlen (source) > MAX_SOURCE)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Another calendar needs a name of at most 200 bytes");
      return FALSE;
    }
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  frame = (EspIcalFrame){ zone, esp_tx_get_now_us (tx) - DAYS_BACK * ESP_USEC_PER_DAY,
                          esp_tx_get_now_us (tx) + DAYS_AHEAD * ESP_USEC_PER_DAY };
  events = esp_ical_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &frame,
                           &out_done->told, error);
  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    {
      const EspIcalEvent *event = g_ptr_array_index (events, i);

      g_hash_table_add (uids, event->uid);
      if (!put_event (tx, source, event, out_done, error))
        return FALSE;
    }
  return esp_plan_item_keep_of_source (tx, source, uids, &out_done->n_gone, error);
}
