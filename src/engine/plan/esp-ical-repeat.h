/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the reader of calendars: how an event comes again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_REPEAT_NONE,
  ESP_REPEAT_DAILY,
  ESP_REPEAT_WEEKLY,
  ESP_REPEAT_MONTHLY,
  ESP_REPEAT_YEARLY,
} EspRepeatKind;

/* The common forms of RRULE. */
typedef struct
{
  EspRepeatKind kind;
  guint interval;   /* from 1 on */
  guint count;      /* 0: without end */
  guint32 until;    /* julian, itself included; 0: without end */
  gboolean days[8]; /* by GDateWeekday */
  int nth;          /* of a month: which of the days; -1 the last; 0: every one */
  guint month_day;  /* 0: as the first one */
  guint month;      /* of a year; 0: as the first one */
} EspRepeat;

gboolean esp_repeat_parse (const char *rule, EspRepeat *out_repeat);
GArray *
esp_repeat_expand (const EspRepeat *self, const GDate *first, const GDate *from, const GDate *to);

G_END_DECLS
