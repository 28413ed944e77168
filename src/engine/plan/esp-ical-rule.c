/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads RRULE (RFC 5545, 3.3.10). */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical-rule.h"

#include <string.h>

#define EPOCH_JULIAN 719163
#define MAX_INTERVAL 100000
#define MAX_COUNT 1000000
/* Times of one day: a rule that names more is none that a person wrote. */
#define MAX_TIMES 1440

/**
 * esp_ical_wall_new:
 * @seconds: of the day
 *
 * Returns: seconds since 1970 as a clock on a wall shows them, wherever it hangs; %G_MININT64 for a day that is none
 */
gint64
esp_ical_wall_new (guint year, guint month, guint day, guint seconds)
{
  GDate date;

  if (year < 1 || year > 9999 || month > 12 || day > 31 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return G_MININT64;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return ((gint64) g_date_get_julian (&date) - EPOCH_JULIAN) * ESP_ICAL_DAY_SECONDS + seconds;
}

/**
 * esp_ical_wall_floor:
 *
 * Returns: the beginning of the day of @wall
 */
gint64
esp_ical_wall_floor (gint64 wall)
{
  gint64 rest = wall % ESP_ICAL_DAY_SECONDS;

  return wall - (rest < 0 ? rest + ESP_ICAL_DAY_SECONDS : rest);
}

/**
 * esp_ical_wall_get_date:
 *
 * Returns: whether there is such a day, from year 1 to 9999
 */
gboolean
esp_ical_wall_get_date (gint64 wall, GDate *out_day)
{
  gint64 julian = esp_ical_wall_floor (wall) / ESP_ICAL_DAY_SECONDS + EPOCH_JULIAN;

  g_date_clear (out_day, 1);
  if (julian < 1 || julian > 3652059)
    return FALSE;
  g_date_set_julian (out_day, (guint32) julian);
  return TRUE;
}

static gboolean
parse_number (const char *text, gint64 least, gint64 most, gint64 *out_number)
{
  char *rest = NULL;

  *out_number = g_ascii_strtoll (text, &rest, 10);
  return rest != text && *rest == '\0' && *out_number >= least && *out_number <= most;
}

/* "1,-1"; @most in both directions when @is_signed, which leaves 0 out. */
static gboolean
parse_list (const char *text, int most, gboolean is_signed, EspIcalList *list)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", ESP_ICAL_MAX_LIST + 1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 number;

      if (list->n == ESP_ICAL_MAX_LIST ||
          !parse_number (g_strstrip (parts[i]), is_signed ? -most : 0, most, &number) ||
          (is_signed && number == 0))
        return FALSE;
      list->numbers[list->n++] = (gint16) number;
    }
  return list->n > 0;
}

static GDateWeekday
parse_weekday (const char *text)
{
  static const char *const words[] = { "", "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

  for (guint i = 1; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return (GDateWeekday) i;
  return G_DATE_BAD_WEEKDAY;
}

/* "MO,-1FR" */
static gboolean
parse_days (const char *text, EspIcalRule *rule)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", ESP_ICAL_MAX_LIST + 1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *rest = NULL;
      gint64 nth = g_ascii_strtoll (g_strstrip (parts[i]), &rest, 10);
      GDateWeekday day = parse_weekday (rest);

      if (day == G_DATE_BAD_WEEKDAY || nth < -53 || nth > 53 || (nth == 0 && rest != parts[i]) ||
          rule->nth_weekdays.n == ESP_ICAL_MAX_LIST)
        return FALSE;
      rule->has_weekdays = TRUE;
      if (nth == 0)
        rule->weekdays[day] = TRUE;
      else
        rule->nth_weekdays.numbers[rule->nth_weekdays.n++] = (gint16) (nth * 8 + (int) day);
    }
  return rule->has_weekdays;
}

