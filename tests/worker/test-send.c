/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a send: nobody twice, nobody lost, non-sends with their reasons, orders obeyed. */
#include "send-world.h"

#include "channels/email/esp-demo-mailbox.h"
#include "channels/email/esp-smtp-account.h"
#include "store/esp-channels.h"
#include "store/esp-suppressions.h"
#include "worker/esp-workspace-setting.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

static void
test_everyone_has_a_row (SendWorld *world, gconstpointer data)
{
  static const SendPerson people[] = {
    { "ok1@x.example", "granted" },
    { "ok2@x.example", "granted", "America/New_York" },
    { "550@x.example", "granted" },
    { "571@x.example", "granted" },
    { "450@x.example", "granted" },
    { "grey@x.example", "granted" },
    { "drop-end@x.example", "granted" },
    { "drop-rcpt@x.example", "granted" },
    { "none@x.example", NULL },
    { "no@x.example", "withdrawn" },
    { "unrenderable@x.example", "granted" },
    { "suppressed@x.example", "granted", NULL, TRUE },
    { "", "granted" },
    { NULL },
  };
  g_autofree char *settings = send_world_make_settings (world, 2, 0);

  world->settings = settings;
  world->options = "{\"hold\":0,\"ignore-hours\":true}";
  send_world_write (world, send_world_insert_people, people);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, NULL, NULL), ==, 13);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 2);
  g_assert_cmpint (send_world_count (world, "failed", "hard-bounce"), ==, 1);
  g_assert_cmpint (send_world_count (world, "failed", "blocked"), ==, 1);
  g_assert_cmpint (send_world_count (world, "unknown", "no-reply"), ==, 1);
  g_assert_cmpint (send_world_count (world, "queued", "retry"), ==, 3);
  g_assert_cmpint (send_world_count (world, "skipped", "no-consent"), ==, 1);
  g_assert_cmpint (send_world_count (world, "skipped", "withdrawn"), ==, 1);
  g_assert_cmpint (send_world_count (world, "skipped", "suppressed"), ==, 1);
  g_assert_cmpint (send_world_count (world, "skipped", "no-address"), ==, 1);
  g_assert_cmpint (send_world_count (world, "failed", ESP_LEDGER_NOT_MADE), ==, 1);
  send_world_assert_state (world, "sending");

  /* Five minutes later the greylist lets it pass; a day later all has come to its end. */
  esp_clock_advance (world->clock, 10 * ESP_USEC_PER_MINUTE);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 3);
  for (guint i = 0; i < 10; i++)
    {
      esp_clock_advance (world->clock, 12 * ESP_USEC_PER_HOUR);
      send_world_wait_until_idle (world);
    }
  send_world_assert_state (world, "done");
  g_assert_cmpint (send_world_count (world, "queued", NULL), ==, 0);
  g_assert_cmpint (send_world_count (world, "failed", "gave-up"), ==, 2);
  g_assert_cmpint (send_world_count (world, "unknown", NULL), ==, 1);
  g_assert_cmpuint (smtp_server_count (world->server, "ok1@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (world->server, "grey@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (world->server, "drop-end@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (world->server, "suppressed@x.example"), ==, 0);
}

static void
test_many_get_it_once (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 4, 0);

  world->settings = settings;
  send_world_insert_crowd (world, 1500);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "done");
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 1500);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 1500);
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *email = g_strdup_printf ("ok%u@x.example", i);

      g_assert_cmpuint (smtp_server_count (world->server, email), ==, 1);
    }
}

static gboolean
order_pause (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_pause (tx, ((SendWorld *) data)->send_id, error);
}

static gboolean
order_resume (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_resume (tx, ((SendWorld *) data)->send_id, error);
}

static gboolean
order_stop (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_stop (tx, ((SendWorld *) data)->send_id, NULL, error);
}

static gboolean
kill_on (EspTx *tx, gpointer data, GError **error)
{
  return esp_kill_switch_set (tx, TRUE, error);
}

static gboolean
kill_off (EspTx *tx, gpointer data, GError **error)
{
  return esp_kill_switch_set (tx, FALSE, error);
}

