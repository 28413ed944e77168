/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-journeys.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The list of journeys. Signal "selected": another one is current, or the list is another one. */
#define ESP_TYPE_JOURNEY_TABLE (esp_journey_table_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyTable, esp_journey_table, ESP, JOURNEY_TABLE, GtkWidget)

GtkWidget *esp_journey_table_new (EspSession *session);
void esp_journey_table_reload (EspJourneyTable *self);
const EspJourneyRow *esp_journey_table_get_selected (EspJourneyTable *self);
guint esp_journey_table_get_n (EspJourneyTable *self);
gboolean esp_journey_table_focus_search (EspJourneyTable *self);

G_END_DECLS
