/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_channel_test_run (EspSession *session, gint64 channel_id);

G_END_DECLS
