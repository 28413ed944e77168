/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-check-send.h"
#include "store/esp-channels.h"

G_BEGIN_DECLS

GArray *esp_send_delivery_load (EspTx *tx,
                                const EspChannelRecord *channel,
                                guint64 n_receivers,
                                gboolean has_one_click,
                                guint n_pictures,
                                GError **error);

G_END_DECLS
