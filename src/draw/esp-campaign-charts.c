/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a campaign's results: whom it reached, what they did, when, and which links. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-campaign-charts.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_LINKS 10
#define MAX_HOURS (7 * 24)
#define MAX_DAYS 92
#define MAX_WEEKS 104
#define MAX_BUCKETS 400

static const char *
say (const EspChartVoice *voice, const char *english)
{
  return voice->translate != NULL ? voice->translate (english) : english;
}

static char *
fill (char *owned_template, const char *name, const char *value)
{
  char *filled = esp_chart_fill_words (owned_template, name, value);

  g_free (owned_template);
  return filled;
}

static char *
fill_count (char *owned_template, const char *name, gint64 value)
{
  g_autofree char *text = esp_format_count (value);

  return fill (owned_template, name, text);
}

static char *
key_of (const EspCampaignReport *self, EspLeadSetKind kind, const char *detail)
{
  EspLeadSet set = { .kind = kind, .campaign_id = self->results->campaign_id };

  set.send_id = self->results->send_id;
  set.detail = (char *) detail;
  return esp_lead_set_to_key (&set);
}

static EspChart *
new_chart (const EspCampaignReport *self,
           EspChartKind kind,
           const char *question,
           const EspChartVoice *voice)
{
  EspChart *chart = esp_chart_new (kind, say (voice, question), voice->lang);
  g_autofree char *time =
    esp_format_date (voice->now_us, voice->zone, ESP_DATE_DAY_TIME, voice->lang);
  g_autofree char *now =
    voice->zone != NULL
      ? g_strdup_printf ("%s (%s)", time, g_time_zone_get_identifier (voice->zone))
      : g_strdup (time);
  g_autofree char *source =
    g_strdup (say (voice, N_ ("{campaign} · leads, each once · as of {time}")));

  source = fill (g_steal_pointer (&source), "{campaign}", self->results->campaign_name);
  source = fill (g_steal_pointer (&source), "{time}", now);
  esp_chart_set_source (chart, source);
  return chart;
}

/* Collects the bars of a chart whose categories become known one by one. */
typedef struct
{
  const EspCampaignReport *report;
  const EspChartVoice *voice;
  EspChart *chart;
  EspSeries *series;
  GStrvBuilder *names;
  guint n;
} Bars;

static void
bars_init (Bars *bars, const EspCampaignReport *report, const EspChartVoice *voice, EspChart *chart)
{
  *bars = (Bars){ report, voice, chart, NULL, g_strv_builder_new (), 0 };
  bars->series = esp_chart_add_series (chart, say (voice, N_ ("Leads")), ESP_SERIES_NORMAL);
}

static void
bars_add (Bars *bars, const char *name, const EspPoint *point)
{
  EspPoint placed = *point;

  placed.x = bars->n++;
  esp_series_add (bars->series, &placed);
  g_strv_builder_add (bars->names, name);
}

static void
bars_finish (Bars *bars, const char *axis)
{
  g_auto (GStrv) names = g_strv_builder_end (bars->names);

  esp_chart_set_categories (bars->chart, say (bars->voice, axis), (const char *const *) names);
  g_strv_builder_unref (bars->names);
}

static void
add_level (Bars *bars, EspMetricId id, gboolean is_total, gint64 value)
{
  const EspMetric *metric = esp_metric_get (id);
  g_autofree char *key = key_of (bars->report, metric->part, NULL);

  if (value != 0 || is_total)
    bars_add (bars, say (bars->voice, metric->name),
              &(EspPoint){ .value = (double) (is_total ? value : -value),
                           .key = key,
                           .note = say (bars->voice, metric->definition),
                           .flags = is_total ? ESP_POINT_TOTAL : 0 });
}

static gint64
count (const EspCampaignReport *self, EspLeadSetKind kind)
{
  return esp_campaign_results_count (self->results, kind);
}

