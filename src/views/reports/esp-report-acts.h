/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-report-desk.h"

G_BEGIN_DECLS

void esp_report_acts_edit (EspSession *session,
                           EspReportDesk *desk,
                           const EspReportDesign *design,
                           const char *title);
void esp_report_acts_pin (EspSession *session, EspReportDesk *desk, guint card_id);
void esp_report_acts_ask_days (EspSession *session, EspReportDesk *desk);
void esp_report_acts_rename (EspSession *session, EspReportDesk *desk);
void
esp_report_acts_export (EspSession *session, EspReportDesk *desk, const EspReportOptions *options);
void esp_report_acts_print (EspSession *session, EspReportDesk *desk);
void esp_report_acts_create (EspSession *session, const EspReportPreset *preset);
void esp_report_acts_archive (EspSession *session, gint64 id, gboolean is_archived);

G_END_DECLS
