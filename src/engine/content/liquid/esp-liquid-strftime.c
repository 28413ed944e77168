/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a moment by a strftime format with the flags - 0 ^ # _ :, widths, %N, %L, %s and %z. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-time.h"

#include <string.h>

/* A width wider than this is cut: a format may not print pages of blanks. */
#define MAX_WIDTH 1024

typedef struct
{
  char padding; /* '\0': as the directive has it; '-': none */
  gboolean upcases;
  gboolean changes_case;
  guint colons;
  guint width;
} Flags;

static const char *const month_names[] = { "January",   "February", "March",    "April",
                                           "May",       "June",     "July",     "August",
                                           "September", "October",  "November", "December" };
static const char *const day_names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday" };

static gboolean
format_into (GString *out, const EspLiquidTime *self, const char *format, gsize len);

static void
put_padded (GString *out, const char *text, gsize len, char padding, guint width)
{
  for (gsize n = g_utf8_strlen (text, (gssize) len); n < width && padding != '-'; n++)
    g_string_append_c (out, padding);
  g_string_append_len (out, text, (gssize) len);
}

static void
put_number (GString *out, gint64 number, guint digits, char padding, const Flags *flags)
{
  char text[32];
  guint width = flags->width > 0 ? flags->width : digits;

  padding = flags->padding != '\0' ? flags->padding : padding;
  if (number < 0 && padding == '0')
    {
      g_string_append_c (out, '-');
      width -= width > 0 ? 1 : 0;
      number = -number;
    }
  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  put_padded (out, text, strlen (text), padding, width);
}

static void
put_word (GString *out, const char *word, gssize len, const Flags *flags, gboolean changed_is_lower)
{
  g_autofree char *text = g_strndup (word, len < 0 ? strlen (word) : (gsize) len);
  g_autofree char *cased = NULL;

  if (flags->changes_case && changed_is_lower)
    cased = g_ascii_strdown (text, -1);
  else if (flags->upcases || flags->changes_case)
    cased = g_ascii_strup (text, -1);
  else
    cased = g_strdup (text);
  put_padded (out, cased, strlen (cased), flags->padding != '\0' ? flags->padding : ' ',
              flags->width);
}

static void
put_fraction (GString *out, const EspLiquidTime *self, guint digits, const Flags *flags)
{
  char text[16];
  guint width = flags->width > 0 ? flags->width : digits;

  g_snprintf (text, sizeof text, "%09u", self->nanosecond % 1000000000u);
  for (guint i = 0; i < width; i++)
    g_string_append_c (out, i < 9 ? text[i] : '0');
}

static void
put_offset (GString *out, const EspLiquidTime *self, const Flags *flags)
{
  gint64 seconds = g_date_time_get_utc_offset (self->local) / G_USEC_PER_SEC;
  char sign = seconds < 0 ? '-' : '+';
  gint64 amount = ABS (seconds);
  int hours = (int) (amount / 3600);
  int minutes = (int) (amount / 60 % 60);
  int rest = (int) (amount % 60);
  char tail[16];
  char head[16];
  guint width;

  if (flags->colons == 0)
    g_snprintf (tail, sizeof tail, "%02d", minutes);
  else if (flags->colons == 1 || (flags->colons == 3 && rest == 0 && minutes != 0))
    g_snprintf (tail, sizeof tail, ":%02d", minutes);
  else if (flags->colons == 2 || (flags->colons == 3 && rest != 0))
    g_snprintf (tail, sizeof tail, ":%02d:%02d", minutes, rest);
  else
    tail[0] = '\0';
  g_snprintf (head, sizeof head, flags->padding == ' ' ? "%d" : "%02d", hours);
  width = flags->width > strlen (tail) + 1 ? flags->width - (guint) strlen (tail) - 1 : 0;
  width = flags->padding == '-' ? 0 : MAX (width, 2);
  if (flags->padding != ' ')
    g_string_append_c (out, sign);
  for (gsize n = strlen (head); n < width; n++)
    g_string_append_c (out, flags->padding == ' ' ? ' ' : '0');
  if (flags->padding == ' ')
    g_string_append_c (out, sign);
  g_string_append_printf (out, "%s%s", head, tail);
}

