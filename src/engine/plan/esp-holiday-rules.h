/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-holidays.h"

G_BEGIN_DECLS

/* When a lost day is given back. */
typedef struct
{
  guint32 since; /* julian */
  gboolean on_saturday;
  gboolean on_sunday;
  gboolean on_holiday; /* another holiday of a day that was none otherwise */
  char *source;        /* (nullable) */
} EspSubstituteRule;

/* How the days of one holiday are found. */
typedef struct
{
  char *id;
  char *names[2]; /* by EspLang */
  EspHolidayKind kind;
  gboolean is_off;
  guint32 since; /* julian; 0: always */
  guint32 until; /* julian; 0: still */
  guint month;   /* 0: not by month and day */
  guint day;
  GArray *lunar; /* (owned) (nullable) (element-type guint32): julian days, one a year, unsorted */
  int offset;    /* days beside the lunar one, or after the weekday */
  GDateWeekday weekday;
  guint nth;           /* the nth such weekday of the month; 0: not by weekday */
  GArray *dates;       /* (owned) (nullable) (element-type guint32): julian */
  GArray *substitutes; /* (owned) (element-type EspSubstituteRule) */
  char *source;        /* (nullable) */
} EspHolidayRule;

void esp_holiday_rule_free (EspHolidayRule *self);
GPtrArray *esp_holiday_rules_parse (const char *json,
                                    gsize length,
                                    GPtrArray *out_sources,
                                    guint *out_first_year,
                                    guint *out_last_year,
                                    GError **error);
gboolean esp_holiday_rules_parse_own (const char *json,
                                      GPtrArray *rules,
                                      GHashTable *hidden,
                                      GError **error);

G_END_DECLS
