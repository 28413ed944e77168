/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the lines of a calendar, their times and their words, whoever wrote them. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical-line.h"

#include "base/esp-text-codec.h"
#include "engine/plan/esp-ical-rule.h"

#include <string.h>

/* What is longer is a picture in letters, or none of a person's words. */
#define MAX_LINE (64 * 1024)

/* Bytes as they are written, without the ends of folded lines: some programs fold within a letter. */
static GString *
unfold (const char *data, gsize length)
{
  GString *out = g_string_sized_new (length + 1);

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\0')
        continue;
      if (data[i] != '\r' && data[i] != '\n')
        {
          g_string_append_c (out, data[i]);
          continue;
        }
      if (data[i] == '\r' && i + 1 < length && data[i + 1] == '\n')
        i++;
      if (i + 1 < length && (data[i + 1] == ' ' || data[i + 1] == '\t'))
        i++;
      else
        g_string_append_c (out, '\n');
    }
  return out;
}

static char *
decode (const char *bytes, gsize length)
{
  GString *text = g_string_new (NULL);
  g_autoptr (EspTextDecoder) decoder = NULL;
  EspEncodingGuess guess;
  gsize n_bad;

  esp_encoding_detect ((const guint8 *) bytes, length, &guess);
  decoder = esp_text_decoder_new (guess.n_candidates > 0 ? guess.candidates[0].encoding
                                                         : ESP_ENCODING_UTF8);
  n_bad = esp_text_decoder_push (decoder, (const guint8 *) bytes, length, text);
  n_bad += esp_text_decoder_finish (decoder, text);
  if (n_bad * 20 > length)
    return g_string_free (text, TRUE);
  return g_string_free (text, FALSE);
}

/**
 * esp_ical_lines_new:
 *
 * UTF-8 as the standard wants it, or what else programs write: UTF-16, CP949.
 *
 * Returns: (transfer full) (element-type utf8) (nullable): lines without folds; %NULL when these are no letters
 */
GPtrArray *
esp_ical_lines_new (const char *data, gsize length)
{
  gboolean is_wide = memchr (data, '\0', MIN (length, 64)) != NULL;
  g_autofree char *wide = is_wide ? decode (data, length) : NULL;
  g_autoptr (GString) bytes = NULL;
  g_autofree char *text = NULL;
  GPtrArray *lines;

  if (is_wide && wide == NULL)
    return NULL;
  bytes = wide != NULL ? unfold (wide, strlen (wide)) : unfold (data, length);
  if (g_utf8_validate (bytes->str, (gssize) bytes->len, NULL))
    text = g_strdup (bytes->str);
  else
    text = decode (bytes->str, bytes->len);
  if (text == NULL)
    return NULL;
  lines = g_ptr_array_new_with_free_func (g_free);
  for (const char *c = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text; *c != '\0';)
    {
      const char *stop = strchr (c, '\n');
      gsize n = stop != NULL ? (gsize) (stop - c) : strlen (c);
      const char *end = c + MIN (n, MAX_LINE);

      if (n > MAX_LINE)
        (void) g_utf8_validate (c, MAX_LINE, &end);
      if (n > 0)
        g_ptr_array_add (lines, g_strndup (c, (gsize) (end - c)));
      c = stop != NULL ? stop + 1 : c + n;
    }
  return lines;
}

static void
read_parameter (EspIcalLine *line, char *text)
{
  char *equals = strchr (text, '=');
  g_autofree char *value = NULL;

  if (equals == NULL)
    {
      line->is_quoted |= g_ascii_strcasecmp (text, "QUOTED-PRINTABLE") == 0;
      return;
    }
  *equals = '\0';
  value = g_strstrip (g_strdelimit (g_strdup (equals + 1), "\"", ' '));
  if (g_ascii_strcasecmp (text, "TZID") == 0)
    {
      g_free (line->zone);
      line->zone = g_steal_pointer (&value);
    }
  else if (g_ascii_strcasecmp (text, "ENCODING") == 0)
    line->is_quoted |= g_ascii_strcasecmp (value, "QUOTED-PRINTABLE") == 0;
  else if (g_ascii_strcasecmp (text, "RANGE") == 0)
    line->is_onward |= g_ascii_strcasecmp (value, "THISANDFUTURE") == 0;
}

/**
 * esp_ical_line_parse:
 * @text: is changed, and must outlive @out_line
 *
 * Returns: whether it is a line of a calendar; clear it then
 */
gboolean
esp_ical_line_parse (char *text, EspIcalLine *out_line)
{
  char *parameter = NULL;
  gboolean is_quoted = FALSE;

  *out_line = (EspIcalLine){ .name = text };
  for (char *c = text; *c != '\0' && out_line->value == NULL; c++)
    {
      if (*c == '"')
        is_quoted = !is_quoted;
      if (is_quoted || (*c != ';' && *c != ':'))
        continue;
      if (*c == ':')
        out_line->value = c + 1;
      *c = '\0';
      if (parameter != NULL)
        read_parameter (out_line, parameter);
      parameter = c + 1;
    }
  if (out_line->value == NULL)
    {
      esp_ical_line_clear (out_line);
      return FALSE;
    }
  for (char *c = text; *c != '\0'; c++)
    *c = g_ascii_toupper (*c);
  return TRUE;
}

