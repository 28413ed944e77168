/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries one SMTP session over a stream that libcurl made, encrypted and signed in. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-connection.h"

#include "channels/email/esp-smtp-diagnosis.h"
#include "channels/email/esp-smtp-reply.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>

#define READ_SIZE 16384
/* No more than one TLS record is offered at a time, so a refused write is repeated with the same bytes. */
#define WRITE_SIZE 16384

struct _EspSmtpConnection
{
  EspCurlLoop *loop;       /* (unowned) */
  GMainContext *context;   /* (unowned) */
  EspSmtpAccount *account; /* (owned) */
  EspSmtpConnectionEvents events;
  gpointer user_data;

  CURL *easy; /* (owned) */
  char curl_text[CURL_ERROR_SIZE];
  int reply_code; /* last reply while signing in */
  char *reply;    /* (owned) (nullable) its words */
  gboolean is_signed_in;
  gboolean is_rubbish; /* what answered does not speak SMTP */

  EspSmtpSession *session; /* (owned) (nullable) NULL until signed in */
  GSource *source;         /* (owned) (nullable) the socket and the patience */
  gpointer fd_tag;
  guint n_done;            /* messages that the server gave a verdict on */
  gboolean has_been_ready; /* it could have taken a message */
  gboolean has_ended;
  gboolean is_deaf; /* ended while it had an answer to the first of several commands only */
  EspSmtpWait wait; /* for what, since when, and how far it had come */
  gint64 since_us;
  guint64 progress;
};

static void
end (EspSmtpConnection *self, const GError *error)
{
  if (self->has_ended)
    return;
  self->has_ended = TRUE;
  if (self->source != NULL)
    g_source_set_ready_time (self->source, -1);
  if (self->session != NULL)
    esp_smtp_session_lost (self->session,
                           error != NULL ? error->message : "The connection was closed");
  self->events.ended (self, error, self->user_data);
}

static void
end_with_code (EspSmtpConnection *self, int code)
{
  g_autoptr (GError) error = esp_smtp_error_new (self->account, code, NULL);

  end (self, error);
}

static void
settled_cb (EspOutMessage *message, EspOutResult *result, gpointer user_data)
{
  EspSmtpConnection *self = user_data;

  self->events.settled (self, message, result, self->user_data);
  if (result->outcome == ESP_OUTCOME_ACCEPTED ||
      (result->outcome == ESP_OUTCOME_REFUSED && result->code != 421))
    self->n_done++;
}

/* What @self waits for decides how long it waits. */
static void
set_patience (EspSmtpConnection *self)
{
  const EspSmtpPatience *patience = &self->account->patience;
  EspSmtpWait wait = esp_smtp_session_get_wait (self->session);
  guint64 progress = esp_smtp_session_get_progress (self->session);
  guint wait_ms = 0;

  if (self->since_us == 0 || wait != self->wait || progress != self->progress)
    self->since_us = g_get_monotonic_time ();
  self->wait = wait;
  self->progress = progress;
  switch (wait)
    {
    case ESP_SMTP_WAIT_COMMAND:
      wait_ms = patience->command_ms;
      break;
    case ESP_SMTP_WAIT_DATA:
      wait_ms = patience->data_ms;
      break;
    case ESP_SMTP_WAIT_BLOCK:
      wait_ms = patience->block_ms;
      break;
    case ESP_SMTP_WAIT_DOT:
      wait_ms = patience->dot_ms;
      break;
    case ESP_SMTP_WAIT_NOTHING:
    default:
      wait_ms = patience->idle_ms;
      break;
    }
  /* Nothing is lost when such a conversation ends soon: no content is under way. */
  if (patience->stuck_ms > 0 && esp_smtp_session_is_deaf (self->session))
    wait_ms = MIN (wait_ms, patience->stuck_ms);
  g_source_set_ready_time (self->source, self->since_us + (gint64) wait_ms * 1000);
}

/* Returns: FALSE when the connection has ended. */
static gboolean
read_all (EspSmtpConnection *self)
{
  for (;;)
    {
      char buffer[READ_SIZE];
      size_t n = 0;
      g_autoptr (GError) error = NULL;
      CURLcode code = curl_easy_recv (self->easy, buffer, sizeof buffer, &n);

      if (code == CURLE_AGAIN)
        return TRUE;
      if (code != CURLE_OK || n == 0)
        {
          if (esp_smtp_session_get_n_open (self->session) == 0 &&
              esp_smtp_session_is_ready (self->session))
            end (self, NULL); /* it had nothing to do; the server may close it */
          else
            end_with_code (self, ESP_CHANNEL_ERROR_CUT);
          return FALSE;
        }
      if (!esp_smtp_session_feed (self->session, buffer, n, &error))
        {
          end_with_code (self, ESP_CHANNEL_ERROR_NOT_SMTP);
          return FALSE;
        }
      if (esp_smtp_session_is_closing (self->session))
        {
          if (self->has_been_ready)
            end (self, NULL);
          else
            end_with_code (self, ESP_CHANNEL_ERROR_BUSY);
          return FALSE;
        }
    }
}

