/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends through services from the order to what comes back: texts and mails of many people, against a web service
 * in this process that answers, or cuts after it has taken the request. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "../channels/http-peer.h"
#include "channels/esp-channel-kinds.h"
#include "channels/esp-secrets.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-report-sources.h"
#include "store/esp-reports.h"
#include "store/esp-suppressions.h"
#include "worker/esp-report-pull.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-text-source.h"
#include "worker/esp-worker.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

#define NOON_US G_GINT64_CONSTANT (1789956000000000) /* noon in Seoul */
#define N_LEADS 12
#define DEAD 5 /* the number of this person is not in use, the mailbox of this one does not exist */

typedef struct
{
  const char *kind;
  const char *medium;
  const char *settings; /* with a comma before each */
  const char *secret_name;
  const char *document;
  const char *secret; /* (nullable) */
  const char *field;  /* (nullable) label of the field of each lead that says where it goes */
  EspFieldType type;
} Service;

/* The key of RFC 8291, section 5, and its receiver. */
#define VAPID_KEY "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
#define RECEIVER                                                                                   \
  "\"keys\":{\"p256dh\":\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-"                      \
  "AYWXvTBHm4bjyPjs7Vd8pZGH6SRp"                                                                   \
  "kNtoIAiw4\",\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}"

static const Service web_push = {
  "web-push",
  "push",
  ",\"base-url\":\"%s\",\"subject\":\"mailto:a@brand.example\"",
  "vapid-private-key",
  "{\"version\":1,\"medium\":\"push\",\"class\":\"transactional\",\"language\":\"ko\","
  "\"title\":\"제목\",\"body\":\"주문을 받았습니다\"}",
  VAPID_KEY,
  "push_subscription",
  ESP_FIELD_TEXT,
};

static const Service telegram = {
  "telegram",
  "chat",
  ",\"base-url\":\"%s\",\"room\":\"@room\",\"address-field\":\"Chat\"",
  "token",
  "{\"version\":1,\"medium\":\"chat\",\"class\":\"transactional\",\"language\":\"ko\","
  "\"body\":\"주문을 받았습니다\"}",
  "1:token",
  "Chat",
  ESP_FIELD_INTEGER,
};

static const Service solapi = {
  "solapi",
  "text",
  ",\"base-url\":\"%s\",\"api-key\":\"KEY\",\"sender\":\"0212345678\"",
  "api-secret",
  "{\"version\":1,\"medium\":\"text\",\"class\":\"transactional\",\"language\":\"ko\","
  "\"body\":\"주문을 받았습니다\"}",
};

static const Service mailgun = {
  "mailgun",
  "email",
  ",\"base-url\":\"%s\",\"domain\":\"mg.brand.example\",\"region\":\"us\"",
  "api-key",
  "{\"version\":1,\"class\":\"transactional\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\","
  "\"address\":\"news@mg.brand.example\"},\"subject\":\"주문을 "
  "받았습니다\",\"body\":{\"sections\":[{"
  "\"columns\":[{\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":["
  "\"감사합니다\"]}]}]}]}]}}",
};

typedef struct
{
  const Service *service;
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspWorker *worker;
  HttpPeer *peer;
  gboolean cuts;
  gboolean refuses;  /* the one that is dead, and one who wants no more */
  GHashTable *taken; /* numbers and addresses to the times that they were in a request */
  GPtrArray *numbers;
  guint n_idle;
  gint64 send_id;
  gint64 channel_id;
  const char *state;
  GPtrArray *rows; /* in that state */
  guint n_suppressed;
  guint n_returns;
  gint64 n_found; /* facts that came back and were new */
} World;

/* The service */

static void
note_taken (World *world, const char *to)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (world->taken, to));

  g_hash_table_replace (world->taken, g_strdup (to), GUINT_TO_POINTER (n + 1));
  if (n == 0)
    g_ptr_array_add (world->numbers, g_strdup (to));
}

