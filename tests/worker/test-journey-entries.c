/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries by date, anniversary, form and leaving a segment over a real workspace, late steps, and what Ask says of
 * those who did not come in. */
#include "../support/temp-store.h"

#include "base/esp-clock.h"
#include "store/esp-events.h"
#include "store/esp-journey-members.h"
#include "store/esp-leads.h"
#include "store/esp-segments.h"
#include "store/esp-tags.h"
#include "worker/esp-journey-ask.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"

#include "test-home.h"

#define N_LEADS 6
#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC, 09:00 in Seoul */
#define MIDNIGHT_US START_US                          /* of that day */

#define STEPS                                                                                      \
  "\"steps\":[{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"days\":30}},{\"id\":\"x\",\"kind\":"      \
  "\"exit\"}]}"
#define JOURNEY(entry) "{\"version\":1,\"name\":\"J\",\"entries\":[" entry "]," STEPS

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspJourneyRunner *runner;
  char *column;
  char *birthday;
  gint64 journey_id;
  char *text;
  guint32 lead_id;
  const char *kind;
  const char *props;
  gint64 day_us;
  gint64 n;
  EspBitmap *inside;
  EspEntryFact fact;
  EspLinkMark mark;
} World;

/* The same day of the year, in 1990. */
static gint64
born (gint64 day_us)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (day_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_new_utc (1990, g_date_time_get_month (day),
                                                    g_date_time_get_day_of_month (day), 0, 0, 0);

  return g_date_time_to_unix (then) * ESP_USEC_PER_SEC;
}

/* The nth lead has its day n - 3 days from the start: two behind, one today, three ahead. */
static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = NULL;
  EspSegment segment = { .name = (char *) "vip",
                         .rule = (char *) "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[{"
                                          "\"kind\":\"tag\",\"op\":\"has-any\",\"values\":["
                                          "\"VIP\"]}]}}" };

  if (!esp_field_create (tx, "계약일", ESP_FIELD_DATE, &world->column, error) ||
      !esp_field_create (tx, "태어난 날", ESP_FIELD_DATE, &world->birthday, error))
    return FALSE;
  fields = esp_fields_load (tx, error);
  for (guint i = 1; fields != NULL && i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      if (i < N_LEADS) /* the last has none */
        {
          gint64 day_us = MIDNIGHT_US + ((gint64) i - 3) * ESP_USEC_PER_DAY;

          esp_value_set_integer (esp_lead_get_writable (lead, world->column), day_us);
          esp_value_set_integer (esp_lead_get_writable (lead, world->birthday), born (day_us));
        }
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  if (fields == NULL || !esp_segment_insert (tx, &segment, error))
    return FALSE;
  g_free (segment.uuid);
  return TRUE;
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();

  if (!esp_journey_members_load_passages (tx, world->journey_id, world->lead_id, members, error))
    return FALSE;
  world->n = members->rows->len;
  return TRUE;
}

static void
must_write (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  must_write (world, fill);
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  esp_journey_runner_free (world->runner);
  g_clear_pointer (&world->inside, esp_bitmap_free);
  g_free (world->column);
  g_free (world->birthday);
  g_free (world->text);
  temp_store_free (world->store);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
publish_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, NULL, world->text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static void
publish (World *world, char *text)
{
  g_free (world->text);
  world->text = text;
  must_write (world, publish_cb);
}

static void
settle (World *world)
{
  EspJourneyTurnResult result = { 0 };

  do
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_journey_runner_turn (world->runner, &result, &error));
      g_assert_no_error (error);
    }
  while (result.more);
}

/* Hour by hour, as a computer that is on. */
static void
pass (World *world, guint hours)
{
  for (guint i = 0; i < hours; i++)
    {
      esp_clock_advance (world->clock, ESP_USEC_PER_HOUR);
      settle (world);
    }
}

static gboolean
inside_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  g_clear_pointer (&world->inside, esp_bitmap_free);
  world->inside = esp_journey_leads (tx, world->journey_id, FALSE, error);
  return world->inside != NULL;
}

