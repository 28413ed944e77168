/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-campaign-charts.h"
#include "engine/insight/esp-goal.h"
#include "worker/esp-report-run.h"

G_BEGIN_DECLS

typedef struct
{
  EspGoal goal;
  EspGoalProgress *progress; /* (owned) */
} EspOverviewGoal;

typedef struct
{
  gint64 id;
  EspCampaignReport *report; /* (owned) (nullable) of a campaign */
  EspCampaignChart chart;
  EspReportResult *result; /* (owned) (nullable) one card of a report */
  gint64 report_id;        /* of it */
  guint card_id;
} EspOverviewPin;

/* What a person put on the overview, as it stands. */
typedef struct
{
  GTimeZone *zone;  /* (owned) */
  GPtrArray *goals; /* of EspOverviewGoal */
  GPtrArray *pins;  /* of EspOverviewPin; those whose campaign or report is gone are left out */
} EspOverviewReading;

EspOverviewReading *esp_overview_reading_new (GTimeZone *zone);
void esp_overview_reading_free (EspOverviewReading *self);
gboolean esp_overview_reading_fill (EspTx *tx, gpointer reading, GError **error);

G_END_DECLS