static char *
take_texts (World *world, JsonNode *json)
{
  JsonArray *list = json_object_get_array_member (json_node_get_object (json), "messages");
  GString *reply = g_string_new ("{\"messageList\":[");
  g_autoptr (GString) failed = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *one = json_array_get_object_element (list, i);
      const char *to = json_object_get_string_member (one, "to");
      const char *rid =
        json_object_get_string_member (json_object_get_object_member (one, "customFields"), "rid");

      if (world->refuses && (g_str_has_suffix (to, "0005") || g_str_has_suffix (to, "0006")))
        {
          g_string_append_printf (failed,
                                  "%s{\"to\":\"%s\",\"statusCode\":\"1025\",\"statusMessage\":\"%s"
                                  "\",\"customFields\":{\"rid\":\"%s\"}}",
                                  failed->len > 0 ? "," : "", to,
                                  g_str_has_suffix (to, "0005") ? "결번" : "080 수신거부 번호",
                                  rid);
          continue;
        }
      note_taken (world, to);
      g_string_append_printf (reply,
                              "%s{\"messageId\":\"M%s\",\"to\":\"%s\",\"statusCode\":\"2000\","
                              "\"customFields\":{\"rid\":\"%s\"}}",
                              i > 0 ? "," : "", to, to, rid);
    }
  g_string_append_printf (reply, "],\"failedMessageList\":[%s]}", failed->str);
  return g_string_free (reply, FALSE);
}

static char *
tell_texts (World *world)
{
  GString *reply = g_string_new ("{\"messageList\":{");

  for (guint i = 0; i < world->numbers->len; i++)
    {
      const char *to = world->numbers->pdata[i];
      gboolean is_dead = g_str_has_suffix (to, "0005");

      g_string_append_printf (reply,
                              "%s\"M%s\":{\"messageId\":\"M%s\",\"to\":\"%s\",\"statusCode\":"
                              "\"%s\",\"statusMessage\":\"%s\"}",
                              i > 0 ? "," : "", to, to, to, is_dead ? "3008" : "4000",
                              is_dead ? "결번" : "수신완료");
    }
  g_string_append (reply, "},\"nextKey\":null}");
  return g_string_free (reply, FALSE);
}

static char *
take_mails (World *world, GBytes *bytes)
{
  g_autofree char *body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) parts = g_strsplit (body, "name=\"to\"", -1);

  for (guint i = 1; parts[i] != NULL; i++)
    {
      char *to = strstr (parts[i], "\r\n\r\n");

      g_assert_nonnull (to);
      to = g_strchug (to);
      to[strcspn (to, "\r\n")] = '\0';
      note_taken (world, to);
    }
  return g_strdup ("{\"id\":\"<batch@mg.brand.example>\",\"message\":\"Queued.\"}");
}

/* All of them have one Message-ID: that of the batch. */
static char *
tell_mails (World *world, const HttpPeerRequest *request)
{
  GString *reply = g_string_new ("{\"items\":[");
  gboolean is_end = request->query != NULL && strstr (request->query, "page=2") != NULL;

  for (guint i = 0; i < world->numbers->len && !is_end; i++)
    {
      const char *to = world->numbers->pdata[i];
      gboolean is_dead = g_str_has_prefix (to, "p5@");

      g_string_append_printf (
        reply,
        "%s{\"id\":\"E%u\",\"event\":\"%s\",\"severity\":\"permanent\",\"timestamp\":%.1f,"
        "\"recipient\":\"%s\",\"message\":{\"headers\":{\"message-id\":\"batch@mg.brand.example\"}}"
        ",\"delivery-status\":{\"code\":%d,\"message\":\"%s\"}}",
        i > 0 ? "," : "", i, is_dead ? "failed" : "delivered", NOON_US / 1e6 + 60, to,
        is_dead ? 550 : 250, is_dead ? "5.1.1 No such user" : "OK");
    }
  g_string_append_printf (reply,
                          "],\"paging\":{\"next\":\"%s/v3/mg.brand.example/events?page=2\"}}",
                          http_peer_get_url (world->peer));
  return g_string_free (reply, FALSE);
}

