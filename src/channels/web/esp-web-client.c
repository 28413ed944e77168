/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls web services: verified TLS, no redirects, limits and time-outs, never the same request twice by
 * itself, and always knows whether all of it may have left. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-web-client.h"

#include "channels/esp-channel.h"
#include "channels/esp-curl-loop.h"
#include "channels/web/esp-web-proxy.h"

#include <string.h>

#define MAX_URL 8000
#define CONNECT_TIMEOUT_MS 20000
#define MAX_AGE_S 50
#define MAX_HEADERS 200
#define MAX_RETRY_AFTER_S (24 * 60 * 60)
#define MAX_DROPPED (64 * 1024 * 1024)

struct _EspWebClient
{
  EspCurlLoop *loop;  /* (owned) */
  EspWebProxy *proxy; /* (owned) */
  char *ca_file;      /* (owned) (nullable) */
  GList *calls;       /* (owned) of Call, under way */
};

typedef struct
{
  EspWebClient *client;       /* (unowned) (nullable) %NULL once it is over */
  GTask *task;                /* (owned) */
  EspWebRequest *request;     /* (owned) */
  EspWebReply *reply;         /* (owned) (nullable) */
  GByteArray *body;           /* (owned) */
  CURL *easy;                 /* (owned) */
  struct curl_slist *headers; /* (owned) */
  char trouble[CURL_ERROR_SIZE];
  gsize n_read;       /* of the request, taken by curl */
  gsize n_dropped;    /* of the answer, beyond the limit */
  GSource *cancel;    /* (owned) (nullable) */
  GCancellable *look; /* (owned) (nullable) of the question for the proxy */
} Call;

/**
 * esp_web_reply_new:
 * @body: (nullable)
 *
 * Returns: (transfer full): an answer that came wholly
 */
EspWebReply *
esp_web_reply_new (guint status, const char *body)
{
  EspWebReply *self = g_new0 (EspWebReply, 1);

  self->status = status;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_strdup (body != NULL ? body : "");
  self->n_body = strlen (self->body);
  self->is_whole = TRUE;
  self->retry_after_s = -1;
  return self;
}

void
esp_web_reply_free (EspWebReply *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->headers);
  g_free (self->body);
  g_free (self->trouble);
  g_free (self);
}

/**
 * esp_web_reply_get_header:
 * @name: in lower case
 *
 * Returns: (transfer none) (nullable)
 */
const char *
esp_web_reply_get_header (const EspWebReply *self, const char *name)
{
  return g_hash_table_lookup (self->headers, name);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * esp_web_dup_host:
 *
 * Returns: (transfer full): whom the address belongs to, with its port; %NULL with @error set when it cannot
 *   be called: only https goes beyond this computer
 */
char *
esp_web_dup_host (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;
  gboolean is_plain;

  if (url != NULL && strlen (url) <= MAX_URL)
    uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  is_plain = uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "http") == 0;
  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 && !(is_plain && is_loopback (host))))
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "“%.80s” cannot be called: write an address that begins with https://",
                   url != NULL ? url : "");
      return NULL;
    }
  if (g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != (is_plain ? 80 : 443))
    return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host,
                            g_uri_get_port (uri));
  return g_ascii_strdown (host, -1);
}

/**
 * esp_web_client_new:
 *
 * Returns: (transfer full)
 */
