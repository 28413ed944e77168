/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-insight-queries.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_METRIC_MATCHED,
  ESP_METRIC_SKIPPED,
  ESP_METRIC_SENT,
  ESP_METRIC_DELIVERED,
  ESP_METRIC_BOUNCED,
  ESP_METRIC_FAILED,
  ESP_METRIC_UNKNOWN,
  ESP_METRIC_WAITING,
  ESP_METRIC_CANCELLED,
  ESP_METRIC_OPENED,
  ESP_METRIC_CLICKED,
  ESP_METRIC_UNSUBSCRIBED,
  ESP_METRIC_COMPLAINED,
  ESP_METRIC_MACHINE,
  ESP_METRIC_DELIVERY_RATE,
  ESP_METRIC_BOUNCE_RATE,
  ESP_METRIC_OPEN_RATE,
  ESP_METRIC_CLICK_RATE,
  ESP_METRIC_CLICK_TO_OPEN_RATE,
  ESP_METRIC_UNSUBSCRIBE_RATE,
  ESP_METRIC_COMPLAINT_RATE,
  ESP_METRIC_FORWARDED,
  ESP_METRIC_FORWARD_RATE,
  ESP_METRIC_CREATED, /* from here: of a span of time, not of a campaign */
  ESP_METRIC_ORDERED,
  ESP_METRIC_ORDERS,
  ESP_METRIC_REVENUE,
  ESP_METRIC_AVERAGE_ORDER_VALUE,
  ESP_METRIC_REVENUE_PER_DELIVERED,
  ESP_METRIC_CONVERSION_RATE,
  ESP_METRIC_STAGE_CONVERSION,
  ESP_METRIC_SALES_CYCLE,
  ESP_METRIC_SPEND,
  ESP_METRIC_IMPRESSIONS,
  ESP_METRIC_AD_CLICKS,
  ESP_METRIC_AD_CLICK_RATE,
  ESP_METRIC_AD_CONVERSIONS,
  ESP_METRIC_AD_VALUE,
  ESP_METRIC_COST_PER_CLICK,
  ESP_METRIC_COST_PER_MILLE,
  ESP_METRIC_COST_PER_LEAD,
  ESP_METRIC_COST_PER_ACQUISITION,
  ESP_METRIC_ROAS,
  ESP_METRIC_ROI,
  ESP_METRIC_LTV,
  ESP_METRIC_RETENTION_RATE,
  ESP_METRIC_CHURN_RATE,
  ESP_METRIC_PAYBACK,
  ESP_METRIC_LIST_GROWTH_RATE,
} EspMetricId;

/* The first ones are of campaigns: esp_metric_evaluate() computes them. */
#define ESP_N_CAMPAIGN_METRICS (ESP_METRIC_FORWARD_RATE + 1)
#define ESP_N_METRICS (ESP_METRIC_LIST_GROWTH_RATE + 1)

typedef enum
{
  ESP_METRIC_LEADS, /* a number of leads */
  ESP_METRIC_RATE,  /* leads of leads */
  ESP_METRIC_COUNT, /* of things that are no leads */
  ESP_METRIC_MONEY,
  ESP_METRIC_RATIO, /* that is no share of a whole */
  ESP_METRIC_DURATION,
} EspMetricUnit;

typedef enum
{
  ESP_DIRECTION_NEUTRAL,
  ESP_DIRECTION_MORE, /* more is better */
  ESP_DIRECTION_LESS, /* less is better */
} EspMetricDirection;

/* One entry of the catalogue: every figure that any part of the program shows is defined here and
 * nowhere else. Name and definition are English; views translate them with gettext. */
typedef struct
{
  const char *key; /* for machines; never changes */
  const char *name;
  const char *definition;
  EspMetricUnit unit;
  EspMetricDirection direction;
  EspLeadSetKind part;  /* whom it counts */
  EspLeadSetKind whole; /* of a rate: of whom */
  const char *formula;  /* (nullable) from keys of the catalogue */
} EspMetric;

/* A figure with what it is made of. */
typedef struct
{
  gint64 part;
  gint64 whole; /* of a rate; 0: the rate does not exist yet */
  double low;   /* of a rate: its 95 % interval, NAN when there is none */
  double high;
  gboolean is_few; /* a rate of fewer than ESP_METRIC_FEW */
} EspMetricValue;

/* A rate of fewer is marked: it says little. */
#define ESP_METRIC_FEW 30

const EspMetric *esp_metric_get (EspMetricId id);
char *esp_metric_dup_formula (EspMetricId id);
const char *esp_metric_get_source (EspMetricId id);
const EspMetric *esp_metric_of_set (EspLeadSetKind kind);
gboolean esp_metric_find (const char *key, EspMetricId *out_id);
void
esp_metric_evaluate (EspMetricId id, const EspCampaignResults *results, EspMetricValue *out_value);
double esp_metric_value_get_ratio (const EspMetricValue *value);
void esp_metric_wilson (gint64 part, gint64 whole, double *out_low, double *out_high);

G_END_DECLS
