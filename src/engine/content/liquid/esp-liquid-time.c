/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads dates and times in the forms that people and programs write. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-time.h"

#include <string.h>

/* Text longer than this is no date. */
#define MAX_DATE_BYTES 128

/* What has been recognised so far; -1: not given. */
typedef struct
{
  const char *at;
  int year;
  int month;
  int day;
  int hour;
  int minute;
  int second;
  guint nanosecond;
  gboolean has_zone;
  gboolean is_utc;
  int offset_seconds;
  gboolean failed;
} Reader;

typedef struct
{
  const char *name;
  int hours;
} ZoneName;

static const ZoneName zone_names[] = {
  { "utc", 0 },  { "gmt", 0 },  { "z", 0 },    { "est", -5 }, { "edt", -4 },  { "cst", -6 },
  { "cdt", -5 }, { "mst", -7 }, { "mdt", -6 }, { "pst", -8 }, { "pdt", -7 },  { "kst", 9 },
  { "jst", 9 },  { "cet", 1 },  { "cest", 2 }, { "eet", 2 },  { "eest", 3 },  { "wet", 0 },
  { "west", 1 }, { "bst", 1 },  { "msk", 3 },  { "ist", 5 },  { "akst", -9 }, { "hst", -10 },
};

/** esp_liquid_time_from_seconds: Returns: %FALSE when the year is beyond 1 to 9999. */
gboolean
esp_liquid_time_from_seconds (gint64 seconds, GTimeZone *zone, EspLiquidTime *out_time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  if (utc == NULL)
    return FALSE;
  *out_time = (EspLiquidTime){ .has_zone_name = TRUE };
  out_time->local = zone == NULL ? g_steal_pointer (&utc) : g_date_time_to_timezone (utc, zone);
  return out_time->local != NULL;
}

void
esp_liquid_time_clear (EspLiquidTime *self)
{
  g_clear_pointer (&self->local, g_date_time_unref);
}

static guint
count_digits (const char *at)
{
  guint n = 0;

  while (g_ascii_isdigit (at[n]))
    n++;
  return n;
}

static int
read_number (const char *at, guint n)
{
  int number = 0;

  for (guint i = 0; i < n && i < 9; i++)
    number = number * 10 + (at[i] - '0');
  return number;
}

static int
full_year (int year, guint n_digits)
{
  if (n_digits > 2)
    return year;
  return year + (year >= 69 ? 1900 : 2000); /* as POSIX splits two-digit years */
}

