/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_audience_pick_present (EspSession *session, const EspBitmap *leads);

G_END_DECLS
