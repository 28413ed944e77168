/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the message of a send, email or text, and answers what all kinds can be asked. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-message.h"

#include "store/esp-messages.h"

/**
 * esp_send_message_load:
 * @channel: (nullable): that carries it
 *
 * Returns: (transfer full) (nullable): the message; %NULL with @error set when it cannot be opened
 */
EspSendMessage *
esp_send_message_load (EspTx *tx,
                       const EspMailSource *source,
                       const EspChannelRecord *channel,
                       GError **error)
{
  g_autofree char *medium = esp_message_dup_channel (tx, source->message_id, error);
  const EspTextSource text_source = { .message_id = source->message_id,
                                      .version = source->version,
                                      .campaign_id = source->campaign_id,
                                      .campaign_name = source->campaign_name,
                                      .channel = channel };
  g_autoptr (EspSendMessage) self = g_new0 (EspSendMessage, 1);

  if (medium == NULL)
    return NULL;
  if (esp_text_doc_is_text (medium))
    self->text = esp_text_composer_load (tx, &text_source, error);
  else
    self->mail = esp_mail_composer_load (tx, source, error);
  return self->text != NULL || self->mail != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_send_message_free:
 * @self: (nullable): a message
 */
void
esp_send_message_free (EspSendMessage *self)
{
  if (self == NULL)
    return;
  esp_mail_composer_free (self->mail);
  esp_text_composer_free (self->text);
  g_free (self);
}

/**
 * esp_send_message_get_fields:
 *
 * Returns: (transfer none) (array length=out_n): the fields of the lead that it reads
 */
const EspMessageField *
esp_send_message_get_fields (const EspSendMessage *self, guint *out_n)
{
  return self->text != NULL
           ? esp_text_template_get_fields (esp_text_composer_get_template (self->text), out_n)
           : esp_message_template_get_fields (esp_mail_composer_get_template (self->mail), out_n);
}

/**
 * esp_send_message_skips:
 *
 * Returns: whether who lacks a field is left out
 */
gboolean
esp_send_message_skips (const EspSendMessage *self)
{
  return (self->text != NULL ? esp_text_composer_get_doc (self->text)->missing
                             : esp_mail_composer_get_doc (self->mail)->missing) == ESP_MISSING_SKIP;
}

/**
 * esp_send_message_is_ad:
 *
 * Returns: what it says of itself
 */
gboolean
esp_send_message_is_ad (const EspSendMessage *self)
{
  return (self->text != NULL
            ? esp_text_composer_get_doc (self->text)->message_class
            : esp_mail_composer_get_doc (self->mail)->message_class) == ESP_MESSAGE_CLASS_AD;
}
