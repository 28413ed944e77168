/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

void esp_alerts_watch (GApplication *app, EspStore *store);

G_END_DECLS