/**
 * esp_ical_line_clear:
 */
void
esp_ical_line_clear (EspIcalLine *self)
{
  g_clear_pointer (&self->zone, g_free);
}

/* Without what some put between: "2026-03-11T10:00:00". */
static gsize
squeeze (const char *text, char *out, gsize most)
{
  gsize n = 0;

  for (; *text != '\0'; text++)
    {
      if (*text == '-' || *text == ':' || g_ascii_isspace (*text))
        continue;
      if (n + 1 >= most)
        return 0;
      out[n++] = g_ascii_toupper (*text);
    }
  out[n] = '\0';
  return n;
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

/**
 * esp_ical_stamp_parse:
 * @text: "20260311", "20260311T100000", "20260311T010000Z"; also with the strokes of ISO 8601, and without seconds
 *
 * Returns: whether there is such a time
 */
gboolean
esp_ical_stamp_parse (const char *text, EspIcalStamp *out_stamp)
{
  guint year, month, day, hour = 0, minute = 0, second = 0;
  char flat[24];
  gsize n = squeeze (text, flat, sizeof flat);

  *out_stamp = (EspIcalStamp){ .is_day = n == 8 };
  if (n > 8 && flat[n - 1] == 'Z')
    {
      out_stamp->is_utc = TRUE;
      flat[--n] = '\0';
    }
  if ((n != 8 && n != 13 && n != 15) || !read_digits (flat, 4, &year) ||
      !read_digits (flat + 4, 2, &month) || !read_digits (flat + 6, 2, &day))
    return FALSE;
  if (n > 8 &&
      (flat[8] != 'T' || !read_digits (flat + 9, 2, &hour) ||
       !read_digits (flat + 11, 2, &minute) || (n == 15 && !read_digits (flat + 13, 2, &second))))
    return FALSE;
  /* Midnight at the end of a day is the next one's beginning. */
  if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0))
    return FALSE;
  out_stamp->wall = esp_ical_wall_new (year, month, day, 0);
  if (out_stamp->wall == G_MININT64)
    return FALSE;
  out_stamp->wall += (gint64) hour * 3600 + minute * 60 + MIN (second, 59);
  return TRUE;
}

/**
 * esp_ical_duration_parse:
 * @text: "P1D", "PT1H30M", "P1W"
 * @out_days: (out): by the calendar
 * @out_seconds: (out): by the clock
 *
 * Returns: whether it is one, and not below zero
 */
gboolean
esp_ical_duration_parse (const char *text, gint64 *out_days, gint64 *out_seconds)
{
  gint64 number = 0;

  *out_days = *out_seconds = 0;
  if (*text == '+')
    text++;
  if (g_ascii_toupper (*text++) != 'P' || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    {
      if (g_ascii_isdigit (*text))
        {
          number = MIN (number * 10 + (*text - '0'), 1000000);
          continue;
        }
      switch (g_ascii_toupper (*text))
        {
        case 'W':
          *out_days += number * 7;
          break;
        case 'D':
          *out_days += number;
          break;
        case 'H':
          *out_seconds += number * 3600;
          break;
        case 'M':
          *out_seconds += number * 60;
          break;
        case 'S':
          *out_seconds += number;
          break;
        case 'T':
          break;
        default:
          return FALSE;
        }
      number = 0;
    }
  return TRUE;
}

static char *
unquote (const char *text)
{
  GString *out = g_string_new (NULL);
  char *words;

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '=' && g_ascii_isxdigit (c[1]) && g_ascii_isxdigit (c[2]))
      {
        g_string_append_c (out,
                           (char) (g_ascii_xdigit_value (c[1]) * 16 + g_ascii_xdigit_value (c[2])));
        c += 2;
      }
    else
      g_string_append_c (out, *c);
  words = g_utf8_validate (out->str, (gssize) out->len, NULL) ? NULL : decode (out->str, out->len);
  if (words != NULL)
    {
      g_string_free (out, TRUE);
      return words;
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_ical_text_new:
 * @most: bytes
 *
 * Returns: (transfer full): the value as people read it
 */
char *
esp_ical_text_new (const EspIcalLine *line, gsize most)
{
  g_autofree char *plain = line->is_quoted ? unquote (line->value) : NULL;
  GString *out = g_string_new (NULL);
  const char *end;

  for (const char *c = plain != NULL ? plain : line->value; *c != '\0'; c++)
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
  if (!g_utf8_validate (out->str, (gssize) out->len, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (out->str, (gssize) out->len);

      g_string_assign (out, valid);
    }
  if (out->len > most)
    {
      /* Whole letters alone. */
      (void) g_utf8_validate (out->str, (gssize) most, &end);
      g_string_truncate (out, (gsize) (end - out->str));
    }
  return g_string_free (out, FALSE);
}
