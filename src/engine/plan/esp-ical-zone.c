/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time zones of calendars: by their names, or from the VTIMEZONE of programs that have names of their own. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical-zone.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ZONES 200

/* From when on a clock shows what: the newest part of its kind in a VTIMEZONE. */
typedef struct
{
  gboolean is_set;
  int offset; /* seconds east of Greenwich */
  int month;  /* of the change; 0: it does not come again */
  int week;   /* 5: the last */
  int weekday;
  int seconds; /* of the day, by the clock before */
  gint64 start;
} Part;

struct _EspIcalZones
{
  GHashTable *zones; /* (owned): name to GTimeZone */
  char *name;        /* (owned) (nullable): of the VTIMEZONE that is read */
  gboolean is_inside;
  Part *part; /* inside of one */
  Part read;  /* the part that is read */
  Part standard;
  Part daylight;
};

/**
 * esp_ical_zones_new:
 *
 * Returns: (transfer full)
 */
EspIcalZones *
esp_ical_zones_new (void)
{
  EspIcalZones *self = g_new0 (EspIcalZones, 1);

  self->zones =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_time_zone_unref);
  return self;
}

/**
 * esp_ical_zones_free:
 */
void
esp_ical_zones_free (EspIcalZones *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->zones);
  g_free (self->name);
  g_free (self);
}

/* "+0900", "-033000" */
static int
read_offset (const char *text)
{
  int sign = *text == '-' ? -1 : 1;
  gsize n = strlen (text);
  int number;

  if ((*text != '+' && *text != '-') || (n != 5 && n != 7) ||
      strspn (text + 1, "0123456789") != n - 1)
    return 0;
  number = atoi (text + 1);
  if (n == 5)
    number *= 100;
  return sign * CLAMP (number / 10000 * 3600 + number / 100 % 100 * 60 + number % 100, 0, 86399);
}

/* "-1SU", "2SU"; "SU" with the days of the month in which it falls. */
static void
read_weekday (Part *part, const char *text)
{
  static const char *const words[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
  char *rest = NULL;
  gint64 week = g_ascii_strtoll (text, &rest, 10);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (rest, words[i]) == 0)
      {
        part->weekday = (int) i;
        if (week != 0)
          part->week = week < 0 ? 5 : (int) MIN (week, 5);
      }
}

static void
read_rule (Part *part, const char *rule)
{
  g_auto (GStrv) parts = g_strsplit (rule, ";", 16);
  gboolean has_day = FALSE;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (parts[i], "BYMONTH=", 8) == 0)
        part->month = CLAMP (atoi (parts[i] + 8), 0, 12);
      else if (g_ascii_strncasecmp (parts[i], "BYMONTHDAY=", 11) == 0)
        part->week = CLAMP ((atoi (parts[i] + 11) - 1) / 7 + 1, 1, 5);
      else if (g_ascii_strncasecmp (parts[i], "BYDAY=", 6) == 0)
        {
          read_weekday (part, parts[i] + 6);
          has_day = TRUE;
        }
      else if (g_ascii_strncasecmp (parts[i], "UNTIL=", 6) == 0)
        return; /* it came again once, and no more */
    }
  if (!has_day || part->week == 0)
    part->month = 0;
}

static void
read_start (Part *part, const char *value)
{
  int clock;

  if (strlen (value) < 15 || value[8] != 'T')
    return;
  part->start = g_ascii_strtoll (value, NULL, 10);
  clock = atoi (value + 9);
  part->seconds = CLAMP (clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100, 0, 86399);
}

static void
add_offset (GString *text, const char *name, int offset)
{
  int seconds = ABS (offset);

  /* POSIX counts to the west. */
  g_string_append_printf (text, "%s%s%02d:%02d:%02d", name, offset > 0 ? "-" : "+", seconds / 3600,
                          seconds / 60 % 60, seconds % 60);
}

static void
add_change (GString *text, const Part *part)
{
  g_string_append_printf (text, ",M%d.%d.%d/%02d:%02d:%02d", part->month, part->week, part->weekday,
                          part->seconds / 3600, part->seconds / 60 % 60, part->seconds % 60);
}

