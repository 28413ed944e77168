/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the name servers of this computer, or others, with limits on time and tries. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-client.h"

#include <string.h>

#define RESOLV_CONF "/etc/resolv.conf"
#define DNS_PORT 53
#define MAX_SERVERS 3
#define N_TRIES 2
#define DEFAULT_TIMEOUT_MS 2500
#define MAX_DATAGRAM 4096
#define MAX_STRAYS 20
#define MAX_ALIASES 8
/* Questions without an answer of anybody, after which there is no network. */
#define MAX_SILENT 3

struct _EspDnsClient
{
  GPtrArray *servers;        /* (element-type GSocketAddress) */
  GCancellable *cancellable; /* (owned) (nullable) */
  GRand *random;             /* ids that nobody guesses easily */
  guint timeout_ms;          /* of one try */
  guint n_silent;            /* questions in a row that nobody answered */
};

static gboolean
add_server (EspDnsClient *self, const char *text)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, DNS_PORT);
  g_autoptr (GSocketConnectable) named =
    address == NULL ? g_network_address_parse (text, DNS_PORT, NULL) : NULL;

  if (address == NULL && G_IS_NETWORK_ADDRESS (named))
    address = g_inet_socket_address_new_from_string (g_network_address_get_hostname (
                                                       G_NETWORK_ADDRESS (named)),
                                                     g_network_address_get_port (
                                                       G_NETWORK_ADDRESS (named)));
  if (address == NULL || self->servers->len >= MAX_SERVERS)
    return FALSE;
  g_ptr_array_add (self->servers, g_steal_pointer (&address));
  return TRUE;
}

static void
read_resolv_conf (EspDnsClient *self)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (RESOLV_CONF, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (g_str_has_prefix (line, "nameserver") && g_ascii_isspace (line[strlen ("nameserver")]))
        (void) add_server (self,
                           g_strstrip (line + strlen ("nameserver"))); /* odd ones are left out */
    }
}

/**
 * esp_dns_client_new:
 * @servers: (nullable): addresses with commas between, each with a port or without; else those of this
 *   computer
 *
 * Returns: (transfer full): the client; %NULL with @error set when there is no server to ask
 */
EspDnsClient *
esp_dns_client_new (const char *servers, GError **error)
{
  g_autoptr (EspDnsClient) self = g_new0 (EspDnsClient, 1);

  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->random = g_rand_new ();
  self->timeout_ms = DEFAULT_TIMEOUT_MS;
  if (servers != NULL)
    {
      g_auto (GStrv) list = g_strsplit (servers, ",", -1);

      for (guint i = 0; list[i] != NULL; i++)
        if (!add_server (self, g_strstrip (list[i])))
          {
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         "“%s” is no address of a name server; write it as 192.0.2.1 or "
                         "192.0.2.1:53",
                         list[i]);
            return NULL;
          }
    }
  else
    read_resolv_conf (self);
  if (self->servers->len > 0)
    return g_steal_pointer (&self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       "This computer knows no name server; is it connected to a network?");
  return NULL;
}

/**
 * esp_dns_client_free:
 * @self: (nullable)
 */
void
esp_dns_client_free (EspDnsClient *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->servers);
  g_rand_free (self->random);
  g_free (self);
}

/**
 * esp_dns_client_set_timeout:
 * @timeout_ms: of one try
 */
void
esp_dns_client_set_timeout (EspDnsClient *self, guint timeout_ms)
{
  self->timeout_ms = timeout_ms;
}

/**
 * esp_dns_client_set_cancellable:
 * @cancellable: (nullable): ends what is being asked
 */
void
esp_dns_client_set_cancellable (EspDnsClient *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/* One datagram there; answers to other questions are gone over until the time is up. */
static EspDnsAnswer *
ask_udp (EspDnsClient *self,
         GSocketAddress *server,
         GByteArray *query,
         guint16 id,
         const char *name,
         EspDnsType type)
{
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (server),
                                             G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  gint64 until_us = g_get_monotonic_time () + (gint64) self->timeout_ms * 1000;
  guint8 buffer[MAX_DATAGRAM];

  if (socket == NULL || !g_socket_connect (socket, server, self->cancellable, NULL) ||
      g_socket_send (socket, (const char *) query->data, query->len, self->cancellable, NULL) < 0)
    return NULL;
  for (guint i = 0; i < MAX_STRAYS; i++)
    {
      gint64 left_us = until_us - g_get_monotonic_time ();
      EspDnsAnswer *answer;
      gssize n;

      if (left_us <= 0 ||
          !g_socket_condition_timed_wait (socket, G_IO_IN, left_us, self->cancellable, NULL))
        return NULL;
      n = g_socket_receive (socket, (char *) buffer, sizeof buffer, self->cancellable, NULL);
      if (n < 0)
        return NULL;
      answer = esp_dns_wire_parse (buffer, (gsize) n, id, name, type);
      if (answer != NULL)
        return answer;
    }
  return NULL;
}

/* A long answer, over a connection: each message with its size before it. */
static EspDnsAnswer *
ask_tcp (EspDnsClient *self,
         GSocketAddress *server,
         GByteArray *query,
         guint16 id,
         const char *name,
         EspDnsType type)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  const guint8 size[] = { (guint8) (query->len >> 8), (guint8) query->len };
  g_autofree guint8 *data = NULL;
  guint8 head[2];
  GOutputStream *out;
  GInputStream *in;
  gsize n_wanted;
  gsize n;

  g_socket_client_set_timeout (client, MAX (1, self->timeout_ms / 1000));
  g_socket_client_set_enable_proxy (client, FALSE);
  connection =
    g_socket_client_connect (client, G_SOCKET_CONNECTABLE (server), self->cancellable, NULL);
  if (connection == NULL)
    return NULL;
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  if (!g_output_stream_write_all (out, size, sizeof size, NULL, self->cancellable, NULL) ||
      !g_output_stream_write_all (out, query->data, query->len, NULL, self->cancellable, NULL) ||
      !g_input_stream_read_all (in, head, sizeof head, &n, self->cancellable, NULL) ||
      n != sizeof head)
    return NULL;
  n_wanted = (gsize) head[0] << 8 | head[1];
  data = g_malloc (n_wanted + 1);
  if (!g_input_stream_read_all (in, data, n_wanted, &n, self->cancellable, NULL) || n != n_wanted)
    return NULL;
  return esp_dns_wire_parse (data, n, id, name, type);
}

