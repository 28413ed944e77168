/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-metric.h"

G_BEGIN_DECLS

/* How sure an interval is: so many of a hundred campaigns end within it. */
#define ESP_FORECAST_PERCENT 80
/* More past campaigns than these are not looked at: the newest count. */
#define ESP_FORECAST_MAX_PAST 40

/* Every day that spend may have, as the sums of a campaign are asked for. */
#define ESP_SPEND_LAST_DAY 100000

/* What a past campaign brought: @part of @whole. */
typedef struct
{
  gint64 campaign_id; /* 0 in tests */
  char *name;         /* (nullable) */
  gint64 part;
  gint64 whole;
  gboolean is_same_occasion;
} EspPastCampaign;

/* What the next one of the kind may be expected to bring. */
typedef struct
{
  EspMetricId metric;
  double audience;
  double rate; /* of the audience */
  double expected;
  double low;
  double high;
  double spread;   /* standard deviation of the rate between campaigns, chance taken out */
  gboolean is_few; /* fewer than three: the interval is wide, and still a guess */
  GPtrArray *past; /* (element-type EspPastCampaign) what it is made of, the newest first */
} EspForecast;

EspPastCampaign *esp_past_campaign_new (gint64 part, gint64 whole);
void esp_past_campaign_free (EspPastCampaign *self);
EspForecast *
esp_forecast_compute (GPtrArray *past, EspMetricId metric, double audience, GError **error);
gboolean esp_forecast_is_of_ads (EspMetricId metric);
EspForecast *esp_forecast_load (EspTx *tx,
                                gint64 campaign_id,
                                EspMetricId metric,
                                double audience,
                                GError **error);
void esp_forecast_free (EspForecast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspForecast, esp_forecast_free)

/* What became of it, against what was expected. */
typedef enum
{
  ESP_EXPECTED_UNKNOWN, /* nothing was expected, or nothing is known */
  ESP_EXPECTED_BELOW,
  ESP_EXPECTED_WITHIN,
  ESP_EXPECTED_ABOVE,
} EspExpectationOutcome;

EspExpectationOutcome esp_forecast_judge (double actual, double expected, double low, double high);

G_END_DECLS
