/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a send: nobody twice, nobody lost, non-sends with their reasons, orders obeyed. */
#include "../channels/smtp-server.h"
#include "channels/email/esp-demo-mailbox.h"
#include "channels/email/esp-smtp-account.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-meta.h"
#include "store/esp-suppressions.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-plan.h"
#include "worker/esp-worker.h"

#include "temp-store.h"

#include <string.h>

#define START_US G_GINT64_CONSTANT (1790000000000000) /* 2026-09-21 22:13 in Seoul… */
#define NOON_US (START_US - G_GINT64_CONSTANT (10) * ESP_USEC_PER_HOUR)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspWorker *worker;
  SmtpServer *server;
  gint64 send_id;
  gint64 campaign_id;
  gint64 channel_id;
  const char *settings;
  const char *audience;
  const char *options;
  guint n_idle;
} Fixture;

/* A source of messages that says whose they are. */
static gpointer
open_source (EspTx *tx, const EspSend *send, GError **error)
{
  return g_strdup ("opened");
}

static gboolean
build_message (gpointer opened,
               const EspMessageRequest *request,
               EspPreparedMessage *out_message,
               GError **error)
{
  g_autofree char *text = NULL;

  if (g_str_has_prefix (request->address, "unrenderable"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a field is missing");
      return FALSE;
    }
  text = g_strdup_printf ("To: %s\r\nSubject: Hi\r\n\r\nHello\r\n", request->address);
  out_message->from = g_strdup ("news@brand.example");
  out_message->to = g_strdup (request->address);
  out_message->message_key =
    g_strdup_printf ("m%" G_GINT64_FORMAT "@brand.example", request->delivery_id);
  out_message->bytes = g_bytes_new (text, strlen (text));
  return TRUE;
}

static const EspMessageSource test_source = { open_source, build_message, g_free };

static void
state_changed_cb (EspWorker *worker, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (esp_worker_get_state (worker)->is_leading && esp_worker_get_state (worker)->is_idle)
    fixture->n_idle++;
}

static void
start_worker (Fixture *fixture)
{
  fixture->worker = esp_worker_new (fixture->store, &test_source, NULL);
  g_signal_connect (fixture->worker, "state-changed", G_CALLBACK (state_changed_cb), fixture);
  esp_worker_start (fixture->worker);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_done = user_data;

  g_assert_true (esp_worker_stop_finish (ESP_WORKER (source), result, NULL));
  *is_done = TRUE;
}

static void
stop_worker (Fixture *fixture)
{
  gboolean is_done = FALSE;

  esp_worker_stop_async (fixture->worker, stopped_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&fixture->worker));
}

