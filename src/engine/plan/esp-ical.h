/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-plan.h"

G_BEGIN_DECLS

#define ESP_ICAL_MAX_BYTES (16 * 1024 * 1024)
#define ESP_ICAL_MAX_EVENTS 20000

/* One occurrence of an event of another calendar. Whole days are midnights UTC, the last one not included. */
typedef struct
{
  char *uid; /* with the day, when the event comes again */
  char *title;
  char *note; /* (nullable) */
  gint64 from_us;
  gint64 to_us;
  gboolean is_all_day;
} EspIcalEvent;

/* What a calendar is read with. */
typedef struct
{
  GTimeZone *zone; /* of times that name none */
  gint64 from_us;  /* occurrences outside are left out */
  gint64 to_us;
} EspIcalFrame;

/* What else a calendar has, to be told: nothing is left out in silence. */
typedef struct
{
  guint
    n_odd; /* events without a readable time, or whose repetition nobody can read: those count once */
  guint n_cancelled;     /* left out: they do not take place */
  guint n_outside;       /* left out: all of it is long ago, or far ahead */
  guint n_tasks;         /* left out: tasks and notes are no events */
  guint n_unknown_zones; /* times whose place nobody knows; read by the clock of this place */
} EspIcalTold;

void esp_ical_event_free (EspIcalEvent *self);
GPtrArray *esp_ical_parse (const char *data,
                           gsize length,
                           const EspIcalFrame *frame,
                           EspIcalTold *out_told,
                           GError **error);
char *esp_ical_write (const EspPlan *plan, gint64 from_us, gint64 to_us, EspLang lang);

G_END_DECLS
