/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what is known of a channel: how it sends, what it may send, what comes back, and what waits. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-channel-look.h"

#include "base/esp-clock.h"
#include "store/esp-events.h"
#include "store/esp-meta.h"
#include "worker/esp-door-settings.h"

#define DAYS_SHOWN 29
#define SPAN_US (30 * ESP_USEC_PER_DAY)
/* With fewer messages shares say nothing. */
#define FEWEST 100
/* What mailbox providers ask of senders: complaints below 0.1 %, never 0.3 %; few dead addresses. */
#define COMPLAINTS_WATCH 0.001
#define COMPLAINTS_BAD 0.003
#define HARD_WATCH 0.02
#define HARD_BAD 0.05

void
esp_channel_look_free (EspChannelLook *self)
{
  if (self == NULL)
    return;
  esp_channel_record_free (self->record);
  g_free (self->limits_problem);
  g_clear_pointer (&self->days, g_array_unref);
  esp_channel_waiting_clear (&self->waiting);
  esp_report_source_free (self->service);
  esp_report_source_free (self->mailbox);
  esp_report_source_free (self->door);
  g_free (self->sender_name);
  g_free (self->sender_email);
  g_free (self->reply_to);
  g_free (self->bounce_mailbox);
  g_free (self->currency);
  g_free (self);
}

static void
count_volumes (EspChannelLook *self, GArray *volumes, GTimeZone *zone, gint64 now_us)
{
  guint32 today = esp_send_limits_day_of (now_us, zone);
  gint64 slot_us = now_us - now_us % ESP_VOLUME_SLOT_US;

  for (guint i = 0; i < volumes->len; i++)
    {
      const EspVolume *volume = &g_array_index (volumes, EspVolume, i);

      if (volume->at_us >= now_us - SPAN_US)
        self->n_sent += volume->n;
      if (volume->at_us >= now_us - 2 * ESP_USEC_PER_DAY &&
          esp_send_limits_day_of (volume->at_us, zone) == today)
        self->n_today += volume->n;
      if (volume->at_us == slot_us)
        self->per_minute =
          volume->n * ESP_USEC_PER_MINUTE / MAX (now_us - slot_us, ESP_USEC_PER_MINUTE);
    }
}

static gboolean
load_volumes (EspTx *tx, EspChannelLook *self, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GArray) volumes = NULL;
  gint64 now_us = esp_tx_get_now_us (tx);

  if (name == NULL)
    return FALSE;
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  if (!esp_send_limits_from_settings (self->record->settings, &self->limits, &problem))
    self->limits_problem = g_strdup (problem->message);
  volumes = esp_channel_volume_list (tx, self->record->id, 0, error);
  if (volumes == NULL)
    return FALSE;
  self->days = esp_send_limits_list_days (&self->limits, volumes, zone, now_us, DAYS_SHOWN);
  esp_send_limits_ask (&self->limits, volumes, zone, now_us, &self->allowance);
  count_volumes (self, volumes, zone, now_us);
  return TRUE;
}

static EspReputation
judge (const EspChannelLook *self)
{
  double n = (double) self->n_sent;

  if (self->n_sent < FEWEST)
    return ESP_REPUTATION_UNKNOWN;
  if ((double) self->n_complaints >= COMPLAINTS_BAD * n || (double) self->n_hard >= HARD_BAD * n)
    return ESP_REPUTATION_BAD;
  if ((double) self->n_complaints >= COMPLAINTS_WATCH * n ||
      (double) self->n_hard >= HARD_WATCH * n)
    return ESP_REPUTATION_WATCH;
  return ESP_REPUTATION_GOOD;
}

static gboolean
load_door (EspTx *tx, EspChannelLook *self, GError **error)
{
  g_autofree char *port = esp_meta_get_text (tx, ESP_META_DOOR_PORT, "off", error);
  g_autoptr (EspDoorSettings) settings = esp_door_settings_load (self->record);

  if (port == NULL)
    return FALSE;
  self->door_port = (guint) CLAMP (g_ascii_strtoll (port, NULL, 10), 0, G_MAXUINT16);
  if (settings == NULL)
    return TRUE;
  self->door = esp_report_source_load (tx, self->record->id, ESP_REPORT_SOURCE_DOOR, error);
  return self->door != NULL;
}

static gboolean
load_returns (EspTx *tx, EspChannelLook *self, GError **error)
{
  gint64 since_us = esp_tx_get_now_us (tx) - SPAN_US;

  self->service = esp_report_source_load (tx, self->record->id, ESP_REPORT_SOURCE_SERVICE, error);
  self->mailbox = self->service != NULL ? esp_report_source_load (tx, self->record->id,
                                                                  ESP_REPORT_SOURCE_MAILBOX, error)
                                        : NULL;
  return self->mailbox != NULL && load_door (tx, self, error) &&
         esp_channel_count_returned (tx, self->record->id, since_us, &self->n_hard,
                                     &self->n_complaints, error);
}

static gboolean
load_workspace (EspTx *tx, EspChannelLook *self, GError **error)
{
  g_autofree char *policy = esp_meta_get_text (tx, ESP_META_POLICY, "", error);

  if (policy == NULL || !esp_policy_from_json (policy, &self->policy, error))
    return FALSE;
  self->sender_name = esp_meta_get_text (tx, ESP_META_SENDER_NAME, "", error);
  if (self->sender_name != NULL)
    self->sender_email = esp_meta_get_text (tx, ESP_META_SENDER_EMAIL, "", error);
  if (self->sender_email != NULL)
    self->reply_to = esp_meta_get_text (tx, ESP_META_SENDER_REPLY_TO, "", error);
  if (self->reply_to != NULL)
    self->bounce_mailbox = esp_meta_get_text (tx, ESP_META_BOUNCE_MAILBOX, "", error);
  if (self->bounce_mailbox != NULL)
    self->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  return self->currency != NULL;
}

/**
 * esp_channel_look_load:
 *
 * Returns: (transfer full): what is known by now; %NULL with @error set
 */
EspChannelLook *
esp_channel_look_load (EspTx *tx, gint64 channel_id, GError **error)
{
  g_autoptr (EspChannelLook) self = g_new0 (EspChannelLook, 1);

  self->record = esp_channel_load (tx, channel_id, error);
  if (self->record == NULL || !load_volumes (tx, self, error) || !load_returns (tx, self, error) ||
      !load_workspace (tx, self, error) ||
      !esp_channel_waiting_load (tx, channel_id, &self->waiting, error))
    return NULL;
  self->reputation = judge (self);
  return g_steal_pointer (&self);
}

/**
 * esp_reputation_name:
 *
 * Returns: (transfer none): a stable word
 */
const char *
esp_reputation_name (EspReputation reputation)
{
  static const char *const names[] = { "unknown", "good", "watch", "bad" };

  return names[reputation];
}
