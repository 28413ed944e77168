/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/audience/esp-ad-identity.h"

G_BEGIN_DECLS

char *esp_audience_words_minimum (EspAdPlatform platform);
char *esp_audience_words_too_few (EspAdPlatform platform, gint64 n);

G_END_DECLS
