/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages whose channel is not ready: people wait at the step, are told of, and go on once. And what is called
 * otherwise while people are inside. */
#include "journey-world.h"

#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-history.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-rehearsal-log.h"
#include "store/esp-segments.h"
#include "worker/esp-journey-health.h"
#include "worker/esp-journey-trace.h"
#include "worker/esp-journey-world.h"
#include "worker/esp-lead-history.h"
#include "worker/esp-segment-source.h"

#include "test-home.h"

#include <string.h>

static gboolean
channel_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);
  EspChannelRecord *channel;

  g_assert_nonnull (channels);
  channel = g_ptr_array_index (channels, 0);
  channel->is_enabled = world->n != 0;
  return esp_channel_update (tx, channel, error);
}

static void
switch_channel (JourneyWorld *world, gboolean is_on)
{
  world->n = is_on;
  journey_world_write (world, channel_cb);
  journey_world_settle (world);
}

static gboolean
held_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (GPtrArray) health = esp_journey_health_load (tx, world->journey_id, error);
  g_autoptr (EspJourneyTrace) trace = esp_journey_trace_new (tx, world->journey_id, 1, error);
  const EspTracePassage *passage;

  g_assert_nonnull (health);
  g_assert_nonnull (trace);
  passage = g_ptr_array_index (trace->passages, 0);
  world->lead_id = passage->next.kind == ESP_NEXT_CHANNEL;
  world->n = 0;
  for (guint i = 0; i < health->len; i++)
    {
      const EspHealth *one = g_ptr_array_index (health, i);

      if (one->kind == ESP_HEALTH_CHANNEL)
        world->n = one->n;
    }
  return TRUE;
}

static gint64
count_held (JourneyWorld *world)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, held_cb, world, NULL, &error));
  return world->n;
}

/* While the channel is off people stay at the message, and it is said so; they go on when it is on again. */
static void
test_channel_off (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," WAIT (1) "," EXIT);
  switch_channel (world, FALSE);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 0);
  g_assert_cmpint (journey_world_count_ledger (world, "skipped"), ==, N_LEADS / 4); /* no consent */
  g_assert_cmpint (count_held (world), ==, N_LEADS * 3 / 4);
  g_assert_true (world->lead_id); /* the trace says what is waited for */
  journey_world_pass (world, 3 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 0);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS * 3 / 4);
  switch_channel (world, TRUE);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, N_LEADS * 3 / 4);
  g_assert_cmpint (journey_world_count_ledger (world, "skipped"), ==, N_LEADS / 4);
  g_assert_cmpint (count_held (world), ==, 0);
  switch_channel (world, FALSE);
  switch_channel (world, TRUE);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, N_LEADS * 3 / 4); /* once */
  journey_world_pass (world, 2 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

/* A step that does not wait takes it as any other reason. */
static void
test_channel_impatient (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL
                         "],\"steps\":[{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Hello\","
                         "\"blocked\":\"exit\",\"unready\":\"blocked\"}," WAIT (1) "," EXIT);
  switch_channel (world, FALSE);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_ledger (world, "skipped"), ==, N_LEADS);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

static gboolean
history_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  EspTimelineQuery query = { .lead_id = world->lead_id,
                             .kinds = ESP_TIMELINE_SET (ESP_TIMELINE_DELIVERY) |
                                      ESP_TIMELINE_SET (ESP_TIMELINE_DECISION),
                             .limit = 10 };
  g_autoptr (GPtrArray) items = esp_lead_history_load (tx, &query, error);
  const EspTimelineItem *item;

  g_assert_nonnull (items);
  g_assert_cmpuint (items->len, ==, 1);
  item = g_ptr_array_index (items, 0);
  world->n = item->kind;
  if (item->kind == ESP_TIMELINE_DELIVERY)
    return TRUE;
  g_assert_cmpstr (item->what, ==, "too-late");
  g_assert_nonnull (strstr (item->subject, " · Hello"));
  g_assert_cmpint (item->journey_id, ==, world->journey_id);
  esp_timeline_query_after (&query, item);
  g_ptr_array_unref (items);
  items = esp_lead_history_load (tx, &query, error);
  g_assert_cmpuint (items->len, ==, 0);
  return TRUE;
}

/* Every message that was not sent stands in the history of its lead, once, whether the ledger knows of it or not. */
static EspTimelineKind
find_not_sent (JourneyWorld *world, gint64 lead_id)
{
  g_autoptr (GError) error = NULL;

  world->lead_id = lead_id;
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, history_cb, world, NULL, &error));
  return (EspTimelineKind) world->n;
}

/* What comes back after longer than the step allows is not sent any more. */
static void
test_channel_late (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL
                         "],\"steps\":[{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Hello\","
                         "\"late\":\"skip\",\"late_after\":{\"days\":2}}," WAIT (1) "," EXIT);
  switch_channel (world, FALSE);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  journey_world_pass (world, 3 * ESP_USEC_PER_DAY);
  switch_channel (world, TRUE);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 0);
  g_assert_cmpint (journey_world_count_ledger (world, "skipped"), ==, N_LEADS / 4);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS * 3 / 4);
  g_assert_cmpint (find_not_sent (world, 1) + find_not_sent (world, 2) + find_not_sent (world, 3) +
                     find_not_sent (world, 4),
                   ==, 3 * ESP_TIMELINE_DECISION + ESP_TIMELINE_DELIVERY);
  journey_world_pass (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

static gboolean
halt_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspJourneyVersion) version =
    esp_journey_version_load (tx, world->journey_id, 1, error);

  g_assert_nonnull (version);
  return esp_send_set_state (tx, version->sends[0], "paused", world->kind, error);
}

