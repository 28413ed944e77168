/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of sending as data: caps, quiet hours, hold, brakes, retries. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-policy.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MINUTES_PER_DAY 1440
#define MAX_JSON 65536

/* Dated 2026-11-22. Night: Korea's Network Act, article 50(3), 21:00 to 08:00. The retry schedule passes a
 * greylist at its second or third try. */
const EspPolicy esp_policy_default = {
  .version = 20261122,
  .cap_count = 3,
  .cap_days = 7,
  .quiet = { 22 * 60, 7 * 60 },
  .night = { 21 * 60, 8 * 60 },
  .hold_seconds = 60,
  .missed_after_seconds = 2 * 60 * 60,
  .brake_sample = 50,
  .brake_hard = 0.02,
  .brake_soft = 0.05,
  .brake_complaint = 0.001,
  .brake_blocks = 5,
  .soft_count = 3,
  .soft_days = 30,
  .soft_in_a_row = 5,
  .retry_minutes = { 5, 15, 30, 60, 120, 240, 480 },
  .n_retries = 7,
  .give_up_hours = 24,
};

static gboolean
set_invalid (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "The rules of sending cannot be used: %s", what);
  return FALSE;
}

static gboolean
read_count (JsonObject *object, const char *name, guint *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
      json_node_get_int (node) < 0 || json_node_get_int (node) > G_MAXINT)
    return set_invalid (error, name);
  *value = (guint) json_node_get_int (node);
  return TRUE;
}

static gboolean
read_share (JsonObject *object, const char *name, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING ||
      json_node_get_double (node) < 0 || json_node_get_double (node) > 1)
    return set_invalid (error, name);
  *value = json_node_get_double (node);
  return TRUE;
}

/* "22:00" */
static gboolean
parse_minute (const char *text, guint *out_minute)
{
  guint hour;
  guint minute;

  if (text == NULL || strlen (text) != 5 || text[2] != ':' || !g_ascii_isdigit (text[0]) ||
      !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return FALSE;
  hour = (guint) (text[0] - '0') * 10 + (guint) (text[1] - '0');
  minute = (guint) (text[3] - '0') * 10 + (guint) (text[4] - '0');
  *out_minute = hour * 60 + minute;
  return hour < 24 && minute < 60;
}

/* ["22:00", "07:00"], or null for never */
static gboolean
read_hours (JsonObject *object, const char *name, EspHours *hours, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_NULL (node))
    {
      *hours = (EspHours){ 0, 0 };
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 2)
    return set_invalid (error, name);
  array = json_node_get_array (node);
  for (guint i = 0; i < 2; i++)
    {
      JsonNode *end = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (end) ||
          !parse_minute (json_node_get_string (end),
                         i == 0 ? &hours->from_minute : &hours->until_minute))
        return set_invalid (error, name);
    }
  return TRUE;
}

static gboolean
read_members (JsonObject *object, EspPolicy *policy, GError **error)
{
  return read_count (object, "version", &policy->version, error) &&
         read_count (object, "cap-count", &policy->cap_count, error) &&
         read_count (object, "cap-days", &policy->cap_days, error) &&
         read_count (object, "cap-per-day", &policy->cap_per_day, error) &&
         read_hours (object, "quiet", &policy->quiet, error) &&
         read_hours (object, "night", &policy->night, error) &&
         read_count (object, "hold-seconds", &policy->hold_seconds, error) &&
         read_count (object, "missed-after-seconds", &policy->missed_after_seconds, error) &&
         read_count (object, "brake-sample", &policy->brake_sample, error) &&
         read_share (object, "brake-hard", &policy->brake_hard, error) &&
         read_share (object, "brake-soft", &policy->brake_soft, error) &&
         read_share (object, "brake-complaint", &policy->brake_complaint, error) &&
         read_count (object, "brake-blocks", &policy->brake_blocks, error) &&
         read_count (object, "soft-count", &policy->soft_count, error) &&
         read_count (object, "soft-days", &policy->soft_days, error) &&
         read_count (object, "soft-in-a-row", &policy->soft_in_a_row, error) &&
         read_count (object, "give-up-hours", &policy->give_up_hours, error);
}

/**
 * esp_policy_from_json:
 * @json: (nullable): an object; what it leaves out is as usual
 * @out_policy: written when the JSON can be read
 *
 * Returns: whether @json is a policy
 */
gboolean
esp_policy_from_json (const char *json, EspPolicy *out_policy, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  EspPolicy policy = esp_policy_default;
  JsonNode *root;

  if (json == NULL || *json == '\0')
    {
      *out_policy = policy;
      return TRUE;
    }
  if (strlen (json) > MAX_JSON || !json_parser_load_from_data (parser, json, -1, NULL))
    return set_invalid (error, "they are not JSON");
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return set_invalid (error, "they are not an object");
  if (!read_members (json_node_get_object (root), &policy, error))
    return FALSE;
  *out_policy = policy;
  return TRUE;
}

