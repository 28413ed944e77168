/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person orders on the page of a channel. */
#pragma once

#include "store/esp-channel-waiting.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_channel_order_move (EspSession *session, gint64 from_id, gint64 to_id, const char *name);
void esp_channel_order_ask (EspSession *session, gint64 channel_id);
void esp_channel_order_judge (EspSession *session);

G_END_DECLS
