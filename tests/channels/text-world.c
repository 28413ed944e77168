/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server and the calls that the tests of services share. */
#include "config.h"

#include "text-world.h"

#include <string.h>

void
answer (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static gboolean
is_moody (World *world, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  switch (world->mood)
    {
    case MOOD_SLOW_DOWN_ONCE:
      world->mood = MOOD_WELL;
      soup_message_headers_replace (headers, "Retry-After", "1");
      answer (message, 429, "{\"retry_after\":0.05}");
      return TRUE;
    case MOOD_BUSY:
      soup_message_headers_replace (headers, "Retry-After", "600");
      answer (message, 429, "{}");
      return TRUE;
    case MOOD_DOWN:
      answer (message, 503, "");
      return TRUE;
    case MOOD_IMPATIENT:
      answer (message, 408, "");
      return TRUE;
    case MOOD_HALF:
      answer (message, 200, "{\"groupInfo\":{\"cou");
      return TRUE;
    case MOOD_ERROR:
      answer (message, 500, "oops");
      return TRUE;
    case MOOD_DENIED:
      answer (message, 401, "{\"errorCode\":\"InvalidApiKey\",\"errorMessage\":\"no\"}");
      return TRUE;
    case MOOD_WELL:
    default:
      return FALSE;
    }
}

static void
serve_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  World *world = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize n = 0;
  const char *data = g_bytes_get_data (bytes, &n);

  world->n_calls++;
  g_free (world->last_body);
  world->last_body = g_strndup (data != NULL ? data : "", n);
  g_free (world->last_path);
  world->last_path = g_uri_to_string (soup_server_message_get_uri (message));
  if (!is_moody (world, message))
    world->serve (world, message, path, world->last_body);
}

void
world_init (World *world, Serve serve)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  memset (world, 0, sizeof *world);
  world->serve = serve;
  world->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (world->server, NULL, serve_cb, world, NULL);
  g_assert_true (soup_server_listen_local (world->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (world->server);
  world->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
world_reset (World *world)
{
  g_clear_pointer (&world->batch, esp_out_batch_free);
  g_clear_pointer (&world->reports, esp_channel_reports_free);
  g_clear_pointer (&world->report, esp_channel_report_free);
  g_clear_pointer (&world->templates, g_ptr_array_unref);
  g_clear_error (&world->error);
  world->is_done = FALSE;
}

void
world_clear (World *world)
{
  world_reset (world);
  soup_server_disconnect (world->server);
  g_object_unref (world->server);
  g_free (world->url);
  g_free (world->last_body);
  g_free (world->last_path);
}

/* @more: members of the settings, each with a comma before it. @secrets: as the keyring keeps them. */
EspChannel *
open_kind (World *world,
           const char *id,
           const char *more,
           const char *secret_name,
           const char *secret)
{
  const EspChannelKind *kind = esp_channel_kind_find (id);
  g_autofree char *settings = g_strdup_printf ("{\"base-url\":\"%s\"%s}", world->url, more);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  EspChannel *channel;

  g_assert_nonnull (kind);
  kept = esp_channel_secret_set (kind, NULL, secret_name, secret);
  channel = kind->open (settings, kept, &error);
  g_assert_no_error (error);
  return channel;
}

void
wait_for (World *world)
{
  while (!world->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *world = user_data;

  world->batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &world->error);
  world->is_done = TRUE;
}

void
add_message (GArray *messages, gint64 key, const char *to, const EspTextDoc *doc)
{
  char *json = esp_text_doc_to_json (doc);
  EspOutMessage message = { .key = key,
                            .from = g_strdup (""),
                            .to = g_strdup (to),
                            .bytes = g_bytes_new_take (json, strlen (json)) };

  g_array_append_val (messages, message);
}

EspTextDoc *
make_sms (const char *body)
{
  EspTextDoc *doc = esp_text_doc_new (ESP_TEXT_MEDIUM_TEXT);

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  doc->text.wish = ESP_TEXT_WISH_SMS;
  esp_message_doc_set (&doc->text.body, body);
  return doc;
}

void
submit (World *world, EspChannel *channel, GArray *messages)
{
  world_reset (world);
  esp_channel_submit_async (channel, messages, NULL, sent_cb, world);
  wait_for (world);
  g_assert_no_error (world->error);
  g_assert_nonnull (world->batch);
}

const EspOutResult *
get_result (World *world, gint64 key)
{
  for (guint i = 0; i < world->batch->results->len; i++)
    if (g_array_index (world->batch->results, EspOutResult, i).key == key)
      return &g_array_index (world->batch->results, EspOutResult, i);
  g_assert_not_reached ();
}

void
submit_one (World *world, EspChannel *channel, const char *to, const EspTextDoc *doc)
{
  GArray *messages = esp_out_messages_new (1);

  add_message (messages, 1, to, doc);
  submit (world, channel, messages);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *world = user_data;

  world->reports = esp_channel_pull_finish (ESP_CHANNEL (source), result, &world->error);
  world->is_done = TRUE;
}

void
pull (World *world, EspChannel *channel, const char *cursor)
{
  const gint64 now_us = G_GINT64_CONSTANT (1793500000) * G_USEC_PER_SEC;
  g_autofree char *copy = g_strdup (cursor);

  world_reset (world);
  esp_channel_pull_async (channel, copy, now_us, NULL, pulled_cb, world);
  wait_for (world);
  g_assert_no_error (world->error);
}

const EspReport *
get_report (World *world, guint i)
{
  g_assert_cmpuint (world->reports->reports->len, >, i);
  return &g_array_index (world->reports->reports, EspReport, i);
}

/* All pages: the keys of what is told. */
void
pull_all (World *world, EspChannel *channel, const char *cursor, GString *found)
{
  g_autofree char *next = g_strdup (cursor);

  do
    {
      pull (world, channel, next);
      for (guint i = 0; i < world->reports->reports->len; i++)
        g_string_append_printf (found, "%s ", get_report (world, i)->key);
      g_free (next);
      next = g_strdup (world->reports->cursor);
    }
  while (world->reports->has_more);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *world = user_data;

  world->templates =
    esp_gateway_channel_list_templates_finish (ESP_GATEWAY_CHANNEL (source), result, &world->error);
  world->is_done = TRUE;
}

void
list_templates (World *world, EspChannel *channel)
{
  world_reset (world);
  esp_gateway_channel_list_templates_async (ESP_GATEWAY_CHANNEL (channel), NULL, listed_cb, world);
  wait_for (world);
  g_assert_no_error (world->error);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *world = user_data;

  world->report = esp_channel_test_finish (ESP_CHANNEL (source), result, &world->error);
  world->is_done = TRUE;
}

gboolean
test_channel (World *world, EspChannel *channel)
{
  world_reset (world);
  esp_channel_test_async (channel, NULL, tested_cb, world);
  wait_for (world);
  g_assert_no_error (world->error);
  return world->report->is_ok;
}