/* One question to one server, over a connection when the answer is long. */
static EspDnsAnswer *
ask_as (EspDnsClient *self,
        GSocketAddress *server,
        const char *name,
        EspDnsType type,
        gboolean with_size)
{
  guint16 id = (guint16) g_rand_int (self->random);
  g_autoptr (GByteArray) query = esp_dns_wire_make_query (id, name, type, with_size);
  g_autoptr (EspDnsAnswer) answer = NULL;
  EspDnsAnswer *whole;

  if (query == NULL)
    return esp_dns_answer_new (ESP_DNS_NO_NAME);
  answer = ask_udp (self, server, query, id, name, type);
  if (answer == NULL || !answer->is_cut)
    return g_steal_pointer (&answer);
  whole = ask_tcp (self, server, query, id, name, type);
  if (whole != NULL)
    return whole;
  /* Half an answer is none: what is missing would be taken for not published. */
  whole = esp_dns_answer_new (ESP_DNS_UNAVAILABLE);
  whole->has_failed = TRUE;
  return whole;
}

static EspDnsAnswer *
ask (EspDnsClient *self, GSocketAddress *server, const char *name, EspDnsType type)
{
  EspDnsAnswer *answer = ask_as (self, server, name, type, TRUE);

  if (answer == NULL || !answer->is_old)
    return answer;
  esp_dns_answer_free (answer);
  return ask_as (self, server, name, type, FALSE);
}

/* Asks every server, and again. Who was silent before is not asked as often, and then not at all. */
static EspDnsAnswer *
ask_all (EspDnsClient *self, const char *name, EspDnsType type)
{
  EspDnsAnswer *nothing = esp_dns_answer_new (ESP_DNS_UNAVAILABLE);
  guint n_tries = self->n_silent == 0 ? N_TRIES : self->n_silent < MAX_SILENT ? 1 : 0;

  for (guint i = 0; i < n_tries; i++)
    for (guint j = 0; j < self->servers->len; j++)
      {
        EspDnsAnswer *answer;

        if (g_cancellable_is_cancelled (self->cancellable))
          return nothing;
        answer = ask (self, self->servers->pdata[j], name, type);
        if (answer != NULL)
          self->n_silent = 0;
        if (answer != NULL && answer->status != ESP_DNS_UNAVAILABLE)
          {
            esp_dns_answer_free (nothing);
            return answer;
          }
        nothing->has_failed |= answer != NULL && answer->has_failed;
        esp_dns_answer_free (answer);
      }
  if (!nothing->has_failed)
    self->n_silent++;
  return nothing;
}

/**
 * esp_dns_client_lookup:
 * @client: an EspDnsClient
 *
 * An EspDnsLookup. Goes after names that stand for others where the server does not.
 *
 * Returns: (transfer full): what was answered
 */
EspDnsAnswer *
esp_dns_client_lookup (const char *name, EspDnsType type, gpointer client)
{
  EspDnsClient *self = client;
  g_autofree char *current =
    g_hostname_is_non_ascii (name) ? g_hostname_to_ascii (name) : g_strdup (name);
  EspDnsAnswer *answer = NULL;

  for (guint i = 0; i < MAX_ALIASES && current != NULL; i++)
    {
      esp_dns_answer_free (answer);
      answer = ask_all (self, current, type);
      if (answer->status != ESP_DNS_NOTHING || answer->alias == NULL)
        return answer;
      g_free (current);
      current = g_steal_pointer (&answer->alias);
    }
  /* A circle, or a name that cannot be one. */
  esp_dns_answer_free (answer);
  answer = esp_dns_answer_new (current != NULL ? ESP_DNS_UNAVAILABLE : ESP_DNS_NO_NAME);
  answer->has_failed = current != NULL;
  return answer;
}
