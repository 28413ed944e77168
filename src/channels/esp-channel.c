/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of a way out, with the plain structs that travel through it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/esp-channel.h"

G_DEFINE_INTERFACE (EspChannel, esp_channel, G_TYPE_OBJECT)
G_DEFINE_QUARK (esp - channel - error - quark, esp_channel_error)

static void
esp_channel_default_init (EspChannelInterface *iface)
{
}

/**
 * esp_out_message_clear:
 *
 * Frees what @self owns.
 */
void
esp_out_message_clear (EspOutMessage *self)
{
  g_clear_pointer (&self->mark, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

static void
clear_message (gpointer data)
{
  esp_out_message_clear (data);
}

static void
clear_result (gpointer data)
{
  esp_out_result_clear (data);
}

/**
 * esp_channel_error_name:
 *
 * Returns: a short, stable word for @code, as machine-readable output shows it
 */
const char *
esp_channel_error_name (int code)
{
  static const char *const names[] = {
    [ESP_CHANNEL_ERROR_FAILED] = "failed",
    [ESP_CHANNEL_ERROR_INVALID] = "invalid",
    [ESP_CHANNEL_ERROR_DNS] = "dns",
    [ESP_CHANNEL_ERROR_REFUSED] = "refused",
    [ESP_CHANNEL_ERROR_UNREACHABLE] = "unreachable",
    [ESP_CHANNEL_ERROR_PORT_BLOCKED] = "port-blocked",
    [ESP_CHANNEL_ERROR_TIMEOUT] = "timeout",
    [ESP_CHANNEL_ERROR_SILENT] = "silent",
    [ESP_CHANNEL_ERROR_TLS_NAME] = "tls-name",
    [ESP_CHANNEL_ERROR_TLS_UNTRUSTED] = "tls-untrusted",
    [ESP_CHANNEL_ERROR_TLS_SELF_SIGNED] = "tls-self-signed",
    [ESP_CHANNEL_ERROR_TLS_EXPIRED] = "tls-expired",
    [ESP_CHANNEL_ERROR_TLS_FAILED] = "tls-failed",
    [ESP_CHANNEL_ERROR_NO_STARTTLS] = "no-starttls",
    [ESP_CHANNEL_ERROR_NO_AUTH] = "no-auth",
    [ESP_CHANNEL_ERROR_AUTH] = "auth",
    [ESP_CHANNEL_ERROR_BUSY] = "busy",
    [ESP_CHANNEL_ERROR_SENDER] = "sender",
    [ESP_CHANNEL_ERROR_NOT_SMTP] = "not-smtp",
    [ESP_CHANNEL_ERROR_CUT] = "cut",
    [ESP_CHANNEL_ERROR_STORAGE] = "storage",
    [ESP_CHANNEL_ERROR_SECRET] = "secret",
    [ESP_CHANNEL_ERROR_QUOTA] = "quota",
    [ESP_CHANNEL_ERROR_SUSPENDED] = "suspended",
  };

  return code >= 0 && code < (int) G_N_ELEMENTS (names) ? names[code] : "failed";
}

/**
 * esp_refusal_name:
 *
 * Returns: the stable word for @refusal that the ledger keeps
 */
const char *
esp_refusal_name (EspRefusal refusal)
{
  static const char *const names[] = { "none",    "soft",    "hard",  "block",
                                       "content", "account", "split", "opted-out" };

  return names[refusal];
}

/**
 * esp_outcome_name:
 *
 * Returns: the stable word for @outcome
 */
const char *
esp_outcome_name (EspOutcome outcome)
{
  static const char *const names[] = { "accepted", "refused", "unknown", "not-sent" };

  return names[outcome];
}

/**
 * esp_out_messages_new:
 *
 * Returns: (transfer full) (element-type EspOutMessage): an empty batch that frees what is put into it
 */
GArray *
esp_out_messages_new (guint n_reserved)
{
  GArray *messages = g_array_sized_new (FALSE, TRUE, sizeof (EspOutMessage), n_reserved);

  g_array_set_clear_func (messages, clear_message);
  return messages;
}

/**
 * esp_out_results_new:
 *
 * Returns: (transfer full) (element-type EspOutResult): an empty list of results
 */
GArray *
esp_out_results_new (guint n_reserved)
{
  GArray *results = g_array_sized_new (FALSE, TRUE, sizeof (EspOutResult), n_reserved);

  g_array_set_clear_func (results, clear_result);
  return results;
}

void
esp_out_result_clear (EspOutResult *self)
{
  g_clear_pointer (&self->reply, g_free);
  g_clear_pointer (&self->receipt, g_free);
}

/**
 * esp_out_batch_new:
 * @n_reserved: how many messages to make room for
 *
 * Returns: (transfer full): an empty batch
 */
EspOutBatch *
esp_out_batch_new (guint n_reserved)
{
  EspOutBatch *self = g_new0 (EspOutBatch, 1);

  self->results = esp_out_results_new (n_reserved);
  return self;
}

void
esp_out_batch_free (EspOutBatch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->results, g_array_unref);
  g_clear_error (&self->trouble);
  g_free (self);
}

/**
 * esp_channel_error_is_lasting:
 *
 * Returns: whether trouble @code will stay until a person changes something
 */
gboolean
esp_channel_error_is_lasting (int code)
{
  switch ((EspChannelError) code)
    {
    case ESP_CHANNEL_ERROR_INVALID:
    case ESP_CHANNEL_ERROR_TLS_NAME:
    case ESP_CHANNEL_ERROR_TLS_UNTRUSTED:
    case ESP_CHANNEL_ERROR_TLS_SELF_SIGNED:
    case ESP_CHANNEL_ERROR_TLS_EXPIRED:
    case ESP_CHANNEL_ERROR_NO_STARTTLS:
    case ESP_CHANNEL_ERROR_NO_AUTH:
    case ESP_CHANNEL_ERROR_AUTH:
    case ESP_CHANNEL_ERROR_SENDER:
    case ESP_CHANNEL_ERROR_SECRET:
    case ESP_CHANNEL_ERROR_SUSPENDED:
      return TRUE;
    case ESP_CHANNEL_ERROR_FAILED:
    case ESP_CHANNEL_ERROR_DNS:
    case ESP_CHANNEL_ERROR_REFUSED:
    case ESP_CHANNEL_ERROR_UNREACHABLE:
    case ESP_CHANNEL_ERROR_PORT_BLOCKED:
    case ESP_CHANNEL_ERROR_TIMEOUT:
    case ESP_CHANNEL_ERROR_SILENT:
    case ESP_CHANNEL_ERROR_TLS_FAILED:
    case ESP_CHANNEL_ERROR_BUSY:
    case ESP_CHANNEL_ERROR_NOT_SMTP:
    case ESP_CHANNEL_ERROR_CUT:
    case ESP_CHANNEL_ERROR_STORAGE:
    case ESP_CHANNEL_ERROR_QUOTA:
    default:
      return FALSE;
    }
}

/**
 * esp_channel_report_new:
 * @where: the server and port, or the folder
 *
 * Returns: (transfer full): a report that says nothing bad yet
 */
EspChannelReport *
esp_channel_report_new (const char *where)
{
  EspChannelReport *self = g_new0 (EspChannelReport, 1);

  self->is_ok = TRUE;
  self->where = g_strdup (where);
  return self;
}

/**
 * esp_channel_report_new_error:
 *
 * Returns: (transfer full): a report of the failure @error, whose message is taken as the sentence
 */
EspChannelReport *
esp_channel_report_new_error (const char *where, const GError *error)
{
  EspChannelReport *self = esp_channel_report_new (where);

  self->is_ok = FALSE;
  self->code = error->domain == ESP_CHANNEL_ERROR ? error->code : ESP_CHANNEL_ERROR_FAILED;
  self->sentence = g_strdup (error->message);
  return self;
}

void
esp_channel_report_free (EspChannelReport *self)
{
  if (self == NULL)
    return;
  g_free (self->where);
  g_free (self->sentence);
  g_free (self->reply);
  g_free (self->encryption);
  g_free (self);
}

/**
 * esp_channel_get_capabilities:
 *
 * Says what the channel can do; the strings are borrowed and static.
 */
void
esp_channel_get_capabilities (EspChannel *self, EspChannelCapabilities *out_capabilities)
{
  g_return_if_fail (ESP_IS_CHANNEL (self));

  *out_capabilities = (EspChannelCapabilities){ .n_parallel = 1 };
  ESP_CHANNEL_GET_IFACE (self)->get_capabilities (self, out_capabilities);
}

/**
 * esp_channel_submit_async:
 * @messages: (transfer full) (element-type EspOutMessage): the batch
 * @cancellable: stops between messages: what has not begun comes back as not sent
 *
 * Offers a batch. Several batches may be under way; their messages are begun in the order of submission.
 */
void
esp_channel_submit_async (EspChannel *self,
                          GArray *messages,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ESP_IS_CHANNEL (self));
  g_return_if_fail (messages != NULL);

  ESP_CHANNEL_GET_IFACE (self)->submit_async (self, messages, cancellable, callback, user_data);
}