static char *
name_reason (const EspChartVoice *voice, const char *reason)
{
  if (*reason == '\0')
    return g_strdup (say (voice, N_ ("Left out")));
  return voice->name_reason != NULL ? voice->name_reason (reason) : g_strdup (reason);
}

/* The first reason is the largest of the reasons; what was stopped, refused or waits may be more. */
static gboolean
has_largest_reason (const EspCampaignReport *self)
{
  static const EspLeadSetKind others[] = { ESP_LEAD_SET_CANCELLED, ESP_LEAD_SET_FAILED,
                                           ESP_LEAD_SET_UNKNOWN, ESP_LEAD_SET_WAITING };
  gint64 n;

  if (self->results->reasons->len == 0)
    return FALSE;
  n = (gint64) esp_bitmap_count (
    ((const EspSkipReason *) g_ptr_array_index (self->results->reasons, 0))->leads);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (count (self, others[i]) > n)
      return FALSE;
  return TRUE;
}

static void
answer_waterfall (const EspCampaignReport *self, EspChart *chart, const EspChartVoice *voice)
{
  gint64 sent = count (self, ESP_LEAD_SET_SENT);
  gint64 matched = count (self, ESP_LEAD_SET_MATCHED);
  g_autofree char *share = esp_format_share (sent, matched);
  char *answer = g_strdup (
    say (voice, N_ ("It was sent to {sent} of the {matched} leads in the audience ({share}).")));
  g_autofree char *whole = NULL;
  char *loss = NULL;

  answer = fill_count (answer, "{sent}", sent);
  answer = fill_count (answer, "{matched}", matched);
  answer = fill (answer, "{share}", share);
  if (has_largest_reason (self))
    {
      const EspSkipReason *first = g_ptr_array_index (self->results->reasons, 0);
      g_autofree char *reason = name_reason (voice, first->name);

      loss = g_strdup (say (voice, N_ ("The largest loss is “{reason}” with {n}.")));
      loss = fill (loss, "{reason}", reason);
      loss = fill_count (loss, "{n}", (gint64) esp_bitmap_count (first->leads));
    }
  whole = loss != NULL ? g_strjoin (" ", answer, loss, NULL) : g_strdup (answer);
  esp_chart_set_answer (chart, whole);
  g_free (answer);
  g_free (loss);
}

static EspChart *
draw_waterfall (const EspCampaignReport *self, const EspChartVoice *voice)
{
  EspChart *chart = new_chart (self, ESP_CHART_WATERFALL, N_ ("Whom did it reach?"), voice);
  Bars bars;

  bars_init (&bars, self, voice, chart);
  add_level (&bars, ESP_METRIC_MATCHED, TRUE, count (self, ESP_LEAD_SET_MATCHED));
  for (guint i = 0; i < self->results->reasons->len; i++)
    {
      const EspSkipReason *skip = g_ptr_array_index (self->results->reasons, i);
      g_autofree char *name = name_reason (voice, skip->name);
      g_autofree char *key = key_of (self, ESP_LEAD_SET_SKIPPED, skip->name);
      gint64 n = (gint64) esp_bitmap_count (skip->leads);

      if (n > 0)
        bars_add (&bars, name, &(EspPoint){ .value = -(double) n, .key = key });
    }
  add_level (&bars, ESP_METRIC_CANCELLED, FALSE, count (self, ESP_LEAD_SET_CANCELLED));
  add_level (&bars, ESP_METRIC_WAITING, FALSE, count (self, ESP_LEAD_SET_WAITING));
  add_level (&bars, ESP_METRIC_FAILED, FALSE, count (self, ESP_LEAD_SET_FAILED));
  add_level (&bars, ESP_METRIC_UNKNOWN, FALSE, count (self, ESP_LEAD_SET_UNKNOWN));
  add_level (&bars, ESP_METRIC_SENT, TRUE, count (self, ESP_LEAD_SET_SENT));
  add_level (&bars, ESP_METRIC_BOUNCED, FALSE, count (self, ESP_LEAD_SET_BOUNCED));
  add_level (&bars, ESP_METRIC_DELIVERED, TRUE, count (self, ESP_LEAD_SET_DELIVERED));
  bars_finish (&bars, N_ ("Step"));
  answer_waterfall (self, chart, voice);
  return chart;
}

