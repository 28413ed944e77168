/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-journey [LEADS [FILE]]: leads people through a journey of twenty steps (four splits, five waits, three
 * sends to a channel that only takes, two updates) over a virtual clock and a real workspace. */
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-bulk.h"
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-store.h"
#include "worker/esp-journey-ask.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-journey-trace.h"

#include "base/esp-clock.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

#define DEFAULT_LEADS 1000000
#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC */
#define IDLE_TURNS 200
#define N_EVENTS 50

static const char *const cities[] = {
  "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종"
};

/* Everyone takes twenty steps, whichever branch: the leaving is the twentieth. */
/* clang-format off */
static const char definition[] =
  "{\"version\":1,\"name\":\"Bench\",\"entries\":["
  "{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":["
  "{\"id\":\"u1\",\"kind\":\"update\",\"changes\":[{\"do\":\"add\",\"field\":\"score\","
  "\"value\":5}]},{\"id\":\"m1\",\"kind\":\"send\",\"message\":\"Hello\",\"channel\":\"Null\"},"
  "{\"id\":\"w1\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
  "{\"id\":\"s1\",\"kind\":\"split\",\"branches\":[{\"when\":{\"kind\":\"attribute\","
  "\"field\":\"city\",\"op\":\"is\",\"values\":[\"서울\"]},\"steps\":["
  "{\"id\":\"w2a\",\"kind\":\"wait\",\"for\":{\"hours\":3}},"
  "{\"id\":\"j1\",\"kind\":\"join\"}]},{\"else\":true,\"steps\":["
  "{\"id\":\"w2b\",\"kind\":\"wait\",\"for\":{\"hours\":6}},"
  "{\"id\":\"j2\",\"kind\":\"join\"}]}]},"
  "{\"id\":\"m2\",\"kind\":\"send\",\"message\":\"Hello\",\"channel\":\"Null\"},"
  "{\"id\":\"w3\",\"kind\":\"wait\",\"until\":{\"at\":\"09:00\"}},"
  "{\"id\":\"s2\",\"kind\":\"split\",\"branches\":[{\"when\":{\"kind\":\"attribute\","
  "\"field\":\"score\",\"op\":\"at-least\",\"values\":[50]},\"steps\":[]},{\"else\":true,"
  "\"steps\":[]}]},"
  "{\"id\":\"r1\",\"kind\":\"random\",\"branches\":[{\"share\":50},{\"share\":50}]},"
  "{\"id\":\"u2\",\"kind\":\"update\",\"changes\":[{\"do\":\"set\",\"field\":\"stage\","
  "\"value\":\"mql\"}]},"
  "{\"id\":\"w4\",\"kind\":\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{\"days\":2}},"
  "{\"id\":\"m3\",\"kind\":\"send\",\"message\":\"Hello\",\"channel\":\"Null\"},"
  "{\"id\":\"s3\",\"kind\":\"split\",\"branches\":[{\"when\":{\"kind\":\"attribute\","
  "\"field\":\"stage\",\"op\":\"is\",\"values\":[\"mql\"]},\"steps\":[]},{\"else\":true,"
  "\"steps\":[]}]},{\"id\":\"g1\",\"kind\":\"goal\",\"event\":{\"event\":\"order\"}},"
  "{\"id\":\"r2\",\"kind\":\"test\",\"metric\":\"click\",\"branches\":[{\"share\":1},"
  "{\"share\":1}]},{\"id\":\"w5\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
  "{\"id\":\"s4\",\"kind\":\"split\",\"branches\":[{\"when\":{\"kind\":\"attribute\","
  "\"field\":\"city\",\"op\":\"one-of\",\"values\":[\"부산\",\"대구\"]},\"steps\":[]},"
  "{\"else\":true,\"steps\":[]}]},"
  "{\"id\":\"g2\",\"kind\":\"goal\",\"event\":{\"event\":\"order\"}},"
  "{\"id\":\"g3\",\"kind\":\"goal\",\"event\":{\"event\":\"visit\"}},"
  "{\"id\":\"x\",\"kind\":\"exit\"}]}";
/* clang-format on */

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) 소식\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

typedef struct
{
  guint n_leads;
  gint64 journey_id;
  EspSegmentEngine *engine;
  EspBitmap *leads;
  gint64 n;
  guint32 lead_id;
} Bench;

