/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a journey of twenty steps is rehearsed over a month: reading the workspace once, and leading everyone
 * through. Prints the time, the people and steps a second, and the bytes a person.
 *
 *   bench-simulate [PEOPLE [FILE]] */
#include "store/esp-bulk.h"
#include "store/esp-channels.h"
#include "store/esp-messages.h"
#include "store/esp-store.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-rehearsal-run.h"

#include "base/esp-clock.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

#define DEFAULT_LEADS 100000
#define START_US G_GINT64_CONSTANT (1772409600000000)
#define DAYS 30

static const char *const cities[] = {
  "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종"
};

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) 소식\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

#define SEND(id) "{\"id\":\"" id "\",\"kind\":\"send\",\"message\":\"Hello\"},"
#define JOIN(id) "{\"id\":\"" id "\",\"kind\":\"join\"}"
#define DAYS_OF(id, n) "{\"id\":\"" id "\",\"kind\":\"wait\",\"for\":{\"days\":" n "}},"
#define OPENED(id, a, b)                                                                           \
  "{\"id\":\"" id "\",\"kind\":\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{\"days\":2},"  \
  "\"branches\":[{\"on\":\"met\",\"steps\":[" JOIN (a) "]},{\"on\":\"late\",\"steps\":[" JOIN (    \
    b) "]}]},"
#define SPLIT(id, when, yes, a, b)                                                                 \
  "{\"id\":\"" id "\",\"kind\":\"split\",\"branches\":[{\"when\":" when ",\"steps\":[" yes JOIN (  \
    a) "]},{\"else\":true,\"steps\":[" JOIN (b) "]}]},"
#define CITY                                                                                       \
  "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"one-of\",\"values\":[\"서울\",\"부산\"]}"
#define SCORE "{\"kind\":\"attribute\",\"field\":\"score\",\"op\":\"at-least\",\"values\":[50]}"
#define OPENER                                                                                     \
  "{\"kind\":\"event\",\"event\":\"open\",\"window\":{\"kind\":\"last\",\"n\":7,\"unit\":\"day\"}" \
  "}"
#define TAGGED "{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"관심\"]}"

/* Five messages, five waits, four splits, updates and a goal. */
static const char definition[] =
  "{\"version\":1,\"name\":\"Bench\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":"
  "[" SEND ("m1")
    OPENED ("w1", "j1", "j2") "{\"id\":\"u1\",\"kind\":\"update\",\"changes\":[{\"do\":\"add\","
                              "\"field\":\"score\",\"value\":5}]}," DAYS_OF ("w2", "3")
                                SPLIT ("s1", CITY, SEND ("m2"), "j3", "j4")
                                  SPLIT ("s2",
                                         OPENER,
                                         "{\"id\":\"u2\",\"kind\":\"update\",\"changes\":[{\"do\":"
                                         "\"tag\",\"tag\":\"관심\"}]},",
                                         "j5",
                                         "j6") DAYS_OF ("w3", "4") SEND ("m3")
                                    OPENED ("w4", "j7", "j8")
                                      SPLIT ("s3", SCORE, SEND ("m4"), "j9", "j10")
                                        DAYS_OF ("w5", "7")
                                          SPLIT ("s4",
                                                 TAGGED,
                                                 SEND ("m5"),
                                                 "j11",
                                                 "j12") "{\"id\":\"g\",\"kind\":\"goal\",\"event\":"
                                                        "{\"event\":\"order\"}},"
                                                        "{\"id\":\"x\",\"kind\":\"exit\"}]}";

typedef struct
{
  guint n_leads;
  gint64 journey_id;
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
      esp_value_set_text (esp_lead_get_writable (lead, "city"), cities[i % G_N_ELEMENTS (cities)]);
      esp_value_set_integer (esp_lead_get_writable (lead, "score"), i % 100);
      esp_value_set_integer (esp_lead_get_writable (lead, "created_at"), START_US);
      esp_value_set_integer (esp_lead_get_writable (lead, "updated_at"), START_US);
      if (!esp_bulk_add_lead (bulk, tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (!esp_bulk_add_consent (bulk, tx, &consent, error))
        return FALSE;
    }
  return esp_bulk_finish (bulk, tx, error);
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  Bench *bench = data;
  gint64 message_id = 0;

  return fill_leads (tx, bench, error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error) &&
         esp_journey_order_create (tx, NULL, definition, &bench->journey_id, error);
}

static double
seconds_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / ESP_USEC_PER_SEC;
}

static long
get_peak (void)
{
  struct rusage usage;

  (void) getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  gpointer *both = data;

  both[1] = esp_rehearsal_world_load (tx, both[0], error);
  return both[1] != NULL;
}

static void
measure (EspStore *store, const Bench *bench, guint n_threads)
{
  g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (bench->journey_id);
  g_autoptr (EspRehearsal) rehearsal = NULL;
  g_autoptr (GError) error = NULL;
  gpointer both[2] = { options, NULL };
  gint64 start_us = g_get_monotonic_time ();
  long before = get_peak ();
  double read, led;

  options->who = ESP_REHEARSE_EVERYONE;
  options->days = DAYS;
  if (!esp_store_read (store, ESP_READ_LONG, load_cb, both, NULL, &error))
    g_error ("%s", error->message);
  read = seconds_since (start_us);
  start_us = g_get_monotonic_time ();
  rehearsal = esp_rehearsal_compute (both[1], n_threads, NULL, NULL, NULL, &error);
  if (rehearsal == NULL)
    g_error ("%s", error->message);
  led = seconds_since (start_us);
  g_print ("%10.2f s   in all, %u threads: %.2f s to read, %.2f s to lead\n", read + led, n_threads,
           read, led);
  g_print ("%10.0f     decisions a second, %" G_GINT64_FORMAT " of them, %.1f a person\n",
           (double) esp_rehearsal_get_tally (rehearsal)->n_decisions / led,
           esp_rehearsal_get_tally (rehearsal)->n_decisions,
           (double) esp_rehearsal_get_tally (rehearsal)->n_decisions / bench->n_leads);
  g_print ("%10.1f     bytes a person%s; the peak grew by %ld kB\n",
           (double) esp_rehearsal_get_size (rehearsal) / bench->n_leads,
           esp_rehearsal_has_paths (rehearsal) ? ", whole paths included" : "",
           get_peak () - before);
}

static void
run (Bench *bench, const char *path)
{
  g_autoptr (EspClock) clock = esp_clock_new_fake (START_US);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_CREATE, clock, &error);
  static const EspOperation large = { .is_large = TRUE };
  gint64 start_us = g_get_monotonic_time ();

  if (store == NULL || !esp_store_write (store, &large, make_world, bench, NULL, &error))
    g_error ("%s", error->message);
  g_print ("%10.2f s   %u leads made\n", seconds_since (start_us), bench->n_leads);
  measure (store, bench, 1);
  measure (store, bench, 2);
  esp_store_close (store);
}

int
main (int argc, char **argv)
{
  Bench bench = { .n_leads =
                    argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_LEADS };
  g_autofree char *folder = g_dir_make_tmp ("espalier-simulate-XXXXXX", NULL);
  g_autofree char *path =
    argc > 2 ? g_strdup (argv[2]) : g_build_filename (folder, "bench.espalier", NULL);

  run (&bench, path);
  if (argc <= 2)
    (void) g_unlink (path);
  (void) g_rmdir (folder);
  return 0;
}