static void
add_outcome (Bars *bars, EspMetricId id, EspMetricId rate)
{
  const EspMetric *metric = esp_metric_get (id);
  g_autofree char *key = key_of (bars->report, metric->part, NULL);
  EspMetricValue value;

  esp_metric_evaluate (rate, bars->report->results, &value);
  bars_add (bars, say (bars->voice, metric->name),
            &(EspPoint){ .value = (double) value.part,
                         .part = value.part,
                         .whole = value.whole,
                         .key = key,
                         .note = say (bars->voice, metric->definition),
                         .flags = value.is_few ? ESP_POINT_SMALL_SAMPLE : 0 });
}

/* Shown beside what people did, so that nobody misses what was left out. */
static void
add_machine (Bars *bars)
{
  const EspMetric *metric = esp_metric_get (ESP_METRIC_MACHINE);
  g_autofree char *key = key_of (bars->report, metric->part, NULL);
  gint64 whole = count (bars->report, metric->whole);

  bars_add (bars, say (bars->voice, metric->name),
            &(EspPoint){ .value = (double) count (bars->report, metric->part),
                         .part = count (bars->report, metric->part),
                         .whole = whole,
                         .key = key,
                         .note = say (bars->voice, metric->definition),
                         .flags = whole < ESP_METRIC_FEW ? ESP_POINT_SMALL_SAMPLE : 0 });
}

static EspChart *
draw_outcomes (const EspCampaignReport *self, const EspChartVoice *voice)
{
  EspChart *chart =
    new_chart (self, ESP_CHART_HORIZONTAL_BAR, N_ ("What did people do with it?"), voice);
  g_autofree char *opened = NULL;
  g_autofree char *clicked = NULL;
  EspMetricValue open_rate, click_rate;
  char *answer;
  Bars bars;

  bars_init (&bars, self, voice, chart);
  add_outcome (&bars, ESP_METRIC_DELIVERED, ESP_METRIC_DELIVERY_RATE);
  add_outcome (&bars, ESP_METRIC_OPENED, ESP_METRIC_OPEN_RATE);
  add_outcome (&bars, ESP_METRIC_CLICKED, ESP_METRIC_CLICK_RATE);
  add_outcome (&bars, ESP_METRIC_UNSUBSCRIBED, ESP_METRIC_UNSUBSCRIBE_RATE);
  add_outcome (&bars, ESP_METRIC_COMPLAINED, ESP_METRIC_COMPLAINT_RATE);
  if (count (self, ESP_LEAD_SET_MACHINE) > 0)
    add_machine (&bars);
  bars_finish (&bars, N_ ("Outcome"));
  esp_metric_evaluate (ESP_METRIC_OPEN_RATE, self->results, &open_rate);
  esp_metric_evaluate (ESP_METRIC_CLICK_RATE, self->results, &click_rate);
  opened = esp_format_share (open_rate.part, open_rate.whole);
  clicked = esp_format_share (click_rate.part, click_rate.whole);
  answer = g_strdup (
    say (voice,
         N_ ("Of {n} leads it was delivered to, {opened} opened it and {clicked} clicked.")));
  answer = fill_count (answer, "{n}", open_rate.whole);
  answer = fill (answer, "{opened}", opened);
  answer = fill (answer, "{clicked}", clicked);
  esp_chart_set_answer (chart, answer);
  g_free (answer);
  return chart;
}

