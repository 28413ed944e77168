/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, money, yes and no, and consent, as cells of a list hold them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-cell.h"

#include "base/esp-email-address.h"
#include "base/esp-phone.h"

#include <errno.h>
#include <string.h>

/* No number of a lead is longer; what is, is an id or a mistake, and stays text. */
#define MAX_NUMBER_BYTES 40

/* Words are folded and stand between bars, so that one search finds a whole word. */
static const char yes_words[] = "|y|yes|t|true|1|o|on|ok|예|네|참|동의|동의함|수신|수신동의|수신함|"
                                "허용|승인|agree|agreed|accept|accepted|optin|opt-in|opted in|"
                                "subscribed|subscribe|granted|consent|consented|✓|✔|○|◯|";
static const char no_words[] =
  "|n|no|f|false|0|x|off|아니오|아니요|거짓|거부|동의안함|동의 안함|동의하지 "
  "않음|미동의|비동의|수신거부|"
  "수신 거부|수신안함|거부함|철회|불가|미수신|disagree|decline|declined|optout|opt-out|opted out|"
  "unsubscribed|unsubscribe|denied|refused|withdrawn|✗|✘|×|";
static const char boolean_yes_words[] = "|y|yes|t|true|1|예|네|참|o|on|";
static const char boolean_no_words[] = "|n|no|f|false|0|아니오|아니요|거짓|x|off|";

static const struct
{
  const char *mark;
  const char *currency;
} currency_marks[] = {
  { "₩", "KRW" }, { "￦", "KRW" },  { "원", "KRW" }, { "krw", "KRW" },
  { "$", "USD" }, { "usd", "USD" }, { "€", "EUR" },  { "eur", "EUR" },
  { "¥", "JPY" }, { "￥", "JPY" },  { "円", "JPY" }, { "jpy", "JPY" },
  { "£", "GBP" }, { "gbp", "GBP" }, { "元", "CNY" }, { "cny", "CNY" },
};

static gboolean
is_word_of (const char *text, const char *list)
{
  char key[64];
  g_autofree char *folded = NULL;
  g_autofree char *stripped = NULL;

  if (strlen (text) > 40)
    return FALSE;
  stripped = g_strstrip (g_strdup (text));
  folded = g_utf8_casefold (stripped, -1);
  if (*folded == '\0' || strchr (folded, '|') != NULL)
    return FALSE;
  if (g_snprintf (key, sizeof key, "|%s|", folded) >= (int) sizeof key)
    return FALSE;
  return strstr (list, key) != NULL;
}

/* Copies a number without its thousands separators, decimal point as '.'. FALSE if it is none. */
static gboolean
collect_number (const char *text, gboolean has_decimal_comma, char *out, gsize size)
{
  char separator = has_decimal_comma ? '.' : ',';
  char point = has_decimal_comma ? ',' : '.';
  gsize n = 0;
  guint n_group = 0; /* digits since the last separator */
  gboolean has_separator = FALSE, has_point = FALSE, has_digit = FALSE;

  while (*text == ' ')
    text++;
  if (*text == '-' || *text == '+')
    {
      if (*text == '-')
        out[n++] = '-';
      text++;
    }
  for (; *text != '\0' && *text != ' '; text++)
    {
      if (n + 2 >= size)
        return FALSE;
      if (g_ascii_isdigit (*text))
        {
          out[n++] = *text;
          has_digit = TRUE;
          n_group++;
        }
      else if (*text == separator && has_digit && !has_point)
        {
          if ((has_separator && n_group != 3) || n_group > 3)
            return FALSE;
          has_separator = TRUE;
          n_group = 0;
        }
      else if (*text == point && !has_point)
        {
          if (has_separator && n_group != 3)
            return FALSE;
          out[n++] = '.';
          has_point = TRUE;
        }
      else
        return FALSE;
    }
  while (*text == ' ')
    text++;
  if (*text != '\0' || !has_digit || (has_separator && !has_point && n_group != 3))
    return FALSE;
  out[n] = '\0';
  return TRUE;
}

/**
 * esp_cell_parse_integer:
 *
 * Takes thousands separators and refuses decimals and what does not fit 64 bits.
 *
 * Returns: whether @text is a whole number
 */
