/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys by tables: a graph, what happens when, and the path that one lead takes. The cases stand in
 * tests/engine/journey/; times in them are of the case's zone. */
#include "engine/journey/esp-journey-check.h"
#include "engine/journey/esp-journey-entry.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-step.h"
#include "engine/journey/esp-journey-time.h"

#include "base/esp-clock.h"

#include "test-home.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_TURNS 5000

typedef struct
{
  EspJourney *journey;
  GTimeZone *zone;
  guint32 lead_id;
  gboolean answers[64];
  EspReason reason; /* of every send */
  gint64 retry_us;
  GHashTable *days; /* field to day */
  EspDaySet *off;   /* holidays */
  EspJourneyState state;
  gboolean is_in;
  gint64 last_entry_us;
  gint64 n_entries;
  gint64 now_us;
  GPtrArray *path;
  const char *name;
} World;

static EspJourneyAnswer
ask (gpointer data, guint32 lead_id, guint question)
{
  const World *world = data;

  g_assert_cmpuint (question, <, G_N_ELEMENTS (world->answers));
  return world->answers[question] ? ESP_ANSWER_YES : ESP_ANSWER_NO;
}

static EspVerdict
judge (gpointer data, guint32 lead_id, const EspJourneyStep *send)
{
  const World *world = data;

  return (EspVerdict){ world->reason, world->retry_us };
}

static GTimeZone *
get_zone (gpointer data, guint32 lead_id)
{
  return ((World *) data)->zone;
}

static gboolean
get_day (gpointer data, guint32 lead_id, const char *field, gint64 *out_day)
{
  const World *world = data;
  const gint64 *day = g_hash_table_lookup (world->days, field);

  if (day == NULL)
    return FALSE;
  *out_day = *day;
  return TRUE;
}

static char *
format_time (const World *world, gint64 at_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, world->zone);

  return g_date_time_format (local, "%m-%d %H:%M");
}

static void
add_marks (World *world, const GArray *marks, const GArray *effects)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      g_autofree char *time = format_time (world, mark->at_us);
      const char *step = esp_journey_get_step (world->journey, mark->step)->id;
      const char *outcome = esp_journey_outcome_name (mark->outcome);
      char *line;

      if (mark->outcome == ESP_OUTCOME_LEFT)
        line = g_strdup_printf ("%s left %s", time,
                                esp_journey_status_name ((EspJourneyStatus) mark->detail));
      else if (mark->outcome == ESP_OUTCOME_NOT_SENT ||
               (mark->outcome == ESP_OUTCOME_SEND && mark->detail != 0))
        line = g_strdup_printf ("%s %s %s %s", time, step, outcome,
                                esp_reason_name ((EspReason) mark->detail));
      else if (mark->outcome == ESP_OUTCOME_BRANCH || mark->outcome == ESP_OUTCOME_LOOPED)
        line = g_strdup_printf ("%s %s %s %u", time, step, outcome, mark->detail);
      else
        line = g_strdup_printf ("%s %s %s", time, step, outcome);
      g_ptr_array_add (world->path, line);
    }
}

static void
run (World *world, const EspJourneyEvent *event)
{
  const EspJourneyFacts facts = { world, ask, judge, get_zone, get_day, world->off };
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  g_autoptr (GArray) effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
  const EspJourneyRun turn = { world->journey, &facts, 1, world->now_us, marks, effects };
  guint n = 0;

  if (!world->is_in)
    return;
  while (esp_journey_step (&turn, &world->state, world->lead_id, event) == ESP_MOVE_LATER)
    {
      event = NULL;
      g_assert_cmpuint (n++, <, MAX_TURNS);
    }
  add_marks (world, marks, effects);
  if (world->state.status != ESP_STATE_INSIDE)
    {
      world->is_in = FALSE;
      esp_journey_state_clear (&world->state);
    }
}

/* Lets time pass; everything that is due is done when it is due. */
static void
pass_until (World *world, gint64 until_us)
{
  for (guint n = 0; world->is_in && world->state.due_us <= until_us; n++)
    {
      g_assert_cmpuint (n, <, MAX_TURNS);
      world->now_us = MAX (world->now_us, world->state.due_us);
      run (world, NULL);
    }
  world->now_us = until_us;
}