static void
test_pause_resume_stop (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 2, 0);
  gint64 start_us;
  guint n_paused;

  world->settings = settings;
  send_world_insert_crowd (world, 1000);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_for_messages (world, 20);
  start_us = g_get_monotonic_time ();
  send_world_write (world, order_pause, world);
  send_world_wait_until_idle (world);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 1500000);
  n_paused = smtp_server_count_all (world->server);
  g_assert_cmpuint (n_paused, <, 1000);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, n_paused);
  g_assert_cmpint (send_world_count (world, "sending", NULL), ==, 0);
  send_world_assert_state (world, "paused");

  send_world_write (world, order_resume, world);
  esp_worker_poke (world->worker);
  send_world_wait_for_messages (world, n_paused + 20);
  send_world_write (world, kill_on, NULL);
  send_world_wait_until_idle (world);
  n_paused = smtp_server_count_all (world->server);
  g_assert_cmpuint (n_paused, <, 1000);
  send_world_assert_state (world, "sending");
  g_assert_cmpint (send_world_count (world, "sending", NULL), ==, 0);

  send_world_write (world, kill_off, NULL);
  esp_worker_poke (world->worker);
  send_world_wait_for_messages (world, n_paused + 20);
  send_world_write (world, order_stop, world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "stopped");
  g_assert_cmpint (send_world_count (world, "queued", NULL), ==, 0);
  g_assert_cmpint (send_world_count (world, "sent", NULL) +
                     send_world_count (world, "cancelled", NULL),
                   ==, 1000);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==,
                   smtp_server_count_all (world->server));
}

static void
test_hold_can_be_cancelled (SendWorld *world, gconstpointer data)
{
  world->options = "{\"hold\":60}";
  send_world_insert_crowd (world, 10);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (send_world_count (world, "queued", NULL) < 10)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, TRUE);
  send_world_assert_state (world, "hold");
  send_world_write (world, order_stop, world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "stopped");
  g_assert_cmpint (send_world_count (world, "cancelled", NULL), ==, 10);
}

static void
test_hold_ends_by_itself (SendWorld *world, gconstpointer data)
{
  g_autoptr (GPtrArray) mails = NULL;
  g_autofree char *folder = g_build_filename (world->folder, "test.mailbox", NULL);

  world->options = "{\"hold\":60}";
  send_world_insert_crowd (world, 10);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (send_world_count (world, "queued", NULL) < 10)
    g_main_context_iteration (NULL, TRUE);
  esp_clock_advance (world->clock, 61 * ESP_USEC_PER_SEC);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "done");
  mails = esp_demo_mailbox_list (folder, 100, NULL, NULL);
  g_assert_cmpuint (mails->len, ==, 10);
}

static gboolean
suppress_first (EspTx *tx, gpointer data, GError **error)
{
  return esp_suppress_address (tx, "email", "ok0@x.example", "unsubscribed", NULL, error);
}

/* Whoever says no during the hold does not get it. */
static void
test_a_late_no_counts (SendWorld *world, gconstpointer data)
{
  world->options = "{\"hold\":60}";
  send_world_insert_crowd (world, 3);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  while (send_world_count (world, "queued", NULL) < 3)
    g_main_context_iteration (NULL, TRUE);
  send_world_write (world, suppress_first, NULL);
  esp_clock_advance (world->clock, 61 * ESP_USEC_PER_SEC);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 2);
  g_assert_cmpint (send_world_count (world, "skipped", "suppressed"), ==, 1);
}

static void
test_brakes_act (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 1, 0);
  SendPerson *people = send_world_make_people (120);

  for (guint i = 0; i < 60; i++)
    {
      g_free ((char *) people[i].email);
      people[i].email = g_strdup_printf ("%s%u@x.example", i % 10 == 0 ? "550-" : "ok-", i);
    }
  world->settings = settings;
  send_world_write (world, send_world_insert_people, people);
  send_world_free_people (people);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "paused");
  g_assert_cmpint (send_world_count (world, "sent", NULL), <, 114);
  g_assert_cmpint (send_world_count (world, "queued", NULL), >, 0);
}

static void
test_account_trouble_pauses (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings =
    g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"starttls\"}",
                     smtp_server_get_port (world->server));

  world->settings = settings;
  send_world_insert_crowd (world, 5);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "paused");
  g_assert_cmpint (send_world_count (world, "queued", NULL), ==, 5);
}