static GDateTime *
local_of (gint64 time_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / ESP_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

/* The day of @local, or the first of its week or month, as a date without an hour. */
static void
first_day_of (GDateTime *local, EspTimeStep step, GDate *out_day)
{
  g_date_clear (out_day, 1);
  g_date_set_dmy (out_day, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
  if (step == ESP_TIME_STEP_WEEK)
    g_date_subtract_days (out_day, (guint) g_date_time_get_day_of_week (local) - 1);
  else if (step == ESP_TIME_STEP_MONTH)
    g_date_set_day (out_day, 1);
}

static void
list_hours (GArray *starts, GDateTime *local, gint64 last_us)
{
  gint64 start_us = g_date_time_to_unix (local) - g_date_time_get_minute (local) * 60 -
                    g_date_time_get_second (local);

  for (start_us *= ESP_USEC_PER_SEC; starts->len < MAX_BUCKETS; start_us += ESP_USEC_PER_HOUR)
    {
      g_array_append_val (starts, start_us);
      if (start_us > last_us)
        break;
    }
}

/* The starts of all periods from @first_us to @last_us, and the end of the last one. Days are counted by
 * the calendar: they have 23 or 25 hours when clocks change. */
static GArray *
list_periods (gint64 first_us, gint64 last_us, GTimeZone *zone, EspTimeStep step)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GDateTime) local = local_of (first_us, zone);
  GDate day;

  if (local == NULL)
    return starts;
  if (step == ESP_TIME_STEP_HOUR)
    {
      list_hours (starts, local, last_us);
      return starts;
    }
  first_day_of (local, step, &day);
  while (starts->len < MAX_BUCKETS)
    {
      gint64 start_us = esp_day_start_us (&day, zone);

      g_array_append_val (starts, start_us);
      if (start_us > last_us)
        break;
      if (step == ESP_TIME_STEP_MONTH)
        g_date_add_months (&day, 1);
      else
        g_date_add_days (&day, step == ESP_TIME_STEP_WEEK ? 7 : 1);
    }
  return starts;
}

/* The period @i; the first and the last take in what lies beyond, so that none is lost. */
static void
get_period (GArray *starts, guint i, GArray *moments, EspLeadSet *out_set)
{
  out_set->from_us = g_array_index (starts, gint64, i);
  out_set->to_us = g_array_index (starts, gint64, i + 1);
  if (moments->len == 0)
    return;
  if (i == 0)
    out_set->from_us = MIN (out_set->from_us, g_array_index (moments, EspMoment, 0).at_us);
  if (i + 2 == starts->len)
    out_set->to_us =
      MAX (out_set->to_us, g_array_index (moments, EspMoment, moments->len - 1).at_us + 1);
}

static void
add_periods (const EspCampaignReport *self,
             EspChart *chart,
             EspMetricId id,
             GArray *moments,
             GArray *starts,
             const EspChartVoice *voice)
{
  const EspMetric *metric = esp_metric_get (id);
  EspSeries *series = esp_chart_add_series (chart, say (voice, metric->name), ESP_SERIES_NORMAL);
  guint next = 0;

  for (guint i = 0; i + 1 < starts->len; i++)
    {
      EspLeadSet set = { .kind = metric->part, .campaign_id = self->results->campaign_id };
      g_autofree char *key = NULL;
      gint64 n = 0;

      set.send_id = self->results->send_id;
      get_period (starts, i, moments, &set);
      key = esp_lead_set_to_key (&set);
      for (; next < moments->len && g_array_index (moments, EspMoment, next).at_us < set.to_us;
           next++)
        if (g_array_index (moments, EspMoment, next).at_us >= set.from_us)
          n++;
      esp_series_add (series,
                      &(EspPoint){ .x = (double) g_array_index (starts, gint64, i),
                                   .value = (double) n,
                                   .key = key,
                                   .flags = voice->now_us < set.to_us ? ESP_POINT_PARTIAL : 0 });
    }
}

