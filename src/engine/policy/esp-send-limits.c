/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how many messages a channel may be given now, and when more, by its limits and its warm-up plan. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-send-limits.h"

#include "base/esp-clock.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#define MAX_LIMIT 100000000

static gboolean
set_invalid (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
read_number (JsonObject *object, const char *name, guint *out_number, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  gint64 number;

  *out_number = 0;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return set_invalid (error, "A limit of messages must be a whole number");
  number = json_node_get_int (node);
  if (number < 0 || number > MAX_LIMIT)
    return set_invalid (error, "A limit of messages must be between 0 and 100,000,000");
  *out_number = (guint) number;
  return TRUE;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static gboolean
read_plan (JsonObject *object, EspSendLimits *limits, GError **error)
{
  JsonNode *node = json_object_get_member (object, "warm-up");
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *noon = NULL;
  GDate day;

  limits->plan = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return set_invalid (error, "The warm-up must name a plan and its first day");
  object = json_node_get_object (node);
  limits->plan = esp_warm_up_find (get_text (object, "plan"));
  if (limits->plan == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%.40s” is no warm-up plan: use small, careful, steady or moved",
                   get_text (object, "plan"));
      return FALSE;
    }
  noon = g_strconcat (get_text (object, "from"), "T12:00:00", NULL);
  from = g_date_time_new_from_iso8601 (noon, utc);
  if (from == NULL)
    return set_invalid (error, "The first day of the warm-up must be written as 2026-11-22");
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (from),
                  (GDateMonth) g_date_time_get_month (from),
                  (GDateYear) g_date_time_get_year (from));
  limits->plan_from = g_date_get_julian (&day);
  return TRUE;
}

/**
 * esp_send_limits_from_settings:
 * @settings: (nullable): of a channel
 *
 * Reads “per-hour”, “per-day” and “warm-up” of the settings; what is missing limits nothing.
 */
gboolean
esp_send_limits_from_settings (const char *settings, EspSendLimits *out_limits, GError **error)
{
  g_autoptr (JsonNode) root = settings != NULL ? json_from_string (settings, NULL) : NULL;
  JsonObject *object;

  *out_limits = (EspSendLimits){ 0 };
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return TRUE;
  object = json_node_get_object (root);
  return read_number (object, "per-hour", &out_limits->per_hour, error) &&
         read_number (object, "per-day", &out_limits->per_day, error) &&
         read_plan (object, out_limits, error);
}

static void
write_number (JsonObject *object, const char *name, guint number)
{
  if (number > 0)
    json_object_set_int_member (object, name, number);
  else
    json_object_remove_member (object, name);
}

/**
 * esp_send_limits_to_settings:
 * @settings: (nullable): of a channel
 *
 * Returns: (transfer full): the settings with these limits and no others
 */
char *
esp_send_limits_to_settings (const EspSendLimits *self, const char *settings, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (settings != NULL ? settings : "{}", error);
  JsonObject *object;
  GDate day;
  char from[32];

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  write_number (object, "per-hour", self->per_hour);
  write_number (object, "per-day", self->per_day);
  json_object_remove_member (object, "warm-up");
  if (self->plan != NULL)
    {
      JsonObject *plan = json_object_new ();

      g_date_clear (&day, 1);
      g_date_set_julian (&day, self->plan_from);
      (void) g_date_strftime (from, sizeof from, "%Y-%m-%d", &day); /* it is a day */
      json_object_set_string_member (plan, "plan", self->plan->id);
      json_object_set_string_member (plan, "from", from);
      json_object_set_object_member (object, "warm-up", plan);
    }
  return json_to_string (root, FALSE);
}

/**
 * esp_send_limits_is_any:
 *
 * Returns: whether anything is limited
 */
gboolean
esp_send_limits_is_any (const EspSendLimits *self)
{
  return self->per_hour > 0 || self->per_day > 0 || self->plan != NULL;
}

/**
 * esp_send_limits_get_planned:
 * @day: Julian
 *
 * Returns: the most that the plan allows on that day; -1 before it begins and after it is over
 */
gint64
esp_send_limits_get_planned (const EspSendLimits *self, guint32 day)
{
  if (self->plan == NULL || day < self->plan_from || day - self->plan_from >= self->plan->n_days)
    return -1;
  return self->plan->days[day - self->plan_from];
}

/**
 * esp_send_limits_get_since:
 *
 * Returns: how far back the volumes must reach that are held against limits
 */
gint64
esp_send_limits_get_since (gint64 now_us)
{
  return now_us - 2 * ESP_USEC_PER_DAY;
}

/**
 * esp_send_limits_day_of:
 *
 * Returns: the Julian day of a moment, in @zone
 */
guint32
esp_send_limits_day_of (gint64 at_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
  return g_date_get_julian (&day);
}

