/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel-kinds.h"
#include "store/esp-channels.h"

G_BEGIN_DECLS

int esp_ctl_channel_kinds (gboolean is_json);
char *esp_ctl_channel_set_fields (const EspChannelKind *kind,
                                  const char *settings,
                                  char **words,
                                  GError **error);
int esp_ctl_channel_show (const EspChannelRecord *record, gboolean is_json);

G_END_DECLS
