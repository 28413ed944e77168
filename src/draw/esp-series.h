/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_UNIT_COUNT,
  ESP_UNIT_RATIO,    /* 0…1, shown in percent */
  ESP_UNIT_MONEY,    /* minor units */
  ESP_UNIT_DURATION, /* µs */
  ESP_UNIT_NUMBER,
  ESP_UNIT_TEXT, /* the text of each point */
  ESP_UNIT_TIME, /* µs UTC */
} EspUnit;

typedef enum
{
  ESP_POINT_SMALL_SAMPLE = 1 << 0, /* too few to trust: hatched, marked "few" */
  ESP_POINT_PARTIAL = 1 << 1,      /* its period is not over: dashed */
  ESP_POINT_MISSING = 1 << 2,      /* nothing known: a gap, an empty cell */
  ESP_POINT_TOTAL = 1 << 3,        /* of a waterfall: stands on zero; of a table: the last row */
  ESP_POINT_ESTIMATE = 1 << 4,     /* computed, not counted: dashed */
} EspPointFlags;

/* What is to be read with care. */
#define ESP_POINT_UNSURE (ESP_POINT_SMALL_SAMPLE | ESP_POINT_PARTIAL | ESP_POINT_ESTIMATE)

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
  const char
    *text; /* (nullable) what stands for the value: a name; of paths: what the place is called */
} EspPoint;

typedef enum
{
  ESP_SERIES_NORMAL,
  ESP_SERIES_OTHER,  /* grey: the rest, or the period before */
  ESP_SERIES_TOTAL,  /* over all others: of a heat map the average, set apart */
  ESP_SERIES_SPREAD, /* of a table: from the lowest to the highest of a row */
} EspSeriesRole;

/* A named row of values of a chart. */
typedef struct _EspSeries EspSeries;

EspSeries *esp_series_new (const char *name, EspSeriesRole role);
void esp_series_free (EspSeries *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSeries, esp_series_free)

void esp_series_add (EspSeries *self, const EspPoint *point);
void esp_series_add_value (EspSeries *self, double x, double value, const char *key);

void esp_series_set_unit (EspSeries *self, EspUnit unit, const char *currency);
void esp_series_set_group (EspSeries *self, const char *group);
void esp_series_set_size (EspSeries *self, double size);

const char *esp_series_get_name (const EspSeries *self);
gboolean esp_series_get_unit (const EspSeries *self, EspUnit *out_unit, const char **out_currency);
const char *esp_series_get_group (const EspSeries *self);
double esp_series_get_size (const EspSeries *self);
EspSeriesRole esp_series_get_role (const EspSeries *self);
guint esp_series_get_n_points (const EspSeries *self);
const EspPoint *esp_series_get_point (const EspSeries *self, guint position);
gboolean esp_point_is_missing (const EspPoint *self);
gboolean esp_point_has_interval (const EspPoint *self);

G_END_DECLS
