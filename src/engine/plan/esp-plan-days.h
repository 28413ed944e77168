/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-holidays.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

void esp_plan_day_to_date (gint64 day, GDate *out_date);
gint64 esp_plan_day_from_date (const GDate *date);
gint64 esp_plan_day_workday_before (EspHolidays *holidays, gint64 day);
gint64 esp_plan_day_workday_after (EspHolidays *holidays, gint64 day);
gint64 esp_plan_day_of (EspTx *tx, gint64 at_us);
gint64 esp_plan_day_today (EspTx *tx);
char *esp_plan_day_format (gint64 day);
gboolean esp_plan_day_parse (const char *text, gint64 *out_day);

G_END_DECLS
