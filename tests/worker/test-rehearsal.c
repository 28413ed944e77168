/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rehearsals against the real run: random journeys and people, what happens in the one is told to the other, and
 * every decision must be the same. And: the same seed is the same rehearsal, nothing is written. */
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-journey-members.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "store/esp-tags.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-rehearsal-run.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-path.h"
#include "random-journey.h"
#include "support/temp-store.h"

#include "test-home.h"

#include <string.h>

#define N_LEADS 40
#define N_ROUNDS 24
#define N_DAYS 20
#define MAX_EVENTS 12
#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC, 09:00 in Seoul */

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) 소식\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

static const char *const cities[] = { "서울", "부산", "대구" };
static const char *const zones[] = { NULL, "America/New_York", "Asia/Seoul", "Europe/Berlin" };
static const char *const kinds[] = { "open", "visit", "order", "signup" };

typedef struct
{
  gint64 at_us;
  guint32 lead_id;
  guint kind;
  guint amount;
} Happening;

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspSegmentEngine *engine;
  EspJourneyRunner *runner;
  RandomJourney script;
  GArray *happenings;
  gint64 journey_id;
  guint next;
  EspRehearsalWorld *world;
  EspJourneyMembers *members;
} World;

static guint
below (World *world, guint n)
{
  return esp_random_below (&world->script.random, n);
}

static gboolean
insert_lead (EspTx *tx, World *world, EspFields *fields, guint i, GError **error)
{
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  const char *zone = zones[below (world, G_N_ELEMENTS (zones))];
  EspConsent consent = { .channel = (char *) "email",
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted" };

  esp_value_take_text (esp_lead_get_writable (lead, "email"), g_strdup_printf ("p%u@x.example", i));
  esp_value_set_text (esp_lead_get_writable (lead, "city"),
                      cities[below (world, G_N_ELEMENTS (cities))]);
  esp_value_set_integer (esp_lead_get_writable (lead, "score"), below (world, 60));
  esp_value_set_integer (esp_lead_get_writable (lead, "created_at"),
                         START_US - (gint64) below (world, 20 * 24) * ESP_USEC_PER_HOUR);
  if (zone != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "time_zone"), zone);
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  consent.lead_id = lead->id;
  return below (world, 4) == 0 || esp_consent_add (tx, &consent, error);
}

static gboolean
add_event (EspTx *tx, const Happening *happening, GError **error)
{
  g_autofree char *props = g_strdup_printf ("{\"amount\":%u}", happening->amount);
  const EspEvent event = { .lead_id = happening->lead_id,
                           .kind = (char *) kinds[happening->kind],
                           .at_us = happening->at_us,
                           .props = props };

  return esp_event_add (tx, &event, NULL, error);
}

static gint64
random_time (World *world, gint64 length_us)
{
  return (gint64) (esp_random_unit (&world->script.random) * (double) length_us);
}

static gboolean
add_tags (EspTx *tx, World *world, GError **error)
{
  g_autoptr (EspBitmap) some = esp_bitmap_new ();
  gint64 tag_id = 0;

  for (guint i = 1; i <= N_LEADS; i++)
    if (below (world, 3) == 0)
      esp_bitmap_add (some, i);
  return esp_tag_ensure (tx, "VIP", &tag_id, error) && esp_tag_add (tx, tag_id, some, NULL, error);
}

static gboolean
add_segments (EspTx *tx, World *world, GError **error)
{
  EspSegment list = { .name = (char *) "list", .is_static = TRUE };
  EspSegment active = {
    .name = (char *) "active",
    .rule =
      (char *) "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[{\"kind\":\"event\","
               "\"event\":\"visit\",\"window\":{\"kind\":\"last\",\"n\":3,\"unit\":\"day\"}}]}}"
  };
  gboolean is_ok = esp_segment_insert (tx, &list, error) && esp_segment_insert (tx, &active, error);

  g_free (active.uuid);
  world->script.list = list.uuid;
  return is_ok;
}