static void
test_quiet_hours_wait (SendWorld *world, gconstpointer data)
{
  static const SendPerson people[] = { { "seoul@x.example", "granted", "Asia/Seoul" },
                                       { "york@x.example", "granted", "America/New_York" },
                                       { NULL } };
  g_autofree char *settings = send_world_make_settings (world, 1, 0);

  world->settings = settings;
  esp_clock_set (world->clock, START_US + ESP_USEC_PER_HOUR); /* past ten in Seoul */
  send_world_write (world, send_world_insert_people, people);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  g_assert_cmpuint (smtp_server_count (world->server, "york@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (world->server, "seoul@x.example"), ==, 0);
  g_assert_cmpint (send_world_count (world, "queued", "quiet-hours"), ==, 1);
  esp_clock_advance (world->clock, 10 * ESP_USEC_PER_HOUR);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "done");
  g_assert_cmpuint (smtp_server_count (world->server, "seoul@x.example"), ==, 1);
}

static gboolean
end_quiet_hours (EspTx *tx, gpointer data, GError **error)
{
  return esp_setting_store (tx, esp_setting_find ("quiet-hours"), "off", error);
}

/* Whoever waits for hours that are given up does not wait until their end. */
static void
test_quiet_hours_given_up (SendWorld *world, gconstpointer data)
{
  static const SendPerson people[] = { { "seoul@x.example", "granted", "Asia/Seoul" }, { NULL } };
  g_autofree char *settings = send_world_make_settings (world, 1, 0);

  world->settings = settings;
  esp_clock_set (world->clock, START_US + ESP_USEC_PER_HOUR); /* past ten in Seoul */
  send_world_write (world, send_world_insert_people, people);
  send_world_write (world, send_world_insert_send, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  g_assert_cmpint (send_world_count (world, "queued", "quiet-hours"), ==, 1);
  send_world_write (world, end_quiet_hours, NULL);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "done");
  g_assert_cmpuint (smtp_server_count (world->server, "seoul@x.example"), ==, 1);
}

/* A row that was being handed over when the engine died is in doubt, not sent again. */
static gboolean
leave_in_flight (EspTx *tx, gpointer data, GError **error)
{
  SendWorld *world = data;
  EspLedgerClaim claim = { .id = 1, .address = "ok0@x.example" };
  EspLedgerGate gate = { .send_id = world->send_id };
  EspLedgerEntry entries[] = { { .lead_id = 1 }, { .lead_id = 2 } };

  if (!esp_send_set_state (tx, world->send_id, "preparing", NULL, error) ||
      !esp_ledger_insert (tx, world->send_id, entries, 2, 1, error) ||
      !esp_send_set_prepared (tx, world->send_id, 0, error) ||
      !esp_send_set_state (tx, world->send_id, "sending", NULL, error) ||
      !esp_ledger_claim (tx, &gate, &claim, 1, error))
    return FALSE;
  g_assert_cmpint (claim.result, ==, ESP_CLAIM_OK);
  return TRUE;
}

static void
test_in_doubt_is_never_sent_again (SendWorld *world, gconstpointer data)
{
  g_autofree char *settings = send_world_make_settings (world, 1, 0);

  world->settings = settings;
  send_world_insert_crowd (world, 2);
  send_world_write (world, send_world_insert_send, world);
  send_world_write (world, leave_in_flight, world);
  send_world_start (world);
  send_world_wait_until_idle (world);
  send_world_assert_state (world, "done");
  g_assert_cmpint (send_world_count (world, "unknown", "interrupted"), ==, 1);
  g_assert_cmpint (send_world_count (world, "sent", NULL), ==, 1);
  g_assert_cmpuint (smtp_server_count (world->server, "ok0@x.example"), ==, 0);
  g_assert_cmpuint (smtp_server_count (world->server, "ok1@x.example"), ==, 1);
}

static const SmtpServerOptions slow_server = { .delay_us = 2000 };

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(name, options, func)                                                                   \
  g_test_add (name, SendWorld, options, send_world_set_up, func, send_world_tear_down)
  ADD ("/worker/send/everyone-has-a-row", NULL, test_everyone_has_a_row);
  ADD ("/worker/send/many-get-it-once", NULL, test_many_get_it_once);
  ADD ("/worker/send/pause-resume-kill-stop", &slow_server, test_pause_resume_stop);
  ADD ("/worker/send/hold-can-be-cancelled", NULL, test_hold_can_be_cancelled);
  ADD ("/worker/send/hold-ends-by-itself", NULL, test_hold_ends_by_itself);
  ADD ("/worker/send/a-late-no-counts", NULL, test_a_late_no_counts);
  ADD ("/worker/send/brakes-act", NULL, test_brakes_act);
  ADD ("/worker/send/account-trouble-pauses", NULL, test_account_trouble_pauses);
  ADD ("/worker/send/quiet-hours-wait", NULL, test_quiet_hours_wait);
  ADD ("/worker/send/quiet-hours-given-up", NULL, test_quiet_hours_given_up);
  ADD ("/worker/send/in-doubt-is-never-sent-again", NULL, test_in_doubt_is_never_sent_again);
#undef ADD
  return g_test_run ();
}
