/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-journey.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

int esp_ctl_journey_trace (EspCtlJourney *options, EspStore *store, GError **error);
int esp_ctl_journey_ask (EspCtlJourney *options, EspStore *store, GError **error);
int esp_ctl_journey_flow (EspCtlJourney *options, EspStore *store, GError **error);
int esp_ctl_journey_health (EspCtlJourney *options, EspStore *store, GError **error);

G_END_DECLS
