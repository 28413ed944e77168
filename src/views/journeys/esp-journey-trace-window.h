/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The path of one lead through one journey: every decision with its reason, and what comes next. */
#define ESP_TYPE_JOURNEY_TRACE_WINDOW (esp_journey_trace_window_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyTraceWindow,
                      esp_journey_trace_window,
                      ESP,
                      JOURNEY_TRACE_WINDOW,
                      AdwWindow)

void esp_journey_trace_window_present (EspSession *session, gint64 journey_id, guint32 lead_id);

G_END_DECLS