static void
serve_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  World *world = data;
  gboolean is_send = g_str_equal (request->method, "POST");

  if (world->service == &web_push)
    {
      note_taken (world, request->path);
      answer->status = g_str_has_suffix (request->path, "/5") ? 410 : 201;
    }
  else if (world->service == &telegram)
    {
      note_taken (world,
                  json_object_get_string_member (json_node_get_object (request->json), "chat_id"));
      answer->body = g_strdup ("{\"ok\":true,\"result\":{\"message_id\":5}}");
    }
  else if (world->service == &solapi)
    answer->body = is_send ? take_texts (world, request->json) : tell_texts (world);
  else
    answer->body = is_send ? take_mails (world, request->body) : tell_mails (world, request);
  if (is_send && world->cuts)
    answer->mode = HTTP_PEER_CUT;
}

/* The workspace */

static void
set_place (World *world, EspLead *lead, const char *column, guint i)
{
  EspValue *value = esp_lead_get_writable (lead, column);

  if (world->service->type == ESP_FIELD_INTEGER)
    esp_value_set_integer (value, 7000 + i);
  else
    esp_value_take_text (value, g_strdup_printf ("{\"endpoint\":\"%s/push/%u\"," RECEIVER "}",
                                                 http_peer_get_url (world->peer), i));
}

static gboolean
insert_leads (EspTx *tx, World *world, GError **error)
{
  g_autofree char *column = NULL;
  g_autoptr (EspFields) fields = NULL;

  if (world->service->field != NULL &&
      !esp_field_create (tx, world->service->field, world->service->type, &column, error))
    return FALSE;
  fields = esp_fields_load (tx, error);
  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_take_text (esp_lead_get_writable (lead, "phone"),
                           g_strdup_printf ("+82101111%04u", i));
      if (column != NULL)
        set_place (world, lead, column, i);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const Service *service = world->service;
  g_auto (GStrv) halves = g_strsplit (service->settings + 1, "%s", 2);
  g_autofree char *settings =
    g_strconcat ("{", halves[0], http_peer_get_url (world->peer), halves[1], "}", NULL);
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Service", service->kind, settings);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspSendGate) gate = NULL;
  gint64 message_id = 0;
  gint64 campaign_id = 0;

  channel->secret_id = g_strdup ("service-secret");
  if (!esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) ||
      !insert_leads (tx, world, error) || !esp_channel_insert (tx, channel, error) ||
      !esp_message_insert (tx, "m", service->medium, service->document, &message_id, error) ||
      !esp_campaign_insert (tx, "Orders", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->message_id = message_id;
  send->channel_id = channel->id;
  g_free (send->options);
  send->options = g_strdup ("{\"hold\":0,\"transactional\":true}");
  g_free (send->audience);
  send->audience = g_strdup ("{\"everyone\":true}");
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  world->channel_id = channel->id;
  gate = esp_send_gate_new (tx, send->id, 0, NULL, error);
  return gate != NULL && esp_send_order_start (tx, gate, TRUE, error);
}

static void
world_set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;

  world->service = data;
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOON_US);
  world->store = temp_store_new (world->folder, world->clock);
  world->peer = http_peer_new (serve_cb, world);
  world->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world->numbers = g_ptr_array_new_with_free_func (g_free);
  secret =
    esp_channel_secret_set (esp_channel_kind_find (world->service->kind), NULL,
                            world->service->secret_name,
                            world->service->secret != NULL ? world->service->secret : "s3cret");
  esp_secrets_set_for_process ("service-secret", secret);
  (void) esp_store_write (world->store, NULL, fill, world, NULL, &error);
  g_assert_no_error (error);
}

static void
world_tear_down (World *world, gconstpointer data)
{
  g_clear_pointer (&world->rows, g_ptr_array_unref);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  http_peer_free (world->peer);
  g_hash_table_unref (world->taken);
  g_ptr_array_unref (world->numbers);
  temp_folder_free (world->folder);
}

