/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-report-run.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_REPORT_EVERY_DAY,
  ESP_REPORT_EVERY_WEEK,
  ESP_REPORT_EVERY_MONTH,
} EspReportEvery;

/* When a report is made by itself, in which form, and where it goes: into a folder, by email, or both. */
typedef struct
{
  EspReportEvery every;
  guint on;   /* of a week: 1 Monday … 7; of a month: 1 … 31, the last day where it has fewer */
  guint hour; /* in the zone of the workspace */
  guint minute;
  EspReportFormat format; /* by email: one that is a single file */
  gboolean has_appendix;
  gboolean skips_missed; /* else what was missed is made when the program is back */
  char *folder;          /* (owned) (nullable) */
  char *email;           /* (owned) (nullable) */
} EspReportSchedule;

void esp_report_schedule_clear (EspReportSchedule *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspReportSchedule, esp_report_schedule_clear)
gboolean
esp_report_schedule_parse (const char *json, EspReportSchedule *out_schedule, GError **error);
gboolean esp_report_schedule_check (const EspReportSchedule *self, GError **error);
char *esp_report_schedule_to_json (const EspReportSchedule *self);
gint64 esp_report_schedule_next (const EspReportSchedule *self, gint64 after_us, GTimeZone *zone);
const char *esp_report_every_get_name (EspReportEvery every);
gboolean esp_report_every_find (const char *name, EspReportEvery *out_every);

G_END_DECLS
