/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

EspJourney *journey_parse (const char *json);
EspJourney *journey_draw (const char *text);
void journey_assert_drawn (const EspJourney *journey, const char *expected);
void journey_assert_same (const EspJourney *a, const EspJourney *b);
void journey_assert_whole (const EspJourney *journey);