/* "20260311", "20260311T100000", "20260311T010000Z" */
static gboolean
parse_until (const char *text, EspIcalRule *rule)
{
  gsize n = strlen (text);
  guint numbers[6] = { 0 };
  static const guint8 places[] = { 0, 4, 6, 9, 11, 13, 15 };
  gint64 wall;

  if ((n != 8 && n != 15 && n != 16) || (n > 8 && text[8] != 'T') || (n == 16 && text[15] != 'Z'))
    return FALSE;
  for (guint i = 0; i < (n == 8 ? 3 : 6); i++)
    for (guint at = places[i] + 0u; at < (i == 2 ? 8u : places[i + 1]); at++)
      {
        if (!g_ascii_isdigit (text[at]))
          return FALSE;
        numbers[i] = numbers[i] * 10 + (guint) (text[at] - '0');
      }
  wall = esp_ical_wall_new (numbers[0], numbers[1], numbers[2],
                            numbers[3] * 3600 + numbers[4] * 60 + numbers[5]);
  if (wall == G_MININT64)
    return FALSE;
  if (n == 16)
    rule->until_utc = wall;
  else
    rule->until_wall = n == 8 ? wall + ESP_ICAL_DAY_SECONDS - 1 : wall;
  return TRUE;
}

static gboolean
parse_frequency (const char *value, EspIcalRule *rule)
{
  static const char *const names[] = { "",      "SECONDLY", "MINUTELY", "HOURLY",
                                       "DAILY", "WEEKLY",   "MONTHLY",  "YEARLY" };

  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (value, names[i]) == 0)
      rule->frequency = (EspIcalFrequency) i;
  return rule->frequency != ESP_ICAL_NEVER;
}

static gboolean
parse_part (const char *name, const char *value, EspIcalRule *rule)
{
  const struct
  {
    const char *name;
    EspIcalList *list;
    int most;
    gboolean is_signed;
  } lists[] = {
    { "BYMONTH", &rule->months, 12, FALSE },      { "BYMONTHDAY", &rule->month_days, 31, TRUE },
    { "BYYEARDAY", &rule->year_days, 366, TRUE }, { "BYWEEKNO", &rule->weeks, 53, TRUE },
    { "BYHOUR", &rule->hours, 23, FALSE },        { "BYMINUTE", &rule->minutes, 59, FALSE },
    { "BYSECOND", &rule->seconds, 60, FALSE },    { "BYSETPOS", &rule->positions, 366, TRUE },
  };
  gint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_ascii_strcasecmp (name, lists[i].name) == 0)
      return parse_list (value, lists[i].most, lists[i].is_signed, lists[i].list);
  if (g_ascii_strcasecmp (name, "FREQ") == 0)
    return parse_frequency (value, rule);
  if (g_ascii_strcasecmp (name, "INTERVAL") == 0 && parse_number (value, 1, MAX_INTERVAL, &number))
    return (rule->interval = (guint) number) > 0;
  if (g_ascii_strcasecmp (name, "COUNT") == 0 && parse_number (value, 1, MAX_COUNT, &number))
    return (rule->count = (guint) number) > 0;
  if (g_ascii_strcasecmp (name, "UNTIL") == 0)
    return parse_until (value, rule);
  if (g_ascii_strcasecmp (name, "BYDAY") == 0)
    return parse_days (value, rule);
  if (g_ascii_strcasecmp (name, "WKST") == 0)
    return (rule->week_start = parse_weekday (value)) != G_DATE_BAD_WEEKDAY;
  /* What programs add of their own changes nothing. */
  return g_ascii_strncasecmp (name, "X-", 2) == 0;
}

static guint
count_of (const EspIcalList *list)
{
  return MAX (list->n, 1);
}

/**
 * esp_ical_rule_parse:
 * @text: "FREQ=WEEKLY;BYDAY=MO,WE", RFC 5545, 3.3.10
 *
 * Returns: whether it is a rule
 */
gboolean
esp_ical_rule_parse (const char *text, EspIcalRule *out_rule)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", 32);

  memset (out_rule, 0, sizeof *out_rule);
  out_rule->interval = 1;
  out_rule->week_start = G_DATE_MONDAY;
  out_rule->until_wall = out_rule->until_utc = G_MAXINT64;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (g_strstrip (parts[i]), '=');

      if (equals == NULL)
        {
          if (*parts[i] != '\0')
            return FALSE;
          continue;
        }
      *equals = '\0';
      if (!parse_part (parts[i], equals + 1, out_rule))
        return FALSE;
    }
  return out_rule->frequency != ESP_ICAL_NEVER && count_of (&out_rule->hours) *
                                                      count_of (&out_rule->minutes) *
                                                      count_of (&out_rule->seconds) <=
                                                    MAX_TIMES;
}
