/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can order of a journey: made, changed, published behind the same gate as every send, halted,
 * and entered by hand. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-orders.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-audit.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "worker/esp-journey-turn.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-check.h"

#include <string.h>

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * esp_journey_order_create:
 * @name: (nullable): else as the text says
 * @json: anything that can be read as a journey
 */
gboolean
esp_journey_order_create (EspTx *tx,
                          const char *name,
                          const char *json,
                          gint64 *out_id,
                          GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (json, -1, error);
  g_autofree char *text = NULL;

  if (journey == NULL)
    return FALSE;
  if (name == NULL)
    name = journey->name;
  if (name == NULL || *name == '\0')
    return refuse (error, "The journey needs a name");
  text = esp_journey_to_json (journey);
  return esp_journey_row_insert (tx, name, text, out_id, error);
}

/**
 * esp_journey_order_edit:
 *
 * Gives a journey another draft. People in it notice nothing before it is published.
 */
gboolean
esp_journey_order_edit (EspTx *tx, gint64 id, const char *json, GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (json, -1, error);
  g_autoptr (EspJourneyRow) row = journey != NULL ? esp_journey_row_load (tx, id, error) : NULL;
  g_autofree char *text = NULL;

  if (row == NULL)
    return FALSE;
  text = esp_journey_to_json (journey);
  return esp_journey_row_update (tx, id, journey->name != NULL ? journey->name : row->name, text,
                                 error);
}

typedef struct
{
  EspTx *tx;
  gint64 journey_id;
} Names;

static int
look_up_message (EspTx *tx, const char *name)
{
  g_autoptr (EspMessageRow) row = NULL;
  gint64 id = 0;

  if (!esp_message_resolve (tx, name, &id, NULL))
    return 0;
  row = esp_message_load (tx, id, NULL);
  return row == NULL ? 0 : row->archived_at_us != 0 ? 2 : 1;
}

/**
 * esp_journey_find_channel:
 * @name: (nullable): else the first one that is on
 *
 * Returns: its number; 0 without one
 */
gint64
esp_journey_find_channel (EspTx *tx, const char *name)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, NULL);

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *channel = g_ptr_array_index (channels, i);
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, channel->id);

      if (name == NULL ? channel->is_enabled
                       : g_str_equal (channel->name, name) || g_str_equal (number, name))
        return channel->id;
    }
  return 0;
}

static int
look_up (gpointer data, EspJourneyNameKind kind, const char *name)
{
  Names *names = data;
  g_autoptr (EspSegment) segment = NULL;
  gint64 id = 0;

  switch (kind)
    {
    case ESP_NAME_MESSAGE:
      return look_up_message (names->tx, name);
    case ESP_NAME_CHANNEL:
      return *name == '\0' ||
             esp_journey_find_channel (names->tx, name) != 0; /* there is the demo mailbox */
    case ESP_NAME_SEGMENT:
      if (!esp_segment_resolve (names->tx, name, &id, NULL))
        return 0;
      segment = esp_segment_load (names->tx, id, NULL);
      return segment == NULL ? 0 : segment->is_static ? 2 : 1;
    case ESP_NAME_JOURNEY:
      if (!esp_journey_row_resolve (names->tx, name, &id, NULL))
        return 0;
      return id == names->journey_id ? 2 : 1;
    default:
      return 0;
    }
}

/**
 * esp_journey_check_draft:
 * @id: 0 for one that is not stored yet
 *
 * Returns: (transfer full) (element-type EspJourneyProblem): what is wrong or strange in this workspace;
 *   %NULL with @error set
 */
GArray *
esp_journey_check_draft (EspTx *tx,
                         EspSegmentEngine *engine,
                         gint64 id,
                         const EspJourney *journey,
                         GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, error);
  Names names = { tx, id };
  EspJourneyWorld asked = { &names, look_up };

  if (world == NULL)
    return NULL;
  asked.catalog = esp_segment_world_get_catalog (world);
  asked.now_us = esp_tx_get_now_us (tx);
  asked.zone = esp_segment_world_get_zone (world);
  return esp_journey_check (journey, &asked);
}

/**
 * esp_journey_order_enter:
 * @out_n: how many came in; those who may not, by the rule of re-entry or a limit, did not
 *
 * Lets people in by hand, whatever entries the journey has.
 */
gboolean
esp_journey_order_enter (EspTx *tx,
                         EspSegmentEngine *engine,
                         gint64 id,
                         const EspBitmap *leads,
                         gint64 *out_n,
                         GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autoptr (EspJourneyPlan) plan = NULL;
  g_autoptr (EspBitmap) rest = esp_bitmap_copy (leads);
  g_autoptr (EspBitmap) before = NULL;
  g_autoptr (EspBitmap) after = NULL;
  EspJourneyTurn turn = { .tx = tx, .engine = engine };
  gboolean is_ok = TRUE;

  if (row == NULL)
    return FALSE;
  if (!g_str_equal (row->state, "live"))
    return refuse (error, "Nobody can enter the journey now: it is not live");
  plan = esp_journey_plan_load (tx, id, row->version, error);
  before = plan != NULL ? esp_journey_leads (tx, id, TRUE, error) : NULL;
  if (before == NULL)
    return FALSE;
  turn.asks = esp_journey_asks_new (engine);
  turn.plan = plan;
  esp_journey_asks_begin (turn.asks, tx, plan);
  while (is_ok && !esp_bitmap_is_empty (rest))
    {
      g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
      gsize n = esp_bitmap_next (rest, 0, ids, ESP_JOURNEY_BATCH);
      g_autoptr (EspBitmap) part = esp_bitmap_new ();

      esp_bitmap_add_many (part, ids, n);
      esp_bitmap_andnot (rest, part);
      is_ok = esp_journey_turn_admit (&turn, part, NULL, 0, NULL, error);
    }
  is_ok = esp_journey_asks_end (turn.asks, is_ok ? error : NULL) && is_ok;
  esp_journey_asks_free (turn.asks);
  after = is_ok ? esp_journey_leads (tx, id, TRUE, error) : NULL;
  if (after == NULL)
    return FALSE;
  *out_n = (gint64) esp_bitmap_andnot_count (after, before);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return TRUE;
}
