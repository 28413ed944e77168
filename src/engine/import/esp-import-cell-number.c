/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and money as cells of a list hold them: grouped, with a comma or a point, with a currency. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-cell.h"

#include <errno.h>
#include <string.h>

/* No number of a lead is longer; what is, is an id or a mistake, and stays text. */
#define MAX_NUMBER_BYTES 40
/* What a double holds without loss. */
#define MAX_EXACT 9007199254740992.0

static const struct
{
  const char *mark;
  const char *currency;
} currency_marks[] = {
  { "₩", "KRW" },    { "￦", "KRW" },     { "원", "KRW" },  { "krw", "KRW" }, { "$", "USD" },
  { "usd", "USD" },  { "€", "EUR" },      { "eur", "EUR" }, { "¥", "JPY" },   { "￥", "JPY" },
  { "円", "JPY" },   { "jpy", "JPY" },    { "£", "GBP" },   { "gbp", "GBP" }, { "元", "CNY" },
  { "cny", "CNY" },  { "달러", "USD" },   { "불", "USD" },  { "엔", "JPY" },  { "유로", "EUR" },
  { "위안", "CNY" }, { "파운드", "GBP" },
};

/* What is counted: "3명" is 3. Bands such as 20대 and ranks such as 3위 are no counts. */
static const char *const counters[] = { "명", "개", "회", "건", "점", "세", "살" };

typedef struct
{
  char *out;
  gsize size;
  gsize n;
  guint n_first; /* digits before the first separator */
  guint
    n_inner; /* digits between separators: 3, or 2 as India groups (12,34,567); 0 is not known */
  guint n_group; /* digits since the last separator */
  gboolean has_separator;
  gboolean has_point;
  gboolean has_digit;
} Number;

/* The blank that stands at @text: no-break and narrow ones and apostrophes group digits everywhere, a
 * plain one where the comma is the point. */
static gsize
grouping_blank (const char *text, gboolean has_decimal_comma)
{
  gsize length = 0;

  if (g_str_has_prefix (text, "\xC2\xA0"))
    length = 2;
  else if (g_str_has_prefix (text, "\xE2\x80\xAF"))
    length = 3;
  else if (g_str_has_prefix (text, "\xE2\x80\x99"))
    length = 3; /* 1’234.50, as the Swiss write */
  else if (*text == '\'' || (*text == ' ' && has_decimal_comma))
    length = 1;
  return length > 0 && strspn (text + length, "0123456789") >= 3 ? length : 0;
}

static gboolean
take_separator (Number *number)
{
  if (!number->has_digit || number->has_point || number->n_group > 3)
    return FALSE;
  if (!number->has_separator)
    number->n_first = number->n_group;
  else if (number->n_inner != 0
             ? number->n_group != number->n_inner
             : number->n_group != 3 && (number->n_group != 2 || number->n_first > 2))
    return FALSE;
  else
    number->n_inner = number->n_group;
  number->has_separator = TRUE;
  number->n_group = 0;
  return TRUE;
}

static gboolean
take_char (Number *number, char c, char point)
{
  if (number->n + 2 >= number->size)
    return FALSE;
  if (g_ascii_isdigit (c))
    {
      number->out[number->n++] = c;
      number->has_digit = TRUE;
      number->n_group++;
      return TRUE;
    }
  if (c == point && !number->has_point)
    {
      if (number->has_separator && number->n_group != 3)
        return FALSE;
      number->out[number->n++] = '.';
      number->has_point = TRUE;
      return TRUE;
    }
  return c == (point == ',' ? '.' : ',') && take_separator (number);
}

/* Copies a number without its thousands separators, decimal point as '.'. FALSE if it is none. */
static gboolean
collect_number (const char *text, gboolean has_decimal_comma, char *out, gsize size)
{
  Number number = { .out = out, .size = size };
  char point = has_decimal_comma ? ',' : '.';

  while (*text == ' ')
    text++;
  if (*text == '-' || *text == '+')
    {
      if (*text == '-')
        out[number.n++] = '-';
      text++;
    }
  while (*text != '\0')
    {
      gsize blank = grouping_blank (text, has_decimal_comma);

      if (blank == 0 && *text == ' ')
        break;
      if (blank > 0 ? !take_separator (&number) : !take_char (&number, *text, point))
        return FALSE;
      text += MAX (blank, 1);
    }
  while (*text == ' ')
    text++;
  if (*text != '\0' || !number.has_digit ||
      (number.has_separator && !number.has_point && number.n_group != 3))
    return FALSE;
  out[number.n] = '\0';
  return TRUE;
}

