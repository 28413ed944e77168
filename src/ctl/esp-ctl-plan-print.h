/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-plan-study.h"

G_BEGIN_DECLS

void
esp_ctl_plan_print_entries (const EspPlan *plan, gint64 from_us, gint64 to_us, gboolean is_json);
void esp_ctl_plan_print_conflicts (const EspPlanStudy *study,
                                   gint64 from_us,
                                   gint64 to_us,
                                   gboolean is_json);
void esp_ctl_plan_print_try (const GPtrArray *conflicts, GTimeZone *zone, gboolean is_json);
void esp_ctl_plan_print_sum (const char *title, const EspPlanSum *sum, const char *currency);
void esp_ctl_plan_print_holidays (EspHolidays *holidays,
                                  const GDate *from,
                                  const GDate *to,
                                  gboolean is_json);

G_END_DECLS