EspWebClient *
esp_web_client_new (void)
{
  EspWebClient *self = g_new0 (EspWebClient, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->loop = esp_curl_loop_new (context);
  self->proxy = esp_web_proxy_new ();
  return self;
}

/**
 * esp_web_client_set_ca_file:
 * @ca_file: (nullable): authorities to trust instead of the system's
 */
void
esp_web_client_set_ca_file (EspWebClient *self, const char *ca_file)
{
  g_free (self->ca_file);
  self->ca_file = g_strdup (ca_file);
}

/**
 * esp_web_client_set_proxy_resolver:
 *
 * Asks @resolver for the way out instead of the desktop's.
 */
void
esp_web_client_set_proxy_resolver (EspWebClient *self, GProxyResolver *resolver)
{
  esp_web_proxy_set_resolver (self->proxy, resolver);
}

static void
free_call (Call *call)
{
  if (call->look != NULL)
    g_cancellable_cancel (call->look);
  g_clear_object (&call->look);
  if (call->cancel != NULL)
    {
      g_source_destroy (call->cancel);
      g_source_unref (call->cancel);
    }
  curl_easy_cleanup (call->easy);
  curl_slist_free_all (call->headers);
  esp_web_request_free (call->request);
  esp_web_reply_free (call->reply);
  g_byte_array_unref (call->body);
  g_object_unref (call->task);
  g_free (call);
}

static void
take_out (Call *call)
{
  EspWebClient *self = call->client;

  self->calls = g_list_remove (self->calls, call);
  esp_curl_loop_remove (self->loop, call->easy);
}

/**
 * esp_web_client_free:
 *
 * Requests that are under way are given up.
 */
void
esp_web_client_free (EspWebClient *self)
{
  if (self == NULL)
    return;
  while (self->calls != NULL)
    {
      Call *call = self->calls->data;

      take_out (call);
      g_task_return_new_error (call->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Given up");
      free_call (call);
    }
  esp_curl_loop_free (self->loop);
  esp_web_proxy_free (self->proxy);
  g_free (self->ca_file);
  g_free (self);
}

static size_t
read_cb (char *buffer, size_t size, size_t n, void *user_data)
{
  Call *call = user_data;
  gsize n_all = g_bytes_get_size (call->request->body);
  gsize n_now = MIN (size * n, n_all - call->n_read);

  if (n_now > 0)
    memcpy (buffer, (const char *) g_bytes_get_data (call->request->body, NULL) + call->n_read,
            n_now);
  call->n_read += n_now;
  return n_now;
}

/* libcurl would begin again when a kept connection ends without an answer; the server may have acted. */
static int
seek_cb (void *user_data, curl_off_t offset, int origin)
{
  Call *call = user_data;

  if (origin != SEEK_SET || offset != 0 || (call->n_read > 0 && !call->request->is_repeatable))
    return CURL_SEEKFUNC_FAIL;
  call->n_read = 0;
  return CURL_SEEKFUNC_OK;
}

static size_t
write_cb (char *data, size_t size, size_t n, void *user_data)
{
  Call *call = user_data;
  gsize n_all = size * n;
  gsize n_now = MIN (n_all, call->request->max_reply - call->body->len);

  if (n_now > 0)
    g_byte_array_append (call->body, (const guint8 *) data, (guint) n_now);
  call->n_dropped += n_all - n_now;
  return call->n_dropped <= MAX_DROPPED ? n_all : 0;
}

static size_t
header_cb (char *data, size_t size, size_t n, void *user_data)
{
  Call *call = user_data;
  gsize n_all = size * n;
  const char *colon = memchr (data, ':', n_all);

  if (n_all >= 5 && memcmp (data, "HTTP/", 5) == 0)
    g_hash_table_remove_all (call->reply->headers); /* of an interim answer */
  else if (colon != NULL && g_hash_table_size (call->reply->headers) < MAX_HEADERS)
    {
      g_autofree char *raw = g_strndup (colon + 1, n_all - (gsize) (colon + 1 - data));
      char *name = g_ascii_strdown (data, colon - data);

      g_hash_table_replace (call->reply->headers, name, g_utf8_make_valid (g_strstrip (raw), -1));
    }
  return n_all;
}

static int
find_code (CURLcode code)
{
  switch ((int) code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ESP_CHANNEL_ERROR_DNS;
    case CURLE_COULDNT_CONNECT:
      return ESP_CHANNEL_ERROR_REFUSED;
    case CURLE_OPERATION_TIMEDOUT:
      return ESP_CHANNEL_ERROR_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
      return ESP_CHANNEL_ERROR_TLS_UNTRUSTED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return ESP_CHANNEL_ERROR_TLS_FAILED;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_FAIL_REWIND:
      return ESP_CHANNEL_ERROR_CUT;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return ESP_CHANNEL_ERROR_INVALID;
    default:
      return ESP_CHANNEL_ERROR_FAILED;
    }
}

/* As seconds, or as a date: then counted by the server's own clock. */
static gint64
read_retry_after (const EspWebReply *reply)
{
  const char *text = esp_web_reply_get_header (reply, "retry-after");
  const char *date = esp_web_reply_get_header (reply, "date");
  gint64 seconds = 0;
  time_t at;
  time_t now;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT, &seconds, NULL))
    return MIN (seconds, MAX_RETRY_AFTER_S);
  at = curl_getdate (text, NULL);
  now = date != NULL ? curl_getdate (date, NULL) : -1;
  return at < 0 || now < 0 ? -1 : CLAMP ((gint64) at - (gint64) now, 0, MAX_RETRY_AFTER_S);
}

static void
fill_reply (Call *call, CURLcode code)
{
  EspWebReply *reply = call->reply;
  long status = 0;
  gsize n_all = call->request->body != NULL ? g_bytes_get_size (call->request->body) : 0;
  curl_off_t at_us = 0;

  (void) curl_easy_getinfo (call->easy, CURLINFO_RESPONSE_CODE, &status);
  (void) curl_easy_getinfo (call->easy, CURLINFO_PRETRANSFER_TIME_T, &at_us);
  reply->status = (guint) MAX (status, 0);
  reply->is_sent = n_all > 0 ? call->n_read >= n_all : at_us > 0;
  reply->is_whole = code == CURLE_OK && call->n_dropped == 0;
  reply->retry_after_s = read_retry_after (reply);
  g_free (reply->body);
  reply->n_body = call->body->len;
  g_byte_array_append (call->body, (const guint8 *) "", 1); /* an empty one is text as well */
  reply->body = g_strndup ((const char *) call->body->data, reply->n_body);
  if (code == CURLE_OK)
    return;
  reply->code = find_code (code);
  reply->trouble =
    g_utf8_make_valid (*call->trouble != '\0' ? call->trouble : curl_easy_strerror (code), -1);
  if (status < 200)
    reply->status = 0; /* an interim answer promises nothing */
}

