/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel: how much a channel may be given, what it was given day by day, and who else takes over. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-limits.h"

#include "base/esp-clock.h"
#include "channels/email/esp-smtp-provider.h"
#include "channels/esp-channel-kinds.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/policy/esp-send-limits.h"
#include "store/esp-channel-waiting.h"
#include "store/esp-meta.h"
#include "worker/esp-send-reasons.h"

#include <string.h>

#define DAYS_SHOWN 29

static GTimeZone *
load_zone (EspTx *tx, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  if (name == NULL)
    return NULL;
  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static char *
dup_day (guint32 julian)
{
  GDate day;
  char text[32];

  g_date_clear (&day, 1);
  g_date_set_julian (&day, julian);
  (void) g_date_strftime (text, sizeof text, "%Y-%m-%d", &day); /* it is a day */
  return g_strdup (text);
}

/* Owned: @settings with the plan that is said as PLAN or PLAN@DAY. */
static char *
set_plan (EspTx *tx, const char *settings, const char *words, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (words, "@", 2);
  g_autoptr (GTimeZone) zone = load_zone (tx, error);
  g_autofree char *today = NULL;
  g_autofree char *json = NULL;

  if (zone == NULL)
    return NULL;
  if (*words == '\0')
    return esp_channel_settings_set_json (settings, "warm-up", NULL);
  today = dup_day (esp_send_limits_day_of (esp_tx_get_now_us (tx), zone));
  if (esp_warm_up_find (parts[0]) == NULL || (parts[1] != NULL && strpbrk (parts[1], "\"\\")))
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "“%s” is no warm-up plan: see “espalierctl channel plans”", words);
      return NULL;
    }
  json = g_strdup_printf ("{\"plan\":\"%s\",\"from\":\"%s\"}", parts[0],
                          parts[1] != NULL ? parts[1] : today);
  return esp_channel_settings_set_json (settings, "warm-up", json);
}

static char *
set_number (char *settings, const char *name, int number)
{
  g_autofree char *old = settings;
  g_autofree char *json = number > 0 ? g_strdup_printf ("%d", number) : NULL;

  return number < 0 ? g_steal_pointer (&old) : esp_channel_settings_set_json (old, name, json);
}

/**
 * esp_ctl_channel_limit:
 *
 * Returns: (transfer full): @settings with what is said of limits, checked; %NULL with @error set
 */
char *
esp_ctl_channel_limit (EspTx *tx,
                       const char *settings,
                       const EspCtlChannelLimits *limits,
                       GError **error)
{
  const EspSmtpProvider *provider =
    limits->preset != NULL ? esp_smtp_provider_find (limits->preset) : NULL;
  g_autofree char *made = provider != NULL
                            ? esp_smtp_provider_limit (provider, settings, limits->has_rate)
                            : g_strdup (settings);
  EspSendLimits read;

  made = set_number (g_steal_pointer (&made), "per-hour", limits->per_hour);
  made = set_number (g_steal_pointer (&made), "per-day", limits->per_day);
  if (limits->warm_up != NULL)
    {
      g_autofree char *old = g_steal_pointer (&made);

      made = set_plan (tx, old, limits->warm_up, error);
      if (made == NULL)
        return NULL;
    }
  return esp_send_limits_from_settings (made, &read, error) ? g_steal_pointer (&made) : NULL;
}

/**
 * esp_ctl_channel_plans:
 *
 * Prints the plans of warm-up, day by day.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_plans (gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_warm_up_get_n (); i++)
    {
      const EspWarmUpPlan *plan = esp_warm_up_get (i);

      if (!is_json)
        g_print ("%-10s %u days:", plan->id, plan->n_days);
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "id", plan->id);
      json_builder_set_member_name (builder, "days");
      json_builder_begin_array (builder);
      for (guint day = 0; day < plan->n_days; day++)
        {
          json_builder_add_int_value (builder, plan->days[day]);
          if (!is_json)
            g_print (" %" G_GINT64_FORMAT, plan->days[day]);
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
      if (!is_json)
        g_print ("\n");
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

typedef struct
{
  const EspChannelRecord *record;
  EspSendLimits limits;
  GArray *days; /* (owned) (nullable) */
  EspSendAllowance allowance;
  EspChannelWaiting waiting;
  GTimeZone *zone; /* (owned) (nullable) */
} Volume;

static void
volume_clear (Volume *volume)
{
  g_clear_pointer (&volume->days, g_array_unref);
  g_clear_pointer (&volume->zone, g_time_zone_unref);
  esp_channel_waiting_clear (&volume->waiting);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Volume, volume_clear)

static gboolean
load_volume (EspTx *tx, gpointer data, GError **error)
{
  Volume *volume = data;
  gint64 now_us = esp_tx_get_now_us (tx);
  g_autoptr (GArray) volumes = NULL;

  volume->zone = load_zone (tx, error);
  if (volume->zone == NULL ||
      !esp_send_limits_from_settings (volume->record->settings, &volume->limits, error))
    return FALSE;
  volumes = esp_channel_volume_list (tx, volume->record->id, 0, error);
  if (volumes == NULL)
    return FALSE;
  volume->days =
    esp_send_limits_list_days (&volume->limits, volumes, volume->zone, now_us, DAYS_SHOWN);
  esp_send_limits_ask (&volume->limits, volumes, volume->zone, now_us, &volume->allowance);
  return esp_channel_waiting_load (tx, volume->record->id, &volume->waiting, error);
}

