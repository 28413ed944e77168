/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-journey.h"

G_BEGIN_DECLS

void esp_ctl_journey_make_add_options (EspCtlJourney *self, GOptionContext *context);
int esp_ctl_journey_create (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_fix (EspCtlJourney *self, EspStore *store, GError **error);
int esp_ctl_journey_templates (EspCtlJourney *self, EspStore *store, GError **error);

G_END_DECLS
