/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "draw/esp-series.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_CHART_LINE,
  ESP_CHART_STEP,
  ESP_CHART_BAR,
  ESP_CHART_HORIZONTAL_BAR,
  ESP_CHART_WATERFALL, /* one series; losses are negative, ESP_POINT_TOTAL stands on zero */
  ESP_CHART_FUNNEL,    /* one series of counts; the loss between steps is drawn too */
  ESP_CHART_HEAT_MAP,  /* a series is a row, a category a column */
  ESP_CHART_STACKED,   /* a category is a bar of 100 %, a series a part of it */
  ESP_CHART_SPARKLINE,
  ESP_CHART_TABLE, /* a series is a column of its own unit, a category a row */
  ESP_CHART_PATHS, /* a series is a step, its points are places; links lead from step to step */
} EspChartKind;

typedef enum
{
  ESP_TIME_STEP_HOUR,
  ESP_TIME_STEP_DAY,
  ESP_TIME_STEP_WEEK,
  ESP_TIME_STEP_MONTH,
} EspTimeStep;

/* Something that happened on the time axis: a publish, an outage, a holiday. */
typedef struct
{
  gint64 time_us;
  char *label; /* (owned) */
} EspAnnotation;

/* A part of the categories that has a name: hours of the night, a group of columns. */
typedef struct
{
  guint first;
  guint last;
  char *label; /* (owned) */
} EspChartSpan;

/* Of paths: how many go from a place of a step to one of the next. */
typedef struct
{
  guint series; /* the step that they leave */
  guint from;   /* positions of points */
  guint to;
  double value;
} EspChartLink;

/* What a chart says, without any geometry. Filled once, then only read. */
#define ESP_TYPE_CHART (esp_chart_get_type ())
G_DECLARE_FINAL_TYPE (EspChart, esp_chart, ESP, CHART, GObject)

EspChart *esp_chart_new (EspChartKind kind, const char *question, EspLang lang);
void esp_chart_set_answer (EspChart *self, const char *answer);
void esp_chart_set_source (EspChart *self, const char *source);
void esp_chart_set_unit (EspChart *self, EspUnit unit, const char *currency);
void esp_chart_set_categories (EspChart *self, const char *title, const char *const *names);
void esp_chart_set_category_days (EspChart *self, const char *const *days);
const char *esp_chart_get_category_day (EspChart *self, guint position);
void esp_chart_set_time_axis (EspChart *self, const char *title, EspTimeStep step, GTimeZone *zone);
void esp_chart_set_zone (EspChart *self, GTimeZone *zone);
void esp_chart_add_annotation (EspChart *self, gint64 time_us, const char *label);
void esp_chart_add_span (EspChart *self, guint first, guint last, const char *label);
void esp_chart_add_link (EspChart *self, const EspChartLink *link);
void esp_chart_set_reference (EspChart *self, double value, const char *label);
EspSeries *esp_chart_add_series (EspChart *self, const char *name, EspSeriesRole role);

EspChartKind esp_chart_get_kind (EspChart *self);
EspLang esp_chart_get_lang (EspChart *self);
const char *esp_chart_get_question (EspChart *self);
const char *esp_chart_get_answer (EspChart *self);
const char *esp_chart_get_source (EspChart *self);
const char *esp_chart_get_axis_title (EspChart *self);
EspUnit esp_chart_get_unit (EspChart *self);
const char *esp_chart_get_currency (EspChart *self);
gboolean esp_chart_has_time_axis (EspChart *self);
GTimeZone *esp_chart_get_zone (EspChart *self);
gint64 esp_chart_get_period (EspChart *self);
guint esp_chart_get_n_categories (EspChart *self);
const char *esp_chart_get_category (EspChart *self, guint position);
guint esp_chart_get_n_annotations (EspChart *self);
const EspAnnotation *esp_chart_get_annotation (EspChart *self, guint position);
guint esp_chart_get_n_spans (EspChart *self);
const EspChartSpan *esp_chart_get_span (EspChart *self, guint position);
guint esp_chart_get_n_links (EspChart *self);
const EspChartLink *esp_chart_get_link (EspChart *self, guint position);
gboolean esp_chart_get_reference (EspChart *self, double *out_value, const char **out_label);
guint esp_chart_get_n_series (EspChart *self);
const EspSeries *esp_chart_get_series (EspChart *self, guint position);
guint esp_chart_get_palette_slot (EspChart *self, guint series);
gboolean esp_chart_is_empty (EspChart *self);

char *esp_chart_format_value (EspChart *self, double value);
char *esp_chart_format_of (EspChart *self, const EspSeries *series, double value);
char *esp_chart_format_short_of (EspChart *self, const EspSeries *series, double value);
char *esp_chart_format_point (EspChart *self, const EspSeries *series, const EspPoint *point);
char *esp_chart_format_short (EspChart *self, double value);
char *esp_chart_format_x (EspChart *self, double x);
char *esp_chart_format_x_short (EspChart *self, double x);
char *esp_chart_format_x_machine (EspChart *self, double x);

/* The words that the chart itself says; {…} are filled in with esp_chart_fill_words(). */
typedef struct
{
  const char *few;
  const char *partial;
  const char *estimate;
  const char *missing;
  const char *share;    /* {part} of {whole} */
  const char *interval; /* {low} to {high} */
  const char *of_previous;
  const char *of_first;
  const char *lost; /* {n} */
  const char *between;
  const char *from_zero_not;
  const char *part;
  const char *whole;
  const char *note;
  const char *leads;
  const char *spread;
  const char *more_columns; /* {n} */
  const char *size;
} EspChartWords;

const EspChartWords *esp_chart_get_words (EspChart *self);
char *esp_chart_fill_words (const char *template, const char *name, const char *value);

G_END_DECLS
