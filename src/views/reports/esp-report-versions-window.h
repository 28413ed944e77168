/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-report-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The versions of a report: names the present one, brings an older one back. */
#define ESP_TYPE_REPORT_VERSIONS_WINDOW (esp_report_versions_window_get_type ())
G_DECLARE_FINAL_TYPE (EspReportVersionsWindow,
                      esp_report_versions_window,
                      ESP,
                      REPORT_VERSIONS_WINDOW,
                      AdwWindow)

void esp_report_versions_window_present (EspSession *session, EspReportDesk *desk);

G_END_DECLS
