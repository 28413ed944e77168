/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-journey.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

void esp_ctl_journey_draw_add_options (EspCtlJourney *self, GOptionContext *context);
int esp_ctl_journey_draw (EspCtlJourney *self, EspStore *store, GError **error);

G_END_DECLS
