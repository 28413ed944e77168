/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who looked at a send before it left: requests, votes and comments. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-reviews.h"

#include "store/esp-history-private.h"

#include <string.h>

#define MAX_PERSON_BYTES 200
#define MAX_TEXT_BYTES 10000

static const char *const state_names[ESP_N_REVIEW_STATES] = { "asked", "changes", "approved",
                                                              "void", "withdrawn" };

#define COLUMNS                                                                                    \
  "review.id, review.send_id, send.campaign_id, coalesce (send.message_id, 0), campaign.name,"     \
  " review.state, asked_by, asked_at, review.note, basis, checks, n_receivers, n_approvers,"       \
  " tolerance, valid_until, ended_at, reason,"                                                     \
  " (SELECT count(*) FROM review_comment WHERE review_id = review.id AND done_at = 0)"

#define FROM                                                                                       \
  " FROM review JOIN send ON send.id = review.send_id"                                             \
  " JOIN campaign ON campaign.id = send.campaign_id"

/**
 * esp_review_state_to_string:
 */
const char *
esp_review_state_to_string (EspReviewState state)
{
  g_return_val_if_fail ((guint) state < ESP_N_REVIEW_STATES, NULL);
  return state_names[state];
}

/**
 * esp_review_free:
 */
void
esp_review_free (EspReview *self)
{
  if (self == NULL)
    return;
  g_free (self->campaign);
  g_free (self->asked_by);
  g_free (self->note);
  g_free (self->basis);
  g_free (self->checks);
  g_free (self->reason);
  g_free (self);
}

/**
 * esp_review_vote_free:
 */
void
esp_review_vote_free (EspReviewVote *self)
{
  g_free (self->person);
  g_free (self);
}

/**
 * esp_review_comment_free:
 */
void
esp_review_comment_free (EspReviewComment *self)
{
  g_free (self->place);
  g_free (self->person);
  g_free (self->text);
  g_free (self);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspReview *row = g_new0 (EspReview, 1);
  g_autofree char *state = esp_stmt_dup_text (stmt, 5);

  row->id = esp_stmt_int64 (stmt, 0);
  row->send_id = esp_stmt_int64 (stmt, 1);
  row->campaign_id = esp_stmt_int64 (stmt, 2);
  row->message_id = esp_stmt_int64 (stmt, 3);
  row->campaign = esp_stmt_dup_text (stmt, 4);
  for (guint i = 0; i < ESP_N_REVIEW_STATES; i++)
    if (g_str_equal (state, state_names[i]))
      row->state = (EspReviewState) i;
  row->asked_by = esp_stmt_dup_text (stmt, 6);
  row->asked_at_us = esp_stmt_int64 (stmt, 7);
  row->note = esp_stmt_dup_text (stmt, 8);
  row->basis = esp_stmt_dup_text (stmt, 9);
  row->checks = esp_stmt_dup_text (stmt, 10);
  row->n_receivers = esp_stmt_int64 (stmt, 11);
  row->n_approvers = (guint) esp_stmt_int64 (stmt, 12);
  row->tolerance = (guint) esp_stmt_int64 (stmt, 13);
  row->valid_until_us = esp_stmt_int64 (stmt, 14);
  row->ended_at_us = esp_stmt_int64 (stmt, 15);
  row->reason = esp_stmt_dup_text (stmt, 16);
  row->n_open = (guint) esp_stmt_int64 (stmt, 17);
  return row;
}

/* Writing */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
check_person (const char *person, GError **error)
{
  if (person == NULL || *person == '\0')
    return refuse (error, "Say who you are: a review names everyone who took part");
  return strlen (person) <= MAX_PERSON_BYTES ||
         refuse (error, "The name of a person has at most 200 bytes");
}

/* Whether nothing stands against a text that people wrote. */
static gboolean
check_text (const char *text, GError **error)
{
  return text == NULL || strlen (text) <= MAX_TEXT_BYTES ||
         refuse (error, "A remark in a review has at most 10,000 bytes");
}

/**
 * esp_review_record:
 *
 * Lets undo take back what becomes of reviews in this write from now on. As a rule they are a record that nothing takes
 * back; a move in the calendar is, because the approval was for the time that holds again.
 */
gboolean
esp_review_record (EspTx *tx, GError **error)
{
  return esp_recording_record_too (tx, "review", error);
}

/**
 * esp_review_insert:
 * @review: without an id; it begins as asked
 * @out_id: (out): the new one
 */
gboolean
esp_review_insert (EspTx *tx, const EspReview *review, gint64 *out_id, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO review (send_id, asked_by, asked_at, note, basis, checks, n_receivers,"
    " n_approvers, tolerance) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) ||
      !check_person (review->asked_by, error) || !check_text (review->note, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, review->send_id);
  esp_stmt_bind_text (stmt, 2, review->asked_by);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 4, review->note);
  esp_stmt_bind_text (stmt, 5, review->basis);
  esp_stmt_bind_text (stmt, 6, review->checks);
  esp_stmt_bind_int64 (stmt, 7, review->n_receivers);
  esp_stmt_bind_int64 (stmt, 8, review->n_approvers);
  esp_stmt_bind_int64 (stmt, 9, review->tolerance);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REVIEW);
  return TRUE;
}

