/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-report-docs.h"
#include "worker/esp-report-run.h"

G_BEGIN_DECLS

/* One report while somebody works with it: its document, its answers, the steps back and forth. Every edit is
 * kept at once.
 *
 * Signal "changed": the document, the answers or the state is another one now. */
#define ESP_TYPE_REPORT_DESK (esp_report_desk_get_type ())
G_DECLARE_FINAL_TYPE (EspReportDesk, esp_report_desk, ESP, REPORT_DESK, GObject)

EspReportDesk *esp_report_desk_new (EspStore *store, gint64 id);
void esp_report_desk_close (EspReportDesk *self);

gint64 esp_report_desk_get_id (EspReportDesk *self);
const EspReportDoc *esp_report_desk_get_doc (EspReportDesk *self);
const EspReportDesign *esp_report_desk_get_design (EspReportDesk *self);
const EspReportResult *esp_report_desk_get_result (EspReportDesk *self);
const EspReportPart *esp_report_desk_find_part (EspReportDesk *self, guint card_id);
gboolean esp_report_desk_is_running (EspReportDesk *self);
gboolean esp_report_desk_is_old (EspReportDesk *self);
void esp_report_desk_get_progress (EspReportDesk *self, guint *out_done, guint *out_total);
const GError *esp_report_desk_get_failure (EspReportDesk *self);

EspReportDesign *esp_report_desk_copy_design (EspReportDesk *self);
void esp_report_desk_edit (EspReportDesk *self, const EspReportDesign *design, const char *title);
void esp_report_desk_step (EspReportDesk *self, gboolean is_redo);
void esp_report_desk_refresh (EspReportDesk *self);
void esp_report_desk_cancel (EspReportDesk *self);

G_END_DECLS