static gint64
day_start (guint32 julian, GTimeZone *zone)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_julian (&day, julian);
  return esp_day_start_us (&day, zone);
}

static gint64
sum_since (GArray *volumes, gint64 since_us)
{
  gint64 sum = 0;

  for (guint i = 0; i < volumes->len; i++)
    {
      const EspVolume *volume = &g_array_index (volumes, EspVolume, i);

      if (volume->at_us >= since_us)
        sum += volume->n;
    }
  return sum;
}

static void
tighten (EspSendAllowance *allowance, EspLimitKind kind, gint64 n, gint64 until_us)
{
  n = MAX (n, 0);
  if (allowance->n >= 0 && n > allowance->n)
    return;
  if (n == 0 && allowance->n == 0 && until_us <= allowance->until_us)
    return;
  *allowance = (EspSendAllowance){ n, kind, n == 0 ? until_us : 0 };
}

/* Of any stretch of @span_us: a quarter counts as long as any part of it is in the stretch. */
static void
ask_stretch (EspSendAllowance *allowance,
             EspLimitKind kind,
             gint64 limit,
             gint64 span_us,
             GArray *volumes,
             gint64 now_us)
{
  gint64 since_us = now_us - span_us - ESP_VOLUME_SLOT_US + 1;
  gint64 sum = sum_since (volumes, since_us);
  gint64 until_us = now_us + span_us;
  gint64 left = sum;

  for (guint i = 0; i < volumes->len && sum >= limit; i++)
    {
      const EspVolume *volume = &g_array_index (volumes, EspVolume, i);

      if (volume->at_us < since_us)
        continue;
      left -= volume->n;
      if (left >= limit)
        continue;
      until_us = MIN (until_us, volume->at_us + ESP_VOLUME_SLOT_US + span_us);
      break;
    }
  tighten (allowance, kind, limit - sum, until_us);
}

/**
 * esp_send_limits_ask:
 * @volumes: (element-type EspVolume): since esp_send_limits_get_since() at least, the oldest first
 * @zone: in which the days of the plan are
 *
 * How many messages the channel may be given now. Limits of an hour and of a day hold for any sixty minutes and any
 * twenty-four hours, as providers count; the days of a plan begin at midnight.
 */
void
esp_send_limits_ask (const EspSendLimits *self,
                     GArray *volumes,
                     GTimeZone *zone,
                     gint64 now_us,
                     EspSendAllowance *out_allowance)
{
  guint32 today = esp_send_limits_day_of (now_us, zone);
  gint64 planned = esp_send_limits_get_planned (self, today);

  *out_allowance = (EspSendAllowance){ .n = -1 };
  if (self->per_hour > 0)
    ask_stretch (out_allowance, ESP_LIMIT_HOUR, self->per_hour, ESP_USEC_PER_HOUR, volumes, now_us);
  if (self->per_day > 0)
    ask_stretch (out_allowance, ESP_LIMIT_DAY, self->per_day, ESP_USEC_PER_DAY, volumes, now_us);
  if (planned >= 0)
    tighten (out_allowance, ESP_LIMIT_WARM_UP,
             planned - sum_since (volumes, day_start (today, zone)), day_start (today + 1, zone));
}

/**
 * esp_send_limits_list_days:
 * @volumes: (element-type EspVolume): of the days that are wanted, the oldest first
 * @n_back: days before today, when no plan says where to begin
 *
 * Returns: (transfer full) (element-type EspVolumeDay): the days of the plan, or the last days without one; a day that
 *   is to come has sent nothing
 */
GArray *
esp_send_limits_list_days (const EspSendLimits *self,
                           GArray *volumes,
                           GTimeZone *zone,
                           gint64 now_us,
                           guint n_back)
{
  guint32 today = esp_send_limits_day_of (now_us, zone);
  guint32 first = self->plan != NULL ? self->plan_from : today - MIN (n_back, today - 1);
  guint32 last = self->plan != NULL ? self->plan_from + self->plan->n_days - 1 : today;
  GArray *days = g_array_new (FALSE, TRUE, sizeof (EspVolumeDay));

  for (guint32 day = first; day <= last; day++)
    {
      EspVolumeDay one = { day, esp_send_limits_get_planned (self, day), 0 };

      g_array_append_val (days, one);
    }
  for (guint i = 0; i < volumes->len; i++)
    {
      const EspVolume *volume = &g_array_index (volumes, EspVolume, i);
      guint32 day = esp_send_limits_day_of (volume->at_us, zone);

      if (day >= first && day <= last)
        g_array_index (days, EspVolumeDay, day - first).sent += volume->n;
    }
  return days;
}

/**
 * esp_limit_kind_name:
 *
 * Returns: (transfer none): a stable word
 */
const char *
esp_limit_kind_name (EspLimitKind kind)
{
  static const char *const names[] = { "none", "limit-hour", "limit-day", "limit-warm-up" };

  return names[kind];
}
