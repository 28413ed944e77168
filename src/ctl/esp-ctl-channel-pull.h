/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

int esp_ctl_channel_pull (EspStore *store,
                          const EspChannelRecord *record,
                          const char *secret,
                          gboolean is_json,
                          GError **error);

G_END_DECLS
