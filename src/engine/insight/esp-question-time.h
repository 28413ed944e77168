/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-question.h"

G_BEGIN_DECLS

#define ESP_QUESTION_FROM "-28d"
#define ESP_QUESTION_TIME_HELP                                                                     \
  "2025-03-18, -28d, -12w, -6m, today, yesterday, week, month, quarter, year, last-week, "         \
  "last-month, last-quarter or last-year"

gboolean esp_question_time_is_valid (const char *text);
void esp_question_time_set (char **place, const char *text);
gboolean esp_question_time_resolve (const char *from,
                                    const char *to,
                                    gint64 now_us,
                                    GTimeZone *zone,
                                    EspQuestionSpan *out_span,
                                    GError **error);

/* Calendar days of a zone, by number since 1970. */
gint64 esp_insight_day_of (gint64 time_us, GTimeZone *zone);
gint64 esp_insight_day_start (gint64 day, GTimeZone *zone);

G_END_DECLS
