/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "engine/segment/esp-rule-catalog.h"

G_BEGIN_DECLS

void esp_journey_names_resolve (EspJourney *journey, const EspRuleCatalog *catalog);

G_END_DECLS
