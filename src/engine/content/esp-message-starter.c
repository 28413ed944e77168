/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages from which a new one can begin. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-starter.h"

#include "data/esp-core-resources.h"
#include "engine/content/esp-message-edit.h"

static const char *const paths[ESP_N_STARTERS] = {
  [ESP_STARTER_NEWSLETTER] = "/io/github/espalier/core/starters/newsletter.json",
  [ESP_STARTER_PROMOTION] = "/io/github/espalier/core/starters/promotion.json",
  [ESP_STARTER_NOTICE] = "/io/github/espalier/core/starters/notice.json",
};

/**
 * esp_message_starter_new:
 *
 * Returns: (transfer full): a message to begin with; a blank one has one empty text.
 */
EspMessageDoc *
esp_message_starter_new (EspStarter starter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  EspMessageDoc *doc;

  if (paths[starter] == NULL)
    {
      doc = esp_message_doc_new ();
      esp_message_edit_insert (doc, NULL, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
      return doc;
    }
  bytes = g_resource_lookup_data (esp_core_get_resource (), paths[starter],
                                  G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  doc = esp_message_doc_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                               &error);
  g_assert_no_error (error);
  return doc;
}
