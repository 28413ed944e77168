/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"

G_BEGIN_DECLS

const char *esp_channel_kind_word (const char *kind);
const char *esp_channel_display_name (const EspChannelRecord *record);
const char *esp_channel_trouble_sentence (int code);
char *esp_channel_state_sentence (const EspChannelRecord *record);
const char *esp_channel_trouble_of_state (const char *state);
gboolean esp_channel_is_broken (const EspChannelRecord *record);

G_END_DECLS
