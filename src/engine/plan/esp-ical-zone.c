/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clocks show in the zones that a calendar names or describes. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical-zone.h"

#include "engine/plan/esp-ical-line.h"
#include "engine/plan/esp-ical-rule.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ZONES 200
#define MAX_PARTS 400
#define MAX_CHANGES 5000
#define FIRST_YEAR 1970
#define LAST_YEAR 2080

/* From @at on the clock is @after seconds ahead of Greenwich's. */
typedef struct
{
  gint64 at; /* seconds, UTC */
  int before;
  int after;
} Change;

/* One of both is set. */
struct _EspIcalZone
{
  GTimeZone *zone; /* (owned) (nullable) */
  GArray *changes; /* (owned) (nullable) (element-type Change): in order */
};

struct _EspIcalZones
{
  GHashTable *zones; /* (owned): name to EspIcalZone */
  char *name;        /* (owned) (nullable): of the VTIMEZONE that is read */
  gboolean is_inside;
  gboolean is_in_part;
  GArray *changes; /* (owned): of the VTIMEZONE that is read */
  guint n_parts;
  /* The part that is read. */
  int before;
  int after;
  gboolean has_after;
  gint64 start;  /* by the wall; G_MININT64: none */
  char *rule;    /* (owned) (nullable) */
  GArray *dates; /* (owned) (element-type gint64): by the wall */
};

/**
 * esp_ical_zone_new:
 *
 * Returns: (transfer full)
 */
EspIcalZone *
esp_ical_zone_new (GTimeZone *zone)
{
  EspIcalZone *self = g_new0 (EspIcalZone, 1);

  self->zone = g_time_zone_ref (zone);
  return self;
}

/**
 * esp_ical_zone_free:
 */
void
esp_ical_zone_free (EspIcalZone *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->changes, g_array_unref);
  g_free (self);
}

/* Seconds ahead of Greenwich at a moment. */
static gint64
get_offset (const EspIcalZone *self, gint64 utc)
{
  int offset;

  if (self->zone != NULL)
    return g_time_zone_get_offset (self->zone,
                                   g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL,
                                                              utc));
  offset = g_array_index (self->changes, Change, 0).before;
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = &g_array_index (self->changes, Change, i);

      if (change->at > utc)
        break;
      offset = change->after;
    }
  return offset;
}

/**
 * esp_ical_zone_to_utc:
 * @wall: seconds since 1970 as the clock there shows them
 *
 * An hour that comes twice is the first one; one that is left out is counted on from before (RFC 5545, 3.3.5).
 *
 * Returns: seconds, UTC
 */
gint64
esp_ical_zone_to_utc (const EspIcalZone *self, gint64 wall)
{
  gint64 before = get_offset (self, wall - ESP_ICAL_DAY_SECONDS);
  gint64 after = get_offset (self, wall + ESP_ICAL_DAY_SECONDS);

  if (get_offset (self, wall - before) == before || get_offset (self, wall - after) != after)
    return wall - before;
  return wall - after;
}

/**
 * esp_ical_zone_to_wall:
 *
 * Returns: seconds since 1970 as the clock there shows them
 */
gint64
esp_ical_zone_to_wall (const EspIcalZone *self, gint64 utc)
{
  return utc + get_offset (self, utc);
}

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
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_ical_zone_free);
  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  self->dates = g_array_new (FALSE, FALSE, sizeof (gint64));
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
  g_array_unref (self->changes);
  g_array_unref (self->dates);
  g_free (self->name);
  g_free (self->rule);
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

static void
add_change (EspIcalZones *self, gint64 wall)
{
  const Change change = { wall - self->before, self->before, self->after };

  if (self->changes->len < MAX_CHANGES)
    g_array_append_val (self->changes, change);
}

static void
finish_part (EspIcalZones *self)
{
  g_autoptr (GArray) walls = NULL;
  gboolean is_whole;
  EspIcalRule rule;

  if (self->start == G_MININT64 || !self->has_after || self->n_parts++ >= MAX_PARTS)
    return;
  add_change (self, self->start);
  for (guint i = 0; i < self->dates->len; i++)
    add_change (self, g_array_index (self->dates, gint64, i));
  if (self->rule == NULL || !esp_ical_rule_parse (self->rule, &rule) ||
      rule.frequency < ESP_ICAL_MONTHLY)
    return;
  walls = esp_ical_rule_expand (&rule, self->start, esp_ical_wall_new (FIRST_YEAR, 1, 1, 0),
                                esp_ical_wall_new (LAST_YEAR, 1, 1, 0), &is_whole);
  for (guint i = 0; i < walls->len; i++)
    if (g_array_index (walls, gint64, i) != self->start &&
        g_array_index (walls, gint64, i) - self->before <= rule.until_utc)
      add_change (self, g_array_index (walls, gint64, i));
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const Change *first = a, *second = b;

  return (first->at > second->at) - (first->at < second->at);
}

