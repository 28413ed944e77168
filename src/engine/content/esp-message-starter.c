/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages from which a new one can begin. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-starter.h"

#include "engine/content/esp-message-design.h"
#include "engine/content/esp-message-edit.h"

static const char *const designs[ESP_N_STARTERS] = {
  [ESP_STARTER_NEWSLETTER] = "newsletter",
  [ESP_STARTER_PROMOTION] = "promotion",
  [ESP_STARTER_NOTICE] = "receipt",
};

/**
 * esp_message_starter_new:
 *
 * Returns: (transfer full): a message to begin with; a blank one has one empty text.
 */
EspMessageDoc *
esp_message_starter_new (EspStarter starter)
{
  EspMessageDoc *doc;

  if (designs[starter] != NULL)
    return esp_message_design_load (esp_message_design_find (designs[starter]), "ko");
  doc = esp_message_doc_new ();
  esp_message_edit_insert (doc, NULL, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
  return doc;
}
