/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-list.h"
#include "views/leads/esp-lead-selection.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The list side of the area of leads: saved views, search, filters, rows, and the bar of what is selected.
 *
 * Signal "state-changed": the address or the subtitle are not what they were. */
#define ESP_TYPE_LEAD_LIST_PANE (esp_lead_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadListPane, esp_lead_list_pane, ESP, LEAD_LIST_PANE, GtkWidget)

GtkWidget *esp_lead_list_pane_new (EspSession *session, GActionMap *actions);
guint32 esp_lead_list_pane_get_cursor (EspLeadListPane *self);
EspLeadSelection *esp_lead_list_pane_get_selection (EspLeadListPane *self);
void esp_lead_list_pane_open (EspLeadListPane *self, EspTarget *target);
EspTarget *esp_lead_list_pane_dup_target (EspLeadListPane *self);
char *esp_lead_list_pane_dup_subtitle (EspLeadListPane *self);
GMenuModel *esp_lead_list_pane_get_menu (EspLeadListPane *self);
gboolean esp_lead_list_pane_focus_search (EspLeadListPane *self);
void esp_lead_list_pane_refresh (EspLeadListPane *self);

G_END_DECLS