/**
 * esp_channel_submit_finish:
 *
 * Returns: (transfer full): one result per message, and what hindered the account, if anything did
 */
EspOutBatch *
esp_channel_submit_finish (EspChannel *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ESP_IS_CHANNEL (self), NULL);

  return ESP_CHANNEL_GET_IFACE (self)->submit_finish (self, result, error);
}

/**
 * esp_channel_test_async:
 *
 * Tries the account as far as possible without sending anything.
 */
void
esp_channel_test_async (EspChannel *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (ESP_IS_CHANNEL (self));

  ESP_CHANNEL_GET_IFACE (self)->test_async (self, cancellable, callback, user_data);
}

/**
 * esp_channel_test_finish:
 *
 * Returns: (transfer full): what was found; NULL with @error only when cancelled
 */
EspChannelReport *
esp_channel_test_finish (EspChannel *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ESP_IS_CHANNEL (self), NULL);

  return ESP_CHANNEL_GET_IFACE (self)->test_finish (self, result, error);
}

/**
 * esp_channel_close:
 *
 * Ends idle connections in the proper manner. What is under way is finished first.
 */
void
esp_channel_close (EspChannel *self)
{
  g_return_if_fail (ESP_IS_CHANNEL (self));

  if (ESP_CHANNEL_GET_IFACE (self)->close != NULL)
    ESP_CHANNEL_GET_IFACE (self)->close (self);
}

