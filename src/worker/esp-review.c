/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The yes of a person before a send leaves: asked for, given, refused, and void when something is changed. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review.h"

#include "store/esp-audit.h"
#include "store/esp-messages.h"
#include "store/esp-reviews.h"
#include "worker/esp-review-evidence.h"
#include "worker/esp-send-basis.h"
#include "worker/esp-workspace-setting.h"

/* The audience may grow or shrink by a tenth before somebody is asked again. */
#define TOLERANCE 100
/* An approval holds for so long when nobody says how long. */
#define USUAL_VALIDITY_US (2 * ESP_USEC_PER_DAY)

G_DEFINE_QUARK (esp - review - error - quark, esp_review_error)

static gboolean
refuse (GError **error, EspReviewError code, const char *sentence)
{
  g_set_error_literal (error, ESP_REVIEW_ERROR, (int) code, sentence);
  return FALSE;
}

/**
 * esp_review_dup_person:
 * @typed: (nullable): a name as somebody wrote it
 *
 * Returns: (transfer full): the name without what is only spacing, so that nobody is two people by a blank
 */
char *
esp_review_dup_person (const char *typed)
{
  g_autofree char *composed =
    typed != NULL ? g_utf8_normalize (typed, -1, G_NORMALIZE_DEFAULT_COMPOSE) : NULL;
  g_auto (GStrv) parts = g_strsplit_set (composed != NULL ? composed : "", " \t\r\n", -1);
  GString *name = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", parts[i]);
  return g_string_free (name, FALSE);
}

/**
 * esp_review_is_same_person:
 *
 * Returns: whether two names are the same but for case and spacing
 */
gboolean
esp_review_is_same_person (const char *one, const char *other)
{
  g_autofree char *a = esp_review_dup_person (one);
  g_autofree char *b = esp_review_dup_person (other);
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_str_equal (folded_a, folded_b);
}

static gboolean
note (EspTx *tx, const char *action, gint64 send_id, const char *person, GError **error)
{
  return esp_audit_add_send (tx, person, action, send_id, NULL, error);
}

/* Nothing was decided yet, or what was decided is over. */
static gboolean
check_askable (EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspReview) newest = NULL;

  if (!g_str_equal (send->state, "draft"))
    return refuse (error, ESP_REVIEW_ERROR_NO_DRAFT,
                   "Only a draft can be reviewed: this send has been ordered already");
  if (send->message_id == 0)
    return refuse (error, ESP_REVIEW_ERROR_NO_MESSAGE,
                   "The send has no message yet: there is nothing to look at");
  if (!esp_review_find_newest (tx, send->id, &newest, error))
    return FALSE;
  return newest == NULL || newest->state != ESP_REVIEW_ASKED ||
         refuse (error, ESP_REVIEW_ERROR_RUNS, "It is in review already");
}

/**
 * esp_review_ask:
 * @gate: asked just now: what the rules say, and who would get it
 * @person: who asks
 * @note: (nullable): what they say to it
 * @out_id: (out): the new review
 *
 * Asks others to look at a send; it is locked until they have decided.
 */
gboolean
esp_review_ask (EspTx *tx,
                const EspSendGate *gate,
                const char *person,
                const char *note_text,
                gint64 *out_id,
                GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, gate->send_id, error);
  g_autofree char *who = esp_review_dup_person (person);
  g_autofree char *reviewers = NULL;
  g_autofree char *digests = NULL;
  g_autofree char *checks = NULL;
  g_autofree char *basis = NULL;
  int version = 0;
  EspReview review = { .send_id = gate->send_id,
                       .n_receivers = (gint64) gate->n_receivers,
                       .tolerance = TOLERANCE };

  if (plan == NULL || !check_askable (tx, plan->send, error))
    return FALSE;
  reviewers = esp_setting_load (tx, esp_setting_find ("reviewers"), error);
  digests = reviewers != NULL ? esp_send_basis_new (tx, plan, error) : NULL;
  /* What was looked at can be shown later, whatever becomes of the message. */
  if (digests == NULL || !esp_message_freeze (tx, plan->send->message_id, NULL, &version, error))
    return FALSE;
  basis = esp_send_basis_add_version (digests, version);
  review.asked_by = who;
  review.note = (char *) note_text;
  review.basis = basis;
  checks = esp_review_evidence_note_checks (gate);
  review.checks = checks;
  review.n_approvers = (guint) g_ascii_strtoull (reviewers, NULL, 10);
  return esp_review_insert (tx, &review, out_id, error) &&
         note (tx, "review-ask", gate->send_id, who, error);
}

/**
 * esp_review_get_own_at:
 *
 * Returns: from when on whoever asked may approve it themselves
 */
gint64
esp_review_get_own_at (const EspReview *review)
{
  return review->asked_at_us + ESP_REVIEW_COOLING_US;
}

/* Two people who look see more than one; who is alone looks again after a while. */
static gboolean
check_own (EspTx *tx, const EspReview *review, const char *person, GError **error)
{
  g_autofree char *own = NULL;

  if (!esp_review_is_same_person (review->asked_by, person))
    return TRUE;
  own = esp_setting_load (tx, esp_setting_find ("own-review"), error);
  if (own == NULL)
    return FALSE;
  if (g_str_equal (own, "never"))
    return refuse (error, ESP_REVIEW_ERROR_OWN, "Somebody else has to approve what you asked for");
  return esp_tx_get_now_us (tx) >= esp_review_get_own_at (review) ||
         refuse (error, ESP_REVIEW_ERROR_TOO_SOON,
                 "You asked for this yourself: look at it again ten minutes after asking, "
                 "then approve it");
}

