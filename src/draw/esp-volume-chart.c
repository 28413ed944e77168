/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws what a channel sent day by day beside what its warm-up plan allows. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-volume-chart.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>

static const char *
say (const EspChartVoice *voice, const char *english)
{
  return voice->translate != NULL ? voice->translate (english) : english;
}

/* Days of the plan that are shown ahead: the last ones would dwarf the first. */
#define DAYS_AHEAD 7

static gint64
day_start (guint32 julian, GTimeZone *zone)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_julian (&day, julian);
  return esp_day_start_us (&day, zone);
}

static void
add_sent (EspChart *chart, GArray *days, GTimeZone *zone, const EspChartVoice *voice, guint32 today)
{
  EspSeries *series = esp_chart_add_series (chart, say (voice, N_ ("Sent")), ESP_SERIES_NORMAL);

  for (guint i = 0; i < days->len; i++)
    {
      const EspVolumeDay *day = &g_array_index (days, EspVolumeDay, i);

      if (day->day > today)
        break;
      esp_series_add (series, &(EspPoint){ .x = (double) day_start (day->day, zone),
                                           .value = (double) day->sent,
                                           .flags = day->day == today ? ESP_POINT_PARTIAL : 0 });
    }
}

static void
add_planned (EspChart *chart,
             GArray *days,
             GTimeZone *zone,
             const EspChartVoice *voice,
             guint32 today)
{
  EspSeries *series = esp_chart_add_series (chart, say (voice, N_ ("Planned")), ESP_SERIES_OTHER);

  for (guint i = 0; i < days->len; i++)
    {
      const EspVolumeDay *day = &g_array_index (days, EspVolumeDay, i);

      if (day->planned >= 0 && (day->day <= today + DAYS_AHEAD || i < DAYS_AHEAD))
        esp_series_add_value (series, (double) day_start (day->day, zone), (double) day->planned,
                              NULL);
    }
}

static char *
make_answer (GArray *days, const EspChartVoice *voice, guint32 today, gboolean has_plan)
{
  gint64 sent = 0;
  gint64 planned = -1;
  g_autofree char *sent_text = NULL;
  g_autofree char *planned_text = NULL;
  g_autofree char *first = NULL;

  for (guint i = 0; i < days->len; i++)
    if (g_array_index (days, EspVolumeDay, i).day == today)
      {
        sent = g_array_index (days, EspVolumeDay, i).sent;
        planned = g_array_index (days, EspVolumeDay, i).planned;
      }
  sent_text = esp_format_count (sent);
  if (planned < 0)
    return esp_chart_fill_words (has_plan ? say (voice, N_ ("{sent} today; the plan says nothing "
                                                            "about today."))
                                          : say (voice, N_ ("{sent} today; there is no plan.")),
                                 "{sent}", sent_text);
  planned_text = esp_format_count (planned);
  first =
    esp_chart_fill_words (say (voice, N_ ("{sent} of {planned} today.")), "{sent}", sent_text);
  return esp_chart_fill_words (first, "{planned}", planned_text);
}

/**
 * esp_volume_chart_draw:
 * @days: (element-type EspVolumeDay): of esp_send_limits_list_days()
 *
 * Returns: (transfer full): the picture
 */
EspChart *
esp_volume_chart_draw (GArray *days, const EspSendLimits *limits, const EspChartVoice *voice)
{
  g_autoptr (GTimeZone) zone =
    voice->zone != NULL ? g_time_zone_ref (voice->zone) : g_time_zone_new_utc ();
  g_autofree char *axis =
    g_strdup_printf ("%s (%s)", say (voice, N_ ("Time")), g_time_zone_get_identifier (zone));
  g_autofree char *now = esp_format_date (voice->now_us, zone, ESP_DATE_DAY_TIME, voice->lang);
  guint32 today = esp_send_limits_day_of (voice->now_us, zone);
  g_autofree char *answer = make_answer (days, voice, today, limits->plan != NULL);
  EspChart *chart = esp_chart_new (ESP_CHART_LINE, say (voice, N_ ("Messages a day")), voice->lang);

  esp_chart_set_time_axis (chart, axis, ESP_TIME_STEP_DAY, zone);
  esp_chart_set_source (chart, now);
  esp_chart_set_answer (chart, answer);
  add_sent (chart, days, zone, voice, today);
  if (limits->plan != NULL)
    add_planned (chart, days, zone, voice, today);
  return chart;
}