/**
 * esp_channel_can_pull:
 *
 * Returns: whether esp_channel_pull_async() can be asked
 */
gboolean
esp_channel_can_pull (EspChannel *self)
{
  g_return_val_if_fail (ESP_IS_CHANNEL (self), FALSE);

  return ESP_CHANNEL_GET_IFACE (self)->pull_async != NULL;
}

/**
 * esp_channel_pull_async:
 * @cursor: (nullable): of the last answer; %NULL the first time
 *
 * Fetches what came back since @cursor, as much as one turn should take.
 */
void
esp_channel_pull_async (EspChannel *self,
                        const char *cursor,
                        gint64 now_us,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (ESP_IS_CHANNEL (self));
  g_return_if_fail (esp_channel_can_pull (self));

  ESP_CHANNEL_GET_IFACE (self)->pull_async (self, cursor, now_us, cancellable, callback, user_data);
}

/**
 * esp_channel_pull_finish:
 *
 * Returns: (transfer full): what came back; %NULL with @error of ESP_CHANNEL_ERROR, or cancelled: then the
 *   old cursor stays good
 */
EspChannelReports *
esp_channel_pull_finish (EspChannel *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ESP_IS_CHANNEL (self), NULL);

  return ESP_CHANNEL_GET_IFACE (self)->pull_finish (self, result, error);
}

/**
 * esp_channel_reports_new:
 *
 * Returns: (transfer full): none yet, and no cursor
 */
EspChannelReports *
esp_channel_reports_new (void)
{
  EspChannelReports *self = g_new0 (EspChannelReports, 1);

  self->reports = esp_reports_new (64);
  return self;
}

void
esp_channel_reports_free (EspChannelReports *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->reports);
  g_free (self->cursor);
  g_free (self);
}
