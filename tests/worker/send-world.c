/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the world of the tests of sends, and looks at what became of it. */
#include "send-world.h"

#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-suppressions.h"
#include "worker/esp-send-plan.h"

#include "temp-store.h"

#include <string.h>

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
  SendWorld *world = user_data;

  if (esp_worker_get_state (worker)->is_leading && esp_worker_get_state (worker)->is_idle)
    world->n_idle++;
}

void
send_world_start (SendWorld *world)
{
  world->worker = esp_worker_new (world->store, &test_source, NULL);
  g_signal_connect (world->worker, "state-changed", G_CALLBACK (state_changed_cb), world);
  esp_worker_start (world->worker);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_done = user_data;

  g_assert_true (esp_worker_stop_finish (ESP_WORKER (source), result, NULL));
  *is_done = TRUE;
}

void
send_world_stop (SendWorld *world)
{
  gboolean is_done = FALSE;

  esp_worker_stop_async (world->worker, stopped_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&world->worker));
}

void
send_world_wait_until_idle (SendWorld *world)
{
  world->n_idle = 0;
  esp_worker_poke (world->worker);
  while (world->n_idle < 2)
    g_main_context_iteration (NULL, TRUE);
}

void
send_world_set_up (SendWorld *world, gconstpointer data)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOON_US);
  world->store = temp_store_new (world->folder, world->clock);
  world->server = smtp_server_new (data);
  world->options = "{\"hold\":0}";
  world->audience = "{\"everyone\":true}";
}

void
send_world_tear_down (SendWorld *world, gconstpointer data)
{
  if (world->worker != NULL)
    send_world_stop (world);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  smtp_server_free (world->server);
  temp_folder_free (world->folder);
}

gboolean
send_world_insert_people (EspTx *tx, gpointer data, GError **error)
{
  const SendPerson *people = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (const SendPerson *person = people; person->email != NULL; person++)
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

/* Something that no rule forbids, whatever the world's own source makes of it. */
static const char document[] =
  "{\"version\":1,\"class\":\"transactional\",\"language\":\"ko\",\"sender\":{\"name\":\"m\","
  "\"address\":\"m@brand.example\"},\"subject\":\"m\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"m\"]}]}]}]}]}}";

gboolean
send_world_insert_send (EspTx *tx, gpointer data, GError **error)
{
  SendWorld *world = data;
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Test", world->settings != NULL ? "smtp" : "demo", world->settings);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspSendGate) gate = NULL;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx,
                                          "INSERT INTO message (uuid, name, document, created_at,"
                                          " updated_at) VALUES (zeroblob (16), 'm', ?1, 0, 0)",
                                          error);

  esp_stmt_bind_text (stmt, 1, document);
  if (!esp_stmt_run (stmt, error) || !esp_channel_insert (tx, channel, error) ||
      !esp_campaign_insert (tx, "Spring", &world->campaign_id, error))
    return FALSE;
  world->channel_id = channel->id;
  send = esp_send_new (world->campaign_id);
  send->message_id = 1;
  send->channel_id = channel->id;
  g_free (send->options);
  send->options = g_strdup (world->options);
  g_free (send->audience);
  send->audience = g_strdup (world->audience);
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  gate = esp_send_gate_new (tx, send->id, 0, NULL, error);
  return gate != NULL && esp_send_order_start (tx, gate, TRUE, error);
}

void
send_world_write (SendWorld *world, EspStoreFunc func, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, (gpointer) data, NULL, &error);
  g_assert_no_error (error);
}

char *
send_world_make_settings (SendWorld *world, guint n_connections, guint rate)
{
  return g_strdup_printf ("{\"host\":\"127.0.0.1\",\"port\":%u,\"security\":\"none\","
                          "\"connections\":%u,\"rate-per-minute\":%u,\"dot-ms\":300}",
                          smtp_server_get_port (world->server), n_connections, rate);
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

gint64
send_world_count (SendWorld *world, const char *state, const char *reason)
{
  Reading reading = { .send_id = world->send_id };
  gint64 n;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, read_send, &reading, NULL, NULL));
  n = esp_ledger_counts_sum (reading.counts, state, reason);
  g_ptr_array_unref (reading.counts);
  esp_send_free (reading.send);
  return n;
}

void
send_world_assert_state (SendWorld *world, const char *state)
{
  Reading reading = { .send_id = world->send_id };

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, read_send, &reading, NULL, NULL));
  g_test_message ("%s: %s", reading.send->state,
                  reading.send->pause_reason != NULL ? reading.send->pause_reason : "");
  g_assert_cmpstr (reading.send->state, ==, state);
  g_ptr_array_unref (reading.counts);
  esp_send_free (reading.send);
}

SendPerson *
send_world_make_people (guint n)
{
  SendPerson *people = g_new0 (SendPerson, n + 1);

  for (guint i = 0; i < n; i++)
    people[i] = (SendPerson){ g_strdup_printf ("ok%u@x.example", i), "granted" };
  return people;
}

void
send_world_free_people (SendPerson *people)
{
  for (SendPerson *person = people; person->email != NULL; person++)
    g_free ((char *) person->email);
  g_free (people);
}

void
send_world_insert_crowd (SendWorld *world, guint n)
{
  SendPerson *people = send_world_make_people (n);

  send_world_write (world, send_world_insert_people, people);
  send_world_free_people (people);
}

void
send_world_wait_for_messages (SendWorld *world, guint n)
{
  while (smtp_server_count_all (world->server) < n)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
send_world_is_state (SendWorld *world, const char *state)
{
  Reading reading = { .send_id = world->send_id };
  gboolean is_state;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, read_send, &reading, NULL, NULL));
  is_state = g_str_equal (reading.send->state, state);
  g_ptr_array_unref (reading.counts);
  esp_send_free (reading.send);
  return is_state;
}

/* What the engine says of the send, written or not. */
const EspSendProgress *
send_world_get_progress (SendWorld *world)
{
  EspJob *job = esp_job_list_find_send (esp_worker_get_jobs (world->worker), world->send_id);

  return job != NULL ? esp_job_get_progress (job) : NULL;
}

gboolean
send_world_shows (SendWorld *world, const char *state)
{
  const EspSendProgress *progress = send_world_get_progress (world);

  return progress != NULL && g_str_equal (progress->state, state);
}
