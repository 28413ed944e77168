/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-paper.h"

G_BEGIN_DECLS

void esp_block_saved_add (GActionMap *map, EspMessagePaper *paper);
const char *esp_block_saved_get_origin (EspMessageDesk *desk, const char *block_id);

G_END_DECLS
