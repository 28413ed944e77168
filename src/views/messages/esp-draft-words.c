/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says of a message that is being edited whether everything is saved. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-draft-words.h"

#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

/**
 * esp_draft_dup_saved:
 *
 * Returns: (transfer full) (nullable): whether everything is saved, and since when; %NULL until it is loaded
 */
char *
esp_draft_dup_saved (EspSession *session, EspMessageDraft *draft)
{
  const GError *failure = esp_message_draft_get_failure (draft);
  g_autofree char *time = NULL;

  if (!esp_message_draft_is_loaded (draft))
    return NULL;
  if (failure != NULL)
    {
      g_autofree char *sentence = esp_store_message (failure);

      /* Translators: %s is a sentence that says why */
      return g_strdup_printf (_ ("Not saved. %s"), sentence);
    }
  if (esp_message_draft_is_dirty (draft))
    return g_strdup (_ ("Saving…"));
  time = esp_format_date (esp_message_draft_get_saved_at_us (draft), esp_session_get_zone (session),
                          ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  /* Translators: %s is a time */
  return g_strdup_printf (_ ("Saved · %s"), time);
}
