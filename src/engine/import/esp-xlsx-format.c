/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the numbers of a workbook the texts that its reader sees: days, times, percentages, codes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-xlsx-format.h"

#include <math.h>
#include <string.h>

/* Days from 1970-01-01 back to the day zero of the two date systems (ECMA-376 part 1, 18.17.4.1). */
#define EPOCH_1900 25569
#define EPOCH_1904 24107
/* The 1900 system believes in 29 February 1900, so days before it are one off. */
#define FALSE_LEAP_DAY 60
#define MAX_SERIAL 2958466.0 /* 9999-12-31 */
#define SECONDS_PER_DAY 86400

/* The formats without a code of their own (ECMA-376 part 1, 18.8.30, the East Asian ones included). */
static EspXlsxKind
get_builtin (guint id)
{
  if (id == 9 || id == 10)
    return ESP_XLSX_PERCENT;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
      id == 57 || id == 58)
    return ESP_XLSX_DATE;
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
      id == 56)
    return ESP_XLSX_TIME;
  return id == 22 ? ESP_XLSX_DATETIME : ESP_XLSX_PLAIN;
}

/* What stands between quotes and in brackets is shown as it is; [h] counts hours on. */
static const char *
pass_literal (const char *p, gboolean *out_is_time)
{
  if (*p == '"')
    {
      const char *close = strchr (p + 1, '"');

      return close != NULL ? close + 1 : p + strlen (p);
    }
  if (*p == '[')
    {
      const char *close = strchr (p, ']');

      if (g_ascii_strncasecmp (p, "[h", 2) == 0 || g_ascii_strncasecmp (p, "[m", 2) == 0 ||
          g_ascii_strncasecmp (p, "[s", 2) == 0)
        *out_is_time = TRUE;
      return close != NULL ? close + 1 : p + strlen (p);
    }
  if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
    return g_utf8_next_char (p + 1);
  return NULL;
}

static EspXlsxKind
judge_code (const char *code)
{
  gboolean has_day = FALSE, has_time = FALSE, has_month = FALSE, has_percent = FALSE;

  for (const char *p = code; *p != '\0' && *p != ';';)
    {
      const char *next = pass_literal (p, &has_time);
      char c = g_ascii_tolower (*p);

      if (next != NULL)
        {
          p = next;
          continue;
        }
      if (g_ascii_strncasecmp (p, "General", 7) == 0)
        return ESP_XLSX_PLAIN;
      has_day = has_day || c == 'y' || c == 'd';
      has_month = has_month || c == 'm';
      has_time = has_time || c == 'h' || c == 's';
      has_percent = has_percent || c == '%';
      p = g_utf8_next_char (p);
    }
  if (has_day && has_time)
    return ESP_XLSX_DATETIME;
  if (has_day || (has_month && !has_time))
    return ESP_XLSX_DATE;
  if (has_time)
    return ESP_XLSX_TIME;
  return has_percent ? ESP_XLSX_PERCENT : ESP_XLSX_PLAIN;
}

/* Only zeros and the marks between them: a code of a fixed length. */
static gboolean
is_padded (const char *code)
{
  gsize n_zeros = 0;

  for (const char *p = code; *p != '\0'; p++)
    {
      n_zeros += *p == '0';
      if (strchr ("0-() /\\\"", *p) == NULL)
        return FALSE;
    }
  return n_zeros > 1 && strlen (code) < sizeof ((EspXlsxFormat *) NULL)->pattern;
}

/* The mark of a currency that a code shows: [$€-407], "US$", ₩ (ECMA-376 part 1, 18.8.31). */
static void
find_currency (const char *code, char *out, gsize size)
{
  static const char *const marks[] = { "US$", "₩", "$", "€", "£", "¥" };
  const char *end = strchr (code, ';');
  gsize length = end != NULL ? (gsize) (end - code) : strlen (code);
  const char *bracket = g_strstr_len (code, (gssize) length, "[$");
  gsize n = bracket != NULL ? strcspn (bracket + 2, "-]") : 0;

  if (n > 0 && n < size)
    {
      memcpy (out, bracket + 2, n);
      out[n] = '\0';
      return;
    }
  for (guint i = 0; bracket == NULL && out[0] == '\0' && i < G_N_ELEMENTS (marks); i++)
    if (g_strstr_len (code, (gssize) length, marks[i]) != NULL)
      g_strlcpy (out, marks[i], size);
}

/**
 * esp_xlsx_format_init:
 * @id: of the format in the workbook
 * @code: (nullable): its own code; %NULL for one that every workbook has
 */
