/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps who was asked to look at a journey before it is published, and what they decided. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "store/esp-journey-reviews.h"

#define COLUMNS                                                                                    \
  "review.id, review.journey_id, review.state, review.asked_by, review.asked_at, review.note,"     \
  " review.basis, review.n_approvers, review.votes, review.valid_until, review.ended_at,"          \
  " review.ended_by, review.reason"

/**
 * esp_journey_review_free:
 * @self: (nullable)
 */
void
esp_journey_review_free (EspJourneyReview *self)
{
  if (self == NULL)
    return;
  g_free (self->journey);
  g_free (self->asked_by);
  g_free (self->note);
  g_free (self->basis);
  g_strfreev (self->votes);
  g_free (self->ended_by);
  g_free (self->reason);
  g_free (self->versions);
  g_free (self->looked);
  g_free (self);
}

/**
 * esp_journey_review_insert:
 * @review: who asks, what they say to it, what is looked at and how many must say yes
 */
gboolean
esp_journey_review_insert (EspTx *tx,
                           const EspJourneyReview *review,
                           gint64 *out_id,
                           GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO journey_review (journey_id, asked_by, asked_at, note, basis, n_approvers,"
    " looked, versions) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce (?8, ''))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, review->journey_id);
  esp_stmt_bind_text (stmt, 2, review->asked_by);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 4, review->note);
  esp_stmt_bind_text (stmt, 5, review->basis);
  esp_stmt_bind_int64 (stmt, 6, review->n_approvers);
  esp_stmt_bind_text (stmt, 7, review->looked);
  esp_stmt_bind_text (stmt, 8, review->versions);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_id != NULL)
    *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_journey_review_update:
 *
 * Keeps what was decided.
 */
gboolean
esp_journey_review_update (EspTx *tx, const EspJourneyReview *review, GError **error)
{
  static const char sql_update[] =
    "UPDATE journey_review SET state = ?2, votes = ?3, valid_until = ?4, ended_at = ?5,"
    " ended_by = ?6, reason = ?7 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);
  g_autofree char *votes = g_strjoinv ("\n", review->votes);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, review->id);
  esp_stmt_bind_text (stmt, 2, esp_review_state_to_string (review->state));
  esp_stmt_bind_text (stmt, 3, votes);
  esp_stmt_bind_int64 (stmt, 4, review->valid_until_us);
  esp_stmt_bind_int64 (stmt, 5, review->ended_at_us);
  esp_stmt_bind_text (stmt, 6, review->ended_by);
  esp_stmt_bind_text (stmt, 7, review->reason);
  return esp_stmt_run (stmt, error);
}

static EspReviewState
read_state (const char *text)
{
  for (guint i = 0; i < ESP_N_REVIEW_STATES; i++)
    if (g_strcmp0 (text, esp_review_state_to_string ((EspReviewState) i)) == 0)
      return (EspReviewState) i;
  return ESP_REVIEW_VOID;
}

static EspJourneyReview *
read_row (EspStmt *stmt)
{
  EspJourneyReview *self = g_new0 (EspJourneyReview, 1);
  g_autofree char *votes = esp_stmt_dup_text (stmt, 8);

  self->id = esp_stmt_int64 (stmt, 0);
  self->journey_id = esp_stmt_int64 (stmt, 1);
  self->state = read_state (esp_stmt_text (stmt, 2));
  self->asked_by = esp_stmt_dup_text (stmt, 3);
  self->asked_at_us = esp_stmt_int64 (stmt, 4);
  self->note = esp_stmt_dup_text (stmt, 5);
  self->basis = esp_stmt_dup_text (stmt, 6);
  self->n_approvers = (guint) esp_stmt_int64 (stmt, 7);
  self->votes = g_strsplit (votes != NULL ? votes : "", "\n", -1);
  self->valid_until_us = esp_stmt_int64 (stmt, 9);
  self->ended_at_us = esp_stmt_int64 (stmt, 10);
  self->ended_by = esp_stmt_dup_text (stmt, 11);
  self->reason = esp_stmt_dup_text (stmt, 12);
  return self;
}

/**
 * esp_journey_review_find_newest:
 * @out_review: (out) (nullable): NULL when nobody ever asked
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_journey_review_find_newest (EspTx *tx,
                                gint64 journey_id,
                                EspJourneyReview **out_review,
                                GError **error)
{
  static const char sql_newest[] = "SELECT " COLUMNS " FROM journey_review AS review"
                                   " WHERE journey_id = ?1 ORDER BY id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_newest, error);
  EspStep step;

  *out_review = NULL;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_review = read_row (stmt);
  return step == ESP_STEP_ROW || step == ESP_STEP_DONE;
}

/**
 * esp_journey_review_load_whole:
 *
 * Returns: (transfer full): one review with the name of its journey and what was looked at; %NULL with
 *   %ESP_STORE_ERROR_NOT_FOUND when there is none
 */
EspJourneyReview *
esp_journey_review_load_whole (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_whole[] = "SELECT " COLUMNS ", journey.name, review.looked"
                                  " FROM journey_review AS review"
                                  " JOIN journey ON journey.id = review.journey_id"
                                  " WHERE review.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_whole, error);
  EspJourneyReview *review;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no review %" G_GINT64_FORMAT " of a journey", id);
  if (step != ESP_STEP_ROW)
    return NULL;
  review = read_row (stmt);
  review->journey = esp_stmt_dup_text (stmt, 13);
  review->looked = esp_stmt_dup_text (stmt, 14);
  return review;
}

/**
 * esp_journey_review_list:
 * @with_ended: also those that were decided
 *
 * Returns: (transfer full) (element-type EspJourneyReview): what waits first, then the newest; %NULL with @error
 *   set
 */
GPtrArray *
esp_journey_review_list (EspTx *tx, gboolean with_ended, guint limit, GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS ", journey.name FROM journey_review AS review"
                                 " CROSS JOIN journey ON journey.id = review.journey_id"
                                 " WHERE ?2 OR review.state = 'asked'"
                                 " ORDER BY review.state <> 'asked', review.id DESC LIMIT ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_review_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, limit);
  esp_stmt_bind_int64 (stmt, 2, with_ended);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspJourneyReview *review = read_row (stmt);

      review->journey = esp_stmt_dup_text (stmt, 13);
      g_ptr_array_add (rows, review);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_journey_review_count_open:
 */
gboolean
esp_journey_review_count_open (EspTx *tx, gint64 *out_n, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx),
                             "SELECT count(*) FROM journey_review WHERE state = 'asked'", out_n,
                             error);
}

/**
 * esp_journey_review_check_unlocked:
 *
 * What somebody is looking at stays as it is until they have decided.
 *
 * Returns: whether the journey may be changed; else %ESP_STORE_ERROR_LOCKED says what to do
 */
gboolean
esp_journey_review_check_unlocked (EspTx *tx, gint64 journey_id, GError **error)
{
  g_autoptr (EspJourneyReview) review = NULL;

  if (!esp_journey_review_find_newest (tx, journey_id, &review, error))
    return FALSE;
  if (review == NULL || review->state != ESP_REVIEW_ASKED)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_LOCKED,
                       "The journey is in review and cannot be changed now: wait for the answer, "
                       "or "
                       "withdraw the review");
  return FALSE;
}
