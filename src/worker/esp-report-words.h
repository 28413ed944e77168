/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-report.h"
#include "engine/policy/esp-bounce.h"

G_BEGIN_DECLS

EspReportKind esp_report_kind_of_bounce (EspBounceClass klass);
EspReportKind esp_report_words_judge (const EspReport *report);

G_END_DECLS
