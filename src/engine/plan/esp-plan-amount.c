/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts and counts as people write them into plans: 1,200,000, ₩1.2억, 120만 원, 19.90. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-plan-amount.h"

#include "base/esp-format.h"
#include "engine/import/esp-import-cell.h"

#include <math.h>
#include <string.h>

#define MOST 1e12
/* What a double leaves of 19.90 * 100. */
#define SLACK 1e-6

static gboolean
parse (const char *text, double *out_value)
{
  gboolean has_comma = esp_cell_find_decimal_mark (text) == ESP_DECIMAL_MARK_COMMA;

  return strchr (text, '%') == NULL && esp_cell_parse_decimal (text, has_comma, out_value) &&
         *out_value >= 0 && *out_value <= MOST;
}

/* Returns: whether @text names no currency, or that one */
static gboolean
is_of_currency (const char *text, const char *currency)
{
  gboolean has_comma = esp_cell_find_decimal_mark (text) == ESP_DECIMAL_MARK_COMMA;
  const char *named = NULL;
  gint64 minor;

  return !esp_cell_parse_money (text, has_comma, esp_currency_exponent ("USD"), &minor, &named) ||
         named == NULL || g_str_equal (named, currency);
}

/**
 * esp_plan_parse_amount:
 * @text: whole units of the currency and, if it has any, their parts; grouped or not, also with Korean units
 * @out_minor: (out): minor units, 0 … 10¹² units; 0 when nothing is written
 *
 * Returns: whether @text is an amount of @currency
 */
gboolean
esp_plan_parse_amount (const char *text, const char *currency, gint64 *out_minor)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  double value = 0;

  if (*bare != '\0' && (!parse (bare, &value) || !is_of_currency (bare, currency)))
    return FALSE;
  value *= pow (10, esp_currency_exponent (currency));
  if (fabs (value - round (value)) > SLACK * MAX (value, 1))
    return FALSE;
  *out_minor = (gint64) llround (value);
  return TRUE;
}

/**
 * esp_plan_parse_count:
 * @out_count: (out): 0 … 10¹²; NAN when nothing is written
 *
 * Returns: whether @text is a number of people, orders and the like
 */
gboolean
esp_plan_parse_count (const char *text, double *out_count)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));

  *out_count = (double) NAN;
  return *bare == '\0' || parse (bare, out_count);
}

/**
 * esp_plan_write_amount:
 *
 * Returns: (transfer full): @minor as esp_plan_parse_amount() reads it back, grouped
 */
char *
esp_plan_write_amount (gint64 minor, const char *currency)
{
  guint exponent = esp_currency_exponent (currency);

  return esp_format_decimal ((double) minor / pow (10, exponent), exponent);
}