static gboolean
fill_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Null", "null", "{}");
  gint64 message_id = 0;

  for (guint i = 1; i <= N_LEADS; i++)
    {
      if (!insert_lead (tx, world, fields, i, error))
        return FALSE;
      for (guint n = below (world, 4); n > 0; n--)
        {
          const Happening before = { START_US - 1 - random_time (world, 5 * ESP_USEC_PER_DAY), i, 1,
                                     below (world, 100) };

          if (!add_event (tx, &before, error))
            return FALSE;
        }
    }
  return add_tags (tx, world, error) && add_segments (tx, world, error) &&
         esp_channel_insert (tx, channel, error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error);
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
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (1, N_LEADS);
  gint64 n = 0;

  return esp_journey_order_create (tx, "J", world->script.text->str, &world->journey_id, error) &&
         esp_journey_order_publish (tx, world->engine, world->journey_id, TRUE, error) &&
         (!world->script.is_manual ||
          esp_journey_order_enter (tx, world->engine, world->journey_id, leads, &n, error));
}

/* Some of what chance writes is refused by the check; the next one then. */
static void
publish (World *world)
{
  g_autoptr (GError) error = NULL;

  do
    {
      if (error != NULL)
        g_test_message ("%s", error->message);
      g_clear_error (&error);
      random_journey_write (&world->script);
    }
  while (!esp_store_write (world->store, NULL, publish_cb, world, NULL, &error));
}

static int
compare_happenings (gconstpointer a, gconstpointer b)
{
  const Happening *first = a;
  const Happening *second = b;

  return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

static void
imagine (World *world)
{
  g_array_set_size (world->happenings, 0);
  for (guint i = 1; i <= N_LEADS; i++)
    for (guint n = below (world, MAX_EVENTS); n > 0; n--)
      {
        const Happening one = { START_US + 1 + random_time (world, N_DAYS * ESP_USEC_PER_DAY), i,
                                below (world, G_N_ELEMENTS (kinds)), below (world, 100) };

        g_array_append_val (world->happenings, one);
      }
  g_array_sort (world->happenings, compare_happenings);
}

static EspRehearsalOptions *
make_options (const World *world)
{
  EspRehearsalOptions *options = esp_rehearsal_options_new (world->journey_id);

  options->who = world->script.is_manual ? ESP_REHEARSE_EVERYONE : ESP_REHEARSE_ENTRIES;
  options->version = 1;
  options->days = N_DAYS;
  return options;
}

/* What will happen stands behind what has happened. */
static void
tell_future (World *world)
{
  EspRehearsalWorld *told = world->world;
  g_autoptr (GArray) persons = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (EspRehearsalEvent));

  for (guint32 person = 0; person < told->n_people; person++)
    for (guint32 i = told->events_from[person]; i < told->events_from[person + 1]; i++)
      {
        g_array_append_val (persons, person);
        g_array_append_val (events, told->events[i]);
      }
  for (guint i = 0; i < world->happenings->len; i++)
    {
      const Happening *one = &g_array_index (world->happenings, Happening, i);
      int kind = esp_rehearsal_world_find_kind (told, kinds[one->kind]);
      int found = esp_rehearsal_world_find_person (told, one->lead_id);
      const guint32 person = (guint32) found;
      EspRehearsalEvent event = { one->at_us, told->props->len, (guint16) kind, 0 };
      g_autofree char *props = g_strdup_printf ("{\"amount\":%u}", one->amount);

      if (kind < 0 || found < 0)
        continue;
      g_ptr_array_add (told->props, json_from_string (props, NULL));
      g_array_append_val (persons, person);
      g_array_append_val (events, event);
    }
  esp_rehearsal_world_set_events (told, persons, events);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspRehearsalOptions) options = make_options (world);

  world->world = esp_rehearsal_world_load (tx, options, error);
  if (world->world == NULL)
    return FALSE;
  world->world->replays = TRUE;
  world->world->holds_back = FALSE; /* a channel that delivers nothing fills no cap */
  /* By the entries alone nobody has been there yet, for the real run has not begun. */
  return TRUE;
}

