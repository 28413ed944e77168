/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The fields of one lead, edited in place. What is typed is saved on Enter and when the field is left;
 * what cannot be saved stays, with the reason below it. */
#define ESP_TYPE_LEAD_FIELDS (esp_lead_fields_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadFields, esp_lead_fields, ESP, LEAD_FIELDS, GtkWidget)

GtkWidget *esp_lead_fields_new (EspSession *session, gboolean is_narrow);
void esp_lead_fields_show (EspLeadFields *self, const EspLead *lead);

G_END_DECLS
