/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks as people write them: GLib refuses one whose address has bits behind its length, mail servers do not. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-network.h"

#include <gio/gio.h>
#include <string.h>

/**
 * esp_network_parse:
 * @text: "192.0.2.1", "192.0.2.0/24", "2001:db8::/32"
 *
 * Returns: whether it is a network, or an address
 */
gboolean
esp_network_parse (const char *text, EspNetwork *out_network)
{
  const char *size = strchr (text, '/');
  g_autofree char *base = g_strndup (text, size != NULL ? (gsize) (size - text) : strlen (text));
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (base);
  gsize n_bytes;
  guint64 n_bits;

  if (address == NULL)
    return FALSE;
  n_bytes = g_inet_address_get_native_size (address);
  n_bits = n_bytes * 8;
  if (size != NULL && !g_ascii_string_to_unsigned (size + 1, 10, 0, n_bytes * 8, &n_bits, NULL))
    return FALSE;
  *out_network = (EspNetwork){ .n_bits = (guint) n_bits, .is_long = n_bytes == 16 };
  memcpy (out_network->bytes, g_inet_address_to_bytes (address), n_bytes);
  return TRUE;
}

/**
 * esp_network_has:
 *
 * Returns: whether @address is one of the network
 */
gboolean
esp_network_has (const EspNetwork *self, const char *address)
{
  EspNetwork other;

  if (!esp_network_parse (address, &other) || other.is_long != self->is_long)
    return FALSE;
  for (guint i = 0; i < self->n_bits; i++)
    if (((self->bytes[i / 8] ^ other.bytes[i / 8]) & (0x80 >> i % 8)) != 0)
      return FALSE;
  return TRUE;
}