static gboolean
fill_leads (EspTx *tx, const Bench *bench, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBulk) bulk = fields != NULL ? esp_bulk_begin (tx, fields, error) : NULL;

  if (bulk == NULL)
    return FALSE;
  for (guint i = 0; i < bench->n_leads; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted",
                             .at_us = START_US };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_set_text (esp_lead_get_writable (lead, "name"), "김하나");
      esp_value_set_text (esp_lead_get_writable (lead, "city"), cities[i % G_N_ELEMENTS (cities)]);
      esp_value_set_integer (esp_lead_get_writable (lead, "score"), i % 100);
      esp_value_set_integer (esp_lead_get_writable (lead, "created_at"), START_US);
      esp_value_set_integer (esp_lead_get_writable (lead, "updated_at"), START_US);
      if (!esp_bulk_add_lead (bulk, tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      esp_bitmap_add (bench->leads, (guint32) lead->id);
      if (!esp_bulk_add_consent (bulk, tx, &consent, error))
        return FALSE;
    }
  return esp_bulk_finish (bulk, tx, error);
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  Bench *bench = data;
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Null", "null", "{}");
  gint64 message_id = 0;

  return fill_leads (tx, bench, error) && esp_channel_insert (tx, channel, error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error) &&
         esp_journey_order_create (tx, NULL, definition, &bench->journey_id, error) &&
         esp_journey_order_publish (tx, bench->engine, bench->journey_id, TRUE, error);
}

static gboolean
enter_all (EspTx *tx, gpointer data, GError **error)
{
  Bench *bench = data;

  return esp_journey_order_enter (tx, bench->engine, bench->journey_id, bench->leads, &bench->n,
                                  error);
}

static double
seconds_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / ESP_USEC_PER_SEC;
}

static double
get_cpu (void)
{
  struct rusage usage;

  (void) getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_utime.tv_sec + (double) usage.ru_stime.tv_sec +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / ESP_USEC_PER_SEC;
}

static gint64
get_size (EspStore *store)
{
  g_autoptr (GError) error = NULL;
  GStatBuf about;

  if (!esp_store_checkpoint (store, &error) || g_stat (esp_store_get_path (store), &about) != 0)
    g_error ("%s", error != NULL ? error->message : "The file is gone");
  return about.st_size;
}

static void
must_write (EspStore *store, EspStoreFunc func, Bench *bench)
{
  static const EspOperation large = { .is_large = TRUE };
  g_autoptr (GError) error = NULL;

  if (!esp_store_write (store, &large, func, bench, NULL, &error))
    g_error ("%s", error->message);
}

/* Everyone to the end; the clock jumps to whoever is due next. */
static guint64
lead_all (EspJourneyRunner *runner, EspClock *clock, guint *out_n_turns)
{
  guint64 n_steps = 0;

  for (;;)
    {
      EspJourneyTurnResult result = { 0 };
      g_autoptr (GError) error = NULL;

      if (!esp_journey_runner_turn (runner, &result, &error))
        g_error ("%s", error->message);
      n_steps += result.n_steps;
      (*out_n_turns)++;
      if (result.more)
        continue;
      if (result.next_us == G_MAXINT64)
        return n_steps;
      esp_clock_set (clock, result.next_us);
    }
}

/* Everyone who is due now, and no further. */
static guint64
lead_now (EspJourneyRunner *runner)
{
  guint64 n_steps = 0;
  EspJourneyTurnResult result = { 0 };

  do
    {
      g_autoptr (GError) error = NULL;

      if (!esp_journey_runner_turn (runner, &result, &error))
        g_error ("%s", error->message);
      n_steps += result.n_steps;
    }
  while (result.more);
  return n_steps;
}

static void
measure_idle (EspJourneyRunner *runner, gint64 n)
{
  gint64 start_us = g_get_monotonic_time ();
  double cpu = get_cpu ();

  for (guint i = 0; i < IDLE_TURNS; i++)
    esp_journey_runner_look (runner);
  g_print ("%10.3f ms  a tick while %" G_GINT64_FORMAT " people wait (%.3f ms CPU)\n",
           seconds_since (start_us) * 1000 / IDLE_TURNS, n, (get_cpu () - cpu) * 1000 / IDLE_TURNS);
}

static gboolean
order_cb (EspTx *tx, gpointer data, GError **error)
{
  const guint32 *lead_id = data;
  const EspEvent event = { .lead_id = *lead_id,
                           .kind = (char *) "order",
                           .at_us = esp_tx_get_now_us (tx) };

  return esp_event_add (tx, &event, NULL, error);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const double *first = a;
  const double *second = b;

  return *first < *second ? -1 : *first > *second;
}

