/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passwords and tokens by id: in the desktop keyring, or for this process only. Never in a file of
 * ours. */
void esp_secrets_lookup_async (const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *esp_secrets_lookup_finish (GAsyncResult *result, GError **error);
void esp_secrets_store_async (const char *id,
                              const char *label,
                              const char *secret,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean esp_secrets_store_finish (GAsyncResult *result, GError **error);
void esp_secrets_clear_async (const char *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean esp_secrets_clear_finish (GAsyncResult *result, GError **error);

void esp_secrets_set_for_process (const char *id, const char *secret);
char *esp_secrets_read_fd (int fd, GError **error);
gboolean esp_secrets_has_keyring (void);

G_END_DECLS
