/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-segment [LEADS [FILE]]: what counting segments costs on a workspace of the sample generator. */
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-segment-engine.h"
#include "worker/esp-sample.h"

#include "base/esp-clock.h"

#define DEFAULT_LEADS 1000000
#define SEED 1
#define WARM_ROUNDS 20

static const char *const leaves[] = {
  "city in [\"서울\", \"부산\"]",
  "name contains \"지\"",
  "score >= 50",
  "created_at in last 30 days",
  "tag = \"VIP\"",
  "consent(\"email\", \"marketing\") = \"granted\"",
  "not suppressed(\"email\")",
  "event(\"visit\") in last 30 days",
  "event(\"visit\") count>=3",
  "event(\"order\") where (amount >= 50000) in last 90 days",
  "last event(\"visit\") in last 60 days",
  "event(\"cart\") where (amount > 50000)",
  "random(10%)",
};

static const char whole[] =
  "all(city in [\"서울\", \"부산\"], event(\"visit\") count>=2 in last 90 days, "
  "any(ltv >= 100000, tag = \"VIP\"), none(event(\"order\") in last 7 days))";
static const char edited[] =
  "all(city in [\"서울\", \"부산\"], event(\"visit\") count>=2 in last 60 days, "
  "any(ltv >= 100000, tag = \"VIP\"), none(event(\"order\") in last 7 days))";

typedef struct
{
  EspSegmentEngine *engine;
  EspStore *store;
  const char *text;
  EspSegmentFlags flags;
  guint64 size;
  gint64 elapsed_us;
} Ask;

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;
  g_autoptr (EspRule) rule = esp_rule_parse_text (ask->text, NULL, NULL, error);
  g_autoptr (EspSegmentCount) count = NULL;

  if (rule == NULL)
    return FALSE;
  (void) esp_rule_number (rule, 1);
  count = esp_segment_engine_count (ask->engine, tx, rule, NULL, ask->flags, error);
  if (count == NULL)
    return FALSE;
  ask->size = count->size;
  ask->elapsed_us = count->elapsed_us;
  return TRUE;
}

static void
tell (const char *what, double ms, guint64 size)
{
  g_print ("%10.2f ms %10" G_GUINT64_FORMAT "  %s\n", ms, size, what);
}

/* Asks, and tells under the name @what what it cost; silent without a name. */
static void
measure (Ask *ask, const char *what, const char *text, EspSegmentFlags flags)
{
  g_autoptr (GError) error = NULL;

  ask->text = text;
  ask->flags = flags;
  if (!esp_store_read (ask->store, ESP_READ_LONG, ask_cb, ask, NULL, &error))
    g_error ("%s: %s", text, error->message);
  if (what != NULL)
    tell (what, (double) ask->elapsed_us / 1000, ask->size);
}

static gpointer
cancel_worker (gpointer data)
{
  gint64 *at_us = g_object_get_data (data, "at");

  g_usleep (5000);
  *at_us = g_get_monotonic_time ();
  g_cancellable_cancel (data);
  return NULL;
}

static void
measure_cancel (Ask *ask)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 cancelled_us = 0;
  GThread *thread;

  g_object_set_data (G_OBJECT (cancellable), "at", &cancelled_us);
  ask->text = "event(\"visit\") count>=7";
  thread = g_thread_new ("cancel", cancel_worker, cancellable);
  if (esp_store_read (ask->store, ESP_READ_LONG, ask_cb, ask, cancellable, &error))
    g_print ("           the count was done before it could be cancelled\n");
  else
    tell ("until a cancelled count has stopped",
          (double) (g_get_monotonic_time () - cancelled_us) / 1000, 0);
  g_thread_join (thread);
}

static void
measure_changes (Ask *ask)
{
  g_autoptr (EspChanges) changes = esp_changes_new ();

  for (guint32 id = 1000; id < 1100; id++)
    esp_changes_note_lead (changes, ESP_CHANGE_LEAD | ESP_CHANGE_EVENT | ESP_CHANGE_TAG, id);
  esp_changes_note_column (changes, "city");
  esp_changes_note_event_kind (changes, "open");
  esp_segment_engine_note (ask->engine, changes);
  measure (ask, "whole rule after 100 leads changed in three ways", whole, ESP_SEGMENT_PLAIN);
}

int
main (int argc, char **argv)
{
  guint n_leads = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_LEADS;
  const char *path = argc > 2 ? argv[2] : "bench-segment.espalier";
  gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_store_open (path, is_new ? ESP_STORE_CREATE : ESP_STORE_OPEN, clock, &error);
  Ask ask = { esp_segment_engine_new (), store };
  gint64 start_us = g_get_monotonic_time ();

  if (store == NULL || (is_new && !esp_sample_fill (store, n_leads, SEED, &error)))
    g_error ("%s", error->message);
  g_print ("workspace in %.1f s\n", (double) (g_get_monotonic_time () - start_us) / 1e6);
  measure (&ask, "everyone, first", "", ESP_SEGMENT_PLAIN);
  measure (&ask, "whole rule, estimate, nothing known", whole, ESP_SEGMENT_ESTIMATE);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    measure (&ask, leaves[i], leaves[i], ESP_SEGMENT_PLAIN);
  measure (&ask, "whole rule, first", whole, ESP_SEGMENT_ROWS);
  for (guint i = 0; i < WARM_ROUNDS; i++)
    measure (&ask, NULL, whole, ESP_SEGMENT_PLAIN);
  measure (&ask, "whole rule, warm", whole, ESP_SEGMENT_PLAIN);
  measure (&ask, "whole rule, warm, with shares and effects", whole, ESP_SEGMENT_ROWS);
  measure (&ask, "next moment of change", whole, ESP_SEGMENT_NEXT);
  measure (&ask, "one condition edited", edited, ESP_SEGMENT_ROWS);
  measure_changes (&ask);
  measure_cancel (&ask);
  esp_segment_engine_unref (ask.engine);
  return 0;
}
