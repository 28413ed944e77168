/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an event of a calendar comes again: RRULE of RFC 5545, all of it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_ICAL_DAY_SECONDS G_GINT64_CONSTANT (86400)
#define ESP_ICAL_MAX_LIST 400

typedef enum
{
  ESP_ICAL_NEVER,
  ESP_ICAL_SECONDLY,
  ESP_ICAL_MINUTELY,
  ESP_ICAL_HOURLY,
  ESP_ICAL_DAILY,
  ESP_ICAL_WEEKLY,
  ESP_ICAL_MONTHLY,
  ESP_ICAL_YEARLY,
} EspIcalFrequency;

/* Numbers of a BY part; below zero they count from the end. */
typedef struct
{
  gint16 numbers[ESP_ICAL_MAX_LIST];
  guint n;
} EspIcalList;

/* What a clock on a wall shows, as seconds since 1970 began on that wall. */
typedef struct
{
  EspIcalFrequency frequency;
  guint interval;    /* from 1 on */
  guint count;       /* 0: without end */
  gint64 until_wall; /* seconds by the wall, itself included; G_MAXINT64: without end */
  gint64 until_utc;  /* seconds, itself included; G_MAXINT64: the wall says all */
  GDateWeekday week_start;
  gboolean has_weekdays;    /* any at all */
  gboolean weekdays[8];     /* by GDateWeekday: each of them */
  EspIcalList nth_weekdays; /* n × 8 + weekday: the nth of its month or year; n < 0 from the end */
  EspIcalList months;
  EspIcalList month_days;
  EspIcalList year_days;
  EspIcalList weeks;
  EspIcalList hours;
  EspIcalList minutes;
  EspIcalList seconds;
  EspIcalList positions;
} EspIcalRule;

gboolean esp_ical_rule_parse (const char *text, EspIcalRule *out_rule);
GArray *esp_ical_rule_expand (const EspIcalRule *self,
                              gint64 first,
                              gint64 from,
                              gint64 to,
                              gboolean *out_is_whole);
gint64 esp_ical_wall_new (guint year, guint month, guint day, guint seconds);
gboolean esp_ical_wall_get_date (gint64 wall, GDate *out_day);
gint64 esp_ical_wall_floor (gint64 wall);

G_END_DECLS