static void
enter (World *world)
{
  const EspJourneyFacts facts = { world, ask, judge, get_zone, get_day, world->off };
  const EspJourneyRun turn = { world->journey, &facts, 1, world->now_us, NULL, NULL };
  const EspVisitor visitor = { world->is_in, world->last_entry_us, world->n_entries,
                               world->n_entries };
  EspAdmission admission = esp_journey_admit (world->journey, &visitor, world->zone, world->now_us);
  g_autofree char *time = format_time (world, world->now_us);

  if (admission != ESP_ADMISSION_YES)
    {
      g_ptr_array_add (world->path,
                       g_strdup_printf ("%s refused %s", time, esp_admission_name (admission)));
      return;
    }
  esp_journey_state_init (&world->state, &turn, world->lead_id);
  world->is_in = TRUE;
  world->last_entry_us = world->now_us;
  world->n_entries++;
  g_ptr_array_add (world->path, g_strdup_printf ("%s entered", time));
  pass_until (world, world->now_us);
}

static void
happen (World *world, JsonObject *object)
{
  EspJourneyEvent event = { json_object_get_string_member (object, "event"), world->now_us, NULL };

  if (json_object_has_member (object, "props"))
    event.props = json_object_get_object_member (object, "props");
  run (world, &event);
  pass_until (world, world->now_us);
}

static gint64
read_time (const World *world, const char *text)
{
  return esp_journey_moment_of_text (text, world->zone);
}

static void
read_answers (World *world, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    world->answers[g_ascii_strtoull (l->data, NULL, 10)] =
      json_object_get_boolean_member (object, l->data);
}

static void
read_days_off (World *world, JsonArray *array)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gint64 day = esp_journey_moment_of_text (json_array_get_string_element (array, i), utc) /
                   ESP_USEC_PER_DAY;

      g_array_append_val (days, day);
    }
  g_clear_pointer (&world->off, esp_day_set_unref);
  world->off = esp_day_set_new ((const gint64 *) (gpointer) days->data, days->len);
}

static void
read_facts (World *world, JsonObject *object)
{
  if (json_object_has_member (object, "days_off"))
    read_days_off (world, json_object_get_array_member (object, "days_off"));
  if (json_object_has_member (object, "answers"))
    read_answers (world, json_object_get_object_member (object, "answers"));
  if (json_object_has_member (object, "reason"))
    g_assert_true (
      esp_reason_from_name (json_object_get_string_member (object, "reason"), &world->reason));
  if (json_object_has_member (object, "dates"))
    {
      JsonObject *dates = json_object_get_object_member (object, "dates");
      g_autoptr (GList) members = json_object_get_members (dates);
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      for (GList *l = members; l != NULL; l = l->next)
        {
          gint64 *day = g_new (gint64, 1);

          *day = esp_journey_moment_of_text (json_object_get_string_member (dates, l->data), utc) /
                 ESP_USEC_PER_DAY;
          g_hash_table_insert (world->days, g_strdup (l->data), day);
        }
    }
}

/* "sleep" is a time in which nothing runs, up to the given moment. */
static void
follow (World *world, JsonObject *object)
{
  gint64 at_us = read_time (world, json_object_get_string_member (object, "at"));

  if (json_object_has_member (object, "sleep"))
    world->now_us = at_us;
  pass_until (world, at_us);
  read_facts (world, object);
  if (json_object_has_member (object, "enter"))
    enter (world);
  if (json_object_has_member (object, "event"))
    happen (world, object);
  if (json_object_has_member (object, "wake"))
    {
      run (world, NULL);
      pass_until (world, world->now_us);
    }
}

static char *
dup_member (JsonObject *object, const char *member)
{
  return json_to_string (json_object_get_member (object, member), FALSE);
}

static void
compare (const World *world, JsonObject *object)
{
  JsonArray *wanted = json_object_get_array_member (object, "path");
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < world->path->len; i++)
    g_string_append_printf (found, "%s\n", (char *) g_ptr_array_index (world->path, i));
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    g_string_append_printf (expected, "%s\n", json_array_get_string_element (wanted, i));
  if (!g_str_equal (found->str, expected->str))
    g_test_message ("%s\nfound:\n%sexpected:\n%s", world->name, found->str, expected->str);
  g_assert_cmpstr (found->str, ==, expected->str);
}