static const char *
take_currency (char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (currency_marks); i++)
    {
      const char *mark = currency_marks[i].mark;
      gsize length = strlen (mark);
      gsize n = strlen (text);

      if (n >= length && g_ascii_strncasecmp (text, mark, length) == 0)
        {
          memmove (text, text + length, n - length + 1);
          g_strstrip (text);
          return currency_marks[i].currency;
        }
      if (n >= length && g_ascii_strcasecmp (text + n - length, mark) == 0)
        {
          text[n - length] = '\0';
          g_strstrip (text);
          return currency_marks[i].currency;
        }
    }
  return NULL;
}

static const char *
take_counter (char *text)
{
  gsize n = strlen (text);

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      gsize length = strlen (counters[i]);

      if (n > length && strcmp (text + n - length, counters[i]) == 0)
        {
          text[n - length] = '\0';
          g_strchomp (text);
          return counters[i];
        }
    }
  return NULL;
}

/* (1,234) and 1,234- are how ledgers write -1,234. */
static void
mend_sign (char *text)
{
  gsize n = strlen (text);

  /* Korean books write what is below nought with a triangle. */
  if (g_str_has_prefix (text, "△") && n > 3)
    {
      text[0] = '-';
      memmove (text + 1, text + 3, n - 2);
      g_strchug (text + 1);
    }
  else if (n > 2 && text[0] == '(' && text[n - 1] == ')' && text[1] != '-')
    {
      text[0] = '-';
      text[n - 1] = '\0';
    }
  else if (n > 1 && text[n - 1] == '-' && g_ascii_isdigit (text[0]))
    {
      memmove (text + 1, text, n - 1);
      text[0] = '-';
    }
}

/* The number alone: without blanks around it and without a currency before, behind or after its sign. */
static gboolean
take_bare (const char *text, char *out, gsize size, const char **out_currency)
{
  gboolean is_signed;

  *out_currency = NULL;
  if (!esp_cell_narrow (text, out, size))
    return FALSE;
  g_strstrip (out);
  /* Nearly all numbers have none: a look at the ends says so. */
  if (*out == '\0' || (g_ascii_isdigit (*out) && g_ascii_isdigit (out[strlen (out) - 1])))
    return TRUE;
  mend_sign (out);
  is_signed = out[0] == '-' || out[0] == '+';
  *out_currency = take_currency (out + is_signed);
  return TRUE;
}

/**
 * esp_cell_find_currency:
 *
 * Returns: (transfer none) (nullable): the code of the currency that a number is written with, "$100.50" or "100,50 €";
 *   %NULL when it has none that we know
 */
const char *
esp_cell_find_currency (const char *text)
{
  char bare[MAX_NUMBER_BYTES];
  const char *currency;

  return take_bare (text, bare, sizeof bare, &currency) ? currency : NULL;
}

/* The units by which Korean counts on: 3만 5천 is 35000. Small ones multiply what stands before them,
 * large ones all that was said since the last large one. */
static const struct
{
  const char *word;
  double value;
  gboolean is_large;
} korean_units[] = { { "조", 1e12, TRUE }, { "억", 1e8, TRUE },  { "만", 1e4, TRUE },
                     { "천", 1e3, FALSE }, { "백", 1e2, FALSE }, { "십", 1e1, FALSE } };

typedef struct
{
  double total;
  double group; /* since the last large unit */
  double last_large;
  double last_small; /* in the group */
} KoreanSum;

static gboolean
add_korean_unit (KoreanSum *sum, guint unit, double number, gboolean has_number)
{
  double value = korean_units[unit].value;

  if (!korean_units[unit].is_large)
    {
      if (sum->last_small > 0 && value >= sum->last_small)
        return FALSE;
      sum->last_small = value;
      sum->group += (has_number ? number : 1) * value;
      return TRUE;
    }
  if ((sum->last_large > 0 && value >= sum->last_large) || (!has_number && sum->group <= 0))
    return FALSE;
  sum->total += (sum->group + number) * value;
  sum->last_large = value;
  sum->group = sum->last_small = 0;
  return TRUE;
}

static gboolean
sum_korean (const char *text, gboolean has_decimal_comma, double *out_value)
{
  KoreanSum sum = { 0 };

  for (;;)
    {
      gsize n = strspn (text, "0123456789.,");
      char part[MAX_NUMBER_BYTES];
      char digits[MAX_NUMBER_BYTES];
      double number = 0;
      guint unit = 0;

      g_strlcpy (part, text, MIN (n + 1, sizeof part));
      if (n > 0 && !collect_number (part, has_decimal_comma, digits, sizeof digits))
        return FALSE;
      if (n > 0)
        number = g_ascii_strtod (digits, NULL);
      text += n;
      if (*text == '\0')
        {
          *out_value = sum.total + sum.group + number;
          return TRUE;
        }
      while (unit < G_N_ELEMENTS (korean_units) &&
             !g_str_has_prefix (text, korean_units[unit].word))
        unit++;
      if (unit == G_N_ELEMENTS (korean_units) || !add_korean_unit (&sum, unit, number, n > 0))
        return FALSE;
      text += strlen (korean_units[unit].word);
      while (*text == ' ')
        text++;
    }
}

