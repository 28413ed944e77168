/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/leads/esp-lead-record.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What one lead said about being written to: the words in force, and all that was ever said. */
#define ESP_TYPE_LEAD_CONSENTS (esp_lead_consents_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadConsents, esp_lead_consents, ESP, LEAD_CONSENTS, GtkWidget)

GtkWidget *esp_lead_consents_new (EspSession *session);
void esp_lead_consents_show (EspLeadConsents *self, const EspLeadRecord *record);

G_END_DECLS