static void
test_case (gconstpointer data)
{
  JsonObject *object = (JsonObject *) data;
  g_autofree char *text = dup_member (object, "journey");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (
    json_object_get_string_member_with_default (object, "zone", "Asia/Seoul"));
  World world = { .zone = zone,
                  .name = json_object_get_string_member (object, "name"),
                  .lead_id =
                    (guint32) json_object_get_int_member_with_default (object, "lead", 1) };
  JsonArray *story = json_object_get_array_member (object, "story");

  world.journey = esp_journey_parse_json (text, -1, &error);
  g_assert_no_error (error);
  world.path = g_ptr_array_new_with_free_func (g_free);
  world.days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_facts (&world, object);
  for (guint i = 0; i < json_array_get_length (story); i++)
    follow (&world, json_array_get_object_element (story, i));
  compare (&world, object);
  esp_journey_state_clear (&world.state);
  g_ptr_array_unref (world.path);
  g_hash_table_unref (world.days);
  g_clear_pointer (&world.off, esp_day_set_unref);
  esp_journey_unref (world.journey);
}

/* What is written is read again as the same, byte by byte. */
static void
test_round_trip (gconstpointer data)
{
  g_autofree char *text = dup_member ((JsonObject *) data, "journey");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = esp_journey_parse_json (text, -1, &error);
  g_autoptr (EspJourney) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *twice = NULL;

  g_assert_no_error (error);
  written = esp_journey_to_json (journey);
  again = esp_journey_parse_json (written, -1, &error);
  g_assert_no_error (error);
  twice = esp_journey_to_json (again);
  g_assert_cmpstr (written, ==, twice);
  g_assert_cmpuint (esp_journey_get_n_steps (journey), ==, esp_journey_get_n_steps (again));
}

/* Problems by their ids, or the error of reading. */
static void
test_bad (gconstpointer data)
{
  JsonObject *object = (JsonObject *) data;
  g_autofree char *text = dup_member (object, "journey");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = esp_journey_parse_json (text, -1, &error);
  const EspJourneyWorld world = { NULL };
  g_autoptr (GArray) problems = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  if (json_object_has_member (object, "error"))
    {
      const char *wanted = json_object_get_string_member (object, "error");

      g_assert_nonnull (error);
      if (strstr (error->message, wanted) == NULL)
        g_assert_cmpstr (error->message, ==, wanted);
      return;
    }
  g_assert_no_error (error);
  problems = esp_journey_check (journey, &world);
  for (guint i = 0; i < problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (problems, EspJourneyProblem, i);
      g_autofree char *sentence = esp_journey_problem_dup_sentence (problem);
      g_autofree char *place = esp_journey_problem_dup_place (problem, journey);

      g_assert_true (sentence[0] != '\0' && place[0] != '\0');
      g_string_append_printf (found, "%s%s", i > 0 ? " " : "", problem->id);
    }
  g_assert_cmpstr (found->str, ==, json_object_get_string_member (object, "problems"));
}

static void
test_too_many_steps (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1,\"steps\":[");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = NULL;
  gsize before;

  for (guint i = 0; i < ESP_JOURNEY_MAX_STEPS; i++)
    g_string_append_printf (text, "%s{\"id\":\"s%u\",\"kind\":\"wait\",\"for\":{\"days\":1}}",
                            i > 0 ? "," : "", i);
  before = text->len;
  g_string_append (text, "]}");
  journey = esp_journey_parse_json (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (esp_journey_get_n_steps (journey), ==, ESP_JOURNEY_MAX_STEPS);
  g_string_truncate (text, before);
  g_string_append (text, ",{\"id\":\"x\",\"kind\":\"exit\"}]}");
  g_assert_null (esp_journey_parse_json (text->str, -1, &error));
  g_assert_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "5000"));
}

static void
test_too_deep (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1,\"steps\":");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "[{\"id\":\"a\",\"kind\":\"split\",\"branches\":[{\"steps\":");
  g_assert_null (esp_journey_parse_json (text->str, -1, &error));
  g_assert_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT);
}

