/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends batches of messages through a mail service's HTTP API: groups them, waits when it is asked to, and
 * never offers again what may have arrived. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-mail-service-channel.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-service-pull.h"
#include "channels/email/http/esp-service-batch.h"

#include <string.h>

/* A group is offered so often: when asked to wait shortly, or when a repetition counts once. */
#define MAX_TRIES 4
#define LONGEST_WAIT_S 5
#define MAX_IN_FLIGHT 64

struct _EspMailServiceChannel
{
  GObject parent_instance;

  const EspMailService *service;
  EspMailAccount account;
  GMainContext *context; /* (owned) */
  EspWebClient *client;  /* (owned) */
  GQueue waiting;        /* EspServicePending*, not begun */
  guint n_running;       /* groups under way or about to be repeated */
  gint64 rest_until_us;  /* of the monotonic clock: the service wants to be left alone */
};

/* Messages of one request. */
typedef struct
{
  EspMailServiceChannel *channel; /* (owned) */
  GPtrArray *pending;             /* (owned) of EspServicePending (unowned) */
  GArray *items;                  /* (owned) of EspServiceItem */
  char *key;                      /* (owned) the same whenever it is repeated */
  guint n_tries;
  gboolean is_doubtful; /* a try of it may have been taken, and nobody said so */
} Group;

static void esp_mail_service_channel_iface_init (EspChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspMailServiceChannel,
                               esp_mail_service_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_CHANNEL,
                                                      esp_mail_service_channel_iface_init))

static void pump (EspMailServiceChannel *self);

/**
 * esp_mail_service_channel_get_service:
 */
const EspMailService *
esp_mail_service_channel_get_service (EspMailServiceChannel *self)
{
  return self->service;
}

/**
 * esp_mail_service_channel_get_account:
 */
const EspMailAccount *
esp_mail_service_channel_get_account (EspMailServiceChannel *self)
{
  return &self->account;
}

/**
 * esp_mail_service_channel_get_client:
 */
EspWebClient *
esp_mail_service_channel_get_client (EspMailServiceChannel *self)
{
  return self->client;
}

static void
fail_waiting (EspMailServiceChannel *self, const GError *trouble)
{
  EspServicePending *pending;

  while ((pending = g_queue_pop_head (&self->waiting)) != NULL)
    esp_service_pending_give_back (pending, trouble);
}

static void
free_group (Group *group)
{
  group->channel->n_running--;
  g_ptr_array_unref (group->pending);
  g_array_unref (group->items);
  g_free (group->key);
  g_object_unref (group->channel);
  g_free (group);
}

static void
note_trouble (Group *group, const GError *trouble, gint64 wait_s)
{
  for (guint i = 0; trouble != NULL && i < group->pending->len; i++)
    esp_service_pending_note (group->pending->pdata[i], trouble, wait_s);
}

/* What an earlier try may have brought there is not offered again, in a group of another key. */
static EspServiceVerdict *
doubt (const Group *group, EspServiceVerdict *verdict)
{
  if (!group->is_doubtful || !verdict->is_retryable)
    return verdict;
  verdict->outcome = ESP_OUTCOME_UNKNOWN;
  verdict->refusal = ESP_REFUSAL_NONE;
  verdict->is_retryable = FALSE;
  return verdict;
}

/* All of the group gets its verdict; the group is freed. */
static void
settle_group (Group *group, const EspWebReply *reply, EspServiceVerdict *verdicts)
{
  for (guint i = 0; i < group->pending->len; i++)
    {
      EspServiceVerdict *verdict = doubt (group, &verdicts[i]);
      EspOutResult result = { .outcome = verdict->outcome,
                              .refusal = verdict->refusal,
                              .is_retryable = verdict->is_retryable,
                              .is_suppressing = verdict->is_suppressing,
                              .is_attempted = verdict->outcome != ESP_OUTCOME_UNDELIVERED &&
                                              verdict->refusal != ESP_REFUSAL_ACCOUNT,
                              .code = (int) reply->status,
                              .reply = g_steal_pointer (&verdict->reply),
                              .receipt = g_steal_pointer (&verdict->receipt) };

      esp_service_pending_settle (group->pending->pdata[i], &result);
    }
  free_group (group);
}

static void
clear_verdicts (EspServiceVerdict *verdicts, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_free (verdicts[i].receipt);
      g_free (verdicts[i].reply);
    }
  g_free (verdicts);
}

static void start_group (Group *group);

static gboolean
repeat_cb (gpointer user_data)
{
  start_group (user_data);
  return G_SOURCE_REMOVE;
}