/**
 * esp_review_end:
 * @valid_until_us: of one that is approved; else 0
 * @reason: (nullable): why
 *
 * Decides a review that is open, or takes an approval back.
 */
gboolean
esp_review_end (EspTx *tx,
                gint64 id,
                EspReviewState state,
                gint64 valid_until_us,
                const char *reason,
                GError **error)
{
  static const char sql_end[] = "UPDATE review SET state = ?2, valid_until = ?3, ended_at = ?4,"
                                " reason = ?5 WHERE id = ?1 AND state IN ('asked', 'approved')";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_end, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check_text (reason, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, esp_review_state_to_string (state));
  esp_stmt_bind_int64 (stmt, 3, valid_until_us);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 5, reason);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REVIEW);
  return esp_tx_run_for_one (tx, stmt, "open review", id, error);
}

/**
 * esp_review_add_vote:
 * @until_us: how long their yes holds
 * @out_n: (out): how many have said yes by now
 * @out_until_us: (out): until when all of them do
 *
 * Somebody says yes; twice is once.
 */
gboolean
esp_review_add_vote (EspTx *tx,
                     gint64 id,
                     const char *person,
                     gint64 until_us,
                     guint *out_n,
                     gint64 *out_until_us,
                     GError **error)
{
  static const char sql_insert[] = "INSERT INTO review_vote (review_id, person, at, until)"
                                   " VALUES (?1, ?2, ?3, ?4)"
                                   " ON CONFLICT DO UPDATE SET until = excluded.until";
  static const char sql_count[] =
    "SELECT count(*), min(until) FROM review_vote WHERE review_id = ?1";
  g_autoptr (EspStmt) insert = esp_tx_stmt (tx, sql_insert, error);
  g_autoptr (EspStmt) count = esp_tx_stmt (tx, sql_count, error);

  if (insert == NULL || count == NULL || !esp_tx_require_write (tx, error) ||
      !check_person (person, error))
    return FALSE;
  esp_stmt_bind_int64 (insert, 1, id);
  esp_stmt_bind_text (insert, 2, person);
  esp_stmt_bind_int64 (insert, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (insert, 4, until_us);
  if (!esp_stmt_run (insert, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REVIEW);
  esp_stmt_bind_int64 (count, 1, id);
  if (esp_stmt_step (count, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = (guint) esp_stmt_int64 (count, 0);
  *out_until_us = esp_stmt_int64 (count, 1);
  return TRUE;
}

/**
 * esp_review_add_comment:
 * @comment: place, person and text
 * @out_id: (out) (optional): the new one
 */
gboolean
esp_review_add_comment (EspTx *tx,
                        gint64 id,
                        const EspReviewComment *comment,
                        gint64 *out_id,
                        GError **error)
{
  static const char sql_insert[] = "INSERT INTO review_comment (review_id, place, person, at, text)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check_person (comment->person, error) ||
      !check_text (comment->text, error))
    return FALSE;
  if (comment->text == NULL || *comment->text == '\0')
    return refuse (error, "A comment needs words: what is to be changed?");
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, comment->place);
  esp_stmt_bind_text (stmt, 3, comment->person);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 5, comment->text);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_id != NULL)
    *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REVIEW);
  return TRUE;
}

/**
 * esp_review_set_comment_done:
 *
 * Notes that a comment has been dealt with, or that it has not.
 */
gboolean
esp_review_set_comment_done (EspTx *tx, gint64 comment_id, gboolean is_done, GError **error)
{
  static const char sql_done[] = "UPDATE review_comment SET done_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_done, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, comment_id);
  esp_stmt_bind_int64 (stmt, 2, is_done ? esp_tx_get_now_us (tx) : 0);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REVIEW);
  return esp_tx_run_for_one (tx, stmt, "comment", comment_id, error);
}

/* Reading */

/**
 * esp_review_load:
 *
 * Returns: (transfer full): the review; %NULL with @error set
 */
EspReview *
esp_review_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS FROM " WHERE review.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_row, "review", id, error);
}

/**
 * esp_review_find_newest:
 * @out_review: (out) (nullable): the newest review of the send; %NULL without one
 */
gboolean
esp_review_find_newest (EspTx *tx, gint64 send_id, EspReview **out_review, GError **error)
{
  static const char sql_newest[] =
    "SELECT " COLUMNS FROM " WHERE review.id = (SELECT max (id) FROM review WHERE send_id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_newest, error);
  EspStep step;

  *out_review = NULL;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_review = read_row (stmt);
  return step != ESP_STEP_ERROR;
}

/**
 * esp_review_find_approved_before:
 * @id: of a review of the campaign
 * @out_review: (out) (nullable): the newest one before it that was approved; %NULL without one
 */
