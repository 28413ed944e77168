/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a rule of a calendar comes true: the table of RFC 5545, 3.3.10. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical-rule.h"

/* Periods and days that are looked at for one event, and occurrences that it may have. */
#define MAX_STEPS 400000
#define MAX_FOUND 3000

#define HOUR 3600
#define MINUTE 60

/* One expansion. */
typedef struct
{
  const EspIcalRule *rule;
  gint64 first;
  GDate first_day;
  guint first_seconds; /* of its day */
  GArray *times;       /* (owned) (element-type guint): seconds of a day, in order */
  GArray *period;      /* (owned) (element-type gint64): what fits in one period */
  guint n_steps;
} Work;

static gboolean
has (const EspIcalList *list, int number)
{
  for (guint i = 0; i < list->n; i++)
    if (list->numbers[i] == number)
      return TRUE;
  return FALSE;
}

/* @n of all: from the beginning, or from the end below zero. */
static gboolean
has_either (const EspIcalList *list, int number, int n)
{
  return has (list, number) || has (list, number - n - 1);
}

/* The week belongs to the year that has four days of it. */
static int
get_week (const GDate *day, GDateWeekday week_start, guint *out_year)
{
  int since = ((int) g_date_get_weekday (day) - (int) week_start + 7) % 7;
  GDate fourth;

  g_date_clear (&fourth, 1);
  g_date_set_julian (&fourth, g_date_get_julian (day) + 3 - (guint) MIN (since, 3));
  if (since > 3)
    g_date_subtract_days (&fourth, (guint) since - 3);
  *out_year = g_date_get_year (&fourth);
  return ((int) g_date_get_day_of_year (&fourth) - 1) / 7 + 1;
}

static gboolean
fits_week (const EspIcalRule *rule, const GDate *day)
{
  guint year, same;
  int week = get_week (day, rule->week_start, &year);
  GDate last;

  /* The 28th of December is always in the last one. */
  g_date_clear (&last, 1);
  g_date_set_dmy (&last, 28, G_DATE_DECEMBER, (GDateYear) year);
  return has_either (&rule->weeks, week, get_week (&last, rule->week_start, &same));
}

/* The nth of the month, or of the year when no month is named. */
static gboolean
fits_nth (const EspIcalRule *rule, const GDate *day)
{
  gboolean is_of_year = rule->frequency == ESP_ICAL_YEARLY && rule->months.n == 0;
  int place = is_of_year ? (int) g_date_get_day_of_year (day) : (int) g_date_get_day (day);
  int n = is_of_year ? (g_date_is_leap_year (g_date_get_year (day)) ? 366 : 365)
                     : g_date_get_days_in_month (g_date_get_month (day), g_date_get_year (day));

  for (guint i = 0; i < rule->nth_weekdays.n; i++)
    {
      int number = rule->nth_weekdays.numbers[i];
      int weekday = (number % 8 + 8) % 8;
      int nth = (number - weekday) / 8;

      if (weekday != (int) g_date_get_weekday (day))
        continue;
      /* Weeks are not counted within weeks: the number says nothing there. */
      if (rule->frequency < ESP_ICAL_MONTHLY || rule->weeks.n > 0 ||
          nth == (nth > 0 ? (place - 1) / 7 + 1 : -((n - place) / 7 + 1)))
        return TRUE;
    }
  return FALSE;
}

/* What a rule does not name is as the first one was. */
static gboolean
fits_first (const Work *work, const GDate *day)
{
  const EspIcalRule *rule = work->rule;
  gboolean names_day = rule->has_weekdays || rule->month_days.n > 0 || rule->year_days.n > 0;

  if (names_day)
    return TRUE;
  if (rule->frequency == ESP_ICAL_WEEKLY || rule->weeks.n > 0)
    return g_date_get_weekday (day) == g_date_get_weekday (&work->first_day);
  if (rule->frequency < ESP_ICAL_MONTHLY)
    return TRUE;
  return g_date_get_day (day) == g_date_get_day (&work->first_day) &&
         (rule->frequency == ESP_ICAL_MONTHLY || rule->months.n > 0 ||
          g_date_get_month (day) == g_date_get_month (&work->first_day));
}

static gboolean
fits_day (const Work *work, const GDate *day)
{
  const EspIcalRule *rule = work->rule;
  GDateYear year = g_date_get_year (day);
  int n_month = g_date_get_days_in_month (g_date_get_month (day), year);
  int n_year = g_date_is_leap_year (year) ? 366 : 365;

  return (rule->months.n == 0 || has (&rule->months, (int) g_date_get_month (day))) &&
         (rule->weeks.n == 0 || fits_week (rule, day)) &&
         (rule->year_days.n == 0 ||
          has_either (&rule->year_days, (int) g_date_get_day_of_year (day), n_year)) &&
         (rule->month_days.n == 0 ||
          has_either (&rule->month_days, (int) g_date_get_day (day), n_month)) &&
         (!rule->has_weekdays || rule->weekdays[g_date_get_weekday (day)] ||
          fits_nth (rule, day)) &&
         fits_first (work, day);
}

static int
compare_walls (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return (first > second) - (first < second);
}

