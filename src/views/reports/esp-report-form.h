/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "views/shell/esp-session.h"
#include "worker/esp-report-desk.h"

G_BEGIN_DECLS

/* Asks what a card shall answer: the kind of question with its options, how it looks, what is said beside it. */
#define ESP_TYPE_REPORT_FORM (esp_report_form_get_type ())
G_DECLARE_FINAL_TYPE (EspReportForm, esp_report_form, ESP, REPORT_FORM, AdwWindow)

void esp_report_form_present (EspSession *session, EspReportDesk *desk, guint card_id);

G_END_DECLS
