/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart says: its question and answer, its series, and how its values read. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart.h"

#include "base/esp-clock.h"
#include "draw/esp-palette.h"

#include <math.h>
#include <string.h>

struct _EspChart
{
  GObject parent_instance;

  EspChartKind kind;
  EspLang lang;
  char *question;
  char *answer; /* (nullable) */
  char *source; /* (nullable) */
  EspUnit unit;
  char *currency;       /* of ESP_UNIT_MONEY */
  char *axis_title;     /* (nullable) */
  GStrv categories;     /* (nullable) */
  GStrv category_days;  /* (nullable) which days or months they are; "" of those that are none */
  gboolean is_temporal; /* x is µs UTC */
  EspTimeStep time_step;
  GTimeZone *zone;     /* (nullable) NULL is UTC */
  GPtrArray *series;   /* of EspSeries */
  GArray *annotations; /* of EspAnnotation */
  GArray *spans;       /* of EspChartSpan */
  GArray *links;       /* of EspChartLink */
  double reference;    /* a line across; NAN: none */
  char *reference_label;
};

G_DEFINE_FINAL_TYPE (EspChart, esp_chart, G_TYPE_OBJECT)

static void
clear_annotation (gpointer data)
{
  g_free (((EspAnnotation *) data)->label);
}

static void
clear_span (gpointer data)
{
  g_free (((EspChartSpan *) data)->label);
}

static void
esp_chart_finalize (GObject *object)
{
  EspChart *self = ESP_CHART (object);

  g_free (self->question);
  g_free (self->answer);
  g_free (self->source);
  g_free (self->currency);
  g_free (self->axis_title);
  g_strfreev (self->categories);
  g_strfreev (self->category_days);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_ptr_array_unref (self->series);
  g_array_unref (self->annotations);
  g_array_unref (self->spans);
  g_array_unref (self->links);
  g_free (self->reference_label);
  G_OBJECT_CLASS (esp_chart_parent_class)->finalize (object);
}

static void
esp_chart_class_init (EspChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_chart_finalize;
}

static void
esp_chart_init (EspChart *self)
{
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_series_free);
  self->annotations = g_array_new (FALSE, FALSE, sizeof (EspAnnotation));
  g_array_set_clear_func (self->annotations, clear_annotation);
  self->spans = g_array_new (FALSE, FALSE, sizeof (EspChartSpan));
  g_array_set_clear_func (self->spans, clear_span);
  self->links = g_array_new (FALSE, FALSE, sizeof (EspChartLink));
  self->reference = NAN;
}

/**
 * esp_chart_new:
 * @question: what the chart answers, in words; its title
 * @lang: how numbers and dates are written
 *
 * Returns: (transfer full): a chart without data
 */
EspChart *
esp_chart_new (EspChartKind kind, const char *question, EspLang lang)
{
  EspChart *self = g_object_new (ESP_TYPE_CHART, NULL);

  self->kind = kind;
  self->lang = lang;
  self->question = g_strdup (question);
  return self;
}

/**
 * esp_chart_set_answer:
 * @answer: (nullable): the finding in one sentence; the subtitle and the accessible description
 */
void
esp_chart_set_answer (EspChart *self, const char *answer)
{
  g_return_if_fail (ESP_IS_CHART (self));

  g_free (self->answer);
  self->answer = g_strdup (answer);
}

/**
 * esp_chart_set_source:
 * @source: (nullable): where the numbers come from, the period and the filters; printed on exports
 */
void
esp_chart_set_source (EspChart *self, const char *source)
{
  g_return_if_fail (ESP_IS_CHART (self));

  g_free (self->source);
  self->source = g_strdup (source);
}

/**
 * esp_chart_set_unit:
 * @currency: (nullable): ISO 4217, for %ESP_UNIT_MONEY only
 */
