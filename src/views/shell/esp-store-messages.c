/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in the language of the person what is wrong with a workspace and what to do about it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-store-messages.h"

#include "store/esp-store-error.h"
#include "views/shell/esp-refusal-words.h"

#include <glib/gi18n.h>

/**
 * esp_store_message:
 * @error: of the store, or any other
 *
 * Returns: (transfer full): a translated sentence: what is wrong and what helps
 */
char *
esp_store_message (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != ESP_STORE_ERROR)
    return esp_refusal_words (error->message);
  switch ((EspStoreError) error->code)
    {
    case ESP_STORE_ERROR_BUSY:
      return g_strdup (_ ("Another program is using the workspace. Try again in a moment."));
    case ESP_STORE_ERROR_CORRUPT:
      return g_strdup (_ ("The workspace file is damaged. Restore it from a backup."));
    case ESP_STORE_ERROR_NOT_OURS:
      return g_strdup (_ ("This file is not an Espalier workspace."));
    case ESP_STORE_ERROR_TOO_NEW:
      return g_strdup (_ ("A newer Espalier made this workspace. Update Espalier to open it; the "
                          "file is unchanged."));
    case ESP_STORE_ERROR_READ_ONLY:
      return g_strdup (
        _ ("The workspace cannot be written here. Copy it to a folder of your own."));
    case ESP_STORE_ERROR_FULL:
      return g_strdup (_ ("The disk is full. Nothing was changed; make room and try again."));
    case ESP_STORE_ERROR_NOT_FOUND:
      return g_strdup (_ ("It is not there any more."));
    case ESP_STORE_ERROR_CONSTRAINT:
      return g_strdup (_ ("This value is already taken or not allowed."));
    case ESP_STORE_ERROR_LOCKED:
      return g_strdup (_ ("It is in review and stays as it is until somebody has decided. Withdraw "
                          "the review to change it."));
    case ESP_STORE_ERROR_REFUSED:
    case ESP_STORE_ERROR_INVALID:
    case ESP_STORE_ERROR_FAILED:
    default:
      {
        g_autofree char *reason = esp_refusal_words (error->message);

        return g_strdup_printf (_ ("That did not work: %s"), reason);
      }
    }
}