/* A random split keeps its shares, and each lead its branch. */
static void
test_shares (void)
{
  static const char text[] =
    "{\"version\":1,\"steps\":[{\"id\":\"r\",\"kind\":\"random\",\"branches\":["
    "{\"share\":50},{\"share\":30},{\"share\":20}]},{\"id\":\"x\",\"kind\":\"exit\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = esp_journey_parse_json (text, -1, &error);
  const EspJourneyStep *step;
  EspJourneyRun turn = { .seed = 7 };
  guint n[3] = { 0 };

  g_assert_no_error (error);
  turn.journey = journey;
  step = esp_journey_get_step (journey, 0);
  for (guint32 lead = 1; lead <= 100000; lead++)
    {
      guint branch = esp_journey_choose_share (&turn, step, lead);

      g_assert_cmpuint (branch, ==, esp_journey_choose_share (&turn, step, lead));
      n[branch]++;
    }
  g_assert_cmpuint (n[0], >, 49300);
  g_assert_cmpuint (n[0], <, 50700);
  g_assert_cmpuint (n[1], >, 29300);
  g_assert_cmpuint (n[1], <, 30700);
  g_assert_cmpuint (n[2], >, 19300);
  g_assert_cmpuint (n[2], <, 20700);
}

/* Local times and back, every half hour of two years, in places with every kind of change. */
static void
test_local_times (void)
{
  static const char *const names[] = { "Asia/Seoul",
                                       "America/New_York",
                                       "Europe/Dublin",
                                       "Australia/Lord_Howe",
                                       "America/St_Johns",
                                       "Africa/Casablanca",
                                       "UTC" };
  const gint64 start_us = G_GINT64_CONSTANT (1735689600000000); /* 2025-01-01 */

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (names[i]);

      for (guint n = 0; n < 2 * 365 * 48; n++)
        {
          gint64 at_us = start_us + n * 30 * ESP_USEC_PER_MINUTE;
          EspLocalTime local, again;
          gint64 back_us;

          esp_local_time_read (zone, at_us, &local);
          back_us = esp_local_time_to_us (zone, &local);
          esp_local_time_read (zone, back_us, &again);
          g_assert_cmpint (again.day, ==, local.day);
          g_assert_cmpint (again.clock_us, ==, local.clock_us);
          g_assert_cmpint (back_us, <=, at_us); /* the first of a doubled hour */
        }
    }
}

static void
add_cases (JsonArray *cases, const char *folder, const char *file)
{
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autofree char *stem = g_strndup (file, strlen (file) - strlen (".json"));
      const char *name = json_object_get_string_member (object, "name");
      g_autofree char *path = g_strdup_printf ("/engine/journey/%s/%s", stem, name);
      g_autofree char *again = g_strdup_printf ("/engine/journey-text/%s/%s", stem, name);

      if (!json_object_has_member (object, "story"))
        {
          g_test_add_data_func (path, object, test_bad);
          continue;
        }
      g_test_add_data_func (path, object, test_case);
      g_test_add_data_func (again, object, test_round_trip);
    }
}