/* The week of the year when weeks begin on Sunday (0) or Monday (1); days before the first one are week 0. */
static int
week_of_year (GDateTime *local, int first_day)
{
  int weekday = g_date_time_get_day_of_week (local) % 7; /* Sunday is 0 */
  int since = (weekday - first_day + 7) % 7;

  return (g_date_time_get_day_of_year (local) - 1 + 7 - since) / 7;
}

/* Words inside keep their case unless all is to be in capitals. */
static void
put_composite (GString *out, const EspLiquidTime *self, const char *format, const Flags *flags)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Flags own = *flags;

  own.changes_case = FALSE;
  (void) format_into (text, self, format, strlen (format));
  put_word (out, text->str, (gssize) text->len, &own, FALSE);
}

static void
put_zone (GString *out, const EspLiquidTime *self, const Flags *flags)
{
  put_word (out, self->has_zone_name ? g_date_time_get_timezone_abbreviation (self->local) : "", -1,
            flags, TRUE);
}

/* Directives that name or number the day. */
static gboolean
put_date_part (GString *out, const EspLiquidTime *self, char directive, const Flags *flags)
{
  GDateTime *local = self->local;
  int year = g_date_time_get_year (local);
  const char *month = month_names[g_date_time_get_month (local) - 1];
  int weekday = g_date_time_get_day_of_week (local);
  const char *day = day_names[weekday - 1];

  switch (directive)
    {
    case 'Y':
      put_number (out, year, 4, '0', flags);
      return TRUE;
    case 'C':
      put_number (out, year / 100, 2, '0', flags);
      return TRUE;
    case 'y':
      put_number (out, year % 100, 2, '0', flags);
      return TRUE;
    case 'm':
      put_number (out, g_date_time_get_month (local), 2, '0', flags);
      return TRUE;
    case 'B':
      put_word (out, month, -1, flags, FALSE);
      return TRUE;
    case 'b':
    case 'h':
      put_word (out, month, 3, flags, FALSE);
      return TRUE;
    case 'd':
      put_number (out, g_date_time_get_day_of_month (local), 2, '0', flags);
      return TRUE;
    case 'e':
      put_number (out, g_date_time_get_day_of_month (local), 2, ' ', flags);
      return TRUE;
    case 'j':
      put_number (out, g_date_time_get_day_of_year (local), 3, '0', flags);
      return TRUE;
    case 'A':
      put_word (out, day, -1, flags, FALSE);
      return TRUE;
    case 'a':
      put_word (out, day, 3, flags, FALSE);
      return TRUE;
    case 'u':
      put_number (out, weekday, 1, '0', flags);
      return TRUE;
    case 'w':
      put_number (out, weekday % 7, 1, '0', flags);
      return TRUE;
    case 'G':
      put_number (out, g_date_time_get_week_numbering_year (local), 4, '0', flags);
      return TRUE;
    case 'g':
      put_number (out, g_date_time_get_week_numbering_year (local) % 100, 2, '0', flags);
      return TRUE;
    case 'V':
      put_number (out, g_date_time_get_week_of_year (local), 2, '0', flags);
      return TRUE;
    case 'U':
      put_number (out, week_of_year (local, 0), 2, '0', flags);
      return TRUE;
    case 'W':
      put_number (out, week_of_year (local, 1), 2, '0', flags);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Directives of the clock and the zone. */
static gboolean
put_clock_part (GString *out, const EspLiquidTime *self, char directive, const Flags *flags)
{
  GDateTime *local = self->local;
  int hour = g_date_time_get_hour (local);
  int half = hour % 12 == 0 ? 12 : hour % 12;

  switch (directive)
    {
    case 'H':
      put_number (out, hour, 2, '0', flags);
      return TRUE;
    case 'k':
      put_number (out, hour, 2, ' ', flags);
      return TRUE;
    case 'I':
      put_number (out, half, 2, '0', flags);
      return TRUE;
    case 'l':
      put_number (out, half, 2, ' ', flags);
      return TRUE;
    case 'M':
      put_number (out, g_date_time_get_minute (local), 2, '0', flags);
      return TRUE;
    case 'S':
      put_number (out, g_date_time_get_second (local), 2, '0', flags);
      return TRUE;
    case 'L':
      put_fraction (out, self, 3, flags);
      return TRUE;
    case 'N':
      put_fraction (out, self, 9, flags);
      return TRUE;
    case 'p':
      put_word (out, hour < 12 ? "AM" : "PM", -1, flags, TRUE);
      return TRUE;
    case 'P':
      put_word (out, hour < 12 ? "am" : "pm", -1, flags, FALSE);
      return TRUE;
    case 's':
      put_number (out, g_date_time_to_unix (local), 1, '0', flags);
      return TRUE;
    case 'z':
      put_offset (out, self, flags);
      return TRUE;
    case 'Z':
      put_zone (out, self, flags);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
put_other (GString *out, const EspLiquidTime *self, char directive, const Flags *flags)
{
  static const char letters[] = "cDFvxXrRT";
  static const char *const formats[] = {
    "%a %b %e %H:%M:%S %Y", "%m/%d/%y", "%Y-%m-%d", "%e-%^b-%Y", "%m/%d/%y", "%H:%M:%S",
    "%I:%M:%S %p",          "%H:%M",    "%H:%M:%S"
  };
  const char *found = strchr (letters, directive);

  if (found != NULL && directive != '\0')
    put_composite (out, self, formats[found - letters], flags);
  else if (directive == 'n')
    put_word (out, "\n", 1, flags, FALSE);
  else if (directive == 't')
    put_word (out, "\t", 1, flags, FALSE);
  else if (directive == '%')
    put_word (out, "%", 1, flags, FALSE);
  else
    return FALSE;
  return TRUE;
}

static const char *
read_flags (const char *at, const char *end, Flags *flags)
{
  for (; at < end && *at != '\0' && strchr ("-0^#_:", *at) != NULL; at++)
    {
      if (*at == '-' || *at == '0' || *at == '_')
        {
          if (flags->padding != '-') /* no padding outdoes any */
            flags->padding = *at == '_' ? ' ' : *at;
        }
      else if (*at == '^')
        flags->upcases = TRUE;
      else if (*at == '#')
        flags->changes_case = TRUE;
      else
        flags->colons++;
    }
  for (; at < end && g_ascii_isdigit (*at); at++)
    flags->width = MIN (flags->width * 10 + (guint) (*at - '0'), MAX_WIDTH);
  for (; at < end && *at == ':'; at++)
    flags->colons++;
  if (at + 1 < end &&
      strchr (*at == 'E'   ? "cCxXyY"
              : *at == 'O' ? "deHkIlmMSuUVwWy"
                           : "",
              at[1]) != NULL &&
      at[1] != '\0')
    at++;
  return at;
}

static gboolean
format_into (GString *out, const EspLiquidTime *self, const char *format, gsize len)
{
  const char *end = format + len;

  for (const char *at = format; at < end; at++)
    {
      Flags flags = { 0 };
      const char *directive;

      if (*at != '%')
        {
          g_string_append_c (out, *at);
          continue;
        }
      directive = read_flags (at + 1, end, &flags);
      if (directive < end && (flags.colons == 0 || *directive == 'z') &&
          (put_date_part (out, self, *directive, &flags) ||
           put_clock_part (out, self, *directive, &flags) ||
           put_other (out, self, *directive, &flags)))
        {
          at = directive;
          continue;
        }
      if (directive >= end)
        return FALSE;
      g_string_append_len (out, at, directive - at + 1);
      at = directive;
    }
  return TRUE;
}

/**
 * esp_liquid_time_format: adds @self written by @format; what is no directive stays as it is.
 *
 * Returns: %FALSE when @format ends within a directive.
 */
gboolean
esp_liquid_time_format (GString *out, const EspLiquidTime *self, const char *format, gsize len)
{
  return format_into (out, self, format, len);
}
