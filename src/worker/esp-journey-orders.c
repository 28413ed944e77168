/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can order of a journey: made, changed, published behind the same gate as every send, halted,
 * and entered by hand. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-orders.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-names.h"
#include "engine/segment/esp-segment-world.h"
#include "store/esp-audit.h"
#include "store/esp-journey-reviews.h"
#include "store/esp-journey-take-back.h"
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
 * esp_journey_order_read:
 * @json: anything that can be read as a journey; fields may go by their labels, as people see them
 *
 * Returns: (transfer full) (nullable): the journey, with the keys of its fields
 */
EspJourney *
esp_journey_order_read (EspTx *tx, const char *json, GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (json, -1, error);
  g_autoptr (EspSegmentWorld) world = journey != NULL ? esp_segment_world_load (tx, error) : NULL;

  if (world == NULL)
    return NULL;
  esp_journey_names_resolve (journey, esp_segment_world_get_catalog (world));
  return g_steal_pointer (&journey);
}

/* @journey is nobody else's yet. */
static char *
write_named (EspJourney *journey, const char *name)
{
  char *copy = g_strdup (name);

  g_free (journey->name);
  journey->name = copy;
  return esp_journey_to_json (journey);
}

/**
 * esp_journey_order_create:
 * @name: (nullable): else as the text says
 * @json: anything that can be read as a journey; fields may go by their labels
 */
gboolean
esp_journey_order_create (EspTx *tx,
                          const char *name,
                          const char *json,
                          gint64 *out_id,
                          GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_order_read (tx, json, error);
  g_autofree char *text = NULL;

  if (journey == NULL)
    return FALSE;
  if (name == NULL)
    name = journey->name;
  if (name == NULL || *name == '\0')
    return refuse (error, "The journey needs a name");
  text = write_named (journey, name);
  return esp_journey_row_insert (tx, journey->name, text, out_id, error);
}

/**
 * esp_journey_order_rename:
 *
 * Gives a journey another name; its text says the same.
 */
gboolean
esp_journey_order_rename (EspTx *tx, gint64 id, const char *name, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autoptr (EspJourney) journey =
    row != NULL ? esp_journey_parse_json (row->draft, -1, error) : NULL;
  g_autofree char *text = NULL;

  if (journey == NULL || !esp_journey_review_check_unlocked (tx, id, error))
    return FALSE;
  text = write_named (journey, name);
  return esp_journey_row_update (tx, id, name, text, error);
}

/**
 * esp_journey_order_edit:
 *
 * Gives a journey another draft. People in it notice nothing before it is published.
 */
gboolean
esp_journey_order_edit (EspTx *tx, gint64 id, const char *json, GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_order_read (tx, json, error);
  g_autoptr (EspJourneyRow) row = journey != NULL ? esp_journey_row_load (tx, id, error) : NULL;
  g_autofree char *text = NULL;

  if (row == NULL || !esp_journey_review_check_unlocked (tx, id, error))
    return FALSE;
  text = esp_journey_to_json (journey);
  return esp_journey_row_update (tx, id, journey->name != NULL ? journey->name : row->name, text,
                                 error);
}

/* For the undo of a write that has a name. */
static gboolean
note_made (EspTx *tx, gint64 before_id, GError **error)
{
  gint64 last_id = 0;

  if (!esp_journey_members_last_id (tx, &last_id, error))
    return FALSE;
  if (esp_tx_get_history_id (tx) == 0 || last_id == before_id)
    return TRUE;
  return esp_history_add_made (tx, ESP_MADE_PASSAGES, before_id + 1, last_id, error) &&
         esp_history_set_count (tx, esp_tx_get_history_id (tx), last_id - before_id, error);
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
  gint64 last_id = 0;
  gboolean is_ok = TRUE;

  if (row == NULL)
    return FALSE;
  if (!g_str_equal (row->state, "live"))
    return refuse (error, "Nobody can enter the journey now: it is not live");
  plan = esp_journey_plan_load (tx, id, row->version, error);
  before = plan != NULL ? esp_journey_leads (tx, id, TRUE, error) : NULL;
  if (before == NULL || !esp_journey_members_last_id (tx, &last_id, error))
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
  if (after == NULL || !note_made (tx, last_id, error))
    return FALSE;
  *out_n = (gint64) esp_bitmap_andnot_count (after, before);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return TRUE;
}
