/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads amounts of money of files of orders and ad spend, in whichever currency, and converts them as people said. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-fact-money.h"

#include "base/esp-format.h"
#include "engine/import/esp-import-cell.h"
#include "engine/insight/esp-buckets.h"

#include <math.h>
#include <string.h>

#define MAX_AMOUNT G_GINT64_CONSTANT (90000000000000)

/**
 * esp_fact_takes_comma:
 *
 * Returns: whether a comma of @text stands before its parts; of whole numbers, whatever can group thousands does
 */
gboolean
esp_fact_takes_comma (const EspFactMarks *marks, const char *text, gboolean is_whole)
{
  EspDecimalMark mark = esp_cell_find_decimal_mark (text);

  if (mark == ESP_DECIMAL_MARK_COMMA || mark == ESP_DECIMAL_MARK_POINT)
    return mark == ESP_DECIMAL_MARK_COMMA;
  return is_whole && mark == ESP_DECIMAL_MARK_UNKNOWN ? strchr (text, '.') != NULL
                                                      : marks->has_comma;
}

/* Returns: whether @text is one of the few that say the other of commas than the rest of the column */
static gboolean
is_odd (const EspFactMarks *marks, const char *text)
{
  return marks->is_mixed && strchr (text, ',') != NULL && strchr (text, '.') == NULL &&
         esp_cell_find_decimal_mark (text) ==
           (marks->has_comma ? ESP_DECIMAL_MARK_UNKNOWN : ESP_DECIMAL_MARK_COMMA);
}

/**
 * esp_fact_parse_currency:
 * @text: of a column of currencies: "USD", "원", "US$"
 * @out_currency: (out): its code of three letters
 */
gboolean
esp_fact_parse_currency (const char *text, char *out_currency)
{
  static const struct
  {
    const char *word;
    const char *currency;
  } words[] = { { "₩", "KRW" },    { "원", "KRW" },   { "$", "USD" },    { "US$", "USD" },
                { "달러", "USD" }, { "¥", "JPY" },    { "엔", "JPY" },   { "円", "JPY" },
                { "€", "EUR" },    { "유로", "EUR" }, { "위안", "CNY" }, { "元", "CNY" },
                { "£", "GBP" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i].word))
      {
        memcpy (out_currency, words[i].currency, 4);
        return TRUE;
      }
  if (strlen (text) != 3 || !g_ascii_isalpha (text[0]) || !g_ascii_isalpha (text[1]) ||
      !g_ascii_isalpha (text[2]))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    out_currency[i] = g_ascii_toupper (text[i]);
  return TRUE;
}

/* Many dollars are written "$", and yen and yuan both "¥". */
static gboolean
may_be_marked (const char *currency, const char *mark)
{
  static const char *const dollars[] = { "USD", "CAD", "AUD", "NZD", "SGD",
                                         "HKD", "TWD", "MXN", NULL };

  return g_str_equal (currency, mark) ||
         (g_str_equal (mark, "USD") && g_strv_contains (dollars, currency)) ||
         (g_str_equal (mark, "JPY") && g_str_equal (currency, "CNY"));
}

/* The currency of @text: of the row, else its own mark, else of the column's name, else the workspace's. */
static const char *
find_currency (const EspFactColumns *columns,
               const EspFactRowOptions *options,
               const char *row_currency,
               const char *text)
{
  const char *mark = esp_cell_find_currency (text);

  if (row_currency != NULL && row_currency[0] != '\0')
    return mark == NULL || may_be_marked (row_currency, mark) ? row_currency : mark;
  if (mark != NULL && may_be_marked (options->currency, mark) && columns->currency == NULL)
    return options->currency;
  if (columns->currency != NULL)
    return mark == NULL || may_be_marked (columns->currency, mark) ? columns->currency : mark;
  return mark != NULL ? mark : options->currency;
}

static gboolean
read_minor (const char *text, gboolean has_comma, guint digits, gint64 *out_minor)
{
  double value;

  if (esp_cell_parse_money (text, has_comma, digits, out_minor, NULL))
    return TRUE;
  /* Platforms write parts of a won; they are rounded. */
  if (!esp_cell_parse_decimal (text, has_comma, &value) || fabs (value) > 1e12)
    return FALSE;
  *out_minor = (gint64) llround (value * pow (10, digits));
  return TRUE;
}

