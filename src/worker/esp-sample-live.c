/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last days of the sample's welcome series. The engine of journeys itself leads whoever signed up, over a clock
 * of its own, so that paths, counts and lists are what they would be; their mail counts as arrived, and some of
 * them open it, click and buy. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-sample-live.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "store/esp-event-send.h"
#include "store/esp-events.h"
#include "store/esp-lead-set.h"
#include "store/esp-ledger.h"
#include "store/esp-outbox.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-sample-journeys.h"

#define LIVE_DAYS 10

/* Shares in a hundred: of those whose mail arrived, of those who opened it, of those who clicked. */
#define OPENED 46
#define CLICKED 34
#define ORDERED 22

typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspRandom random;
  gint64 journey_id;
  gint64 from_us; /* a day */
  gint64 to_us;
  gboolean is_last; /* what left now has been read by nobody yet */
} Life;

static gboolean
begin (EspTx *tx, gpointer data, GError **error)
{
  Life *life = data;

  return esp_journey_row_resolve (tx, ESP_SAMPLE_LIVE_JOURNEY, &life->journey_id, error) &&
         esp_journey_order_publish (tx, life->engine, life->journey_id, TRUE, error);
}

static gboolean
enter (EspTx *tx, gpointer data, GError **error)
{
  Life *life = data;
  const EspLeadSet set = { .kind = ESP_LEAD_SET_CREATED,
                           .from_us = life->from_us,
                           .to_us = life->to_us };
  g_autoptr (EspBitmap) leads = esp_lead_set_load (tx, &set, error);
  gint64 n = 0;

  return leads != NULL &&
         (esp_bitmap_is_empty (leads) ||
          esp_journey_order_enter (tx, life->engine, life->journey_id, leads, &n, error));
}

static gboolean
happens (Life *life, guint percent)
{
  return esp_random_below (&life->random, 100) < percent;
}

static gboolean
add_event (Life *life,
           EspTx *tx,
           EspEvent *event,
           const char *kind,
           const char *props,
           GError **error)
{
  event->kind = (char *) kind;
  event->props = (char *) props;
  event->at_us += (gint64) (esp_random_unit (&life->random) * 20 * ESP_USEC_PER_MINUTE);
  return esp_event_add (tx, event, NULL, error);
}

/* What somebody did with the mail, in the hours after it came. */
static gboolean
respond (Life *life, EspTx *tx, const EspOutboxRow *row, gint64 lead_id, GError **error)
{
  EspEvent event = { .lead_id = lead_id, .at_us = life->to_us, .campaign_id = row->campaign_id };
  g_autofree char *props = NULL;

  if (life->is_last || !happens (life, OPENED))
    return TRUE;
  event.at_us += (gint64) (esp_random_unit (&life->random) * 2 * ESP_USEC_PER_HOUR);
  if (!esp_event_find_send (tx, &event, error) ||
      !add_event (life, tx, &event, ESP_EVENT_OPEN, NULL, error))
    return FALSE;
  if (!happens (life, CLICKED))
    return TRUE;
  if (!add_event (life, tx, &event, ESP_EVENT_CLICK, "{\"url\":\"" ESP_SAMPLE_SHOP "\"}", error))
    return FALSE;
  if (!happens (life, ORDERED))
    return TRUE;
  event.campaign_id = event.send_id = event.message_id = 0;
  props = g_strdup_printf ("{\"amount\":%u}", 1000 * (5 + esp_random_below (&life->random, 120)));
  return add_event (life, tx, &event, ESP_EVENT_ORDER, props, error);
}

static gboolean
deliver_send (Life *life, EspTx *tx, const EspOutboxRow *row, GError **error)
{
  g_autoptr (GArray) due = g_array_new (FALSE, TRUE, sizeof (EspLedgerDue));
  g_autofree EspLedgerClaim *claims = NULL;
  g_autofree EspLedgerSettlement *settled = NULL;
  EspLedgerGate gate = { .send_id = row->send_id };

  if (!esp_ledger_due (tx, row->send_id, 0, G_MAXINT, due, error) ||
      !esp_ledger_due_again (tx, row->send_id, G_MAXINT, due, error))
    return FALSE;
  claims = g_new0 (EspLedgerClaim, due->len);
  settled = g_new0 (EspLedgerSettlement, due->len);
  for (guint i = 0; i < due->len; i++)
    {
      const EspLedgerDue *one = &g_array_index (due, EspLedgerDue, i);

      claims[i].id = settled[i].id = one->id;
      claims[i].lead_id = settled[i].lead_id = one->lead_id;
      settled[i].state = "sent";
    }
  if (!esp_ledger_claim (tx, &gate, claims, due->len, error) ||
      !esp_ledger_settle (tx, row->send_id, settled, due->len, error))
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    if (!respond (life, tx, row, claims[i].lead_id, error))
      return FALSE;
  return TRUE;
}

static gboolean
deliver (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_outbox_list (tx, error);
  gint64 last = 0;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const EspOutboxRow *row = g_ptr_array_index (rows, i);

      /* A send has a row for each reason; what was halted or is a draft does not go on by itself. */
      if (!g_str_equal (row->send_state, "sending") || row->send_id == last)
        continue;
      last = row->send_id;
      if (!deliver_send (data, tx, row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
lead_on (EspJourneyRunner *runner, GError **error)
{
  EspJourneyTurnResult result = { 0 };

  do
    {
      esp_journey_turn_result_clear (&result);
      if (!esp_journey_runner_turn (runner, &result, error))
        return FALSE;
    }
  while (result.more);
  esp_journey_turn_result_clear (&result);
  return TRUE;
}

static gboolean
live (Life *life, EspStore *store, EspClock *clock, GError **error)
{
  g_autoptr (EspJourneyRunner) runner = NULL;

  if (!esp_store_write (store, NULL, begin, life, NULL, error))
    return FALSE;
  runner = esp_journey_runner_new (store, NULL, NULL);
  life->to_us = esp_clock_now_us (clock);
  for (guint i = 0; i < LIVE_DAYS; i++)
    {
      life->from_us = life->to_us;
      life->to_us = life->from_us + ESP_USEC_PER_DAY;
      life->is_last = i + 1 == LIVE_DAYS;
      esp_clock_set (clock, life->to_us);
      if (!esp_store_write (store, NULL, enter, life, NULL, error) || !lead_on (runner, error) ||
          !esp_store_write (store, NULL, deliver, life, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_sample_live:
 * @path: a sample workspace that nobody has open
 * @seed: equal seeds make equal lives
 * @until_us: now
 *
 * Publishes the welcome series some days ago and leads those who signed up since through it. Blocks for less than a
 * second.
 */
gboolean
esp_sample_live (const char *path, guint64 seed, gint64 until_us, GError **error)
{
  Life life = { .engine = esp_segment_engine_new () };
  g_autoptr (EspClock) clock = esp_clock_new_fake (until_us - LIVE_DAYS * ESP_USEC_PER_DAY);
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_OPEN, clock, error);
  gboolean is_ok;

  esp_random_init (&life.random, seed);
  is_ok = store != NULL && live (&life, store, clock, error) && esp_store_checkpoint (store, error);
  if (store != NULL)
    esp_store_close (store);
  esp_segment_engine_unref (life.engine);
  return is_ok;
}
