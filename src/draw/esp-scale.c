/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Round ticks for numbers and for time. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-scale.h"

#include "base/esp-clock.h"

#include <math.h>

/* No axis has more; guards against a broken span. */
#define MAX_TICKS 100

typedef enum
{
  EVERY_MINUTES,
  EVERY_HOURS,
  EVERY_DAYS,
  EVERY_MONTHS,
  EVERY_YEARS,
} Every;

typedef struct
{
  Every every;
  int n;
  double size_us; /* about */
} Pace;

static const Pace paces[] = {
  { EVERY_MINUTES, 5, 5.0 * ESP_USEC_PER_MINUTE },
  { EVERY_MINUTES, 15, 15.0 * ESP_USEC_PER_MINUTE },
  { EVERY_MINUTES, 30, 30.0 * ESP_USEC_PER_MINUTE },
  { EVERY_HOURS, 1, 1.0 * ESP_USEC_PER_HOUR },
  { EVERY_HOURS, 3, 3.0 * ESP_USEC_PER_HOUR },
  { EVERY_HOURS, 6, 6.0 * ESP_USEC_PER_HOUR },
  { EVERY_HOURS, 12, 12.0 * ESP_USEC_PER_HOUR },
  { EVERY_DAYS, 1, 1.0 * ESP_USEC_PER_DAY },
  { EVERY_DAYS, 2, 2.0 * ESP_USEC_PER_DAY },
  { EVERY_DAYS, 7, 7.0 * ESP_USEC_PER_DAY },
  { EVERY_DAYS, 14, 14.0 * ESP_USEC_PER_DAY },
  { EVERY_MONTHS, 1, 30.4 * ESP_USEC_PER_DAY },
  { EVERY_MONTHS, 3, 91.3 * ESP_USEC_PER_DAY },
  { EVERY_MONTHS, 6, 182.6 * ESP_USEC_PER_DAY },
  { EVERY_YEARS, 1, 365.2 * ESP_USEC_PER_DAY },
  { EVERY_YEARS, 2, 730.5 * ESP_USEC_PER_DAY },
  { EVERY_YEARS, 5, 1826.0 * ESP_USEC_PER_DAY },
  { EVERY_YEARS, 10, 3652.0 * ESP_USEC_PER_DAY },
};

/* The smallest of 1, 2, 2.5 (only above whole numbers), 5 × 10ⁿ that is at least @raw. */
static double
round_step (double raw, gboolean is_whole)
{
  static const double leads[] = { 1, 2, 2.5, 5, 10 };
  double power = pow (10, floor (log10 (raw)));

  for (gsize i = 0; i < G_N_ELEMENTS (leads); i++)
    {
      double step = leads[i] * power;

      if (step >= raw * (1 - 1e-9) && (!is_whole || step == floor (step)))
        return step;
    }
  return 10 * power;
}

/**
 * esp_scale_init:
 * @n_steps: how many steps fit, at least 1; the result has at most two more
 *
 * Spans @min…@max with a round step. Without %ESP_SCALE_FROM_ZERO the scale still starts at zero
 * unless the values keep to the upper part of it.
 */
void
esp_scale_init (EspScale *self, double min, double max, guint n_steps, EspScaleFlags flags)
{
  gboolean is_whole = (flags & ESP_SCALE_WHOLE) != 0;

  if (!isfinite (min) || !isfinite (max) || min > max)
    min = max = 0;
  /* A line that uses less than 40 % of its height is drawn closer. */
  if ((flags & ESP_SCALE_FROM_ZERO) != 0 || min <= 0 || min < 0.6 * max)
    min = MIN (min, 0);
  if ((flags & ESP_SCALE_FROM_ZERO) != 0 || max < 0)
    max = MAX (max, 0);
  if (max - min <= MAX (fabs (max), fabs (min)) * 1e-9)
    {
      if (max > 0)
        min = 0;
      else
        max = min + 1;
    }
  self->step = round_step ((max - min) / MAX (n_steps, 1), is_whole);
  if (is_whole)
    self->step = MAX (self->step, 1);
  self->low = floor (min / self->step + 1e-9) * self->step;
  self->high = ceil (max / self->step - 1e-9) * self->step;
}

/**
 * esp_scale_get_n_ticks:
 */
guint
esp_scale_get_n_ticks (const EspScale *self)
{
  return (guint) MIN (round ((self->high - self->low) / self->step) + 1, MAX_TICKS);
}

/**
 * esp_scale_get_tick:
 *
 * Returns: the value of tick @position, free of rounding dust
 */
double
esp_scale_get_tick (const EspScale *self, guint position)
{
  return round (self->low / self->step + position) * self->step;
}

/**
 * esp_scale_place:
 *
 * Returns: where @value stands between low (0) and high (1); not clamped
 */
double
esp_scale_place (const EspScale *self, double value)
{
  return (value - self->low) / (self->high - self->low);
}

