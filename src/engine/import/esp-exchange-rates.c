/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates of exchange as people write them: "USD 1,385.5; USD 2026-10-01 1,402; 100 JPY 931". */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-exchange-rates.h"

#include "base/esp-format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_UNITS 10000
#define MAX_RATE 1e9
#define JULIAN_OF_1970 719163

typedef struct
{
  char currency[4];
  guint units; /* that the rate is of: yen are quoted by the hundred */
  gint64 from_day;
  double rate;
} Rate;

struct _EspExchangeRates
{
  GArray *rates; /* of Rate; by currency, then day */
};

static int
compare_rates (gconstpointer a, gconstpointer b)
{
  const Rate *first = a;
  const Rate *second = b;
  int order = strcmp (first->currency, second->currency);

  return order != 0 ? order
                    : (first->from_day > second->from_day) - (first->from_day < second->from_day);
}

static gboolean
parse_day (const char *word, gint64 *out_day)
{
  guint year, month, day;
  char rest = '\0';
  GDate date;

  if (sscanf (word, "%4u-%2u-%2u%c", &year, &month, &day, &rest) != 3 ||
      !g_date_valid_dmy ((GDateDay) MIN (day, 99), (GDateMonth) MIN (month, 13), (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *out_day = (gint64) g_date_get_julian (&date) - JULIAN_OF_1970;
  return TRUE;
}

/* "1385.5" or "1,385.5": a comma stands between thousands or nowhere. */
static gboolean
parse_number (const char *word, double *out_number)
{
  const char *point = strchr (word, '.');
  const char *end_of_whole = point != NULL ? point : word + strlen (word);
  g_autofree char *bare = g_strdup (word);
  char *to = bare;
  char *end = NULL;

  for (const char *p = word; *p != '\0'; p++)
    {
      if (*p == ',' && (p == word || p > end_of_whole || (end_of_whole - p) % 4 != 0))
        return FALSE;
      if (*p != ',' && *p != '.' && !g_ascii_isdigit (*p))
        return FALSE;
      if (*p != ',')
        *to++ = *p;
    }
  *to = '\0';
  *out_number = g_ascii_strtod (bare, &end);
  return end != bare && *end == '\0' && *out_number > 0 && *out_number <= MAX_RATE;
}

static gboolean
parse_currency (const char *word, char *out_currency)
{
  if (strlen (word) != 3 || !g_ascii_isalpha (word[0]) || !g_ascii_isalpha (word[1]) ||
      !g_ascii_isalpha (word[2]))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    out_currency[i] = g_ascii_toupper (word[i]);
  return TRUE;
}

/* [units] CURRENCY [day] rate */
static gboolean
parse_rate (const char *text, Rate *out)
{
  g_auto (GStrv) split = g_strsplit_set (text, " \t=", -1);
  const char *words[5] = { NULL };
  guint n = 0;
  guint i = 0;
  double units = 1;

  for (guint j = 0; split[j] != NULL; j++)
    if (split[j][0] != '\0')
      {
        if (n == G_N_ELEMENTS (words) - 1)
          return FALSE;
        words[n++] = split[j];
      }
  *out = (Rate){ .from_day = ESP_EXCHANGE_ALWAYS };
  if (n > 0 && parse_number (words[0], &units))
    i++;
  out->units = (guint) MIN (units, MAX_UNITS);
  if (units != (double) out->units || i >= n || !parse_currency (words[i++], out->currency))
    return FALSE;
  if (i < n && parse_day (words[i], &out->from_day))
    i++;
  return i + 1 == n && parse_number (words[i], &out->rate);
}

static gboolean
is_known (GArray *rates, const Rate *rate)
{
  for (guint i = 0; i < rates->len; i++)
    if (compare_rates (&g_array_index (rates, Rate, i), rate) == 0)
      return TRUE;
  return FALSE;
}

/**
 * esp_exchange_rates_parse:
 * @text: rates between “;”, each "[units] CURRENCY [first day] rate"; "" is none
 *
 * Returns: (transfer full): the rates; %NULL with @error set, which names the first that cannot be read
 */
EspExchangeRates *
esp_exchange_rates_parse (const char *text, GError **error)
{
  g_autoptr (EspExchangeRates) self = g_new0 (EspExchangeRates, 1);
  g_auto (GStrv) parts = g_strsplit_set (text, ";\n", -1);

  self->rates = g_array_new (FALSE, FALSE, sizeof (Rate));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      Rate rate;

      if (*part == '\0')
        continue;
      if (!parse_rate (part, &rate))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "“%.60s” cannot be used here: write rates such as USD 1385.5; USD "
                       "2026-10-01 1402; 100 JPY 931",
                       part);
          return NULL;
        }
      if (is_known (self->rates, &rate))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "“%.60s” cannot be used here: the same currency and day has a rate already",
                       part);
          return NULL;
        }
      g_array_append_val (self->rates, rate);
    }
  g_array_sort (self->rates, compare_rates);
  return g_steal_pointer (&self);
}