/* Chuseok of 2026 is a Friday, with a day off on each side; further off are Oct 5 and 9. */
static void
test_schedules (void)
{
  static const char *const off_days[] = { "2026-09-24", "2026-09-25", "2026-09-26", "2026-10-05",
                                          "2026-10-09" };
  static const struct
  {
    const char *every;
    guint day;
    guint8 weekdays;
    const char *on;
    const char *after;
    const char *next; /* (nullable) never */
  } cases[] = {
    { "month", 25, ESP_WEEKDAYS_NO_HOLIDAYS, NULL, "2026-09-01T00:00", "2026-09-27T10:00" },
    { "month", 25, ESP_WEEKDAYS_NO_HOLIDAYS, NULL, "2026-09-26T12:00", "2026-09-27T10:00" },
    { "month", 25, ESP_WEEKDAYS_NO_HOLIDAYS, NULL, "2026-09-27T10:00", "2026-10-25T10:00" },
    { "month", 25, 0, NULL, "2026-09-01T00:00", "2026-09-25T10:00" },
    { "month", 25, 0, NULL, "2026-09-25T10:00", "2026-10-25T10:00" },
    { "month", 31, 0, NULL, "2026-09-01T00:00", "2026-09-30T10:00" },
    { "month", 25, ESP_WEEKDAYS_NO_HOLIDAYS, "2026-10-01", "2026-09-01T00:00", "2026-10-25T10:00" },
    { "once", 0, ESP_WEEKDAYS_NO_HOLIDAYS, "2026-10-09", "2026-09-01T00:00", "2026-10-10T10:00" },
    { "once", 0, ESP_WEEKDAYS_NO_HOLIDAYS, "2026-10-09", "2026-10-10T10:00", NULL },
    { "once", 0, 0, "2026-10-09", "2026-09-01T00:00", "2026-10-09T10:00" },
    { "day", 0, ESP_WEEKDAYS_NO_HOLIDAYS, NULL, "2026-09-23T10:00", "2026-09-27T10:00" },
    { "day", 0, 0, NULL, "2026-09-23T10:00", "2026-09-24T10:00" },
    { "week", 0, (1u << 4) | ESP_WEEKDAYS_NO_HOLIDAYS, NULL, "2026-10-02T10:00",
      "2026-10-16T10:00" },
    { "week", 0, 1u << 4, NULL, "2026-10-02T10:00", "2026-10-09T10:00" },
    { "week", 0, 0, "2026-09-02", "2026-09-02T10:00", "2026-09-09T10:00" }, /* a Wednesday */
    { "week", 0, ESP_WEEKDAYS_NO_HOLIDAYS, "2026-09-24", "2026-09-20T00:00", "2026-10-01T10:00" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 days[G_N_ELEMENTS (off_days)];
  g_autoptr (EspDaySet) off = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (off_days); i++)
    days[i] = esp_journey_moment_of_text (off_days[i], utc) / ESP_USEC_PER_DAY;
  off = esp_day_set_new (days, G_N_ELEMENTS (days));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspJourneyEntry entry = { .kind = ESP_ENTRY_SCHEDULE,
                                      .every = (char *) cases[i].every,
                                      .day = cases[i].day,
                                      .weekdays = cases[i].weekdays,
                                      .date = (char *) cases[i].on,
                                      .minute = 600 };
      gint64 next_us =
        esp_journey_schedule_next (&entry, off, zone,
                                   esp_journey_moment_of_text (cases[i].after, zone));

      g_test_message ("%u: %s after %s", i, cases[i].every, cases[i].after);
      g_assert_cmpint (next_us, ==,
                       cases[i].next != NULL ? esp_journey_moment_of_text (cases[i].next, zone)
                                             : G_MAXINT64);
    }
}

/* What stands behind a zero would be lost without a word; written with two backslashes it is no zero. */
static void
test_zero (void)
{
  static const char with[] = "{\"version\":1,\n \"name\":\"a\\u0000b\"}";
  static const char without[] = "{\"version\":1,\"name\":\"a\\\\u0000b\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) refused = esp_journey_parse_json (with, -1, &error);
  g_autoptr (EspJourney) taken = esp_journey_parse_json (without, -1, NULL);

  g_assert_null (refused);
  g_assert_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, "line 2, letter 11:"));
  g_assert_nonnull (taken);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) parsers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *file;

  test_home_init (&argc, &argv);
  folder = g_build_filename (g_getenv ("ESP_SOURCE_DIR"), "tests", "engine", "journey", NULL);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);
      JsonParser *parser = json_parser_new ();
      g_autoptr (GError) error = NULL;

      g_assert_true (json_parser_load_from_file (parser, path, &error));
      g_ptr_array_add (parsers, parser);
      add_cases (json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                               "cases"),
                 folder, file);
    }
  g_test_add_func ("/engine/journey/limits/too-many-steps", test_too_many_steps);
  g_test_add_func ("/engine/journey/limits/too-deep", test_too_deep);
  g_test_add_func ("/engine/journey/limits/no-zero-in-texts", test_zero);
  g_test_add_func ("/engine/journey/random/keeps-its-shares", test_shares);
  g_test_add_func ("/engine/journey/time/schedules", test_schedules);
  g_test_add_func ("/engine/journey/time/there-and-back", test_local_times);
  return g_test_run ();
}