/* Returns: who ever came in, as digits */
static char *
list_who_came (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, inside_cb, world, NULL, &error));
  for (guint32 i = 1; i <= N_LEADS; i++)
    if (esp_bitmap_contains (world->inside, i))
      g_string_append_printf (text, "%u", i);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_came (World *world, const char *who)
{
  g_autofree char *came = list_who_came (world);

  g_assert_cmpstr (came, ==, who);
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspJourneyAsk) ask =
    esp_journey_ask_new (tx, engine, world->journey_id, world->lead_id, error);

  if (ask == NULL)
    return FALSE;
  g_assert_cmpuint (ask->links->len, >, 0);
  for (guint i = 0; i < ask->links->len; i++)
    {
      const EspJourneyLink *link = &g_array_index (ask->links, EspJourneyLink, i);
      g_autofree char *sentence = esp_journey_link_dup_sentence (link, ask);

      g_assert_cmpstr (sentence, !=, "");
      if (link->kind == ESP_LINK_ENTRY)
        {
          world->fact = link->fact;
          world->mark = link->mark;
        }
    }
  return TRUE;
}

static void
assert_fact (World *world, guint32 lead_id, EspEntryFact fact)
{
  g_autoptr (GError) error = NULL;

  world->lead_id = lead_id;
  world->fact = ESP_N_ENTRY_FACTS;
  (void) esp_store_read (world->store, ESP_READ_PAGE, ask_cb, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_entry_fact_name (world->fact), ==, esp_entry_fact_name (fact));
}

static gboolean
event_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspEvent event = { .lead_id = world->lead_id,
                           .kind = (char *) world->kind,
                           .at_us = esp_tx_get_now_us (tx),
                           .props = (char *) world->props };

  return esp_event_add (tx, &event, NULL, error);
}

static void
happen (World *world, guint32 lead_id, const char *kind, const char *props)
{
  world->lead_id = lead_id;
  world->kind = kind;
  world->props = props;
  must_write (world, event_cb);
  settle (world);
}

static gboolean
tag_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspBitmap) one = esp_bitmap_new ();
  gint64 tag_id = 0;

  esp_bitmap_add (one, world->lead_id);
  if (!esp_tag_ensure (tx, "VIP", &tag_id, error))
    return FALSE;
  return world->kind != NULL ? esp_tag_add (tx, tag_id, one, NULL, error)
                             : esp_tag_remove (tx, tag_id, one, NULL, error);
}

static void
set_vip (World *world, guint32 lead_id, gboolean is_vip)
{
  world->lead_id = lead_id;
  world->kind = is_vip ? "yes" : NULL;
  must_write (world, tag_cb);
  settle (world);
}

static void
test_date (World *world, gconstpointer data)
{
  publish (world,
           g_strdup_printf (JOURNEY ("{\"id\":\"d\",\"kind\":\"date\",\"field\":\"%s\",\"days\":0,"
                                     "\"at\":\"10:00\"}"),
                            world->column));
  settle (world);
  assert_came (world, ""); /* its hour has not come */
  assert_fact (world, 1, ESP_ENTRY_FACT_DATE_PAST);
  assert_fact (world, 5, ESP_ENTRY_FACT_DATE);
  assert_fact (world, 6, ESP_ENTRY_FACT_NO_DATE);
  pass (world, 72);
  assert_came (world, "345");
}

static gboolean
change_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead =
    fields != NULL ? esp_lead_load (tx, fields, world->lead_id, error) : NULL;

  g_autoptr (EspLead) before =
    lead != NULL ? esp_lead_load (tx, fields, world->lead_id, error) : NULL;

  if (before == NULL)
    return FALSE;
  if (world->kind != NULL)
    esp_value_take_text (esp_lead_get_writable (lead, "time_zone"), g_strdup (world->kind));
  else
    esp_value_set_integer (esp_lead_get_writable (lead, world->column), world->day_us);
  return esp_lead_update (tx, before, lead, NULL, error);
}

static void
set_date (World *world, guint32 lead_id, int days)
{
  world->lead_id = lead_id;
  world->kind = NULL;
  world->day_us = MIDNIGHT_US + days * ESP_USEC_PER_DAY;
  must_write (world, change_cb);
}

static void
set_zone (World *world, guint32 lead_id, const char *zone)
{
  world->lead_id = lead_id;
  world->kind = zone;
  must_write (world, change_cb);
}