static gboolean
happen_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  for (; world->next < world->happenings->len; world->next++)
    {
      const Happening *one = &g_array_index (world->happenings, Happening, world->next);

      if (one->at_us > esp_tx_get_now_us (tx))
        break;
      if (!add_event (tx, one, error))
        return FALSE;
    }
  return TRUE;
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
      g_assert_null (result.trouble);
      esp_journey_turn_result_clear (&result);
    }
  while (result.more || esp_journey_runner_has_work (world->runner));
}

/* From one moment to the next at which somebody is due or something happens. */
static void
run_real (World *world)
{
  const gint64 end_us = START_US + N_DAYS * ESP_USEC_PER_DAY;

  settle (world);
  for (;;)
    {
      gint64 at_us = esp_journey_runner_get_next_us (world->runner);

      if (world->next < world->happenings->len)
        at_us = MIN (at_us, g_array_index (world->happenings, Happening, world->next).at_us);
      if (at_us > end_us)
        return;
      esp_clock_set (world->clock, MAX (at_us, esp_clock_now_us (world->clock)));
      must_write (world, happen_cb);
      settle (world);
    }
}

static gboolean
passages_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_journey_members_load_passages (tx, world->journey_id, (guint32) world->next,
                                            world->members, error);
}

static char *
describe (const guint8 *path, gsize length, gint64 entered_us)
{
  g_autoptr (GArray) marks = esp_journey_path_read (path, length, entered_us);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "in at %+.3f h:", (double) (entered_us - START_US) / 3.6e9);
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);

      g_string_append_printf (text, " %u %s %u at %+.3f;", mark->step,
                              esp_journey_outcome_name (mark->outcome), mark->detail,
                              (double) (mark->at_us - START_US) / 3.6e9);
    }
  return g_string_free (text, FALSE);
}

static void
compare_passage (const World *world,
                 const EspJourneyMember *member,
                 const EspRehearsalPaths *paths,
                 guint index)
{
  const EspRehearsalPassage *passage =
    index < paths->passages->len ? &g_array_index (paths->passages, EspRehearsalPassage, index)
                                 : NULL;
  g_autofree char *real = describe (esp_journey_path_at (world->members->bytes, member->path_at),
                                    member->n_path, member->entered_us);
  g_autofree char *rehearsed = passage != NULL
                                 ? describe (esp_journey_path_at (paths->bytes, passage->path_at),
                                             passage->n_path, passage->entered_us)
                                 : g_strdup ("never in");

  if (!g_str_equal (real, rehearsed))
    g_test_message ("lead %u of %s", member->lead_id, world->script.text->str);
  g_assert_cmpstr (rehearsed, ==, real);
  g_assert_cmpuint (passage->status, ==, member->status);
  if (member->status != ESP_STATE_INSIDE)
    return;
  g_assert_cmpuint (passage->step, ==, member->step);
  g_assert_cmpint (passage->due_us, ==, member->due_us);
}

/* Every decision about everybody. */
static guint
compare (World *world, const EspRehearsal *rehearsal)
{
  const EspRehearsalWorld *told = esp_rehearsal_get_world (rehearsal);
  guint n = 0;

  for (guint32 lead = 1; lead <= N_LEADS; lead++)
    {
      int person = esp_rehearsal_world_find_person (told, lead);
      g_autoptr (EspRehearsalPaths) paths =
        person >= 0 ? esp_rehearsal_follow (rehearsal, (guint) person) : esp_rehearsal_paths_new ();
      g_autoptr (GError) error = NULL;

      world->members = esp_journey_members_new ();
      world->next = lead;
      (void) esp_store_read (world->store, ESP_READ_PAGE, passages_cb, world, NULL, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < world->members->rows->len; i++)
        compare_passage (world, &g_array_index (world->members->rows, EspJourneyMember, i), paths,
                         i);
      if (paths->passages->len != world->members->rows->len)
        g_test_message ("lead %u of %s", lead, world->script.text->str);
      g_assert_cmpuint (paths->passages->len, ==, world->members->rows->len);
      n += world->members->rows->len;
      g_clear_pointer (&world->members, esp_journey_members_free);
    }
  return n;
}