/* The engine */

static void
state_changed_cb (EspWorker *worker, gpointer user_data)
{
  World *world = user_data;

  if (esp_worker_get_state (worker)->is_leading && esp_worker_get_state (worker)->is_idle)
    world->n_idle++;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_done = user_data;

  g_assert_true (esp_worker_stop_finish (ESP_WORKER (source), result, NULL));
  *is_done = TRUE;
}

/* An engine of its own, until nothing is left for it. */
static void
run_engine (World *world)
{
  gboolean is_done = FALSE;

  world->worker = esp_worker_new (world->store, &esp_every_source, NULL);
  g_signal_connect (world->worker, "state-changed", G_CALLBACK (state_changed_cb), world);
  esp_worker_start (world->worker);
  world->n_idle = 0;
  esp_worker_poke (world->worker);
  while (world->n_idle < 2)
    g_main_context_iteration (NULL, TRUE);
  esp_worker_stop_async (world->worker, stopped_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&world->worker));
}

static void
pull_reports (World *world)
{
  g_autoptr (EspReportPull) pull = esp_report_pull_new (world->store);

  esp_clock_advance (world->clock, ESP_USEC_PER_HOUR);
  esp_report_pull_look (pull);
  while (esp_report_pull_is_busy (pull))
    g_main_context_iteration (NULL, TRUE);
  esp_report_pull_stop (pull);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) returns = esp_report_list_returns (tx, 100, error);
  g_autoptr (EspReportSource) source =
    esp_report_source_load (tx, world->channel_id, ESP_REPORT_SOURCE_SERVICE, error);
  g_autoptr (EspSend) send = NULL;

  g_assert_nonnull (returns);
  g_assert_nonnull (source);
  world->n_found = source->n_found;
  world->n_returns = returns->len;
  g_clear_pointer (&world->rows, g_ptr_array_unref);
  world->rows = esp_ledger_list (tx, world->send_id, world->state, 0, 100, error);
  world->n_suppressed = 0;
  for (gint64 id = 1; id <= N_LEADS; id++)
    {
      gint64 n = 0;

      g_assert_true (esp_suppression_count_lead (tx, id, &n, error));
      g_assert_true (n == 0 || id == DEAD);
      world->n_suppressed += (guint) n;
    }
  send = esp_send_load (tx, world->send_id, error);
  g_assert_nonnull (send);
  g_test_message ("%s: %s", send->state, send->pause_reason != NULL ? send->pause_reason : "");
  return world->rows != NULL;
}

static guint
count_rows (World *world, const char *state)
{
  g_autoptr (GError) error = NULL;

  world->state = state;
  (void) esp_store_read (world->store, ESP_READ_PAGE, look_cb, world, NULL, &error);
  g_assert_no_error (error);
  return world->rows->len;
}

static void
assert_taken_once (World *world)
{
  GHashTableIter iter;
  gpointer n;

  g_assert_cmpuint (g_hash_table_size (world->taken), ==, N_LEADS);
  g_hash_table_iter_init (&iter, world->taken);
  while (g_hash_table_iter_next (&iter, NULL, &n))
    g_assert_cmpuint (GPOINTER_TO_UINT (n), ==, 1);
}

/* Everyone gets it once; what comes back is kept once, and stops the one whose address is dead. */
static void
test_all_the_way (World *world, gconstpointer data)
{
  run_engine (world);
  g_assert_cmpuint (count_rows (world, "sent"), ==, N_LEADS);
  assert_taken_once (world);
  for (guint i = 0; i < 2; i++) /* the second time nothing is new */
    {
      pull_reports (world);
      g_assert_cmpuint (count_rows (world, "sent"), ==, N_LEADS);
      g_assert_cmpint (world->n_found, ==, N_LEADS);
      g_assert_cmpuint (world->n_returns, ==, 1);
      g_assert_cmpuint (world->n_suppressed, ==, 1);
    }
  run_engine (world);
  assert_taken_once (world);
}

