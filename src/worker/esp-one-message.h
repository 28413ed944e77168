/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"
#include "store/esp-channels.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

void esp_one_message_send_async (EspStore *store,
                                 EspChannelRecord *record,
                                 EspOutMessage *message,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean esp_one_message_send_finish (GAsyncResult *result, GError **error);

G_END_DECLS
