/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

/* The simulation over the picture of a journey: who, when, a slider over the time, what would be sent and held,
 * what is assumed. */
#define ESP_TYPE_REHEARSAL_BAR (esp_rehearsal_bar_get_type ())
G_DECLARE_FINAL_TYPE (EspRehearsalBar, esp_rehearsal_bar, ESP, REHEARSAL_BAR, GtkWidget)

GtkWidget *esp_rehearsal_bar_new (EspJourneyDesk *desk);
void esp_rehearsal_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group);

G_END_DECLS
