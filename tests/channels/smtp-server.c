/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scripted mail server: one thread per connection, blocking, simple. */
#include "smtp-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

struct _SmtpServer
{
  SmtpServerOptions options;
  GSocketService *service;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  guint port;
  GCancellable *stop;

  GMutex mutex;
  GHashTable *counts; /* recipient → accepted, whether or not we said so */
  GHashTable *grey;
  GString *last_content;
  char *last_auth;
  guint n_all;
  guint n_connections;
  guint n_open;
};

typedef struct
{
  SmtpServer *server;
  GIOStream *stream;
  GDataInputStream *in;
  GOutputStream *out;
  char *to;
  char *from;
  guint n_messages;
  gboolean is_encrypted;
  gboolean is_signed_in;
} Peer;

static gboolean
say (Peer *peer, const char *text)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  return g_output_stream_write_all (peer->out, line, strlen (line), NULL, peer->server->stop, NULL);
}

static void
wrap_stream (Peer *peer, GIOStream *stream)
{
  g_clear_object (&peer->in);
  peer->in = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (peer->in), FALSE);
  g_data_input_stream_set_newline_type (peer->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  peer->out = g_io_stream_get_output_stream (stream);
  if (stream != peer->stream)
    {
      g_object_unref (peer->stream);
      peer->stream = stream;
    }
}

static gboolean
start_tls (Peer *peer, GTlsCertificate *certificate)
{
  GIOStream *tls = g_tls_server_connection_new (peer->stream, certificate, NULL);

  if (tls == NULL || !g_tls_connection_handshake (G_TLS_CONNECTION (tls), peer->server->stop, NULL))
    {
      g_clear_object (&tls);
      return FALSE;
    }
  peer->is_encrypted = TRUE;
  wrap_stream (peer, tls);
  return TRUE;
}

static gboolean
say_ehlo (Peer *peer)
{
  const SmtpServerOptions *options = &peer->server->options;
  g_autoptr (GString) text = g_string_new ("250-test.example\r\n");

  if (!options->has_no_pipelining)
    g_string_append (text, "250-PIPELINING\r\n");
  if (options->size > 0)
    g_string_append_printf (text, "250-SIZE %" G_GUINT64_FORMAT "\r\n", options->size);
  if (options->starttls != NULL && !peer->is_encrypted)
    g_string_append (text, "250-STARTTLS\r\n");
  if (options->password != NULL)
    g_string_append_printf (text, "250-AUTH %s\r\n",
                            options->offers_auth != NULL ? options->offers_auth : "PLAIN LOGIN");
  g_string_append (text, "250 8BITMIME");
  return say (peer, text->str);
}

static char *
ask (Peer *peer, const char *challenge)
{
  if (!say (peer, challenge))
    return NULL;
  return g_data_input_stream_read_line (peer->in, NULL, peer->server->stop, NULL);
}

static char *
decode64 (const char *text)
{
  gsize n = 0;
  g_autofree guchar *data = g_base64_decode (text, &n);
  char *copy = g_malloc0 (n + 1);

  if (n > 0)
    memcpy (copy, data, n);
  for (gsize i = 0; i < n; i++)
    if (copy[i] == '\0')
      copy[i] = '|';
  return copy;
}

static gboolean
take_auth (Peer *peer, const char *line)
{
  SmtpServer *self = peer->server;
  g_autofree char *secret = NULL;
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  gboolean is_right;

  if (g_ascii_strcasecmp (words[1], "LOGIN") == 0)
    {
      g_autofree char *user =
        words[2] != NULL ? g_strdup (words[2]) : ask (peer, "334 VXNlcm5hbWU6");
      g_autofree char *password = ask (peer, "334 UGFzc3dvcmQ6");

      (void) user; /* asked for, as the protocol wants, and of no further use */
      secret = decode64 (password != NULL ? password : "");
    }
  else
    {
      g_autofree char *response = words[2] != NULL ? g_strdup (words[2]) : ask (peer, "334 ");

      secret = decode64 (response != NULL ? response : "");
    }
  g_mutex_lock (&self->mutex);
  g_free (self->last_auth);
  self->last_auth = g_strdup_printf ("%s %s", words[1], secret);
  g_mutex_unlock (&self->mutex);
  if (self->options.auth_reply != NULL)
    return say (peer, self->options.auth_reply);
  is_right = g_str_has_suffix (secret, self->options.password) ||
             strstr (secret, self->options.password) != NULL;
  peer->is_signed_in = is_right;
  return say (peer, is_right ? "235 2.7.0 Welcome" : "535 5.7.8 Bad credentials");
}