/**
 * esp_exchange_rates_free:
 */
void
esp_exchange_rates_free (EspExchangeRates *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rates);
  g_free (self);
}

/**
 * esp_exchange_rates_to_text:
 *
 * Returns: (transfer full): what esp_exchange_rates_parse() reads, in one order and one way of writing
 */
char *
esp_exchange_rates_to_text (const EspExchangeRates *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->rates->len; i++)
    {
      const Rate *rate = &g_array_index (self->rates, Rate, i);
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      if (out->len > 0)
        g_string_append (out, "; ");
      if (rate->units > 1)
        g_string_append_printf (out, "%u ", rate->units);
      g_string_append_printf (out, "%s ", rate->currency);
      if (rate->from_day != ESP_EXCHANGE_ALWAYS)
        {
          GDate date;

          g_date_clear (&date, 1);
          g_date_set_julian (&date, (guint32) (rate->from_day + JULIAN_OF_1970));
          g_string_append_printf (out, "%04d-%02d-%02d ", g_date_get_year (&date),
                                  g_date_get_month (&date), g_date_get_day (&date));
        }
      g_string_append (out, g_ascii_formatd (number, sizeof number, "%.10g", rate->rate));
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_exchange_rates_find:
 * @self: (nullable): none are known
 * @day: since 1970
 * @out_first_day: (out): the first day that the currency has a rate of, when it has none of @day;
 *   %ESP_EXCHANGE_ALWAYS: it has none at all
 *
 * Returns: what one unit of @currency was worth; a rate holds until the next begins. 0: nobody gave one
 */
double
esp_exchange_rates_find (const EspExchangeRates *self,
                         const char *currency,
                         gint64 day,
                         gint64 *out_first_day)
{
  double found = 0;

  *out_first_day = ESP_EXCHANGE_ALWAYS;
  for (guint i = 0; self != NULL && i < self->rates->len; i++)
    {
      const Rate *rate = &g_array_index (self->rates, Rate, i);

      if (g_ascii_strcasecmp (rate->currency, currency) != 0)
        continue;
      if (rate->from_day <= day)
        found = rate->rate / rate->units;
      else if (found <= 0 && *out_first_day == ESP_EXCHANGE_ALWAYS)
        *out_first_day = rate->from_day;
    }
  return found;
}

/**
 * esp_exchange_convert:
 * @minor: minor units of @from
 * @rate: what one unit of @from is worth in units of @to
 *
 * Returns: minor units of @to, rounded to the nearest; %G_MAXINT64 when they are beyond counting
 */
gint64
esp_exchange_convert (gint64 minor, const char *from, const char *to, double rate)
{
  double value = (double) minor / pow (10, esp_currency_exponent (from)) * rate *
                 pow (10, esp_currency_exponent (to));

  return fabs (value) < 9e15 ? (gint64) llround (value) : G_MAXINT64;
}