static void
set_up (World *world, guint64 seed)
{
  *world = (World){ .folder = temp_folder_new () };
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  world->engine = esp_segment_engine_new ();
  world->happenings = g_array_new (FALSE, FALSE, sizeof (Happening));
  world->script.text = g_string_new (NULL);
  esp_random_init (&world->script.random, seed);
  must_write (world, fill_cb);
}

static void
tear_down (World *world)
{
  g_clear_pointer (&world->runner, esp_journey_runner_free);
  esp_segment_engine_unref (world->engine);
  temp_store_free (world->store);
  g_object_unref (world->clock);
  g_array_unref (world->happenings);
  g_string_free (world->script.text, TRUE);
  g_free (world->script.list);
  temp_folder_free (world->folder);
}

static void
load (World *world)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, load_cb, world, NULL, &error);
  g_assert_no_error (error);
}

static EspRehearsal *
compute (EspRehearsalWorld *told, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  EspRehearsal *rehearsal = esp_rehearsal_compute (told, n_threads, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return rehearsal;
}

static void
test_equals_the_real_run (void)
{
  const char *rounds = g_getenv ("ESP_REHEARSAL_ROUNDS"); /* to look longer */
  guint n_rounds = rounds != NULL ? (guint) g_ascii_strtoull (rounds, NULL, 10) : N_ROUNDS;
  guint n_passages = 0;

  for (guint round = 0; round < n_rounds; round++)
    {
      World world;
      g_autoptr (EspRehearsal) rehearsal = NULL;

      set_up (&world, 1000 + round);
      imagine (&world);
      publish (&world);
      world.runner = esp_journey_runner_new (world.store, NULL, NULL);
      load (&world);
      tell_future (&world);
      rehearsal = compute (g_steal_pointer (&world.world), 1);
      run_real (&world);
      n_passages += compare (&world, rehearsal);
      tear_down (&world);
    }
  g_test_message ("%u passages were the same", n_passages);
  g_assert_cmpuint (n_passages, >, 100);
}

static void
check_same (const EspRehearsal *a, const EspRehearsal *b)
{
  const EspRehearsalTally *first = esp_rehearsal_get_tally (a);
  const EspRehearsalTally *second = esp_rehearsal_get_tally (b);
  gsize n = (gsize) first->n_steps * first->n_buckets * sizeof (gint32);

  g_assert_cmpint (first->n_decisions, ==, second->n_decisions);
  g_assert_cmpmem (first->arrived, n, second->arrived, n);
  g_assert_cmpmem (first->left, n, second->left, n);
  g_assert_cmpmem (first->passed, n, second->passed, n);
  g_assert_cmpmem (first->hours, first->n_sends * first->n_hours * sizeof (guint32), second->hours,
                   second->n_sends * second->n_hours * sizeof (guint32));
  for (guint i = 0; i < esp_rehearsal_get_world (a)->n_people; i++)
    {
      g_autoptr (EspRehearsalPaths) one = esp_rehearsal_follow (a, i);
      g_autoptr (EspRehearsalPaths) other = esp_rehearsal_follow (b, i);

      g_assert_cmpmem (one->bytes->data, one->bytes->len, other->bytes->data, other->bytes->len);
    }
}

static EspRehearsal *
rehearse (World *world, guint64 seed, guint n_threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (world->journey_id);

  options->who = ESP_REHEARSE_EVERYONE;
  options->seed = seed;
  options->days = N_DAYS;
  options->n_threads = n_threads;
  return esp_rehearsal_run (world->store, options, NULL, NULL, cancellable, error);
}

static gboolean
create_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_journey_order_create (tx, "J", world->script.text->str, &world->journey_id, error);
}

