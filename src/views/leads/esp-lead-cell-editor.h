/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A field of a lead, edited over its cell. Signal "done" (int step): saved or given up; the editing is to go
 * on in the next column (1), in the one before (-1), or to end (0). */
#define ESP_TYPE_LEAD_CELL_EDITOR (esp_lead_cell_editor_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadCellEditor, esp_lead_cell_editor, ESP, LEAD_CELL_EDITOR, GtkPopover)

GtkWidget *
esp_lead_cell_editor_new (EspSession *session, const EspLead *lead, const EspField *field);
void esp_lead_cell_editor_open (EspLeadCellEditor *self, GtkWidget *parent, const GdkRectangle *at);

G_END_DECLS
