/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-clock.h"
#include "worker/esp-send-gate.h"

G_BEGIN_DECLS

/* So long after asking may one approve one's own work. */
#define ESP_REVIEW_COOLING_US (10 * ESP_USEC_PER_MINUTE)

gboolean esp_review_ask (EspTx *tx,
                         const EspSendGate *gate,
                         const char *person,
                         const char *note,
                         gint64 *out_id,
                         GError **error);
gint64 esp_review_get_own_at (const EspReview *review);
gboolean esp_review_approve (EspTx *tx,
                             gint64 id,
                             const char *person,
                             gint64 valid_until_us,
                             gboolean *out_is_approved,
                             GError **error);
gboolean esp_review_request_changes (EspTx *tx,
                                     gint64 id,
                                     const char *person,
                                     const char *text,
                                     GError **error);
gboolean esp_review_withdraw (EspTx *tx, gint64 id, const char *person, GError **error);

G_END_DECLS
