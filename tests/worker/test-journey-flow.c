/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of journeys agree with the lists that they open and with the paths that people took, for random runs. */
#include "../support/temp-store.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-path.h"
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-journey-flow.h"
#include "store/esp-journey-members.h"
#include "store/esp-lead-set.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-journey-flow-places.h"
#include "worker/esp-journey-flow.h"
#include "worker/esp-journey-health.h"
#include "worker/esp-journey-manual.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-journey-trace.h"

#include "test-home.h"

#define N_LEADS 120
#define N_ROUNDS 12
#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC, 09:00 in Seoul */

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) 소식\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

#define CITY(value)                                                                                \
  "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[\"" value "\"]}"

/* Every way that there is from step to step; W is how long the second wait is, X one more step. */
#define JOURNEY(W, X)                                                                              \
  "{\"version\":1,\"name\":\"J\",\"reentry\":{\"rule\":\"always\"},\"entries\":[{\"id\":\"in\","   \
  "\"kind\":\"manual\"},{\"id\":\"ev\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],"     \
  "\"steps\":[{\"id\":\"mail\",\"kind\":\"send\",\"message\":\"Hello\",\"blocked\":\"branch\","    \
  "\"branches\":[{\"steps\":[{\"id\":\"none\",\"kind\":\"update\","                                \
  "\"changes\":[{\"do\":\"tag\",\"tag\":\"unreached\"}]},{\"id\":\"j1\",\"kind\":\"join\"}]}]},"   \
  "{\"id\":\"w1\",\"kind\":\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{\"days\":2},"      \
  "\"branches\":[{\"on\":\"met\",\"steps\":[{\"id\":\"happy\",\"kind\":\"task\",\"text\":"         \
  "\"call\"},{\"id\":\"j2\",\"kind\":\"join\"}]},{\"on\":\"late\",\"steps\":[]}]}," X              \
  "{\"id\":\"where\",\"kind\":\"split\",\"branches\":[{\"id\":\"a\",\"when\":" CITY (              \
    "서울") ",\"steps\":[{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":1},{"          \
            "\"share\":2,\"steps\":[{\"id\":\"out\",\"kind\":\"exit\"}]}]},{\"id\":\"j3\","        \
            "\"kind\":\"join\"}]},{\"id\":\"b\","                                                  \
            "\"else\":true,\"steps\":[]}]},"                                                       \
            "{\"id\":\"w2\",\"kind\":\"wait\",\"for\":{\"days\":" W "}},"                          \
            "{\"id\":\"again\",\"kind\":\"go-to\",\"to\":\"w1\",\"times\":1},"                     \
            "{\"id\":\"won\",\"kind\":\"goal\",\"event\":{\"event\":\"order\"}},"                  \
            "{\"id\":\"w3\",\"kind\":\"wait\",\"for\":{\"days\":1}},"                              \
            "{\"id\":\"x\",\"kind\":\"exit\"}]}"

static const char *const versions[] = {
  JOURNEY ("3", ""),
  JOURNEY ("1",
           "{\"id\":\"new\",\"kind\":\"update\",\"changes\":[{\"do\":\"tag\",\"tag\":\"t\"}]},"),
};

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspRandom random;
  EspJourneyRunner *runner;
  gint64 journey_id;
  guint version;   /* published last */
  EspBitmap *left; /* not erased */
  EspBitmap *who;
  const char *kind;
  gint64 n;
} World;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  gint64 message_id = 0;

  g_assert_nonnull (fields);
  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_set_text (esp_lead_get_writable (lead, "city"), i % 2 ? "서울" : "부산");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (i % 4 != 0 && !esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error) &&
         esp_journey_order_create (tx, NULL, versions[0], &world->journey_id, error);
}

