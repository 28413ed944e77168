/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-report [LEADS [EVENTS]]: what each question of a report costs, asked for the first time and again, on a
 * workspace of the sample generator with more visits until there are so many events. */
#include "worker/esp-answer-keeper.h"
#include "worker/esp-sample.h"

#include "base/esp-clock.h"
#include "temp-store.h"

#define DEFAULT_LEADS 20000
#define EVENTS_PER_LEAD 10
#define SEED 1

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

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_auto (TempFolder) folder = temp_folder_new ();
  Size size = { argc > 1 ? g_ascii_strtoll (argv[1], NULL, 10) : DEFAULT_LEADS, 0 };
  EspStore *store = temp_store_new (folder, clock);

  size.n_events = argc > 2 ? g_ascii_strtoll (argv[2], NULL, 10) : size.n_leads * EVENTS_PER_LEAD;
  if (!esp_sample_fill (store, (guint) size.n_leads, SEED, &error) ||
      !esp_store_write (store, NULL, add_visits, &size, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%" G_GINT64_FORMAT " leads, %" G_GINT64_FORMAT " events\n%-14s %10s %10s\n",
           size.n_leads, size.n_events, "question", "cold ms", "warm ms");
  for (guint i = 0; i < esp_question_n_kinds (); i++)
    {
      const char *name = esp_question_kind_get (i)->name;
      g_autoptr (EspQuestion) question = esp_question_new (name);
      double cold_ms = ask (store, question);
      double warm_ms = ask (store, question);

      g_print ("%-14s %10.1f %10.1f\n", name, cold_ms, warm_ms);
    }
  temp_store_free (store);
  return 0;
}
