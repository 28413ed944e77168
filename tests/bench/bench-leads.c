/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-leads [LEADS [FILE]]: what the lead list asks of a workspace of the sample generator: the first
 * rows and all of them in the order of every column, every form of search, the statistics of a column. */
#include "store/esp-lead-query.h"
#include "store/esp-lead-stats.h"
#include "store/esp-leads.h"
#include "worker/esp-sample.h"
#include "worker/esp-search-indexer.h"

#include "base/esp-clock.h"

#include <glib/gstdio.h>
#include <locale.h>

#define DEFAULT_LEADS 1000000
#define FIRST_ROWS 512
#define SEED 1
#define ROUNDS 2

static const char *const searches[] = {
  "김",          "김ㅁ",        "김미",   "김민지", "ㄱㅁㅈ", "민지", "minji", "minji@example",
  "example.com", "010-0012-34", "+82 10", "5678",   "새봄",
};

typedef struct
{
  EspFields *fields; /* (owned) */
  EspLeadQuery query;
  const char *column; /* (nullable) whose values are counted */
  GTimeZone *zone;
  guint limit;
  guint n;
} Ask;

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!esp_lead_query_ids (tx, ask->fields, &ask->query, ask->limit, ids, error))
    return FALSE;
  ask->n = ids->len;
  return TRUE;
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspLeadStats) stats = NULL;

  if (!esp_lead_query_bitmap (tx, ask->fields, &ask->query, leads, error))
    return FALSE;
  stats = esp_lead_stats_load (tx, ask->fields, leads, ask->column, ask->zone, 10, error);
  ask->n = stats != NULL ? (guint) stats->n_distinct : 0;
  return stats != NULL;
}

static gboolean
load_fields (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;

  ask->fields = esp_fields_load (tx, error);
  return ask->fields != NULL;
}

/* Returns: the least of some rounds, ms */
static double
measure (EspStore *store, EspStoreFunc func, Ask *ask)
{
  gint64 least = G_MAXINT64;

  for (int i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 begun = g_get_monotonic_time ();

      if (!esp_store_read (store, ESP_READ_LONG, func, ask, NULL, &error))
        g_error ("%s", error->message);
      least = MIN (least, g_get_monotonic_time () - begun);
    }
  return (double) least / 1000;
}

static void
measure_order (EspStore *store, Ask *ask, const char *column)
{
  double first[2], all[2];

  ask->query = (EspLeadQuery){ .sort_column = column };
  for (int i = 0; i < 2; i++)
    {
      ask->query.is_descending = i == 1;
      ask->limit = FIRST_ROWS;
      first[i] = measure (store, ask_cb, ask);
      ask->limit = 0;
      all[i] = measure (store, ask_cb, ask);
    }
  g_print ("%8.1f %8.1f %8.1f %8.1f  %s\n", first[0], all[0], first[1], all[1],
           column != NULL ? column : "(the newest)");
}

static void
run (EspStore *store, Ask *ask)
{
  static const char *const behaviour[] = { "n_sent",       "n_opened",     "n_clicked",
                                           "last_sent_at", "last_open_at", "last_click_at" };

  g_print ("ms: ascending: first rows, all; descending: first rows, all\n");
  measure_order (store, ask, NULL);
  for (guint i = 0; i < esp_fields_get_n (ask->fields); i++)
    measure_order (store, ask, esp_fields_get (ask->fields, i)->column);
  for (gsize i = 0; i < G_N_ELEMENTS (behaviour); i++)
    measure_order (store, ask, behaviour[i]);
  g_print ("\nms: search by name, first rows; all; leads\n");
  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      double first;

      ask->query = (EspLeadQuery){ .search = searches[i], .is_descending = TRUE };
      ask->limit = FIRST_ROWS;
      first = measure (store, ask_cb, ask);
      ask->limit = 0;
      g_print ("%8.1f %8.1f", first, measure (store, ask_cb, ask));
      g_print (" %10u  %s\n", ask->n, searches[i]);
    }
  g_print ("\nms: values of a column; how many\n");
  ask->query = (EspLeadQuery){ .is_descending = TRUE };
  ask->column = "city";
  g_print ("%8.1f", measure (store, count_cb, ask));
  g_print (" %10u  %s\n", ask->n, ask->column);
  ask->column = "email";
  g_print ("%8.1f", measure (store, count_cb, ask));
  g_print (" %10u  %s\n", ask->n, ask->column);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_LEADS;
  g_autofree char *folder = g_dir_make_tmp ("espalier-bench-XXXXXX", NULL);
  g_autofree char *path =
    argc > 2 ? g_strdup (argv[2]) : g_build_filename (folder, "bench.espalier", NULL);
  gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_store_open (path, is_new ? ESP_STORE_CREATE : ESP_STORE_OPEN, clock, &error);
  Ask ask = { .zone = zone };

  (void) setlocale (LC_ALL, ""); /* what is searched for is printed */
  if (store == NULL || (is_new && !esp_sample_fill (store, n, SEED, &error)) ||
      !esp_search_index_all (store, &error) ||
      !esp_store_read (store, ESP_READ_LONG, load_fields, &ask, NULL, &error))
    g_error ("%s", error->message);
  run (store, &ask);
  esp_fields_unref (ask.fields);
  esp_store_close (store);
  if (argc <= 2)
    (void) g_unlink (path); /* the folder for temporary files forgets it anyway */
  (void) g_rmdir (folder);
  return 0;
}
