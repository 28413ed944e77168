/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

gboolean esp_channel_quota_says_more (const char *settings, const EspChannelReport *report);
gboolean esp_channel_quota_adopt (EspTx *tx,
                                  gint64 channel_id,
                                  const EspChannelReport *report,
                                  GError **error);

G_END_DECLS
