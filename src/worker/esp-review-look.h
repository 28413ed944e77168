/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-reviews.h"
#include "worker/esp-send-basis.h"

G_BEGIN_DECLS

/* What stands between a send and its order, as far as people have to say yes. */
typedef enum
{
  ESP_REVIEW_NOT_NEEDED,
  ESP_REVIEW_MISSING,  /* nobody was asked */
  ESP_REVIEW_WAITING,  /* somebody was, and has not decided */
  ESP_REVIEW_REFUSED,  /* changes are wanted */
  ESP_REVIEW_OUTDATED, /* approved, and something was changed since */
  ESP_REVIEW_SIZE,     /* approved for another number of people */
  ESP_REVIEW_EXPIRED,  /* approved until an earlier time */
  ESP_REVIEW_GRANTED,
} EspReviewStanding;

typedef struct
{
  EspReviewStanding standing;
  EspReview *review;  /* (owned) (nullable) the newest */
  guint changed;      /* by #EspBasisPart, with OUTDATED */
  gint64 n_receivers; /* now, with SIZE */
} EspReviewLook;

void esp_review_look_free (EspReviewLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReviewLook, esp_review_look_free)

EspReviewLook *
esp_review_look_new (EspTx *tx, const EspSendPlan *plan, gint64 n_receivers, GError **error);
gboolean
esp_review_find_stale (EspTx *tx, const EspReview *review, guint *out_parts, GError **error);
gboolean esp_review_look_permits (const EspReviewLook *self, GError **error);
char *esp_review_look_to_sentence (const EspReviewLook *self);

G_END_DECLS
