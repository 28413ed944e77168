/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends batches of messages to a mail server over several connections at once. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-channel.h"

#include "channels/email/esp-smtp-connection.h"
#include "channels/email/esp-smtp-diagnosis.h"

#include <string.h>

/* A person waits for a test; a server that needs longer is told apart by its own sentence. */
#define TEST_PATIENCE_MS 20000
/* After a connection was refused, one more is tried whenever so many messages went well. */
#define ACCEPTED_PER_MORE 100
/* So many connections may say goodbye to one message before it counts as a refusal. */
#define MAX_GOODBYES 8

struct _EspSmtpChannel
{
  GObject parent_instance;

  GMainContext *context;    /* (owned) all of this runs there */
  GThread *thread;          /* (unowned) the one that made it */
  EspSmtpAccount *account;  /* (owned) */
  char *secret;             /* (owned) (nullable) */
  EspCurlLoop *loop;        /* (owned) */
  GPtrArray *connections;   /* (owned) (element-type EspSmtpConnection) */
  GPtrArray *ended;         /* (owned) connections that are freed at the next turn */
  GSource *reaper;          /* (owned) (nullable) */
  GQueue waiting;           /* Pending*, not begun */
  guint64 max_message_size; /* learnt from the server */
  guint limit;              /* connections that the server seems to allow */
  guint n_since_limit;      /* accepted since the limit changed */
  GSource *watch;           /* (owned) (nullable) looks for connections that are stuck */
};

/* One submission. */
typedef struct
{
  EspSmtpChannel *channel; /* (unowned) the task keeps it */
  GTask *task;             /* (owned) */
  EspOutBatch *out;        /* (owned) */
  guint n_left;
  GSource *cancel_source; /* (owned) (nullable) */
} Batch;

typedef struct
{
  EspOutMessage message; /* first: the session hands this pointer back */
  Batch *batch;
  guint n_tries;
} Pending;

static void esp_smtp_channel_iface_init (EspChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspSmtpChannel,
                               esp_smtp_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_CHANNEL,
                                                      esp_smtp_channel_iface_init))

static gboolean
return_batch_cb (gpointer user_data)
{
  Batch *batch = user_data;

  g_task_return_pointer (batch->task, batch->out, (GDestroyNotify) esp_out_batch_free);
  g_object_unref (batch->task);
  g_free (batch);
  return G_SOURCE_REMOVE;
}

/* The caller hears of it at the next turn: it may submit more, and our lists are being walked. */
static void
finish_batch (Batch *batch)
{
  g_autoptr (GSource) source = NULL;

  if (batch->cancel_source != NULL)
    {
      g_source_destroy (batch->cancel_source);
      g_source_unref (batch->cancel_source);
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_batch_cb, batch, NULL);
  (void) g_source_attach (source, batch->channel->context);
}

static void
free_pending (Pending *pending)
{
  esp_out_message_clear (&pending->message);
  g_free (pending);
}

/* Gives @pending its result, whose reply is taken. */
static void
settle (Pending *pending, const EspOutResult *result)
{
  Batch *batch = pending->batch;

  g_array_append_vals (batch->out->results, result, 1);
  free_pending (pending);
  if (--batch->n_left == 0)
    finish_batch (batch);
}

static void
settle_not_sent (Pending *pending)
{
  EspOutResult result = { .key = pending->message.key,
                          .outcome = ESP_OUTCOME_UNDELIVERED,
                          .is_retryable = TRUE };

  settle (pending, &result);
}

