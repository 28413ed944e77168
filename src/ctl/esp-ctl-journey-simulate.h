/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-journey.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

int esp_ctl_journey_simulate (EspCtlJourney *self, EspStore *store, GError **error);

void esp_ctl_rehearsal_print (const EspCtlJourney *self,
                              const EspRehearsalOptions *options,
                              const EspRehearsal *rehearsal,
                              const EspRehearsal *live);
void esp_ctl_rehearsal_print_table (const EspRehearsal *rehearsal);

G_END_DECLS
