/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path of one passage in few bytes: step, outcome and the seconds since the mark before it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-path.h"

#include "base/esp-clock.h"

/* A mark: the step; the outcome in the upper half of a byte and the detail in the lower; the detail beyond
 * what fits there; the seconds. Numbers take seven bits a byte, the lowest first. */
#define DETAIL_MAX 15

static void
append_number (GByteArray *out, guint64 number)
{
  guint8 byte;

  while (number >= 0x80)
    {
      byte = (guint8) (number | 0x80);
      g_byte_array_append (out, &byte, 1);
      number >>= 7;
    }
  byte = (guint8) number;
  g_byte_array_append (out, &byte, 1);
}

static gboolean
read_number (const guint8 **at, const guint8 *end, guint64 *out)
{
  guint64 number = 0;

  for (guint shift = 0; *at < end && shift < 64; shift += 7)
    {
      guint8 byte = *(*at)++;

      number |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        {
          *out = number;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * esp_journey_path_append:
 * @last_us: (inout): the moment of the mark before, as the path keeps it
 */
void
esp_journey_path_append (GByteArray *out, const EspJourneyMark *mark, gint64 *last_us)
{
  guint64 seconds = (guint64) (MAX (mark->at_us - *last_us, 0) / ESP_USEC_PER_SEC);
  guint8 byte = (guint8) ((guint) mark->outcome << 4 | MIN (mark->detail, DETAIL_MAX));

  append_number (out, mark->step);
  g_byte_array_append (out, &byte, 1);
  if (mark->detail >= DETAIL_MAX)
    append_number (out, mark->detail - DETAIL_MAX);
  append_number (out, seconds);
  *last_us += (gint64) seconds * ESP_USEC_PER_SEC;
}

static gboolean
read_mark (const guint8 **at, const guint8 *end, EspJourneyMark *mark)
{
  guint64 step, seconds, rest = 0;
  guint8 byte;

  if (!read_number (at, end, &step) || *at >= end)
    return FALSE;
  byte = *(*at)++;
  if (((byte & DETAIL_MAX) == DETAIL_MAX && !read_number (at, end, &rest)) ||
      !read_number (at, end, &seconds))
    return FALSE;
  mark->step = (guint32) step;
  mark->outcome = (EspJourneyOutcome) (byte >> 4);
  mark->detail = (guint) (byte & DETAIL_MAX) + (guint) rest;
  mark->at_us += (gint64) MIN (seconds, G_MAXUINT32) * ESP_USEC_PER_SEC;
  return TRUE;
}

/**
 * esp_journey_path_at:
 * @bytes: where many paths lie one behind the other
 *
 * Returns: (nullable): the path that begins at @at; while all of them are empty there may be no array at all,
 *   and to that C adds nothing, not even 0
 */
const guint8 *
esp_journey_path_at (const GByteArray *bytes, gsize at)
{
  return bytes->data != NULL ? bytes->data + at : NULL;
}

static const guint8 *
end_of (const guint8 *path, gsize length)
{
  return length > 0 ? path + length : path;
}

/**
 * esp_journey_path_last_us:
 *
 * Returns: the moment of the last mark; @entered_us without one
 */
gint64
esp_journey_path_last_us (const guint8 *path, gsize length, gint64 entered_us)
{
  const guint8 *end = end_of (path, length);
  EspJourneyMark mark = { .at_us = entered_us };

  while (path < end && read_mark (&path, end, &mark))
    ;
  return mark.at_us;
}

/**
 * esp_journey_path_read:
 *
 * Returns: (transfer full) (element-type EspJourneyMark): the marks, the first one first; what is damaged
 *   ends the list
 */
GArray *
esp_journey_path_read (const guint8 *path, gsize length, gint64 entered_us)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  const guint8 *end = end_of (path, length);
  EspJourneyMark mark = { .at_us = entered_us };

  while (path < end && read_mark (&path, end, &mark))
    g_array_append_val (marks, mark);
  return marks;
}

/**
 * esp_journey_path_version:
 * @marks: (element-type EspJourneyMark): a whole path
 * @index: of one of them
 * @version: in which the passage is now
 *
 * Returns: the version whose step the mark names: a mark of a move names a step of the version that was left
 */
guint
esp_journey_path_version (const GArray *marks, guint index, guint version)
{
  for (guint i = index; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);

      if (mark->outcome == ESP_OUTCOME_MOVED)
        return mark->detail;
    }
  return version;
}