static gboolean
take_rcpt (Peer *peer, const char *line)
{
  static const struct
  {
    const char *prefix;
    const char *reply;
  } refusals[] = {
    { "550", "550 5.1.1 User unknown" },
    { "552", "552 5.2.2 Mailbox full" },
    { "571", "550 5.7.1 Policy rejection" },
    { "450", "450 4.2.1 Temporarily unavailable" },
  };
  SmtpServer *self = peer->server;
  const char *start = strchr (line, '<');
  const char *stop = start != NULL ? strchr (start, '>') : NULL;

  g_clear_pointer (&peer->to, g_free);
  if (stop == NULL)
    return say (peer, "501 5.5.4 Syntax");
  peer->to = g_strndup (start + 1, (gsize) (stop - start - 1));
  if (g_str_has_prefix (peer->to, "drop-rcpt"))
    return FALSE;
  if (g_str_has_prefix (peer->to, "421"))
    {
      say (peer, "421 4.7.0 Too many connections");
      return FALSE;
    }
  if (g_str_has_prefix (peer->to, "grey"))
    {
      gboolean is_first;

      g_mutex_lock (&self->mutex);
      is_first = g_hash_table_add (self->grey, g_strdup (peer->to));
      g_mutex_unlock (&self->mutex);
      if (is_first)
        {
          g_clear_pointer (&peer->to, g_free);
          return say (peer, "450 4.7.1 Greylisted, try again");
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_has_prefix (peer->to, refusals[i].prefix))
      {
        g_clear_pointer (&peer->to, g_free);
        return say (peer, refusals[i].reply);
      }
  return say (peer, "250 2.1.5 Ok");
}

static void
keep_message (Peer *peer, const GString *content)
{
  SmtpServer *self = peer->server;
  guint n;

  g_mutex_lock (&self->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, peer->to));
  g_hash_table_insert (self->counts, g_strdup (peer->to), GUINT_TO_POINTER (n + 1));
  g_string_assign (self->last_content, content->str);
  self->n_all++;
  g_mutex_unlock (&self->mutex);
}

/* An answer that never ends, a letter at a time. */
static gboolean
drip (Peer *peer)
{
  static const char line[] = "250-wait\r\n";

  for (guint i = 0; i < 400 && !g_cancellable_is_cancelled (peer->server->stop); i++)
    {
      if (!g_output_stream_write_all (peer->out, line + i % (sizeof line - 1), 1, NULL, NULL, NULL))
        return FALSE;
      g_usleep (20000);
    }
  return FALSE;
}

static gboolean
answer_message (Peer *peer, const GString *content)
{
  const char *to = peer->to;

  if (peer->server->options.delay_us > 0)
    g_usleep (peer->server->options.delay_us);
  if (g_str_has_prefix (to, "d550"))
    return say (peer, "554 5.7.1 Content rejected");
  if (g_str_has_prefix (to, "d451"))
    return say (peer, "451 4.3.0 Local problem");
  keep_message (peer, content);
  if (g_str_has_prefix (to, "drop-end"))
    return FALSE;
  if (g_str_has_prefix (to, "hang"))
    {
      g_autofree char *line =
        g_data_input_stream_read_line (peer->in, NULL, peer->server->stop, NULL);

      (void) line; /* what comes is of no interest: it only waits */
      return FALSE;
    }
  if (g_str_has_prefix (to, "drip"))
    return drip (peer);
  if (g_str_has_prefix (to, "garble"))
    return say (peer, "2xx what is this");
  peer->n_messages++;
  return say (peer, "250 2.0.0 Ok: queued as T1");
}

static gboolean
take_data (Peer *peer)
{
  g_autoptr (GString) content = g_string_new (NULL);

  if (peer->to == NULL)
    return say (peer, "554 5.5.1 No valid recipients");
  if (!say (peer, "354 Go ahead"))
    return FALSE;
  for (;;)
    {
      gsize n = 0;
      g_autofree char *line =
        g_data_input_stream_read_line (peer->in, &n, peer->server->stop, NULL);

      if (line == NULL)
        return FALSE;
      if (g_str_equal (line, "."))
        break;
      if (g_str_has_prefix (peer->to, "drop-data"))
        return FALSE;
      g_string_append (content, line[0] == '.' ? line + 1 : line);
      g_string_append (content, "\r\n");
    }
  return answer_message (peer, content);
}

