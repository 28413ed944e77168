/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-condition.h"

G_BEGIN_DECLS

/* The moment and the place in which a rule is read. */
typedef struct
{
  gint64 now_us;
  GTimeZone *zone; /* (unowned): of the workspace */
} EspRuleTime;

/* Moments from_us <= t < until_us; open ends are G_MININT64 and G_MAXINT64. */
typedef struct
{
  gint64 from_us;
  gint64 until_us;
} EspBounds;

/* Which days of the year a window covers; day[month - 1][day of month - 1]. */
typedef struct
{
  guint8 day[12][31];
} EspYearDays;

gboolean esp_rule_date_is_valid (const char *text);
void esp_time_window_resolve (const EspTimeWindow *self, const EspRuleTime *time, EspBounds *out);
void
esp_time_window_resolve_days (const EspTimeWindow *self, const EspRuleTime *time, EspBounds *out);
gint64 esp_time_window_next_day_us (const EspRuleTime *time);
gboolean esp_bounds_contain (const EspBounds *self, gint64 moment_us);
gboolean esp_time_window_is_rolling (const EspTimeWindow *self);
gint64 esp_time_window_next_change_us (const EspTimeWindow *self, const EspRuleTime *time);
void esp_time_window_resolve_year_days (const EspTimeWindow *self,
                                        const EspRuleTime *time,
                                        EspYearDays *out);
gboolean esp_year_days_contain (const EspYearDays *self, gint64 moment_us, GTimeZone *zone);
char *esp_bounds_format (const EspBounds *self, GTimeZone *zone);

G_END_DECLS