static void
fail_waiting (EspSmtpChannel *self, const GError *trouble)
{
  Pending *pending;

  while ((pending = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (pending->batch->out->trouble == NULL)
        pending->batch->out->trouble = g_error_copy (trouble);
      settle_not_sent (pending);
    }
}

static gboolean
reap_cb (gpointer user_data)
{
  EspSmtpChannel *self = user_data;

  g_clear_pointer (&self->reaper, g_source_unref);
  g_ptr_array_set_size (self->ended, 0);
  return G_SOURCE_REMOVE;
}

static void
reap_soon (EspSmtpChannel *self)
{
  if (self->reaper != NULL)
    return;
  self->reaper = g_idle_source_new ();
  g_source_set_priority (self->reaper, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->reaper, reap_cb, self, NULL);
  (void) g_source_attach (self->reaper, self->context);
}

static void open_connections (EspSmtpChannel *self);

static void
ready_cb (EspSmtpConnection *connection, gpointer user_data)
{
  EspSmtpChannel *self = user_data;
  EspSmtpSession *session = esp_smtp_connection_get_session (connection);

  self->max_message_size = esp_smtp_session_get_max_size (session);
  while (self->waiting.length > 0 && esp_smtp_session_can_take (session))
    {
      Pending *pending = g_queue_pop_head (&self->waiting);

      if (g_cancellable_is_cancelled (g_task_get_cancellable (pending->batch->task)))
        settle_not_sent (pending);
      else
        esp_smtp_session_send (session, &pending->message);
    }
}

/* Servers end a connection after so many messages; the message that met that has done no wrong. */
static gboolean
deserves_another_connection (EspSmtpConnection *connection,
                             const Pending *pending,
                             const EspOutResult *result)
{
  gboolean is_goodbye = result->outcome == ESP_OUTCOME_REFUSED && result->code == 421;

  return (is_goodbye || result->outcome == ESP_OUTCOME_UNDELIVERED) &&
         pending->n_tries < MAX_GOODBYES &&
         (esp_smtp_connection_get_n_done (connection) > 0 ||
          esp_smtp_connection_is_deaf (connection)) &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (pending->batch->task));
}

static void
settled_cb (EspSmtpConnection *connection,
            EspOutMessage *message,
            EspOutResult *result,
            gpointer user_data)
{
  EspSmtpChannel *self = user_data;
  Pending *pending = (Pending *) message;

  if (deserves_another_connection (connection, pending, result))
    {
      esp_out_result_clear (result);
      pending->n_tries++;
      g_queue_push_head (&self->waiting, pending);
      return;
    }
  if (result->outcome == ESP_OUTCOME_ACCEPTED && self->limit < self->account->n_connections &&
      ++self->n_since_limit >= ACCEPTED_PER_MORE)
    {
      self->limit++;
      self->n_since_limit = 0;
    }
  settle (pending, result);
}

/* Connections that still do something. */
static guint
count_live (EspSmtpChannel *self)
{
  guint n = 0;

  for (guint i = 0; i < self->connections->len; i++)
    if (!esp_smtp_connection_is_stuck (g_ptr_array_index (self->connections, i)))
      n++;
  return n;
}

static void
ended_cb (EspSmtpConnection *connection, const GError *error, gpointer user_data)
{
  EspSmtpChannel *self = user_data;
  EspSmtpSession *session = esp_smtp_connection_get_session (connection);
  gboolean was_useful = session != NULL && esp_smtp_session_get_n_settled (session) > 0;
  guint index = 0;

  if (!g_ptr_array_find (self->connections, connection, &index))
    return;
  g_ptr_array_add (self->ended, g_ptr_array_steal_index_fast (self->connections, index));
  reap_soon (self);
  if (esp_smtp_connection_is_deaf (connection) && !self->account->has_no_pipelining)
    {
      self->account->has_no_pipelining = TRUE;
      open_connections (self);
    }
  else if (error != NULL && !was_useful)
    {
      guint n_live = count_live (self);

      /* Others may still come through: the server allows so many and no more. */
      self->limit = MAX (1, n_live);
      self->n_since_limit = 0;
      if (n_live == 0)
        fail_waiting (self, error);
    }
  else
    open_connections (self);
}

static const EspSmtpConnectionEvents channel_events = { ready_cb, settled_cb, ended_cb };

static gboolean
watch_cb (gpointer user_data)
{
  open_connections (user_data);
  return G_SOURCE_CONTINUE;
}