static void
add_count (JsonBuilder *builder, const char *name, guint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_share (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_hours (JsonBuilder *builder, const char *name, const EspHours *hours)
{
  const guint ends[] = { hours->from_minute, hours->until_minute };

  json_builder_set_member_name (builder, name);
  if (ends[0] == ends[1])
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text = g_strdup_printf ("%02u:%02u", ends[i] / 60, ends[i] % 60);

      json_builder_add_string_value (builder, text);
    }
  json_builder_end_array (builder);
}

/**
 * esp_policy_to_json:
 *
 * Returns: (transfer full): what esp_policy_from_json() reads
 */
char *
esp_policy_to_json (const EspPolicy *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_count (builder, "version", self->version);
  add_count (builder, "cap-count", self->cap_count);
  add_count (builder, "cap-days", self->cap_days);
  add_count (builder, "cap-per-day", self->cap_per_day);
  add_hours (builder, "quiet", &self->quiet);
  add_hours (builder, "night", &self->night);
  add_count (builder, "hold-seconds", self->hold_seconds);
  add_count (builder, "missed-after-seconds", self->missed_after_seconds);
  add_count (builder, "brake-sample", self->brake_sample);
  add_share (builder, "brake-hard", self->brake_hard);
  add_share (builder, "brake-soft", self->brake_soft);
  add_share (builder, "brake-complaint", self->brake_complaint);
  add_count (builder, "brake-blocks", self->brake_blocks);
  add_count (builder, "soft-count", self->soft_count);
  add_count (builder, "soft-days", self->soft_days);
  add_count (builder, "soft-in-a-row", self->soft_in_a_row);
  add_count (builder, "give-up-hours", self->give_up_hours);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_policy_retry_at:
 * @n_tries: how often it has been tried; at least 1
 * @first_us: when it was tried first
 * @unit: from 0 to 1, spreads the retries by a fifth either way
 *
 * Returns: when to try again, or 0 when it is time to give up
 */
gint64
esp_policy_retry_at (const EspPolicy *self,
                     guint n_tries,
                     gint64 first_us,
                     gint64 now_us,
                     double unit)
{
  gint64 wait_us;
  gint64 at_us;

  if (n_tries == 0 || n_tries > self->n_retries)
    return 0;
  wait_us = (gint64) self->retry_minutes[n_tries - 1] * ESP_USEC_PER_MINUTE;
  at_us = now_us + (gint64) ((double) wait_us * (0.8 + 0.4 * unit));
  return at_us - first_us > (gint64) self->give_up_hours * ESP_USEC_PER_HOUR ? 0 : at_us;
}

static GTimeZone *
find_zone (const char *name)
{
  GTimeZone *zone = esp_zone_open (name);

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

/**
 * esp_hours_in_zone:
 * @at_us: a moment; 0 is none
 * @from_zone: (nullable): IANA name; where its day and hour are read
 * @zone: (nullable): IANA name, or a country of several zones; where the same day and hour are meant
 *
 * Returns: the moment at which clocks in @zone show what those in @from_zone show at @at_us; 0 for none
 */
gint64
esp_hours_in_zone (gint64 at_us, const char *from_zone, const char *zone)
{
  g_autoptr (GTimeZone) from = NULL;
  g_autoptr (GTimeZone) to = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) read = NULL;
  g_autoptr (GDateTime) meant = NULL;

  if (at_us == 0 || g_strcmp0 (from_zone, zone) == 0)
    return at_us;
  from = find_zone (from_zone);
  to = find_zone (zone);
  utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  read = utc != NULL ? g_date_time_to_timezone (utc, from) : NULL;
  if (read == NULL)
    return at_us;
  meant = g_date_time_new (to, g_date_time_get_year (read), g_date_time_get_month (read),
                           g_date_time_get_day_of_month (read), g_date_time_get_hour (read),
                           g_date_time_get_minute (read), 0);
  return meant != NULL ? g_date_time_to_unix (meant) * ESP_USEC_PER_SEC : at_us;
}

/**
 * esp_hours_end:
 * @zone: (nullable): IANA name, or a country of several zones, which counts as the zone of most people; an
 *   unknown one counts as UTC
 *
 * Returns: the moment at which the hours that hold now in @zone end, or 0 when they do not hold
 */
gint64
esp_hours_end (const EspHours *self, const char *zone, gint64 now_us)
{
  g_autoptr (GTimeZone) tz = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) end = NULL;
  guint minute;
  gboolean holds;
  guint n_days;

  if (self->from_minute == self->until_minute)
    return 0;
  tz = find_zone (zone);
  utc = g_date_time_new_from_unix_utc (now_us / ESP_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, tz) : NULL;
  if (local == NULL)
    return 0;
  minute = (guint) g_date_time_get_hour (local) * 60 + (guint) g_date_time_get_minute (local);
  holds = self->from_minute < self->until_minute
            ? minute >= self->from_minute && minute < self->until_minute
            : minute >= self->from_minute || minute < self->until_minute;
  if (!holds)
    return 0;
  n_days = minute >= self->until_minute ? 1 : 0;
  {
    g_autoptr (GDateTime) day = g_date_time_add_days (local, (int) n_days);

    end = g_date_time_new (tz, g_date_time_get_year (day), g_date_time_get_month (day),
                           g_date_time_get_day_of_month (day), (int) (self->until_minute / 60),
                           (int) (self->until_minute % 60), 0);
  }
  /* An end inside the hour that a clock change skips does not exist; the change is near enough. */
  return end != NULL ? g_date_time_to_unix (end) * ESP_USEC_PER_SEC : now_us + ESP_USEC_PER_HOUR;
}
