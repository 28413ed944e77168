/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes and signs the calls that webhooks of ours are. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-web-hook.h"

#include <string.h>

/**
 * esp_web_hook_sign:
 * @timestamp: seconds since 1970
 *
 * Returns: (transfer full): what the signature header says: "v1=" and the HMAC-SHA256 of the timestamp, a
 *   full stop and the body, in hexadecimal
 */
char *
esp_web_hook_sign (const char *secret, gint64 timestamp, const char *body)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", timestamp, body);
  g_autofree char *digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret,
                                                       strlen (secret), text, -1);

  return g_strconcat ("v1=", digest, NULL);
}

/**
 * esp_web_hook_request_new:
 * @body: JSON
 * @key: the same one whenever this call is tried again
 * @secret: with which it is signed
 *
 * Returns: (transfer full): one POST of JSON, signed
 */
EspWebRequest *
esp_web_hook_request_new (const char *url,
                          const char *body,
                          const char *key,
                          const char *secret,
                          gint64 now_us)
{
  EspWebRequest *request = esp_web_request_new ("POST", url);
  gint64 now_s = now_us / G_USEC_PER_SEC;
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now_s);
  g_autofree char *signature = esp_web_hook_sign (secret, now_s, body);

  esp_web_request_take_json (request, g_strdup (body));
  esp_web_request_add_header (request, "Accept", "application/json");
  esp_web_request_add_header (request, ESP_WEB_HOOK_TIMESTAMP, time);
  esp_web_request_add_header (request, ESP_WEB_HOOK_SIGNATURE, signature);
  esp_web_request_add_header (request, ESP_WEB_HOOK_KEY, key);
  request->max_reply = ESP_WEB_HOOK_MAX_REPLY;
  return request;
}