gboolean
esp_review_find_approved_before (EspTx *tx,
                                 gint64 campaign_id,
                                 gint64 id,
                                 EspReview **out_review,
                                 GError **error)
{
  static const char sql_before[] =
    "SELECT " COLUMNS " FROM send JOIN review ON review.send_id = send.id"
    " JOIN campaign ON campaign.id = send.campaign_id WHERE send.campaign_id = ?1"
    " AND review.id < ?2 AND review.state IN ('approved', 'void') ORDER BY review.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_before, error);
  EspStep step;

  *out_review = NULL;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_int64 (stmt, 2, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_review = read_row (stmt);
  return step != ESP_STEP_ERROR;
}

/**
 * esp_review_count_open:
 * @out_n: (out): how many wait for a decision
 */
gboolean
esp_review_count_open (EspTx *tx, gint64 *out_n, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx),
                             "SELECT count(*) FROM review WHERE state = 'asked'", out_n, error);
}

/**
 * esp_review_list:
 * @with_ended: those that are decided as well
 *
 * Returns: (transfer full) (element-type EspReview): open ones first, the newest first; %NULL with @error
 *   set
 */
GPtrArray *
esp_review_list (EspTx *tx, gboolean with_ended, guint limit, GError **error)
{
  static const char sql_open[] =
    "SELECT " COLUMNS FROM " WHERE review.state = 'asked' ORDER BY review.id DESC LIMIT ?1";
  static const char sql_all[] =
    "SELECT " COLUMNS FROM " ORDER BY review.state <> 'asked', review.id DESC LIMIT ?1";
  g_autoptr (EspStmt) stmt =
    with_ended ? esp_tx_stmt (tx, sql_all, error) : esp_tx_stmt (tx, sql_open, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, limit);
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_review_free, error);
}

/**
 * esp_review_list_votes:
 *
 * Returns: (transfer full) (element-type EspReviewVote): who said yes, the first one first; %NULL with
 *   @error set
 */
GPtrArray *
esp_review_list_votes (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_votes[] =
    "SELECT person, at FROM review_vote WHERE review_id = ?1 ORDER BY at, person";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_votes, error);
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_review_vote_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspReviewVote *row = g_new0 (EspReviewVote, 1);

      row->person = esp_stmt_dup_text (stmt, 0);
      row->at_us = esp_stmt_int64 (stmt, 1);
      g_ptr_array_add (rows, row);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_review_list_comments:
 *
 * Returns: (transfer full) (element-type EspReviewComment): the first one first; %NULL with @error set
 */
GPtrArray *
esp_review_list_comments (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_comments[] = "SELECT id, place, person, at, text, done_at"
                                     " FROM review_comment WHERE review_id = ?1 ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_comments, error);
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_review_comment_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspReviewComment *row = g_new0 (EspReviewComment, 1);

      row->id = esp_stmt_int64 (stmt, 0);
      row->place = esp_stmt_dup_text (stmt, 1);
      row->person = esp_stmt_dup_text (stmt, 2);
      row->at_us = esp_stmt_int64 (stmt, 3);
      row->text = esp_stmt_dup_text (stmt, 4);
      row->done_at_us = esp_stmt_int64 (stmt, 5);
      g_ptr_array_add (rows, row);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_review_list_comments_of_message:
 *
 * Returns: (transfer full) (element-type EspReviewComment): what was said in the newest review of a send with the
 * message; none when there was no review; %NULL with @error set
 */
GPtrArray *
esp_review_list_comments_of_message (EspTx *tx, gint64 message_id, GError **error)
{
  static const char sql_newest[] =
    "SELECT review.id FROM review JOIN send ON send.id = review.send_id"
    " WHERE send.message_id = ?1 AND review.state <> 'withdrawn' ORDER BY review.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_newest, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, message_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return esp_review_list_comments (tx, esp_stmt_int64 (stmt, 0), error);
  return step == ESP_STEP_DONE
           ? g_ptr_array_new_with_free_func ((GDestroyNotify) esp_review_comment_free)
           : NULL;
}

/**
 * esp_review_check_unlocked:
 * @send_id: or 0
 * @message_id: or 0
 *
 * What somebody is looking at stays as it is until they have decided.
 *
 * Returns: whether it may be changed; else %ESP_STORE_ERROR_LOCKED says what to do
 */
gboolean
esp_review_check_unlocked (EspTx *tx, gint64 send_id, gint64 message_id, GError **error)
{
  static const char sql_locked[] =
    "SELECT campaign.name FROM review JOIN send ON send.id = review.send_id"
    " JOIN campaign ON campaign.id = send.campaign_id"
    " WHERE review.state = 'asked' AND (send.id = ?1 OR send.message_id = ?2) LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_locked, error);
  g_autofree char *name = NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, message_id);
  step = esp_stmt_step (stmt, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  name = esp_stmt_dup_text (stmt, 0);
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_LOCKED,
               "“%s” is in review and cannot be changed now: wait for the answer, or withdraw the "
               "review",
               name);
  return FALSE;
}
