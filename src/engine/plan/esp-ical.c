/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads calendars of other programs (RFC 5545): what people's calendars have, within limits. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-ical.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-ical-repeat.h"
#include "engine/plan/esp-ical-zone.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_LINE (64 * 1024)
#define MAX_TITLE 300
#define MAX_NOTE 4000
#define MAX_EXCEPTIONS 2000
#define MAX_DAYS 3660

/* One VEVENT while it is read. */
typedef struct
{
  char *uid;
  char *title;
  char *note;
  char *rule;
  gint64 from_us;
  gint64 to_us;
  gint64 length_us; /* of DURATION; -1: none */
  gboolean has_start;
  gboolean has_end;
  gboolean is_all_day;
  gboolean is_cancelled;
  gint64 recurrence_us; /* 0: none */
  GTimeZone *zone;      /* (owned) (nullable) of its start */
  GArray *exceptions;   /* (owned) (element-type gint64) */
} Event;

typedef struct
{
  const EspIcalFrame *frame;
  GTimeZone *zone;      /* (owned): of times that name none */
  EspIcalZones *zones;  /* (owned) */
  GHashTable *replaced; /* (owned): "uid@time" of occurrences that stand by themselves */
  GPtrArray *events;    /* (owned) (element-type Event) */
  GPtrArray *found;     /* (owned) (element-type EspIcalEvent) */
  Event *event;         /* (owned) (nullable): inside of one */
  guint depth;          /* of parts inside of it: alarms */
  guint n_odd;
} Reader;

/**
 * esp_ical_event_free:
 */
void
esp_ical_event_free (EspIcalEvent *self)
{
  g_free (self->uid);
  g_free (self->title);
  g_free (self->note);
  g_free (self);
}

static void
event_free (Event *event)
{
  if (event == NULL)
    return;
  g_free (event->uid);
  g_free (event->title);
  g_free (event->note);
  g_free (event->rule);
  g_clear_pointer (&event->zone, g_time_zone_unref);
  g_array_unref (event->exceptions);
  g_free (event);
}

static Event *
new_event (void)
{
  Event *event = g_new0 (Event, 1);

  event->length_us = -1;
  event->exceptions = g_array_new (FALSE, FALSE, sizeof (gint64));
  return event;
}

static char *
unescape (const char *text, gsize most)
{
  GString *out = g_string_new (NULL);
  const char *end;

  for (const char *c = text; *c != '\0'; c++)
    {
      char letter = *c;

      if (letter == '\\' && c[1] != '\0')
        {
          c++;
          letter = *c == 'n' || *c == 'N' ? '\n' : *c;
        }
      if ((guchar) letter >= ' ' || letter == '\n')
        g_string_append_c (out, letter);
    }
  if (out->len > most)
    {
      /* Whole letters alone. */
      (void) g_utf8_validate (out->str, (gssize) most, &end);
      g_string_truncate (out, (gsize) (end - out->str));
    }
  return g_string_free (out, FALSE);
}

static gboolean
read_digits (const char *text, guint n, guint *out_number)
{
  *out_number = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *out_number = *out_number * 10 + (guint) (text[i] - '0');
    }
  return TRUE;
}

/* "20260311", "20260311T100000", "20260311T010000Z", with the zone that the parameter names. */
static gboolean
read_time (Reader *reader,
           const char *value,
           const char *zone_name,
           gint64 *out_us,
           gboolean *out_is_day,
           GTimeZone **out_zone)
{
  guint year, month, day, hour = 0, minute = 0, second = 0;
  gsize length = strlen (value);
  GTimeZone *zone = zone_name != NULL ? esp_ical_zones_find (reader->zones, zone_name) : NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = NULL;

  if (length < 8 || !read_digits (value, 4, &year) || !read_digits (value + 4, 2, &month) ||
      !read_digits (value + 6, 2, &day))
    return FALSE;
  *out_is_day = length == 8;
  if (!*out_is_day &&
      (length < 15 || value[8] != 'T' || !read_digits (value + 9, 2, &hour) ||
       !read_digits (value + 11, 2, &minute) || !read_digits (value + 13, 2, &second)))
    return FALSE;
  if (zone == NULL)
    zone = reader->zone;
  if (*out_is_day || (length == 16 && value[15] == 'Z'))
    zone = utc;
  at = g_date_time_new (zone, (gint) year, (gint) month, (gint) day, (gint) hour, (gint) minute,
                        MIN (second, 59));
  if (at == NULL || year < 1970 || year > 9000)
    return FALSE;
  *out_us = g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
  if (out_zone != NULL)
    {
      g_clear_pointer (out_zone, g_time_zone_unref);
      *out_zone = g_time_zone_ref (zone);
    }
  return TRUE;
}