static void
wait_until_idle (Fixture *fixture)
{
  fixture->n_idle = 0;
  esp_worker_poke (fixture->worker);
  while (fixture->n_idle < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (NOON_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  fixture->server = smtp_server_new (data);
  fixture->options = "{\"hold\":0}";
  fixture->audience = "{\"everyone\":true}";
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->worker != NULL)
    stop_worker (fixture);
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  smtp_server_free (fixture->server);
  temp_folder_free (fixture->folder);
}

typedef struct
{
  const char *email;
  const char *consent; /* (nullable) */
  const char *zone;    /* (nullable) */
  gboolean is_suppressed;
  gboolean is_archived;
} Person;

static gboolean
insert_people (EspTx *tx, gpointer data, GError **error)
{
  const Person *people = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (const Person *person = people; person->email != NULL; person++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email", .purpose = (char *) "marketing" };

      if (person->email[0] != '\0')
        esp_value_set_text (esp_lead_get_writable (lead, "email"), person->email);
      if (person->zone != NULL)
        esp_value_set_text (esp_lead_get_writable (lead, "time_zone"), person->zone);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      consent.state = (char *) person->consent;
      if (person->consent != NULL && !esp_consent_add (tx, &consent, error))
        return FALSE;
      if (person->is_suppressed &&
          !esp_suppress_address (tx, "email", person->email, "manual", NULL, error))
        return FALSE;
      if (person->is_archived && !esp_lead_set_archived (tx, lead->id, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

/* Something that no rule forbids, whatever the fixture's own source makes of it. */
static const char document[] =
  "{\"version\":1,\"class\":\"transactional\",\"language\":\"ko\",\"sender\":{\"name\":\"m\","
  "\"address\":\"m@brand.example\"},\"subject\":\"m\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"m\"]}]}]}]}]}}";

static gboolean
insert_send (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Test", fixture->settings != NULL ? "smtp" : "demo", fixture->settings);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx,
                                          "INSERT INTO message (uuid, name, document, created_at,"
                                          " updated_at) VALUES (zeroblob (16), 'm', ?1, 0, 0)",
                                          error);

  esp_stmt_bind_text (stmt, 1, document);
  if (!esp_stmt_run (stmt, error) || !esp_channel_insert (tx, channel, error) ||
      !esp_campaign_insert (tx, "Spring", &fixture->campaign_id, error))
    return FALSE;
  fixture->channel_id = channel->id;
  send = esp_send_new (fixture->campaign_id);
  send->message_id = 1;
  send->channel_id = channel->id;
  g_free (send->options);
  send->options = g_strdup (fixture->options);
  g_free (send->audience);
  send->audience = g_strdup (fixture->audience);
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  fixture->send_id = send->id;
  return esp_send_order_start (tx, send->id, 0, TRUE, error);
}

static void
write_store (Fixture *fixture, EspStoreFunc func, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (fixture->store, NULL, func, (gpointer) data, NULL, &error);
  g_assert_no_error (error);
}

static char *
make_settings (Fixture *fixture, guint n_connections, guint rate)
{
  return g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\","
                          "\"connections\":%u,\"rate-per-minute\":%u,\"dot-ms\":300}",
                          smtp_server_get_port (fixture->server), n_connections, rate);
}

typedef struct
{
  gint64 send_id;
  GPtrArray *counts;
  EspSend *send;
} Reading;

static gboolean
read_send (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->counts = esp_ledger_counts (tx, reading->send_id, error);
  reading->send = esp_send_load (tx, reading->send_id, error);
  return reading->counts != NULL && reading->send != NULL;
}

static gint64
count (Fixture *fixture, const char *state, const char *reason)
{
  Reading reading = { .send_id = fixture->send_id };
  gint64 n;

  g_assert_true (esp_store_read (fixture->store, ESP_READ_PAGE, read_send, &reading, NULL, NULL));
  n = esp_ledger_counts_sum (reading.counts, state, reason);
  g_ptr_array_unref (reading.counts);
  esp_send_free (reading.send);
  return n;
}

static void
assert_state (Fixture *fixture, const char *state)
{
  Reading reading = { .send_id = fixture->send_id };

  g_assert_true (esp_store_read (fixture->store, ESP_READ_PAGE, read_send, &reading, NULL, NULL));
  g_test_message ("%s: %s", reading.send->state,
                  reading.send->pause_reason != NULL ? reading.send->pause_reason : "");
  g_assert_cmpstr (reading.send->state, ==, state);
  g_ptr_array_unref (reading.counts);
  esp_send_free (reading.send);
}

static void
test_everyone_has_a_row (Fixture *fixture, gconstpointer data)
{
  static const Person people[] = {
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
  g_autofree char *settings = make_settings (fixture, 2, 0);

  fixture->settings = settings;
  fixture->options = "{\"hold\":0,\"ignore-hours\":true}";
  write_store (fixture, insert_people, people);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  wait_until_idle (fixture);
  g_assert_cmpint (count (fixture, NULL, NULL), ==, 13);
  g_assert_cmpint (count (fixture, "sent", NULL), ==, 2);
  g_assert_cmpint (count (fixture, "failed", "hard-bounce"), ==, 1);
  g_assert_cmpint (count (fixture, "failed", "blocked"), ==, 1);
  g_assert_cmpint (count (fixture, "unknown", "no-reply"), ==, 1);
  g_assert_cmpint (count (fixture, "queued", "retry"), ==, 3);
  g_assert_cmpint (count (fixture, "skipped", "no-consent"), ==, 1);
  g_assert_cmpint (count (fixture, "skipped", "withdrawn"), ==, 1);
  g_assert_cmpint (count (fixture, "skipped", "suppressed"), ==, 1);
  g_assert_cmpint (count (fixture, "skipped", "no-address"), ==, 1);
  g_assert_cmpint (count (fixture, "skipped", "content"), ==, 1);
  assert_state (fixture, "sending");

  /* Five minutes later the greylist lets it pass; a day later all has come to its end. */
  esp_clock_advance (fixture->clock, 10 * ESP_USEC_PER_MINUTE);
  wait_until_idle (fixture);
  g_assert_cmpint (count (fixture, "sent", NULL), ==, 3);
  for (guint i = 0; i < 10; i++)
    {
      esp_clock_advance (fixture->clock, 12 * ESP_USEC_PER_HOUR);
      wait_until_idle (fixture);
    }
  assert_state (fixture, "done");
  g_assert_cmpint (count (fixture, "queued", NULL), ==, 0);
  g_assert_cmpint (count (fixture, "failed", "gave-up"), ==, 2);
  g_assert_cmpint (count (fixture, "unknown", NULL), ==, 1);
  g_assert_cmpuint (smtp_server_count (fixture->server, "ok1@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (fixture->server, "grey@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (fixture->server, "drop-end@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (fixture->server, "suppressed@x.example"), ==, 0);
}

static Person *
make_people (guint n)
{
  Person *people = g_new0 (Person, n + 1);

  for (guint i = 0; i < n; i++)
    people[i] = (Person){ g_strdup_printf ("ok%u@x.example", i), "granted" };
  return people;
}

static void
free_people (Person *people)
{
  for (Person *person = people; person->email != NULL; person++)
    g_free ((char *) person->email);
  g_free (people);
}

static void
insert_crowd (Fixture *fixture, guint n)
{
  Person *people = make_people (n);

  write_store (fixture, insert_people, people);
  free_people (people);
}

static void
test_many_get_it_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *settings = make_settings (fixture, 4, 0);

  fixture->settings = settings;
  insert_crowd (fixture, 1500);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  wait_until_idle (fixture);
  assert_state (fixture, "done");
  g_assert_cmpint (count (fixture, "sent", NULL), ==, 1500);
  g_assert_cmpuint (smtp_server_count_all (fixture->server), ==, 1500);
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *email = g_strdup_printf ("ok%u@x.example", i);

      g_assert_cmpuint (smtp_server_count (fixture->server, email), ==, 1);
    }
}

static gboolean
order_pause (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_pause (tx, ((Fixture *) data)->send_id, error);
}

static gboolean
order_resume (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_resume (tx, ((Fixture *) data)->send_id, error);
}

static gboolean
order_stop (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_order_stop (tx, ((Fixture *) data)->send_id, NULL, error);
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
wait_for_messages (Fixture *fixture, guint n)
{
  while (smtp_server_count_all (fixture->server) < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_pause_resume_stop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *settings = make_settings (fixture, 2, 0);
  gint64 start_us;
  guint n_paused;

  fixture->settings = settings;
  insert_crowd (fixture, 1000);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  wait_for_messages (fixture, 20);
  start_us = g_get_monotonic_time ();
  write_store (fixture, order_pause, fixture);
  wait_until_idle (fixture);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 1500000);
  n_paused = smtp_server_count_all (fixture->server);
  g_assert_cmpuint (n_paused, <, 1000);
  g_assert_cmpint (count (fixture, "sent", NULL), ==, n_paused);
  g_assert_cmpint (count (fixture, "sending", NULL), ==, 0);
  assert_state (fixture, "paused");

  write_store (fixture, order_resume, fixture);
  esp_worker_poke (fixture->worker);
  wait_for_messages (fixture, n_paused + 20);
  write_store (fixture, kill_on, NULL);
  wait_until_idle (fixture);
  n_paused = smtp_server_count_all (fixture->server);
  g_assert_cmpuint (n_paused, <, 1000);
  assert_state (fixture, "sending");
  g_assert_cmpint (count (fixture, "sending", NULL), ==, 0);

  write_store (fixture, kill_off, NULL);
  esp_worker_poke (fixture->worker);
  wait_for_messages (fixture, n_paused + 20);
  write_store (fixture, order_stop, fixture);
  wait_until_idle (fixture);
  assert_state (fixture, "stopped");
  g_assert_cmpint (count (fixture, "queued", NULL), ==, 0);
  g_assert_cmpint (count (fixture, "sent", NULL) + count (fixture, "cancelled", NULL), ==, 1000);
  g_assert_cmpint (count (fixture, "sent", NULL), ==, smtp_server_count_all (fixture->server));
}

static void
test_hold_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
  fixture->options = "{\"hold\":60}";
  insert_crowd (fixture, 10);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  while (count (fixture, "queued", NULL) < 10)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, TRUE);
  assert_state (fixture, "hold");
  write_store (fixture, order_stop, fixture);
  wait_until_idle (fixture);
  assert_state (fixture, "stopped");
  g_assert_cmpint (count (fixture, "cancelled", NULL), ==, 10);
}

static void
test_hold_ends_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) mails = NULL;
  g_autofree char *folder = g_build_filename (fixture->folder, "test.mailbox", NULL);

  fixture->options = "{\"hold\":60}";
  insert_crowd (fixture, 10);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  while (count (fixture, "queued", NULL) < 10)
    g_main_context_iteration (NULL, TRUE);
  esp_clock_advance (fixture->clock, 61 * ESP_USEC_PER_SEC);
  wait_until_idle (fixture);
  assert_state (fixture, "done");
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
test_a_late_no_counts (Fixture *fixture, gconstpointer data)
{
  fixture->options = "{\"hold\":60}";
  insert_crowd (fixture, 3);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  while (count (fixture, "queued", NULL) < 3)
    g_main_context_iteration (NULL, TRUE);
  write_store (fixture, suppress_first, NULL);
  esp_clock_advance (fixture->clock, 61 * ESP_USEC_PER_SEC);
  wait_until_idle (fixture);
  g_assert_cmpint (count (fixture, "sent", NULL), ==, 2);
  g_assert_cmpint (count (fixture, "skipped", "suppressed"), ==, 1);
}

static void
test_brakes_act (Fixture *fixture, gconstpointer data)
{
  g_autofree char *settings = make_settings (fixture, 1, 0);
  Person *people = make_people (120);

  for (guint i = 0; i < 60; i++)
    {
      g_free ((char *) people[i].email);
      people[i].email = g_strdup_printf ("%s%u@x.example", i % 10 == 0 ? "550-" : "ok-", i);
    }
  fixture->settings = settings;
  write_store (fixture, insert_people, people);
  free_people (people);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  wait_until_idle (fixture);
  assert_state (fixture, "paused");
  g_assert_cmpint (count (fixture, "sent", NULL), <, 114);
  g_assert_cmpint (count (fixture, "queued", NULL), >, 0);
}

static void
test_account_trouble_pauses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *settings =
    g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"starttls\"}",
                     smtp_server_get_port (fixture->server));

  fixture->settings = settings;
  insert_crowd (fixture, 5);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  wait_until_idle (fixture);
  assert_state (fixture, "paused");
  g_assert_cmpint (count (fixture, "queued", NULL), ==, 5);
}

static void
test_quiet_hours_wait (Fixture *fixture, gconstpointer data)
{
  static const Person people[] = { { "seoul@x.example", "granted", "Asia/Seoul" },
                                   { "york@x.example", "granted", "America/New_York" },
                                   { NULL } };
  g_autofree char *settings = make_settings (fixture, 1, 0);

  fixture->settings = settings;
  esp_clock_set (fixture->clock, START_US + ESP_USEC_PER_HOUR); /* past ten in Seoul */
  write_store (fixture, insert_people, people);
  write_store (fixture, insert_send, fixture);
  start_worker (fixture);
  wait_until_idle (fixture);
  g_assert_cmpuint (smtp_server_count (fixture->server, "york@x.example"), ==, 1);
  g_assert_cmpuint (smtp_server_count (fixture->server, "seoul@x.example"), ==, 0);
  g_assert_cmpint (count (fixture, "queued", "quiet-hours"), ==, 1);
  esp_clock_advance (fixture->clock, 10 * ESP_USEC_PER_HOUR);
  wait_until_idle (fixture);
  assert_state (fixture, "done");
  g_assert_cmpuint (smtp_server_count (fixture->server, "seoul@x.example"), ==, 1);
}

/* A row that was being handed over when the engine died is in doubt, not sent again. */
static gboolean
leave_in_flight (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  EspLedgerClaim claim = { .id = 1, .address = "ok0@x.example" };
  EspLedgerGate gate = { .send_id = fixture->send_id, .channel = "email", .purpose = "marketing" };
  EspLedgerEntry entries[] = { { .lead_id = 1 }, { .lead_id = 2 } };

  if (!esp_send_set_state (tx, fixture->send_id, "preparing", NULL, error) ||
      !esp_ledger_insert (tx, fixture->send_id, entries, 2, 1, error) ||
      !esp_send_set_prepared (tx, fixture->send_id, 0, error) ||
      !esp_send_set_state (tx, fixture->send_id, "sending", NULL, error) ||
      !esp_ledger_claim (tx, &gate, &claim, 1, error))
    return FALSE;
  g_assert_cmpint (claim.result, ==, ESP_CLAIM_OK);
  return TRUE;
}

static void
test_in_doubt_is_never_sent_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *settings = make_settings (fixture, 1, 0);

  fixture->settings = settings;
  insert_crowd (fixture, 2);
  write_store (fixture, insert_send, fixture);
  write_store (fixture, leave_in_flight, fixture);
  start_worker (fixture);
  wait_until_idle (fixture);
  assert_state (fixture, "done");
  g_assert_cmpint (count (fixture, "unknown", "interrupted"), ==, 1);
  g_assert_cmpint (count (fixture, "sent", NULL), ==, 1);
  g_assert_cmpuint (smtp_server_count (fixture->server, "ok0@x.example"), ==, 0);
  g_assert_cmpuint (smtp_server_count (fixture->server, "ok1@x.example"), ==, 1);
}

static const SmtpServerOptions slow_server = { .delay_us = 2000 };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, options, func) g_test_add (name, Fixture, options, set_up, func, tear_down)
  ADD ("/worker/send/everyone-has-a-row", NULL, test_everyone_has_a_row);
  ADD ("/worker/send/many-get-it-once", NULL, test_many_get_it_once);
  ADD ("/worker/send/pause-resume-kill-stop", &slow_server, test_pause_resume_stop);
  ADD ("/worker/send/hold-can-be-cancelled", NULL, test_hold_can_be_cancelled);
  ADD ("/worker/send/hold-ends-by-itself", NULL, test_hold_ends_by_itself);
  ADD ("/worker/send/a-late-no-counts", NULL, test_a_late_no_counts);
  ADD ("/worker/send/brakes-act", NULL, test_brakes_act);
  ADD ("/worker/send/account-trouble-pauses", NULL, test_account_trouble_pauses);
  ADD ("/worker/send/quiet-hours-wait", NULL, test_quiet_hours_wait);
  ADD ("/worker/send/in-doubt-is-never-sent-again", NULL, test_in_doubt_is_never_sent_again);
#undef ADD
  return g_test_run ();
}