static void
must_write (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
publish_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_edit (tx, world->journey_id, versions[world->version++ % 2], error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static gboolean
enter_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_enter (tx, engine, world->journey_id, world->who, &world->n, error);
}

static gboolean
happen_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  gsize n = 0;
  g_autofree guint32 *ids = esp_bitmap_to_array (world->who, &n);

  for (gsize i = 0; i < n; i++)
    {
      const EspEvent event = { .lead_id = ids[i],
                               .kind = (char *) world->kind,
                               .at_us = esp_tx_get_now_us (tx) };

      if (!esp_event_add (tx, &event, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  guint32 id = 0;

  if (esp_bitmap_next (world->who, 0, &id, 1) == 0)
    return TRUE;
  esp_bitmap_remove (world->left, id);
  return esp_lead_erase (tx, id, error);
}

/* A random few of those who are left. */
static void
choose (World *world, guint share)
{
  g_clear_pointer (&world->who, esp_bitmap_free);
  world->who = esp_bitmap_new ();
  for (guint32 i = 1; i <= N_LEADS; i++)
    if (esp_bitmap_contains (world->left, i) && esp_random_next (&world->random) % 100 < share)
      esp_bitmap_add (world->who, i);
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

static void
set_up (World *world, gconstpointer data)
{
  world->left = esp_bitmap_new_range (1, N_LEADS);
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  esp_random_init (&world->random, GPOINTER_TO_UINT (data));
  must_write (world, fill);
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
  must_write (world, publish_cb);
}

static void
tear_down (World *world, gconstpointer data)
{
  esp_journey_runner_free (world->runner);
  g_clear_pointer (&world->who, esp_bitmap_free);
  esp_bitmap_free (world->left);
  temp_store_free (world->store);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

/* A number lists exactly as many people. */
static void
check_number (EspTx *tx, const EspFlowNumber *number)
{
  g_autoptr (GError) error = NULL;
  g_auto (EspLeadSet) set = { 0 };
  g_autoptr (EspBitmap) leads = NULL;
  g_autofree char *again = NULL;

  if (number->key == NULL)
    {
      g_assert_cmpint (number->n, ==, 0);
      return;
    }
  g_assert_true (esp_lead_set_parse (number->key, &set, &error));
  again = esp_lead_set_to_key (&set);
  g_assert_cmpstr (again, ==, number->key);
  leads = esp_lead_set_load (tx, &set, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((gint64) esp_bitmap_count (leads), ==, number->n);
}

static void
check_lists (EspTx *tx, const EspJourneyFlow *flow)
{
  check_number (tx, &flow->entered);
  check_number (tx, &flow->inside);
  check_number (tx, &flow->reached);
  check_number (tx, &flow->left);
  for (guint i = 0; i < flow->steps->len; i++)
    {
      const EspFlowStep *step = g_ptr_array_index (flow->steps, i);
      const EspFlowNumber *const numbers[] = { &step->here,   &step->waiting,  &step->passed,
                                               &step->sent,   &step->not_sent, &step->held,
                                               &step->failed, &step->exited };

      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        check_number (tx, numbers[j]);
      for (guint j = 0; j < step->not_sent_for->len; j++)
        check_number (tx, &g_array_index (step->not_sent_for, EspFlowReason, j).people);
      for (guint j = 0; j < step->held_for->len; j++)
        check_number (tx, &g_array_index (step->held_for, EspFlowReason, j).people);
    }
  for (guint i = 0; i < flow->edges->len; i++)
    {
      const EspFlowEdge *edge = g_ptr_array_index (flow->edges, i);

      check_number (tx, &edge->people);
      check_number (tx, &edge->waiting);
    }
}

/* What the paths themselves say, by "kind:step". */
typedef struct
{
  EspTx *tx;
  GHashTable *sets;
  GPtrArray *journeys; /* by version */
} Paths;

static EspBitmap *
find_set (Paths *paths, const char *kind, const char *step)
{
  g_autofree char *key = g_strconcat (kind, ":", step, NULL);
  EspBitmap *set = g_hash_table_lookup (paths->sets, key);

  if (set == NULL)
    {
      set = esp_bitmap_new ();
      g_hash_table_insert (paths->sets, g_steal_pointer (&key), set);
    }
  return set;
}

static void
read_passage (Paths *paths, const EspJourneyMembers *members, const EspJourneyMember *member)
{
  g_autoptr (GArray) marks =
    esp_journey_path_read (esp_journey_path_at (members->bytes, member->path_at), member->n_path,
                           member->entered_us);
  const EspJourney *now = g_ptr_array_index (paths->journeys, member->version - 1);

  esp_bitmap_add (find_set (paths, "entered", ""), member->lead_id);
  if (member->status == ESP_STATE_INSIDE)
    esp_bitmap_add (find_set (paths, "here", esp_journey_get_step (now, member->step)->id),
                    member->lead_id);
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      guint version = esp_journey_path_version (marks, i, member->version);
      const EspJourney *journey = g_ptr_array_index (paths->journeys, version - 1);
      const EspJourneyStep *step = esp_journey_get_step (journey, mark->step);
      int way = esp_journey_outcome_way (step, mark->outcome, mark->detail);
      g_autofree char *spot = g_strdup_printf ("%s/%d", step->id, way);

      esp_bitmap_add (find_set (paths, "passed", step->id), member->lead_id);
      esp_bitmap_add (find_set (paths, "way", spot), member->lead_id);
      if (mark->outcome == ESP_OUTCOME_LEFT)
        esp_bitmap_add (find_set (paths, "exited", step->id), member->lead_id);
      if (mark->outcome == ESP_OUTCOME_REACHED)
        esp_bitmap_add (find_set (paths, "reached", ""), member->lead_id);
    }
}

static gint64
count_set (Paths *paths, const char *kind, const char *step)
{
  EspBitmap *set = find_set (paths, kind, step);

  for (guint32 i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = NULL;
      g_autoptr (EspFields) fields = esp_fields_load (paths->tx, NULL);

      if (!esp_bitmap_contains (set, i))
        continue;
      lead = esp_lead_load (paths->tx, fields, i, NULL);
      if (lead == NULL)
        esp_bitmap_remove (set, i);
    }
  return (gint64) esp_bitmap_count (set);
}

static gint64
count_both (Paths *paths, const char *first, const char *second)
{
  g_autoptr (EspBitmap) both = NULL;

  (void) count_set (paths, "way", first);
  (void) count_set (paths, "way", second);
  both = esp_bitmap_copy (find_set (paths, "way", first));
  esp_bitmap_or (both, find_set (paths, "way", second));
  return (gint64) esp_bitmap_count (both);
}

static void
check_paths (Paths *paths, const EspJourneyFlow *flow)
{
  static const char *const plain[] = { "w2", "won", "w3" };

  g_assert_cmpint (flow->entered.n, ==, count_set (paths, "entered", ""));
  g_assert_cmpint (flow->reached.n, ==, count_set (paths, "reached", ""));
  for (guint i = 0; i < flow->steps->len; i++)
    {
      const EspFlowStep *step = g_ptr_array_index (flow->steps, i);

      g_assert_cmpint (step->here.n, ==, count_set (paths, "here", step->id));
      g_assert_cmpint (step->passed.n, ==, count_set (paths, "passed", step->id));
      g_assert_cmpint (step->exited.n, ==, count_set (paths, "exited", step->id));
    }
  for (guint i = 0; i < flow->edges->len; i++)
    {
      const EspFlowEdge *edge = g_ptr_array_index (flow->edges, i);
      g_autofree char *spot = g_strdup_printf ("%s/%d", edge->step, edge->branch);

      if (edge->branch >= 0)
        g_assert_cmpint (edge->people.n, ==, count_set (paths, "way", spot));
    }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autofree char *spot = g_strdup_printf ("%s/-1", plain[i]);

      g_assert_cmpint (esp_journey_flow_find_edge (flow, plain[i], -1)->people.n, ==,
                       count_set (paths, "way", spot));
    }
  /* Where branches come together again, each is counted once. */
  g_assert_cmpint (esp_journey_flow_find_edge (flow, "where", -1)->people.n, ==,
                   count_both (paths, "where/1", "r/0"));
  g_assert_cmpint (esp_journey_flow_find_edge (flow, "w1", -1)->people.n, ==,
                   count_both (paths, "happy/-1", "w1/1"));
  g_assert_cmpint (esp_journey_flow_find_edge (flow, "mail", -1)->people.n, ==,
                   count_both (paths, "mail/-1", "none/-1"));
  g_assert_cmpint (esp_journey_flow_find_edge (flow, "j1", -1)->people.n, ==,
                   count_set (paths, "way", "none/-1"));
}

static gboolean
read_paths (Paths *paths, World *world, GError **error)
{
  paths->sets =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  paths->journeys = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_unref);
  for (guint i = 1; i <= world->version; i++)
    {
      g_autoptr (EspJourneyVersion) version =
        esp_journey_version_load (paths->tx, world->journey_id, i, error);

      g_ptr_array_add (paths->journeys, esp_journey_parse_json (version->definition, -1, error));
    }
  for (guint32 i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();

      if (!esp_journey_members_load_passages (paths->tx, world->journey_id, i, members, error))
        return FALSE;
      for (guint j = 0; j < members->rows->len; j++)
        read_passage (paths, members, &g_array_index (members->rows, EspJourneyMember, j));
    }
  return TRUE;
}

/* Every decision about a message has its row of the ledger, and everyone inside something that comes next. */
static gboolean
check_traces (EspTx *tx, World *world, GError **error)
{
  for (guint32 i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspJourneyTrace) trace = esp_journey_trace_new (tx, world->journey_id, i, error);

      if (trace == NULL)
        return FALSE;
      for (guint j = 0; j < trace->passages->len; j++)
        {
          const EspTracePassage *passage = g_ptr_array_index (trace->passages, j);

          g_assert_true ((passage->next.kind == ESP_NEXT_LEFT) ==
                         (passage->status != ESP_STATE_INSIDE));
          g_assert_true (passage->status == ESP_STATE_INSIDE || passage->left_us != 0);
          for (guint k = 0; k < passage->lines->len; k++)
            {
              const EspTraceLine *line = g_ptr_array_index (passage->lines, k);
              gboolean is_about_message = line->mark.outcome == ESP_OUTCOME_SEND ||
                                          line->mark.outcome == ESP_OUTCOME_NOT_SENT;

              g_assert_nonnull (line->step);
              g_assert_true ((line->fate != NULL) == is_about_message);
              g_assert_true (line->mark.outcome != ESP_OUTCOME_BRANCH ||
                             line->step->kind != ESP_STEP_SPLIT || line->answers->len > 0);
            }
        }
    }
  return TRUE;
}

static gboolean
check_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  Paths paths = { .tx = tx };

  if (!read_paths (&paths, world, error) || !check_traces (tx, world, error))
    return FALSE;
  for (guint period = 0; period < ESP_N_FLOW_PERIODS; period++)
    for (guint version = 0; version <= world->version; version++)
      {
        g_autoptr (EspJourneyFlow) flow =
          esp_journey_flow_new (tx, world->journey_id, version, (EspFlowPeriod) period, error);

        if (flow == NULL)
          return FALSE;
        check_lists (tx, flow);
        if (period == ESP_FLOW_ALL && version == 0)
          check_paths (&paths, flow);
      }
  g_hash_table_unref (paths.sets);
  g_ptr_array_unref (paths.journeys);
  return TRUE;
}

static void
check (World *world)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, check_cb, world, NULL, &error);
  g_assert_no_error (error);
}

