/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, money, dates and spans of time as people read them, in Korean and in English, whatever
 * the C locale says. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-format.h"

#include "base/esp-clock.h"

#include <math.h>
#include <string.h>

/* From here on a double no longer holds every integer; nothing we count comes near. */
#define ROUNDING 1e-9
#define LARGEST_EXACT 9007199254740992.0
#define MAX_DECIMALS 9

typedef struct
{
  double size;
  const char *suffix;
} Unit;

static const Unit units_ko[] = { { 1e12, "조" }, { 1e8, "억" }, { 1e4, "만" } };
static const Unit units_en[] = { { 1e12, "T" }, { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" } };

static const char *const weekdays_ko[] = { "월", "화", "수", "목", "금", "토", "일" };
static const char *const weekdays_en[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months_en[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* ISO 4217 currencies whose minor unit is not a hundredth. */
static const struct
{
  const char *code;
  guint exponent;
} exponents[] = {
  { "BHD", 3 }, { "BIF", 0 }, { "CLP", 0 }, { "DJF", 0 }, { "GNF", 0 }, { "IQD", 3 },
  { "ISK", 0 }, { "JOD", 3 }, { "JPY", 0 }, { "KMF", 0 }, { "KRW", 0 }, { "KWD", 3 },
  { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 }, { "RWF", 0 }, { "TND", 3 }, { "UGX", 0 },
  { "VND", 0 }, { "VUV", 0 }, { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
};

static const struct
{
  const char *code;
  const char *symbol;
} symbols[] = {
  { "KRW", "₩" }, { "USD", "$" },  { "EUR", "€" }, { "GBP", "£" },
  { "JPY", "¥" }, { "CNY", "元" }, { "INR", "₹" }, { "VND", "₫" },
};

/* Groups the digits of @digits (no sign) by threes into @out. */
static void
append_grouped (GString *out, const char *digits)
{
  gsize n = strlen (digits);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
}

static char *
symbol_of (const char *currency)
{
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (g_ascii_strcasecmp (symbols[i].code, currency) == 0)
      return g_strdup (symbols[i].symbol);
  return g_strdup_printf ("%s\u00a0", currency);
}

/**
 * esp_lang_from_locale:
 * @locale: (nullable): a locale or language name such as "ko_KR.UTF-8" or "ko"
 *
 * Returns: Korean for Korean locales, English for all others
 */
EspLang
esp_lang_from_locale (const char *locale)
{
  if (locale != NULL && g_ascii_strncasecmp (locale, "ko", 2) == 0 && !g_ascii_isalpha (locale[2]))
    return ESP_LANG_KO;
  return ESP_LANG_EN;
}

/**
 * esp_lang_get_code:
 *
 * Returns: "ko" or "en"
 */
const char *
esp_lang_get_code (EspLang lang)
{
  return lang == ESP_LANG_KO ? "ko" : "en";
}

/**
 * esp_count_of:
 *
 * Returns: @value as a whole number, its fraction left away; what no whole number can be is the nearest that
 *   can, and 0 for what is no number
 */
gint64
esp_count_of (double value)
{
  const double limit = (double) (G_GINT64_CONSTANT (1) << 62);

  return isnan (value) ? 0 : (gint64) CLAMP (value, -limit, limit);
}

/**
 * esp_format_count:
 *
 * Returns: (transfer full): @value with its digits grouped by threes: "1,234,567"; a minus sign is
 *   U+2212
 */
char *
esp_format_count (gint64 value)
{
  g_autoptr (GString) out = g_string_new (value < 0 ? "−" : "");
  guint64 magnitude = value < 0 ? -(guint64) value : (guint64) value;
  char digits[32];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, magnitude);
  append_grouped (out, digits);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_format_decimal:
 * @n_decimals: digits after the point, at most 9
 *
 * Returns: (transfer full): @value rounded to @n_decimals, grouped; "–" when it is not a number
 */
char *
esp_format_decimal (double value, guint n_decimals)
{
  g_autoptr (GString) out = NULL;
  char format[8];
  char number[400];
  char *point;

  if (!isfinite (value))
    return g_strdup ("–");
  g_snprintf (format, sizeof format, "%%.%uf", MIN (n_decimals, MAX_DECIMALS));
  g_ascii_formatd (number, sizeof number, format, fabs (value));
  out = g_string_new (value < 0 && strpbrk (number, "123456789") != NULL ? "−" : "");
  point = strchr (number, '.');
  if (point != NULL)
    *point = '\0';
  append_grouped (out, number);
  if (point != NULL)
    {
      g_string_append_c (out, '.');
      g_string_append (out, point + 1);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Sums of parts are whole but for their rounding: 0.999999999999 is 1. */
static gboolean
is_whole (double value)
{
  return fabs (value - round (value)) <= ROUNDING * MAX (fabs (value), 1);
}

/**
 * esp_format_number:
 *
 * Returns: (transfer full): @value in full: without decimals when it is whole, else with two
 */
char *
esp_format_number (double value)
{
  if (isfinite (value) && fabs (value) < LARGEST_EXACT && is_whole (value))
    return esp_format_count ((gint64) round (value));
  return esp_format_decimal (value, 2);
}

/**
 * esp_format_short:
 *
 * The short form for axes and cards: "38.2만", "1.2억" in Korean; "382k", "1.2M" in English.
 * Korean keeps four digits as they are, English three.
 *
 * Returns: (transfer full): three significant digits at most, no ".0"
 */
char *
esp_format_short (double value, EspLang lang)
{
  const Unit *units = lang == ESP_LANG_KO ? units_ko : units_en;
  gsize n_units = lang == ESP_LANG_KO ? G_N_ELEMENTS (units_ko) : G_N_ELEMENTS (units_en);
  double magnitude = fabs (value);
  g_autofree char *number = NULL;
  gsize unit = 0;
  double scaled;

  if (!isfinite (value))
    return g_strdup ("–");
  while (unit < n_units && magnitude < units[unit].size)
    unit++;
  if (unit == n_units && magnitude >= 1 && round (magnitude) >= units[n_units - 1].size)
    unit = n_units - 1;
  if (unit == n_units)
    return is_whole (value) ? esp_format_count ((gint64) round (value))
                            : esp_format_decimal (value, magnitude < 1 ? 2 : 1);
  scaled = magnitude / units[unit].size;
  /* 999.96k is 1M, not 1000k. */
  if (unit > 0 && round (scaled * 10) / 10 * units[unit].size >= units[unit - 1].size)
    scaled = magnitude / units[--unit].size;
  scaled = copysign (scaled, value);
  if (fabs (scaled) >= 100 || fabs (round (scaled * 10) / 10 - round (scaled)) < 0.05)
    number = esp_format_decimal (scaled, 0);
  else
    number = esp_format_decimal (scaled, 1);
  return g_strconcat (number, units[unit].suffix, NULL);
}

/**
 * esp_format_percent:
 * @ratio: 0…1 for 0…100 %
 *
 * Returns: (transfer full): "34.8%"
 */
char *
esp_format_percent (double ratio, guint n_decimals)
{
  g_autofree char *number = NULL;

  if (!isfinite (ratio))
    return g_strdup ("–");
  number = esp_format_decimal (ratio * 100, n_decimals);
  return g_strconcat (number, "%", NULL);
}

/**
 * esp_format_share:
 *
 * Returns: (transfer full): @part of @whole in percent with one decimal, "–" when @whole is 0.
 *   Never rounds something to "0.0%" or a part to "100.0%": these are "<0.1%" and ">99.9%"
 */
char *
esp_format_share (gint64 part, gint64 whole)
{
  double ratio;

  if (whole == 0)
    return g_strdup ("–");
  ratio = (double) part / (double) whole;
  if (part > 0 && ratio < 0.0005)
    return g_strdup ("<0.1%");
  if (part < whole && ratio >= 0.9995)
    return g_strdup (">99.9%");
  return esp_format_percent (ratio, part == whole || part == 0 ? 0 : 1);
}

/**
 * esp_currency_exponent:
 * @currency: an ISO 4217 code
 *
 * Returns: how many decimals the currency's minor unit has: 0 for KRW, 2 for USD
 */
guint
esp_currency_exponent (const char *currency)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exponents); i++)
    if (g_ascii_strcasecmp (exponents[i].code, currency) == 0)
      return exponents[i].exponent;
  return 2;
}

/**
 * esp_format_money:
 * @minor: the amount in minor units of @currency
 *
 * Returns: (transfer full): "₩12,000", "$1,234.50", "CHF 12.00"
 */
char *
esp_format_money (gint64 minor, const char *currency)
{
  g_autofree char *symbol = symbol_of (currency);
  guint exponent = esp_currency_exponent (currency);
  guint64 magnitude = minor < 0 ? -(guint64) minor : (guint64) minor;
  g_autoptr (GString) out = g_string_new (minor < 0 ? "−" : "");
  guint64 divisor = 1;
  char digits[32];

  for (guint i = 0; i < exponent; i++)
    divisor *= 10;
  g_string_append (out, symbol);
  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, magnitude / divisor);
  append_grouped (out, digits);
  if (exponent > 0)
    g_string_append_printf (out, ".%0*" G_GUINT64_FORMAT, (int) exponent, magnitude % divisor);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_format_money_short:
 *
 * Returns: (transfer full): the short form of an amount: "₩38.2만", "$1.2M"
 */
char *
esp_format_money_short (gint64 minor, const char *currency, EspLang lang)
{
  g_autofree char *symbol = symbol_of (currency);
  double amount = (double) minor / pow (10, esp_currency_exponent (currency));
  g_autofree char *number = esp_format_short (fabs (amount), lang);

  return g_strconcat (amount < 0 ? "−" : "", symbol, number, NULL);
}

static char *
format_date_ko (GDateTime *t, EspDateStyle style)
{
  int year = g_date_time_get_year (t);
  int month = g_date_time_get_month (t);
  int day = g_date_time_get_day_of_month (t);
  const char *weekday = weekdays_ko[g_date_time_get_day_of_week (t) - 1];
  int hour = g_date_time_get_hour (t);
  int minute = g_date_time_get_minute (t);

  switch (style)
    {
    case ESP_DATE_DAY:
      return g_strdup_printf ("%d. %d. %d. (%s)", year, month, day, weekday);
    case ESP_DATE_DAY_TIME:
      return g_strdup_printf ("%d. %d. %d. (%s) %02d:%02d", year, month, day, weekday, hour,
                              minute);
    case ESP_DATE_SHORT:
      return g_strdup_printf ("%d월 %d일", month, day);
    case ESP_DATE_SHORT_TIME:
      return g_strdup_printf ("%d월 %d일 %02d:%02d", month, day, hour, minute);
    case ESP_DATE_MONTH:
      return g_strdup_printf ("%d년 %d월", year, month);
    case ESP_DATE_TIME:
      return g_strdup_printf ("%02d:%02d", hour, minute);
    case ESP_DATE_ISO_DAY:
    default:
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    }
}

static char *
format_date_en (GDateTime *t, EspDateStyle style)
{
  int year = g_date_time_get_year (t);
  const char *month = months_en[g_date_time_get_month (t) - 1];
  int day = g_date_time_get_day_of_month (t);
  const char *weekday = weekdays_en[g_date_time_get_day_of_week (t) - 1];
  int hour = g_date_time_get_hour (t);
  int minute = g_date_time_get_minute (t);

  switch (style)
    {
    case ESP_DATE_DAY:
      return g_strdup_printf ("%s %d %s %d", weekday, day, month, year);
    case ESP_DATE_DAY_TIME:
      return g_strdup_printf ("%s %d %s %d %02d:%02d", weekday, day, month, year, hour, minute);
    case ESP_DATE_SHORT:
      return g_strdup_printf ("%d %s", day, month);
    case ESP_DATE_SHORT_TIME:
      return g_strdup_printf ("%d %s %02d:%02d", day, month, hour, minute);
    case ESP_DATE_MONTH:
      return g_strdup_printf ("%s %d", month, year);
    case ESP_DATE_TIME:
    case ESP_DATE_ISO_DAY:
    default:
      return format_date_ko (t, style);
    }
}

/**
 * esp_format_date:
 * @time_us: µs UTC
 * @zone: (nullable): the zone to tell it in; NULL for UTC
 *
 * Returns: (transfer full): the instant in @style, "–" when it is out of the calendar's range
 */
char *
esp_format_date (gint64 time_us, GTimeZone *zone, EspDateStyle style, EspLang lang)
{
  gint64 seconds = time_us / ESP_USEC_PER_SEC - (time_us % ESP_USEC_PER_SEC < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = NULL;

  if (utc == NULL)
    return g_strdup ("–");
  local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  if (local == NULL)
    return g_strdup ("–");
  return lang == ESP_LANG_KO ? format_date_ko (local, style) : format_date_en (local, style);
}

/**
 * esp_format_duration:
 *
 * Returns: (transfer full): a span in its largest fitting unit: "45초", "3분", "2시간", "3일",
 *   "2개월", "1년"; "45 s", "3 min", "2 h", "3 d", "2 mo", "1 y"
 */
char *
esp_format_duration (gint64 duration_us, EspLang lang)
{
  static const struct
  {
    gint64 size;
    const char *ko;
    const char *en;
  } spans[] = {
    { 365 * ESP_USEC_PER_DAY, "년", "\u00a0y" }, { 30 * ESP_USEC_PER_DAY, "개월", "\u00a0mo" },
    { ESP_USEC_PER_DAY, "일", "\u00a0d" },       { ESP_USEC_PER_HOUR, "시간", "\u00a0h" },
    { ESP_USEC_PER_MINUTE, "분", "\u00a0min" },  { ESP_USEC_PER_SEC, "초", "\u00a0s" },
  };
  gint64 magnitude = duration_us == G_MININT64 ? G_MAXINT64 : ABS (duration_us);

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    if (magnitude >= spans[i].size || i == G_N_ELEMENTS (spans) - 1)
      {
        g_autofree char *count = esp_format_count (magnitude / spans[i].size);

        return g_strconcat (count, lang == ESP_LANG_KO ? spans[i].ko : spans[i].en, NULL);
      }
  return NULL;
}

/**
 * esp_format_relative:
 * @time_us: the instant to tell
 * @now_us: the instant it is told at
 *
 * Always show the exact instant beside it or in a tooltip.
 *
 * Returns: (transfer full): "방금", "3분 전", "2일 후"; "just now", "3 min ago", "in 2 d"
 */
char *
esp_format_relative (gint64 time_us, gint64 now_us, EspLang lang)
{
  gint64 delta = now_us - time_us;
  g_autofree char *span = NULL;

  if (ABS (delta) < ESP_USEC_PER_MINUTE)
    return g_strdup (lang == ESP_LANG_KO ? "방금" : "just now");
  span = esp_format_duration (delta, lang);
  if (lang == ESP_LANG_KO)
    return g_strdup_printf ("%s %s", span, delta > 0 ? "전" : "후");
  return delta > 0 ? g_strdup_printf ("%s ago", span) : g_strdup_printf ("in %s", span);
}
