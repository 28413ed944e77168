/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-import-job.h"

G_BEGIN_DECLS

/* What an import would do, and then what it did, with the buttons that lead on. */
#define ESP_TYPE_IMPORT_REPORT_PAGE (esp_import_report_page_get_type ())
G_DECLARE_FINAL_TYPE (EspImportReportPage,
                      esp_import_report_page,
                      ESP,
                      IMPORT_REPORT_PAGE,
                      GtkWidget)

GtkWidget *esp_import_report_page_new (EspSession *session);
void esp_import_report_page_show (EspImportReportPage *self,
                                  EspImportReport *report,
                                  EspImportPlan *plan);
void esp_import_report_page_forget (EspImportReportPage *self);

G_END_DECLS