void
esp_chart_set_unit (EspChart *self, EspUnit unit, const char *currency)
{
  g_return_if_fail (ESP_IS_CHART (self));
  g_return_if_fail (unit != ESP_UNIT_MONEY || currency != NULL);

  self->unit = unit;
  g_free (self->currency);
  self->currency = g_strdup (currency);
}

/**
 * esp_chart_set_categories:
 * @title: (nullable): what the categories are, the head of the table's first column
 * @names: one per position of x
 */
void
esp_chart_set_categories (EspChart *self, const char *title, const char *const *names)
{
  g_return_if_fail (ESP_IS_CHART (self));

  g_free (self->axis_title);
  self->axis_title = g_strdup (title);
  g_strfreev (self->categories);
  self->categories = g_strdupv ((GStrv) names);
  g_clear_pointer (&self->category_days, g_strfreev);
  self->is_temporal = FALSE;
}

/**
 * esp_chart_set_category_days:
 * @days: one per category: "2025-03-18", "2025-03" of a month, "" of what is neither
 *
 * Tells machines which part of the calendar each category is; people read its name.
 */
void
esp_chart_set_category_days (EspChart *self, const char *const *days)
{
  g_return_if_fail (ESP_IS_CHART (self));
  g_return_if_fail (g_strv_length ((GStrv) days) == esp_chart_get_n_categories (self));

  g_strfreev (self->category_days);
  self->category_days = g_strdupv ((GStrv) days);
}

/**
 * esp_chart_get_category_day:
 *
 * Returns: (transfer none): the part of the calendar that a category is; "" if it is none
 */
const char *
esp_chart_get_category_day (EspChart *self, guint position)
{
  return self->category_days != NULL && position < esp_chart_get_n_categories (self)
           ? self->category_days[position]
           : "";
}

/**
 * esp_chart_set_zone:
 * @zone: (nullable): in whose days the chart tells times; NULL for UTC
 */
void
esp_chart_set_zone (EspChart *self, GTimeZone *zone)
{
  g_return_if_fail (ESP_IS_CHART (self));

  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
}

/**
 * esp_chart_set_time_axis:
 * @title: (nullable): the head of the table's first column
 * @step: the width of one period
 * @zone: (nullable): whose days are meant; NULL for UTC
 *
 * Makes x µs UTC, the start of each period.
 */
void
esp_chart_set_time_axis (EspChart *self, const char *title, EspTimeStep step, GTimeZone *zone)
{
  g_return_if_fail (ESP_IS_CHART (self));

  g_free (self->axis_title);
  self->axis_title = g_strdup (title);
  self->is_temporal = TRUE;
  self->time_step = step;
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
}

/**
 * esp_chart_add_annotation:
 *
 * Marks an instant on the time axis.
 */
void
esp_chart_add_annotation (EspChart *self, gint64 time_us, const char *label)
{
  EspAnnotation annotation = { time_us, g_strdup (label) };

  g_return_if_fail (ESP_IS_CHART (self));

  g_array_append_val (self->annotations, annotation);
}

/**
 * esp_chart_add_span:
 *
 * Names a part of the categories, both ends included.
 */
void
esp_chart_add_span (EspChart *self, guint first, guint last, const char *label)
{
  EspChartSpan span = { first, last, g_strdup (label) };

  g_return_if_fail (ESP_IS_CHART (self));

  g_array_append_val (self->spans, span);
}

/**
 * esp_chart_add_link:
 *
 * Leads from a place of a step to one of the next.
 */
void
esp_chart_add_link (EspChart *self, const EspChartLink *link)
{
  g_return_if_fail (ESP_IS_CHART (self));

  g_array_append_vals (self->links, link, 1);
}

/**
 * esp_chart_set_reference:
 *
 * Draws a line across at @value: a target, a cost.
 */
void
esp_chart_set_reference (EspChart *self, double value, const char *label)
{
  g_return_if_fail (ESP_IS_CHART (self));

  self->reference = value;
  g_free (self->reference_label);
  self->reference_label = g_strdup (label);
}

/**
 * esp_chart_add_series:
 *
 * Returns: (transfer none): a new series to fill
 */
