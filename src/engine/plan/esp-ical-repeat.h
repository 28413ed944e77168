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
  gint64 until_us;  /* the same as a moment, when it names one; 0: the day says all */
  gboolean days[8]; /* by GDateWeekday */
  int nth;          /* of a month: which of the days; -1 the last; 0: every one */
  int set_pos; /* which of all such days of a month together, from its end below 0; 0: every one */
  guint32 month_days; /* bit n: the nth day; 0 with the next: as the first one */
  guint32 last_days;  /* bit n: the nth from the end of the month */
  guint month;        /* of a year; 0: as the first one */
} EspRepeat;

gboolean esp_repeat_parse (const char *rule, EspRepeat *out_repeat);
GArray *
esp_repeat_expand (const EspRepeat *self, const GDate *first, const GDate *from, const GDate *to);

G_END_DECLS
