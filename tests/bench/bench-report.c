/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-report [LEADS [EVENTS [FILE [NAME]]]]: what each question and each report to begin with costs, asked for the first
 * time, again, and after something happened, on a workspace of the sample generator with more visits until there
 * are so many events. FILE is made when it is not there, and kept. NAME: of one report or question alone. */
#include "worker/esp-answer-keeper.h"
#include "worker/esp-sample.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-report-design.h"
#include "store/esp-events.h"
#include "temp-store.h"

#include <sys/resource.h>
#include <time.h>

#define DEFAULT_LEADS 20000
#define EVENTS_PER_LEAD 10
#define SEED 1
#define N_NEW 25 /* of each kind that happen between two questions */

typedef struct
{
  gint64 n_leads;
  gint64 n_events;
} Size;

/* Visits spread over half a year, from a channel each. */
static gboolean
add_visits (EspTx *tx, gpointer data, GError **error)
{
  static const char sql_visits[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)"
    " INSERT INTO event (lead_id, kind_id, at, props)"
    " SELECT 1 + i * 7919 % ?1, (SELECT id FROM event_kind WHERE name = 'visit'),"
    " ?3 - i * 104729 % 15552000 * 1000000,"
    " '{\"channel\":\"' || CASE i % 5 WHEN 0 THEN 'search' WHEN 1 THEN 'social' WHEN 2 THEN 'email'"
    " WHEN 3 THEN 'direct' ELSE 'display' END || '\"}' FROM n";
  const Size *size = data;
  g_autoptr (EspStmt) stmt = NULL;
  gint64 n_there;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count (*) FROM event", &n_there, error))
    return FALSE;
  if (n_there >= size->n_events)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_visits, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, size->n_leads);
  esp_stmt_bind_int64 (stmt, 2, size->n_events - n_there);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_EVENT);
  return esp_stmt_run (stmt, error);
}

/* What goes on while reports are read: some visits and clicks now, some orders that are told late. */
static gboolean
add_news (EspTx *tx, gpointer data, GError **error)
{
  static const char *const kinds[] = { ESP_EVENT_VISIT, ESP_EVENT_CLICK, ESP_EVENT_ORDER };
  gint64 n_leads = ((const Size *) data)->n_leads;

  for (guint i = 0; i < N_NEW * G_N_ELEMENTS (kinds); i++)
    {
      guint kind = i % G_N_ELEMENTS (kinds);
      EspEvent event = { .lead_id = 1 + (i * 7919) % n_leads,
                         .kind = (char *) kinds[kind],
                         .at_us = esp_tx_get_now_us (tx) -
                                  (kind == 2 ? 3 * ESP_USEC_PER_DAY : ESP_USEC_PER_SEC) };

      event.props = kind == 2 ? (char *) "{\"amount\":12000}" : NULL;
      if (!esp_event_add (tx, &event, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* What this process used of the processors: other work of the machine does not count. */
static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static double
ask (EspStore *store, const EspQuestion *question)
{
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (EspAnswer) answer = esp_answer_ask (store, question, NULL, &error);

  if (answer == NULL)
    g_printerr ("%s\n", error->message);
  return (double) (g_get_monotonic_time () - start_us) / 1000;
}

/* All cards, one after the other. */
static double
ask_report (EspStore *store, const EspReportDesign *design)
{
  double sum_ms = 0;

  for (guint i = 0; i < esp_report_design_get_n_cards (design); i++)
    {
      g_autoptr (EspQuestion) question =
        esp_report_design_ask (design, esp_report_design_get_card (design, i), NULL);

      sum_ms += ask (store, question);
    }
  return sum_ms;
}

static void
add (EspStore *store, Size *size)
{
  g_autoptr (GError) error = NULL;

  if (!esp_store_write (store, NULL, add_news, size, NULL, &error))
    g_printerr ("%s\n", error->message);
}

static void
print_head (const char *what)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_print ("\n%-16s %10s %10s %12s %12s   (%ld MB at most so far)\n", what, "first ms", "again ms",
           "changed ms", "of processor", usage.ru_maxrss / 1024);
}

static double
ask_either (EspStore *store, const EspReportDesign *design, const EspQuestion *question)
{
  return design != NULL ? ask_report (store, design) : ask (store, question);
}

/* The first time, again, and after something happened; of a report, or else of a question. */
static void
measure_one (EspStore *store,
             Size *size,
             const char *name,
             const EspReportDesign *design,
             const EspQuestion *question)
{
  double first_ms = ask_either (store, design, question);
  double again_ms = ask_either (store, design, question);
  double changed_ms;
  double cpu_ms;

  add (store, size);
  cpu_ms = get_cpu_ms ();
  changed_ms = ask_either (store, design, question);
  g_print ("%-16s %10.1f %10.1f %12.1f %12.1f\n", name, first_ms, again_ms, changed_ms,
           get_cpu_ms () - cpu_ms);
}

static void
measure (EspStore *store, Size *size, const char *only)
{
  print_head ("report");
  for (guint i = 0; i < esp_report_preset_get_n (); i++)
    {
      const EspReportPreset *preset = esp_report_preset_get (i);
      g_autoptr (EspReportDesign) design = esp_report_preset_make (preset, preset->name);

      if (only == NULL || g_str_equal (only, preset->key))
        measure_one (store, size, preset->key, design, NULL);
    }
  print_head ("question");
  for (guint i = 0; i < esp_question_n_kinds (); i++)
    {
      const char *name = esp_question_kind_get (i)->name;
      g_autoptr (EspQuestion) question = esp_question_new (name);

      if (only == NULL || g_str_equal (only, name))
        measure_one (store, size, name, NULL, question);
    }
  print_head ("");
}

static EspStore *
open_store (const char *folder, const char *path, Size *size, EspClock *clock, GError **error)
{
  gboolean is_there = path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (EspStore) store = NULL;

  if (path == NULL)
    store = temp_store_new (folder, clock);
  else
    store = esp_store_open (path, is_there ? ESP_STORE_OPEN : ESP_STORE_CREATE, clock, error);
  if (store == NULL ||
      (!is_there && !esp_sample_fill (store, (guint) size->n_leads, SEED, error)) ||
      !esp_store_write (store, NULL, add_visits, size, NULL, error))
    return NULL;
  return g_steal_pointer (&store);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_auto (TempFolder) folder = temp_folder_new ();
  Size size = { argc > 1 ? g_ascii_strtoll (argv[1], NULL, 10) : DEFAULT_LEADS, 0 };
  EspStore *store;

  size.n_events = argc > 2 ? g_ascii_strtoll (argv[2], NULL, 10) : size.n_leads * EVENTS_PER_LEAD;
  store = open_store (folder, argc > 3 ? argv[3] : NULL, &size, clock, &error);
  if (store == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%" G_GINT64_FORMAT " leads, %" G_GINT64_FORMAT " events\n", size.n_leads,
           size.n_events);
  measure (store, &size, argc > 4 ? argv[4] : NULL);
  temp_store_free (store);
  return 0;
}
