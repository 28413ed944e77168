/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals: a number of leads or money to be reached in a period, and how far it is, day by day. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-goal.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

/* Ten years. */
#define MAX_SPAN_DAYS 3660
#define MAX_TARGET G_GINT64_CONSTANT (1000000000000000)

static const EspGoalMetric metrics[] = {
  { "created", N_ ("New leads"), ESP_LEAD_SET_CREATED, FALSE },
  { "sent", N_ ("Sent"), ESP_LEAD_SET_SENT, FALSE },
  { "delivered", N_ ("Delivered"), ESP_LEAD_SET_DELIVERED, FALSE },
  { "opened", N_ ("Opened"), ESP_LEAD_SET_OPENED, FALSE },
  { "clicked", N_ ("Clicked"), ESP_LEAD_SET_CLICKED, FALSE },
  { "ordered", N_ ("Leads that bought"), ESP_LEAD_SET_ORDERED, FALSE },
  { "revenue", N_ ("Revenue"), ESP_LEAD_SET_ORDERED, TRUE },
};

static const char *const period_names[ESP_N_GOAL_PERIODS] = {
  [ESP_GOAL_WEEK] = "week", [ESP_GOAL_MONTH] = "month", [ESP_GOAL_QUARTER] = "quarter",
  [ESP_GOAL_YEAR] = "year", [ESP_GOAL_SPAN] = "span",
};

/**
 * esp_goal_metric_get_n:
 *
 * Returns: how many things can be aimed at
 */
guint
esp_goal_metric_get_n (void)
{
  return G_N_ELEMENTS (metrics);
}

/**
 * esp_goal_metric_get:
 */
const EspGoalMetric *
esp_goal_metric_get (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (metrics), NULL);

  return &metrics[i];
}

/**
 * esp_goal_metric_find:
 *
 * Returns: (transfer none) (nullable): the metric with that key
 */
const EspGoalMetric *
esp_goal_metric_find (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (metrics); i++)
    if (g_str_equal (metrics[i].key, key))
      return &metrics[i];
  return NULL;
}

/**
 * esp_goal_period_get_name:
 *
 * Returns: the word for a period in machine output
 */
const char *
esp_goal_period_get_name (EspGoalPeriod period)
{
  return period_names[period];
}

/**
 * esp_goal_period_find:
 *
 * Returns: whether @name is the word for a period
 */
