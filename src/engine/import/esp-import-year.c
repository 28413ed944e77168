/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days without a year, "11/01 (일)": the year is that of the period which the file is about. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/import/esp-import-year.h"

#include <string.h>

#define EPOCH_JULIAN 719163
#define MAX_TEXT 100
#define MAX_TITLE 2000

static gint64
get_day (const EspCivilTime *time)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, time->day, (GDateMonth) time->month, (GDateYear) time->year);
  return (gint64) g_date_get_julian (&date) - EPOCH_JULIAN;
}

static void
widen (EspImportPeriod *self, gint64 day)
{
  self->first = self->is_known ? MIN (self->first, day) : day;
  self->last = self->is_known ? MAX (self->last, day) : day;
  self->is_known = TRUE;
}

/* "2026년 11월" is all of it. */
static void
see_month (EspImportPeriod *self, const char *text)
{
  const char *year = strstr (text, "년");
  const char *rest = NULL;
  gint64 number, month;

  for (; year != NULL; year = strstr (year + 1, "년"))
    {
      if (year - text < 4 || !g_ascii_isdigit (year[-4]))
        continue;
      number = g_ascii_strtoll (year - 4, NULL, 10);
      month = g_ascii_strtoll (year + strlen ("년"), (char **) &rest, 10);
      if (number < 1990 || number > 2100 || month < 1 || month > 12 ||
          !g_str_has_prefix (rest, "월"))
        continue;
      widen (self, get_day (&(EspCivilTime){ (gint16) number, (guint8) month, 1 }));
      widen (self, get_day (&(EspCivilTime){
                     (gint16) number, (guint8) month,
                     g_date_get_days_in_month ((GDateMonth) month, (GDateYear) number) }));
    }
}

/**
 * esp_import_period_see:
 * @text: a cell before the names of the columns: "기간: 2026.11.01 ~ 2026.11.30"
 *
 * Learns from it which days the file is about.
 */
void
esp_import_period_see (EspImportPeriod *self, const char *text)
{
  g_autoptr (GString) dense = g_string_new (NULL);
  g_auto (GStrv) words = NULL;

  if (strlen (text) > MAX_TITLE)
    return;
  /* "2026. 4. 1." is one word. */
  for (const char *c = text; *c != '\0'; c++)
    if (*c != ' ' || c == text || c[-1] != '.' || !g_ascii_isdigit (c[1]))
      g_string_append_c (dense, *c);
  words = g_strsplit_set (dense->str, " ~()[]:,|\t", 200);
  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize n = strspn (words[i], "0123456789./-");
      EspCivilTime time;

      if (n < 8 || !g_ascii_isdigit (words[i][3]))
        continue;
      words[i][n] = '\0';
      while (n > 0 && !g_ascii_isdigit (words[i][n - 1]))
        words[i][--n] = '\0';
      if (esp_cell_parse_date (words[i], ESP_DATE_ORDER_UNKNOWN, &time))
        widen (self, get_day (&time));
    }
  see_month (self, text);
}

/* "11/01(일) 10:00" is month, day and what follows. */
static gboolean
take_parts (const char *text, guint *first, guint *second, const char **rest)
{
  char *end = NULL;
  const char *at = text;

  if (!g_ascii_isdigit (*at))
    return FALSE;
  *first = (guint) g_ascii_strtoull (at, &end, 10);
  if (end - at > 2)
    return FALSE;
  at = end + strspn (end, " ");
  if (g_str_has_prefix (at, "월"))
    at += strlen ("월");
  else if (*at == '/' || *at == '.' || *at == '-')
    at++;
  else
    return FALSE;
  at += strspn (at, " ");
  if (!g_ascii_isdigit (*at))
    return FALSE;
  *second = (guint) g_ascii_strtoull (at, &end, 10);
  if (end - at > 2)
    return FALSE;
  at = end;
  if (g_str_has_prefix (at, "일"))
    at += strlen ("일");
  else if (*at == '.')
    at++;
  /* A third number is a year. */
  if (*at == '/' || *at == '-' || g_ascii_isdigit (*at))
    return FALSE;
  *rest = at;
  return TRUE;
}

static gboolean
parse_in_year (const char *text, EspDateOrder order, guint year, EspCivilTime *out_time)
{
  const char *rest;
  guint first, second;
  g_autofree char *whole = NULL;

  if (take_parts (text, &first, &second, &rest))
    {
      gboolean is_day_first = second <= 12 && (first > 12 || order == ESP_DATE_ORDER_DMY);

      whole = g_strdup_printf ("%04u-%02u-%02u%s%s", year, is_day_first ? second : first,
                               is_day_first ? first : second, *rest == ' ' ? "" : " ", rest);
      g_strchomp (whole);
    }
  else if (g_ascii_isalpha (text[0]) || (strlen (text) > 3 && g_ascii_isalpha (text[3])))
    whole = g_strdup_printf ("%s %04u", text, year); /* "Nov 1", "1 Nov" */
  return whole != NULL && esp_cell_parse_date (whole, ESP_DATE_ORDER_UNKNOWN, out_time);
}

/**
 * esp_cell_parse_yearless:
 * @text: "11/01", "11월 1일 (일)", "Nov 1"; the month stands first unless it cannot
 * @period: what the file says it is about
 * @today: days since 1970
 *
 * Without a period the year is the last one in which the day is not still to come.
 *
 * Returns: whether @text is a day without a year, and which one it is
 */
gboolean
esp_cell_parse_yearless (const char *text,
                         EspDateOrder order,
                         const EspImportPeriod *period,
                         gint64 today,
                         EspCivilTime *out_time)
{
  gint64 last = period->is_known ? period->last : today + 1;
  gint64 first = period->is_known ? period->first : last - 365;
  char narrow[MAX_TEXT];
  GDate date;

  if (!esp_cell_narrow (text, narrow, sizeof narrow))
    return FALSE;
  g_strstrip (narrow);
  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (last + EPOCH_JULIAN));
  for (guint year = g_date_get_year (&date), i = 0; i < 5; i++, year--)
    {
      gint64 day;

      if (!parse_in_year (narrow, order, year, out_time))
        continue;
      day = get_day (out_time);
      if (day >= first && day <= last)
        return TRUE;
    }
  return FALSE;
}
