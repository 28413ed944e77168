/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

void esp_versions_window_open (EspMessageDesk *desk);

G_END_DECLS