static void
finish_zone (EspIcalZones *self)
{
  EspIcalZone *zone;

  if (self->name == NULL || self->changes->len == 0 ||
      g_hash_table_size (self->zones) >= MAX_ZONES ||
      g_hash_table_contains (self->zones, self->name))
    return;
  zone = g_new0 (EspIcalZone, 1);
  g_array_sort (self->changes, compare_changes);
  zone->changes = g_array_copy (self->changes);
  g_hash_table_insert (self->zones, g_strdup (self->name), zone);
}

static void
begin (EspIcalZones *self, const char *what)
{
  if (g_ascii_strcasecmp (what, "VTIMEZONE") == 0)
    {
      self->is_inside = TRUE;
      self->is_in_part = FALSE;
      self->n_parts = 0;
      g_array_set_size (self->changes, 0);
      g_clear_pointer (&self->name, g_free);
    }
  else if (self->is_inside)
    {
      self->is_in_part = TRUE;
      self->before = self->after = 0;
      self->has_after = FALSE;
      self->start = G_MININT64;
      g_array_set_size (self->dates, 0);
      g_clear_pointer (&self->rule, g_free);
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
  else if (self->is_in_part)
    {
      finish_part (self);
      self->is_in_part = FALSE;
    }
}

static void
read_dates (EspIcalZones *self, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", MAX_PARTS);
  EspIcalStamp stamp;

  for (guint i = 0; parts[i] != NULL; i++)
    if (esp_ical_stamp_parse (parts[i], &stamp))
      g_array_append_val (self->dates, stamp.wall);
}

static void
read_part (EspIcalZones *self, const char *name, const char *value)
{
  EspIcalStamp stamp;

  if (g_str_equal (name, "TZOFFSETFROM"))
    self->before = read_offset (value);
  else if (g_str_equal (name, "TZOFFSETTO"))
    {
      self->after = read_offset (value);
      self->has_after = TRUE;
    }
  else if (g_str_equal (name, "DTSTART") && esp_ical_stamp_parse (value, &stamp))
    self->start = stamp.wall;
  else if (g_str_equal (name, "RRULE"))
    {
      g_free (self->rule);
      self->rule = g_strdup (value);
    }
  else if (g_str_equal (name, "RDATE"))
    read_dates (self, value);
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
  else if (g_str_equal (name, "TZID") && !self->is_in_part)
    {
      g_free (self->name);
      self->name = g_strstrip (g_strdup (value));
    }
  else if (self->is_in_part)
    read_part (self, name, value);
  return was_inside || self->is_inside;
}

/* "Asia/Seoul", or the end of "/citadel.org/20210210_1/Asia/Seoul". */
static GTimeZone *
find_place (const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  for (const char *c = strchr (name, '/'); zone == NULL && c != NULL; c = strchr (c + 1, '/'))
    if (strchr (c + 1, '/') != NULL)
      zone = g_time_zone_new_identifier (c + 1);
  return zone;
}

/**
 * esp_ical_zones_find:
 *
 * A name that everybody knows is the place itself; only then counts what the file says of it, and only after that
 * the names of Windows.
 *
 * Returns: (transfer none) (nullable): %NULL for a name that nobody knows
 */
const EspIcalZone *
esp_ical_zones_find (EspIcalZones *self, const char *name)
{
  g_autoptr (GTimeZone) zone =
    strchr (name, '/') != NULL && strstr (name, "..") == NULL ? find_place (name) : NULL;
  EspIcalZone *known = g_hash_table_lookup (self->zones, name);
  const char *place;

  if (known != NULL && (zone == NULL || known->zone != NULL))
    return known;
  place = zone == NULL ? esp_ical_place_of_windows (name) : NULL;
  if (zone == NULL && strchr (name, '/') == NULL)
    zone = g_time_zone_new_identifier (place != NULL ? place : name);
  if (zone == NULL)
    return NULL;
  known = esp_ical_zone_new (zone);
  g_hash_table_replace (self->zones, g_strdup (name), known);
  return known;
}
