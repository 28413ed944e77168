/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On which days an event comes again: the forms of RRULE that calendars of people use. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-ical-repeat.h"

#include <string.h>

/* Enough for a day each day of ten years; a rule that finds nothing ends as well. */
#define MAX_STEPS 4000
#define MAX_FOUND 1000

static const char *const day_words[] = { "", "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

static guint
parse_number (const char *text, guint most)
{
  guint64 value = g_ascii_strtoull (text, NULL, 10);

  return value <= most ? (guint) value : 0;
}

static gboolean
parse_day (const char *text, EspRepeat *repeat)
{
  char *rest = NULL;
  gint64 nth = g_ascii_strtoll (text, &rest, 10);

  for (guint i = 1; i < G_N_ELEMENTS (day_words); i++)
    if (g_ascii_strcasecmp (rest, day_words[i]) == 0)
      {
        repeat->days[i] = TRUE;
        if (nth != 0)
          repeat->nth = (int) CLAMP (nth, -1, 5);
        return nth >= -1 && nth <= 5;
      }
  return FALSE;
}

/* "15", "-1", "1,15" */
static gboolean
parse_month_days (const char *text, EspRepeat *repeat)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 64);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 number = g_ascii_strtoll (parts[i], NULL, 10);

      if (number == 0 || number < -31 || number > 31)
        return FALSE;
      if (number > 0)
        repeat->month_days |= (guint32) 1 << number;
      else
        repeat->last_days |= (guint32) 1 << -number;
    }
  return repeat->month_days != 0 || repeat->last_days != 0;
}

/* A moment in UTC may be another day where the event is: the moment says what is too late. */
static gboolean
parse_until_moment (const char *text, EspRepeat *repeat)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = NULL;

  if (strlen (text) != 16 || text[15] != 'Z')
    return TRUE;
  at = g_date_time_new_from_iso8601 (text, utc);
  if (at == NULL)
    return FALSE;
  repeat->until_us = g_date_time_to_unix (at) * G_USEC_PER_SEC;
  repeat->until++;
  return TRUE;
}

static guint32
parse_until (const char *text)
{
  guint32 number = 0;
  GDate day;

  for (guint i = 0; i < 8; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return 0;
      number = number * 10 + (guint32) (text[i] - '0');
    }
  if (!g_date_valid_dmy ((GDateDay) (number % 100), (GDateMonth) (number / 100 % 100),
                         (GDateYear) (number / 10000)))
    return 0;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) (number % 100), (GDateMonth) (number / 100 % 100),
                  (GDateYear) (number / 10000));
  return g_date_get_julian (&day);
}

static gboolean
parse_kind (const char *value, EspRepeat *repeat)
{
  static const char *const names[] = { "", "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };

  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (value, names[i]) == 0)
      repeat->kind = (EspRepeatKind) i;
  return repeat->kind != ESP_REPEAT_NONE;
}

static gboolean
parse_part (const char *name, const char *value, EspRepeat *repeat)
{
  if (g_ascii_strcasecmp (name, "FREQ") == 0)
    return parse_kind (value, repeat);
  if (g_ascii_strcasecmp (name, "INTERVAL") == 0)
    return (repeat->interval = parse_number (value, 1000)) > 0;
  if (g_ascii_strcasecmp (name, "COUNT") == 0)
    return (repeat->count = parse_number (value, 100000)) > 0;
  if (g_ascii_strcasecmp (name, "UNTIL") == 0)
    return (repeat->until = parse_until (value)) != 0 && parse_until_moment (value, repeat);
  if (g_ascii_strcasecmp (name, "BYMONTHDAY") == 0)
    return parse_month_days (value, repeat);
  if (g_ascii_strcasecmp (name, "BYSETPOS") == 0)
    return strchr (value, ',') == NULL &&
           (repeat->set_pos = (int) CLAMP (g_ascii_strtoll (value, NULL, 10), -31, 31)) != 0;
  if (g_ascii_strcasecmp (name, "BYMONTH") == 0)
    return strchr (value, ',') == NULL && (repeat->month = parse_number (value, 12)) > 0;
  if (g_ascii_strcasecmp (name, "BYDAY") == 0)
    {
      g_auto (GStrv) days = g_strsplit (value, ",", 8);

      for (guint i = 0; days[i] != NULL; i++)
        if (!parse_day (days[i], repeat))
          return FALSE;
      return days[0] != NULL;
    }
  return g_ascii_strcasecmp (name, "WKST") == 0;
}

/**
 * esp_repeat_parse:
 * @rule: "FREQ=WEEKLY;BYDAY=MO,WE"
 *
 * Returns: whether it is one of the forms that are known
 */
