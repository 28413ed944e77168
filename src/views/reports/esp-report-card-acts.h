/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/reports/esp-report-card-view.h"
#include "worker/esp-report-desk.h"

G_BEGIN_DECLS

void esp_report_card_acts_run (EspSession *session,
                               EspReportDesk *desk,
                               EspReportCardView *view,
                               const char *name,
                               int value);

G_END_DECLS