static void
finish_zone (EspIcalZones *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const Part *standard = self->standard.is_set ? &self->standard : &self->daylight;
  GTimeZone *zone;

  if (self->name == NULL || !standard->is_set || g_hash_table_size (self->zones) >= MAX_ZONES ||
      g_hash_table_contains (self->zones, self->name))
    return;
  add_offset (text, "STD", standard->offset);
  if (self->standard.month != 0 && self->daylight.month != 0)
    {
      add_offset (text, "DST", self->daylight.offset);
      add_change (text, &self->daylight);
      add_change (text, &self->standard);
    }
  zone = g_time_zone_new_identifier (text->str);
  if (zone != NULL)
    g_hash_table_insert (self->zones, g_strdup (self->name), zone);
}

static void
begin (EspIcalZones *self, const char *what)
{
  if (g_ascii_strcasecmp (what, "VTIMEZONE") == 0)
    {
      self->is_inside = TRUE;
      self->part = NULL;
      self->standard = self->daylight = (Part){ 0 };
      g_clear_pointer (&self->name, g_free);
    }
  else if (self->is_inside)
    {
      self->part = g_ascii_strcasecmp (what, "DAYLIGHT") == 0 ? &self->daylight : &self->standard;
      self->read = (Part){ .is_set = TRUE };
    }
}

static void
end (EspIcalZones *self, const char *what)
{
  if (g_ascii_strcasecmp (what, "VTIMEZONE") == 0)
    {
      finish_zone (self);
      self->is_inside = FALSE;
    }
  else if (self->part != NULL)
    {
      /* Some tell the whole history: what began last holds. */
      if (!self->part->is_set || self->read.start >= self->part->start)
        *self->part = self->read;
      self->part = NULL;
    }
}

/**
 * esp_ical_zones_read:
 * @name: of the property, in capitals
 *
 * Reads a line that is of no event.
 *
 * Returns: whether it was of a zone
 */
gboolean
esp_ical_zones_read (EspIcalZones *self, const char *name, const char *value)
{
  gboolean was_inside = self->is_inside;

  if (g_str_equal (name, "BEGIN"))
    begin (self, value);
  else if (!self->is_inside)
    return FALSE;
  else if (g_str_equal (name, "END"))
    end (self, value);
  else if (g_str_equal (name, "TZID") && self->part == NULL)
    {
      g_free (self->name);
      self->name = g_strdup (value);
    }
  else if (self->part != NULL && g_str_equal (name, "TZOFFSETTO"))
    self->read.offset = read_offset (value);
  else if (self->part != NULL && g_str_equal (name, "DTSTART"))
    read_start (&self->read, value);
  else if (self->part != NULL && g_str_equal (name, "RRULE"))
    read_rule (&self->read, value);
  return was_inside || self->is_inside;
}

/**
 * esp_ical_zones_find:
 *
 * A name that everybody knows is the place itself; only then counts what the file says of it.
 *
 * Returns: (transfer none) (nullable): %NULL for a name that nobody knows
 */
GTimeZone *
esp_ical_zones_find (EspIcalZones *self, const char *name)
{
  g_autoptr (GTimeZone) zone =
    strchr (name, '/') != NULL ? g_time_zone_new_identifier (name) : NULL;
  GTimeZone *known = g_hash_table_lookup (self->zones, name);

  if (zone == NULL && known != NULL)
    return known;
  if (zone == NULL)
    zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    {
      /* "/citadel.org/20210210_1/Asia/Seoul" of some programs. */
      const char *slash = strrchr (name, '/');
      const char *before = slash != NULL ? g_strrstr_len (name, slash - name, "/") : NULL;

      zone = before != NULL ? g_time_zone_new_identifier (before + 1) : NULL;
    }
  if (zone == NULL)
    return NULL;
  known = zone;
  g_hash_table_replace (self->zones, g_strdup (name), g_steal_pointer (&zone));
  return known;
}