/* The request left and nobody answered: that is in doubt, not sent again, and settled by what comes back. */
static void
test_cut (World *world, gconstpointer data)
{
  world->cuts = TRUE;
  run_engine (world);
  g_assert_cmpuint (count_rows (world, "unknown"), ==, N_LEADS);
  world->cuts = FALSE;
  esp_clock_advance (world->clock, ESP_USEC_PER_HOUR);
  run_engine (world);
  assert_taken_once (world);
  pull_reports (world);
  g_assert_cmpuint (count_rows (world, "sent"), ==, N_LEADS);
  g_assert_cmpuint (world->n_suppressed, ==, 1);
}

static gboolean
look_at_refused (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    gint64 lead_id;
    const char *reason;
    const char *state; /* of the consent */
  } refused[] = { { DEAD, "hard-bounce", NULL }, { DEAD + 1, "unsubscribed", "withdrawn" } };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *sms = NULL;
      g_autofree char *email = NULL;
      g_autofree char *state = NULL;
      gint64 at_us = 0;

      g_assert_true (esp_suppression_reason (tx, refused[i].lead_id, "sms", &sms, &at_us, error));
      g_assert_true (
        esp_suppression_reason (tx, refused[i].lead_id, "email", &email, &at_us, error));
      g_assert_true (
        esp_consent_get_state (tx, refused[i].lead_id, "sms", "marketing", &state, &at_us, error));
      g_assert_cmpstr (sms, ==, refused[i].reason);
      g_assert_cmpstr (email, ==, NULL); /* a dead number is no dead mailbox */
      g_assert_cmpstr (state, ==, refused[i].state);
    }
  return TRUE;
}

/* A number that is refused closes the telephone, and leaves the mailbox open. */
static void
test_refused (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->refuses = TRUE;
  run_engine (world);
  (void) esp_store_read (world->store, ESP_READ_PAGE, look_at_refused, world, NULL, &error);
  g_assert_no_error (error);
}

/* Where it goes stands in a field of the user's own, by its name or its label, as text or as a number. */
static void
test_own_field (World *world, gconstpointer data)
{
  run_engine (world);
  g_assert_cmpuint (count_rows (world, "sent"), ==, N_LEADS);
  assert_taken_once (world);
}

static gboolean
look_at_places (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  const char *column =
    esp_fields_get (fields, (guint) esp_fields_find_name (fields, "push_subscription"))->column;

  for (gint64 id = 1; id <= N_LEADS; id++)
    {
      g_autoptr (EspLead) lead = esp_lead_load (tx, fields, id, error);
      gint64 n = 0;

      g_assert_true (esp_suppression_count_lead (tx, id, &n, error));
      g_assert_cmpint (n, ==, 0); /* neither the mailbox nor the next browser */
      g_assert_true ((esp_lead_get_text (lead, column) == NULL) == (id == DEAD));
    }
  return TRUE;
}

/* A browser that is gone is forgotten, and nothing else of the person is closed. */
static void
test_gone (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_engine (world);
  g_assert_cmpuint (count_rows (world, "sent"), ==, N_LEADS - 1);
  assert_taken_once (world);
  (void) esp_store_read (world->store, ESP_READ_PAGE, look_at_places, world, NULL, &error);
  g_assert_no_error (error);
}

#define ADD(name, service, test)                                                                   \
  g_test_add ("/worker/service-send/" name, World, &service, world_set_up, test, world_tear_down)

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("texts", solapi, test_all_the_way);
  ADD ("texts-cut", solapi, test_cut);
  ADD ("texts-refused", solapi, test_refused);
  ADD ("push", web_push, test_gone);
  ADD ("chat", telegram, test_own_field);
  ADD ("mails", mailgun, test_all_the_way);
  ADD ("mails-cut", mailgun, test_cut);
  return g_test_run ();
}
