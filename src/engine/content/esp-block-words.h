/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-block.h"

G_BEGIN_DECLS

char *esp_block_dup_words (const EspBlock *block);

G_END_DECLS
