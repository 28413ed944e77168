/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The web service of the tests: notes every request and answers as it is told. */
#define G_LOG_DOMAIN "esp-test"

#include "http-peer.h"

#include <string.h>

struct _HttpPeer
{
  SoupServer *server;
  char *url;
  HttpPeerFunc func;
  gpointer user_data;
  GPtrArray *requests;
  GPtrArray *hanging; /* streams that are kept open */
};

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

static void
copy_header (const char *name, const char *value, gpointer user_data)
{
  soup_message_headers_append (user_data, name, value);
}

static HttpPeerRequest *
note_request (HttpPeer *self, SoupServerMessage *message)
{
  HttpPeerRequest *request = g_new0 (HttpPeerRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);

  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (g_uri_get_path (uri));
  request->query = g_strdup (g_uri_get_query (uri));
  request->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header,
                                request->headers);
  request->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  if (g_bytes_get_size (request->body) > 0)
    {
      g_autofree char *text =
        g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));

      request->json = json_from_string (text, NULL);
    }
  g_ptr_array_add (self->requests, request);
  return request;
}

static void
misbehave (HttpPeer *self, SoupServerMessage *message, const HttpPeerAnswer *answer)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  if (answer->mode == HTTP_PEER_HANG)
    {
      g_ptr_array_add (self->hanging, g_steal_pointer (&stream));
      return;
    }
  if (answer->mode == HTTP_PEER_HALF)
    {
      const char *body = answer->body != NULL ? answer->body : "{}";
      g_autofree char *text =
        g_strdup_printf ("HTTP/1.1 %u X\r\nContent-Type: application/json\r\n"
                         "Content-Length: %zu\r\n\r\n%.*s",
                         answer->status, strlen (body), (int) (strlen (body) / 2), body);

      (void) g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text),
                                        NULL, NULL, NULL);
    }
  (void) g_io_stream_close (stream, NULL, NULL);
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  HttpPeer *self = user_data;
  HttpPeerRequest *request = note_request (self, message);
  HttpPeerAnswer answer = { .status = 200 };

  self->func (self, request, &answer, self->user_data);
  if (answer.mode != HTTP_PEER_ANSWER)
    misbehave (self, message, &answer);
  else
    {
      const char *body = answer.body != NULL ? answer.body : "{}";

      if (answer.header != NULL)
        {
          g_auto (GStrv) parts = g_strsplit (answer.header, ": ", 2);

          soup_message_headers_append (soup_server_message_get_response_headers (message), parts[0],
                                       parts[1]);
        }
      soup_server_message_set_status (message, answer.status, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                        strlen (body));
    }
  g_free (answer.body);
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
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  self->func = func;
  self->user_data = user_data;
  self->requests = g_ptr_array_new_with_free_func (free_request);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  (void) soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

/**
 * http_peer_free:
 */
void
http_peer_free (HttpPeer *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->hanging);
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