static gboolean
take_mail (Peer *peer, const char *line)
{
  const SmtpServerOptions *options = &peer->server->options;

  g_clear_pointer (&peer->to, g_free);
  if (g_strcmp0 (options->cut_at, "mail") == 0)
    return FALSE;
  if (options->max_per_connection > 0 && peer->n_messages >= options->max_per_connection)
    {
      say (peer, "421 4.7.0 Too many messages on this connection");
      return FALSE;
    }
  if (strstr (line, "<bad-sender") != NULL)
    return say (peer, "553 5.1.8 Sender address rejected");
  return say (peer, "250 2.1.0 Ok");
}

static gboolean
take_command (Peer *peer, const char *line)
{
  const SmtpServerOptions *options = &peer->server->options;

  if (g_ascii_strncasecmp (line, "EHLO", 4) == 0)
    return g_strcmp0 (options->cut_at, "ehlo") != 0 && say_ehlo (peer);
  if (g_ascii_strncasecmp (line, "STARTTLS", 8) == 0)
    return say (peer, "220 Ready") && start_tls (peer, options->starttls);
  if (g_ascii_strncasecmp (line, "AUTH", 4) == 0)
    return take_auth (peer, line);
  if (g_ascii_strncasecmp (line, "MAIL", 4) == 0)
    return take_mail (peer, line);
  if (g_ascii_strncasecmp (line, "RCPT", 4) == 0)
    return take_rcpt (peer, line);
  if (g_ascii_strncasecmp (line, "DATA", 4) == 0)
    return take_data (peer);
  if (g_ascii_strncasecmp (line, "RSET", 4) == 0)
    return say (peer, "250 2.0.0 Ok");
  if (g_ascii_strncasecmp (line, "QUIT", 4) == 0)
    {
      say (peer, "221 2.0.0 Bye");
      return FALSE;
    }
  return say (peer, "502 5.5.1 What?");
}

static gboolean
greet (Peer *peer, guint n_open)
{
  const SmtpServerOptions *options = &peer->server->options;

  if (g_strcmp0 (options->cut_at, "connect") == 0)
    return FALSE;
  if (options->tls != NULL && !start_tls (peer, options->tls))
    return FALSE;
  if (options->max_connections > 0 && n_open > options->max_connections)
    {
      say (peer, "421 4.7.0 Too many connections from you");
      return FALSE;
    }
  if (options->greeting != NULL && options->greeting[0] == '\0')
    {
      g_autofree char *line =
        g_data_input_stream_read_line (peer->in, NULL, peer->server->stop, NULL);

      (void) line; /* what comes is of no interest: it only waits */
      return FALSE;
    }
  return say (peer, options->greeting != NULL ? options->greeting : "220 test.example ESMTP");
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  SmtpServer *self = user_data;
  Peer peer = { .server = self, .stream = g_object_ref (G_IO_STREAM (connection)) };
  gboolean goes_on;
  guint n_open;

  g_mutex_lock (&self->mutex);
  self->n_connections++;
  n_open = ++self->n_open;
  g_mutex_unlock (&self->mutex);
  (void) g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY,
                              1, NULL);
  wrap_stream (&peer, peer.stream);
  goes_on = greet (&peer, n_open);
  while (goes_on)
    {
      g_autofree char *line = g_data_input_stream_read_line (peer.in, NULL, self->stop, NULL);

      if (self->options.is_deaf)
        (void) g_input_stream_skip (G_INPUT_STREAM (peer.in),
                                    g_buffered_input_stream_get_available (
                                      G_BUFFERED_INPUT_STREAM (peer.in)),
                                    NULL, NULL);

      goes_on = line != NULL && take_command (&peer, line);
    }
  g_mutex_lock (&self->mutex);
  self->n_open--;
  g_mutex_unlock (&self->mutex);
  (void) g_io_stream_close (peer.stream, NULL, NULL); /* the peer may be gone */
  (void) g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_clear_object (&peer.in);
  g_object_unref (peer.stream);
  g_free (peer.to);
  g_free (peer.from);
  return TRUE;
}

