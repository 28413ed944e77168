/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-day-set.h"
#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

/* Why somebody does not come in. */
typedef enum
{
  ESP_ADMISSION_YES,
  ESP_ADMISSION_INSIDE,     /* is in it */
  ESP_ADMISSION_WAS_INSIDE, /* was in it, and nobody comes twice */
  ESP_ADMISSION_TOO_SOON,   /* was in it not long enough ago */
  ESP_ADMISSION_DAY_FULL,
  ESP_ADMISSION_FULL,
} EspAdmission;

/* What decides about one person who is at the door. */
typedef struct
{
  gboolean is_inside;
  gint64 last_entry_us; /* 0: never was in it */
  gint64 n_today;       /* who came in today, in the workspace's zone */
  gint64 n_total;
} EspVisitor;

EspAdmission esp_journey_admit (const EspJourney *journey,
                                const EspVisitor *visitor,
                                GTimeZone *zone,
                                gint64 now_us);
const char *esp_admission_name (EspAdmission admission);
gint64 esp_journey_schedule_next (const EspJourneyEntry *entry,
                                  const EspDaySet *off,
                                  GTimeZone *zone,
                                  gint64 after_us);

G_END_DECLS