static gboolean
write_all (EspSmtpConnection *self)
{
  GIOCondition condition = G_IO_IN;
  gsize n_output;
  const char *output;

  while ((output = esp_smtp_session_peek_output (self->session, &n_output)), n_output > 0)
    {
      size_t n_written = 0;
      CURLcode code = curl_easy_send (self->easy, output, MIN (n_output, WRITE_SIZE), &n_written);

      if (code == CURLE_AGAIN)
        {
          condition |= G_IO_OUT;
          break;
        }
      if (code != CURLE_OK)
        {
          /* A refusal may be waiting to be read: it tells more than the cut does. */
          if (read_all (self))
            end_with_code (self, ESP_CHANNEL_ERROR_CUT);
          return FALSE;
        }
      esp_smtp_session_wrote (self->session, n_written);
    }
  g_source_modify_unix_fd (self->source, self->fd_tag, condition);
  return TRUE;
}

static void
pump (EspSmtpConnection *self)
{
  if (esp_smtp_session_can_take (self->session))
    {
      self->has_been_ready = TRUE;
      self->events.ready (self, self->user_data);
    }
  if (esp_smtp_session_is_spent (self->session))
    esp_smtp_session_quit (self->session);
  if (write_all (self) && !self->has_ended)
    set_patience (self);
}

static void
lose_patience (EspSmtpConnection *self)
{
  if (esp_smtp_session_get_wait (self->session) == ESP_SMTP_WAIT_NOTHING)
    {
      esp_smtp_session_quit (self->session);
      pump (self);
      return;
    }
  self->is_deaf = esp_smtp_session_is_deaf (self->session);
  end_with_code (self, ESP_CHANNEL_ERROR_TIMEOUT);
}

