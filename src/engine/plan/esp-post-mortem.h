/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-forecast.h"
#include "store/esp-stage-book.h"

G_BEGIN_DECLS

/* By how many days a stage was done after it was due; negative: before. */
typedef struct
{
  EspWork work;
  char *owner;       /* (nullable) */
  gboolean is_known; /* it is done, and was due on some day */
  gint64 days_late;
} EspStageDelay;

/* What became of a campaign, beside what was expected of it. */
typedef struct
{
  EspBrief *brief;
  EspCampaignResults *results;
  EspMetricId metric;   /* that was expected; ESP_METRIC_MATCHED when none was */
  gboolean is_expected; /* there was an expectation */
  double actual;        /* NaN: nothing is known */
  EspExpectationOutcome outcome;
  GArray *delays; /* (element-type EspStageDelay) */
} EspPostMortem;

EspPostMortem *esp_post_mortem_load (EspTx *tx, gint64 campaign_id, GError **error);
void esp_post_mortem_free (EspPostMortem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPostMortem, esp_post_mortem_free)

G_END_DECLS
