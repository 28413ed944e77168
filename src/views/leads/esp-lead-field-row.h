/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* One field of a lead in a list: the field itself, and a place for its error below. */
typedef struct _EspLeadFieldRow EspLeadFieldRow;

EspLeadFieldRow *esp_lead_field_row_new (EspSession *session,
                                         gint64 lead_id,
                                         EspFields *fields,
                                         guint index,
                                         gboolean is_plain);
void esp_lead_field_row_free (EspLeadFieldRow *self);
GtkWidget *esp_lead_field_row_get_widget (EspLeadFieldRow *self);
GtkWidget *esp_lead_field_row_get_error (EspLeadFieldRow *self);
void esp_lead_field_row_show (EspLeadFieldRow *self, const EspValue *value);
void esp_lead_field_row_show_zone (EspLeadFieldRow *self, const EspLead *lead);
void esp_lead_field_row_commit (EspLeadFieldRow *self);

G_END_DECLS