static guint
pick (const EspIcalList *list, guint i, guint otherwise)
{
  return list->n == 0 ? otherwise : (guint) list->numbers[i];
}

/* The times of a day, of an hour or of a minute: what is smaller than @unit. */
static void
gather_times (Work *work, guint unit)
{
  const EspIcalRule *rule = work->rule;
  guint n_hours = unit > HOUR ? MAX (rule->hours.n, 1) : 1;
  guint n_minutes = unit > MINUTE ? MAX (rule->minutes.n, 1) : 1;
  guint n_seconds = unit > 1 ? MAX (rule->seconds.n, 1) : 1;

  for (guint h = 0; h < n_hours; h++)
    for (guint m = 0; m < n_minutes; m++)
      for (guint s = 0; s < n_seconds; s++)
        {
          guint at = 0;

          if (unit > HOUR)
            at += pick (&rule->hours, h, work->first_seconds / HOUR) * HOUR;
          if (unit > MINUTE)
            at += pick (&rule->minutes, m, work->first_seconds / MINUTE % 60) * MINUTE;
          if (unit > 1)
            at += MIN (pick (&rule->seconds, s, work->first_seconds % 60), 59);
          g_array_append_val (work->times, at);
        }
  g_array_sort (work->times, compare_times);
}

static void
add_times (Work *work, gint64 start)
{
  for (guint i = 0; i < work->times->len; i++)
    {
      gint64 at = start + g_array_index (work->times, guint, i);

      if (work->period->len == 0 ||
          g_array_index (work->period, gint64, work->period->len - 1) < at)
        g_array_append_val (work->period, at);
    }
}

static void
add_days (Work *work, GDate *day, guint n)
{
  for (guint i = 0; i < n && g_date_get_year (day) < 9999; i++, g_date_add_days (day, 1))
    {
      work->n_steps++;
      if (fits_day (work, day))
        add_times (work, esp_ical_wall_new (g_date_get_year (day), g_date_get_month (day),
                                            g_date_get_day (day), 0));
    }
}

/* Of hours and less: only @start itself is looked at. */
static void
add_moment (Work *work, gint64 start)
{
  const EspIcalRule *rule = work->rule;
  gint64 seconds = start - esp_ical_wall_floor (start);
  GDate day;

  work->n_steps++;
  if (!esp_ical_wall_get_date (start, &day) || !fits_day (work, &day) ||
      (rule->hours.n > 0 && !has (&rule->hours, (int) (seconds / HOUR))) ||
      (rule->frequency < ESP_ICAL_HOURLY && rule->minutes.n > 0 &&
       !has (&rule->minutes, (int) (seconds / MINUTE % 60))) ||
      (rule->frequency < ESP_ICAL_MINUTELY && rule->seconds.n > 0 &&
       !has (&rule->seconds, (int) (seconds % 60))))
    return;
  add_times (work, start);
}

static gint64
get_unit (EspIcalFrequency frequency)
{
  switch (frequency)
    {
    case ESP_ICAL_SECONDLY:
      return 1;
    case ESP_ICAL_MINUTELY:
      return MINUTE;
    case ESP_ICAL_HOURLY:
      return HOUR;
    case ESP_ICAL_WEEKLY:
      return 7 * ESP_ICAL_DAY_SECONDS;
    case ESP_ICAL_DAILY:
    case ESP_ICAL_MONTHLY:
    case ESP_ICAL_YEARLY:
    case ESP_ICAL_NEVER:
    default:
      return ESP_ICAL_DAY_SECONDS;
    }
}

/* When the period that is @k periods after the first begins; %G_MAXINT64 past the last year. */
static gint64
get_period (const Work *work, gint64 k)
{
  EspIcalFrequency frequency = work->rule->frequency;
  gint64 unit = get_unit (frequency);
  gint64 first = work->first;
  gint64 months;

  if (frequency >= ESP_ICAL_MONTHLY)
    {
      months = (gint64) g_date_get_year (&work->first_day) * 12;
      if (frequency == ESP_ICAL_MONTHLY)
        months += (gint64) g_date_get_month (&work->first_day) - 1 + k;
      else
        months += k * 12;
      return months / 12 > 9998
               ? G_MAXINT64
               : esp_ical_wall_new ((guint) (months / 12), (guint) (months % 12) + 1, 1, 0);
    }
  if (unit <= HOUR)
    return first - first % unit + k * unit - (first % unit < 0 ? unit : 0);
  if (frequency == ESP_ICAL_WEEKLY)
    first -= (((gint64) g_date_get_weekday (&work->first_day) - work->rule->week_start + 7) % 7) *
             ESP_ICAL_DAY_SECONDS;
  return esp_ical_wall_floor (first) + k * unit;
}

