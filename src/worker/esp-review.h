/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-clock.h"
#include "worker/esp-send-gate.h"

G_BEGIN_DECLS

/* Why somebody cannot do this with a review now; views say it in the language of the person. */
typedef enum
{
  ESP_REVIEW_ERROR_NO_DRAFT,   /* it was ordered already */
  ESP_REVIEW_ERROR_NO_MESSAGE, /* there is nothing to look at */
  ESP_REVIEW_ERROR_RUNS,       /* it is in review */
  ESP_REVIEW_ERROR_OWN,        /* somebody else has to approve it */
  ESP_REVIEW_ERROR_TOO_SOON,   /* whoever asked looks again later */
  ESP_REVIEW_ERROR_DECIDED,
  ESP_REVIEW_ERROR_CHANGED, /* it is another thing than what was asked about */
  ESP_REVIEW_ERROR_PAST,    /* the approval would end before it begins */
  ESP_REVIEW_ERROR_SILENT,  /* nobody said what is to be changed */
} EspReviewError;

#define ESP_REVIEW_ERROR (esp_review_error_quark ())
GQuark esp_review_error_quark (void);

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

char *esp_review_dup_person (const char *typed);
gboolean esp_review_is_same_person (const char *one, const char *other);

G_END_DECLS
