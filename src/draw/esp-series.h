/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_POINT_SMALL_SAMPLE = 1 << 0, /* too few to trust: hatched, marked "few" */
  ESP_POINT_PARTIAL = 1 << 1,      /* its period is not over: dashed */
  ESP_POINT_MISSING = 1 << 2,      /* nothing known: a gap, an empty cell */
  ESP_POINT_TOTAL = 1 << 3,        /* of a waterfall: stands on zero */
} EspPointFlags;

/* One value. Fields left at zero are "none"; an interval needs low < high. */
typedef struct
{
  double x;     /* position of the category from 0, or µs UTC on a time axis */
  double value; /* in the chart's unit */
  double low;   /* interval around value */
  double high;
  gint64 part; /* a rate's numerator and denominator, for tooltips and the table */
  gint64 whole;
  EspPointFlags flags;
  const char *key;  /* (nullable) what opens the leads behind it; of the caller */
  const char *key2; /* (nullable) of a funnel: what opens those lost before this step */
  const char *note; /* (nullable) one more line of the tooltip */
} EspPoint;

typedef enum
{
  ESP_SERIES_NORMAL,
  ESP_SERIES_OTHER, /* grey: the rest, or the period before */
} EspSeriesRole;

/* A named row of values of a chart. */
typedef struct _EspSeries EspSeries;

EspSeries *esp_series_new (const char *name, EspSeriesRole role);
void esp_series_free (EspSeries *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSeries, esp_series_free)

void esp_series_add (EspSeries *self, const EspPoint *point);
void esp_series_add_value (EspSeries *self, double x, double value, const char *key);

const char *esp_series_get_name (const EspSeries *self);
EspSeriesRole esp_series_get_role (const EspSeries *self);
guint esp_series_get_n_points (const EspSeries *self);
const EspPoint *esp_series_get_point (const EspSeries *self, guint position);
gboolean esp_point_is_missing (const EspPoint *self);
gboolean esp_point_has_interval (const EspPoint *self);

G_END_DECLS
