/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-text-cost.h"

G_BEGIN_DECLS

char *esp_text_cost_words (const EspTextCost *cost);
char *esp_text_length_words (const EspText *text);

G_END_DECLS
