/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a send about time and trouble: it gives up when it said, sleeps with the computer, asks the
 * hours in the moment of handing over, and loses nothing when the disk is full. */
#include "send-world.h"

#include "store/esp-audit.h"
#include "store/esp-channels.h"

#include "test-home.h"

#include <string.h>

static gboolean
set_policy (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_POLICY, data, error);
}

static void
set_time (SendWorld *world, gint64 delta_us)
{
  esp_clock_advance (world->clock, delta_us);
  send_world_wait_until_idle (world);
}

/* After 5, 15 and 30 minutes, a fifth more or less, the next try would come more than an hour after the
 * first; without the limit there would be four more. */
static void
test_gives_up_in_time (SendWorld *world, gconstpointer data)
{
  static const SendPerson people[] = { { "450-a@x.example", "granted" },
                                       { "ok@y.example", "granted" },
                                       { NULL } };
  g_autofree char *settings = send_world_make_settings (world, 1, 0);

  world->settings = settings;
  world->options = "{\"hold\":0,\"ignore-hours\":true}";
  send_world_write (world, set_policy, "{\"give-up-hours\":1,\"brake-sample\":1000}");
  send_world_write (world, send_world_insert_people, people);
  send_world_write (world, send_world_insert_send, world);
  esp_clock_advance (world->clock, 3 * ESP_USEC_PER_HOUR); /* waiting for a try is no try */
  send_world_start (world);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 1);
  g_assert_cmpint (send_world_count (world, "queued", "retry"), ==, 1);
  set_time (world, 7 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (send_world_count (world, "queued", "retry"), ==, 1);
  for (guint minutes = 7; minutes < 70; minutes += 7)
    set_time (world, 7 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (send_world_count (world, "failed", "gave-up"), ==, 1);
  send_world_assert_state (world, "done");
}

/* Whoever put the computer to sleep within the hold is asked; nothing leaves hours later by itself. */
static void
test_sleep_within_hold_asks (SendWorld *world, gconstpointer data)
{
  world->options = "{\"hold\":60}";
  send_world_insert_crowd (world, 3);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (send_world_count (world, "queued", NULL) < 3)
    g_main_context_iteration (NULL, TRUE);
  esp_clock_advance (world->clock, 5 * ESP_USEC_PER_HOUR);
  while (send_world_count (world, "queued", NULL) == 3 && !send_world_is_state (world, "paused"))
    g_main_context_iteration (NULL, TRUE);
  send_world_assert_state (world, "paused");
  g_assert_cmpint (send_world_count (world, "queued", NULL), ==, 3);
}

/* A short nap changes nothing. */
static void
test_nap_within_hold (SendWorld *world, gconstpointer data)
{
  world->options = "{\"hold\":60}";
  send_world_insert_crowd (world, 3);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (send_world_count (world, "queued", NULL) < 3)
    g_main_context_iteration (NULL, TRUE);
  esp_clock_advance (world->clock, 10 * ESP_USEC_PER_MINUTE);
  while (!send_world_is_state (world, "done"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 3);
}

/* The computer slept into the night: those who were not written to yet wait for the morning. */
static void
test_sleep_into_the_night (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 1, 0);
  gint64 n_sent;

  world->settings = settings;
  send_world_insert_crowd (world, 400);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_for_messages (world, 10);
  esp_clock_advance (world->clock, 11 * ESP_USEC_PER_HOUR); /* 23:13 in Seoul */
  send_world_wait_until_idle (world);
  n_sent = send_world_count (world, "sent", NULL);
  g_assert_cmpint (n_sent, <, 400);
  g_assert_cmpint (send_world_count (world, "queued", "quiet-hours"), ==, 400 - n_sent);
  set_time (world, 8 * ESP_USEC_PER_HOUR);
  send_world_assert_state (world, "done");
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 400);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 400);
}

/* Somebody, or a server of time, sets the clock back. */
static void
test_clock_set_back (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 1, 6000);

  world->settings = settings;
  send_world_insert_crowd (world, 150);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (smtp_server_count_all (world->server) < 10)
    {
      esp_clock_advance (world->clock, ESP_USEC_PER_SEC / 10);
      g_main_context_iteration (NULL, TRUE);
    }
  esp_clock_advance (world->clock, -2 * ESP_USEC_PER_HOUR);
  while (!send_world_is_state (world, "done"))
    {
      esp_clock_advance (world->clock, ESP_USEC_PER_SEC / 10);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 150);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 150);
}

/* Spans stay spans: neither a hold nor another try waits for hours more. */
static void
test_set_back_in_a_wait (SendWorld *world, gconstpointer data)
{
  static const SendPerson people[] = { { "450-a@x.example", "granted" },
                                       { "ok@y.example", "granted" },
                                       { NULL } };
  g_autofree char *settings = send_world_make_settings (world, 1, 0);

  world->settings = settings;
  world->options = "{\"hold\":60,\"ignore-hours\":true}";
  send_world_write (world, set_policy, "{\"give-up-hours\":1,\"brake-sample\":1000}");
  send_world_write (world, send_world_insert_people, people);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (send_world_count (world, "queued", NULL) < 2)
    g_main_context_iteration (NULL, TRUE);
  esp_clock_advance (world->clock, -3 * ESP_USEC_PER_HOUR);
  for (guint i = 0; i < 4; i++)
    g_main_context_iteration (NULL, TRUE); /* the engine looks */
  esp_clock_advance (world->clock, 61 * ESP_USEC_PER_SEC);
  while (send_world_count (world, "sent", NULL) < 1)
    g_main_context_iteration (NULL, TRUE);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "queued", "retry"), ==, 1);
  /* Whether somebody looks on or not. */
  if (data != NULL)
    send_world_stop (world);
  esp_clock_advance (world->clock, -24 * ESP_USEC_PER_HOUR);
  if (data != NULL)
    send_world_start (world);
  send_world_wait_until_idle (world);
  for (guint minutes = 0; minutes < 70; minutes += 7)
    set_time (world, 7 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (send_world_count (world, "queued", NULL), ==, 0);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 1);
}

