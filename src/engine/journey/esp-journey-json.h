/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

EspJourney *esp_journey_parse_json (const char *json, gssize length, GError **error);
char *esp_journey_to_json (const EspJourney *self);

G_END_DECLS
