/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

void esp_ctl_channel_store_secret (const EspChannelRecord *record, const char *secret);
gboolean
esp_ctl_channel_find_secret (const EspChannelRecord *record, char **secret, GError **error);
int esp_ctl_channel_test (EspStore *store,
                          const EspChannelRecord *record,
                          const char *secret,
                          const char *to,
                          gboolean is_json,
                          GError **error);

G_END_DECLS