/**
 * esp_fact_parse_money:
 * @role: what the column of the amount holds
 * @row_currency: (nullable): of the row; "" or %NULL: it names none
 * @out: (out): the amount in its own currency; its minor units of the workspace are not known yet
 * @out_reason: (out) (transfer full): what is wrong
 *
 * Reads an amount such as "₩12,300", "12,300원", "$12.50" or "(1,200)".
 */
gboolean
esp_fact_parse_money (const EspFactColumns *columns,
                      const EspFactRowOptions *options,
                      EspFactRole role,
                      const char *row_currency,
                      const char *written,
                      EspFactMoney *out,
                      char **out_reason)
{
  /* Old Korean fonts show the backslash as the sign of the won. */
  const char *text = written[0] == '\\' ? written + 1 : written;
  const EspFactMarks *marks = &options->marks[role];
  const char *currency = find_currency (columns, options, row_currency, text);
  guint digits = esp_currency_exponent (currency);
  gboolean has_parts = digits > 0 || (marks->has_point && strchr (text, '.') != NULL);

  *out = (EspFactMoney){ 0 };
  if (is_odd (marks, text) && (has_parts || !marks->has_comma))
    *out_reason = g_strdup_printf ("“%.60s” can be read in two ways, for the column writes commas "
                                   "both between thousands and before parts; write the part "
                                   "behind a point",
                                   text);
  else if (!read_minor (text, esp_fact_takes_comma (marks, text, !has_parts), digits, &out->paid))
    *out_reason = g_strdup_printf ("“%.60s” is not an amount; write it like 12,300", text);
  else if (out->paid < -MAX_AMOUNT || out->paid > MAX_AMOUNT)
    *out_reason = g_strdup_printf ("The amount “%.60s” is too large", text);
  else
    {
      g_strlcpy (out->currency, currency, sizeof out->currency);
      return TRUE;
    }
  return FALSE;
}

/**
 * esp_fact_convert_money:
 * @day: since 1970, of the amount
 * @written: as it stands in the file, for what there is to say
 *
 * Finds the minor units of the workspace's currency, by the rate that holds on @day if another is needed.
 *
 * Returns: (transfer full) (nullable): what is wrong; %NULL: nothing
 */
char *
esp_fact_convert_money (const EspFactRowOptions *options,
                        gint64 day,
                        const char *written,
                        EspFactMoney *money)
{
  g_autofree char *first = NULL;
  g_autofree char *key = NULL;
  gint64 first_day;
  double rate;

  money->minor = money->paid;
  if (g_ascii_strcasecmp (money->currency, options->currency) == 0)
    return NULL;
  rate = esp_exchange_rates_find (options->rates, money->currency, day, &first_day);
  money->minor =
    rate > 0 ? esp_exchange_convert (money->paid, money->currency, options->currency, rate) : 0;
  if (rate > 0 && money->minor <= MAX_AMOUNT && money->minor >= -MAX_AMOUNT)
    return NULL;
  if (rate > 0)
    return g_strdup_printf ("The amount “%.60s” is too large", written);
  if (first_day == ESP_EXCHANGE_ALWAYS)
    return g_strdup_printf ("“%.60s” is in %s, but the workspace counts in %s; give a rate of "
                            "exchange in the settings of the workspace",
                            written, money->currency, options->currency);
  first = esp_calendar_key (first_day, "day");
  key = esp_calendar_key (day, "day");
  return g_strdup_printf ("The rates of %s in the settings of the workspace begin on %s; there is "
                          "none for %s",
                          money->currency, first, key);
}

/**
 * esp_fact_money_is_doubtful:
 *
 * @currency: that it is in
 *
 * Returns: whether an amount in a currency without parts is written with some, such as "1,23", or as others group
 *   thousands: "1.234"
 */
gboolean
esp_fact_money_is_doubtful (const char *currency, const char *written)
{
  const char *mark = strrchr (written, '.');
  const char *comma = strrchr (written, ',');
  gsize n;

  if (esp_currency_exponent (currency) != 0 || (mark == NULL && comma == NULL))
    return FALSE;
  if (comma != NULL && (mark == NULL || comma > mark))
    {
      n = strspn (comma + 1, "0123456789");
      return n == 1 || n == 2;
    }
  /* A fourth digit before the point, or a fraction of a won: parts as platforms write them. */
  n = strspn (mark + 1, "0123456789");
  return comma == NULL && n == 3 && mark - written <= 4 && mark > written && written[0] != '0';
}
