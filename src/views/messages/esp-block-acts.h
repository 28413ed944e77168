/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-paper.h"

G_BEGIN_DECLS

void esp_block_acts_add (GActionMap *map, EspMessagePaper *paper);

G_END_DECLS
