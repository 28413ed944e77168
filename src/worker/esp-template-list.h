/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/text/esp-gateway.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

void esp_template_list_load_async (EspStore *store,
                                   gint64 channel_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *esp_template_list_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
