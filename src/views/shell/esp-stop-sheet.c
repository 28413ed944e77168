/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small sheet that stops all sending with one press of Enter. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-stop-sheet.h"

#include <glib/gi18n.h>

#include "views/shell/esp-dialogs.h"

static void
stop_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;

  if (esp_dialog_ask_finish (result, NULL) != NULL)
    esp_session_stop_all (session, TRUE);
}

/**
 * esp_stop_sheet_present:
 *
 * Asks, with the focus on the answer that stops everything.
 */
void
esp_stop_sheet_present (EspSession *session)
{
  const EspAnswer answers[] = { { "stop", _ ("_Pause everything now"), FALSE, TRUE },
                                { NULL, NULL, FALSE, FALSE } };

  esp_dialog_ask_async (esp_session_get_window (session), _ ("Stop all sending"),
                        _ ("All channels pause at once. Messages already handed to a server cannot "
                           "be recalled; "
                           "everything else waits until you resume, also after a restart."),
                        answers, NULL, stop_confirmed_cb, g_object_ref (session));
}