static void
answer_responses (const EspCampaignReport *self, EspChart *chart, const EspChartVoice *voice)
{
  gboolean has_clicks = self->clicked->len > 0;
  GArray *moments = has_clicks ? self->clicked : self->opened;
  g_autofree char *span = NULL;
  char *answer;
  gint64 median_us;

  if (moments->len == 0)
    {
      esp_chart_set_answer (chart, say (voice, N_ ("Nobody has responded yet.")));
      return;
    }
  median_us = g_array_index (moments, EspMoment, moments->len / 2).at_us - self->results->first_us;
  span = esp_format_duration (MAX (median_us, 0), voice->lang);
  answer = g_strdup (
    has_clicks
      ? say (voice,
             N_ ("Half of the {n} leads who clicked did so within {span} of the first message."))
      : say (voice,
             N_ (
               "Half of the {n} leads who opened it did so within {span} of the first message.")));
  answer = fill_count (answer, "{n}", moments->len);
  answer = fill (answer, "{span}", span);
  esp_chart_set_answer (chart, answer);
  g_free (answer);
}

static EspTimeStep
choose_step (gint64 first_us, gint64 last_us)
{
  gint64 hours = (last_us - first_us) / ESP_USEC_PER_HOUR;

  if (hours <= MAX_HOURS)
    return ESP_TIME_STEP_HOUR;
  if (hours <= MAX_DAYS * 24)
    return ESP_TIME_STEP_DAY;
  return hours <= MAX_WEEKS * 7 * 24 ? ESP_TIME_STEP_WEEK : ESP_TIME_STEP_MONTH;
}

static EspChart *
draw_responses (const EspCampaignReport *self, const EspChartVoice *voice)
{
  EspChart *chart = new_chart (self, ESP_CHART_LINE, N_ ("When did they respond?"), voice);
  g_autoptr (GTimeZone) zone =
    voice->zone != NULL ? g_time_zone_ref (voice->zone) : g_time_zone_new_utc ();
  gint64 first_us = self->results->first_us;
  gint64 last_us = MAX (self->results->last_us, first_us);
  EspTimeStep step = choose_step (first_us, last_us);
  g_autofree char *axis =
    g_strdup_printf ("%s (%s)", say (voice, N_ ("Time")), g_time_zone_get_identifier (zone));
  g_autoptr (GArray) starts = NULL;

  esp_chart_set_time_axis (chart, axis, step, zone);
  answer_responses (self, chart, voice);
  if (first_us == 0 || self->opened->len + self->clicked->len + self->unsubscribed->len == 0)
    return chart;
  for (guint i = 0; i < 3; i++)
    {
      GArray *moments = i == 0 ? self->opened : i == 1 ? self->clicked : self->unsubscribed;

      /* Clocks of two computers differ: a response may seem to come before the message. One that says to
       * come long before does not stretch the picture; the first period takes it. */
      if (moments->len > 0)
        first_us = MIN (first_us, MAX (g_array_index (moments, EspMoment, 0).at_us,
                                       self->results->first_us - ESP_USEC_PER_DAY));
    }
  starts = list_periods (first_us, last_us, zone, step);
  add_periods (self, chart, ESP_METRIC_OPENED, self->opened, starts, voice);
  add_periods (self, chart, ESP_METRIC_CLICKED, self->clicked, starts, voice);
  if (self->unsubscribed->len > 0)
    add_periods (self, chart, ESP_METRIC_UNSUBSCRIBED, self->unsubscribed, starts, voice);
  return chart;
}

