/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "store/esp-journey-reviews.h"

G_BEGIN_DECLS

/* How a journey stands with those who must say yes before it is published. */
typedef enum
{
  ESP_JOURNEY_YES_FREE,    /* nobody has to be asked */
  ESP_JOURNEY_YES_MISSING, /* nobody was asked, or they want changes, or it is over */
  ESP_JOURNEY_YES_WAITS,   /* somebody is looking */
  ESP_JOURNEY_YES_CHANGED, /* it is another thing than what was looked at */
  ESP_JOURNEY_YES_GIVEN,
} EspJourneyYes;

typedef struct
{
  EspJourneyYes yes;
  EspJourneyReview *review; /* (owned) (nullable) the newest */
} EspJourneyReviewLook;

void esp_journey_review_look_free (EspJourneyReviewLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyReviewLook, esp_journey_review_look_free)
EspJourneyReviewLook *esp_journey_review_look_new (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_journey_review_permits (EspTx *tx, gint64 journey_id, GError **error);

gboolean esp_journey_review_ask (EspTx *tx,
                                 gint64 journey_id,
                                 const char *person,
                                 const char *note,
                                 GError **error);
gboolean esp_journey_review_approve (EspTx *tx,
                                     gint64 journey_id,
                                     const char *person,
                                     gint64 valid_until_us,
                                     gboolean *out_is_approved,
                                     GError **error);
gboolean esp_journey_review_give_back (EspTx *tx,
                                       gint64 journey_id,
                                       const char *person,
                                       const char *text,
                                       GError **error);
gboolean
esp_journey_review_withdraw (EspTx *tx, gint64 journey_id, const char *person, GError **error);

G_END_DECLS
