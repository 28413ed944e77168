/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The web service of the tests: notes every request and answers as it is told. */
#define G_LOG_DOMAIN "esp-test"

#include "http-peer.h"

#include <string.h>

#define MAX_HEAD 65536

struct _HttpPeer
{
  GSocketService *service;
  char *url;
  HttpPeerFunc func;
  gpointer user_data;
  GPtrArray *requests;
  GPtrArray *visits; /* connections that are open */
};

/* One connection, and what came over it so far. */
typedef struct
{
  HttpPeer *peer;
  GSocketConnection *connection;
  GSource *source;
  GByteArray *bytes;
} Visit;

static void
free_visit (gpointer data)
{
  Visit *visit = data;

  g_source_destroy (visit->source);
  g_source_unref (visit->source);
  (void) g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  g_object_unref (visit->connection);
  g_byte_array_unref (visit->bytes);
  g_free (visit);
}

static void
free_request (gpointer data)
{
  HttpPeerRequest *request = data;

  g_free (request->method);
  g_free (request->path);
  g_free (request->query);
  soup_message_headers_unref (request->headers);
  g_bytes_unref (request->body);
  g_clear_pointer (&request->json, json_node_unref);
  g_free (request);
}

static HttpPeerRequest *
note_request (HttpPeer *self, const char *head, gsize n_head, const guint8 *body, gsize n_body)
{
  HttpPeerRequest *request = g_new0 (HttpPeerRequest, 1);
  g_autofree char *line = g_strndup (head, strcspn (head, "\r\n"));
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  char *mark;

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  request->method = g_strdup (words[0]);
  request->path = g_strdup (words[1]);
  mark = strchr (request->path, '?');
  if (mark != NULL)
    {
      request->query = g_strdup (mark + 1);
      *mark = '\0';
    }
  request->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_assert_true (soup_headers_parse (head, (int) n_head, request->headers));
  request->body = g_bytes_new (body, n_body);
  if (n_body > 0)
    {
      g_autofree char *text = g_strndup ((const char *) body, n_body);

      request->json = json_from_string (text, NULL);
    }
  g_ptr_array_add (self->requests, request);
  return request;
}

/* Returns whether the connection stays open. */
static gboolean
answer_request (Visit *visit, const HttpPeerRequest *request)
{
  HttpPeerAnswer answer = { .status = 200 };
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));
  g_autofree char *own = NULL;
  g_autofree char *text = NULL;
  const char *body;
  gsize n;

  visit->peer->func (visit->peer, request, &answer, visit->peer->user_data);
  own = answer.body;
  body = own != NULL ? own : "{}";
  n = strlen (body);
  if (answer.mode == HTTP_PEER_HANG)
    return TRUE;
  if (answer.mode == HTTP_PEER_CUT)
    return FALSE;
  text = g_strdup_printf ("HTTP/1.1 %u X\r\nContent-Type: application/json\r\n%s%s"
                          "Content-Length: %zu\r\n\r\n%.*s",
                          answer.status, answer.header != NULL ? answer.header : "",
                          answer.header != NULL ? "\r\n" : "", n,
                          (int) (answer.mode == HTTP_PEER_HALF ? n / 2 : n), body);
  (void) g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
  return answer.mode == HTTP_PEER_ANSWER;
}

/* Returns whether the connection stays open. */
static gboolean
take_requests (Visit *visit)
{
  while (visit->bytes->len > 0)
    {
      const char *data = (const char *) visit->bytes->data;
      const char *end = g_strstr_len (data, visit->bytes->len, "\r\n\r\n");
      g_autofree char *head = NULL;
      g_autofree char *lower = NULL;
      const char *length;
      gsize n_head;
      gsize n_body;

      g_assert_cmpuint (end != NULL ? 0 : visit->bytes->len, <, MAX_HEAD);
      if (end == NULL)
        return TRUE;
      n_head = (gsize) (end - data) + 4;
      head = g_strndup (data, n_head);
      lower = g_ascii_strdown (head, -1);
      length = strstr (lower, "\r\ncontent-length:");
      n_body = length != NULL ? g_ascii_strtoull (length + 17, NULL, 10) : 0;
      if (visit->bytes->len < n_head + n_body)
        return TRUE;
      if (!answer_request (visit, note_request (visit->peer, head, n_head,
                                                visit->bytes->data + n_head, n_body)))
        return FALSE;
      g_byte_array_remove_range (visit->bytes, 0, (guint) (n_head + n_body));
    }
  return TRUE;
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Visit *visit = user_data;
  char buffer[16384];
  gssize n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

  if (n > 0)
    {
      g_byte_array_append (visit->bytes, (const guint8 *) buffer, (guint) n);
      if (take_requests (visit))
        return G_SOURCE_CONTINUE;
    }
  (void) g_ptr_array_remove (visit->peer->visits, visit); /* closes it */
  return G_SOURCE_REMOVE;
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  HttpPeer *self = user_data;
  Visit *visit = g_new0 (Visit, 1);

  visit->peer = self;
  visit->connection = g_object_ref (connection);
  visit->bytes = g_byte_array_new ();
  visit->source =
    g_socket_create_source (g_socket_connection_get_socket (connection), G_IO_IN, NULL);
  g_source_set_callback (visit->source, G_SOURCE_FUNC (readable_cb), visit, NULL);
  (void) g_source_attach (visit->source, NULL);
  g_ptr_array_add (self->visits, visit);
  return TRUE;
}

/**
 * http_peer_new:
 *
 * Returns: (transfer full): a service that listens
 */
HttpPeer *
http_peer_new (HttpPeerFunc func, gpointer user_data)
{
  HttpPeer *self = g_new0 (HttpPeer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  self->func = func;
  self->user_data = user_data;
  self->requests = g_ptr_array_new_with_free_func (free_request);
  self->visits = g_ptr_array_new_with_free_func (free_visit);
  (void) g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                        G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                        &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return self;
}

/**
 * http_peer_free:
 */
void
http_peer_free (HttpPeer *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_ptr_array_unref (self->visits);
  g_object_unref (self->service);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* what was begun to be accepted ends */
  g_ptr_array_unref (self->requests);
  g_free (self->url);
  g_free (self);
}

/**
 * http_peer_get_url:
 */
const char *
http_peer_get_url (HttpPeer *self)
{
  return self->url;
}

/**
 * http_peer_get_n:
 */
guint
http_peer_get_n (HttpPeer *self)
{
  return self->requests->len;
}

/**
 * http_peer_get:
 */
const HttpPeerRequest *
http_peer_get (HttpPeer *self, guint index)
{
  g_assert_cmpuint (index, <, self->requests->len);
  return self->requests->pdata[index];
}

/**
 * http_peer_header:
 *
 * Returns: (nullable): the header of that name
 */
const char *
http_peer_header (const HttpPeerRequest *request, const char *name)
{
  return soup_message_headers_get_one (request->headers, name);
}