static void
repeat_group (Group *group, gint64 wait_s)
{
  gint64 own_ms = (gint64) 250 << group->n_tries;

  esp_service_run_later (group->channel->context, (guint) (wait_s > 0 ? wait_s * 1000 : own_ms),
                         repeat_cb, group);
}

/* Whether the service knows the request when it comes a second time. */
static gboolean
is_repeatable (const Group *group)
{
  guint from = group->channel->service->repeatable_from;

  return from > 0 && group->items->len >= from;
}

/* No answer: what did not wholly leave was not sent; what did is repeated only where that counts once. */
static void
settle_silence (Group *group, const EspWebReply *reply)
{
  EspMailServiceChannel *self = group->channel;
  g_autoptr (GError) trouble = esp_mail_service_new_error (self->service, reply, -1, NULL);
  EspServiceVerdict *verdicts = g_new0 (EspServiceVerdict, group->items->len);
  guint n = group->items->len;

  if ((reply->is_sent || group->is_doubtful) && is_repeatable (group) &&
      group->n_tries < MAX_TRIES - 1)
    {
      group->is_doubtful = TRUE;
      clear_verdicts (verdicts, n);
      repeat_group (group, 0);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      verdicts[i].outcome = reply->is_sent ? ESP_OUTCOME_UNKNOWN : ESP_OUTCOME_UNDELIVERED;
      verdicts[i].is_retryable = !reply->is_sent;
      verdicts[i].reply = g_strdup (reply->trouble);
    }
  note_trouble (group, trouble, 0);
  settle_group (group, reply, verdicts);
  clear_verdicts (verdicts, n);
  fail_waiting (self, trouble);
}

static gboolean
is_refused_as_whole (const Group *group,
                     const EspWebReply *reply,
                     const EspServiceVerdict *verdicts)
{
  if (group->items->len < 2 || reply->status < 400)
    return FALSE;
  for (guint i = 0; i < group->items->len; i++)
    if (verdicts[i].outcome != ESP_OUTCOME_REFUSED || verdicts[i].refusal != ESP_REFUSAL_CONTENT)
      return FALSE;
  return TRUE;
}

/* One of them spoils the others: each is offered by itself. */
static void
split_group (Group *group)
{
  EspMailServiceChannel *self = g_object_ref (group->channel);

  for (guint i = group->pending->len; i > 0; i--)
    {
      EspServicePending *pending = group->pending->pdata[i - 1];

      pending->is_alone = TRUE;
      g_queue_push_head (&self->waiting, pending);
    }
  free_group (group);
  pump (self);
  g_object_unref (self);
}

static gboolean
has_outcome (const Group *group, const EspServiceVerdict *verdicts, EspOutcome outcome)
{
  for (guint i = 0; i < group->items->len; i++)
    if (verdicts[i].outcome == outcome)
      return TRUE;
  return FALSE;
}

static void
react (Group *group,
       const EspWebReply *reply,
       EspServiceVerdict *verdicts,
       const EspServiceAnswer *answer)
{
  g_autoptr (EspMailServiceChannel) self = g_object_ref (group->channel);
  g_autoptr (GError) trouble = NULL;
  gboolean waits_shortly = answer->trouble == ESP_CHANNEL_ERROR_BUSY &&
                           answer->wait_s <= LONGEST_WAIT_S &&
                           has_outcome (group, verdicts, ESP_OUTCOME_UNDELIVERED);
  gboolean is_asked_again = is_repeatable (group) && answer->wait_s <= LONGEST_WAIT_S &&
                            has_outcome (group, verdicts, ESP_OUTCOME_UNKNOWN);

  if ((waits_shortly || is_asked_again) && group->n_tries < MAX_TRIES - 1)
    {
      group->is_doubtful = group->is_doubtful || is_asked_again;
      repeat_group (group, answer->wait_s);
      return;
    }
  if (is_refused_as_whole (group, reply, verdicts))
    {
      split_group (group);
      return;
    }
  if (answer->trouble >= 0)
    {
      trouble = esp_mail_service_new_error (self->service, reply, answer->trouble, answer->words);
      note_trouble (group, trouble, answer->wait_s);
      if (answer->wait_s > 0)
        self->rest_until_us = g_get_monotonic_time () + answer->wait_s * ESP_USEC_PER_SEC;
    }
  settle_group (group, reply, verdicts);
  if (trouble != NULL)
    fail_waiting (self, trouble);
}

/* A page for browsers where the service would say that it took something: of a proxy, or the sign-in of a network. */
static gboolean
is_page (const EspWebReply *reply)
{
  return reply->status >= 200 && reply->status < 300 &&
         reply->body[strspn (reply->body, " \t\r\n")] == '<';
}

