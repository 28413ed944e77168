/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the set of holidays and of the workspace's own days off, for some years on. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-days-off.h"

#include "engine/plan/esp-plan-days.h"
#include "store/esp-meta.h"

/* Whoever waits longer is asked about again when the time comes. */
#define YEARS_AHEAD 5

static EspDaySet *
make_set (EspHolidays *holidays, GDateYear year)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) found = NULL;
  GDate from, to;

  g_date_clear (&from, 1);
  g_date_clear (&to, 1);
  g_date_set_dmy (&from, 1, G_DATE_JANUARY, year);
  g_date_set_dmy (&to, 31, G_DATE_DECEMBER, (GDateYear) (year + YEARS_AHEAD));
  found = esp_holidays_list (holidays, &from, &to);
  for (guint i = 0; i < found->len; i++)
    {
      const EspHoliday *holiday = found->pdata[i];
      gint64 day = esp_plan_day_from_date (&holiday->day);

      if (holiday->is_off)
        g_array_append_val (days, day);
    }
  return esp_day_set_new ((const gint64 *) (gpointer) days->data, days->len);
}

/**
 * esp_days_off_load:
 * @from_us: about when they begin to count
 *
 * Sees to it that @self has the days of the workspace.
 */
gboolean
esp_days_off_load (EspDaysOff *self, EspTx *tx, gint64 from_us, GError **error)
{
  g_autoptr (GDateTime) from = g_date_time_new_from_unix_utc (from_us / G_USEC_PER_SEC);
  GDateYear year = from != NULL ? (GDateYear) g_date_time_get_year (from) : 1970;
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);
  g_autofree char *own =
    country != NULL ? esp_meta_get_text (tx, ESP_META_HOLIDAYS, "", error) : NULL;
  g_autofree char *key = NULL;
  g_autoptr (EspHolidays) holidays = NULL;

  if (own == NULL)
    return FALSE;
  /* The first of January is still last year somewhere. */
  key = g_strdup_printf ("%s %u %s", country, (guint) --year, own);
  if (self->key != NULL && g_str_equal (self->key, key))
    return TRUE;
  holidays = esp_holidays_new (country, own, error);
  if (holidays == NULL)
    return FALSE;
  esp_days_off_clear (self);
  self->key = g_steal_pointer (&key);
  self->days = make_set (holidays, year);
  return TRUE;
}

/**
 * esp_days_off_clear:
 */
void
esp_days_off_clear (EspDaysOff *self)
{
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->days, esp_day_set_unref);
}
