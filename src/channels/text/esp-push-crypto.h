/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_P256_POINT 65
#define ESP_P256_SCALAR 32
#define ESP_PUSH_SALT 16
#define ESP_PUSH_MAX_PLAINTEXT 3993

/* A key pair of P-256. */
typedef struct
{
  guint8 secret[ESP_P256_SCALAR];
  guint8 point[ESP_P256_POINT]; /* uncompressed */
} EspP256Pair;

void esp_push_crypto_init (void);
gboolean esp_p256_pair_new (EspP256Pair *out_pair, GError **error);
gboolean esp_p256_pair_from_secret (const guint8 secret[ESP_P256_SCALAR],
                                    EspP256Pair *out_pair,
                                    GError **error);
GBytes *esp_push_encrypt (const char *plaintext,
                          const guint8 receiver[ESP_P256_POINT],
                          const guint8 auth[ESP_PUSH_SALT],
                          const EspP256Pair *sender,
                          const guint8 salt[ESP_PUSH_SALT],
                          GError **error);
char *esp_vapid_make_token (const EspP256Pair *pair,
                            const char *audience,
                            const char *subject,
                            gint64 expires_s,
                            GError **error);
char *esp_vapid_make_audience (const char *endpoint);
char *esp_base64url_encode (const guint8 *data, gsize size);
guint8 *esp_base64url_decode (const char *text, gsize *out_size);

G_END_DECLS
