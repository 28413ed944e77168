/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of limits: a channel is given exactly what its plan and its limits allow, the rest waits and says until
 * when, a changed limit counts at once, and what waits can go another way. */
#include "send-world.h"

#include "store/esp-channel-volume.h"
#include "store/esp-channel-waiting.h"
#include "store/esp-channels.h"

#include "test-home.h"

static char *
make_settings (SendWorld *world, const char *limits)
{
  return g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\","
                          "\"connections\":2,\"dot-ms\":300,%s}",
                          smtp_server_get_port (world->server), limits);
}

static void
begin (SendWorld *world, const char *settings, guint n)
{
  world->settings = settings;
  world->options = "{\"hold\":0,\"ignore-hours\":true}";
  send_world_insert_crowd (world, n);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
}

static void
pass_time (SendWorld *world, gint64 delta_us)
{
  esp_clock_advance (world->clock, delta_us);
  send_world_wait_until_idle (world);
}

typedef struct
{
  gint64 channel_id;
  EspChannelWaiting waiting;
  gint64 n_given;
} Reading;

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GArray) volumes = esp_channel_volume_list (tx, reading->channel_id, 0, error);

  for (guint i = 0; volumes != NULL && i < volumes->len; i++)
    reading->n_given += g_array_index (volumes, EspVolume, i).n;
  return volumes != NULL &&
         esp_channel_waiting_load (tx, reading->channel_id, &reading->waiting, error);
}

static void
assert_waits (SendWorld *world, gint64 n, const char *reason, gint64 until_us)
{
  Reading reading = { .channel_id = world->channel_id };

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, read_cb, &reading, NULL, NULL));
  g_assert_cmpint (reading.waiting.n_messages, ==, n);
  g_assert_cmpstr (reading.waiting.reason, ==, reason);
  if (until_us > 0)
    g_assert_cmpint (reading.waiting.next_at_us, ==, until_us);
  g_assert_cmpint (reading.n_given, ==, send_world_count (world, "sent", NULL));
  esp_channel_waiting_clear (&reading.waiting);
}

/* 20 on the first day, 30 on the second: the days are those of Seoul. */
static void
test_warm_up (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings =
    make_settings (world, "\"warm-up\":{\"plan\":\"small\",\"from\":\"2026-09-21\"}");

  begin (world, settings, 60);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 20);
  /* The 22nd begins in Seoul at 15:00 UTC. */
  assert_waits (world, 40, "limit-warm-up", G_GINT64_CONSTANT (1790002800) * ESP_USEC_PER_SEC);
  pass_time (world, ESP_USEC_PER_HOUR);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 20);
  pass_time (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 50);
  pass_time (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 60);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 60);
  send_world_assert_state (world, "done");
}

/* Of any hour: the quarter in which they went has to be an hour ago. */
static void
test_hour (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = make_settings (world, "\"per-hour\":10,\"per-day\":25");

  begin (world, settings, 40);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 10);
  assert_waits (world, 30, "limit-hour", 0);
  pass_time (world, 30 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 10);
  pass_time (world, 46 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 20);
  pass_time (world, 76 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 25);
  assert_waits (world, 15, "limit-day", 0);
}

static gboolean
raise_limit (EspTx *tx, gpointer data, GError **error)
{
  SendWorld *world = data;
  g_autoptr (EspChannelRecord) record = esp_channel_load (tx, world->channel_id, error);

  g_assert_nonnull (record);
  g_free (record->settings);
  record->settings = make_settings (world, "\"per-day\":30");
  return esp_channel_update (tx, record, error) &&
         esp_channel_waiting_wake (tx, world->channel_id, error);
}

static gboolean
move_to_other (EspTx *tx, gpointer data, GError **error)
{
  SendWorld *world = data;
  g_autofree char *settings = make_settings (world, "\"per-day\":0");
  g_autoptr (EspChannelRecord) other = esp_channel_record_new ("Other", "smtp", settings);
  EspChannelWaiting moved = { 0 };
  gboolean is_done = esp_channel_insert (tx, other, error) &&
                     esp_channel_waiting_move (tx, world->channel_id, other->id, &moved, error);

  g_assert_cmpint (moved.n_messages, ==, 10);
  g_assert_cmpint (moved.n_sends, ==, 1);
  esp_channel_waiting_clear (&moved);
  return is_done;
}

/* A person who raises the limit, or moves what waits, does not wait for tomorrow. */
static void
test_change_and_move (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = make_settings (world, "\"per-day\":5");

  begin (world, settings, 40);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 5);
  send_world_write (world, raise_limit, world);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 30);
  send_world_write (world, move_to_other, world);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 40);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 40);
  send_world_assert_state (world, "done");
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/send-limits/warm-up", SendWorld, NULL, send_world_set_up, test_warm_up,
              send_world_tear_down);
  g_test_add ("/send-limits/hour", SendWorld, NULL, send_world_set_up, test_hour,
              send_world_tear_down);
  g_test_add ("/send-limits/change-and-move", SendWorld, NULL, send_world_set_up,
              test_change_and_move, send_world_tear_down);
  return g_test_run ();
}
