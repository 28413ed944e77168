/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Cards in rows of twelve columns; in a narrow window each takes a row of its own. */
#define ESP_TYPE_REPORT_FLOW (esp_report_flow_get_type ())
G_DECLARE_FINAL_TYPE (EspReportFlow, esp_report_flow, ESP, REPORT_FLOW, GtkWidget)

GtkWidget *esp_report_flow_new (void);
void esp_report_flow_append (EspReportFlow *self, GtkWidget *child, guint columns);
void esp_report_flow_place (EspReportFlow *self, GtkWidget *child, guint columns, GtkWidget *after);
void esp_report_flow_remove (EspReportFlow *self, GtkWidget *child);

G_END_DECLS
