/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of days of events: what is kept says the same as the events do, whatever happens to them. */
#include "store/esp-day-sql.h"
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-store.h"

#include "base/esp-clock.h"
#include "temp-store.h"
#include "test-home.h"

#define NOW_US (20000 * ESP_USEC_PER_DAY + 5 * ESP_USEC_PER_HOUR)
#define N_LEADS 7
#define N_EVENTS 900
#define N_DAYS 40

typedef struct
{
  const char *sql;
  EspDayQuery query;
  GString *text;          /* what was read */
  EspDayLessons *lessons; /* (owned) (nullable) */
  gboolean is_done;
} Work;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  static const char *const kinds[] = { "visit", "order", "click" };
  static const char *const props[] = {
    "{\"channel\":\"search\",\"utm_source\":\"naver\",\"utm_campaign\":\"봄\",\"amount\":1200}",
    "{\"utm_medium\":\"cpc\",\"amount\":\"3,400\"}",
    "{\"amount\":9.99,\"currency\":\"usd\",\"journey\":\"온보딩\"}",
    NULL,
  };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      g_assert_true (esp_lead_insert (tx, lead, error));
    }
  for (guint i = 0; i < N_EVENTS; i++)
    {
      /* The last ones lie before 1970, and in the time to come. */
      gint64 at_us = i == 0   ? -5 * ESP_USEC_PER_DAY
                     : i == 1 ? NOW_US + ESP_USEC_PER_DAY
                              : NOW_US - (gint64) i * 3803 % (N_DAYS * 24) * ESP_USEC_PER_HOUR - i;
      EspEvent event = { .lead_id = 1 + i % N_LEADS,
                         .kind = (char *) kinds[i % 3],
                         .at_us = at_us,
                         .props = (char *) props[i % 4] };

      g_assert_true (esp_event_add (tx, &event, NULL, error));
    }
  return TRUE;
}

static gboolean
run_sql (EspTx *tx, gpointer data, GError **error)
{
  return esp_db_exec (esp_tx_get_db (tx), ((Work *) data)->sql, error);
}

static void
write_down (const EspDayFacts *facts, gpointer data)
{
  Work *work = data;

  for (guint i = 0; i < facts->n; i++)
    g_string_append_printf (work->text, "%u %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT "\n",
                            facts->leads[i], facts->times[i],
                            facts->places != NULL
                              ? (const char *) g_ptr_array_index (facts->names, facts->places[i])
                              : "-",
                            facts->amounts != NULL ? facts->amounts[i] : 0);
}

static gboolean
read_days (EspTx *tx, gpointer data, GError **error)
{
  Work *work = data;

  if (work->is_done)
    esp_day_facts_learn (tx);
  if (!esp_day_facts_read (tx, &work->query, write_down, work, error))
    return FALSE;
  g_clear_pointer (&work->lessons, esp_day_lessons_unref);
  work->lessons = esp_day_facts_ref_lessons (tx);
  return TRUE;
}

static gboolean
keep_days (EspTx *tx, gpointer data, GError **error)
{
  Work *work = data;

  return esp_day_lessons_keep (tx, work->lessons, &work->is_done, error);
}

/* What is read, with or without what is kept. */
static char *
read_text (EspStore *store, Work *work, gboolean is_learning)
{
  g_autoptr (GError) error = NULL;

  work->text = g_string_new (NULL);
  work->is_done = is_learning;
  g_assert_true (esp_store_read (store, ESP_READ_LONG, read_days, work, NULL, &error));
  g_assert_no_error (error);
  return g_string_free (g_steal_pointer (&work->text), FALSE);
}

static void
execute (EspStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  Work work = { .sql = sql };

  g_assert_true (esp_store_write (store, NULL, run_sql, &work, NULL, &error));
  g_assert_no_error (error);
}

static gint64 n_kept;

static gboolean
count_kept (EspTx *tx, gpointer data, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count (*) FROM day_fact", &n_kept, error);
}

static gint64
count (EspStore *store)
{
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, count_kept, NULL, NULL, NULL));
  return n_kept;
}

static void
keep (EspStore *store, Work *work)
{
  g_assert_nonnull (work->lessons);
  g_assert_true (esp_store_write (store, NULL, keep_days, work, NULL, NULL));
  g_assert_true (work->is_done);
  g_clear_pointer (&work->lessons, esp_day_lessons_unref);
}

/* Reads from what is kept and, after all of it is forgotten, from the events. */
static void
check_same (EspStore *store, Work *work)
{
  g_autofree char *kept = read_text (store, work, FALSE);
  g_autofree char *read = NULL;

  execute (store, "DELETE FROM day_fact");
  read = read_text (store, work, TRUE);
  g_assert_cmpstr (kept, ==, read);
  keep (store, work);
}