static void
test_random (World *world, gconstpointer data)
{
  static const char *const kinds[] = { "signup", "open", "order" };

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      choose (world, 40);
      must_write (world, enter_cb);
      settle (world);
      choose (world, 20);
      world->kind = kinds[esp_random_next (&world->random) % G_N_ELEMENTS (kinds)];
      must_write (world, happen_cb);
      settle (world);
      esp_clock_advance (world->clock,
                         (gint64) (esp_random_next (&world->random) % 48) * ESP_USEC_PER_HOUR);
      settle (world);
      if (i % 4 == 3)
        {
          choose (world, 10);
          must_write (world, delete_cb);
          must_write (world, publish_cb);
          settle (world);
        }
      if (i % 3 == 2)
        check (world);
    }
  check (world);
}

static gboolean
take_out_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_take_out (tx, engine, world->journey_id, world->who, &world->n, error);
}

static gboolean
put_at_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  gint64 n_refused = 0;

  return esp_journey_put_at (tx, engine, world->journey_id, world->who, world->kind, &world->n,
                             &n_refused, error);
}

/* By hand: nobody does a step twice, and everything stands in the path and in the numbers. */
static void
test_manual (World *world, gconstpointer data)
{
  choose (world, 100);
  must_write (world, enter_cb);
  settle (world);
  world->kind = "mail";
  must_write (world, put_at_cb);
  g_assert_cmpint (world->n, ==, 0);
  world->kind = "w3";
  choose (world, 30);
  must_write (world, put_at_cb);
  g_assert_cmpint (world->n, ==, (gint64) esp_bitmap_count (world->who));
  settle (world);
  check (world);
  must_write (world, put_at_cb);
  g_assert_cmpint (world->n, ==, 0);
  must_write (world, take_out_cb);
  g_assert_cmpint (world->n, ==, (gint64) esp_bitmap_count (world->who));
  must_write (world, take_out_cb);
  g_assert_cmpint (world->n, ==, 0);
  settle (world);
  check (world);
}