static EspReview *
load_open (EspTx *tx, gint64 id, GError **error)
{
  g_autoptr (EspReview) review = esp_review_load (tx, id, error);

  if (review == NULL)
    return NULL;
  if (review->state == ESP_REVIEW_ASKED)
    return g_steal_pointer (&review);
  (void) refuse (error, ESP_REVIEW_ERROR_DECIDED, "This review is decided already");
  return NULL;
}

/* What is approved is what was asked about. */
static gboolean
check_same (EspTx *tx, const EspReview *review, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, review->send_id, error);
  g_autofree char *basis = plan != NULL ? esp_send_basis_new (tx, plan, error) : NULL;
  g_autofree char *parts = NULL;
  guint changed;

  if (basis == NULL)
    return FALSE;
  changed = esp_send_basis_compare (review->basis, basis);
  if (changed == 0)
    return TRUE;
  parts = esp_send_basis_name_parts (changed);
  g_set_error (error, ESP_REVIEW_ERROR, ESP_REVIEW_ERROR_CHANGED,
               "This was changed since the review was asked for: %s. Withdraw it and ask again",
               parts);
  return FALSE;
}

/**
 * esp_review_approve:
 * @valid_until_us: it may leave until then; 0 for two days
 * @out_is_approved: (out): whether enough people have said yes by now
 *
 * Somebody says yes. Of several the shortest time counts.
 */
gboolean
esp_review_approve (EspTx *tx,
                    gint64 id,
                    const char *person,
                    gint64 valid_until_us,
                    gboolean *out_is_approved,
                    GError **error)
{
  g_autoptr (EspReview) review = load_open (tx, id, error);
  g_autofree char *who = esp_review_dup_person (person);
  gint64 now_us = esp_tx_get_now_us (tx);
  gint64 until_us = valid_until_us != 0 ? valid_until_us : now_us + USUAL_VALIDITY_US;
  guint n = 0;

  *out_is_approved = FALSE;
  if (review == NULL)
    return FALSE;
  if (valid_until_us != 0 && valid_until_us <= now_us)
    return refuse (error, ESP_REVIEW_ERROR_PAST,
                   "An approval has to hold until some time in the future");
  if (!check_own (tx, review, who, error) || !check_same (tx, review, error) ||
      !esp_review_add_vote (tx, id, who, until_us, &n, &until_us, error) ||
      !note (tx, "review-approve", review->send_id, who, error))
    return FALSE;
  *out_is_approved = n >= review->n_approvers;
  return !*out_is_approved || esp_review_end (tx, id, ESP_REVIEW_APPROVED, until_us, NULL, error);
}

/* One that can be given back: nobody has decided, or it is approved and has not been ordered yet. */
static EspReview *
load_returnable (EspTx *tx, gint64 id, GError **error)
{
  g_autoptr (EspReview) review = esp_review_load (tx, id, error);
  g_autoptr (EspSend) send = NULL;

  if (review == NULL || review->state != ESP_REVIEW_APPROVED)
    return review != NULL ? load_open (tx, id, error) : NULL;
  send = esp_send_load (tx, review->send_id, error);
  if (send == NULL)
    return NULL;
  if (g_str_equal (send->state, "draft"))
    return g_steal_pointer (&review);
  (void) refuse (error, ESP_REVIEW_ERROR_DECIDED,
                 "It is approved and ordered already: stop the send on the page of its campaign");
  return NULL;
}

/**
 * esp_review_request_changes:
 * @text: (nullable): what; may be left out when there are comments
 *
 * Gives it back to whoever made it; also when it is approved, as long as it has not been ordered.
 */
gboolean
esp_review_request_changes (EspTx *tx,
                            gint64 id,
                            const char *person,
                            const char *text,
                            GError **error)
{
  g_autoptr (EspReview) review = load_returnable (tx, id, error);
  g_autofree char *who = esp_review_dup_person (person);
  EspReviewComment comment = { .person = who, .text = (char *) text };
  gboolean has_text = text != NULL && *text != '\0';

  if (review == NULL)
    return FALSE;
  if (!has_text && review->n_open == 0)
    return refuse (error, ESP_REVIEW_ERROR_SILENT,
                   "Say what is to be changed: write a comment first");
  return (!has_text || esp_review_add_comment (tx, id, &comment, NULL, error)) &&
         esp_review_end (tx, id, ESP_REVIEW_CHANGES, 0, NULL, error) &&
         note (tx, "review-changes", review->send_id, who, error);
}

/**
 * esp_review_withdraw:
 *
 * Takes the question back, so that the send can be changed again.
 */
gboolean
esp_review_withdraw (EspTx *tx, gint64 id, const char *person, GError **error)
{
  g_autoptr (EspReview) review = load_open (tx, id, error);

  return review != NULL && esp_review_end (tx, id, ESP_REVIEW_WITHDRAWN, 0, NULL, error) &&
         note (tx, "review-withdraw", review->send_id, person, error);
}