/* The first round moment at or before @local, for @pace. */
static GDateTime *
round_down (GDateTime *local, GTimeZone *zone, const Pace *pace)
{
  int year = g_date_time_get_year (local);
  int month = g_date_time_get_month (local);
  int day = g_date_time_get_day_of_month (local);
  int hour = g_date_time_get_hour (local);
  int minute = g_date_time_get_minute (local);
  int since_monday = g_date_time_get_day_of_week (local) - 1;

  switch (pace->every)
    {
    case EVERY_YEARS:
      return g_date_time_new (zone, year - year % pace->n, 1, 1, 0, 0, 0);
    case EVERY_MONTHS:
      return g_date_time_new (zone, year, month - (month - 1) % pace->n, 1, 0, 0, 0);
    case EVERY_DAYS:
      {
        g_autoptr (GDateTime) midnight = g_date_time_new (zone, year, month, day, 0, 0, 0);

        return g_date_time_add_days (midnight, pace->n >= 7 ? -since_monday : 0);
      }
    case EVERY_HOURS:
      return g_date_time_new (zone, year, month, day, hour - hour % pace->n, 0, 0);
    case EVERY_MINUTES:
    default:
      return g_date_time_new (zone, year, month, day, hour, minute - minute % pace->n, 0);
    }
}

static GDateTime *
next_of (GDateTime *time, const Pace *pace)
{
  switch (pace->every)
    {
    case EVERY_YEARS:
      return g_date_time_add_years (time, pace->n);
    case EVERY_MONTHS:
      return g_date_time_add_months (time, pace->n);
    case EVERY_DAYS:
      return g_date_time_add_days (time, pace->n);
    case EVERY_HOURS:
      return g_date_time_add_hours (time, pace->n);
    case EVERY_MINUTES:
    default:
      return g_date_time_add_minutes (time, pace->n);
    }
}

static char *
label_of (gint64 time_us, GDateTime *local, GTimeZone *zone, const Pace *pace, EspLang lang)
{
  g_autofree char *month = NULL;

  if (pace->every == EVERY_YEARS ||
      (pace->every == EVERY_MONTHS && g_date_time_get_month (local) == 1))
    return g_strdup_printf (lang == ESP_LANG_KO ? "%d년" : "%d", g_date_time_get_year (local));
  if (pace->every == EVERY_MONTHS)
    {
      if (lang == ESP_LANG_KO)
        return g_strdup_printf ("%d월", g_date_time_get_month (local));
      month = esp_format_date (time_us, zone, ESP_DATE_MONTH, lang);
      return g_strndup (month, 3);
    }
  if (pace->every == EVERY_DAYS ||
      g_date_time_get_hour (local) + g_date_time_get_minute (local) == 0)
    return esp_format_date (time_us, zone, ESP_DATE_SHORT, lang);
  return esp_format_date (time_us, zone, ESP_DATE_TIME, lang);
}

static void
clear_tick (gpointer data)
{
  g_free (((EspTimeTick *) data)->label);
}

static gint64
instant_of (GDateTime *time)
{
  return g_date_time_to_unix (time) * ESP_USEC_PER_SEC;
}

/**
 * esp_time_ticks_new:
 * @low_us: µs UTC, the start of the axis
 * @high_us: µs UTC, its end
 * @zone: (nullable): the zone whose midnights and months count; NULL for UTC
 * @n_wanted: how many labels fit
 * @min_step_us: the data knows nothing finer; 0 for any
 *
 * Returns: (transfer full) (element-type EspTimeTick): round moments within the span, in order
 */
GArray *
esp_time_ticks_new (gint64 low_us,
                    gint64 high_us,
                    GTimeZone *zone,
                    guint n_wanted,
                    gint64 min_step_us,
                    EspLang lang)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (EspTimeTick));
  g_autoptr (GTimeZone) used = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_utc ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (low_us / ESP_USEC_PER_SEC);
  double span = (double) high_us - (double) low_us;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) time = NULL;
  gsize chosen = 0;

  g_array_set_clear_func (ticks, clear_tick);
  if (utc == NULL || span < 0)
    return ticks;
  /* Months differ in length: a day's grace. */
  while (chosen < G_N_ELEMENTS (paces) - 1 && (span / paces[chosen].size_us > MAX (n_wanted, 1) ||
                                               paces[chosen].size_us < (double) min_step_us * 0.96))
    chosen++;
  local = g_date_time_to_timezone (utc, used);
  time = local != NULL ? round_down (local, used, &paces[chosen]) : NULL;
  while (time != NULL && instant_of (time) <= high_us && ticks->len < MAX_TICKS)
    {
      EspTimeTick tick = { instant_of (time), NULL };
      g_autoptr (GDateTime) next = next_of (time, &paces[chosen]);

      if (tick.time_us >= low_us)
        {
          tick.label = label_of (tick.time_us, time, used, &paces[chosen], lang);
          g_array_append_val (ticks, tick);
        }
      g_date_time_unref (time);
      time = g_steal_pointer (&next);
    }
  return ticks;
}