/* At the next turn: whoever hears of it may let go of the client. */
static gboolean
return_cb (gpointer user_data)
{
  Call *call = user_data;

  g_task_return_pointer (call->task, g_steal_pointer (&call->reply),
                         (GDestroyNotify) esp_web_reply_free);
  free_call (call);
  return G_SOURCE_REMOVE;
}

static void
done_cb (CURL *easy, CURLcode code, gpointer user_data)
{
  Call *call = user_data;

  g_autoptr (GSource) source = g_idle_source_new ();

  fill_reply (call, code);
  take_out (call);
  if (call->cancel != NULL)
    g_source_destroy (call->cancel);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_cb, call, NULL);
  (void) g_source_attach (source, g_task_get_context (call->task));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Call *call = user_data;

  take_out (call);
  g_task_return_new_error (call->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  free_call (call);
  return G_SOURCE_REMOVE;
}

static void
set_method (Call *call)
{
  const EspWebRequest *request = call->request;

  if (request->body != NULL)
    {
      curl_easy_setopt (call->easy, CURLOPT_POST, 1L);
      curl_easy_setopt (call->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                        (curl_off_t) g_bytes_get_size (request->body));
      curl_easy_setopt (call->easy, CURLOPT_READFUNCTION, read_cb);
      curl_easy_setopt (call->easy, CURLOPT_READDATA, call);
      curl_easy_setopt (call->easy, CURLOPT_SEEKFUNCTION, seek_cb);
      curl_easy_setopt (call->easy, CURLOPT_SEEKDATA, call);
    }
  else if (!g_str_equal (request->method, "GET"))
    /* Without a body there is nothing to rewind: a connection of its own is not tried twice. */
    curl_easy_setopt (call->easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt (call->easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void
set_options (EspWebClient *self, Call *call)
{
  CURL *easy = call->easy;

  curl_easy_setopt (easy, CURLOPT_URL, call->request->url->str);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (self->ca_file != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, self->ca_file);
  curl_easy_setopt (easy, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  curl_easy_setopt (easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* they are not the service's */
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "Espalier/" ESP_VERSION);
  curl_easy_setopt (easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt (easy, CURLOPT_MAXAGE_CONN, (long) MAX_AGE_S);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) CONNECT_TIMEOUT_MS);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) call->request->timeout_ms);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, call->trouble);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, call);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, call);
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, call->headers);
}

static Call *
make_call (EspWebClient *self, EspWebRequest *request)
{
  Call *call = g_new0 (Call, 1);

  call->client = self;
  call->request = request;
  call->reply = esp_web_reply_new (0, NULL);
  call->body = g_byte_array_new ();
  call->easy = curl_easy_init ();
  if (call->easy == NULL)
    g_error ("libcurl cannot be used");
  for (guint i = 0; i < request->headers->len; i++)
    call->headers = curl_slist_append (call->headers, request->headers->pdata[i]);
  call->headers = curl_slist_append (call->headers, "Expect:");
  set_options (self, call);
  set_method (call);
  return call;
}

/* What the environment says counts where the desktop says nothing. */
static void
start (const char *proxy, gpointer user_data)
{
  Call *call = user_data;

  g_clear_object (&call->look);
  if (proxy != NULL)
    curl_easy_setopt (call->easy, CURLOPT_PROXY, proxy);
  esp_curl_loop_add (call->client->loop, call->easy, done_cb, call);
}

/* The way to this computer is known. */
static gboolean
needs_proxy (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  return uri != NULL && !is_loopback (g_uri_get_host (uri));
}

/**
 * esp_web_client_call_async:
 * @request: (transfer full)
 * @cancellable: (nullable): gives up; what became of the request is not known then
 *
 * Calls. The client never begins again by itself, unless the request may be repeated.
 */
void
esp_web_client_call_async (EspWebClient *self,
                           EspWebRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *host = NULL;
  const char *proxy = NULL;
  GError *error = NULL;
  Call *call;

  g_task_set_source_tag (task, esp_web_client_call_async);
  g_task_set_check_cancellable (task, FALSE);
  host = esp_web_dup_host (request->url->str, &error);
  if (host == NULL || g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      esp_web_request_free (request);
      g_task_return_error (task, error);
      return;
    }
  call = make_call (self, request);
  call->task = g_steal_pointer (&task);
  if (cancellable != NULL)
    {
      call->cancel = g_cancellable_source_new (cancellable);
      g_source_set_callback (call->cancel, G_SOURCE_FUNC (cancelled_cb), call, NULL);
      (void) g_source_attach (call->cancel, g_task_get_context (call->task));
    }
  self->calls = g_list_prepend (self->calls, call);
  if (!needs_proxy (request->url->str) || esp_web_proxy_is_known (self->proxy, host, &proxy))
    {
      start (proxy, call);
      return;
    }
  call->look = g_cancellable_new ();
  esp_web_proxy_find (self->proxy, host, call->look, start, call);
}

/**
 * esp_web_client_call_finish:
 *
 * Returns: (transfer full): what came of it; %NULL with @error set when the address cannot be called, or when
 *   it was given up
 */
EspWebReply *
esp_web_client_call_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
