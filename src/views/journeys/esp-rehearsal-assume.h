/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

/* What is assumed at each wait, split and goal: as history or the rules say, all yes, all no, or a share.
 *
 * Signal "changed": something else is assumed. */
#define ESP_TYPE_REHEARSAL_ASSUME (esp_rehearsal_assume_get_type ())
G_DECLARE_FINAL_TYPE (EspRehearsalAssumeBox, esp_rehearsal_assume, ESP, REHEARSAL_ASSUME, GtkWidget)

GtkWidget *esp_rehearsal_assume_new (EspJourneyDesk *desk);
void esp_rehearsal_assume_show (EspRehearsalAssumeBox *self, const EspRehearsal *rehearsal);
void esp_rehearsal_assume_fill (EspRehearsalAssumeBox *self, EspRehearsalOptions *options);

G_END_DECLS
