/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks that come back from outside and must not be forged: unsubscribe tokens, bounce addresses. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/email/esp-mail-token.h"

#include <string.h>

#define TOKEN_VERSION 1
#define PAYLOAD_BYTES 15 /* version, list, lead, send, day; big-endian */
#define MAC_BYTES 16     /* of the 32 of HMAC-SHA256 */
#define TOKEN_BYTES (PAYLOAD_BYTES + MAC_BYTES)
#define VERP_MAC_DIGITS 8
#define SHA256_BYTES 32

static const char base32_digits[] = "abcdefghijklmnopqrstuvwxyz234567";

static void
compute_mac (GBytes *key, const guint8 *data, gsize n, guint8 out_mac[SHA256_BYTES])
{
  gsize n_key;
  const guint8 *key_bytes = g_bytes_get_data (key, &n_key);
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key_bytes, n_key);
  gsize n_mac = SHA256_BYTES;

  g_hmac_update (hmac, data, (gssize) n);
  g_hmac_get_digest (hmac, out_mac, &n_mac);
  g_hmac_unref (hmac);
}

/* Takes the same time wherever the first difference is. */
static gboolean
is_same (const guint8 *a, const guint8 *b, gsize n)
{
  guint8 difference = 0;

  for (gsize i = 0; i < n; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

static void
put_u32 (guint8 *to, guint32 value)
{
  for (int i = 0; i < 4; i++)
    to[i] = (guint8) (value >> (24 - 8 * i));
}

static guint32
get_u32 (const guint8 *from)
{
  return (guint32) from[0] << 24 | (guint32) from[1] << 16 | (guint32) from[2] << 8 | from[3];
}

/**
 * esp_unsubscribe_token_encode:
 * @key: the secret of the workspace
 *
 * Returns: (transfer full): 42 characters that may stand in a link: base64url of version, list, lead,
 * send and day, and the first 16 bytes of their HMAC-SHA256.
 */
char *
esp_unsubscribe_token_encode (const EspUnsubscribeToken *token, GBytes *key)
{
  guint8 bytes[PAYLOAD_BYTES + SHA256_BYTES];
  char *text;

  bytes[0] = TOKEN_VERSION;
  put_u32 (bytes + 1, token->list_id);
  put_u32 (bytes + 5, token->lead_id);
  put_u32 (bytes + 9, token->send_id);
  bytes[13] = (guint8) (token->day >> 8);
  bytes[14] = (guint8) token->day;
  compute_mac (key, bytes, PAYLOAD_BYTES, bytes + PAYLOAD_BYTES);
  text = g_base64_encode (bytes, TOKEN_BYTES);
  text[strcspn (text, "=")] = '\0';
  g_strdelimit (text, "+", '-');
  return g_strdelimit (text, "/", '_');
}

/**
 * esp_unsubscribe_token_decode:
 * @text: (nullable): what came in, of any kind
 * @key: the secret of the workspace
 * @out_token: (out): what it says
 *
 * Returns: whether @text is a token made with @key.
 */
gboolean
esp_unsubscribe_token_decode (const char *text, GBytes *key, EspUnsubscribeToken *out_token)
{
  const gsize n_chars = (TOKEN_BYTES * 8 + 5) / 6;
  guint8 mac[SHA256_BYTES];
  g_autofree char *padded = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize n;

  if (text == NULL || strlen (text) != n_chars || strpbrk (text, "+/=") != NULL)
    return FALSE;
  padded = g_strdup_printf ("%s==", text);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  bytes = g_base64_decode (padded, &n);
  if (n != TOKEN_BYTES || bytes[0] != TOKEN_VERSION)
    return FALSE;
  compute_mac (key, bytes, PAYLOAD_BYTES, mac);
  if (!is_same (mac, bytes + PAYLOAD_BYTES, MAC_BYTES))
    return FALSE;
  *out_token = (EspUnsubscribeToken){ get_u32 (bytes + 1), get_u32 (bytes + 5), get_u32 (bytes + 9),
                                      (guint16) (bytes[13] << 8 | bytes[14]) };
  return TRUE;
}

static void
verp_mac (GBytes *key, guint32 send_id, guint32 lead_id, char out_digits[VERP_MAC_DIGITS + 1])
{
  guint8 payload[9] = { 'v' };
  guint8 mac[SHA256_BYTES];
  guint64 bits = 0;

  put_u32 (payload + 1, send_id);
  put_u32 (payload + 5, lead_id);
  compute_mac (key, payload, sizeof payload, mac);
  for (int i = 0; i < 5; i++)
    bits = bits << 8 | mac[i];
  for (int i = 0; i < VERP_MAC_DIGITS; i++)
    out_digits[i] = base32_digits[bits >> (35 - 5 * i) & 31];
  out_digits[VERP_MAC_DIGITS] = '\0';
}

/**
 * esp_verp_encode:
 * @mailbox: where bounces are read, such as "bounce@bounces.example.com"
 * @key: the secret of the workspace
 *
 * Returns: (transfer full): the envelope sender of one message, such as
 * "bounce+1f.3e8.abcdefgh@bounces.example.com": send and lead in hexadecimal, then 8 characters of
 * their HMAC. It survives hosts that change the case of letters.
 */
char *
esp_verp_encode (const char *mailbox, guint32 send_id, guint32 lead_id, GBytes *key)
{
  const char *at = strrchr (mailbox, '@');
  char mac[VERP_MAC_DIGITS + 1];

  g_return_val_if_fail (at != NULL, NULL);

  verp_mac (key, send_id, lead_id, mac);
  return g_strdup_printf ("%.*s+%x.%x.%s%s", (int) (at - mailbox), mailbox, send_id, lead_id, mac,
                          at);
}

/**
 * esp_mail_mark_encode:
 * @key: the secret of the workspace
 *
 * Returns: (transfer full): the mark of one message for a header of ours, such as "1f.3e8.abcdefgh": what
 * esp_verp_encode() puts into the address
 */
char *
esp_mail_mark_encode (guint32 send_id, guint32 lead_id, GBytes *key)
{
  char mac[VERP_MAC_DIGITS + 1];

  verp_mac (key, send_id, lead_id, mac);
  return g_strdup_printf ("%x.%x.%s", send_id, lead_id, mac);
}

/**
 * esp_mail_mark_decode:
 * @mark: (nullable): what came in, in any case of letters
 * @out_send_id: (out): the send
 * @out_lead_id: (out): the recipient
 *
 * Returns: whether the mark was made by esp_mail_mark_encode() with @key
 */
gboolean
esp_mail_mark_decode (const char *mark, GBytes *key, guint32 *out_send_id, guint32 *out_lead_id)
{
  g_autofree char *lower = mark != NULL ? g_ascii_strdown (mark, -1) : NULL;
  g_auto (GStrv) parts = lower != NULL ? g_strsplit (lower, ".", 4) : NULL;
  char mac[VERP_MAC_DIGITS + 1];
  guint64 send_id;
  guint64 lead_id;

  if (parts == NULL || g_strv_length (parts) != 3 || strlen (parts[2]) != VERP_MAC_DIGITS ||
      !g_ascii_string_to_unsigned (parts[0], 16, 0, G_MAXUINT32, &send_id, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 16, 0, G_MAXUINT32, &lead_id, NULL))
    return FALSE;
  verp_mac (key, (guint32) send_id, (guint32) lead_id, mac);
  if (!is_same ((const guint8 *) mac, (const guint8 *) parts[2], VERP_MAC_DIGITS))
    return FALSE;
  *out_send_id = (guint32) send_id;
  *out_lead_id = (guint32) lead_id;
  return TRUE;
}

/**
 * esp_verp_decode:
 * @address: (nullable): what a bounce was sent to, in any case of letters
 * @key: the secret of the workspace
 * @out_send_id: (out): the send
 * @out_lead_id: (out): the recipient
 *
 * Returns: whether the address was made by esp_verp_encode() with @key.
 */
gboolean
esp_verp_decode (const char *address, GBytes *key, guint32 *out_send_id, guint32 *out_lead_id)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;
  const char *plus = at != NULL ? memchr (address, '+', (gsize) (at - address)) : NULL;
  g_autofree char *mark = NULL;

  if (plus == NULL)
    return FALSE;
  mark = g_strndup (plus + 1, (gsize) (at - plus - 1));
  return esp_mail_mark_decode (mark, key, out_send_id, out_lead_id);
}
