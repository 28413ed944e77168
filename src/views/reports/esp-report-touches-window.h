/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-answer.h"
#include "engine/insight/esp-question.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_report_touches_window_present (EspSession *session,
                                        const EspQuestion *attribution,
                                        const EspAnswerRow *row);

G_END_DECLS
