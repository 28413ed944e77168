/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When reports are made by themselves: read, checked, and the next time found by the calendar. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-schedule.h"

#include "base/esp-clock.h"
#include "base/esp-email-address.h"
#include "base/esp-json-walk.h"

#include <string.h>

#define MAX_PATH_BYTES 4096
#define MAX_DAYS 800 /* within these there is a next time */

static const char *const everies[] = { "day", "week", "month", NULL };

/**
 * esp_report_schedule_clear:
 */
void
esp_report_schedule_clear (EspReportSchedule *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->email, g_free);
}

/**
 * esp_report_every_get_name:
 */
const char *
esp_report_every_get_name (EspReportEvery every)
{
  return everies[every];
}

/**
 * esp_report_every_find:
 */
gboolean
esp_report_every_find (const char *name, EspReportEvery *out_every)
{
  for (guint i = 0; everies[i] != NULL; i++)
    if (g_strcmp0 (name, everies[i]) == 0)
      {
        *out_every = (EspReportEvery) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID, what);
  return FALSE;
}

/**
 * esp_report_schedule_check:
 *
 * Returns: whether a report can be made so; else @error says what is wrong
 */
gboolean
esp_report_schedule_check (const EspReportSchedule *self, GError **error)
{
  EspEmailAddress address;

  if (self->folder == NULL && self->email == NULL)
    return refuse (error, "Say where the report goes: a folder, an address, or both");
  if (self->folder != NULL && !g_path_is_absolute (self->folder))
    return refuse (error, "The folder is a whole path that begins with /");
  if (self->email != NULL && esp_email_normalize (self->email, &address) != ESP_EMAIL_OK)
    return refuse (error, "The address to send the report to is not an email address");
  if (self->email != NULL && esp_report_format_is_folder (self->format))
    return refuse (error, "By email goes one file: choose pdf, xlsx or ods");
  if (self->hour > 23 || self->minute > 59)
    return refuse (error, "The time is written as 09:00");
  if (self->every == ESP_REPORT_EVERY_WEEK && (self->on < 1 || self->on > 7))
    return refuse (error, "The day of the week is a number from 1, Monday, to 7");
  if (self->every == ESP_REPORT_EVERY_MONTH && (self->on < 1 || self->on > 31))
    return refuse (error, "The day of the month is a number from 1 to 31");
  return TRUE;
}

static gboolean
read_time (const char *text, EspReportSchedule *self)
{
  return text != NULL && strlen (text) == 5 && text[2] == ':' &&
         strspn (text, "0123456789:") == 5 && (self->hour = (guint) atoi (text)) < 24 &&
         (self->minute = (guint) atoi (text + 3)) < 60;
}

/**
 * esp_report_schedule_parse:
 * @out_schedule: (out caller-allocates): to be cleared; left alone on failure
 */
gboolean
esp_report_schedule_parse (const char *json, EspReportSchedule *out_schedule, GError **error)
{
  static const char *const known[] = { "every", "on",     "at",    "format", "appendix",
                                       "skips", "folder", "email", NULL };
  g_autoptr (JsonNode) root = json_from_string (json, error);
  g_auto (EspReportSchedule) self = { 0 };
  g_autofree char *at = NULL;
  g_autofree char *format = NULL;
  JsonObject *object;
  EspJsonWalk walk;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return error != NULL && *error != NULL ? FALSE : refuse (error, "The schedule is an object");
  object = json_node_get_object (root);
  esp_json_walk_init (&walk, "The schedule", ESP_REPORT_DESIGN_ERROR,
                      ESP_REPORT_DESIGN_ERROR_INVALID);
  esp_json_walk_check_members (&walk, object, known);
  self.every = (EspReportEvery) esp_json_walk_word (&walk, object, "every", everies);
  self.on = (guint) esp_json_walk_int (&walk, object, "on", 31, 1);
  at = esp_json_walk_line (&walk, object, "at", 5);
  format = esp_json_walk_line (&walk, object, "format", 10);
  self.has_appendix = esp_json_walk_bool (&walk, object, "appendix");
  self.skips_missed = esp_json_walk_bool (&walk, object, "skips");
  self.folder = esp_json_walk_line (&walk, object, "folder", MAX_PATH_BYTES);
  self.email = esp_json_walk_line (&walk, object, "email", MAX_PATH_BYTES);
  if (!read_time (at, &self))
    esp_json_walk_fail (&walk, "at", "is a time such as 09:00");
  if (format != NULL && !esp_report_format_find (format, &self.format))
    esp_json_walk_fail (&walk, "format", "is pdf, xlsx, ods, csv, png, png2x or svg");
  if (!esp_json_walk_finish (&walk, error) || !esp_report_schedule_check (&self, error))
    return FALSE;
  *out_schedule = self;
  self.folder = self.email = NULL;
  return TRUE;
}

/**
 * esp_report_schedule_to_json:
 */
char *
esp_report_schedule_to_json (const EspReportSchedule *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *at = g_strdup_printf ("%02u:%02u", self->hour, self->minute);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "every");
  json_builder_add_string_value (builder, everies[self->every]);
  json_builder_set_member_name (builder, "on");
  json_builder_add_int_value (builder, MAX (self->on, 1));
  json_builder_set_member_name (builder, "at");
  json_builder_add_string_value (builder, at);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, esp_report_format_get_name (self->format));
  json_builder_set_member_name (builder, "appendix");
  json_builder_add_boolean_value (builder, self->has_appendix);
  json_builder_set_member_name (builder, "skips");
  json_builder_add_boolean_value (builder, self->skips_missed);
  if (self->folder != NULL)
    {
      json_builder_set_member_name (builder, "folder");
      json_builder_add_string_value (builder, self->folder);
    }
  if (self->email != NULL)
    {
      json_builder_set_member_name (builder, "email");
      json_builder_add_string_value (builder, self->email);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
is_day (const EspReportSchedule *self, const GDate *day)
{
  guint n_days = g_date_get_days_in_month (g_date_get_month (day), g_date_get_year (day));

  if (self->every == ESP_REPORT_EVERY_WEEK)
    return (guint) g_date_get_weekday (day) == self->on;
  return self->every == ESP_REPORT_EVERY_DAY || g_date_get_day (day) == MIN (self->on, n_days);
}

/**
 * esp_report_schedule_next:
 *
 * Returns: the first time after @after_us; a clock that skips an hour makes it an hour later
 */
gint64
esp_report_schedule_next (const EspReportSchedule *self, gint64 after_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (after_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  GDate day;

  if (local == NULL)
    return 0;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
  for (guint i = 0; i < MAX_DAYS; i++)
    {
      g_autoptr (GDateTime) at =
        g_date_time_new (zone, g_date_get_year (&day), (int) g_date_get_month (&day),
                         g_date_get_day (&day), (int) self->hour, (int) self->minute, 0);
      gint64 us = at != NULL ? g_date_time_to_unix (at) * ESP_USEC_PER_SEC : 0;

      if (is_day (self, &day) && us > after_us)
        return us;
      g_date_add_days (&day, 1);
    }
  return 0;
}
