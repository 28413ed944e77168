/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_REVIEW_ASKED,   /* somebody is to look at it; what it is about is locked */
  ESP_REVIEW_CHANGES, /* somebody wants changes */
  ESP_REVIEW_APPROVED,
  ESP_REVIEW_VOID,      /* was approved, and does not hold any more */
  ESP_REVIEW_WITHDRAWN, /* by whoever asked */
} EspReviewState;

#define ESP_N_REVIEW_STATES (ESP_REVIEW_WITHDRAWN + 1)

/* One request to look at a send before it leaves. */
typedef struct
{
  gint64 id;
  gint64 send_id;
  gint64 campaign_id; /* in a list */
  gint64 message_id;  /* in a list; 0 is none */
  char *campaign;     /* (nullable) in a list: its name */
  EspReviewState state;
  char *asked_by;
  gint64 asked_at_us;
  char *note;   /* (nullable) */
  char *basis;  /* JSON: what was looked at, by part */
  char *checks; /* (nullable) JSON: what the rules said then */
  gint64 n_receivers;
  guint n_approvers; /* how many must say yes */
  guint tolerance;   /* permille by which the audience may differ */
  gint64 valid_until_us;
  gint64 ended_at_us; /* 0: goes on */
  char *reason;       /* (nullable) why it ended so */
  guint n_open;       /* in a list: comments that wait to be dealt with */
} EspReview;

typedef struct
{
  char *person;
  gint64 at_us;
} EspReviewVote;

typedef struct
{
  gint64 id;
  char *place; /* (nullable) as findings name it: "block:b3", "subject"; NULL: the whole */
  char *person;
  gint64 at_us;
  char *text;
  gint64 done_at_us; /* 0: waits to be dealt with */
} EspReviewComment;

const char *esp_review_state_to_string (EspReviewState state);
void esp_review_free (EspReview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReview, esp_review_free)
void esp_review_vote_free (EspReviewVote *self);
void esp_review_comment_free (EspReviewComment *self);

gboolean esp_review_record (EspTx *tx, GError **error);
gboolean esp_review_insert (EspTx *tx, const EspReview *review, gint64 *out_id, GError **error);
gboolean esp_review_end (EspTx *tx,
                         gint64 id,
                         EspReviewState state,
                         gint64 valid_until_us,
                         const char *reason,
                         GError **error);
gboolean esp_review_add_vote (EspTx *tx,
                              gint64 id,
                              const char *person,
                              gint64 until_us,
                              guint *out_n,
                              gint64 *out_until_us,
                              GError **error);
gboolean esp_review_add_comment (EspTx *tx,
                                 gint64 id,
                                 const EspReviewComment *comment,
                                 gint64 *out_id,
                                 GError **error);
gboolean
esp_review_set_comment_done (EspTx *tx, gint64 comment_id, gboolean is_done, GError **error);

EspReview *esp_review_load (EspTx *tx, gint64 id, GError **error);
gboolean esp_review_find_newest (EspTx *tx, gint64 send_id, EspReview **out_review, GError **error);
gboolean esp_review_find_approved_before (EspTx *tx,
                                          gint64 campaign_id,
                                          gint64 id,
                                          EspReview **out_review,
                                          GError **error);
gboolean esp_review_count_open (EspTx *tx, gint64 *out_n, GError **error);
GPtrArray *esp_review_list (EspTx *tx, gboolean with_ended, guint limit, GError **error);
GPtrArray *esp_review_list_votes (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_review_list_comments (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_review_list_comments_of_message (EspTx *tx, gint64 message_id, GError **error);
gboolean esp_review_check_unlocked (EspTx *tx, gint64 send_id, gint64 message_id, GError **error);

G_END_DECLS