static gboolean
dispatch_connection (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs connection_funcs = { NULL, NULL, dispatch_connection, NULL, NULL, NULL };

static gboolean
stream_cb (gpointer user_data)
{
  EspSmtpConnection *self = user_data;
  GIOCondition condition = g_source_query_unix_fd (self->source, self->fd_tag);
  gint64 ready_us = g_source_get_ready_time (self->source);

  if (self->has_ended)
    return G_SOURCE_REMOVE;
  if (condition == 0 && ready_us >= 0 && ready_us <= g_source_get_time (self->source))
    lose_patience (self);
  else if (read_all (self))
    pump (self);
  return self->has_ended ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
start_session (EspSmtpConnection *self)
{
  curl_socket_t fd = CURL_SOCKET_BAD;
  const char *name = self->account->ehlo_name;

  (void) curl_easy_getinfo (self->easy, CURLINFO_ACTIVESOCKET, &fd);
  if (fd == CURL_SOCKET_BAD)
    {
      end_with_code (self, ESP_CHANNEL_ERROR_CUT);
      return;
    }
  self->session = esp_smtp_session_new (name != NULL ? name : "[127.0.0.1]", settled_cb, self);
  esp_smtp_session_set_limit (self->session, self->account->n_per_connection);
  if (self->account->has_no_pipelining)
    esp_smtp_session_forbid_pipelining (self->session);
  self->source = g_source_new (&connection_funcs, sizeof (GSource));
  g_source_set_callback (self->source, stream_cb, self, NULL);
  self->fd_tag = g_source_add_unix_fd (self->source, fd, G_IO_IN);
  (void) g_source_attach (self->source, self->context);
  pump (self);
}

static void
login_done_cb (CURL *easy, CURLcode code, gpointer user_data)
{
  EspSmtpConnection *self = user_data;
  long os_errno = 0;
  double connect_seconds = 0;
  struct curl_certinfo *certificates = NULL;
  EspSmtpSymptom symptom = { .curl_code = code,
                             .curl_text = self->curl_text,
                             .reply_code = self->reply_code,
                             .reply = self->reply != NULL ? self->reply : "" };

  if (self->is_rubbish)
    {
      symptom.curl_code = CURLE_WEIRD_SERVER_REPLY;
      symptom.reply_code = 0;
    }
  if (code == CURLE_OK && self->account->user != NULL && !self->is_signed_in)
    symptom.curl_code = CURLE_LOGIN_DENIED; /* AUTH was not even offered */
  if (symptom.curl_code != CURLE_OK)
    {
      g_autoptr (GError) error = NULL;

      (void) curl_easy_getinfo (easy, CURLINFO_OS_ERRNO, &os_errno);
      (void) curl_easy_getinfo (easy, CURLINFO_CONNECT_TIME, &connect_seconds);
      symptom.os_errno = (int) os_errno;
      symptom.was_connected = connect_seconds > 0;
      (void) curl_easy_getinfo (easy, CURLINFO_CERTINFO, &certificates);
      symptom.certificate = esp_smtp_judge_certificate (certificates, g_get_real_time ());
      error = esp_smtp_diagnose (self->account, &symptom);
      end (self, error);
      return;
    }
  start_session (self);
}

/* Every line of every reply passes here while libcurl signs in. */
static size_t
reply_line_cb (char *data, size_t size, size_t n, void *user_data)
{
  EspSmtpConnection *self = user_data;
  gsize length = size * n;

  if (length >= 3 && g_ascii_isdigit (data[0]) && g_ascii_isdigit (data[1]) &&
      g_ascii_isdigit (data[2]))
    {
      g_free (self->reply);
      self->reply_code = (data[0] - '0') * 100 + (data[1] - '0') * 10 + (data[2] - '0');
      self->reply =
        length > 4 ? esp_smtp_text_to_utf8 (data + 4, MIN (length - 4, 500)) : g_strdup ("");
      g_strchomp (self->reply);
      if (self->reply_code == 235)
        self->is_signed_in = TRUE;
    }
  else if (length > 0 && g_ascii_strncasecmp (data, "\r\n", length) != 0)
    {
      self->is_rubbish = TRUE;
      return 0; /* ends it at once: nothing better would come */
    }
  return length;
}

static void
set_login (EspSmtpConnection *self, const char *secret)
{
  static const char *const login_options[] = { "AUTH=*", "AUTH=PLAIN", "AUTH=LOGIN",
                                               "AUTH=XOAUTH2" };
  const EspSmtpAccount *account = self->account;

  if (account->user == NULL)
    return;
  curl_easy_setopt (self->easy, CURLOPT_USERNAME, account->user);
  if (account->auth == ESP_SMTP_AUTH_XOAUTH2)
    curl_easy_setopt (self->easy, CURLOPT_XOAUTH2_BEARER, secret != NULL ? secret : "");
  else
    curl_easy_setopt (self->easy, CURLOPT_PASSWORD, secret != NULL ? secret : "");
  curl_easy_setopt (self->easy, CURLOPT_LOGIN_OPTIONS, login_options[account->auth]);
  curl_easy_setopt (self->easy, CURLOPT_SASL_IR, 1L);
}

static void
set_security (EspSmtpConnection *self)
{
  const EspSmtpAccount *account = self->account;
  gboolean must_encrypt =
    account->security == ESP_SMTP_SECURITY_STARTTLS || account->security == ESP_SMTP_SECURITY_TLS;

  /* A password makes encryption a must, except on this computer. */
  if (account->user != NULL && !esp_smtp_account_is_loopback (account))
    must_encrypt = TRUE;
  if (must_encrypt)
    curl_easy_setopt (self->easy, CURLOPT_USE_SSL, (long) CURLUSESSL_ALL);
  else if (account->security == ESP_SMTP_SECURITY_OPTIONAL)
    curl_easy_setopt (self->easy, CURLOPT_USE_SSL, (long) CURLUSESSL_TRY);
  curl_easy_setopt (self->easy, CURLOPT_CERTINFO, 1L); /* to say what is wrong with one */
  curl_easy_setopt (self->easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (self->easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (self->easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (account->ca_file != NULL)
    curl_easy_setopt (self->easy, CURLOPT_CAINFO, account->ca_file);
}

/**
 * esp_smtp_connection_new:
 * @loop: outlives the connection
 * @secret: (nullable): password or access token; copied by libcurl only
 *
 * Returns: (transfer full): a connection that is being made
 */
EspSmtpConnection *
esp_smtp_connection_new (EspCurlLoop *loop,
                         GMainContext *context,
                         const EspSmtpAccount *account,
                         const char *secret,
                         const EspSmtpConnectionEvents *events,
                         gpointer user_data)
{
  EspSmtpConnection *self = g_new0 (EspSmtpConnection, 1);
  const char *scheme = account->security == ESP_SMTP_SECURITY_TLS ? "smtps" : "smtp";
  g_autofree char *where = esp_smtp_account_to_where (account);
  g_autofree char *name =
    g_uri_escape_string (account->ehlo_name != NULL ? account->ehlo_name : "[127.0.0.1]", NULL,
                         FALSE);
  g_autofree char *url = g_strdup_printf ("%s://%s/%s", scheme, where, name);

  self->loop = loop;
  self->context = context;
  self->account = esp_smtp_account_copy (account);
  self->events = *events;
  self->user_data = user_data;
  self->easy = curl_easy_init ();
  curl_easy_setopt (self->easy, CURLOPT_URL, url);
  curl_easy_setopt (self->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (self->easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt (self->easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt (self->easy, CURLOPT_PROXY, "");
  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->easy, CURLOPT_ERRORBUFFER, self->curl_text);
  curl_easy_setopt (self->easy, CURLOPT_HEADERFUNCTION, reply_line_cb);
  curl_easy_setopt (self->easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT_MS, (long) account->patience.login_ms);
  curl_easy_setopt (self->easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                    (long) MAX (1, account->patience.login_ms / 1000));
  set_security (self);
  set_login (self, secret);
  esp_curl_loop_add (loop, self->easy, login_done_cb, self);
  return self;
}

/**
 * esp_smtp_connection_free:
 *
 * Cuts the connection if it still stands; nothing is settled any more.
 */
void
esp_smtp_connection_free (EspSmtpConnection *self)
{
  if (self == NULL)
    return;
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  esp_curl_loop_remove (self->loop, self->easy);
  curl_easy_cleanup (self->easy);
  esp_smtp_session_free (self->session);
  esp_smtp_account_free (self->account);
  g_free (self->reply);
  g_free (self);
}

/**
 * esp_smtp_connection_get_session:
 *
 * Returns: (transfer none) (nullable): the session; NULL while signing in
 */
EspSmtpSession *
esp_smtp_connection_get_session (EspSmtpConnection *self)
{
  return self->session;
}

/**
 * esp_smtp_connection_get_n_done:
 *
 * Returns: how many messages the server gave a verdict on, a goodbye not counted
 */
guint
esp_smtp_connection_get_n_done (EspSmtpConnection *self)
{
  return self->n_done;
}

/**
 * esp_smtp_connection_is_encrypted:
 *
 * Returns: whether TLS protects the stream
 */
gboolean
esp_smtp_connection_is_encrypted (EspSmtpConnection *self)
{
  struct curl_tlssessioninfo *info = NULL;

  if (self->session == NULL)
    return FALSE;
  (void) curl_easy_getinfo (self->easy, CURLINFO_TLS_SSL_PTR, &info);
  return info != NULL && info->internals != NULL;
}

/**
 * esp_smtp_connection_flush_soon:
 *
 * There is work: an idle connection asks for it at the next turn of the loop.
 */
void
esp_smtp_connection_flush_soon (EspSmtpConnection *self)
{
  if (self->source == NULL || self->has_ended)
    return;
  if (esp_smtp_session_can_take (self->session))
    g_source_modify_unix_fd (self->source, self->fd_tag, G_IO_IN | G_IO_OUT);
}

/**
 * esp_smtp_connection_is_deaf:
 *
 * Returns: whether it ended because the server offers PIPELINING and does not hear what comes so
 */
gboolean
esp_smtp_connection_is_deaf (EspSmtpConnection *self)
{
  return self->is_deaf;
}

/**
 * esp_smtp_connection_is_stuck:
 *
 * Returns: whether a message is under way, and the server has long let nothing be heard of it
 */
gboolean
esp_smtp_connection_is_stuck (EspSmtpConnection *self)
{
  return self->account->patience.stuck_ms > 0 && self->session != NULL && !self->has_ended &&
         self->since_us != 0 &&
         esp_smtp_session_get_wait (self->session) != ESP_SMTP_WAIT_NOTHING &&
         g_get_monotonic_time () - self->since_us >=
           (gint64) self->account->patience.stuck_ms * 1000;
}

/**
 * esp_smtp_connection_quit:
 *
 * Says goodbye when nothing is under way; a connection that is still signing in is left to its idle end.
 */
void
esp_smtp_connection_quit (EspSmtpConnection *self)
{
  if (self->session == NULL || self->has_ended)
    return;
  esp_smtp_session_quit (self->session);
  if (write_all (self))
    set_patience (self);
}
