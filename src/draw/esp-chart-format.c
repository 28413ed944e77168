/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a chart writes its values, and the words that it says by itself. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart.h"

#include <math.h>

static const EspChartWords words_en = {
  .few = "few",
  .partial = "not complete yet",
  .estimate = "estimate",
  .missing = "no data",
  .share = "{part} of {whole}",
  .interval = "{low} to {high} (95%)",
  .of_previous = "of previous",
  .of_first = "of first",
  .lost = "lost",
  .between = "{step}: lost before this step",
  .from_zero_not = "The axis does not start at 0",
  .part = "part",
  .whole = "whole",
  .note = "Note",
  .leads = "Leads",
  .spread = "Spread",
  .more_columns = "{n} more columns stand in the table (T)",
  .size = "leads",
};
static const EspChartWords words_ko = {
  .few = "표본 적음",
  .partial = "집계 중",
  .estimate = "추정",
  .missing = "자료 없음",
  .share = "{whole} 중 {part}",
  .interval = "{low} ~ {high} (95%)",
  .of_previous = "이전 대비",
  .of_first = "처음 대비",
  .lost = "이탈",
  .between = "{step}: 이 단계 전 이탈",
  .from_zero_not = "축이 0에서 시작하지 않아요",
  .part = "해당",
  .whole = "전체",
  .note = "비고",
  .leads = "리드",
  .spread = "모델 간 차이",
  .more_columns = "열 {n}개는 표에서 볼 수 있어요 (T)",
  .size = "명",
};

static char *
format_full (EspChart *self, double value, EspUnit unit, const char *currency)
{
  if (!isfinite (value))
    return g_strdup ("–");
  switch (unit)
    {
    case ESP_UNIT_RATIO:
      return esp_format_percent (value, 1);
    case ESP_UNIT_MONEY:
      return esp_format_money (esp_count_of (round (value)), currency);
    case ESP_UNIT_DURATION:
      return esp_format_duration (esp_count_of (round (value)), esp_chart_get_lang (self));
    case ESP_UNIT_TIME:
      return esp_format_date (esp_count_of (value), esp_chart_get_zone (self), ESP_DATE_DAY,
                              esp_chart_get_lang (self));
    case ESP_UNIT_COUNT:
    case ESP_UNIT_NUMBER:
    case ESP_UNIT_TEXT:
    default:
      return esp_format_number (value);
    }
}

static char *
format_briefly (EspChart *self, double value, EspUnit unit, const char *currency)
{
  if (!isfinite (value))
    return g_strdup ("–");
  switch (unit)
    {
    case ESP_UNIT_RATIO:
      return esp_format_percent (value, fabs (value * 100 - round (value * 100)) < 1e-6 ? 0 : 1);
    case ESP_UNIT_MONEY:
      return esp_format_money_short (esp_count_of (round (value)), currency,
                                     esp_chart_get_lang (self));
    case ESP_UNIT_DURATION:
      return esp_format_duration (esp_count_of (round (value)), esp_chart_get_lang (self));
    case ESP_UNIT_TIME:
      return esp_format_date (esp_count_of (value), esp_chart_get_zone (self), ESP_DATE_SHORT,
                              esp_chart_get_lang (self));
    case ESP_UNIT_COUNT:
    case ESP_UNIT_NUMBER:
    case ESP_UNIT_TEXT:
    default:
      return esp_format_short (value, esp_chart_get_lang (self));
    }
}

/**
 * esp_chart_format_value:
 *
 * Returns: (transfer full): @value in full, in the chart's unit
 */
char *
esp_chart_format_value (EspChart *self, double value)
{
  return format_full (self, value, esp_chart_get_unit (self), esp_chart_get_currency (self));
}

/**
 * esp_chart_format_of:
 *
 * Returns: (transfer full): @value in full, in the unit of @series
 */
char *
esp_chart_format_of (EspChart *self, const EspSeries *series, double value)
{
  EspUnit unit = esp_chart_get_unit (self);
  const char *currency = esp_chart_get_currency (self);

  (void) esp_series_get_unit (series, &unit, &currency);
  return format_full (self, value, unit,
                      currency != NULL ? currency : esp_chart_get_currency (self));
}

/**
 * esp_chart_format_short_of:
 *
 * Returns: (transfer full): @value for narrow places, in the unit of @series
 */
char *
esp_chart_format_short_of (EspChart *self, const EspSeries *series, double value)
{
  EspUnit unit = esp_chart_get_unit (self);
  const char *currency = esp_chart_get_currency (self);

  (void) esp_series_get_unit (series, &unit, &currency);
  return format_briefly (self, value, unit,
                         currency != NULL ? currency : esp_chart_get_currency (self));
}

/**
 * esp_chart_format_point:
 *
 * Returns: (transfer full): what @point of @series says in full
 */
char *
esp_chart_format_point (EspChart *self, const EspSeries *series, const EspPoint *point)
{
  if (point->text != NULL && esp_chart_get_kind (self) != ESP_CHART_PATHS)
    return g_strdup (point->text);
  return esp_chart_format_of (self, series, esp_point_is_missing (point) ? NAN : point->value);
}

/**
 * esp_chart_format_short:
 *
 * Returns: (transfer full): @value as on axes and in narrow places
 */
char *
esp_chart_format_short (EspChart *self, double value)
{
  return format_briefly (self, value, esp_chart_get_unit (self), esp_chart_get_currency (self));
}

/**
 * esp_chart_get_words:
 *
 * Returns: (transfer none): the words of the chart's language
 */
const EspChartWords *
esp_chart_get_words (EspChart *self)
{
  return esp_chart_get_lang (self) == ESP_LANG_KO ? &words_ko : &words_en;
}

/**
 * esp_chart_fill_words:
 * @name: a name in braces, with the braces
 *
 * Returns: (transfer full): @template with every @name replaced by @value
 */
char *
esp_chart_fill_words (const char *template, const char *name, const char *value)
{
  g_autoptr (GString) out = g_string_new (template);

  g_string_replace (out, name, value, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
