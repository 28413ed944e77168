/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes calls of services on the loopback address: small ones, few at once, each answered only when what it
 * tells is kept. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/door/esp-door.h"

#include <libsoup/soup.h>
#include <string.h>

#define PATH "/reports/"
#define MAX_BODY (8 * 1024 * 1024)
#define MAX_VISITS 32
#define MAX_TOKEN 100
#define TOO_LARGE "esp-too-large"

struct _EspDoor
{
  SoupServer *server; /* (owned) */
  EspDoorFunc func;
  gpointer user_data;
  guint port;
  GPtrArray *visits; /* (owned) (element-type EspDoorVisit) not answered yet; unowned */
};

struct _EspDoorVisit
{
  EspDoor *door;              /* (unowned) (nullable) it is closed */
  SoupServerMessage *message; /* (owned) */
  EspDoorCall *call;          /* (owned) */
};

/**
 * esp_door_call_new:
 *
 * Returns: (transfer full): a call without headers
 */
EspDoorCall *
esp_door_call_new (const char *token, GBytes *body)
{
  EspDoorCall *self = g_new0 (EspDoorCall, 1);

  self->token = g_strdup (token);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_bytes_ref (body);
  return self;
}

void
esp_door_call_free (EspDoorCall *self)
{
  if (self == NULL)
    return;
  g_free (self->token);
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

/**
 * esp_door_call_get:
 * @name: in lower case
 *
 * Returns: (transfer none) (nullable): a header
 */
const char *
esp_door_call_get (const EspDoorCall *self, const char *name)
{
  return g_hash_table_lookup (self->headers, name);
}

/**
 * esp_door_call_set:
 */
void
esp_door_call_set (EspDoorCall *self, const char *name, const char *value)
{
  g_hash_table_replace (self->headers, g_ascii_strdown (name, -1), g_utf8_make_valid (value, -1));
}

static void
take_header (const char *name, const char *value, gpointer user_data)
{
  esp_door_call_set (user_data, name, value);
}

static gboolean
is_token (const char *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > MAX_TOKEN)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p))
      return FALSE;
  return TRUE;
}

static void
refuse (SoupServerMessage *message, guint status)
{
  soup_server_message_set_status (message, status, NULL);
}

static void
visit_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  EspDoor *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = NULL;
  EspDoorVisit *visit;

  if (!g_str_has_prefix (path, PATH) || !is_token (path + strlen (PATH)))
    refuse (message, 404);
  else if (soup_server_message_get_method (message) != SOUP_METHOD_POST)
    refuse (message, 405);
  else if (g_object_get_data (G_OBJECT (message), TOO_LARGE) != NULL || body->length > MAX_BODY)
    refuse (message, 413);
  else if (self->visits->len >= MAX_VISITS)
    refuse (message, 503); /* they come again */
  else
    {
      bytes = soup_message_body_flatten (body);
      visit = g_new0 (EspDoorVisit, 1);
      visit->door = self;
      visit->message = g_object_ref (message);
      visit->call = esp_door_call_new (path + strlen (PATH), bytes);
      soup_message_headers_foreach (soup_server_message_get_request_headers (message), take_header,
                                    visit->call);
      g_ptr_array_add (self->visits, visit);
      soup_server_message_pause (message);
      self->func (visit, self->user_data);
    }
}

/* More than is wanted is not even kept. */
static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length <= MAX_BODY)
    return;
  soup_message_body_set_accumulate (body, FALSE);
  g_object_set_data (G_OBJECT (message), TOO_LARGE, message);
}

static void
started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
}

/**
 * esp_door_new:
 * @port: 0 takes any that is free
 * @func: (scope notified): is given every call that could be meant
 *
 * Returns: (transfer full): the open door; %NULL with @error set
 */
EspDoor *
esp_door_new (guint port, EspDoorFunc func, gpointer user_data, GError **error)
{
  EspDoor *self = g_new0 (EspDoor, 1);
  GSList *uris;

  self->server = soup_server_new ("server-header", "Espalier", NULL);
  self->func = func;
  self->user_data = user_data;
  self->visits = g_ptr_array_new ();
  soup_server_add_handler (self->server, NULL, visit_cb, self, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (started_cb), self);
  if (!soup_server_listen_local (self->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    {
      esp_door_free (self);
      return NULL;
    }
  uris = soup_server_get_uris (self->server);
  self->port = uris != NULL ? (guint) g_uri_get_port (uris->data) : port;
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

/**
 * esp_door_free:
 *
 * Whoever waits for an answer gets none, and comes again.
 */
void
esp_door_free (EspDoor *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->visits->len; i++)
    ((EspDoorVisit *) self->visits->pdata[i])->door = NULL;
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->visits);
  g_free (self);
}

/**
 * esp_door_get_port:
 */
guint
esp_door_get_port (const EspDoor *self)
{
  return self->port;
}

/**
 * esp_door_visit_get_call:
 *
 * Returns: (transfer none)
 */
const EspDoorCall *
esp_door_visit_get_call (const EspDoorVisit *self)
{
  return self->call;
}

/**
 * esp_door_visit_answer:
 * @self: (transfer full)
 * @status: of HTTP
 */
void
esp_door_visit_answer (EspDoorVisit *self, guint status)
{
  if (self->door != NULL)
    {
      (void) g_ptr_array_remove (self->door->visits, self);
      soup_server_message_set_status (self->message, status, NULL);
      soup_server_message_unpause (self->message);
    }
  g_object_unref (self->message);
  esp_door_call_free (self->call);
  g_free (self);
}