/* "P1D", "PT1H30M", "P1W". */
static gint64
read_duration (const char *value)
{
  gint64 total = 0, number = 0;

  if (*value == '+')
    value++;
  if (*value++ != 'P')
    return -1;
  for (; *value != '\0'; value++)
    {
      if (g_ascii_isdigit (*value))
        {
          number = MIN (number * 10 + (*value - '0'), 1000000);
          continue;
        }
      switch (*value)
        {
        case 'W':
          total += number * 7 * ESP_USEC_PER_DAY;
          break;
        case 'D':
          total += number * ESP_USEC_PER_DAY;
          break;
        case 'H':
          total += number * ESP_USEC_PER_HOUR;
          break;
        case 'M':
          total += number * ESP_USEC_PER_MINUTE;
          break;
        case 'S':
          total += number * ESP_USEC_PER_SEC;
          break;
        case 'T':
          break;
        default:
          return -1;
        }
      number = 0;
    }
  return total;
}

static void
read_exceptions (Reader *reader, const char *value, const char *zone)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", MAX_EXCEPTIONS);

  for (guint i = 0; parts[i] != NULL && reader->event->exceptions->len < MAX_EXCEPTIONS; i++)
    {
      gboolean is_day = FALSE;
      gint64 at_us = 0;

      if (read_time (reader, parts[i], zone, &at_us, &is_day, NULL))
        g_array_append_val (reader->event->exceptions, at_us);
    }
}

