/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-reviews.h"

G_BEGIN_DECLS

/* One request to look at a journey before it is published. */
typedef struct
{
  gint64 id;
  gint64 journey_id;
  char *journey; /* (nullable) in a list: its name */
  EspReviewState state;
  char *asked_by;
  gint64 asked_at_us;
  char *note; /* (nullable) */
  char *basis;
  guint n_approvers;
  char **votes; /* who said yes */
  gint64 valid_until_us;
  gint64 ended_at_us; /* 0: goes on */
  char *ended_by;     /* (nullable) */
  char *reason;       /* (nullable) what is to be changed */
  char *versions;     /* (nullable) when it is asked: " 12:3 15:1 ", messages and their versions */
  char *looked;       /* (nullable) of one that is loaded whole: what was looked at, as JSON */
} EspJourneyReview;

void esp_journey_review_free (EspJourneyReview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyReview, esp_journey_review_free)

gboolean esp_journey_review_insert (EspTx *tx,
                                    const EspJourneyReview *review,
                                    gint64 *out_id,
                                    GError **error);
gboolean esp_journey_review_update (EspTx *tx, const EspJourneyReview *review, GError **error);
gboolean esp_journey_review_find_newest (EspTx *tx,
                                         gint64 journey_id,
                                         EspJourneyReview **out_review,
                                         GError **error);
EspJourneyReview *esp_journey_review_load_whole (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_journey_review_list (EspTx *tx, gboolean with_ended, guint limit, GError **error);
gboolean esp_journey_review_check_unlocked (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_journey_review_count_open (EspTx *tx, gint64 *out_n, GError **error);

G_END_DECLS
