/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-zone.h"

G_BEGIN_DECLS

char *esp_lead_zone_words (const char *zone, EspZoneSource source);

G_END_DECLS
