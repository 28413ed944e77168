/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads calendars of other programs (RFC 5545): what people's calendars have, within limits. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical.h"

#include "engine/plan/esp-ical-event.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_TITLE 300
#define MAX_NOTE 4000
#define MAX_DATES 2000

typedef struct
{
  EspIcalZones *zones;     /* (owned) */
  EspIcalZone *here;       /* (owned): of the workspace */
  const EspIcalZone *zone; /* of times that name none */
  EspIcalSet *set;         /* (owned) */
  EspIcalPart *event;      /* (owned) (nullable): inside of one */
  guint depth;             /* of parts inside of it: alarms */
  gboolean is_withdrawn;   /* METHOD:CANCEL */
  EspIcalTold *told;
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

static gboolean
read_time (Reader *reader, const EspIcalLine *line, const char *value, EspIcalTime *out_time)
{
  const EspIcalZone *zone = NULL;

  if (!esp_ical_stamp_parse (value, &out_time->stamp))
    return FALSE;
  if (line->zone != NULL && !out_time->stamp.is_day && !out_time->stamp.is_utc)
    {
      zone = esp_ical_zones_find (reader->zones, line->zone);
      if (zone == NULL)
        reader->told->n_unknown_zones++;
    }
  out_time->zone = out_time->stamp.is_utc || out_time->stamp.is_day ? NULL
                   : zone != NULL                                   ? zone
                                                                    : reader->zone;
  return TRUE;
}

static void
read_dates (Reader *reader, const EspIcalLine *line, GArray *dates)
{
  g_auto (GStrv) parts = g_strsplit_set (line->value, ",;", MAX_DATES);

  for (guint i = 0; parts[i] != NULL && dates->len < MAX_DATES; i++)
    {
      EspIcalTime time = { 0 };
      char *slash = strchr (parts[i], '/'); /* a span: its beginning counts */

      if (slash != NULL)
        *slash = '\0';
      if (*parts[i] == '\0')
        continue;
      if (read_time (reader, line, parts[i], &time))
        g_array_append_val (dates, time);
      else
        reader->event->is_odd = TRUE;
    }
}

static void
set_text (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

static void
read_words (EspIcalPart *event, const EspIcalLine *line)
{
  if (g_str_equal (line->name, "UID"))
    set_text (&event->uid, esp_ical_text_new (line, MAX_TITLE));
  else if (g_str_equal (line->name, "SUMMARY"))
    set_text (&event->title, g_strdelimit (esp_ical_text_new (line, MAX_TITLE), "\n", ' '));
  else if (g_str_equal (line->name, "DESCRIPTION"))
    set_text (&event->note, esp_ical_text_new (line, MAX_NOTE));
  else if (g_str_equal (line->name, "STATUS"))
    event->is_cancelled = g_ascii_strcasecmp (line->value, "CANCELLED") == 0 ||
                          g_ascii_strcasecmp (line->value, "CANCELED") == 0;
  else if (g_str_equal (line->name, "SEQUENCE"))
    event->sequence = g_ascii_strtoll (line->value, NULL, 10);
  else if (g_str_equal (line->name, "X-MICROSOFT-CDO-ALLDAYEVENT"))
    event->is_office_day = g_ascii_strcasecmp (line->value, "TRUE") == 0;
}

static void
read_property (Reader *reader, const EspIcalLine *line)
{
  EspIcalPart *event = reader->event;
  const char *name = line->name;

  if (g_str_equal (name, "RRULE"))
    g_ptr_array_add (event->rules, g_strdup (line->value));
  else if (g_str_equal (name, "EXRULE"))
    g_ptr_array_add (event->not_rules, g_strdup (line->value));
  else if (g_str_equal (name, "DTSTART"))
    event->has_start = read_time (reader, line, line->value, &event->start);
  else if (g_str_equal (name, "DTEND"))
    {
      event->has_end = read_time (reader, line, line->value, &event->end);
      event->is_odd |= !event->has_end;
    }
  else if (g_str_equal (name, "DURATION"))
    {
      event->has_length =
        esp_ical_duration_parse (line->value, &event->length_days, &event->length_seconds);
      event->is_odd |= !event->has_length;
    }
  else if (g_str_equal (name, "EXDATE"))
    read_dates (reader, line, event->not_dates);
  else if (g_str_equal (name, "RDATE"))
    read_dates (reader, line, event->dates);
  else if (g_str_equal (name, "RECURRENCE-ID"))
    {
      event->is_instead = read_time (reader, line, line->value, &event->instead_of);
      event->is_onward = line->is_onward;
      event->is_odd |= !event->is_instead;
    }
  else
    read_words (event, line);
}

static void
begin_part (Reader *reader, const char *what)
{
  if (reader->event != NULL)
    reader->depth++;
  else if (g_ascii_strcasecmp (what, "VEVENT") == 0)
    reader->event = esp_ical_part_new ();
  else if (g_ascii_strcasecmp (what, "VTODO") == 0 || g_ascii_strcasecmp (what, "VJOURNAL") == 0)
    reader->told->n_tasks++;
}

static void
finish_event (Reader *reader)
{
  EspIcalPart *event = g_steal_pointer (&reader->event);

  event->is_cancelled |= reader->is_withdrawn;
  esp_ical_set_add (reader->set, event);
}

static void
read_line (Reader *reader, const EspIcalLine *line)
{
  gboolean is_end = g_str_equal (line->name, "END");

  if (g_str_equal (line->name, "BEGIN"))
    begin_part (reader, line->value);
  else if (is_end && reader->event != NULL &&
           (reader->depth == 0 || g_ascii_strcasecmp (line->value, "VEVENT") == 0 ||
            g_ascii_strcasecmp (line->value, "VCALENDAR") == 0))
    {
      /* An alarm without an end does not take the rest with it. */
      reader->depth = 0;
      finish_event (reader);
    }
  else if (is_end && reader->depth > 0)
    reader->depth--;
  else if (reader->event != NULL && reader->depth == 0)
    read_property (reader, line);
  else if (reader->event == NULL && g_str_equal (line->name, "METHOD"))
    reader->is_withdrawn = g_ascii_strcasecmp (line->value, "CANCEL") == 0;
}

static void
read_zone_line (Reader *reader, const EspIcalLine *line, char **zone_name)
{
  if (!esp_ical_zones_read (reader->zones, line->name, line->value) &&
      g_str_equal (line->name, "X-WR-TIMEZONE") && *zone_name == NULL)
    *zone_name = g_strstrip (g_strdup (line->value));
}

/* Zones first: they may stand behind what they are of. */
static void
read_lines (Reader *reader, GPtrArray *lines)
{
  g_autofree char *zone_name = NULL;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < lines->len; i++)
        {
          g_autofree char *text = g_strdup (g_ptr_array_index (lines, i));
          EspIcalLine line;

          if (!esp_ical_line_parse (text, &line))
            continue;
          if (pass == 0)
            read_zone_line (reader, &line, &zone_name);
          else
            read_line (reader, &line);
          esp_ical_line_clear (&line);
        }
      if (pass == 0 && zone_name != NULL)
        reader->zone = esp_ical_zones_find (reader->zones, zone_name);
      if (reader->zone == NULL)
        reader->zone = reader->here;
    }
  /* The file breaks off within an event. */
  if (reader->event != NULL)
    finish_event (reader);
}

