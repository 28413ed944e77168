/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-metric.h"
#include "store/esp-span.h"

G_BEGIN_DECLS

#define ESP_PULSE_MAX_DAYS 28

/* The last days up to now, and as many days before them. Both end at the same time of day, so that an
 * unfinished today is compared with an unfinished day. */
typedef struct
{
  guint n_days;
  gint64 now[ESP_PULSE_MAX_DAYS + 1]; /* n_days + 1 bounds (µs) */
  gint64 before[ESP_PULSE_MAX_DAYS + 1];
  gint64 tomorrow_us; /* when today ends */
} EspPeriod;

/* A statement: something is different from before, and hardly by chance. */
typedef struct
{
  gboolean is_rate;
  EspMetricId metric;  /* of a rate */
  EspLeadSetKind kind; /* whom it counts: these the statement opens */
  gint64 part_now;
  gint64 whole_now; /* of a rate */
  gint64 part_before;
  gint64 whole_before;
  double p; /* two-sided */
  EspMetricDirection direction;
} EspChange;

/* How the workspace is doing: what happened in a period and the one before it. */
typedef struct
{
  EspPeriod period;
  EspSpan *now[ESP_N_LEAD_SETS]; /* (owned) (nullable) where esp_span_has_kind() */
  EspSpan *before[ESP_N_LEAD_SETS];
  gboolean has_history; /* something was sent, clicked or bought at any time */
  gboolean has_orders;  /* in either period */
  GArray *changes;      /* of EspChange, the surest first */
} EspPulse;

void esp_period_init (EspPeriod *self, gint64 now_us, GTimeZone *zone, guint n_days);

EspPulse *esp_pulse_load (EspTx *tx, const EspPeriod *period, GError **error);
void esp_pulse_free (EspPulse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPulse, esp_pulse_free)

gint64 esp_pulse_count (const EspPulse *self, EspLeadSetKind kind, gboolean is_before);
double esp_pulse_amount (const EspPulse *self, gboolean is_before);
char *esp_pulse_key (const EspPulse *self, EspLeadSetKind kind);
char *esp_pulse_day_key (const EspPulse *self, EspLeadSetKind kind, guint day);

void
esp_change_evaluate (const EspChange *self, EspMetricValue *out_now, EspMetricValue *out_before);
double esp_change_get_relative (const EspChange *self);
gboolean esp_change_is_good (const EspChange *self);
char *esp_change_key (const EspChange *self, const EspPeriod *period);

G_END_DECLS