void
esp_xlsx_format_init (EspXlsxFormat *self, guint id, const char *code)
{
  memset (self, 0, sizeof *self);
  if (code == NULL)
    self->kind = get_builtin (id);
  else if (is_padded (code))
    {
      self->kind = ESP_XLSX_PADDED;
      g_strlcpy (self->pattern, code, sizeof self->pattern);
    }
  else
    {
      self->kind = judge_code (code);
      if (self->kind == ESP_XLSX_PLAIN)
        find_currency (code, self->currency, sizeof self->currency);
    }
}

static void
append_time (gint64 seconds, GString *out)
{
  g_string_append_printf (out, "%02d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                          (int) (seconds % 60));
}

static gboolean
append_date (EspXlsxKind kind, double serial, gboolean is_1904, GString *out)
{
  gint64 days = (gint64) floor (serial);
  gint64 seconds = (gint64) floor ((serial - floor (serial)) * SECONDS_PER_DAY + 0.5);
  g_autoptr (GDateTime) at = NULL;

  if (!(serial >= 0) || serial >= MAX_SERIAL)
    return FALSE;
  if (kind == ESP_XLSX_TIME)
    {
      append_time (days * SECONDS_PER_DAY + seconds, out);
      return TRUE;
    }
  if (!is_1904 && days < FALSE_LEAP_DAY)
    days++;
  at = g_date_time_new_from_unix_utc (
    (days - (is_1904 ? EPOCH_1904 : EPOCH_1900)) * SECONDS_PER_DAY + seconds);
  if (at == NULL)
    return FALSE;
  g_string_append_printf (out, "%04d-%02d-%02d", g_date_time_get_year (at),
                          g_date_time_get_month (at), g_date_time_get_day_of_month (at));
  if (kind == ESP_XLSX_DATETIME || seconds > 0)
    {
      g_string_append_c (out, ' ');
      append_time (seconds % SECONDS_PER_DAY, out);
    }
  return TRUE;
}

/* As few digits as tell the number from its neighbours at the precision that spreadsheets have: fifteen. */
static void
append_number (double value, GString *out)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == floor (value) && fabs (value) < 1e15)
    g_string_append_printf (out, "%.0f", value);
  else
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.15g", value));
}

/* The mark before the number and letters behind it, as people write them. */
static void
append_money (const char *currency, double value, GString *out)
{
  gboolean is_code = strlen (currency) == 3 && g_ascii_isalpha (currency[0]) &&
                     g_ascii_isalpha (currency[1]) && g_ascii_isalpha (currency[2]);

  if (value < 0)
    g_string_append_c (out, '-');
  if (!is_code)
    g_string_append (out, currency);
  append_number (fabs (value), out);
  if (is_code)
    g_string_append_printf (out, " %s", currency);
}

static gboolean
append_padded (const char *pattern, double value, GString *out)
{
  char digits[24];
  gsize n_digits, n_zeros = 0, n_extra;
  const char *digit;

  if (value < 0 || value >= 1e15 || value != floor (value))
    return FALSE;
  for (const char *p = pattern; *p != '\0'; p++)
    n_zeros += *p == '0';
  g_snprintf (digits, sizeof digits, "%0*.0f", (int) MIN (n_zeros, 20), value);
  n_digits = strlen (digits);
  digit = digits;
  n_extra = n_digits > n_zeros ? n_digits - n_zeros : 0;
  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p == '\\' || *p == '"')
        continue;
      if (*p != '0')
        {
          g_string_append_c (out, *p);
          continue;
        }
      /* More digits than places stand before the first place. */
      g_string_append_len (out, digit, 1 + n_extra);
      digit += 1 + n_extra;
      n_extra = 0;
    }
  return TRUE;
}

/**
 * esp_xlsx_format_append:
 * @number: as the workbook has it
 * @is_1904: whether its days count from 1904
 *
 * Appends the number as its reader sees it: days as 2026-03-05, times as 15:04:05.
 */
void
esp_xlsx_format_append (const EspXlsxFormat *self,
                        const char *number,
                        gboolean is_1904,
                        GString *out)
{
  char *end;
  double value = g_ascii_strtod (number, &end);
  gboolean is_done = FALSE;

  if (end == number || *end != '\0' || !isfinite (value))
    {
      g_string_append (out, number);
      return;
    }
  switch (self->kind)
    {
    case ESP_XLSX_DATE:
    case ESP_XLSX_TIME:
    case ESP_XLSX_DATETIME:
      is_done = append_date (self->kind, value, is_1904, out);
      break;
    case ESP_XLSX_PERCENT:
      append_number (round (value * 1e12) / 1e10, out);
      g_string_append_c (out, '%');
      return;
    case ESP_XLSX_PADDED:
      is_done = append_padded (self->pattern, value, out);
      break;
    case ESP_XLSX_PLAIN:
    default:
      is_done = self->currency[0] != '\0';
      if (is_done)
        append_money (self->currency, value, out);
      break;
    }
  if (!is_done)
    append_number (value, out);
}
