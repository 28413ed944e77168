/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the reader of calendars: events as they are written, and when they are. */
#pragma once

#include "engine/plan/esp-ical-line.h"
#include "engine/plan/esp-ical-zone.h"
#include "engine/plan/esp-ical.h"

G_BEGIN_DECLS

typedef struct
{
  EspIcalStamp stamp;
  const EspIcalZone *zone; /* (nullable): UTC, and days */
} EspIcalTime;

/* One VEVENT. */
typedef struct
{
  char *uid;
  char *title;
  char *note;
  GPtrArray *rules;     /* (owned) (element-type utf8): RRULE */
  GPtrArray *not_rules; /* (owned) (element-type utf8): EXRULE */
  GArray *dates;        /* (owned) (element-type EspIcalTime): RDATE */
  GArray *not_dates;    /* (owned) (element-type EspIcalTime): EXDATE */
  EspIcalTime start;
  EspIcalTime end;
  EspIcalTime instead_of; /* RECURRENCE-ID */
  gint64 length_days;     /* DURATION */
  gint64 length_seconds;
  gint64 sequence;
  gboolean has_start;
  gboolean has_end;
  gboolean has_length;
  gboolean is_instead;
  gboolean is_onward; /* with what follows it */
  gboolean is_cancelled;
  gboolean is_office_day; /* midnights that office programs mean as whole days */
  gboolean is_odd;        /* something in it is not readable */
} EspIcalPart;

EspIcalPart *esp_ical_part_new (void);
void esp_ical_part_free (EspIcalPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIcalPart, esp_ical_part_free)

/* All events of a calendar: those that stand in for one of another's occurrences know each other by their UID. */
typedef struct _EspIcalSet EspIcalSet;

EspIcalSet *esp_ical_set_new (void);
void esp_ical_set_free (EspIcalSet *self);
void esp_ical_set_add (EspIcalSet *self, EspIcalPart *part);
GPtrArray *esp_ical_set_expand (EspIcalSet *self,
                                const EspIcalZone *here,
                                const EspIcalFrame *frame,
                                EspIcalTold *told);

G_END_DECLS
