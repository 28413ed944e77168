/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/leads/esp-ask-words.h"

G_BEGIN_DECLS

char *esp_ask_time (EspSession *session, gint64 time_us);

G_END_DECLS
