/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes over, as limits of a channel, what its service says that the account may send. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-channel-quota.h"

#include "channels/esp-channel-kinds.h"
#include "engine/policy/esp-send-limits.h"
#include "store/esp-channel-waiting.h"
#include "store/esp-channels.h"

#define RATE "rate-per-minute"

static gboolean
has_rate (const char *settings)
{
  return esp_channel_settings_get_number (settings, RATE, 0) != 0;
}

/**
 * esp_channel_quota_says_more:
 * @settings: of the channel
 *
 * Returns: whether the service names a limit where the channel has none; one of our own stays
 */
gboolean
esp_channel_quota_says_more (const char *settings, const EspChannelReport *report)
{
  EspSendLimits limits;

  if (!esp_send_limits_from_settings (settings, &limits, NULL))
    return FALSE;
  return (report->per_day > 0 && limits.per_day == 0) ||
         (report->per_minute > 0 && !has_rate (settings));
}

/**
 * esp_channel_quota_adopt:
 *
 * Writes what esp_channel_quota_says_more() found.
 */
gboolean
esp_channel_quota_adopt (EspTx *tx,
                         gint64 channel_id,
                         const EspChannelReport *report,
                         GError **error)
{
  g_autoptr (EspChannelRecord) record = esp_channel_load (tx, channel_id, error);
  g_autofree char *rate = g_strdup_printf ("%u", report->per_minute);
  g_autofree char *rated = NULL;
  EspSendLimits limits;
  char *made;

  if (record == NULL || !esp_send_limits_from_settings (record->settings, &limits, error))
    return FALSE;
  rated = report->per_minute > 0 && !has_rate (record->settings)
            ? esp_channel_settings_set_json (record->settings, RATE, rate)
            : g_strdup (record->settings);
  if (limits.per_day == 0)
    limits.per_day = report->per_day;
  made = esp_send_limits_to_settings (&limits, rated, error);
  if (made == NULL)
    return FALSE;
  g_free (record->settings);
  record->settings = made;
  return esp_channel_update (tx, record, error) && esp_channel_waiting_wake (tx, channel_id, error);
}