static gboolean
read_month_name (Reader *self)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

  for (int i = 0; i < 12; i++)
    if (strncmp (self->at, months + 3 * i, 3) == 0)
      {
        if (self->month >= 0)
          return FALSE;
        self->month = i + 1;
        while (g_ascii_isalpha (*self->at))
          self->at++;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_day_name (Reader *self)
{
  static const char days[] = "sunmontuewedthufrisat";

  for (int i = 0; i < 7; i++)
    if (strncmp (self->at, days + 3 * i, 3) == 0)
      {
        while (g_ascii_isalpha (*self->at))
          self->at++;
        return TRUE;
      }
  return FALSE;
}

/* "+09:00", "-0530", "+9" */
static gboolean
read_offset (Reader *self)
{
  int sign = *self->at == '-' ? -1 : 1;
  const char *at = self->at + 1;
  guint n = count_digits (at);
  int hours;
  int minutes = 0;

  if (n == 0 || n > 4)
    return FALSE;
  hours = read_number (at, n <= 2 ? n : n - 2);
  if (n > 2)
    minutes = read_number (at + n - 2, 2);
  at += n;
  if (n <= 2 && *at == ':' && count_digits (at + 1) == 2)
    {
      minutes = read_number (at + 1, 2);
      at += 3;
    }
  if (hours > 23 || minutes > 59)
    return FALSE;
  self->has_zone = TRUE;
  self->offset_seconds = sign * (hours * 3600 + minutes * 60);
  self->at = at;
  return TRUE;
}

static gboolean
read_zone_name (Reader *self)
{
  gsize n = 0;

  while (g_ascii_isalpha (self->at[n]))
    n++;
  for (guint i = 0; i < G_N_ELEMENTS (zone_names); i++)
    if (strlen (zone_names[i].name) == n && strncmp (self->at, zone_names[i].name, n) == 0)
      {
        self->has_zone = TRUE;
        self->is_utc = zone_names[i].hours == 0;
        self->offset_seconds = zone_names[i].hours * 3600;
        self->at += n;
        if ((*self->at == '+' || *self->at == '-') && self->is_utc)
          {
            self->is_utc = FALSE;
            return read_offset (self);
          }
        return TRUE;
      }
  return FALSE;
}

static void
read_fraction (Reader *self)
{
  guint n = 0;

  if (*self->at == '.' || *self->at == ',')
    n = count_digits (self->at + 1);
  if (n == 0)
    return;
  self->nanosecond = (guint) read_number (self->at + 1, MIN (n, 9));
  for (guint i = n; i < 9; i++)
    self->nanosecond *= 10;
  self->at += 1 + n;
}

static void
read_meridian (Reader *self)
{
  const char *at = self->at;
  char half;

  while (*at == ' ')
    at++;
  half = *at;
  if (half != 'a' && half != 'p')
    return;
  at++;
  if (*at == '.')
    at++;
  if (*at != 'm')
    return;
  at++;
  if (*at == '.')
    at++;
  if (g_ascii_isalpha (*at))
    return;
  self->hour = self->hour % 12 + (half == 'p' ? 12 : 0);
  self->at = at;
}

static void
read_zone (Reader *self)
{
  const char *before = self->at;

  while (*self->at == ' ')
    self->at++;
  if (((*self->at == '+' || *self->at == '-') && read_offset (self)) || read_zone_name (self))
    return;
  self->at = before;
}

static gboolean
has_two_digits_at_most (const char *at)
{
  guint n = count_digits (at);

  return n == 1 || n == 2;
}

/* "10:20", "10:20:30.5", "5pm", with a zone behind it */
static gboolean
read_clock (Reader *self)
{
  guint n = count_digits (self->at);
  const char *rest = self->at + n;

  if (n == 0 || n > 2 || self->hour >= 0)
    return FALSE;
  if (*rest == ':' && has_two_digits_at_most (rest + 1))
    {
      self->hour = read_number (self->at, n);
      self->minute = read_number (rest + 1, count_digits (rest + 1));
      self->at = rest + 1 + count_digits (rest + 1);
      if (*self->at == ':' && has_two_digits_at_most (self->at + 1))
        {
          self->second = read_number (self->at + 1, count_digits (self->at + 1));
          self->at += 1 + count_digits (self->at + 1);
          read_fraction (self);
        }
    }
  else
    {
      const char *before = self->at;
      int hour = read_number (self->at, n);

      self->hour = hour;
      self->at = rest;
      read_meridian (self);
      if (self->at == rest)
        {
          self->hour = -1;
          self->at = before;
          return FALSE;
        }
      read_zone (self);
      return TRUE;
    }
  read_meridian (self);
  read_zone (self);
  return TRUE;
}

/* "2016. 3. 14": blanks may follow a point or a stroke. */
static const char *
skip_mark (const char *at, char mark)
{
  if (*at != mark)
    return NULL;
  at++;
  while (mark != '-' && *at == ' ')
    at++;
  return at;
}

/* "3/14" is month and day, "2016-074" the day of a year. */
static gboolean
read_two_numbers (Reader *self, guint n1, const char *second, char mark)
{
  guint n2 = count_digits (second);

  if (mark == '/' && n1 <= 2 && n2 <= 2)
    {
      self->month = read_number (self->at, n1);
      self->day = read_number (second, n2);
    }
  else if (mark == '-' && n1 == 4 && n2 == 3)
    {
      self->year = read_number (self->at, n1);
      self->month = 1;
      self->day = read_number (second, n2);
    }
  else
    return FALSE;
  self->at = second + n2;
  return TRUE;
}

/* Three numbers with one mark between: year first when it has more than two digits, else last. */
static gboolean
read_marked_date (Reader *self, char mark)
{
  guint n1 = count_digits (self->at);
  const char *second = skip_mark (self->at + n1, mark);
  guint n2 = second == NULL ? 0 : count_digits (second);
  const char *third = second == NULL ? NULL : skip_mark (second + n2, mark);
  guint n3 = third == NULL ? 0 : count_digits (third);

  if (n1 == 0 || n1 > 4 || n2 == 0 || self->year >= 0 || self->month >= 0)
    return FALSE;
  if (n3 == 0)
    return read_two_numbers (self, n1, second, mark);
  if (n2 > 2)
    return FALSE;
  self->month = read_number (second, n2);
  if (n1 > 2 || n3 <= 2)
    {
      self->year = full_year (read_number (self->at, n1), n1);
      self->day = read_number (third, n3);
    }
  else
    {
      self->day = read_number (self->at, n1);
      self->year = full_year (read_number (third, n3), n3);
    }
  self->at = third + n3;
  return TRUE;
}

/* "20160314" and "20160314t102030" */
static gboolean
read_compact (Reader *self)
{
  guint n = count_digits (self->at);

  if (n != 8 || self->year >= 0)
    return FALSE;
  self->year = read_number (self->at, 4);
  self->month = read_number (self->at + 4, 2);
  self->day = read_number (self->at + 6, 2);
  self->at += 8;
  if ((*self->at == 't' || *self->at == ' ') &&
      (count_digits (self->at + 1) == 6 || count_digits (self->at + 1) == 4))
    {
      gboolean has_seconds = count_digits (self->at + 1) == 6;

      self->hour = read_number (self->at + 1, 2);
      self->minute = read_number (self->at + 3, 2);
      self->second = has_seconds ? read_number (self->at + 5, 2) : 0;
      self->at += has_seconds ? 7 : 5;
      read_fraction (self);
      read_zone (self);
    }
  return TRUE;
}

static gboolean
read_iso_date (Reader *self)
{
  if (!read_marked_date (self, '-') && !read_marked_date (self, '/') &&
      !read_marked_date (self, '.'))
    return FALSE;
  if (*self->at == 't' && g_ascii_isdigit (self->at[1]))
    {
      self->at++;
      (void) read_clock (self);
    }
  return TRUE;
}

/* "14", "14th", "2016", "'16" beside the name of a month */
static gboolean
read_lone_number (Reader *self)
{
  guint n = count_digits (self->at);
  int number = read_number (self->at, n);

  if (n == 0 || n > 4)
    return FALSE;
  if (n > 2 || (self->day >= 0 && self->year < 0 && self->month >= 0))
    {
      if (self->year >= 0)
        return FALSE;
      self->year = full_year (number, n);
    }
  else if (self->day < 0)
    self->day = number;
  else
    return FALSE;
  self->at += n;
  if (n <= 2 && (g_str_has_prefix (self->at, "st") || g_str_has_prefix (self->at, "nd") ||
                 g_str_has_prefix (self->at, "rd") || g_str_has_prefix (self->at, "th")))
    self->at += 2;
  return TRUE;
}

static gboolean
read_piece (Reader *self)
{
  if (g_ascii_isdigit (*self->at))
    {
      if (read_clock (self) || read_compact (self) || read_iso_date (self) ||
          read_lone_number (self))
        {
          if (*self->at == '-' &&
              (g_ascii_isalpha (self->at[1]) || self->year < 0)) /* 14-mar-2016 */
            self->at++;
          return TRUE;
        }
      return FALSE;
    }
  if (g_ascii_isalpha (*self->at))
    {
      if (read_month_name (self))
        {
          if (*self->at == '-' || *self->at == '.')
            self->at++;
          return TRUE;
        }
      return read_day_name (self) || read_zone_name (self);
    }
  if ((*self->at == '+' || *self->at == '-') && self->hour >= 0 && !self->has_zone)
    return read_offset (self);
  return FALSE;
}

/* Passes over what says nothing about time: a word, a number, or one other character. */
static void
skip_piece (Reader *self)
{
  const char *at = self->at;

  while (g_ascii_isalpha (*at))
    at++;
  if (at == self->at)
    at += count_digits (at);
  self->at = at == self->at ? at + 1 : at;
}

static void
fill_in (Reader *self, gint64 now_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  gboolean has_any = self->year >= 0 || self->month >= 0;

  if (self->year < 0)
    self->year = g_date_time_get_year (now);
  if (self->month < 0)
    self->month = has_any || self->day >= 0 ? (has_any ? 1 : g_date_time_get_month (now))
                                            : g_date_time_get_month (now);
  if (self->day < 0)
    self->day = has_any ? 1 : g_date_time_get_day_of_month (now);
  self->hour = MAX (self->hour, 0);
  self->minute = MAX (self->minute, 0);
  self->second = MAX (self->second, 0);
}

static gboolean
is_known (const Reader *self)
{
  return self->month >= 0 || self->hour >= 0;
}

/* Days up to 31 fit any month and run over into the next, as do 24:00 and a 60th second. */
static gboolean
is_possible (const Reader *self)
{
  gboolean is_ordinal = self->month == 1 && self->day > 31;

  return self->month != 0 && self->month <= 12 && self->day != 0 &&
         (self->day <= 31 || (is_ordinal && self->day <= 366)) && self->minute < 60 &&
         self->second <= 60 &&
         (self->hour < 24 || (self->hour == 24 && self->minute <= 0 && self->second <= 0));
}

static GDateTime *
make_time (const Reader *self, GTimeZone *zone)
{
  g_autoptr (GDateTime) month = g_date_time_new (zone, self->year, self->month, 1, 0, 0, 0);
  g_autoptr (GDateTime) day = month == NULL ? NULL : g_date_time_add_days (month, self->day - 1);
  GDateTime *plain;

  if (day == NULL)
    return NULL;
  plain = g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                           g_date_time_get_day_of_month (day), self->hour % 24, self->minute,
                           self->second % 60);
  if (plain != NULL && (self->hour == 24 || self->second == 60))
    {
      g_autoptr (GDateTime) before = plain;

      plain =
        self->hour == 24 ? g_date_time_add_days (before, 1) : g_date_time_add_minutes (before, 1);
    }
  return plain;
}

