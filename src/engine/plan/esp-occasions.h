/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-process.h"

G_BEGIN_DECLS

/* A yearly occasion that campaigns are made for. */
typedef struct
{
  char *id;
  char *names[2];   /* by EspLang */
  char *targets[2]; /* who, as a rule */
  char *benefits[2];
  char *notes[2];
  char *holiday; /* which of the special days */
  EspProcess process;
  int starts; /* days from the day itself */
  guint days; /* so long */
  guint lead[ESP_N_WORKS];
} EspOccasion;

GPtrArray *esp_occasions_load (GError **error);
const EspOccasion *esp_occasions_find (const GPtrArray *occasions, const char *id);
gboolean esp_occasion_next_day (const EspOccasion *self,
                                EspHolidays *holidays,
                                gint64 after,
                                gint64 *out_day,
                                GError **error);
void esp_occasion_get_dates (const EspOccasion *self,
                             gint64 day,
                             gint64 today,
                             EspProcessDates *out_dates);
gboolean esp_occasion_apply (const EspOccasion *self,
                             EspTx *tx,
                             gint64 campaign_id,
                             gint64 day,
                             EspHolidays *holidays,
                             EspLang lang,
                             GError **error);

G_END_DECLS
