/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether people have said yes to a send as it is now. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review-look.h"

#include "worker/esp-workspace-setting.h"

#define PERMILLE 1000

/**
 * esp_review_look_free:
 */
void
esp_review_look_free (EspReviewLook *self)
{
  if (self == NULL)
    return;
  esp_review_free (self->review);
  g_free (self);
}

/* Whether the policy asks for a yes: always, never, or from so many people on. */
static gboolean
is_needed (EspTx *tx, gint64 n_receivers, gboolean *out_is, GError **error)
{
  g_autofree char *policy = esp_setting_load (tx, esp_setting_find ("review"), error);

  if (policy == NULL)
    return FALSE;
  if (g_str_equal (policy, "off"))
    *out_is = FALSE;
  else
    *out_is = g_str_equal (policy, "all") || n_receivers >= g_ascii_strtoll (policy, NULL, 10);
  return TRUE;
}

static gboolean
has_other_size (const EspReview *review, gint64 n)
{
  gint64 difference = ABS (n - review->n_receivers);

  return difference * PERMILLE > review->n_receivers * (gint64) review->tolerance;
}

static EspReviewStanding
judge (EspReviewLook *self, const EspSendPlan *plan, const char *basis, gint64 now_us)
{
  const EspReview *review = self->review;
  gint64 at_us = MAX (plan->send->scheduled_at_us, now_us);

  if (review == NULL || review->state == ESP_REVIEW_WITHDRAWN)
    return ESP_REVIEW_MISSING;
  if (review->state == ESP_REVIEW_ASKED)
    return ESP_REVIEW_WAITING;
  if (review->state == ESP_REVIEW_CHANGES)
    return ESP_REVIEW_REFUSED;
  self->changed = esp_send_basis_compare (review->basis, basis);
  if (self->changed != 0)
    return ESP_REVIEW_OUTDATED;
  if (has_other_size (review, self->n_receivers))
    return ESP_REVIEW_SIZE;
  if (review->valid_until_us != 0 && at_us > review->valid_until_us)
    return ESP_REVIEW_EXPIRED;
  return ESP_REVIEW_GRANTED;
}

/**
 * esp_review_look_new:
 * @plan: with the time at which it is to leave
 * @n_receivers: who would get it
 *
 * Returns: (transfer full): whether people have said yes to the send as it is now; %NULL with @error set
 */
EspReviewLook *
esp_review_look_new (EspTx *tx, const EspSendPlan *plan, gint64 n_receivers, GError **error)
{
  g_autoptr (EspReviewLook) self = g_new0 (EspReviewLook, 1);
  g_autofree char *basis = NULL;
  gboolean needs = FALSE;

  self->n_receivers = n_receivers;
  if (!is_needed (tx, n_receivers, &needs, error) ||
      !esp_review_find_newest (tx, plan->send->id, &self->review, error))
    return NULL;
  basis = esp_send_basis_new (tx, plan, error);
  if (basis == NULL)
    return NULL;
  self->standing = judge (self, plan, basis, esp_tx_get_now_us (tx));
  /* Whoever asked of their own accord waits for the answer all the same. */
  if (!needs && self->standing == ESP_REVIEW_MISSING)
    self->standing = ESP_REVIEW_NOT_NEEDED;
  return g_steal_pointer (&self);
}

/**
 * esp_review_find_stale:
 * @out_parts: (out): by #EspBasisPart, what was changed since the approval of a send that has not been
 *   ordered yet; 0 while the approval holds, and for reviews that were decided otherwise
 *
 * Does not count people: the size is looked at when the send is ordered.
 */
gboolean
esp_review_find_stale (EspTx *tx, const EspReview *review, guint *out_parts, GError **error)
{
  g_autoptr (EspSendPlan) plan = NULL;
  g_autofree char *basis = NULL;

  *out_parts = 0;
  if (review->state != ESP_REVIEW_APPROVED)
    return TRUE;
  plan = esp_send_plan_load (tx, review->send_id, error);
  if (plan == NULL)
    return FALSE;
  if (!g_str_equal (plan->send->state, "draft"))
    return TRUE;
  basis = esp_send_basis_new (tx, plan, error);
  if (basis == NULL)
    return FALSE;
  *out_parts = esp_send_basis_compare (review->basis, basis);
  return TRUE;
}

/**
 * esp_review_look_to_sentence:
 *
 * Returns: (transfer full): in plain English, with what to do
 */
char *
esp_review_look_to_sentence (const EspReviewLook *self)
{
  g_autofree char *parts = esp_send_basis_name_parts (self->changed);

  switch (self->standing)
    {
    case ESP_REVIEW_MISSING:
      return g_strdup ("This send needs the approval of somebody: ask for a review");
    case ESP_REVIEW_WAITING:
      return g_strdup_printf ("It is in review since %s asked for it: wait for the answer, or "
                              "withdraw the review",
                              self->review->asked_by);
    case ESP_REVIEW_REFUSED:
      return g_strdup ("The review wants changes: make them, then ask again");
    case ESP_REVIEW_OUTDATED:
      return g_strdup_printf ("The approval does not hold any more, because this was changed: %s. "
                              "Ask for a review again",
                              parts);
    case ESP_REVIEW_SIZE:
      return g_strdup_printf ("It was approved for %" G_GINT64_FORMAT
                              " people and would go to %" G_GINT64_FORMAT
                              ": ask for a review again",
                              self->review->n_receivers, self->n_receivers);
    case ESP_REVIEW_EXPIRED:
      return g_strdup (
        "The approval ends before it would leave: choose an earlier time, or ask for "
        "a review again");
    case ESP_REVIEW_GRANTED:
      return g_strdup ("It is approved");
    case ESP_REVIEW_NOT_NEEDED:
    default:
      return g_strdup ("It needs no approval");
    }
}

/**
 * esp_review_look_permits:
 *
 * Returns: whether the send may leave; else @error says what stands against it
 */
gboolean
esp_review_look_permits (const EspReviewLook *self, GError **error)
{
  g_autofree char *sentence = NULL;

  if (self->standing == ESP_REVIEW_GRANTED || self->standing == ESP_REVIEW_NOT_NEEDED)
    return TRUE;
  sentence = esp_review_look_to_sentence (self);
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED, sentence);
  return FALSE;
}
