/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* Secrets with which webhooks are signed: one for each server, in the keyring; the workspace only knows that
 * there is one. */
char *esp_hook_secret_new (void);
char *esp_hook_secret_dup_host (const char *url);
void esp_hook_secret_keep_async (EspStore *store,
                                 const char *host,
                                 const char *secret,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean esp_hook_secret_keep_finish (GAsyncResult *result, GError **error);
gboolean
esp_hook_secret_note (EspStore *store, const char *host, gboolean is_known, GError **error);

G_END_DECLS