/* From the moment at which an event is told until the step that follows from it is decided and on disk. */
static guint64
measure_events (EspStore *store, EspJourneyRunner *runner, const Bench *bench)
{
  double times[N_EVENTS];
  guint32 ids[N_EVENTS];
  guint64 n_steps = 0;
  gsize n = esp_bitmap_next (bench->leads, 0, ids, N_EVENTS);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start_us = g_get_monotonic_time ();

      if (!esp_store_write (store, NULL, order_cb, &ids[i], NULL, &error))
        g_error ("%s", error->message);
      n_steps += lead_now (runner);
      times[i] = seconds_since (start_us) * 1000;
    }
  qsort (times, n, sizeof *times, compare_times);
  g_print ("%10.2f ms  from an event to the next step decided (median; slowest %.2f ms)\n",
           times[n / 2], times[n - 1]);
  return n_steps;
}

static gboolean
trace_cb (EspTx *tx, gpointer data, GError **error)
{
  const Bench *bench = data;
  g_autoptr (EspJourneyTrace) trace =
    esp_journey_trace_new (tx, bench->journey_id, bench->lead_id, error);

  return trace != NULL;
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  const Bench *bench = data;
  g_autoptr (EspJourneyAsk) ask =
    esp_journey_ask_new (tx, bench->engine, bench->journey_id, bench->lead_id, error);

  return ask != NULL;
}

/* What somebody waits for who asks where a person is, or why. */
static void
measure_answers (EspStore *store, Bench *bench, EspStoreFunc func, const char *what)
{
  double times[N_EVENTS];
  guint32 stride = bench->n_leads / N_EVENTS;

  for (guint i = 0; i < N_EVENTS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start_us = g_get_monotonic_time ();

      bench->lead_id = 1 + i * stride;
      if (!esp_store_read (store, ESP_READ_PAGE, func, bench, NULL, &error))
        g_error ("%s", error->message);
      times[i] = seconds_since (start_us) * 1000;
    }
  qsort (times, N_EVENTS, sizeof *times, compare_times);
  g_print ("%10.2f ms  %s (median; slowest %.2f ms)\n", times[N_EVENTS / 2], what,
           times[N_EVENTS - 1]);
}

static void
run (Bench *bench, const char *path)
{
  g_autoptr (EspClock) clock = esp_clock_new_fake (START_US);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_CREATE, clock, &error);
  g_autoptr (EspJourneyRunner) runner = NULL;
  gint64 start_us = g_get_monotonic_time ();
  guint n_turns = 0;
  guint64 n_steps;
  gint64 before;
  double seconds, cpu;

  if (store == NULL)
    g_error ("%s", error->message);
  must_write (store, make_world, bench);
  g_print ("%10.2f s   %u leads made\n", seconds_since (start_us), bench->n_leads);
  before = get_size (store);
  start_us = g_get_monotonic_time ();
  must_write (store, enter_all, bench);
  g_print ("%10.2f s   %" G_GINT64_FORMAT " people entered\n", seconds_since (start_us), bench->n);
  runner = esp_journey_runner_new (store, NULL, NULL);
  start_us = g_get_monotonic_time ();
  cpu = get_cpu ();
  n_steps = lead_now (runner);
  seconds = seconds_since (start_us);
  cpu = get_cpu () - cpu;
  measure_idle (runner, bench->n);
  n_steps += measure_events (store, runner, bench);
  start_us = g_get_monotonic_time ();
  cpu = get_cpu () - cpu;
  n_steps += lead_all (runner, clock, &n_turns);
  seconds += seconds_since (start_us);
  g_print ("%10.2f s   %" G_GUINT64_FORMAT " steps in %u turns, %.2f s CPU\n", seconds, n_steps,
           n_turns, get_cpu () - cpu);
  g_print ("%10.0f     steps a second\n", (double) n_steps / seconds);
  g_print ("%10.1f     bytes a step on disk, members, ledger and indexes included\n",
           (double) (get_size (store) - before) / (double) n_steps);
  measure_answers (store, bench, trace_cb, "the trace of a person");
  measure_answers (store, bench, ask_cb, "why a person is where they are");
  g_clear_pointer (&runner, esp_journey_runner_free);
  esp_store_close (store);
}

int
main (int argc, char **argv)
{
  Bench bench = { .n_leads =
                    argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_LEADS };
  g_autofree char *folder = g_dir_make_tmp ("espalier-journey-XXXXXX", NULL);
  g_autofree char *path =
    argc > 2 ? g_strdup (argv[2]) : g_build_filename (folder, "bench.espalier", NULL);

  bench.engine = esp_segment_engine_new ();
  bench.leads = esp_bitmap_new ();
  run (&bench, path);
  esp_bitmap_free (bench.leads);
  esp_segment_engine_unref (bench.engine);
  if (argc <= 2)
    (void) g_unlink (path);
  (void) g_rmdir (folder);
  return 0;
}