/* Old days are let go, the sum of all time is not. */
static gboolean
long_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspJourneyFlow) week =
    esp_journey_flow_new (tx, world->journey_id, 0, ESP_FLOW_WEEK, error);
  g_autoptr (EspJourneyFlow) all =
    esp_journey_flow_new (tx, world->journey_id, 0, ESP_FLOW_ALL, error);

  g_assert_cmpint (week->entered.n, ==, 0);
  g_assert_cmpint (all->entered.n, ==, N_LEADS);
  g_assert_cmpint (all->inside.n, ==, 0);
  check_lists (tx, all);
  check_lists (tx, week);
  return TRUE;
}

static void
test_days (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  choose (world, 100);
  must_write (world, enter_cb);
  for (guint i = 0; i < 60; i++)
    {
      settle (world);
      esp_clock_advance (world->clock, ESP_USEC_PER_DAY);
    }
  (void) esp_store_read (world->store, ESP_READ_LONG, long_cb, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
health_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) list = esp_journey_summaries_load (tx, error);
  const EspJourneySummary *summary;
  gboolean is_silent = FALSE;

  if (list == NULL)
    return FALSE;
  g_assert_cmpuint (list->len, ==, 1);
  summary = g_ptr_array_index (list, 0);
  check_number (tx, &summary->inside);
  check_number (tx, &summary->entered_week);
  check_number (tx, &summary->reached);
  for (guint i = 0; i < summary->health->len; i++)
    {
      const EspHealth *health = g_ptr_array_index (summary->health, i);
      const EspFlowNumber number = { health->n, health->key };
      g_autofree char *sentence = esp_health_dup_sentence (health);

      g_assert_cmpuint (strlen (sentence), >, 0);
      if (health->key != NULL)
        check_number (tx, &number);
      is_silent = is_silent || health->kind == ESP_HEALTH_SILENT;
    }
  world->n = is_silent;
  return TRUE;
}