static void
publish_date (World *world, const char *reentry)
{
  publish (world,
           g_strdup_printf ("{\"version\":1,\"name\":\"J\",%s\"entries\":[{\"id\":\"d\",\"kind\":"
                            "\"date\",\"field\":\"%s\",\"days\":0,\"at\":\"10:00\"}],"
                            "\"steps\":[{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"hours\":1}},"
                            "{\"id\":\"x\",\"kind\":\"exit\"}]}",
                            reentry, world->column));
  settle (world);
}

/* Whoever gets the date before its hour comes in with the others; who loses it then does not, nor who gets it after. */
static void
test_date_that_morning (World *world, gconstpointer data)
{
  publish_date (world, "");
  set_date (world, 6, 0);
  set_date (world, 3, 30);
  settle (world);
  assert_came (world, "");
  pass (world, 1);
  assert_came (world, "6");
  set_date (world, 1, 0);
  pass (world, 3 * 24);
  assert_came (world, "456");
}

/* Each at the hour of their own clock. */
static void
test_date_zones (World *world, gconstpointer data)
{
  publish_date (world, "");
  set_zone (world, 3, "America/New_York"); /* 24:00 in Seoul */
  set_zone (world, 4, "Pacific/Auckland"); /* 06:00 in Seoul */
  set_zone (world, 5, "Asia/Kolkata");     /* 13:30 in Seoul */
  pass (world, 14);
  assert_came (world, "");
  pass (world, 1); /* 24:00 */
  assert_came (world, "3");
  pass (world, 5);
  assert_came (world, "3");
  pass (world, 1); /* 06:00 */
  assert_came (world, "34");
  pass (world, 24 + 7);
  assert_came (world, "34");
  pass (world, 1); /* 14:00 two days later */
  assert_came (world, "345");
}

static gint64
count_entries (World *world, guint32 lead_id)
{
  world->lead_id = lead_id;
  must_write (world, count_cb);
  return world->n;
}

/* A date that moves on brings its person again on the new day, if they may come again; a zone that moves does not. */
static void
test_date_moves (World *world, gconstpointer data)
{
  publish_date (world, "\"reentry\":{\"rule\":\"always\"},");
  pass (world, 3);
  g_assert_cmpint (count_entries (world, 3), ==, 1);
  set_zone (world, 3, "Europe/London");
  pass (world, 12);
  g_assert_cmpint (count_entries (world, 3), ==, 1);
  set_date (world, 3, 1);
  set_zone (world, 3, "Asia/Seoul");
  pass (world, 24);
  g_assert_cmpint (count_entries (world, 3), ==, 2);
}

static void
test_days_before (World *world, gconstpointer data)
{
  publish (world,
           g_strdup_printf (JOURNEY ("{\"id\":\"d\",\"kind\":\"date\",\"field\":\"%s\",\"days\":-1,"
                                     "\"at\":\"10:00\"}"),
                            world->column));
  pass (world, 30);
  assert_came (world, "45");
}

static void
test_anniversary (World *world, gconstpointer data)
{
  publish (world, g_strdup_printf (JOURNEY ("{\"id\":\"a\",\"kind\":\"anniversary\",\"field\":"
                                            "\"%s\",\"days\":0,\"at\":\"10:00\"}"),
                                   world->birthday));
  pass (world, 24);
  assert_came (world, "3");
  pass (world, 1);
  assert_came (world, "34");
  assert_fact (world, 1, ESP_ENTRY_FACT_DATE); /* next year */
  assert_fact (world, 6, ESP_ENTRY_FACT_NO_DATE);
}

static void
test_form (World *world, gconstpointer data)
{
  happen (world, 1, "form", "{\"form\":\"체험\"}");
  esp_clock_advance (world->clock, ESP_USEC_PER_HOUR);
  publish (world, g_strdup (JOURNEY ("{\"id\":\"f\",\"kind\":\"form\",\"form\":\"체험\"}")));
  settle (world);
  happen (world, 2, "form", "{\"form\":\"체험\"}");
  happen (world, 3, "form", "{\"form\":\"다른 것\"}");
  assert_came (world, "2");
  assert_fact (world, 1, ESP_ENTRY_FACT_BEFORE);
  assert_fact (world, 3, ESP_ENTRY_FACT_NEVER);
}

