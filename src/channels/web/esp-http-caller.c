/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts signed JSON over verified TLS: no redirects, a time limit, and no more of the answer than is kept. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-http-caller.h"

#include "base/esp-clock.h"

#include <libsoup/soup.h>
#include <string.h>

#define TIMEOUT_S 30
#define MAX_URL 4000
#define READ (64 * 1024)
#define MAX_RETRY_AFTER_S (24 * 60 * 60)

struct _EspHttpCaller
{
  SoupSession *session; /* (owned) */
};

typedef struct
{
  SoupMessage *message; /* (owned) */
  EspHttpReply *reply;  /* (owned) */
  GByteArray *bytes;    /* (owned) */
  GInputStream *stream; /* (owned) (nullable) */
  gint64 at_us;
  gsize max_reply;
} Post;

static void
post_free (gpointer data)
{
  Post *post = data;

  g_object_unref (post->message);
  esp_http_reply_free (post->reply);
  g_byte_array_unref (post->bytes);
  g_clear_object (&post->stream);
  g_free (post);
}

/**
 * esp_http_reply_free:
 */
void
esp_http_reply_free (EspHttpReply *self)
{
  if (self == NULL)
    return;
  g_free (self->body);
  g_free (self->trouble);
  g_free (self);
}

/**
 * esp_http_caller_new:
 *
 * Returns: (transfer full)
 */
EspHttpCaller *
esp_http_caller_new (void)
{
  EspHttpCaller *self = g_new0 (EspHttpCaller, 1);

  self->session =
    soup_session_new_with_options ("timeout", TIMEOUT_S, "user-agent", "Espalier ", NULL);
  return self;
}

/**
 * esp_http_caller_free:
 *
 * Calls that are under way are given up.
 */
void
esp_http_caller_free (EspHttpCaller *self)
{
  if (self == NULL)
    return;
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_free (self);
}

/**
 * esp_http_caller_set_timeout:
 *
 * How long a server may be silent.
 */
void
esp_http_caller_set_timeout (EspHttpCaller *self, guint seconds)
{
  soup_session_set_timeout (self->session, seconds);
}

/**
 * esp_http_sign:
 * @timestamp: seconds since 1970
 *
 * Returns: (transfer full): what the signature header says: "v1=" and the HMAC-SHA256 of the timestamp, a
 *   full stop and the body, in hexadecimal
 */
char *
esp_http_sign (const char *secret, gint64 timestamp, const char *body)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", timestamp, body);
  g_autofree char *digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret,
                                                       strlen (secret), text, -1);

  return g_strconcat ("v1=", digest, NULL);
}

static gboolean
is_loopback (const char *host)
{
  return g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "::1") == 0 ||
         g_strcmp0 (host, "localhost") == 0;
}

/**
 * esp_http_dup_host:
 *
 * Returns: (transfer full): whom the address belongs to, with its port; %NULL with @error set when it cannot
 *   be called: only https goes beyond this computer
 */
char *
esp_http_dup_host (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;
  gboolean is_plain;

  if (url == NULL || strlen (url) > MAX_URL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           "The address is missing or too long");
      return NULL;
    }
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (uri == NULL)
    return NULL;
  is_plain = g_strcmp0 (g_uri_get_scheme (uri), "http") == 0;
  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 && !(is_plain && is_loopback (host))))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%.80s” cannot be called: write an address that begins with https://", url);
      return NULL;
    }
  if (g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != (is_plain ? 80 : 443))
    return g_strdup_printf ("%s:%d", host, g_uri_get_port (uri));
  return g_ascii_strdown (host, -1);
}

static void
wrote_cb (SoupMessage *message, gpointer user_data)
{
  Post *post = user_data;

  post->reply->is_sent = TRUE;
}

static gint64
read_retry_after (SoupMessage *message, gint64 now_us)
{
  const char *text =
    soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) at = NULL;
  guint64 seconds = 0;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, MAX_RETRY_AFTER_S, &seconds, NULL))
    return (gint64) seconds;
  at = soup_date_time_new_from_http_string (text);
  if (at == NULL)
    return 0;
  return CLAMP (g_date_time_to_unix (at) - now_us / ESP_USEC_PER_SEC, 0, MAX_RETRY_AFTER_S);
}

/* Some tell with each answer how many calls are left, and when there will be more. */
static gint64
read_pause (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *left = soup_message_headers_get_one (headers, "X-RateLimit-Remaining");
  const char *after = soup_message_headers_get_one (headers, "X-RateLimit-Reset-After");
  double seconds = after != NULL ? g_ascii_strtod (after, NULL) : 0;

  if (left == NULL || !g_str_equal (left, "0") || !(seconds > 0))
    return 0;
  return (gint64) (MIN (seconds, MAX_RETRY_AFTER_S) * 1000) + 1;
}

/* Only words are kept, and whole letters of them. */
static void
keep_body (Post *post)
{
  if (post->bytes->len > 0)
    post->reply->body =
      g_utf8_make_valid ((const char *) post->bytes->data, (gssize) post->bytes->len);
}

