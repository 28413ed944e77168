/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the message by which a channel is tried out before anybody else gets one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-channel-trial.h"

#include "engine/content/esp-message-doc.h"
#include "engine/content/text/esp-text-doc.h"

static char *
write_email (const EspChannelTrial *trial)
{
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  EspSection *section = esp_section_new ("s1");
  EspColumn *column = esp_column_new ();

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  esp_message_doc_set (&doc->language, trial->language);
  esp_message_doc_set (&doc->subject, trial->title);
  if (trial->sender != NULL)
    esp_message_doc_set (&doc->sender_address, trial->sender);
  g_ptr_array_add (column->blocks, esp_block_new_text (ESP_BLOCK_TEXT, "b1", trial->words));
  g_ptr_array_add (section->columns, column);
  g_ptr_array_add (doc->sections, section);
  return esp_message_doc_to_json (doc);
}

static char *
write_text (EspTextMedium medium, const EspChannelTrial *trial)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (medium);

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  esp_message_doc_set (&doc->language, trial->language);
  esp_message_doc_set (&doc->text.body, trial->words);
  if (medium != ESP_TEXT_MEDIUM_TEXT)
    esp_message_doc_set (&doc->text.title, trial->title);
  return esp_text_doc_to_json (doc);
}

/**
 * esp_channel_trial_new_document:
 *
 * Returns: (transfer full) (nullable): the message as JSON; %NULL for channels that carry only what was approved
 *   before, or what nobody reads
 */
char *
esp_channel_trial_new_document (EspMedium medium, const EspChannelTrial *trial)
{
  switch (medium)
    {
    case ESP_MEDIUM_EMAIL:
      return write_email (trial);
    case ESP_MEDIUM_TEXT:
      return write_text (ESP_TEXT_MEDIUM_TEXT, trial);
    case ESP_MEDIUM_CHAT:
      return write_text (ESP_TEXT_MEDIUM_CHAT, trial);
    case ESP_MEDIUM_PUSH:
      return write_text (ESP_TEXT_MEDIUM_PUSH, trial);
    case ESP_MEDIUM_KAKAO:
    case ESP_MEDIUM_WEBHOOK:
    default:
      return NULL;
    }
}