/* Writes 1억 2천만 as 120000000 in its place; leaves other texts as they are. */
static void
expand_korean (char *bare, gsize size, gboolean has_decimal_comma)
{
  gboolean is_negative = *bare == '-';
  const char *text = bare + (is_negative || *bare == '+');
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  if (!g_ascii_isdigit (*text) || (guint8) bare[strlen (bare) - 1] < 0x80)
    {
      /* 3만 5000 ends with a digit and has a unit inside. */
      if (!g_ascii_isdigit (*text) || strspn (text, "0123456789.,eE+-% '") == strlen (text))
        return;
    }
  if (!sum_korean (text, has_decimal_comma, &value) || value >= MAX_EXACT)
    return;
  g_ascii_formatd (buffer, sizeof buffer, value == (double) (gint64) value ? "%.0f" : "%.10g",
                   value);
  if (has_decimal_comma)
    for (char *p = buffer; *p != '\0'; p++)
      if (*p == '.')
        *p = ',';
  g_snprintf (bare, size, "%s%s", is_negative ? "-" : "", buffer);
}

/* As take_bare(), and what is counted taken off, and Korean units written out. */
static gboolean
take_amount (const char *text, gboolean has_decimal_comma, char *out, gsize size)
{
  const char *currency;

  if (!take_bare (text, out, size, &currency))
    return FALSE;
  if (*out == '\0' || (guint8) out[strlen (out) - 1] < 0x80)
    {
      if (currency == NULL && strlen (text) == strlen (out))
        return TRUE;
    }
  if (currency == NULL)
    (void) take_counter (out);
  if (*out != '\0')
    expand_korean (out, size, has_decimal_comma);
  return TRUE;
}

/**
 * esp_cell_get_currency:
 *
 * Returns: (transfer none) (nullable): the ISO code of the currency that marks @text
 */
const char *
esp_cell_get_currency (const char *text)
{
  char bare[MAX_NUMBER_BYTES];
  const char *currency;

  return take_bare (text, bare, sizeof bare, &currency) ? currency : NULL;
}

/**
 * esp_cell_get_unit:
 *
 * Returns: (transfer none) (nullable): what @text is a number of: an ISO code of a currency, or the word
 *   for what is counted
 */
const char *
esp_cell_get_unit (const char *text)
{
  char bare[MAX_NUMBER_BYTES];
  const char *currency;

  if (!take_bare (text, bare, sizeof bare, &currency))
    return NULL;
  return currency != NULL ? currency : take_counter (bare);
}

/**
 * esp_cell_parse_integer:
 * @has_decimal_comma: points group the digits and not commas
 *
 * Takes thousands separators, a currency, what is counted and Korean units (3만 5천원), and refuses decimals and what does not fit 64 bits.
 *
 * Returns: whether @text is a whole number
 */
gboolean
esp_cell_parse_integer (const char *text, gboolean has_decimal_comma, gint64 *out_value)
{
  char bare[MAX_NUMBER_BYTES];
  char digits[MAX_NUMBER_BYTES];
  char *end;
  gint64 value;

  if (!take_amount (text, has_decimal_comma, bare, sizeof bare) ||
      !collect_number (bare, has_decimal_comma, digits, sizeof digits) ||
      strchr (digits, '.') != NULL)
    return FALSE;
  errno = 0;
  value = g_ascii_strtoll (digits, &end, 10);
  if (errno != 0 || *end != '\0')
    return FALSE;
  *out_value = value;
  return TRUE;
}

/**
 * esp_cell_parse_decimal:
 * @has_decimal_comma: 1.234,5 is meant and not 1,234.5
 *
 * Also takes a currency, what is counted, Korean units (1.5억), the scientific notation of spreadsheets and a trailing per cent sign, which
 * divides by nothing: 12% is 12.
 *
 * Returns: whether @text is a number
 */