/* Whether the service heard of it, nobody knows. */
static void
read_page (guint n, EspServiceVerdict *verdicts, EspServiceAnswer *answer)
{
  for (guint i = 0; i < n; i++)
    verdicts[i].outcome = ESP_OUTCOME_UNKNOWN;
  answer->trouble = ESP_CHANNEL_ERROR_CUT;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Group *group = user_data;
  g_autoptr (EspMailServiceChannel) self = g_object_ref (group->channel);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  EspServiceAnswer answer = { .trouble = -1, .wait_s = -1 };
  guint n = group->items->len;

  if (reply == NULL)
    {
      reply = esp_web_reply_new (0, NULL); /* the address cannot be called: nothing left */
      reply->code = error->domain == ESP_CHANNEL_ERROR ? error->code : ESP_CHANNEL_ERROR_FAILED;
      reply->trouble = g_strdup (error->message);
    }
  if (reply->status == 0)
    settle_silence (group, reply);
  else
    {
      EspServiceVerdict *verdicts = g_new0 (EspServiceVerdict, n);

      if (is_page (reply))
        read_page (n, verdicts, &answer);
      else
        self->service->read_send (&self->account, group->items, reply, verdicts, &answer);
      react (group, reply, verdicts, &answer);
      clear_verdicts (verdicts, n);
    }
  g_free (answer.words);
  pump (self);
}

static void
refuse_group (Group *group, const char *words)
{
  g_autoptr (EspWebReply) reply = esp_web_reply_new (0, NULL);
  EspServiceVerdict *verdicts = g_new0 (EspServiceVerdict, group->items->len);
  guint n = group->items->len;

  for (guint i = 0; i < n; i++)
    esp_service_set_verdict (&verdicts[i], ESP_REFUSAL_CONTENT, FALSE, words);
  settle_group (group, reply, verdicts);
  clear_verdicts (verdicts, n);
}

static void
start_group (Group *group)
{
  EspMailServiceChannel *self = group->channel;
  g_autoptr (GError) error = NULL;
  EspWebRequest *request =
    self->service->make_send (&self->account, group->items, group->key, g_get_real_time (), &error);

  group->n_tries++;
  if (request == NULL && group->items->len > 1)
    {
      split_group (group);
      return;
    }
  if (request == NULL)
    {
      refuse_group (group, error->message);
      return;
    }
  request->is_repeatable = is_repeatable (group);
  esp_web_client_call_async (self->client, request, NULL, answered_cb, group);
}

static char *
make_key (const Group *group, gsize n_max)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < group->pending->len; i++)
    {
      const EspServicePending *pending = group->pending->pdata[i];
      const char *id = pending->mail != NULL ? pending->mail->message_id : NULL;

      g_checksum_update (sum, (const guchar *) pending->message.to, -1);
      g_checksum_update (sum, (const guchar *) "\n", 1);
      if (id != NULL)
        g_checksum_update (sum, (const guchar *) id, -1);
      else
        g_checksum_update (sum, g_bytes_get_data (pending->message.bytes, NULL),
                           (gssize) g_bytes_get_size (pending->message.bytes));
    }
  return g_strndup (g_checksum_get_string (sum), n_max > 0 ? n_max : 64);
}

/* Takes the next message apart; one that cannot be sent is settled here. */
static EspServicePending *
pop_usable (EspMailServiceChannel *self)
{
  EspServicePending *pending;

  while ((pending = g_queue_pop_head (&self->waiting)) != NULL)
    {
      g_autoptr (GError) error = NULL;
      EspOutResult result = { .outcome = ESP_OUTCOME_REFUSED, .refusal = ESP_REFUSAL_CONTENT };

      if (esp_service_pending_is_cancelled (pending))
        {
          esp_service_pending_give_back (pending, NULL);
          continue;
        }
      if (g_bytes_get_size (pending->message.bytes) > self->service->max_bytes)
        result.reply = g_strdup ("The message is larger than the service takes");
      else if (self->service->wants_pieces && pending->mail == NULL)
        {
          pending->mail = esp_service_mail_new (&pending->message, &error);
          if (pending->mail == NULL)
            result.reply = g_strdup (error->message);
          else if (self->service->marks != NULL)
            esp_service_mail_defuse (pending->mail, self->service->marks);
        }
      if (result.reply == NULL)
        return pending;
      esp_service_pending_settle (pending, &result);
    }
  return NULL;
}

static void
add_to_group (Group *group, EspServicePending *pending)
{
  EspServiceItem item = { &pending->message, pending->mail };

  g_ptr_array_add (group->pending, pending);
  g_array_append_val (group->items, item);
}

