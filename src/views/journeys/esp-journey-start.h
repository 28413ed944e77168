/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Where an empty journey begins: who enters, or a template.
 *
 * Signal "entry" (guint kind): it begins with such an entry. Signal "template" (const char *id): it begins as
 * that template. */
#define ESP_TYPE_JOURNEY_START (esp_journey_start_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyStart, esp_journey_start, ESP, JOURNEY_START, GtkWidget)

GtkWidget *esp_journey_start_new (EspSession *session);

G_END_DECLS
