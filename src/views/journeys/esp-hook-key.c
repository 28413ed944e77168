/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the secret with which the calls of a server are signed, and puts it into the keyring. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-hook-key.h"

#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-hook-secret.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  char *host;          /* (owned) */
  EspHookKeyFunc func;
  GObject *user_data; /* (owned) */
} Ask;

static void
ask_free (Ask *ask)
{
  g_object_unref (ask->session);
  g_object_unref (ask->user_data);
  g_free (ask->host);
  g_free (ask);
}

/**
 * esp_hook_key_can_be_given:
 *
 * Returns: whether a key is all that is missing
 */
gboolean
esp_hook_key_can_be_given (const char *url)
{
  g_autofree char *host = esp_hook_secret_dup_host (url);

  return host != NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_hook_secret_keep_finish (result, &error))
    ask->func (ask->user_data);
  else
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_session_toast (ask->session, sentence);
    }
  ask_free (ask);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autofree char *secret = esp_dialog_ask_text_finish (result, NULL); /* closed is no error */

  if (secret == NULL || *secret == '\0')
    {
      ask_free (ask);
      return;
    }
  esp_hook_secret_keep_async (esp_session_get_store (ask->session), ask->host, secret, kept_cb,
                              ask);
}

/**
 * esp_hook_key_ask:
 * @func: called when it is kept, unless @user_data is gone
 *
 * Offers a fresh key, which can be copied, or replaced by one that the server has already.
 */
void
esp_hook_key_ask (EspSession *session,
                  GtkWindow *parent,
                  const char *url,
                  EspHookKeyFunc func,
                  GObject *user_data)
{
  Ask *ask = g_new0 (Ask, 1);
  g_autofree char *heading = NULL;
  g_autofree char *fresh = esp_hook_secret_new ();

  ask->session = g_object_ref (session);
  ask->host = esp_hook_secret_dup_host (url);
  ask->func = func;
  ask->user_data = g_object_ref (user_data);
  /* Translators: %s is the name of a server */
  heading = g_strdup_printf (_ ("Secret key for %s"), ask->host);
  esp_dialog_ask_text_async (parent, heading,
                             _ ("Calls are signed with it, so that the server can tell they are "
                                "yours. Copy it to the server; it is kept in the keyring alone."),
                             fresh, _ ("_Keep"), NULL, answered_cb, ask);
}
