/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The reports of the workspace, and what to begin with: presets and an example. */
#define ESP_TYPE_REPORT_LIST (esp_report_list_get_type ())
G_DECLARE_FINAL_TYPE (EspReportList, esp_report_list, ESP, REPORT_LIST, GtkWidget)

GtkWidget *esp_report_list_new (EspSession *session);
void esp_report_list_reload (EspReportList *self);
void esp_report_list_set_with_archived (EspReportList *self, gboolean with_archived);
gboolean esp_report_list_focus_search (EspReportList *self);
guint esp_report_list_get_n (EspReportList *self);

G_END_DECLS