/* What is waiting goes round connections that get stuck; somebody must look. */
static void
watch (EspSmtpChannel *self)
{
  guint often_ms = MAX (self->account->patience.stuck_ms / 2, 1);

  if (self->waiting.length == 0 && self->watch != NULL)
    {
      g_source_destroy (self->watch);
      g_clear_pointer (&self->watch, g_source_unref);
    }
  if (self->waiting.length == 0 || self->watch != NULL)
    return;
  self->watch = g_timeout_source_new (often_ms);
  g_source_set_callback (self->watch, watch_cb, self, NULL);
  (void) g_source_attach (self->watch, self->context);
}

/* As many connections as there is work for, and idle ones woken. Stuck ones do not count, but when all are stuck one
 * more shows whether the server has come back: not more messages than needed get in doubt. */
static void
open_connections (EspSmtpChannel *self)
{
  guint n_live = count_live (self);
  guint n_stuck = self->connections->len - n_live;
  guint n_wanted;

  for (guint i = 0; i < self->connections->len; i++)
    esp_smtp_connection_flush_soon (g_ptr_array_index (self->connections, i));
  if (n_live == 0 && n_stuck > self->account->n_connections)
    {
      g_autoptr (GError) error =
        esp_smtp_error_new (self->account, ESP_CHANNEL_ERROR_TIMEOUT, NULL);

      fail_waiting (self, error);
    }
  n_wanted = n_live == 0 && n_stuck > 0 ? MIN (self->waiting.length, 1)
                                        : MIN (self->limit, self->waiting.length);
  for (; n_live < n_wanted && n_live + n_stuck < 2 * self->account->n_connections; n_live++)
    g_ptr_array_add (self->connections,
                     esp_smtp_connection_new (self->loop, self->context, self->account,
                                              self->secret, &channel_events, self));
  watch (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Batch *batch = user_data;
  EspSmtpChannel *self = batch->channel;
  GList *next = NULL;
  guint n_waiting = 0;

  g_source_destroy (batch->cancel_source);
  g_clear_pointer (&batch->cancel_source, g_source_unref);
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (((Pending *) link->data)->batch == batch)
      n_waiting++;
  for (GList *link = self->waiting.head; link != NULL && n_waiting > 0; link = next)
    {
      Pending *pending = link->data;

      next = link->next;
      if (pending->batch != batch)
        continue;
      g_queue_delete_link (&self->waiting, link);
      n_waiting--;
      settle_not_sent (pending); /* the last one frees the batch */
    }
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (EspSmtpChannel *self, Batch *batch, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  batch->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (batch->cancel_source, G_SOURCE_FUNC (cancelled_cb), batch, NULL);
  (void) g_source_attach (batch->cancel_source, self->context);
}

static void
esp_smtp_channel_submit_async (EspChannel *channel,
                               GArray *messages,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  EspSmtpChannel *self = ESP_SMTP_CHANNEL (channel);
  Batch *batch = g_new0 (Batch, 1);

  g_assert (self->thread == g_thread_self ());
  batch->channel = self;
  batch->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (batch->task, esp_smtp_channel_submit_async);
  g_task_set_check_cancellable (batch->task, FALSE);
  batch->out = esp_out_batch_new (messages->len);
  batch->n_left = messages->len;
  for (guint i = 0; i < messages->len; i++)
    {
      Pending *pending = g_new0 (Pending, 1);

      /* The strings and bytes move over; the array is left with nothing to free. */
      pending->message = g_array_index (messages, EspOutMessage, i);
      g_array_index (messages, EspOutMessage, i) = (EspOutMessage){ 0 };
      pending->batch = batch;
      g_queue_push_tail (&self->waiting, pending);
    }
  g_array_unref (messages);
  if (batch->n_left == 0)
    {
      finish_batch (batch);
      return;
    }
  watch_cancellable (self, batch, cancellable);
  open_connections (self);
}

static EspOutBatch *
esp_smtp_channel_submit_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_smtp_channel_submit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
esp_smtp_channel_get_capabilities (EspChannel *channel, EspChannelCapabilities *out_capabilities)
{
  EspSmtpChannel *self = ESP_SMTP_CHANNEL (channel);

  *out_capabilities = (EspChannelCapabilities){ .kind = "smtp",
                                                .is_real = TRUE,
                                                .n_parallel = self->account->n_connections,
                                                .is_divisible = TRUE,
                                                .max_message_size = self->max_message_size };
}

/* A test of the account: a connection of its own that says hello and goodbye. */
typedef struct
{
  GTask *task;                   /* (unowned) it owns this */
  EspSmtpChannel *channel;       /* (owned) a task lets go of its own before its data */
  EspSmtpAccount *account;       /* (owned) less patient */
  EspSmtpConnection *connection; /* (owned) */
  EspChannelReport *report;      /* (owned) (nullable) */
  GSource *cancel_source;        /* (owned) (nullable) */
  gboolean is_over;
} Test;

static void
free_test (gpointer data)
{
  Test *test = data;

  if (test->cancel_source != NULL)
    {
      g_source_destroy (test->cancel_source);
      g_source_unref (test->cancel_source);
    }
  esp_smtp_connection_free (test->connection);
  esp_smtp_account_free (test->account);
  esp_channel_report_free (test->report);
  g_object_unref (test->channel);
  g_free (test);
}

static gboolean
return_test_cb (gpointer user_data)
{
  GTask *task = user_data;
  Test *test = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&test->report),
                           (GDestroyNotify) esp_channel_report_free);
  return G_SOURCE_REMOVE;
}

