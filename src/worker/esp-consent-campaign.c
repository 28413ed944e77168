/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drafts that notices about consent and questions for it are sent with. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-campaign.h"

#include "channels/esp-channel-kinds.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"

#define OPTIONS "{\"transactional\":true,\"holdout\":0}"

/**
 * esp_consent_campaign_is_korean:
 * @out_is_korean: (out): whether the workspace writes Korean
 */
gboolean
esp_consent_campaign_is_korean (EspTx *tx, gboolean *out_is_korean, GError **error)
{
  g_autofree char *language = esp_meta_get_text (tx, ESP_META_LANGUAGE, "ko", error);

  if (language == NULL)
    return FALSE;
  *out_is_korean = g_str_has_prefix (language, "ko");
  return TRUE;
}

/* The first that sends such messages and is switched on. */
static gint64
find_channel (EspTx *tx, gboolean is_text, GError **error)
{
  EspMedium medium = is_text ? ESP_MEDIUM_TEXT : ESP_MEDIUM_EMAIL;
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);
  gint64 demo_id = 0;

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *channel = channels->pdata[i];
      const EspChannelKind *kind = esp_channel_kind_find (channel->kind);

      if (channel->is_enabled && kind != NULL && kind->medium == medium && kind->open != NULL)
        return channel->id;
    }
  return channels != NULL && esp_channel_ensure_demo (tx, &demo_id, error) ? demo_id : 0;
}

/**
 * esp_consent_campaign_new:
 * @is_text: goes to telephones; else by email
 * @document: the message, as JSON
 * @audience: of a send, as JSON
 *
 * Makes a campaign of one send to those people, as a draft: the window or “campaign send” sends it.
 *
 * Returns: its id; 0 with @error set
 */
gint64
esp_consent_campaign_new (EspTx *tx,
                          const char *name,
                          gboolean is_text,
                          const char *document,
                          const char *audience,
                          GError **error)
{
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  if (!esp_campaign_insert (tx, name, &campaign_id, error))
    return 0;
  send = esp_send_new (campaign_id);
  send->channel_id = find_channel (tx, is_text, error);
  if (send->channel_id == 0 || !esp_message_insert (tx, name, is_text ? "text" : "email", document,
                                                    &send->message_id, error))
    return 0;
  g_free (send->options);
  send->options = g_strdup (OPTIONS);
  g_free (send->audience);
  send->audience = g_strdup (audience);
  return esp_send_insert (tx, send, error) ? campaign_id : 0;
}