static void
set_text (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

static void
read_property (Reader *reader, const char *name, const char *zone, const char *value)
{
  Event *event = reader->event;
  gboolean is_day = FALSE;

  if (g_str_equal (name, "UID"))
    set_text (&event->uid, unescape (value, MAX_TITLE));
  else if (g_str_equal (name, "SUMMARY"))
    set_text (&event->title, g_strdelimit (unescape (value, MAX_TITLE), "\n", ' '));
  else if (g_str_equal (name, "DESCRIPTION"))
    set_text (&event->note, unescape (value, MAX_NOTE));
  else if (g_str_equal (name, "RRULE"))
    set_text (&event->rule, g_strdup (value));
  else if (g_str_equal (name, "DTSTART"))
    event->has_start =
      read_time (reader, value, zone, &event->from_us, &event->is_all_day, &event->zone);
  else if (g_str_equal (name, "DTEND"))
    event->has_end = read_time (reader, value, zone, &event->to_us, &is_day, NULL);
  else if (g_str_equal (name, "DURATION"))
    event->length_us = read_duration (value);
  else if (g_str_equal (name, "EXDATE"))
    read_exceptions (reader, value, zone);
  else if (g_str_equal (name, "STATUS"))
    event->is_cancelled = g_ascii_strcasecmp (value, "CANCELLED") == 0;
  else if (g_str_equal (name, "RECURRENCE-ID") &&
           !read_time (reader, value, zone, &event->recurrence_us, &is_day, NULL))
    reader->n_odd++;
}

static void
finish_event (Reader *reader)
{
  Event *event = g_steal_pointer (&reader->event);

  if (!event->has_start || reader->events->len >= ESP_ICAL_MAX_EVENTS)
    {
      reader->n_odd++;
      event_free (event);
      return;
    }
  if (!event->has_end)
    event->to_us = event->from_us + (event->length_us >= 0 ? event->length_us
                                     : event->is_all_day   ? ESP_USEC_PER_DAY
                                                           : 0);
  if (event->is_all_day && event->to_us <= event->from_us)
    event->to_us = event->from_us + ESP_USEC_PER_DAY;
  event->to_us = CLAMP (event->to_us, event->from_us, event->from_us + MAX_DAYS * ESP_USEC_PER_DAY);
  if (event->uid == NULL)
    event->uid = g_strdup_printf ("no-uid-%u", reader->events->len);
  if (event->recurrence_us != 0)
    g_hash_table_add (reader->replaced,
                      g_strdup_printf ("%s@%" G_GINT64_FORMAT, event->uid, event->recurrence_us));
  g_ptr_array_add (reader->events, event);
}

static void
read_line (Reader *reader, char *line)
{
  char *value = NULL;
  char *parameters = NULL;
  g_autofree char *zone = NULL;
  gboolean is_quoted = FALSE;

  for (char *c = line; *c != '\0' && value == NULL; c++)
    if (*c == '"')
      is_quoted = !is_quoted;
    else if (*c == ';' && !is_quoted && parameters == NULL)
      parameters = c;
    else if (*c == ':' && !is_quoted)
      value = c;
  if (value == NULL)
    return;
  *value++ = '\0';
  if (parameters != NULL)
    {
      char *found = strstr (parameters + 1, "TZID=");

      *parameters = '\0';
      if (found != NULL)
        {
          char *end;

          zone = g_strdup (found + strlen ("TZID="));
          end = strchr (zone, ';');
          if (end != NULL)
            *end = '\0';
          g_strdelimit (zone, "\"", ' ');
          g_strstrip (zone);
        }
    }
  for (char *c = line; *c != '\0'; c++)
    *c = g_ascii_toupper (*c);
  if (reader->event == NULL && esp_ical_zones_read (reader->zones, line, value))
    return;
  if (g_str_equal (line, "BEGIN"))
    {
      if (reader->event != NULL)
        reader->depth++;
      else if (g_ascii_strcasecmp (value, "VEVENT") == 0)
        reader->event = new_event ();
    }
  else if (g_str_equal (line, "END") && reader->event != NULL)
    {
      if (reader->depth > 0)
        reader->depth--;
      else
        finish_event (reader);
    }
  else if (reader->event != NULL && reader->depth == 0)
    read_property (reader, line, zone, value);
  else if (reader->event == NULL && g_str_equal (line, "X-WR-TIMEZONE"))
    {
      GTimeZone *named = esp_ical_zones_find (reader->zones, value);

      if (named != NULL)
        {
          g_time_zone_unref (reader->zone);
          reader->zone = g_time_zone_ref (named);
        }
    }
}

/* Lines that go on begin with a space or a tab. */
static void
read_lines (Reader *reader, const char *data, gsize length)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const char *end = data + length;

  for (const char *c = data; c < end;)
    {
      const char *stop = memchr (c, '\n', (gsize) (end - c));
      gsize n = (gsize) ((stop != NULL ? stop : end) - c);
      gsize used = n > 0 && c[n - 1] == '\r' ? n - 1 : n;

      if (used > 0 && (*c == ' ' || *c == '\t'))
        g_string_append_len (line, c + 1, (gssize) used - 1);
      else
        {
          read_line (reader, line->str);
          g_string_truncate (line, 0);
          g_string_append_len (line, c, (gssize) used);
        }
      if (line->len > MAX_LINE)
        g_string_truncate (line, 0);
      c += n + 1;
    }
  read_line (reader, line->str);
}