/* Ends the test at the next turn, when no callback of the connection is running. */
static void
end_test (Test *test)
{
  g_autoptr (GSource) source = NULL;

  if (test->is_over)
    return;
  test->is_over = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_test_cb, test->task, g_object_unref);
  (void) g_source_attach (source, test->channel->context);
}

static void
test_ready_cb (EspSmtpConnection *connection, gpointer user_data)
{
  Test *test = user_data;
  EspSmtpSession *session = esp_smtp_connection_get_session (connection);
  g_autofree char *where = esp_smtp_account_to_where (test->account);
  gboolean is_encrypted = esp_smtp_connection_is_encrypted (connection);

  if (test->report != NULL)
    return;
  test->report = esp_channel_report_new (where);
  test->report->max_message_size = esp_smtp_session_get_max_size (session);
  test->report->can_pipeline = esp_smtp_session_can_pipeline (session);
  test->report->encryption =
    g_strdup (!is_encrypted                                      ? "none"
              : test->account->security == ESP_SMTP_SECURITY_TLS ? "TLS"
                                                                 : "STARTTLS");
  test->report->sentence =
    g_strdup_printf ("The mail server %s answers%s%s.", where,
                     is_encrypted ? ", the connection is encrypted" : " without encryption",
                     test->account->user != NULL ? " and the sign-in works" : "");
  esp_smtp_session_quit (session);
}

static void
test_settled_cb (EspSmtpConnection *connection,
                 EspOutMessage *message,
                 EspOutResult *result,
                 gpointer user_data)
{
  g_assert_not_reached (); /* a test gives no message */
}

static void
test_ended_cb (EspSmtpConnection *connection, const GError *error, gpointer user_data)
{
  Test *test = user_data;
  g_autofree char *where = esp_smtp_account_to_where (test->account);
  g_autoptr (GError) cut = NULL;

  if (error == NULL && test->report == NULL)
    cut = esp_smtp_error_new (test->account, ESP_CHANNEL_ERROR_CUT, NULL);
  if (test->report == NULL)
    test->report = esp_channel_report_new_error (where, error != NULL ? error : cut);
  end_test (test);
}

static gboolean
test_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  end_test (user_data);
  return G_SOURCE_REMOVE;
}

static const EspSmtpConnectionEvents test_events = { test_ready_cb, test_settled_cb,
                                                     test_ended_cb };

