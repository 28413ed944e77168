/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the mailbox of a channel: every new mail once, whatever is interrupted, and nothing but what is ours
 * is moved. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-mailbox.h"

#include "base/esp-clock.h"
#include "channels/email/esp-imap-client.h"
#include "channels/esp-channel-kinds.h"
#include "channels/esp-channel.h"
#include "engine/policy/esp-bounce.h"
#include "store/esp-report-sources.h"
#include "worker/esp-door-settings.h"
#include "worker/esp-return-mail.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#define MAILS_AT_ONCE 20
/* Older mail is left alone when a mailbox is read for the first time. */
#define FIRST_LOOK_US (30 * ESP_USEC_PER_DAY)

/**
 * esp_mailbox_account:
 *
 * Returns: (transfer full) (nullable): the mailbox of a channel; %NULL without @error when it has none
 */
EspImapAccount *
esp_mailbox_account (const EspChannelRecord *record, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *json = NULL;
  JsonNode *root;
  JsonNode *node;

  if (record->settings == NULL || !json_parser_load_from_data (parser, record->settings, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  node = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
           ? json_object_get_member (json_node_get_object (root), ESP_MAILBOX_SETTING)
           : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  json = json_to_string (node, FALSE);
  return esp_imap_account_from_json (json, error);
}

/**
 * esp_mailbox_keep:
 * @before: the channel as it was
 * @settings: (inout) (transfer full): as they become, made without regard to the mailbox and the door; get the
 *   old ones
 */
void
esp_mailbox_keep (const EspChannelRecord *before, char **settings)
{
  g_autoptr (EspImapAccount) account = esp_mailbox_account (before, NULL);
  g_autofree char *json = account != NULL ? esp_imap_account_to_json (account) : NULL;
  char *kept;

  esp_door_settings_keep (before, settings);
  if (json == NULL)
    return;
  kept = esp_channel_settings_set_json (*settings, ESP_MAILBOX_SETTING, json);
  g_free (*settings);
  *settings = kept;
}

/**
 * esp_mailbox_secret_id:
 *
 * Returns: (transfer full): under which the keyring holds the password of the mailbox
 */
char *
esp_mailbox_secret_id (const EspChannelRecord *record)
{
  return record->secret_id != NULL ? g_strdup_printf ("%s/mailbox", record->secret_id)
                                   : g_strdup_printf ("mailbox/%" G_GINT64_FORMAT, record->id);
}

/**
 * esp_mailbox_check:
 * @out_n: (out): how many mails are in the folder
 *
 * Signs in and opens the folder. Blocks.
 */
gboolean
esp_mailbox_check (const EspImapAccount *account,
                   const char *secret,
                   guint32 *out_n,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (EspImapClient) client = esp_imap_client_open (account, secret, cancellable, error);

  return client != NULL && esp_imap_client_select (client, out_n, error);
}

typedef struct
{
  gint64 channel_id;
  EspImapCursor cursor;
  GArray *reports; /* (nullable) */
  gint64 now_us;
  EspReportTally tally;
} Step;

static void
read_cursor (const char *text, EspImapCursor *cursor)
{
  EspImapCursor found = { 0 };

  if (text != NULL && sscanf (text, "%u:%u", &found.validity, &found.last_uid) == 2)
    *cursor = found;
}

static gboolean
load_cursor (EspTx *tx, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (EspReportSource) source =
    esp_report_source_load (tx, step->channel_id, ESP_REPORT_SOURCE_MAILBOX, error);

  if (source == NULL)
    return FALSE;
  read_cursor (source->cursor, &step->cursor);
  step->now_us = esp_tx_get_now_us (tx);
  return TRUE;
}

/* Facts and cursor are one write: what is interrupted is read again, and what is read again counts once. */
static gboolean
write_step (EspTx *tx, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (EspReportSource) source =
    esp_report_source_load (tx, step->channel_id, ESP_REPORT_SOURCE_MAILBOX, error);

  if (source == NULL ||
      !esp_report_sink_write (tx, step->channel_id,
                              (const EspReport *) (gpointer) step->reports->data,
                              step->reports->len, esp_tx_get_now_us (tx), &step->tally, error))
    return FALSE;
  g_free (source->cursor);
  source->cursor = g_strdup_printf ("%u:%u", step->cursor.validity, step->cursor.last_uid);
  source->n_found += step->tally.n_new;
  return esp_report_source_save (tx, source, error);
}

/* A person's answer stays where people read it. */
static gboolean
is_for_us_alone (EspReturnKind kind)
{
  return kind != ESP_RETURN_OTHER && kind != ESP_RETURN_REPLY && kind != ESP_RETURN_CHALLENGE;
}

static gboolean
take_mails (EspStore *store,
            EspImapClient *client,
            Step *step,
            const guint32 *uids,
            guint n,
            EspMailboxResult *result,
            GError **error)
{
  g_autoptr (GPtrArray) mails = esp_imap_client_mails_new ();
  g_autoptr (GArray) reports = esp_reports_new (n);
  g_autoptr (GArray) done = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) trouble = NULL;
  guint n_done = 0;
  gboolean is_fine = esp_imap_client_fetch (client, uids, n, mails, &n_done, &trouble);

  for (guint i = 0; n_done > 0 && i < mails->len; i++)
    {
      const EspImapMail *mail = g_ptr_array_index (mails, i);
      EspReturnKind kind;

      if (mail->uid > uids[n_done - 1])
        continue; /* it comes again, after what is still missing */
      kind = esp_return_mail_read (mail->bytes, esp_bounce_rules_get (), step->now_us, reports);
      result->n_mails++;
      result->n_understood += kind != ESP_RETURN_OTHER;
      if (is_for_us_alone (kind))
        g_array_append_val (done, mail->uid);
    }
  step->reports = reports;
  if (n_done > 0)
    step->cursor.last_uid = uids[n_done - 1];
  if (n_done > 0 && !esp_store_write (store, NULL, write_step, step, NULL, error))
    return FALSE;
  esp_report_tally_add (&result->tally, &step->tally);
  if (!is_fine)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (!esp_imap_client_move (client, (const guint32 *) (gpointer) done->data, done->len, error))
    return FALSE;
  result->n_moved += done->len;
  return TRUE;
}

/**
 * esp_mailbox_read:
 * @secret: (nullable)
 * @out_result: (out): what was found
 *
 * Reads what has come since the last time, keeps what it says, and remembers how far it got after every few
 * mails. Blocks; not to be called on the thread of a window or of the network.
 */
gboolean
esp_mailbox_read (EspStore *store,
                  gint64 channel_id,
                  const EspImapAccount *account,
                  const char *secret,
                  GCancellable *cancellable,
                  EspMailboxResult *out_result,
                  GError **error)
{
  g_autoptr (EspImapClient) client = NULL;
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  EspMailboxResult result = { 0 };
  Step step = { .channel_id = channel_id };
  guint32 n_mails = 0;

  if (!esp_store_read (store, ESP_READ_LONG, load_cursor, &step, cancellable, error))
    return FALSE;
  client = esp_imap_client_open (account, secret, cancellable, error);
  if (client == NULL || !esp_imap_client_select (client, &n_mails, error) ||
      !esp_imap_client_list_new (client, &step.cursor, step.now_us - FIRST_LOOK_US, uids, error))
    return FALSE;
  for (guint i = 0; i < uids->len; i += MAILS_AT_ONCE)
    if (!take_mails (store, client, &step, &g_array_index (uids, guint32, i),
                     MIN (MAILS_AT_ONCE, uids->len - i), &result, error))
      return FALSE;
  *out_result = result;
  return TRUE;
}