static void
add_found (Reader *reader, const Event *event, gint64 from_us, gboolean is_repeated)
{
  EspIcalEvent *one;

  if (reader->found->len >= ESP_ICAL_MAX_EVENTS || from_us >= reader->frame->to_us ||
      from_us + (event->to_us - event->from_us) < reader->frame->from_us)
    return;
  one = g_new0 (EspIcalEvent, 1);
  one->uid = is_repeated || event->recurrence_us != 0
               ? g_strdup_printf ("%s@%" G_GINT64_FORMAT, event->uid,
                                  is_repeated ? from_us : event->recurrence_us)
               : g_strdup (event->uid);
  one->title = g_strdup (event->title != NULL && *event->title != '\0' ? event->title : "–");
  one->note = g_strdup (event->note);
  one->from_us = from_us;
  one->to_us = from_us + (event->to_us - event->from_us);
  one->is_all_day = event->is_all_day;
  g_ptr_array_add (reader->found, one);
}

static gboolean
is_left_out (const Reader *reader, const Event *event, gint64 at_us)
{
  g_autofree char *key = g_strdup_printf ("%s@%" G_GINT64_FORMAT, event->uid, at_us);

  for (guint i = 0; i < event->exceptions->len; i++)
    if (g_array_index (event->exceptions, gint64, i) == at_us)
      return TRUE;
  return g_hash_table_contains (reader->replaced, key);
}

static void
expand (Reader *reader, const Event *event, const EspRepeat *repeat)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GTimeZone *zone = event->zone != NULL ? event->zone : utc;
  g_autoptr (GArray) days = NULL;
  GDate first, from, to;

  esp_plan_get_date (event->from_us, zone, &first);
  esp_plan_get_date (MAX (reader->frame->from_us - (event->to_us - event->from_us), 0), zone,
                     &from);
  esp_plan_get_date (reader->frame->to_us, zone, &to);
  days = esp_repeat_expand (repeat, &first, &from, &to);
  for (guint i = 0; i < days->len; i++)
    {
      gint64 at_us;
      GDate day;

      g_date_clear (&day, 1);
      g_date_set_julian (&day, g_array_index (days, guint32, i));
      at_us = esp_plan_same_clock (event->from_us, &day, zone);
      if ((repeat->until_us == 0 || at_us <= repeat->until_us) &&
          !is_left_out (reader, event, at_us))
        add_found (reader, event, at_us, TRUE);
    }
}

static void
add_events (Reader *reader)
{
  for (guint i = 0; i < reader->events->len; i++)
    {
      const Event *event = g_ptr_array_index (reader->events, i);
      EspRepeat repeat;

      if (event->is_cancelled)
        continue;
      if (event->rule == NULL || event->recurrence_us != 0)
        add_found (reader, event, event->from_us, FALSE);
      else if (esp_repeat_parse (event->rule, &repeat))
        expand (reader, event, &repeat);
      else
        {
          reader->n_odd++;
          add_found (reader, event, event->from_us, FALSE);
        }
    }
}

/**
 * esp_ical_parse:
 * @out_n_odd: (out): events that were left out, or that come again in a way that is not known and count once
 *
 * Returns: (transfer full) (element-type EspIcalEvent): %NULL with @error set
 */
GPtrArray *
esp_ical_parse (const char *data,
                gsize length,
                const EspIcalFrame *frame,
                guint *out_n_odd,
                GError **error)
{
  Reader reader = { .frame = frame };

  *out_n_odd = 0;
  if (length > ESP_ICAL_MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The calendar has more than 16 MB");
      return NULL;
    }
  if (!g_utf8_validate (data, (gssize) length, NULL) ||
      g_strstr_len (data, (gssize) length, "BEGIN:VCALENDAR") == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The file is no calendar: it does not begin with BEGIN:VCALENDAR, or is "
                           "not written in UTF-8");
      return NULL;
    }
  reader.zone = g_time_zone_ref (frame->zone);
  reader.zones = esp_ical_zones_new ();
  reader.replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
  reader.found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ical_event_free);
  read_lines (&reader, data, length);
  add_events (&reader);
  *out_n_odd = reader.n_odd;
  event_free (reader.event);
  g_ptr_array_unref (reader.events);
  g_hash_table_unref (reader.replaced);
  esp_ical_zones_free (reader.zones);
  g_time_zone_unref (reader.zone);
  return reader.found;
}