static void
esp_smtp_channel_test_async (EspChannel *channel,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  EspSmtpChannel *self = ESP_SMTP_CHANNEL (channel);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Test *test = g_new0 (Test, 1);
  EspSmtpPatience *patience;

  g_task_set_source_tag (task, esp_smtp_channel_test_async);
  g_task_set_task_data (task, test, free_test);
  test->task = task; /* ended by end_test(), which drops this reference */
  test->channel = g_object_ref (self);
  test->account = esp_smtp_account_copy (self->account);
  patience = &test->account->patience;
  patience->login_ms = MIN (patience->login_ms, TEST_PATIENCE_MS);
  patience->command_ms = MIN (patience->command_ms, TEST_PATIENCE_MS);
  if (cancellable != NULL)
    {
      test->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (test->cancel_source, G_SOURCE_FUNC (test_cancelled_cb), test, NULL);
      (void) g_source_attach (test->cancel_source, self->context);
    }
  test->connection = esp_smtp_connection_new (self->loop, self->context, test->account,
                                              self->secret, &test_events, test);
}

static EspChannelReport *
esp_smtp_channel_test_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_smtp_channel_test_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
esp_smtp_channel_close (EspChannel *channel)
{
  EspSmtpChannel *self = ESP_SMTP_CHANNEL (channel);

  for (guint i = 0; i < self->connections->len; i++)
    esp_smtp_connection_quit (g_ptr_array_index (self->connections, i));
}

static void
esp_smtp_channel_iface_init (EspChannelInterface *iface)
{
  iface->get_capabilities = esp_smtp_channel_get_capabilities;
  iface->submit_async = esp_smtp_channel_submit_async;
  iface->submit_finish = esp_smtp_channel_submit_finish;
  iface->test_async = esp_smtp_channel_test_async;
  iface->test_finish = esp_smtp_channel_test_finish;
  iface->close = esp_smtp_channel_close;
}

static void
esp_smtp_channel_finalize (GObject *object)
{
  EspSmtpChannel *self = ESP_SMTP_CHANNEL (object);

  g_assert (self->waiting.length == 0); /* every batch holds a reference */
  if (self->reaper != NULL)
    {
      g_source_destroy (self->reaper);
      g_source_unref (self->reaper);
    }
  if (self->watch != NULL)
    {
      g_source_destroy (self->watch);
      g_source_unref (self->watch);
    }
  g_ptr_array_unref (self->ended);
  g_ptr_array_unref (self->connections);
  g_clear_pointer (&self->loop, esp_curl_loop_free);
  g_clear_pointer (&self->account, esp_smtp_account_free);
  g_clear_pointer (&self->secret, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (esp_smtp_channel_parent_class)->finalize (object);
}

static void
esp_smtp_channel_class_init (EspSmtpChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_smtp_channel_finalize;
}

static void
esp_smtp_channel_init (EspSmtpChannel *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->loop = esp_curl_loop_new (self->context);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_smtp_connection_free);
  self->ended = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_smtp_connection_free);
  g_queue_init (&self->waiting);
}

/**
 * esp_smtp_channel_new:
 * @account: copied
 * @secret: (nullable): the password or access token; kept in memory only
 *
 * Returns: (transfer full): a channel of the calling thread's default context
 */
EspChannel *
esp_smtp_channel_new (const EspSmtpAccount *account, const char *secret)
{
  EspSmtpChannel *self = g_object_new (ESP_TYPE_SMTP_CHANNEL, NULL);

  self->account = esp_smtp_account_copy (account);
  self->limit = account->n_connections;
  self->secret = g_strdup (secret);
  return ESP_CHANNEL (self);
}

/**
 * esp_smtp_channel_get_n_connections:
 *
 * Returns: connections that stand or are being made
 */
guint
esp_smtp_channel_get_n_connections (EspSmtpChannel *self)
{
  g_return_val_if_fail (ESP_IS_SMTP_CHANNEL (self), 0);

  return self->connections->len;
}
