/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps passwords in the desktop keyring, by id; a process without one may hold them in memory. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/esp-secrets.h"

#include "channels/esp-channel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#if HAVE_LIBSECRET
#include <libsecret/secret.h>
#endif

#define MAX_SECRET 16384

/* Secrets handed to this process alone; guarded, since any thread may look one up. */
static GMutex process_mutex;
static GHashTable *process_secrets; /* (owned) (nullable) id → secret */

static char *
dup_process_secret (const char *id)
{
  char *secret = NULL;

  g_mutex_lock (&process_mutex);
  if (process_secrets != NULL)
    secret = g_strdup (g_hash_table_lookup (process_secrets, id));
  g_mutex_unlock (&process_mutex);
  return secret;
}

/**
 * esp_secrets_set_for_process:
 * @secret: (nullable): NULL forgets it
 *
 * Holds a secret in memory until the process ends; it comes before the keyring's.
 */
void
esp_secrets_set_for_process (const char *id, const char *secret)
{
  g_return_if_fail (id != NULL);

  g_mutex_lock (&process_mutex);
  if (process_secrets == NULL)
    process_secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (secret != NULL)
    g_hash_table_insert (process_secrets, g_strdup (id), g_strdup (secret));
  else
    (void) g_hash_table_remove (process_secrets, id); /* forgetting twice is fine */
  g_mutex_unlock (&process_mutex);
}

/**
 * esp_secrets_read_fd:
 * @fd: read to its end or to the first line feed; not closed
 *
 * For command lines: a secret given as an argument could be seen by every process.
 *
 * Returns: (transfer full): the secret
 */
char *
esp_secrets_read_fd (int fd, GError **error)
{
  char buffer[MAX_SECRET + 1];
  gsize n = 0;
  char *newline;

  while (n < MAX_SECRET)
    {
      ssize_t n_read = read (fd, buffer + n, MAX_SECRET - n);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        {
          g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_SECRET,
                       "The password cannot be read from file descriptor %d: %s", fd,
                       g_strerror (errno));
          return NULL;
        }
      if (n_read == 0)
        break;
      n += (gsize) n_read;
      if (memchr (buffer, '\n', n) != NULL)
        break;
    }
  buffer[n] = '\0';
  newline = strchr (buffer, '\n');
  if (newline != NULL)
    *newline = '\0';
  return g_strdup (buffer);
}

/**
 * esp_secrets_has_keyring:
 *
 * Returns: whether this build can ask a keyring and there is a session bus to ask on
 */
gboolean
esp_secrets_has_keyring (void)
{
#if HAVE_LIBSECRET
  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_getenv ("XDG_RUNTIME_DIR") != NULL;
#else
  return FALSE;
#endif
}

static void
return_missing (GTask *task, const GError *cause)
{
  g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_SECRET,
                           "The password is not in the keyring%s%s. Enter it again, or give it "
                           "with "
                           "--password-fd.",
                           cause != NULL ? ": " : "", cause != NULL ? cause->message : "");
}

#if HAVE_LIBSECRET
static const SecretSchema *
get_schema (void)
{
  static const SecretSchema schema = { "io.github.espalier.Espalier.Channel",
                                       SECRET_SCHEMA_NONE,
                                       { { "id", SECRET_SCHEMA_ATTRIBUTE_STRING } },
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL };

  return &schema;
}

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) secret_password_free);
  else
    return_missing (task, error);
}

static void
store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
clear_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  (void) secret_password_clear_finish (result, &error); /* FALSE alone: there was none */
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}
#endif

/**
 * esp_secrets_lookup_async:
 *
 * Looks @id up among the process's own secrets, then in the keyring.
 */
void
esp_secrets_lookup_async (const char *id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  char *secret = dup_process_secret (id);

  g_task_set_source_tag (task, esp_secrets_lookup_async);
  if (secret != NULL)
    {
      g_task_return_pointer (task, secret, g_free);
      return;
    }
#if HAVE_LIBSECRET
  if (esp_secrets_has_keyring ())
    {
      secret_password_lookup (get_schema (), cancellable, lookup_cb, g_steal_pointer (&task), "id",
                              id, NULL);
      return;
    }
#endif
  return_missing (task, NULL);
}

/**
 * esp_secrets_lookup_finish:
 *
 * Returns: (transfer full): the secret; NULL with @error (ESP_CHANNEL_ERROR_SECRET) when there is none
 */
char *
esp_secrets_lookup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_secrets_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_secrets_store_async:
 * @label: what the keyring's own window shows
 *
 * Puts a secret into the keyring; without a keyring it is an error, never a file.
 */
void
esp_secrets_store_async (const char *id,
                         const char *label,
                         const char *secret,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_secrets_store_async);
#if HAVE_LIBSECRET
  if (esp_secrets_has_keyring ())
    {
      secret_password_store (get_schema (), SECRET_COLLECTION_DEFAULT, label, secret, cancellable,
                             store_cb, g_steal_pointer (&task), "id", id, NULL);
      return;
    }
#endif
  g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_SECRET,
                           "There is no keyring in this session, and a password is kept nowhere "
                           "else. "
                           "Give it with --password-fd each time.");
}

gboolean
esp_secrets_store_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_secrets_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * esp_secrets_clear_async:
 *
 * Removes a secret from the process and from the keyring, where there is one.
 */
void
esp_secrets_clear_async (const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_secrets_clear_async);
  esp_secrets_set_for_process (id, NULL);
#if HAVE_LIBSECRET
  if (esp_secrets_has_keyring ())
    {
      secret_password_clear (get_schema (), cancellable, clear_cb, g_steal_pointer (&task), "id",
                             id, NULL);
      return;
    }
#endif
  g_task_return_boolean (task, TRUE);
}

gboolean
esp_secrets_clear_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_secrets_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
