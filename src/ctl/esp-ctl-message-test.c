/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message test: sends one message to oneself. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-message.h"
#include "channels/esp-secrets.h"
#include "store/esp-channels.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "worker/esp-test-mail.h"

typedef struct
{
  char *workspace;
  char *message;
  char *lead;
  char *sample;
  char *to;
  char *channel;
  char *secret_id; /* (nullable) of the channel */
  int password_fd;
  EspTestMail mail;
  gboolean is_done;
  gboolean is_sent;
  GError *error; /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->lead);
  g_free (options->sample);
  g_free (options->to);
  g_free (options->channel);
  g_free (options->secret_id);
  g_clear_error (&options->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
resolve_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspChannelRecord) record = NULL;

  if (!esp_message_resolve (tx, options->message, &options->mail.message_id, error))
    return FALSE;
  if (options->lead != NULL && !esp_lead_resolve (tx, options->lead, &options->mail.lead, error))
    return FALSE;
  if (options->channel == NULL)
    return TRUE;
  record = esp_channel_load_named (tx, options->channel, error);
  if (record == NULL)
    return FALSE;
  options->mail.channel_id = record->id;
  options->secret_id = g_strdup (record->secret_id);
  return TRUE;
}

/* What was given counts before what the keyring has, and is kept nowhere. */
static gboolean
take_password (const Options *options, GError **error)
{
  g_autofree char *secret = NULL;

  if (options->password_fd < 0)
    secret = g_strdup (g_getenv ("ESPALIER_PASSWORD"));
  else if ((secret = esp_secrets_read_fd (options->password_fd, error)) == NULL)
    return FALSE;
  if (secret != NULL && options->secret_id != NULL)
    esp_secrets_set_for_process (options->secret_id, secret);
  return TRUE;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Options *options = user_data;

  options->is_sent = esp_test_mail_send_finish (result, &options->error);
  options->is_done = TRUE;
}

static gboolean
send_test (Options *options, GError **error)
{
  EspStore *store = esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);
  gboolean is_found = store != NULL &&
                      esp_store_read (store, ESP_READ_PAGE, resolve_cb, options, NULL, error) &&
                      take_password (options, error);

  if (is_found)
    {
      options->mail.to = options->to;
      options->mail.sample = options->sample;
      esp_test_mail_send_async (store, &options->mail, NULL, sent_cb, options);
      while (!options->is_done)
        g_main_context_iteration (NULL, TRUE);
    }
  g_clear_object (&store);
  if (options->error != NULL)
    g_propagate_error (error, g_steal_pointer (&options->error));
  return options->is_sent;
}

/**
 * esp_ctl_message_test:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_test (int argc, char **argv)
{
  g_auto (Options) options = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options.message, "number or name", "ID" },
    { "to", 't', 0, G_OPTION_ARG_STRING, &options.to, "your own address, or your telephone",
      "ADDRESS" },
    { "lead", 'l', 0, G_OPTION_ARG_STRING, &options.lead, "whose values are printed", "EMAIL" },
    { "sample", 0, 0, G_OPTION_ARG_STRING, &options.sample,
      "or usual, empty, longest, emoji, right-to-left, markup", "CASE" },
    { "channel", 'c', 0, G_OPTION_ARG_STRING, &options.channel, "instead of the demo mailbox",
      "NAME" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options.password_fd,
      "read the password of the channel from this descriptor; else the keyring is asked", "FD" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("– sends a message to yourself");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "message test", &status))
    return status;
  if (options.message == NULL || options.to == NULL)
    return esp_ctl_usage ("message test", "Name the message and your address: --message, --to");
  if (!send_test (&options, &error))
    return esp_ctl_fail ("message test", error);
  g_print ("Sent to %s through %s.\n", options.to,
           options.channel != NULL ? options.channel : "the demo mailbox");
  return ESP_CTL_OK;
}
