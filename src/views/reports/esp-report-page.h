/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-report-desk.h"

G_BEGIN_DECLS

/* One report: its period, comparison and audience, and its cards.
 *
 * Signal "state": the title, what can be undone or what is counted is another one now. */
#define ESP_TYPE_REPORT_PAGE (esp_report_page_get_type ())
G_DECLARE_FINAL_TYPE (EspReportPage, esp_report_page, ESP, REPORT_PAGE, GtkWidget)

GtkWidget *esp_report_page_new (EspSession *session);
void esp_report_page_open (EspReportPage *self, gint64 id, guint card_id);
void esp_report_page_close (EspReportPage *self);
EspReportDesk *esp_report_page_get_desk (EspReportPage *self);

G_END_DECLS