EspSeries *
esp_chart_add_series (EspChart *self, const char *name, EspSeriesRole role)
{
  EspSeries *series = esp_series_new (name, role);

  g_return_val_if_fail (ESP_IS_CHART (self), NULL);

  g_ptr_array_add (self->series, series);
  return series;
}

/**
 * esp_chart_get_kind:
 */
EspChartKind
esp_chart_get_kind (EspChart *self)
{
  return self->kind;
}

/**
 * esp_chart_get_lang:
 */
EspLang
esp_chart_get_lang (EspChart *self)
{
  return self->lang;
}

/**
 * esp_chart_get_question:
 */
const char *
esp_chart_get_question (EspChart *self)
{
  return self->question;
}

/**
 * esp_chart_get_answer:
 *
 * Returns: (nullable):
 */
const char *
esp_chart_get_answer (EspChart *self)
{
  return self->answer;
}

/**
 * esp_chart_get_source:
 *
 * Returns: (nullable):
 */
const char *
esp_chart_get_source (EspChart *self)
{
  return self->source;
}

/**
 * esp_chart_get_axis_title:
 *
 * Returns: (nullable):
 */
const char *
esp_chart_get_axis_title (EspChart *self)
{
  return self->axis_title;
}

/**
 * esp_chart_get_unit:
 */
EspUnit
esp_chart_get_unit (EspChart *self)
{
  return self->unit;
}

/**
 * esp_chart_get_currency:
 *
 * Returns: (nullable): the ISO 4217 code of %ESP_UNIT_MONEY
 */
const char *
esp_chart_get_currency (EspChart *self)
{
  return self->currency;
}

/**
 * esp_chart_has_time_axis:
 */
gboolean
esp_chart_has_time_axis (EspChart *self)
{
  return self->is_temporal;
}

/**
 * esp_chart_get_zone:
 *
 * Returns: (transfer none) (nullable): the zone of the time axis; NULL is UTC
 */
GTimeZone *
esp_chart_get_zone (EspChart *self)
{
  return self->zone;
}

/**
 * esp_chart_get_period:
 *
 * Returns: about how long one period of the time axis is, in µs
 */
gint64
esp_chart_get_period (EspChart *self)
{
  static const gint64 periods[] = { ESP_USEC_PER_HOUR, ESP_USEC_PER_DAY, 7 * ESP_USEC_PER_DAY,
                                    30 * ESP_USEC_PER_DAY };

  return periods[self->time_step];
}

/**
 * esp_chart_get_n_categories:
 */
guint
esp_chart_get_n_categories (EspChart *self)
{
  return self->categories != NULL ? g_strv_length (self->categories) : 0;
}

/**
 * esp_chart_get_category:
 *
 * Returns: (transfer none): the name of category @position, "" when there is none
 */
const char *
esp_chart_get_category (EspChart *self, guint position)
{
  return position < esp_chart_get_n_categories (self) ? self->categories[position] : "";
}

/**
 * esp_chart_get_n_annotations:
 */
guint
esp_chart_get_n_annotations (EspChart *self)
{
  return self->annotations->len;
}

/**
 * esp_chart_get_annotation:
 */
const EspAnnotation *
esp_chart_get_annotation (EspChart *self, guint position)
{
  return &g_array_index (self->annotations, EspAnnotation, position);
}

/**
 * esp_chart_get_n_spans:
 */
guint
esp_chart_get_n_spans (EspChart *self)
{
  return self->spans->len;
}

/**
 * esp_chart_get_span:
 */
const EspChartSpan *
esp_chart_get_span (EspChart *self, guint position)
{
  return &g_array_index (self->spans, EspChartSpan, position);
}

/**
 * esp_chart_get_n_links:
 */
guint
esp_chart_get_n_links (EspChart *self)
{
  return self->links->len;
}

/**
 * esp_chart_get_link:
 */
const EspChartLink *
esp_chart_get_link (EspChart *self, guint position)
{
  return &g_array_index (self->links, EspChartLink, position);
}

