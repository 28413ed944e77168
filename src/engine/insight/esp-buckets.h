/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"

G_BEGIN_DECLS

#define ESP_BUCKETS_MAX 2000

/* The parts of a period by the calendar of the workspace's zone: days, weeks from Monday, months. The first
 * and the last may be shorter, as the period begins and ends where it does. */
typedef struct
{
  guint n;
  gint64 *bounds; /* (owned) n + 1 moments */
  char **keys;    /* (owned) n texts: 2025-03-17, for months 2025-03 */
} EspBuckets;

gboolean
esp_buckets_init (EspBuckets *self, const EspAnalysis *analysis, const char *unit, GError **error);
gboolean esp_buckets_shift (const EspBuckets *self,
                            EspBuckets *out,
                            const EspAnalysis *analysis,
                            const char *unit);
void esp_buckets_clear (EspBuckets *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspBuckets, esp_buckets_clear)
gint64 esp_buckets_find_before (gint64 from_us, gint64 to_us, GTimeZone *zone);
int esp_buckets_find (const EspBuckets *self, gint64 at_us);

/* A number that rises by one with each week or month, for differences between them. */
gint64 esp_calendar_number (gint64 at_us, const char *unit, GTimeZone *zone);
gint64 esp_calendar_start (gint64 number, const char *unit, GTimeZone *zone);
char *esp_calendar_key (gint64 number, const char *unit);

/* The same numbers, for many moments. */
typedef struct
{
  const char *unit; /* (unowned) */
  GTimeZone *zone;  /* (unowned) */
  gint64 first;     /* number of the first one */
  gint64 *starts;   /* (owned) */
} EspCalendar;

void esp_calendar_init (EspCalendar *self, const char *unit, GTimeZone *zone, gint64 now_us);
void esp_calendar_clear (EspCalendar *self);
gint64 esp_calendar_find (const EspCalendar *self, gint64 at_us);

G_END_DECLS
