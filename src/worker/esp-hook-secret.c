/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps secrets of webhooks in the keyring, and notes for which servers there are some. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-hook-secret.h"

#include "base/esp-random.h"
#include "channels/esp-secrets.h"
#include "channels/web/esp-web-client.h"
#include "store/esp-hooks.h"
#include "worker/esp-journey-hooks.h"

typedef struct
{
  EspStore *store; /* (owned) */
  char *host;      /* (owned) */
  gboolean is_known;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_clear_object (&note->store);
  g_free (note->host);
  g_free (note);
}

/**
 * esp_hook_secret_new:
 *
 * Returns: (transfer full): one that nobody can guess: 64 hexadecimal digits
 */
char *
esp_hook_secret_new (void)
{
  EspRandom random;
  GString *text = g_string_new (NULL);

  esp_random_init_from_system (&random);
  for (guint i = 0; i < 2; i++)
    {
      guint8 bytes[16];

      esp_random_uuid (&random, bytes);
      for (guint j = 0; j < sizeof bytes; j++)
        g_string_append_printf (text, "%02x", bytes[j]);
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_hook_secret_dup_host:
 *
 * Returns: (transfer full) (nullable): the server that the address belongs to; %NULL when it cannot be called
 */
char *
esp_hook_secret_dup_host (const char *url)
{
  return esp_web_dup_host (url, NULL); /* NULL says enough */
}

static gboolean
note_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Note *note = data;

  return esp_hook_secret_set_known (tx, note->host, note->is_known, error);
}

/**
 * esp_hook_secret_note:
 *
 * Notes at once that there is a secret for that server, or none any more.
 */
gboolean
esp_hook_secret_note (EspStore *store, const char *host, gboolean is_known, GError **error)
{
  Note note = { NULL, (char *) host, is_known };

  return esp_store_write (store, NULL, note_in_tx, &note, NULL, error);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Note *note = g_task_get_task_data (task);
  GError *error = NULL;

  if (esp_secrets_store_finish (result, &error))
    {
      esp_store_write_async (note->store, NULL, note_in_tx, note, NULL, noted_cb, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * esp_hook_secret_keep_async:
 *
 * Puts the secret into the keyring, and notes that it is there.
 */
void
esp_hook_secret_keep_async (EspStore *store,
                            const char *host,
                            const char *secret,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autofree char *id = esp_journey_hook_secret_id (host);
  g_autofree char *label = g_strdup_printf ("Espalier webhook %s", host);
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Note *note = g_new0 (Note, 1);

  g_task_set_source_tag (task, esp_hook_secret_keep_async);
  note->store = g_object_ref (store);
  note->host = g_strdup (host);
  note->is_known = TRUE;
  g_task_set_task_data (task, note, note_free);
  esp_secrets_store_async (id, label, secret, NULL, stored_cb, task);
}

gboolean
esp_hook_secret_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