static char *
dup_time (gint64 at_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}

static void
print_volume_json (const Volume *volume)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "per_hour", volume->limits.per_hour);
  esp_ctl_add_int (builder, "per_day", volume->limits.per_day);
  esp_ctl_add_text (builder, "plan", volume->limits.plan != NULL ? volume->limits.plan->id : NULL);
  if (volume->allowance.n >= 0)
    esp_ctl_add_int (builder, "left", volume->allowance.n);
  else
    esp_ctl_add_text (builder, "left", NULL);
  esp_ctl_add_text (builder, "limit", esp_limit_kind_name (volume->allowance.kind));
  esp_ctl_add_int (builder, "until_us", volume->allowance.until_us);
  esp_ctl_add_int (builder, "waiting", volume->waiting.n_messages);
  esp_ctl_add_int (builder, "waiting_sends", volume->waiting.n_sends);
  esp_ctl_add_int (builder, "next_at_us", volume->waiting.next_at_us);
  esp_ctl_add_text (builder, "reason", volume->waiting.reason);
  json_builder_set_member_name (builder, "days");
  json_builder_begin_array (builder);
  for (guint i = 0; i < volume->days->len; i++)
    {
      const EspVolumeDay *day = &g_array_index (volume->days, EspVolumeDay, i);
      g_autofree char *text = dup_day (day->day);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "day", text);
      if (day->planned >= 0)
        esp_ctl_add_int (builder, "planned", day->planned);
      else
        esp_ctl_add_text (builder, "planned", NULL);
      esp_ctl_add_int (builder, "sent", day->sent);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_volume (const Volume *volume)
{
  g_print ("day              planned         sent\n");
  for (guint i = 0; i < volume->days->len; i++)
    {
      const EspVolumeDay *day = &g_array_index (volume->days, EspVolumeDay, i);
      g_autofree char *text = dup_day (day->day);
      g_autofree char *planned =
        day->planned >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, day->planned) : g_strdup ("-");

      g_print ("%s %13s %12" G_GINT64_FORMAT "\n", text, planned, day->sent);
    }
  if (volume->allowance.n > 0)
    g_print ("%" G_GINT64_FORMAT " more may go now.\n", volume->allowance.n);
  else if (volume->allowance.n == 0)
    {
      g_autofree char *until = dup_time (volume->allowance.until_us, volume->zone);

      g_print ("No more until %s: %s.\n", until,
               esp_send_reason_sentence (esp_limit_kind_name (volume->allowance.kind)));
    }
  if (volume->waiting.n_messages > 0)
    g_print ("%" G_GINT64_FORMAT " messages of %" G_GINT64_FORMAT " sends wait.\n",
             volume->waiting.n_messages, volume->waiting.n_sends);
}

/**
 * esp_ctl_channel_volume:
 *
 * Prints what the channel was given day by day, what its plan says, and what may go now.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_volume (EspStore *store,
                        const EspChannelRecord *record,
                        gboolean is_json,
                        GError **error)
{
  g_auto (Volume) volume = { .record = record };

  if (!esp_store_read (store, ESP_READ_LONG, load_volume, &volume, NULL, error))
    return ESP_CTL_FAILED;
  if (is_json)
    print_volume_json (&volume);
  else
    print_volume (&volume);
  return ESP_CTL_OK;
}

typedef struct
{
  const EspChannelRecord *from;
  const char *to;
  EspChannelWaiting moved;
} Move;

static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  Move *move = data;
  g_autoptr (EspChannelRecord) to = esp_channel_load_named (tx, move->to, error);
  const EspChannelKind *one = esp_channel_kind_find (move->from->kind);
  const EspChannelKind *other = to != NULL ? esp_channel_kind_find (to->kind) : NULL;

  if (to == NULL)
    return FALSE;
  if (!to->is_enabled || to->id == move->from->id ||
      (one != NULL && other != NULL && one->medium != other->medium))
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "“%s” cannot take them: it must be another channel for the same kind of "
                   "message, "
                   "and switched on",
                   to->name);
      return FALSE;
    }
  return esp_channel_waiting_move (tx, move->from->id, to->id, &move->moved, error);
}

/**
 * esp_ctl_channel_move:
 * @to: (nullable): the name of the other channel
 *
 * Gives what waits for a channel to another one.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_move (EspStore *store,
                      const EspChannelRecord *record,
                      const char *to,
                      gboolean is_json,
                      GError **error)
{
  const EspOperation operation = { .kind = "channel-move", .summary = record->name };
  Move move = { .from = record, .to = to };
  gboolean is_done;

  if (to == NULL)
    return esp_ctl_usage ("channel", "To which channel? Give --to NAME");
  is_done = esp_store_write (store, &operation, move_cb, &move, NULL, error);
  if (is_done)
    g_print (is_json ? "{\"messages\": %" G_GINT64_FORMAT ", \"sends\": %" G_GINT64_FORMAT "}\n"
                     : "%" G_GINT64_FORMAT " messages of %" G_GINT64_FORMAT
                       " sends go the other way.\n",
             move.moved.n_messages, move.moved.n_sends);
  esp_channel_waiting_clear (&move.moved);
  return is_done ? ESP_CTL_OK : ESP_CTL_FAILED;
}