gboolean
esp_goal_period_find (const char *name, EspGoalPeriod *out_period)
{
  for (guint i = 0; i < ESP_N_GOAL_PERIODS; i++)
    if (g_str_equal (period_names[i], name))
      {
        *out_period = (EspGoalPeriod) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_goal_parse_date:
 * @text: such as "2026-03-01"
 *
 * Returns: whether it is a day of the calendar
 */
gboolean
esp_goal_parse_date (const char *text, GDate *out_date)
{
  guint year, month, day;
  int end = 0;

  if (sscanf (text, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3 || text[end] != '\0' ||
      !g_date_valid_dmy ((GDateDay) MIN (day, 99), (GDateMonth) MIN (month, 99), (GDateYear) year))
    return FALSE;
  g_date_clear (out_date, 1);
  g_date_set_dmy (out_date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * esp_goal_set_owner:
 * @owner: (nullable): what is too long is cut at a letter
 */
void
esp_goal_set_owner (EspGoal *self, const char *owner)
{
  g_autofree char *valid = g_utf8_make_valid (owner != NULL ? owner : "", -1);
  gsize length = MIN (strlen (valid), ESP_GOAL_MAX_OWNER);

  while (length > 0 && length < strlen (valid) && (valid[length] & 0xC0) == 0x80)
    length--;
  memcpy (self->owner, valid, length);
  self->owner[length] = '\0';
}

/**
 * esp_goal_check:
 *
 * Returns: %FALSE with @error set, a sentence, when it is no goal that can be reached
 */
gboolean
esp_goal_check (const EspGoal *self, GError **error)
{
  if (self->metric == NULL)
    return fail (error, "A goal needs a number to be reached, such as “created” or “revenue”");
  if (self->target <= 0 || self->target > MAX_TARGET)
    return fail (error, "The target of a goal is a whole number above 0");
  if (self->period != ESP_GOAL_SPAN)
    return TRUE;
  if (!g_date_valid (&self->from) || !g_date_valid (&self->to))
    return fail (error, "A goal without a period that repeats needs its first and its last day");
  if (g_date_compare (&self->from, &self->to) > 0)
    return fail (error, "The last day of the goal is before its first");
  if (g_date_days_between (&self->from, &self->to) > MAX_SPAN_DAYS)
    return fail (error, "The period of a goal is at most ten years");
  return TRUE;
}

static void
read_day (JsonObject *object, const char *member, GDate *out_date)
{
  const char *text = json_object_get_string_member_with_default (object, member, "");

  g_date_clear (out_date, 1);
  (void) esp_goal_parse_date (text, out_date); /* esp_goal_check() sees what is missing */
}

/**
 * esp_goal_parse:
 *
 * Reads what esp_goal_to_json() wrote.
 */
gboolean
esp_goal_parse (const EspOverviewItem *item, EspGoal *out_goal, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (item->content, NULL);
  EspGoal goal = { .id = item->id };
  JsonObject *object;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (error, "The goal cannot be read");
  object = json_node_get_object (root);
  goal.metric =
    esp_goal_metric_find (json_object_get_string_member_with_default (object, "metric", ""));
  goal.target = json_object_get_int_member_with_default (object, "target", 0);
  if (!esp_goal_period_find (json_object_get_string_member_with_default (object, "period", ""),
                             &goal.period))
    return fail (error, "The goal has a period that this program does not know");
  read_day (object, "from", &goal.from);
  read_day (object, "to", &goal.to);
  esp_goal_set_owner (&goal, json_object_get_string_member_with_default (object, "owner", ""));
  if (!esp_goal_check (&goal, error))
    return FALSE;
  *out_goal = goal;
  return TRUE;
}

static void
write_day (JsonBuilder *builder, const char *member, const GDate *day)
{
  char text[32];

  g_date_strftime (text, sizeof text, "%Y-%m-%d", day);
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

/**
 * esp_goal_to_json:
 *
 * Returns: (transfer full): the goal as the overview keeps it
 */
char *
esp_goal_to_json (const EspGoal *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "metric");
  json_builder_add_string_value (builder, self->metric->key);
  json_builder_set_member_name (builder, "target");
  json_builder_add_int_value (builder, self->target);
  json_builder_set_member_name (builder, "period");
  json_builder_add_string_value (builder, period_names[self->period]);
  if (self->period == ESP_GOAL_SPAN)
    {
      write_day (builder, "from", &self->from);
      write_day (builder, "to", &self->to);
    }
  if (self->owner[0] != '\0')
    {
      json_builder_set_member_name (builder, "owner");
      json_builder_add_string_value (builder, self->owner);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* The first day of the period that @today is in, and the first day after it. */
static void
find_days (const EspGoal *goal, const GDate *today, GDate *out_from, GDate *out_after)
{
  guint n_months = goal->period == ESP_GOAL_MONTH ? 1 : goal->period == ESP_GOAL_QUARTER ? 3 : 12;

  if (goal->period == ESP_GOAL_SPAN)
    {
      *out_from = goal->from;
      *out_after = goal->to;
      g_date_add_days (out_after, 1);
      return;
    }
  *out_from = *today;
  if (goal->period == ESP_GOAL_WEEK)
    {
      g_date_subtract_days (out_from, (guint) g_date_get_weekday (today) - 1);
      *out_after = *out_from;
      g_date_add_days (out_after, 7);
      return;
    }
  g_date_set_dmy (out_from, 1,
                  (GDateMonth) (((guint) g_date_get_month (today) - 1) / n_months * n_months + 1),
                  g_date_get_year (today));
  *out_after = *out_from;
  g_date_add_months (out_after, n_months);
}

static void
today_of (gint64 now_us, GTimeZone *zone, GDate *out_today)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  g_date_clear (out_today, 1);
  g_date_set_dmy (out_today, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
}

/* Where the days that have begun begin, and the end of the last: now, or the end of the period. */
static GArray *
list_bounds (EspGoalProgress *self, const GDate *from, GTimeZone *zone, gint64 now_us)
{
  GArray *bounds = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 end_us = MIN (now_us + 1, self->to_us);
  GDate day = *from;

  self->starts = g_new0 (gint64, self->n_days + 1);
  for (guint i = 0; i <= self->n_days; i++)
    {
      self->starts[i] = esp_day_start_us (&day, zone);
      if (i < self->n_days && self->starts[i] < end_us)
        g_array_append_val (bounds, self->starts[i]);
      g_date_add_days (&day, 1);
    }
  self->n_passed = bounds->len;
  g_array_append_val (bounds, end_us);
  return bounds;
}

static gboolean
fill (EspTx *tx, const EspGoal *goal, EspGoalProgress *self, GArray *bounds, GError **error)
{
  g_autoptr (EspSpan) span = NULL;
  double sum = 0;

  self->reached = g_new0 (double, MAX (self->n_passed, 1));
  if (self->n_passed == 0)
    return TRUE;
  span = esp_span_load (tx, goal->metric->kind, (const gint64 *) (gpointer) bounds->data,
                        self->n_passed, error);
  if (span == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_passed; i++)
    {
      sum += span->amounts[i];
      self->reached[i] = goal->metric->is_money ? sum : (double) span->reached[i];
    }
  self->value = self->reached[self->n_passed - 1];
  return TRUE;
}

/**
 * esp_goal_load_progress:
 * @zone: in which days begin
 *
 * Counts how far a goal is in the period that now is in; a span that is over or has not begun counts
 * what it has. Leads count once in the whole period.
 *
 * Returns: (transfer full): the progress; %NULL with @error set
 */
EspGoalProgress *
esp_goal_load_progress (EspTx *tx, const EspGoal *goal, GTimeZone *zone, GError **error)
{
  g_autoptr (EspGoalProgress) self = g_new0 (EspGoalProgress, 1);
  g_autoptr (GArray) bounds = NULL;
  gint64 now_us = esp_tx_get_now_us (tx);
  double passed;
  GDate today, from, after;

  today_of (now_us, zone, &today);
  find_days (goal, &today, &from, &after);
  self->from_us = esp_day_start_us (&from, zone);
  self->to_us = esp_day_start_us (&after, zone);
  self->n_days = (guint) g_date_days_between (&from, &after);
  bounds = list_bounds (self, &from, zone, now_us);
  if (!fill (tx, goal, self, bounds, error))
    return NULL;
  passed = CLAMP ((double) (now_us - self->from_us) / (double) (self->to_us - self->from_us), 0, 1);
  self->expected = (double) goal->target * passed;
  self->set = (EspLeadSet){ .kind = goal->metric->kind,
                            .from_us = self->from_us,
                            .to_us = MAX (MIN (now_us + 1, self->to_us), self->from_us + 1) };
  return g_steal_pointer (&self);
}

/**
 * esp_goal_progress_free:
 */
void
esp_goal_progress_free (EspGoalProgress *self)
{
  if (self == NULL)
    return;
  g_free (self->starts);
  g_free (self->reached);
  g_free (self);
}