/* The address as people read it: without the scheme and a slash at the end. */
static char *
shorten_url (const char *url, const EspChartVoice *voice)
{
  const char *rest = strstr (url, "://");
  char *text;

  if (*url == '\0')
    return g_strdup (say (voice, N_ ("Unknown link")));
  text = g_strdup (rest != NULL ? rest + strlen ("://") : url);
  if (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  return text;
}

static EspChart *
draw_links (const EspCampaignReport *self, const EspChartVoice *voice)
{
  EspChart *chart =
    new_chart (self, ESP_CHART_HORIZONTAL_BAR, N_ ("Which links were clicked?"), voice);
  gint64 clicked = count (self, ESP_LEAD_SET_CLICKED);
  Bars bars;

  bars_init (&bars, self, voice, chart);
  for (guint i = 0; i < MIN (self->links->len, MAX_LINKS); i++)
    {
      const EspLinkClicks *link = g_ptr_array_index (self->links, i);
      g_autofree char *name = shorten_url (link->url, voice);
      g_autofree char *key = key_of (self, ESP_LEAD_SET_CLICKED, link->url);

      bars_add (&bars, name,
                &(EspPoint){ .value = (double) link->n_leads,
                             .part = link->n_leads,
                             .whole = clicked,
                             .key = key });
    }
  bars_finish (&bars, N_ ("Link"));
  if (self->links->len > 0)
    {
      const EspLinkClicks *first = g_ptr_array_index (self->links, 0);
      g_autofree char *name = shorten_url (first->url, voice);
      g_autofree char *share = esp_format_share (first->n_leads, clicked);
      char *answer =
        g_strdup (say (voice, N_ ("{share} of the {n} leads who clicked went to {link}.")));

      answer = fill (answer, "{share}", share);
      answer = fill_count (answer, "{n}", clicked);
      answer = fill (answer, "{link}", name);
      esp_chart_set_answer (chart, answer);
      g_free (answer);
    }
  else
    esp_chart_set_answer (chart, say (voice, N_ ("Nobody has clicked yet.")));
  return chart;
}

/**
 * esp_campaign_report_load:
 * @send_id: one send of the campaign, or 0 for all
 *
 * Reads everything that the pictures need, in one transaction, so that they agree.
 *
 * Returns: (transfer full): the report; %NULL with @error set
 */
EspCampaignReport *
esp_campaign_report_load (EspTx *tx, gint64 campaign_id, gint64 send_id, GError **error)
{
  g_autoptr (EspCampaignReport) self = g_new0 (EspCampaignReport, 1);
  EspLeadSetKind kinds[] = { ESP_LEAD_SET_OPENED, ESP_LEAD_SET_CLICKED, ESP_LEAD_SET_UNSUBSCRIBED };
  GArray **moments[] = { &self->opened, &self->clicked, &self->unsubscribed };

  self->results = esp_insight_load_results (tx, campaign_id, send_id, error);
  if (self->results == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      *moments[i] = esp_insight_load_moments (tx, self->results, kinds[i], error);
      if (*moments[i] == NULL)
        return NULL;
    }
  self->links = esp_insight_load_links (tx, self->results, error);
  return self->links != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_campaign_report_free:
 */
void
esp_campaign_report_free (EspCampaignReport *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->results, esp_campaign_results_free);
  g_clear_pointer (&self->opened, g_array_unref);
  g_clear_pointer (&self->clicked, g_array_unref);
  g_clear_pointer (&self->unsubscribed, g_array_unref);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_free (self);
}

/**
 * esp_campaign_report_draw:
 *
 * Returns: (transfer full): one of the campaign's pictures; every mark's key is an EspLeadSet
 */
EspChart *
esp_campaign_report_draw (const EspCampaignReport *self,
                          EspCampaignChart which,
                          const EspChartVoice *voice)
{
  switch (which)
    {
    case ESP_CAMPAIGN_CHART_OUTCOMES:
      return draw_outcomes (self, voice);
    case ESP_CAMPAIGN_CHART_RESPONSES:
      return draw_responses (self, voice);
    case ESP_CAMPAIGN_CHART_LINKS:
      return draw_links (self, voice);
    case ESP_CAMPAIGN_CHART_WATERFALL:
    default:
      return draw_waterfall (self, voice);
    }
}

/**
 * esp_campaign_chart_get_name:
 *
 * Returns: (transfer none): a word for file names
 */
const char *
esp_campaign_chart_get_name (EspCampaignChart which)
{
  static const char *const names[] = { "waterfall", "outcomes", "responses", "links" };

  g_return_val_if_fail (which < G_N_ELEMENTS (names), "");

  return names[which];
}
