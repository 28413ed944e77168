/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast scores are: computing all leads from their history, events one by one, a day of decay.
 * usage: bench-score [LEADS [EVENTS_PER_LEAD]]; prints what it measured. */
#define G_LOG_DOMAIN "esp-bench"

#include "config.h"

#include "base/esp-random.h"
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-scores.h"
#include "tests/support/temp-store.h"
#include "worker/esp-journey-runner.h"

#include <stdlib.h>

#define START_US G_GINT64_CONSTANT (1772409600000000)
#define BATCH 20000
/* The past is written for so many leads at a time: in any order at all, loading would take longer than what is
 * measured. */
#define LEADS_AT_ONCE 20000

static const char definition[] =
  "{\"version\":1,\"half_life_days\":30,\"max\":100,\"rules\":["
  "{\"id\":\"a\",\"points\":3,\"match\":{\"event\":\"open\"},\"count\":\"most\",\"most\":1,\"per\":"
  "\"day\"},"
  "{\"id\":\"b\",\"points\":10,\"match\":{\"event\":\"click\"}},"
  "{\"id\":\"c\",\"points\":15,\"match\":{\"event\":\"visit\",\"where\":[{\"property\":\"url\","
  "\"op\":"
  "\"contains\",\"values\":[\"pricing\"]}]}}],"
  "\"thresholds\":[{\"id\":\"t\",\"value\":50,\"slack\":5}]}";

typedef struct
{
  EspStore *store;
  EspJourneyRunner *runner;
  guint n_leads;
  guint n_events;
  guint first; /* of the leads to whom events happen, and how many there are */
  guint n_among;
  guint done;
  gint64 from_us;
  gint64 span_us;
  EspRandom random;
  gint64 score_id;
} Bench;

static void
must_write (Bench *bench, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (bench->store, NULL, func, bench, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
leads_cb (EspTx *tx, gpointer data, GError **error)
{
  Bench *bench = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < BATCH && bench->done < bench->n_leads; i++, bench->done++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", bench->done));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
events_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char *const kinds[] = { "open", "open", "open", "open", "click", "visit", "other" };
  Bench *bench = data;

  for (; bench->done < bench->n_events; bench->done++)
    {
      const EspEvent event = {
        .lead_id = bench->first + esp_random_below (&bench->random, bench->n_among),
        .kind = (char *) kinds[esp_random_below (&bench->random, G_N_ELEMENTS (kinds))],
        .at_us = bench->from_us +
                 (gint64) ((double) bench->done / bench->n_events * (double) bench->span_us),
        .props = (char *) "{\"url\":\"https://x.kr/pricing\"}"
      };

      if (!esp_event_add (tx, &event, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
score_cb (EspTx *tx, gpointer data, GError **error)
{
  Bench *bench = data;
  g_autofree char *column = NULL;

  return esp_score_pick_column (tx, "Bench", &column, error) &&
         esp_score_row_insert (tx, "Bench", column, definition, &bench->score_id, error);
}

/* Returns: seconds */
static double
turn (Bench *bench)
{
  gint64 start_us = g_get_monotonic_time ();
  EspJourneyTurnResult result = { 0 };

  do
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_journey_runner_turn (bench->runner, &result, &error));
      g_assert_no_error (error);
    }
  while (result.more);
  return (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

static void
add_events (Bench *bench, guint first, guint n_among, guint n)
{
  bench->first = first;
  bench->n_among = n_among;
  bench->n_events = n;
  bench->done = 0;
  must_write (bench, events_cb);
}

static void
add_past (Bench *bench, guint per_lead)
{
  bench->from_us = START_US - 90 * ESP_USEC_PER_DAY;
  bench->span_us = 90 * ESP_USEC_PER_DAY;
  for (guint first = 1; first <= bench->n_leads; first += LEADS_AT_ONCE)
    {
      guint n = MIN (LEADS_AT_ONCE, bench->n_leads - first + 1);

      add_events (bench, first, n, n * per_lead);
    }
}

int
main (int argc, char *argv[])
{
  guint n_leads = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 20000;
  guint per_lead = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 10;
  g_auto (TempFolder) folder = temp_folder_new ();
  EspClock *clock = esp_clock_new_fake (START_US);
  Bench bench = { .store = temp_store_new (folder, clock), .n_leads = MAX (n_leads, 1) };
  guint n_new = MIN (100000, bench.n_leads);
  gint64 start_us = g_get_monotonic_time ();
  double seconds;

  esp_random_init (&bench.random, 1);
  while (bench.done < bench.n_leads)
    must_write (&bench, leads_cb);
  add_past (&bench, per_lead);
  g_print ("loading: %.2f s\n", (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
  must_write (&bench, score_cb);
  bench.runner = esp_journey_runner_new (bench.store, NULL, NULL);
  seconds = turn (&bench);
  g_print ("computing %u leads with %u events: %.2f s, %.0f events/s\n", bench.n_leads,
           bench.n_leads * per_lead, seconds, bench.n_leads * per_lead / seconds);
  bench.from_us = START_US;
  bench.span_us = ESP_USEC_PER_SEC;
  add_events (&bench, 1, bench.n_leads, n_new);
  esp_clock_set (clock, START_US + 2 * ESP_USEC_PER_SEC);
  seconds = turn (&bench);
  g_print ("%u new events, one by one: %.2f s, %.0f events/s\n", n_new, seconds, n_new / seconds);
  esp_clock_advance (clock, ESP_USEC_PER_DAY);
  seconds = turn (&bench);
  g_print ("a day of decay in one turn: %.2f s\n", seconds);
  esp_clock_advance (clock, ESP_USEC_PER_SEC);
  seconds = turn (&bench);
  g_print ("a turn with nothing due: %.3f ms\n", seconds * 1000);
  esp_journey_runner_free (bench.runner);
  temp_store_free (bench.store);
  g_object_unref (clock);
  return 0;
}