static gboolean
is_calendar (GPtrArray *lines)
{
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    if (g_ascii_strncasecmp (g_ptr_array_index (lines, i), "BEGIN:VCALENDAR", 15) == 0)
      return TRUE;
  return FALSE;
}

/**
 * esp_ical_parse:
 * @data: an iCalendar in UTF-8, or in what other programs write
 * @out_told: (out): what was left out, and why
 *
 * Returns: (transfer full) (element-type EspIcalEvent): %NULL with @error set
 */
GPtrArray *
esp_ical_parse (const char *data,
                gsize length,
                const EspIcalFrame *frame,
                EspIcalTold *out_told,
                GError **error)
{
  Reader reader = { .told = out_told };
  g_autoptr (GPtrArray) lines = NULL;
  GPtrArray *found;

  *out_told = (EspIcalTold){ 0 };
  if (length > ESP_ICAL_MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The calendar has more than 16 MB");
      return NULL;
    }
  lines = esp_ical_lines_new (data, length);
  if (!is_calendar (lines))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The file is no calendar: the line BEGIN:VCALENDAR is missing");
      return NULL;
    }
  reader.here = esp_ical_zone_new (frame->zone);
  reader.zones = esp_ical_zones_new ();
  reader.set = esp_ical_set_new ();
  read_lines (&reader, lines);
  found = esp_ical_set_expand (reader.set, reader.zone, frame, out_told);
  esp_ical_set_free (reader.set);
  esp_ical_zones_free (reader.zones);
  esp_ical_zone_free (reader.here);
  return found;
}
