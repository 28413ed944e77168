/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel-kinds.h"

G_BEGIN_DECLS

extern const EspChannelKind esp_smtp_kind;

G_END_DECLS