gboolean
esp_cell_parse_integer (const char *text, gint64 *out_value)
{
  char digits[MAX_NUMBER_BYTES];
  char *end;
  gint64 value;

  if (!collect_number (text, FALSE, digits, sizeof digits) || strchr (digits, '.') != NULL)
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
 * Also takes the scientific notation of spreadsheets and a trailing per cent sign, which divides by
 * nothing: 12% is 12.
 *
 * Returns: whether @text is a number
 */
gboolean
esp_cell_parse_decimal (const char *text, gboolean has_decimal_comma, double *out_value)
{
  char digits[MAX_NUMBER_BYTES];
  g_autofree char *copy = NULL;
  g_autofree char *joined = NULL;
  char *exponent;
  char *end;
  gsize length;
  double value;
  gint64 power = 0;

  if (strlen (text) >= MAX_NUMBER_BYTES)
    return FALSE;
  copy = g_strstrip (g_strdup (text));
  length = strlen (copy);
  if (length > 1 && copy[length - 1] == '%')
    copy[length - 1] = '\0';
  exponent = strpbrk (copy, "eE");
  if (exponent != NULL)
    {
      *exponent = '\0';
      power = g_ascii_strtoll (exponent + 1, &end, 10);
      if (end == exponent + 1 || *end != '\0' || power < -300 || power > 300)
        return FALSE;
    }
  if (!collect_number (copy, has_decimal_comma, digits, sizeof digits))
    return FALSE;
  joined = g_strdup_printf ("%se%d", digits, (int) power);
  value = g_ascii_strtod (joined, &end);
  if (*end != '\0')
    return FALSE;
  *out_value = value;
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
  char digits[MAX_NUMBER_BYTES];
  g_autofree char *copy = NULL;
  const char *currency;
  gboolean is_negative;
  guint n_decimals = 0;
  gboolean has_point = FALSE;
  gint64 value = 0;

  if (strlen (text) >= MAX_NUMBER_BYTES)
    return FALSE;
  copy = g_strstrip (g_strdup (text));
  currency = take_currency (copy);
  if (!collect_number (copy, has_decimal_comma, digits, sizeof digits))
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

/**
 * esp_cell_parse_boolean:
 *
 * Returns: whether @text is one of the words for yes and no that are safe to read so
 */
gboolean
esp_cell_parse_boolean (const char *text, gboolean *out_value)
{
  if (is_word_of (text, boolean_yes_words))
    *out_value = TRUE;
  else if (is_word_of (text, boolean_no_words))
    *out_value = FALSE;
  else
    return FALSE;
  return TRUE;
}

/**
 * esp_cell_parse_consent:
 *
 * Reads Y/N, T/F, 1/0, 동의/거부, 수신/수신거부 and the like. Anything else is UNKNOWN and never consent.
 */
EspConsentWord
esp_cell_parse_consent (const char *text)
{
  if (text[strspn (text, " \t")] == '\0')
    return ESP_CONSENT_WORD_NONE;
  if (is_word_of (text, yes_words))
    return ESP_CONSENT_WORD_YES;
  if (is_word_of (text, no_words))
    return ESP_CONSENT_WORD_NO;
  return ESP_CONSENT_WORD_UNKNOWN;
}

static gboolean
is_phone_like (const char *text)
{
  EspPhone phone;
  guint n_digits = 0;

  if (*text != '0' && *text != '+' && strncmp (text, "10", 2) != 0)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        n_digits++;
      else if (strchr ("+-. ()", *p) == NULL)
        return FALSE;
    }
  return n_digits >= 9 && n_digits <= 15 &&
         esp_phone_normalize (text, "KR", &phone) == ESP_PHONE_OK;
}

/**
 * esp_cell_guess_kind:
 *
 * Returns: the narrowest kind that the text alone speaks for
 */
EspCellKind
esp_cell_guess_kind (const char *text)
{
  EspEmailAddress address;
  EspCivilTime time;
  gint64 integer;
  double decimal;
  gboolean boolean;

  if (text[strspn (text, " \t\r\n")] == '\0')
    return ESP_CELL_KIND_EMPTY;
  if (strlen (text) > 320)
    return ESP_CELL_KIND_TEXT;
  if (strchr (text, '@') != NULL)
    return esp_email_normalize (text, &address) == ESP_EMAIL_OK ? ESP_CELL_KIND_EMAIL
                                                                : ESP_CELL_KIND_TEXT;
  if (is_phone_like (text))
    return ESP_CELL_KIND_PHONE;
  if (esp_cell_parse_integer (text, &integer))
    {
      /* 00123 is a code, not a number: its zeros would be lost. */
      return text[0] == '0' && g_ascii_isdigit (text[1]) ? ESP_CELL_KIND_TEXT
                                                         : ESP_CELL_KIND_INTEGER;
    }
  if (esp_cell_parse_decimal (text, FALSE, &decimal))
    return ESP_CELL_KIND_DECIMAL;
  if (esp_cell_parse_date (text, ESP_DATE_ORDER_MDY, &time) ||
      esp_cell_parse_date (text, ESP_DATE_ORDER_DMY, &time))
    return time.has_time ? ESP_CELL_KIND_DATETIME : ESP_CELL_KIND_DATE;
  if (esp_cell_parse_boolean (text, &boolean))
    return ESP_CELL_KIND_BOOLEAN;
  return ESP_CELL_KIND_TEXT;
}
