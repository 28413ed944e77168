/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/web/esp-link-look.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

char **esp_link_looks_list (EspTx *tx, gint64 message_id, GError **error);
void esp_link_looks_open_async (EspStore *store,
                                char **addresses,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean esp_link_looks_open_finish (GAsyncResult *result, guint *out_n, GError **error);
gboolean esp_link_looks_save (EspTx *tx, GPtrArray *looks, GError **error);
GHashTable *esp_link_looks_load_facts (EspTx *tx, GError **error);

G_END_DECLS
