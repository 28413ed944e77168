/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands the send engine the emails that the composer makes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-email-source.h"

#include "worker/esp-mail-composer.h"

static gpointer
open_send (EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspCampaign) campaign = esp_campaign_load (tx, send->campaign_id, error);
  EspMailSource source = { .message_id = send->message_id,
                           .version = (int) send->message_version,
                           .send_id = send->id,
                           .campaign_id = send->campaign_id };

  if (campaign == NULL)
    return NULL;
  source.campaign_name = campaign->name;
  return esp_mail_composer_load (tx, &source, error);
}

/* Composing is safe from several threads at once. The text of an error names no person: it is kept in
 * the ledger. */
static gboolean
build_message (gpointer opened,
               const EspMessageRequest *request,
               EspPreparedMessage *out_message,
               GError **error)
{
  const EspMailRequest wanted = { .lead = request->lead,
                                  .address = request->address,
                                  .consent_at_us = request->consent_at_us,
                                  .now_us = request->now_us };
  EspMail mail;

  if (!esp_mail_composer_compose (opened, &wanted, FALSE, &mail, error))
    return FALSE;
  if (mail.missing != NULL)
    g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING,
                 "The field “%s” is empty, and the message leaves out people without it",
                 mail.missing);
  else
    {
      out_message->from = g_steal_pointer (&mail.from);
      out_message->to = g_steal_pointer (&mail.mime.to);
      out_message->message_key = g_steal_pointer (&mail.message_id);
      out_message->bytes = g_steal_pointer (&mail.mime.bytes);
      out_message->needs_smtputf8 = mail.mime.needs_smtputf8;
    }
  esp_mail_clear (&mail);
  return out_message->bytes != NULL;
}

static void
close_send (gpointer opened)
{
  esp_mail_composer_free (opened);
}

const EspMessageSource esp_email_source = { open_send, build_message, close_send };
