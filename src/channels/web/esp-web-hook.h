/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/web/esp-web-request.h"

G_BEGIN_DECLS

/* More of an answer is not kept. */
#define ESP_WEB_HOOK_MAX_REPLY (64 * 1024)
#define ESP_WEB_HOOK_SIGNATURE "X-Espalier-Signature"
#define ESP_WEB_HOOK_TIMESTAMP "X-Espalier-Timestamp"
#define ESP_WEB_HOOK_KEY "Idempotency-Key"

char *esp_web_hook_sign (const char *secret, gint64 timestamp, const char *body);
EspWebRequest *esp_web_hook_request_new (const char *url,
                                         const char *body,
                                         const char *key,
                                         const char *secret,
                                         gint64 now_us);

G_END_DECLS
