/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-journey.h"

G_BEGIN_DECLS

GHashTable *esp_ctl_journey_outline_names (EspTx *tx, const EspJourney *journey);
char *esp_ctl_journey_outline_entry (const EspCtlJourney *self, const EspJourneyEntry *entry);
char *esp_ctl_journey_outline_step (const EspCtlJourney *self, const EspJourneyStep *step);
char *esp_ctl_journey_outline_branch (const EspCtlJourney *self,
                                      const EspJourneyStep *step,
                                      guint branch);

G_END_DECLS