static void
give_up (GTask *task, const GError *error)
{
  Post *post = g_task_get_task_data (task);

  post->reply->trouble = g_strdup (error->message);
  g_task_return_pointer (task, g_steal_pointer (&post->reply),
                         (GDestroyNotify) esp_http_reply_free);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Post *post = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) part = g_input_stream_read_bytes_finish (post->stream, result, &error);
  gsize n = part != NULL ? g_bytes_get_size (part) : 0;

  if (part == NULL)
    {
      give_up (task, error);
      return;
    }
  if (n > 0)
    g_byte_array_append (post->bytes, g_bytes_get_data (part, NULL), (guint) n);
  if (n == 0 || post->bytes->len >= post->max_reply)
    {
      post->reply->status = soup_message_get_status (post->message);
      keep_body (post);
      g_task_return_pointer (task, g_steal_pointer (&post->reply),
                             (GDestroyNotify) esp_http_reply_free);
      return;
    }
  g_input_stream_read_bytes_async (post->stream, MIN (READ, post->max_reply - post->bytes->len),
                                   G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb,
                                   g_object_ref (task));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Post *post = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  post->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (post->stream == NULL)
    {
      give_up (task, error);
      return;
    }
  post->reply->retry_after_s = read_retry_after (post->message, post->at_us);
  post->reply->pause_ms = read_pause (post->message);
  g_input_stream_read_bytes_async (post->stream, READ, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
set_headers (SoupMessage *message, const EspHttpCall *call)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  gint64 timestamp = call->at_us / ESP_USEC_PER_SEC;
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, timestamp);
  g_autofree char *signature = esp_http_sign (call->secret, timestamp, call->body);

  soup_message_headers_replace (headers, ESP_HTTP_TIMESTAMP, time);
  soup_message_headers_replace (headers, ESP_HTTP_SIGNATURE, signature);
  soup_message_headers_replace (headers, ESP_HTTP_KEY, call->key);
  soup_message_headers_replace (headers, "Accept", "application/json");
}

/* Takes @message over. */
static void
start (EspHttpCaller *self, GTask *task, SoupMessage *message, gint64 at_us, gsize max_reply)
{
  Post *post = g_new0 (Post, 1);

  post->message = message;
  post->reply = g_new0 (EspHttpReply, 1);
  post->at_us = at_us;
  post->bytes = g_byte_array_new ();
  post->max_reply = max_reply > 0 ? max_reply : ESP_HTTP_MAX_REPLY;
  g_task_set_task_data (task, post, post_free);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (message, "wrote-body", G_CALLBACK (wrote_cb), post);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT,
                           g_task_get_cancellable (task), sent_cb, g_object_ref (task));
}

static SoupMessage *
make_message (const char *method, const char *url, GError **error)
{
  g_autofree char *host = esp_http_dup_host (url, error);
  SoupMessage *message = host != NULL ? soup_message_new (method, url) : NULL;

  if (message == NULL && host != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         "The address cannot be read");
  return message;
}

/**
 * esp_http_caller_post_async:
 * @call: copied
 *
 * Posts. Whatever the server answers is a reply, and so is that it does not.
 */
void
esp_http_caller_post_async (EspHttpCaller *self,
                            const EspHttpCall *call,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GBytes) body = g_bytes_new (call->body, strlen (call->body));
  GError *error = NULL;
  SoupMessage *message;

  g_task_set_source_tag (task, esp_http_caller_post_async);
  message = make_message ("POST", call->url, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  set_headers (message, call);
  start (self, task, message, call->at_us, 0);
}

/**
 * esp_http_caller_post_finish:
 *
 * Returns: (transfer full): %NULL with @error set when nothing can be sent there at all
 */
EspHttpReply *
esp_http_caller_post_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_http_request_new:
 *
 * Returns: (transfer full): a call without headers and body
 */
EspHttpRequest *
esp_http_request_new (const char *method, const char *url)
{
  EspHttpRequest *self = g_new0 (EspHttpRequest, 1);

  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * esp_http_request_free:
 * @self: (nullable): a call
 */
void
esp_http_request_free (EspHttpRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->url);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

/**
 * esp_http_request_add_header:
 *
 * What would end the line of a header becomes a blank.
 */
void
esp_http_request_add_header (EspHttpRequest *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdelimit (g_strdup (value), "\r\n", ' '));
}

/**
 * esp_http_request_set_body:
 * @body: copied
 */
void
esp_http_request_set_body (EspHttpRequest *self, const char *content_type, const char *body)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  self->body = g_bytes_new (body, strlen (body));
  self->content_type = g_strdup (content_type);
}

/**
 * esp_http_caller_send_async:
 * @request: copied
 *
 * Calls. Whatever the server answers is a reply, and so is that it does not.
 */
void
esp_http_caller_send_async (EspHttpCaller *self,
                            const EspHttpRequest *request,
                            gint64 now_us,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  SoupMessage *message;

  g_task_set_source_tag (task, esp_http_caller_send_async);
  message = make_message (request->method, request->url, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 request->headers->pdata[i], request->headers->pdata[i + 1]);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  start (self, task, message, now_us, request->max_reply);
}

/**
 * esp_http_caller_send_finish:
 *
 * Returns: (transfer full): %NULL with @error set when nothing can be sent there at all
 */
EspHttpReply *
esp_http_caller_send_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_http_caller_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