static gboolean
fill_disk (EspTx *tx, gpointer data, GError **error)
{
  gint64 n_pages = 0;
  g_autofree char *sql = NULL;

  g_assert_true (esp_db_query_int64 (esp_tx_get_db (tx), "PRAGMA page_count", &n_pages, error));
  sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, n_pages);
  return esp_db_exec (esp_tx_get_db (tx), sql, error);
}

static gboolean
empty_disk (EspTx *tx, gpointer data, GError **error)
{
  return esp_db_exec (esp_tx_get_db (tx), "PRAGMA max_page_count = 1000000", error);
}

static gboolean
order_resume (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_resume (tx, ((SendWorld *) data)->send_id, error);
}

/* What the server took before the disk was full is written down when there is room again. */
static void
test_full_disk_loses_nothing (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 2, 0);
  guint n_taken;

  world->settings = settings;
  send_world_insert_crowd (world, 3000);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_for_messages (world, 30);
  send_world_write (world, fill_disk, NULL);
  while (!send_world_shows (world, "paused"))
    g_main_context_iteration (NULL, TRUE);
  n_taken = smtp_server_count_all (world->server);
  g_assert_cmpuint (n_taken, <, 3000);
  g_assert_cmpstr (send_world_get_progress (world)->reason, ==, "disk-full");
  send_world_write (world, empty_disk, NULL);
  while (!send_world_is_state (world, "paused"))
    g_main_context_iteration (NULL, TRUE);
  send_world_wait_until_idle (world);
  n_taken = smtp_server_count_all (world->server);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, n_taken);
  g_assert_cmpint (send_world_count (world, "unknown", NULL), ==, 0);
  g_assert_cmpint (send_world_count (world, "queued", NULL), ==, 3000 - n_taken);
  send_world_write (world, order_resume, world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "done");
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 3000);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 3000);
}

typedef struct
{
  gint64 send_id;
  EspSendGate *gate;
} Race;

static gboolean
ask (EspTx *tx, gpointer data, GError **error)
{
  Race *race = data;

  race->gate = esp_send_gate_new (tx, race->send_id, 0, NULL, error);
  return race->gate != NULL;
}

static gboolean
change_audience (EspTx *tx, gpointer data, GError **error)
{
  Race *race = data;
  g_autoptr (EspSend) send = esp_send_load (tx, race->send_id, error);

  g_free (send->audience);
  send->audience = g_strdup ("{\"leads\":[1]}");
  return esp_send_update (tx, send, error);
}

static gboolean
make_draft (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_set_state (tx, ((Race *) data)->send_id, "draft", NULL, error);
}

static gboolean
order (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_start (tx, ((Race *) data)->gate, TRUE, error);
}

/* What was changed between the look and the order is not sent. */
static void
test_change_after_the_look (SendWorld *world, gconstpointer data)
{
  Race race = { 0 };
  g_autoptr (GError) error = NULL;

  send_world_insert_crowd (world, 3);
  send_world_write (world, send_world_insert_send, world);
  race.send_id = world->send_id;
  send_world_write (world, make_draft, &race);
  g_assert_true (esp_store_read (world->store, ESP_READ_LONG, ask, &race, NULL, &error));
  send_world_write (world, change_audience, &race);
  g_assert_false (esp_store_write (world->store, NULL, order, &race, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "changed"));
  esp_send_gate_free (race.gate);
}

static const SmtpServerOptions slow_server = { .delay_us = 2000 };
/* Tells the test of a clock that the program is not running when it is set back. */
static const SmtpServerOptions unseen = { 0 };

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(name, options, func)                                                                   \
  g_test_add (name, SendWorld, options, send_world_set_up, func, send_world_tear_down)
  ADD ("/worker/send-time/gives-up-in-time", NULL, test_gives_up_in_time);
  ADD ("/worker/send-time/sleep-within-hold-asks", NULL, test_sleep_within_hold_asks);
  ADD ("/worker/send-time/nap-within-hold", NULL, test_nap_within_hold);
  ADD ("/worker/send-time/sleep-into-the-night", &slow_server, test_sleep_into_the_night);
  ADD ("/worker/send-time/clock-set-back", &slow_server, test_clock_set_back);
  ADD ("/worker/send-time/set-back-in-a-wait", NULL, test_set_back_in_a_wait);
  ADD ("/worker/send-time/set-back-while-nobody-looks", &unseen, test_set_back_in_a_wait);
  ADD ("/worker/send-time/full-disk-loses-nothing", &slow_server, test_full_disk_loses_nothing);
  ADD ("/worker/send-time/change-after-the-look", NULL, test_change_after_the_look);
#undef ADD
  return g_test_run ();
}
