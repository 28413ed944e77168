/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secret with which the marks in outgoing mail are made, so that nobody else can make one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-mail-key.h"

#include "store/esp-meta.h"

/**
 * esp_mail_key_load:
 *
 * The key of the address hashes must not show itself through marks that go out: one derived from it does.
 *
 * Returns: (transfer full) (nullable): the key; %NULL with @error set
 */
GBytes *
esp_mail_key_load (EspTx *tx, GError **error)
{
  static const char purpose[] = "espalier mail marks 1";
  guint8 address_key[ESP_HASH_SIZE];
  guint8 derived[ESP_HASH_SIZE];
  gsize n = sizeof derived;
  GHmac *hmac;

  if (!esp_meta_load_address_key (esp_tx_get_db (tx), address_key, error))
    return NULL;
  hmac = g_hmac_new (G_CHECKSUM_SHA256, address_key, sizeof address_key);
  g_hmac_update (hmac, (const guchar *) purpose, sizeof purpose - 1);
  g_hmac_get_digest (hmac, derived, &n);
  g_hmac_unref (hmac);
  return g_bytes_new (derived, n);
}