gboolean
esp_cell_parse_decimal (const char *text, gboolean has_decimal_comma, double *out_value)
{
  char bare[MAX_NUMBER_BYTES];
  char digits[MAX_NUMBER_BYTES];
  g_autofree char *joined = NULL;
  char *exponent;
  char *end;
  gsize length;
  double value;
  gint64 power = 0;

  if (!take_amount (text, has_decimal_comma, bare, sizeof bare))
    return FALSE;
  length = strlen (bare);
  if (length > 1 && bare[length - 1] == '%')
    bare[length - 1] = '\0';
  exponent = strpbrk (bare, "eE");
  if (exponent != NULL)
    {
      *exponent = '\0';
      power = g_ascii_strtoll (exponent + 1, &end, 10);
      if (end == exponent + 1 || *end != '\0' || power < -300 || power > 300)
        return FALSE;
    }
  if (!collect_number (bare, has_decimal_comma, digits, sizeof digits))
    return FALSE;
  joined = g_strdup_printf ("%se%d", digits, (int) power);
  value = g_ascii_strtod (joined, &end);
  if (*end != '\0')
    return FALSE;
  *out_value = value;
  return TRUE;
}

/**
 * esp_cell_parse_money:
 * @n_minor_digits: decimals of the currency: 0 for won, 2 for dollars
 * @out_minor: (out): the amount in minor units
 * @out_currency: (out) (optional) (transfer none) (nullable): the ISO code that a mark named
 *
 * Returns: whether @text is an amount with no more decimals than the currency has
 */
gboolean
esp_cell_parse_money (const char *text,
                      gboolean has_decimal_comma,
                      guint n_minor_digits,
                      gint64 *out_minor,
                      const char **out_currency)
{
  char bare[MAX_NUMBER_BYTES];
  char digits[MAX_NUMBER_BYTES];
  const char *currency;
  gboolean is_negative;
  guint n_decimals = 0;
  gboolean has_point = FALSE;
  gint64 value = 0;

  if (!take_bare (text, bare, sizeof bare, &currency) ||
      !collect_number (bare, has_decimal_comma, digits, sizeof digits))
    return FALSE;
  is_negative = digits[0] == '-';
  for (const char *p = digits + is_negative; *p != '\0'; p++)
    {
      if (*p == '.')
        {
          has_point = TRUE;
          continue;
        }
      if (has_point && n_decimals == n_minor_digits)
        {
          if (*p != '0')
            return FALSE;
          continue;
        }
      if (__builtin_mul_overflow (value, 10, &value) ||
          __builtin_add_overflow (value, *p - '0', &value))
        return FALSE;
      n_decimals += has_point;
    }
  for (; n_decimals < n_minor_digits; n_decimals++)
    if (__builtin_mul_overflow (value, 10, &value))
      return FALSE;
  *out_minor = is_negative ? -value : value;
  if (out_currency != NULL)
    *out_currency = currency;
  return TRUE;
}

/* Where the last separator stands and how many digits follow it. */
static EspDecimalMark
judge (const char *text)
{
  const char *last_comma = strrchr (text, ',');
  const char *last_point = strrchr (text, '.');
  const char *last = MAX (last_comma, last_point);
  const char *first;
  gsize n_behind;
  char mark;

  if (last == NULL)
    return ESP_DECIMAL_MARK_UNKNOWN;
  mark = *last;
  n_behind = strspn (last + 1, "0123456789");
  first = strchr (text, mark);
  if (first != last) /* 1.234.567: this one groups */
    return mark == ',' ? ESP_DECIMAL_MARK_POINT : ESP_DECIMAL_MARK_COMMA;
  if (last_comma != NULL && last_point != NULL) /* 1.234,5: the last one is the mark */
    return mark == ',' ? ESP_DECIMAL_MARK_COMMA : ESP_DECIMAL_MARK_POINT;
  /* 1,234 may be either; 0,234 and 1234,567 are not */
  if (n_behind == 3 && last - text <= 3 && last > text && *text != '0')
    return ESP_DECIMAL_MARK_UNKNOWN;
  return mark == ',' ? ESP_DECIMAL_MARK_COMMA : ESP_DECIMAL_MARK_POINT;
}

/**
 * esp_cell_find_decimal_mark:
 *
 * Returns: which mark the number @text shows to divide whole from part; UNKNOWN when it could be either,
 *   NONE when @text is no number in either way
 */
EspDecimalMark
esp_cell_find_decimal_mark (const char *text)
{
  char bare[MAX_NUMBER_BYTES];
  const char *currency;
  double value;

  if (!esp_cell_parse_decimal (text, FALSE, &value) && !esp_cell_parse_decimal (text, TRUE, &value))
    return ESP_DECIMAL_MARK_NONE;
  if (!take_bare (text, bare, sizeof bare, &currency))
    return ESP_DECIMAL_MARK_NONE;
  return judge (bare + (bare[0] == '-' || bare[0] == '+'));
}