static void
test_leaves_segment (World *world, gconstpointer data)
{
  set_vip (world, 1, TRUE);
  set_vip (world, 2, TRUE);
  publish (world, g_strdup (JOURNEY ("{\"id\":\"l\",\"kind\":\"leaves-segment\",\"segment\":"
                                     "\"vip\"}")));
  settle (world);
  assert_came (world, "");
  set_vip (world, 1, FALSE);
  set_vip (world, 3, TRUE);
  assert_came (world, "1");
  assert_fact (world, 2, ESP_ENTRY_FACT_STILL_MEMBER);
  assert_fact (world, 4, ESP_ENTRY_FACT_NEVER_MEMBER);
  set_vip (world, 3, FALSE);
  assert_came (world, "13");
}

static void
test_enters_segment (World *world, gconstpointer data)
{
  set_vip (world, 1, TRUE);
  publish (world, g_strdup (JOURNEY ("{\"id\":\"e\",\"kind\":\"enters-segment\",\"segment\":"
                                     "\"vip\"}")));
  settle (world);
  set_vip (world, 2, TRUE);
  assert_came (world, "2");
  assert_fact (world, 1, ESP_ENTRY_FACT_SEEN);
  assert_fact (world, 3, ESP_ENTRY_FACT_NOT_MEMBER);
}

/* The computer slept over the day: who was due is let in on the same rule, and not for ever after. */
static void
test_slept (World *world, gconstpointer data)
{
  publish (world,
           g_strdup_printf (JOURNEY ("{\"id\":\"d\",\"kind\":\"date\",\"field\":\"%s\",\"days\":0,"
                                     "\"at\":\"10:00\"}"),
                            world->column));
  settle (world);
  esp_clock_advance (world->clock, 3 * ESP_USEC_PER_DAY);
  settle (world);
  assert_came (world, "345");
}

static gboolean
write_by_label (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *steps =
    g_strdup_printf ("{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":\"in\",\"kind\":\"date\","
                     "\"field\":\"%s\"}],\"steps\":"
                     "[{\"id\":\"w\",\"kind\":\"wait\",\"until\":{\"field\":\"계약일\"}},"
                     "{\"id\":\"u\",\"kind\":\"update\",\"changes\":[{\"do\":\"clear\",\"field\":"
                     "\"계약일\"},"
                     "{\"do\":\"tag\",\"tag\":\"계약일\"}]},"
                     "{\"id\":\"g\",\"kind\":\"goal\",\"condition\":{\"kind\":\"attribute\","
                     "\"field\":\"계약일\",\"op\":\"known\"}},"
                     "{\"id\":\"x\",\"kind\":\"exit\"}]}",
                     world->column);
  g_autoptr (EspJourneyRow) row = NULL;

  if (!esp_journey_order_create (tx, NULL,
                                 JOURNEY ("{\"id\":\"in\",\"kind\":\"anniversary\",\"field\":"
                                          "\"태어난 날\",\"at\":\"09:00\"}"),
                                 &world->journey_id, error) ||
      !esp_journey_order_edit (tx, world->journey_id, steps, error))
    return FALSE;
  row = esp_journey_row_load (tx, world->journey_id, error);
  if (row != NULL)
    world->text = g_strdup (row->draft);
  return row != NULL;
}

/* Whoever writes a journey knows the fields by what the window calls them; a tag of that name stays one. */
static void
test_fields_by_their_labels (World *world, gconstpointer data)
{
  guint n = 0;

  must_write (world, write_by_label);
  for (const char *p = strstr (world->text, world->column); p != NULL;
       p = strstr (p + 1, world->column))
    n++;
  g_assert_cmpuint (n, ==, 4);
  g_assert_nonnull (strstr (world->text, "\"계약일\""));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (World *world, gconstpointer data);
  } tests[] = {
    { "fields-by-their-labels", test_fields_by_their_labels },
    { "date", test_date },
    { "days-before", test_days_before },
    { "date-that-morning", test_date_that_morning },
    { "date-zones", test_date_zones },
    { "date-moves", test_date_moves },
    { "anniversary", test_anniversary },
    { "form", test_form },
    { "leaves-segment", test_leaves_segment },
    { "enters-segment", test_enters_segment },
    { "slept", test_slept },
  };

  test_home_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/worker/journey-entries/%s", tests[i].name);

      g_test_add (path, World, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