static const EspDayQuery queries[] = {
  { "visit", ESP_DAY_EVENTS, G_MININT64, G_MAXINT64, "", 1 },
  { "visit", ESP_DAY_CHANNELS, NOW_US - 20 * ESP_USEC_PER_DAY, NOW_US, "", 1 },
  { "click", ESP_DAY_SOURCES, G_MININT64, NOW_US - 3 * ESP_USEC_PER_DAY - 17, "", 1 },
  { "click", ESP_DAY_CAMPAIGNS, NOW_US - 3 * ESP_USEC_PER_DAY - 17, NOW_US + 1, "", 1 },
  { "visit", ESP_DAY_JOURNEYS, G_MININT64, NOW_US, "", 1 },
  { "order", ESP_DAY_MONEY, G_MININT64, NOW_US + 1, "KRW", 1 },
  { "order", ESP_DAY_MONEY, G_MININT64, NOW_US + 1, "USD", 100 },
  { "nothing", ESP_DAY_EVENTS, G_MININT64, NOW_US, "", 1 },
};

static void
test_same_as_events (void)
{
  static const char *const changes[] = {
    ("INSERT INTO event (lead_id, kind_id, at) SELECT 1, id, 19990 * 86400000000 + 5 FROM "
     "event_kind"),
    "UPDATE event SET lead_id = 3 WHERE lead_id = 2",
    "UPDATE event SET at = at - 86400000000 WHERE id % 50 = 0",
    "UPDATE event SET kind_id = (SELECT max (id) FROM event_kind) WHERE id % 40 = 0",
    "UPDATE event SET props = '{\"amount\":1,\"channel\":\"x\"}' WHERE id % 30 = 0",
    "DELETE FROM event WHERE id % 20 = 0",
    "DELETE FROM lead WHERE id = 5",
  };
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  EspStore *store = temp_store_new (folder, clock);

  g_assert_true (esp_store_write (store, NULL, fill, NULL, NULL, NULL));
  for (guint q = 0; q < G_N_ELEMENTS (queries); q++)
    {
      Work work = { .query = queries[q] };

      g_free (read_text (store, &work, TRUE)); /* learns */
      keep (store, &work);
      check_same (store, &work);
      for (guint i = 0; i < G_N_ELEMENTS (changes) && q % 2 == 1; i++)
        {
          execute (store, changes[i]);
          check_same (store, &work);
        }
      g_assert_cmpint (count (store), <=, N_DAYS + 20);
      g_clear_pointer (&work.lessons, esp_day_lessons_unref);
    }
  temp_store_free (store);
}

static void
test_changed_since (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  EspStore *store = temp_store_new (folder, clock);
  Work work = { .query = queries[0] };
  g_autofree char *before = NULL;
  gint64 n;

  g_assert_true (esp_store_write (store, NULL, fill, NULL, NULL, NULL));
  before = read_text (store, &work, TRUE);
  /* Between reading and keeping somebody else came by on one of the days. */
  execute (store, "INSERT INTO event (lead_id, kind_id, at) SELECT 1, id, 19990 * 86400000000 + 5"
                  " FROM event_kind WHERE name = 'visit'");
  keep (store, &work);
  n = count (store);
  g_assert_cmpint (n, >, 0);
  check_same (store, &work);
  g_assert_cmpint (count (store), ==, n + 1);
  g_clear_pointer (&work.lessons, esp_day_lessons_unref);
  temp_store_free (store);
}

static gboolean
read_names (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspDayPlaces) places = esp_day_places_new ();

  g_assert_cmpstr (esp_day_places_find (places, tx, "", error), ==, "direct");
  g_assert_cmpstr (esp_day_places_find (places, tx, "=검색", error), ==, "검색");
  g_assert_cmpstr (esp_day_places_find (places, tx, "S99:=email", error), ==, "email");
  g_assert_cmpstr (esp_day_places_find (places, tx, "J7:K99:", error), ==, "direct");
  g_assert_cmpstr (esp_day_places_find (places, tx, "C1:=x", error), ==, data);
  g_assert_cmpstr (esp_day_places_find (places, tx, "C1:=x", error), ==, data);
  return TRUE;
}

/* A campaign that is called another name is so at once, and one that is gone by what the event says. */
static void
test_names (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  EspStore *store = temp_store_new (folder, clock);

  g_assert_true (esp_store_read (store, ESP_READ_LONG, read_names, (gpointer) "x", NULL, NULL));
  execute (store, "INSERT INTO campaign (id, uuid, name, created_at, updated_at)"
                  " VALUES (1, x'00', '봄', 0, 0)");
  g_assert_true (esp_store_read (store, ESP_READ_LONG, read_names, (gpointer) "봄", NULL, NULL));
  execute (store, "UPDATE campaign SET name = '여름' WHERE id = 1");
  g_assert_true (esp_store_read (store, ESP_READ_LONG, read_names, (gpointer) "여름", NULL, NULL));
  temp_store_free (store);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/store/day-facts/same-as-events", test_same_as_events);
  g_test_add_func ("/store/day-facts/changed-since", test_changed_since);
  g_test_add_func ("/store/day-facts/names", test_names);
  return g_test_run ();
}