static void
test_health (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  choose (world, 50);
  must_write (world, enter_cb);
  settle (world);
  (void) esp_store_read (world->store, ESP_READ_LONG, health_cb, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (world->n, ==, FALSE);
  esp_clock_advance (world->clock, 4 * ESP_USEC_PER_DAY);
  settle (world);
  (void) esp_store_read (world->store, ESP_READ_LONG, health_cb, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (world->n, ==, TRUE);
}

static void
test_places (void)
{
  static const char *const bad[] = { "", "1", "1:x", "1:2:3:4:5", "1:-2", "1:2,", "99999999:1" };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) places = esp_journey_places_parse ("1:4:2:0,2:7:255,3:1,0:*:12");

  g_assert_nonnull (places);
  for (guint i = 0; i < places->len; i++)
    esp_journey_place_print (&g_array_index (places, EspJourneyPlace, i), text);
  g_assert_cmpstr (text->str, ==, "1:4:2:0,2:7:255,3:1,0:*:12");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (esp_journey_places_parse (bad[i]));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/journey-flow/places", test_places);
  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/worker/journey-flow/random/%u", seed);

      g_test_add (path, World, GUINT_TO_POINTER (seed), set_up, test_random, tear_down);
    }
  g_test_add ("/worker/journey-flow/days", World, GUINT_TO_POINTER (9), set_up, test_days,
              tear_down);
  g_test_add ("/worker/journey-flow/manual", World, GUINT_TO_POINTER (11), set_up, test_manual,
              tear_down);
  g_test_add ("/worker/journey-flow/health", World, GUINT_TO_POINTER (10), set_up, test_health,
              tear_down);
  return g_test_run ();
}