static gpointer
server_worker (gpointer data)
{
  SmtpServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
clear_server (gpointer data)
{
  SmtpServer *self = data;

  g_clear_object (&self->options.tls);
  g_clear_object (&self->options.starttls);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->stop);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->grey);
  (void) g_string_free (self->last_content, TRUE);
  g_free (self->last_auth);
  g_mutex_clear (&self->mutex);
}

static void
unref_server (gpointer data, GClosure *closure)
{
  g_atomic_rc_box_release_full (data, clear_server);
}

SmtpServer *
smtp_server_new (const SmtpServerOptions *options)
{
  SmtpServer *self = g_atomic_rc_box_new0 (SmtpServer);
  g_autoptr (GError) error = NULL;

  if (options != NULL)
    self->options = *options;
  /* A connection of the server's may outlive the test's own references. */
  if (self->options.tls != NULL)
    g_object_ref (self->options.tls);
  if (self->options.starttls != NULL)
    g_object_ref (self->options.starttls);
  g_mutex_init (&self->mutex);
  self->stop = g_cancellable_new ();
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->grey = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->last_content = g_string_new (NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (64);
  self->port =
    g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  /* A connection may be accepted and not served yet when the test lets go of the server. */
  g_signal_connect_data (self->service, "run", G_CALLBACK (run_cb), g_atomic_rc_box_acquire (self),
                         unref_server, 0);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("smtp-server", server_worker, self);
  return self;
}

/* On the server's own thread, so that the accept that is under way ends there too. */
static gboolean
quit_cb (gpointer data)
{
  SmtpServer *self = data;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

void
smtp_server_free (SmtpServer *self)
{
  gboolean is_busy = TRUE;

  g_cancellable_cancel (self->stop);
  g_main_context_invoke (self->context, quit_cb, self);
  g_thread_join (self->thread);
  while (g_main_context_iteration (self->context, FALSE))
    ; /* the accept that was under way comes to its end */
  while (is_busy)
    {
      g_mutex_lock (&self->mutex);
      is_busy = self->n_open > 0;
      g_mutex_unlock (&self->mutex);
      g_thread_yield ();
    }
  g_object_unref (self->service);
  unref_server (self, NULL);
}

guint
smtp_server_get_port (SmtpServer *self)
{
  return self->port;
}

guint
smtp_server_count (SmtpServer *self, const char *to)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, to));
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
smtp_server_count_all (SmtpServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_all;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
smtp_server_count_connections (SmtpServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_connections;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
smtp_server_dup_last_content (SmtpServer *self)
{
  char *text;

  g_mutex_lock (&self->mutex);
  text = g_strdup (self->last_content->str);
  g_mutex_unlock (&self->mutex);
  return text;
}

char *
smtp_server_dup_last_auth (SmtpServer *self)
{
  char *text;

  g_mutex_lock (&self->mutex);
  text = g_strdup (self->last_auth);
  g_mutex_unlock (&self->mutex);
  return text;
}

/* Self-signed for the host @name; FOLDER/NAME.pem holds certificate and key. */
GTlsCertificate *
smtp_server_make_certificate (const char *folder, const char *name, GError **error)
{
  g_autofree char *pem = g_strdup_printf ("%s/%s.pem", folder, name);
  g_autofree char *subject = g_strdup_printf ("/CN=%s", name);
  g_autofree char *alternative = g_strdup_printf ("subjectAltName=DNS:%s", name);
  const char *argv[] = {
    "openssl", "req",   "-x509", "-newkey", "ec",    "-pkeyopt", "ec_paramgen_curve:prime256v1",
    "-nodes",  "-days", "3650",  "-subj",   subject, "-addext",  alternative,
    "-keyout", pem,     "-out",  NULL,      NULL
  };
  g_autofree char *cert = g_strdup_printf ("%s/%s.crt", folder, name);
  g_autofree char *key_text = NULL;
  g_autofree char *cert_text = NULL;
  g_autofree char *both = NULL;
  int status = 0;

  argv[G_N_ELEMENTS (argv) - 2] = cert;
  if (!g_spawn_sync (NULL, (char **) argv, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, &status, error) ||
      !g_spawn_check_wait_status (status, error) ||
      !g_file_get_contents (pem, &key_text, NULL, error) ||
      !g_file_get_contents (cert, &cert_text, NULL, error))
    return NULL;
  both = g_strconcat (cert_text, key_text, NULL);
  return g_tls_certificate_new_from_pem (both, -1, error);
}