/* A send that trouble halted goes on with its channel; one that a person halted, when the person says so. */
static void
test_channel_mended (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," WAIT (1) "," EXIT);
  world->kind = data;
  journey_world_write (world, halt_cb);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  g_assert_cmpint (count_held (world), ==, N_LEADS * 3 / 4);
  esp_clock_advance (world->clock, ESP_USEC_PER_SEC);
  switch_channel (world, TRUE);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==,
                   g_str_equal (data, "user") ? 0 : N_LEADS * 3 / 4);
}

static gboolean
rename_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspMessageRow) message = NULL;
  g_autoptr (EspSegment) segment = NULL;
  gint64 message_id = 0;
  gint64 segment_id = 0;

  if (!esp_message_resolve (tx, "Hello", &message_id, error) ||
      !esp_segment_resolve (tx, "list", &segment_id, error))
    return FALSE;
  message = esp_message_load (tx, message_id, error);
  segment = esp_segment_load (tx, segment_id, error);
  g_free (segment->name);
  segment->name = g_strdup ("\"목록\" 2");
  return esp_message_update (tx, message_id, "다른 인사", message->document, error) &&
         esp_segment_update (tx, segment, error);
}

static gboolean
names_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, world->journey_id, error);
  g_autoptr (EspJourneyVersion) version =
    esp_journey_version_load (tx, world->journey_id, 1, error);
  g_autoptr (EspBitmap) members = NULL;
  g_autoptr (GArray) problems = NULL;
  g_autoptr (EspJourney) draft = NULL;

  g_assert_nonnull (strstr (row->draft, "다른 인사"));
  g_assert_null (strstr (row->draft, "Hello"));
  g_assert_nonnull (strstr (version->definition, "다른 인사"));
  g_assert_nonnull (strstr (version->definition, "\\\"목록\\\" 2"));
  draft = esp_journey_parse_json (row->draft, -1, error);
  g_assert_nonnull (draft);
  problems = esp_journey_check_draft (tx, world->engine, row->id, draft, error);
  for (guint i = 0; i < problems->len; i++)
    g_assert_cmpint (esp_journey_problem_get_severity (
                       &g_array_index (problems, EspJourneyProblem, i)),
                     !=, ESP_PROBLEM_ERROR);
  members = esp_segment_source_members (tx, "\"목록\" 2", error);
  g_assert_cmpint (esp_bitmap_count (members), ==, N_LEADS);
  return TRUE;
}

/* People inside go on by the new names, and the draft can be published as it is. */
static void
test_renamed (JourneyWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  journey_world_publish (world,
                         BEGIN MANUAL "],\"steps\":[" WAIT (
                           1) "," SEND
                              ",{\"id\":\"l\",\"kind\":\"segment\",\"segment\":\"list\"}," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  journey_world_write (world, rename_cb);
  journey_world_pass (world, 2 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, N_LEADS * 3 / 4);
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, names_cb, world, NULL, &error));
}

static gboolean
rehearsed_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, world->journey_id, error);
  g_autoptr (EspJourney) draft = esp_journey_parse_json (row->draft, -1, error);
  g_autofree char *text = esp_journey_to_json (draft);
  g_autofree char *digest = esp_rehearsal_log_digest (text);
  const EspRehearsalReport report = { .n_sent = 12 };
  EspRehearsalReport found;

  if (world->n == 0)
    return esp_rehearsal_log_add (tx, world->journey_id, digest, &report, error);
  return esp_rehearsal_log_last (tx, world->journey_id, digest, &found, error) &&
         found.n_sent == 12;
}

static gboolean
undo_cb (EspTx *tx, gpointer data, GError **error)
{
  EspUndoResult result;

  return esp_history_undo (tx, *(gint64 *) data, &result, error);
}

/* What was rehearsed is still true when a message is called otherwise, and when that is taken back. */
static void
test_rehearsed_and_renamed (JourneyWorld *world, gconstpointer data)
{
  const EspOperation operation = { .kind = "message-edit", .summary = "다른 인사" };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," EXIT);
  world->n = 0;
  journey_world_write (world, rehearsed_cb);
  world->n = 1;
  (void) esp_store_write (world->store, &operation, rename_cb, world, &id, &error);
  g_assert_no_error (error);
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, rehearsed_cb, world, NULL, &error));
  (void) esp_store_write (world->store, NULL, undo_cb, &id, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, rehearsed_cb, world, NULL, &error));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/worker/journey-channel/off", JourneyWorld, NULL, journey_world_set_up,
              test_channel_off, journey_world_tear_down);
  g_test_add ("/worker/journey-channel/impatient", JourneyWorld, NULL, journey_world_set_up,
              test_channel_impatient, journey_world_tear_down);
  g_test_add ("/worker/journey-channel/late", JourneyWorld, NULL, journey_world_set_up,
              test_channel_late, journey_world_tear_down);
  g_test_add ("/worker/journey-channel/mended", JourneyWorld, "channel-auth: no",
              journey_world_set_up, test_channel_mended, journey_world_tear_down);
  g_test_add ("/worker/journey-channel/halted", JourneyWorld, "user", journey_world_set_up,
              test_channel_mended, journey_world_tear_down);
  g_test_add ("/worker/journey-channel/renamed", JourneyWorld, NULL, journey_world_set_up,
              test_renamed, journey_world_tear_down);
  g_test_add ("/worker/journey-channel/rehearsed-and-renamed", JourneyWorld, NULL,
              journey_world_set_up, test_rehearsed_and_renamed, journey_world_tear_down);
  return g_test_run ();
}
