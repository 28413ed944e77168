/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sends, for what is written without being sent: exports. */
#define G_LOG_DOMAIN "esp-worker"

#include "config.h"

#include "worker/esp-sender-card.h"

#include "store/esp-meta.h"

/**
 * esp_sender_card_load:
 * @doc: whose addresses come before those of the workspace; copied
 * @out_card: (out): esp_sender_card_clear() it, also after an error
 */
gboolean
esp_sender_card_load (EspTx *tx, const EspMessageDoc *doc, EspSenderCard *out_card, GError **error)
{
  static const char *const keys[] = { ESP_META_SENDER_COMPANY, ESP_META_SENDER_ADDRESS,
                                      ESP_META_SENDER_PHONE,   ESP_META_SENDER_EMAIL,
                                      ESP_META_COUNTRY,        ESP_META_SENDER_NUMBER };
  EspSenderFacts *facts = &out_card->facts;
  const char *own = !esp_text_is_blank (doc->reply_to) ? doc->reply_to : doc->sender_address;

  G_STATIC_ASSERT (G_N_ELEMENTS (keys) == G_N_ELEMENTS (out_card->texts));
  *out_card = (EspSenderCard){ 0 };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *usual = g_str_equal (keys[i], ESP_META_COUNTRY) ? "KR" : "";

      out_card->texts[i] = esp_meta_get_text (tx, keys[i], usual, error);
      if (out_card->texts[i] == NULL)
        return FALSE;
    }
  if (!esp_text_is_blank (own))
    {
      g_free (out_card->texts[3]);
      out_card->texts[3] = g_strdup (own);
    }
  *facts = (EspSenderFacts){ out_card->texts[0], out_card->texts[1], out_card->texts[2],
                             out_card->texts[3], out_card->texts[4], out_card->texts[5] };
  return TRUE;
}

/**
 * esp_sender_card_clear:
 */
void
esp_sender_card_clear (EspSenderCard *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
  *self = (EspSenderCard){ 0 };
}
