/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks when a report is made by itself and where it goes, and tells how it went before. */
#define ESP_TYPE_REPORT_SCHEDULE_WINDOW (esp_report_schedule_window_get_type ())
G_DECLARE_FINAL_TYPE (EspReportScheduleWindow,
                      esp_report_schedule_window,
                      ESP,
                      REPORT_SCHEDULE_WINDOW,
                      AdwWindow)

void esp_report_schedule_window_present (EspSession *session, gint64 id);

G_END_DECLS