gboolean
esp_repeat_parse (const char *rule, EspRepeat *out_repeat)
{
  g_auto (GStrv) parts = g_strsplit (rule, ";", 32);

  *out_repeat = (EspRepeat){ .interval = 1 };
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');

      if (equals == NULL)
        {
          if (*parts[i] != '\0')
            return FALSE;
          continue;
        }
      *equals = '\0';
      if (!parse_part (parts[i], equals + 1, out_repeat))
        return FALSE;
    }
  /* Which of the days of a week, or of days that are counted by themselves, is for the rarest of calendars. */
  if (out_repeat->set_pos != 0 && (out_repeat->kind < ESP_REPEAT_MONTHLY || out_repeat->nth != 0 ||
                                   out_repeat->month_days != 0 || out_repeat->last_days != 0))
    return FALSE;
  return out_repeat->kind != ESP_REPEAT_NONE;
}

static gboolean
has_days (const EspRepeat *self)
{
  for (guint i = G_DATE_MONDAY; i <= G_DATE_SUNDAY; i++)
    if (self->days[i])
      return TRUE;
  return FALSE;
}

/* Which of the month's days that fit it is, counted from the beginning or from the end. */
static gboolean
is_at_position (const EspRepeat *self, const GDate *day, guint n_days)
{
  int step = self->set_pos > 0 ? -1 : 1;
  int position = 0;
  int weekday = (int) g_date_get_weekday (day) - 1;

  for (int number = (int) g_date_get_day (day); number >= 1 && number <= (int) n_days;
       number += step)
    {
      position += self->days[weekday + 1] ? 1 : 0;
      weekday = (weekday + step + 7) % 7;
    }
  return position == ABS (self->set_pos);
}

/* Whether a day of its month is the one that is meant. */
static gboolean
fits_nth (const EspRepeat *self, const GDate *day)
{
  guint number = g_date_get_day (day);
  guint n_days = g_date_get_days_in_month (g_date_get_month (day), g_date_get_year (day));

  if (!self->days[g_date_get_weekday (day)])
    return FALSE;
  if (self->set_pos != 0)
    return is_at_position (self, day, n_days);
  if (self->nth == 0)
    return TRUE;
  return self->nth < 0 ? number + 7 > n_days : (number - 1) / 7 + 1 == (guint) self->nth;
}

static gboolean
fits_month (const EspRepeat *self, const GDate *first, const GDate *day)
{
  guint number = g_date_get_day (day);
  guint n_days = g_date_get_days_in_month (g_date_get_month (day), g_date_get_year (day));

  if (self->month_days != 0 || self->last_days != 0)
    return ((self->month_days >> number) & 1) != 0 ||
           ((self->last_days >> (n_days - number + 1)) & 1) != 0;
  return has_days (self) ? fits_nth (self, day) : g_date_get_day (day) == g_date_get_day (first);
}

static gboolean
fits (const EspRepeat *self, const GDate *first, const GDate *day)
{
  guint months = (guint) ((g_date_get_year (day) - g_date_get_year (first)) * 12 +
                          (int) g_date_get_month (day) - (int) g_date_get_month (first));
  guint32 days = g_date_get_julian (day) - g_date_get_julian (first);

  switch (self->kind)
    {
    case ESP_REPEAT_DAILY:
      return days % self->interval == 0 &&
             (!has_days (self) || self->days[g_date_get_weekday (day)]);
    case ESP_REPEAT_WEEKLY:
      /* Weeks begin on Monday: those between are counted from the first one's. */
      if ((days + g_date_get_weekday (first) - 1) / 7 % self->interval != 0)
        return FALSE;
      return has_days (self) ? self->days[g_date_get_weekday (day)]
                             : g_date_get_weekday (day) == g_date_get_weekday (first);
    case ESP_REPEAT_MONTHLY:
      return months % self->interval == 0 && fits_month (self, first, day);
    case ESP_REPEAT_YEARLY:
      return (guint) (g_date_get_year (day) - g_date_get_year (first)) % self->interval == 0 &&
             (guint) g_date_get_month (day) ==
               (self->month != 0 ? self->month : (guint) g_date_get_month (first)) &&
             fits_month (self, first, day);
    case ESP_REPEAT_NONE:
    default:
      return FALSE;
    }
}

/**
 * esp_repeat_expand:
 * @first: the day of the event itself
 * @to: the last day, itself included
 *
 * Returns: (transfer full) (element-type guint32): julian days from @from to @to, in their order
 */
GArray *
esp_repeat_expand (const EspRepeat *self, const GDate *first, const GDate *from, const GDate *to)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 last = g_date_get_julian (to);
  guint n = 0;
  GDate day = *first;

  if (self->until != 0)
    last = MIN (last, self->until);
  /* Without a count nothing before the span matters. */
  if (self->count == 0 && g_date_compare (from, first) > 0)
    day = *from;
  for (guint i = 0; i < MAX_STEPS && found->len < MAX_FOUND; i++, g_date_add_days (&day, 1))
    {
      guint32 julian = g_date_get_julian (&day);

      if (julian > last || (self->count != 0 && n >= self->count))
        break;
      if (!fits (self, first, &day) && g_date_compare (&day, first) != 0)
        continue;
      n++;
      if (g_date_compare (&day, from) >= 0)
        g_array_append_val (found, julian);
    }
  return found;
}