static Group *
make_group (EspMailServiceChannel *self)
{
  const EspMailService *service = self->service;
  EspServicePending *first = pop_usable (self);
  EspServicePending *next;
  Group *group;
  gsize n_bytes;

  if (first == NULL)
    return NULL;
  group = g_new0 (Group, 1);
  group->channel = g_object_ref (self);
  group->pending = g_ptr_array_new ();
  group->items = g_array_new (FALSE, TRUE, sizeof (EspServiceItem));
  add_to_group (group, first);
  n_bytes = g_bytes_get_size (first->message.bytes);
  while (!first->is_alone && group->items->len < service->max_batch &&
         (next = pop_usable (self)) != NULL)
    {
      EspServiceItem item = { &next->message, next->mail };

      n_bytes += g_bytes_get_size (next->message.bytes);
      if (next->is_alone || n_bytes > service->max_bytes ||
          (service->fits != NULL &&
           !service->fits (&g_array_index (group->items, EspServiceItem, 0), &item)))
        {
          g_queue_push_head (&self->waiting, next);
          break;
        }
      add_to_group (group, next);
    }
  group->key = make_key (group, service->n_key_max);
  return group;
}

static void
pump (EspMailServiceChannel *self)
{
  Group *group;

  if (self->rest_until_us > g_get_monotonic_time () && self->waiting.length > 0)
    {
      g_autoptr (GError) trouble =
        g_error_new (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY,
                     "%s asked to be left alone for a while", self->service->title);

      fail_waiting (self, trouble);
    }
  while (self->n_running < self->service->n_parallel && (group = make_group (self)) != NULL)
    {
      self->n_running++;
      start_group (group);
    }
}

static void
submit_async (EspChannel *channel,
              GArray *messages,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (channel);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  EspServiceBatch *batch;

  g_task_set_source_tag (task, submit_async);
  g_task_set_check_cancellable (task, FALSE);
  batch = esp_service_batch_new (task, self->context, messages->len);
  for (guint i = 0; i < messages->len; i++)
    g_queue_push_tail (&self->waiting,
                       esp_service_batch_take (batch, &g_array_index (messages, EspOutMessage, i)));
  g_array_unref (messages);
  pump (self);
}

static EspOutBatch *
submit_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
get_capabilities (EspChannel *channel, EspChannelCapabilities *out_capabilities)
{
  const EspMailService *service = ESP_MAIL_SERVICE_CHANNEL (channel)->service;

  *out_capabilities = (EspChannelCapabilities){
    .kind = service->kind,
    .is_real = TRUE,
    .n_parallel = MIN (service->n_parallel * service->max_batch, MAX_IN_FLIGHT),
    .max_message_size = service->max_bytes,
  };
}

static void
esp_mail_service_channel_iface_init (EspChannelInterface *iface)
{
  iface->get_capabilities = get_capabilities;
  iface->submit_async = submit_async;
  iface->submit_finish = submit_finish;
  iface->test_async = esp_mail_service_test_async;
  iface->test_finish = esp_mail_service_test_finish;
  iface->pull_async = esp_mail_service_pull_async;
  iface->pull_finish = esp_mail_service_pull_finish;
}

static void
esp_mail_service_channel_finalize (GObject *object)
{
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (object);

  esp_web_client_free (self->client);
  g_hash_table_unref (self->account.values);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (esp_mail_service_channel_parent_class)->finalize (object);
}

static void
esp_mail_service_channel_class_init (EspMailServiceChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_mail_service_channel_finalize;
}

static void
esp_mail_service_channel_init (EspMailServiceChannel *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->client = esp_web_client_new ();
  self->account.values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_queue_init (&self->waiting);
}

/**
 * esp_mail_service_channel_open:
 *
 * Returns: (transfer full): the channel of an account; %NULL with @error set when a secret is missing
 */
EspChannel *
esp_mail_service_channel_open (const EspMailService *service,
                               const EspChannelKind *kind,
                               const char *settings,
                               const char *secret,
                               GError **error)
{
  g_autoptr (EspMailServiceChannel) self = g_object_new (ESP_TYPE_MAIL_SERVICE_CHANNEL, NULL);

  self->service = service;
  esp_mail_account_read (&self->account, kind, settings, secret);
  for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
    if (field->type == ESP_CHANNEL_FIELD_SECRET && field->is_required &&
        *esp_mail_account_get (&self->account, field->name) == '\0')
      {
        g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_SECRET,
                     "%s needs its “%s”, and it is not in the keyring", service->title,
                     field->name);
        return NULL;
      }
  esp_web_client_set_ca_file (self->client,
                              *esp_mail_account_get (&self->account, "ca-file") != '\0'
                                ? esp_mail_account_get (&self->account, "ca-file")
                                : NULL);
  return ESP_CHANNEL (g_steal_pointer (&self));
}
