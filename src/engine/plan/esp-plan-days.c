/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as plans count them, since 1970, and the workdays next to them. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-plan-days.h"

#include "engine/journey/esp-journey-time.h"
#include "store/esp-meta.h"

#include <stdio.h>

/* Julian day of 1970-01-01, as GDate counts. */
#define EPOCH_JULIAN 719163
/* No rest is longer. */
#define MAX_REST 60
#define MIN_YEAR 1970
#define MAX_YEAR 2200

/**
 * esp_plan_day_to_date:
 * @day: since 1970; those that no calendar has become the nearest
 */
void
esp_plan_day_to_date (gint64 day, GDate *out_date)
{
  g_date_clear (out_date, 1);
  g_date_set_julian (out_date, (guint32) (CLAMP (day, 0, 100000) + EPOCH_JULIAN));
}

/**
 * esp_plan_day_from_date:
 *
 * Returns: days since 1970
 */
gint64
esp_plan_day_from_date (const GDate *date)
{
  return (gint64) g_date_get_julian (date) - EPOCH_JULIAN;
}

static gint64
walk (EspHolidays *holidays, gint64 day, int step)
{
  for (guint n = 0; holidays != NULL && n < MAX_REST; n++)
    {
      GDate date;

      esp_plan_day_to_date (day + (gint64) n * step, &date);
      if (esp_holidays_is_workday (holidays, &date))
        return day + (gint64) n * step;
    }
  return day;
}

/**
 * esp_plan_day_workday_before:
 * @holidays: (nullable)
 *
 * Returns: the day, or the workday before it
 */
gint64
esp_plan_day_workday_before (EspHolidays *holidays, gint64 day)
{
  return walk (holidays, day, -1);
}

/**
 * esp_plan_day_workday_after:
 * @holidays: (nullable)
 *
 * Returns: the day, or the next workday
 */
gint64
esp_plan_day_workday_after (EspHolidays *holidays, gint64 day)
{
  return walk (holidays, day, 1);
}

/**
 * esp_plan_day_of:
 *
 * Returns: the day on which it was in the workspace's zone
 */
gint64
esp_plan_day_of (EspTx *tx, gint64 at_us)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", NULL);
  g_autoptr (GTimeZone) known = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  g_autoptr (GTimeZone) zone = known != NULL ? g_steal_pointer (&known) : g_time_zone_new_utc ();
  EspLocalTime local;

  esp_local_time_read (zone, at_us, &local);
  return local.day;
}

/**
 * esp_plan_day_today:
 *
 * Returns: which day it is in the workspace's zone
 */
gint64
esp_plan_day_today (EspTx *tx)
{
  return esp_plan_day_of (tx, esp_tx_get_now_us (tx));
}

/**
 * esp_plan_day_format:
 *
 * Returns: (transfer full): "2027-02-07"
 */
char *
esp_plan_day_format (gint64 day)
{
  GDate date;

  esp_plan_day_to_date (day, &date);
  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (&date),
                          (guint) g_date_get_month (&date), g_date_get_day (&date));
}

/**
 * esp_plan_day_parse:
 * @text: "2027-02-07"
 */
gboolean
esp_plan_day_parse (const char *text, gint64 *out_day)
{
  guint year = 0;
  guint month = 0;
  guint day = 0;
  char rest = 0;
  GDate date;

  if (text == NULL || sscanf (text, "%4u-%2u-%2u%c", &year, &month, &day, &rest) != 3 ||
      year < MIN_YEAR || year > MAX_YEAR ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *out_day = esp_plan_day_from_date (&date);
  return TRUE;
}