static const char opens[] =
  "{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":[{"
  "\"id\":"
  "\"m\",\"kind\":\"send\",\"message\":\"Hello\",\"channel\":\"Null\"},{\"id\":\"w\",\"kind\":"
  "\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{\"days\":3},\"branches\":[{\"on\":\"met\","
  "\"steps\":[{\"id\":\"j\",\"kind\":\"join\"}]},{\"on\":\"late\",\"steps\":[{\"id\":\"k\","
  "\"kind\":"
  "\"join\"}]}]},{\"id\":\"d\",\"kind\":\"split\",\"branches\":[{\"when\":{\"kind\":\"event\","
  "\"event\":\"open\"},\"steps\":[{\"id\":\"o\",\"kind\":\"join\"}]},{\"else\":true,\"steps\":[{"
  "\"id\":\"p\",\"kind\":\"join\"}]}]},{\"id\":\"x\",\"kind\":\"exit\"}]}";

static void
set_up_opens (World *world)
{
  set_up (world, 7);
  g_string_assign (world->script.text, opens);
  must_write (world, create_cb);
}

static void
test_equal_seeds (void)
{
  World world;
  g_autoptr (EspRehearsal) one = NULL;
  g_autoptr (EspRehearsal) many = NULL;
  g_autoptr (EspRehearsal) other = NULL;

  set_up_opens (&world);
  one = rehearse (&world, 3, 1, NULL, NULL);
  many = rehearse (&world, 3, 4, NULL, NULL);
  other = rehearse (&world, 4, 2, NULL, NULL);
  check_same (one, many);
  g_assert_true (esp_rehearsal_tally_n_taken (esp_rehearsal_get_tally (one), 1, 0, G_MAXINT64) > 0);
  g_assert_cmpint (esp_rehearsal_get_tally (other)->n_people, ==, N_LEADS);
  tear_down (&world);
}

/* Who opened, as was assumed, is found by the rule that asks for it. */
static void
test_assumed_is_known (void)
{
  World world;
  g_autoptr (EspRehearsal) rehearsal = NULL;
  const EspRehearsalTally *tally;

  set_up_opens (&world);
  rehearsal = rehearse (&world, 11, 1, NULL, NULL);
  tally = esp_rehearsal_get_tally (rehearsal);
  g_assert_cmpint (esp_rehearsal_tally_n_taken (tally, 1, 0, G_MAXINT64), ==,
                   esp_rehearsal_tally_n_taken (tally, 4, 0, G_MAXINT64));
  g_assert_cmpint (esp_rehearsal_tally_n_inside (tally, G_MAXINT64), ==, 0);
  g_assert_cmpint (tally->by_status[ESP_STATE_EXITED], ==, N_LEADS);
  tear_down (&world);
}

static void
test_by_hand (void)
{
  static const double shares[] = { 0, 1 };
  World world;

  set_up_opens (&world);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (world.journey_id);
      g_autoptr (EspRehearsal) rehearsal = NULL;
      g_autoptr (GError) error = NULL;

      options->who = ESP_REHEARSE_EVERYONE;
      esp_rehearsal_options_assume (options, "w", shares[i]);
      esp_rehearsal_options_assume (options, "d", 1 - shares[i]);
      rehearsal = esp_rehearsal_run (world.store, options, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (esp_rehearsal_tally_n_taken (esp_rehearsal_get_tally (rehearsal), 1, 0,
                                                    G_MAXINT64),
                       ==, shares[i] > 0 ? N_LEADS : 0);
      g_assert_cmpint (esp_rehearsal_tally_n_taken (esp_rehearsal_get_tally (rehearsal), 4, 0,
                                                    G_MAXINT64),
                       ==, shares[i] > 0 ? 0 : N_LEADS);
    }
  tear_down (&world);
}

static void
test_given_up (void)
{
  World world;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  set_up_opens (&world);
  g_cancellable_cancel (cancellable);
  g_assert_null (rehearse (&world, 1, 2, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&world);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspRehearsal **out = user_data;
  g_autoptr (GError) error = NULL;

  *out = esp_rehearsal_run_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_beside_the_main_loop (void)
{
  World world;
  g_autoptr (EspRehearsalOptions) options = NULL;
  g_autoptr (EspRehearsal) rehearsal = NULL;

  set_up_opens (&world);
  options = esp_rehearsal_options_new (world.journey_id);
  options->who = ESP_REHEARSE_EVERYONE;
  options->sample = 10;
  esp_rehearsal_run_async (world.store, options, NULL, NULL, NULL, finished_cb, &rehearsal);
  while (rehearsal == NULL)
    (void) g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (esp_rehearsal_get_tally (rehearsal)->n_people, ==, 10);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tear_down (&world);
}

static void
test_ghost (void)
{
  World world;
  g_autoptr (EspRehearsalOptions) options = NULL;
  g_autoptr (EspRehearsal) rehearsal = NULL;
  g_autoptr (GError) error = NULL;
  const char *const told[] = { "city=서울", "consent=no", NULL };
  const char *const wrong[] = { "shoe=42", NULL };

  set_up_opens (&world);
  options = esp_rehearsal_options_new (world.journey_id);
  options->who = ESP_REHEARSE_GHOST;
  options->ghost = g_strdupv ((char **) told);
  rehearsal = esp_rehearsal_run (world.store, options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (esp_rehearsal_tally_n_held (esp_rehearsal_get_tally (rehearsal),
                                               ESP_REASON_WITHDRAWN),
                   ==, 1);
  g_strfreev (options->ghost);
  options->ghost = g_strdupv ((char **) wrong);
  g_assert_null (esp_rehearsal_run (world.store, options, NULL, NULL, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  tear_down (&world);
}

static gboolean
log_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspRehearsalReport report = { .n_sent = 12, .cost = -1 };
  g_autofree char *digest = esp_rehearsal_log_digest (world->script.text->str);
  EspRehearsalReport found;

  if (!esp_rehearsal_log_last (tx, world->journey_id, digest, &found, error))
    return FALSE;
  g_assert_cmpint (found.at_us, ==, 0);
  if (!esp_rehearsal_log_add (tx, world->journey_id, digest, &report, error) ||
      !esp_rehearsal_log_last (tx, world->journey_id, digest, &found, error))
    return FALSE;
  g_assert_cmpint (found.at_us, ==, START_US);
  g_assert_cmpint (found.n_sent, ==, 12);
  g_assert_cmpint (found.cost, ==, -1);
  return esp_rehearsal_log_last (tx, world->journey_id, "another", &found, error) &&
         found.at_us == 0;
}

static void
test_kept_with_the_state (void)
{
  World world;

  set_up_opens (&world);
  must_write (&world, log_cb);
  tear_down (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/rehearsal/equals-the-real-run", test_equals_the_real_run);
  g_test_add_func ("/worker/rehearsal/equal-seeds-are-equal-for-any-threads", test_equal_seeds);
  g_test_add_func ("/worker/rehearsal/what-is-assumed-is-known", test_assumed_is_known);
  g_test_add_func ("/worker/rehearsal/by-hand-stands-over-history", test_by_hand);
  g_test_add_func ("/worker/rehearsal/is-given-up", test_given_up);
  g_test_add_func ("/worker/rehearsal/runs-beside-the-main-loop", test_beside_the_main_loop);
  g_test_add_func ("/worker/rehearsal/leads-a-made-up-person", test_ghost);
  g_test_add_func ("/worker/rehearsal/is-kept-with-the-state", test_kept_with_the_state);
  return g_test_run ();
}
