/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The journeys of a lead: where it is in each, what comes next and when; hidden while there is none. */
#define ESP_TYPE_LEAD_JOURNEYS (esp_lead_journeys_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadJourneys, esp_lead_journeys, ESP, LEAD_JOURNEYS, GtkWidget)

GtkWidget *esp_lead_journeys_new (EspSession *session);
void esp_lead_journeys_set_lead (EspLeadJourneys *self, guint32 lead_id);
void esp_lead_journeys_refresh (EspLeadJourneys *self);

G_END_DECLS