/**
 * esp_chart_get_reference:
 *
 * Returns: whether there is a line across
 */
gboolean
esp_chart_get_reference (EspChart *self, double *out_value, const char **out_label)
{
  if (!isfinite (self->reference))
    return FALSE;
  *out_value = self->reference;
  *out_label = self->reference_label;
  return TRUE;
}

/**
 * esp_chart_get_n_series:
 */
guint
esp_chart_get_n_series (EspChart *self)
{
  return self->series->len;
}

/**
 * esp_chart_get_series:
 */
const EspSeries *
esp_chart_get_series (EspChart *self, guint position)
{
  g_return_val_if_fail (position < self->series->len, NULL);

  return g_ptr_array_index (self->series, position);
}

/**
 * esp_chart_get_palette_slot:
 *
 * Returns: which colour, marker, dash and pattern series @series has; grey ones take no colour away
 */
guint
esp_chart_get_palette_slot (EspChart *self, guint series)
{
  guint slot = 0;

  for (guint i = 0; i < series; i++)
    if (esp_series_get_role (esp_chart_get_series (self, i)) == ESP_SERIES_NORMAL)
      slot++;
  if (esp_series_get_role (esp_chart_get_series (self, series)) == ESP_SERIES_OTHER)
    return ESP_PALETTE_N_SERIES;
  return MIN (slot, ESP_PALETTE_N_SERIES);
}

/**
 * esp_chart_is_empty:
 *
 * Returns: whether there is no value to draw; an empty chart is never shown with axes
 */
gboolean
esp_chart_is_empty (EspChart *self)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      const EspSeries *series = esp_chart_get_series (self, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        if (!esp_point_is_missing (esp_series_get_point (series, j)) ||
            esp_series_get_point (series, j)->text != NULL)
          return FALSE;
    }
  return TRUE;
}

/**
 * esp_chart_format_x:
 *
 * Returns: (transfer full): the category or the period at @x in full
 */
char *
esp_chart_format_x (EspChart *self, double x)
{
  EspDateStyle style = ESP_DATE_DAY;

  if (!self->is_temporal)
    return g_strdup (esp_chart_get_category (self, x < 0 ? G_MAXUINT : (guint) x));
  if (self->time_step == ESP_TIME_STEP_HOUR)
    style = ESP_DATE_DAY_TIME;
  else if (self->time_step == ESP_TIME_STEP_MONTH)
    style = ESP_DATE_MONTH;
  return esp_format_date (esp_count_of (x), self->zone, style, self->lang);
}

/**
 * esp_chart_format_x_short:
 *
 * Returns: (transfer full): the category or the period at @x as on an axis
 */
char *
esp_chart_format_x_short (EspChart *self, double x)
{
  EspDateStyle style = ESP_DATE_SHORT;

  if (!self->is_temporal)
    return esp_chart_format_x (self, x);
  if (self->time_step == ESP_TIME_STEP_HOUR)
    style = ESP_DATE_TIME;
  else if (self->time_step == ESP_TIME_STEP_MONTH)
    style = ESP_DATE_MONTH;
  return esp_format_date (esp_count_of (x), self->zone, style, self->lang);
}

/**
 * esp_chart_format_x_machine:
 *
 * Returns: (transfer full): the period at @x of a time axis as a spreadsheet reads it: "2025-03-18" or
 *   "2025-03-18 10:00"
 */
char *
esp_chart_format_x_machine (EspChart *self, double x)
{
  g_autofree char *day =
    esp_format_date (esp_count_of (x), self->zone, ESP_DATE_ISO_DAY, self->lang);
  g_autofree char *time = NULL;

  if (self->time_step != ESP_TIME_STEP_HOUR)
    return g_steal_pointer (&day);
  time = esp_format_date (esp_count_of (x), self->zone, ESP_DATE_TIME, self->lang);
  return g_strdup_printf ("%s %s", day, time);
}