static GTimeZone *
zone_of (const Reader *self, GTimeZone *local)
{
  if (!self->has_zone)
    return g_time_zone_ref (local);
  if (self->is_utc)
    return g_time_zone_new_utc ();
  return g_time_zone_new_offset (self->offset_seconds);
}

/**
 * esp_liquid_time_parse:
 * @now_us: fills in what the text leaves out
 * @zone: (nullable): the zone of texts without one; UTC
 *
 * Returns: %FALSE when @text is no date or time.
 */
gboolean
esp_liquid_time_parse (const char *text,
                       gsize len,
                       gint64 now_us,
                       GTimeZone *zone,
                       EspLiquidTime *out_time)
{
  g_autofree char *lower = NULL;
  g_autoptr (GTimeZone) local = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_utc ();
  g_autoptr (GTimeZone) own = NULL;
  Reader reader = { .year = -1, .month = -1, .day = -1, .hour = -1, .minute = -1, .second = -1 };

  if (len > MAX_DATE_BYTES || memchr (text, '\0', len) != NULL)
    return FALSE;
  lower = g_ascii_strdown (text, (gssize) len);
  reader.at = lower;
  while (*reader.at != '\0')
    if (!read_piece (&reader))
      skip_piece (&reader);
  if (!is_known (&reader) || !is_possible (&reader))
    return FALSE;
  fill_in (&reader, now_us, local);
  own = zone_of (&reader, local);
  *out_time = (EspLiquidTime){ .nanosecond = reader.nanosecond };
  out_time->has_zone_name = !reader.has_zone || reader.is_utc;
  out_time->local = make_time (&reader, own);
  return out_time->local != NULL;
}