/* The number of the last period that begins by @wall, in steps of the rule. */
static gint64
find_period (const Work *work, gint64 wall)
{
  gint64 k, interval = work->rule->interval;
  GDate day;

  if (wall <= work->first || !esp_ical_wall_get_date (wall, &day))
    return 0;
  if (work->rule->frequency >= ESP_ICAL_MONTHLY)
    {
      k = (gint64) g_date_get_year (&day) - g_date_get_year (&work->first_day);
      if (work->rule->frequency == ESP_ICAL_MONTHLY)
        k =
          k * 12 + (gint64) g_date_get_month (&day) - (gint64) g_date_get_month (&work->first_day);
    }
  else
    k = (wall - get_period (work, 0)) / get_unit (work->rule->frequency);
  return MAX (k, 0) / interval * interval;
}

static void
fill_period (Work *work, gint64 start)
{
  EspIcalFrequency frequency = work->rule->frequency;
  guint n = 1;
  GDate day;

  g_array_set_size (work->period, 0);
  if (frequency <= ESP_ICAL_HOURLY)
    {
      add_moment (work, start);
      return;
    }
  if (!esp_ical_wall_get_date (start, &day))
    return;
  if (frequency == ESP_ICAL_YEARLY)
    n = g_date_is_leap_year (g_date_get_year (&day)) ? 366 : 365;
  else if (frequency == ESP_ICAL_MONTHLY)
    n = g_date_get_days_in_month (g_date_get_month (&day), g_date_get_year (&day));
  else if (frequency == ESP_ICAL_WEEKLY)
    n = 7;
  add_days (work, &day, n);
}

/* BYSETPOS: the nth of what fits in the period. */
static void
keep_positions (Work *work)
{
  const EspIcalList *positions = &work->rule->positions;
  g_autoptr (GArray) kept = NULL;
  int n = (int) work->period->len;

  if (positions->n == 0 || n == 0)
    return;
  kept = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (int i = 0; i < n; i++)
    if (has_either (positions, i + 1, n))
      g_array_append_val (kept, g_array_index (work->period, gint64, i));
  g_array_sort (kept, compare_walls);
  g_array_set_size (work->period, 0);
  g_array_append_vals (work->period, kept->data, kept->len);
}

/* Whether the days to come are all left out until the next one: most of a year of minutes need no look. */
static gint64
skip_idle (const Work *work, gint64 k, gint64 start)
{
  gint64 unit = get_unit (work->rule->frequency);
  gint64 interval = work->rule->interval;
  gint64 next;
  GDate day;

  if (work->rule->frequency > ESP_ICAL_HOURLY || !esp_ical_wall_get_date (start, &day) ||
      fits_day (work, &day))
    return k + interval;
  next = (esp_ical_wall_floor (start) + ESP_ICAL_DAY_SECONDS - start + unit - 1) / unit;
  return k + (next + interval - 1) / interval * interval;
}

/* Puts what the period has in @found; %FALSE when nothing more can come. */
static gboolean
take_period (Work *work, gint64 from, gint64 to, guint *n, GArray *found)
{
  const EspIcalRule *rule = work->rule;

  for (guint i = 0; i < work->period->len; i++)
    {
      gint64 at = g_array_index (work->period, gint64, i);

      if (at <= work->first)
        continue;
      if (at > to || at > rule->until_wall || (rule->count != 0 && *n >= rule->count) ||
          found->len >= MAX_FOUND)
        return FALSE;
      (*n)++;
      if (at >= from)
        g_array_append_val (found, at);
    }
  return TRUE;
}

/**
 * esp_ical_rule_expand:
 * @first: when the event itself is, by the wall; it always is the first occurrence
 * @from: seconds by the wall
 * @to: itself included
 * @out_is_whole: (out): %FALSE when there are more than anybody can look at; the first of them are told
 *
 * The end in UTC is the caller's: only who knows the place can tell. BYWEEKNO without a day is the weekday of the
 * first one; weeks across New Year are looked at in the year of each day.
 *
 * Returns: (transfer full) (element-type gint64): seconds by the wall from @from to @to, in order
 */
GArray *
esp_ical_rule_expand (const EspIcalRule *self,
                      gint64 first,
                      gint64 from,
                      gint64 to,
                      gboolean *out_is_whole)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (gint64));
  Work work = { .rule = self, .first = first };
  guint n = 1;

  *out_is_whole = TRUE;
  if (!esp_ical_wall_get_date (first, &work.first_day))
    return found;
  if (first >= from && first <= to)
    g_array_append_val (found, first);
  work.first_seconds = (guint) (first - esp_ical_wall_floor (first));
  work.times = g_array_new (FALSE, FALSE, sizeof (guint));
  work.period = g_array_new (FALSE, FALSE, sizeof (gint64));
  gather_times (&work, (guint) get_unit (MIN (self->frequency, ESP_ICAL_DAILY)));
  /* Without a count nothing before the span matters. */
  for (gint64 k = self->count == 0 ? find_period (&work, from) : 0; work.n_steps < MAX_STEPS;)
    {
      gint64 start = get_period (&work, k);

      if (start > to || start > self->until_wall)
        break;
      fill_period (&work, start);
      keep_positions (&work);
      if (!take_period (&work, from, to, &n, found))
        break;
      work.n_steps++;
      k = skip_idle (&work, k, start);
    }
  *out_is_whole = work.n_steps < MAX_STEPS && found->len < MAX_FOUND;
  g_array_unref (work.times);
  g_array_unref (work.period);
  return found;
}
