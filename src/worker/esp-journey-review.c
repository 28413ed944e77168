/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The yes of a person before a journey is published: what is looked at are its draft and its messages. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-review.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-audit.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "worker/esp-basis-parts.h"
#include "worker/esp-journey-evidence.h"
#include "worker/esp-review.h"
#include "worker/esp-workspace-setting.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* An approval holds for so long when nobody says how long. */
#define USUAL_VALIDITY_US (2 * ESP_USEC_PER_DAY)

/**
 * esp_journey_review_look_free:
 * @self: (nullable)
 */
void
esp_journey_review_look_free (EspJourneyReviewLook *self)
{
  if (self == NULL)
    return;
  esp_journey_review_free (self->review);
  g_free (self);
}

static gboolean
refuse (GError **error, EspReviewError code, const char *sentence)
{
  g_set_error_literal (error, ESP_REVIEW_ERROR, (int) code, sentence);
  return FALSE;
}

static gboolean
note (EspTx *tx, const char *action, gint64 journey_id, const char *person, GError **error)
{
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, journey_id);
  g_autoptr (JsonObject) said = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *detail = NULL;

  json_object_set_string_member (said, "by", person);
  json_node_set_object (node, said);
  detail = json_to_string (node, FALSE);
  return esp_audit_add (tx, action, object, detail, error);
}

/* What is looked at, as one digest: the steps with their words, each message that they send with what it takes from the
 * library, and the rules. */
static char *
make_basis (EspTx *tx, gint64 journey_id, gboolean *out_sends, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, journey_id, error);
  g_autoptr (EspJourney) journey =
    row != NULL ? esp_journey_parse_json (row->draft, -1, error) : NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = journey != NULL ? esp_journey_to_json (journey) : NULL;

  *out_sends = FALSE;
  if (text == NULL)
    return NULL;
  g_checksum_update (sum, (const guchar *) text, -1);
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      g_autoptr (EspMessageRow) message = NULL;
      gint64 id = 0;

      if (step->kind != ESP_STEP_SEND || step->is_off)
        continue;
      *out_sends = TRUE;
      if (step->reference != NULL && esp_message_resolve (tx, step->reference, &id, NULL))
        message = esp_message_load (tx, id, NULL);
      g_checksum_update (sum, (const guchar *) "\n", 1);
      if (message == NULL)
        continue;
      g_checksum_update (sum, (const guchar *) message->document, -1);
      if (!esp_basis_add_library (sum, tx, message->document, error))
        return NULL;
    }
  if (!esp_basis_add_rules (sum, tx, error))
    return NULL;
  return g_strdup (g_checksum_get_string (sum));
}

static EspJourneyYes
judge (EspTx *tx, const EspJourneyReview *review, const char *basis)
{
  if (review == NULL)
    return ESP_JOURNEY_YES_MISSING;
  switch (review->state)
    {
    case ESP_REVIEW_ASKED:
      return g_str_equal (review->basis, basis) ? ESP_JOURNEY_YES_WAITS : ESP_JOURNEY_YES_CHANGED;
    case ESP_REVIEW_APPROVED:
      if (review->valid_until_us <= esp_tx_get_now_us (tx))
        return ESP_JOURNEY_YES_MISSING;
      return g_str_equal (review->basis, basis) ? ESP_JOURNEY_YES_GIVEN : ESP_JOURNEY_YES_CHANGED;
    case ESP_REVIEW_CHANGES:
    case ESP_REVIEW_VOID:
    case ESP_REVIEW_WITHDRAWN:
    default:
      return ESP_JOURNEY_YES_MISSING;
    }
}

/**
 * esp_journey_review_look_new:
 *
 * Whom a journey will reach is not known beforehand, so wherever reviews are on, one that sends is looked at.
 *
 * Returns: (transfer full): how the draft stands; %NULL with @error set
 */
EspJourneyReviewLook *
esp_journey_review_look_new (EspTx *tx, gint64 journey_id, GError **error)
{
  g_autoptr (EspJourneyReviewLook) self = g_new0 (EspJourneyReviewLook, 1);
  g_autofree char *policy = esp_setting_load (tx, esp_setting_find ("review"), error);
  gboolean sends = FALSE;
  g_autofree char *basis = policy != NULL ? make_basis (tx, journey_id, &sends, error) : NULL;

  if (basis == NULL || !esp_journey_review_find_newest (tx, journey_id, &self->review, error))
    return NULL;
  if (!sends || g_str_equal (policy, "off"))
    self->yes = self->review != NULL && self->review->state == ESP_REVIEW_ASKED
                  ? judge (tx, self->review, basis)
                  : ESP_JOURNEY_YES_FREE;
  else
    self->yes = judge (tx, self->review, basis);
  return g_steal_pointer (&self);
}

/**
 * esp_journey_review_permits:
 *
 * Returns: whether the draft may be published; else @error says whose yes is missing
 */
gboolean
esp_journey_review_permits (EspTx *tx, gint64 journey_id, GError **error)
{
  g_autoptr (EspJourneyReviewLook) look = esp_journey_review_look_new (tx, journey_id, error);
  static const char *const sentences[] = {
    [ESP_JOURNEY_YES_FREE] = NULL,
    [ESP_JOURNEY_YES_MISSING] =
      "This journey has to be reviewed before it is published: ask for it first",
    [ESP_JOURNEY_YES_WAITS] = "This journey is in review: wait for the answer, or withdraw it",
    [ESP_JOURNEY_YES_CHANGED] =
      "The journey or one of its messages was changed since the review: ask for it again",
    [ESP_JOURNEY_YES_GIVEN] = NULL,
  };

  if (look == NULL)
    return FALSE;
  if (sentences[look->yes] == NULL)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED, sentences[look->yes]);
  return FALSE;
}

/**
 * esp_journey_review_ask:
 * @person: who asks
 * @note_text: (nullable): what they say to it
 *
 * Asks others to look at the draft before it is published.
 */
gboolean
esp_journey_review_ask (EspTx *tx,
                        gint64 journey_id,
                        const char *person,
                        const char *note_text,
                        GError **error)
{
  g_autoptr (EspJourneyReview) newest = NULL;
  g_autofree char *reviewers = esp_setting_load (tx, esp_setting_find ("reviewers"), error);
  g_autofree char *who = esp_review_dup_person (person);
  gboolean sends = FALSE;
  gboolean is_asked;
  g_autofree char *basis = reviewers != NULL ? make_basis (tx, journey_id, &sends, error) : NULL;
  EspJourneyReview review = { .journey_id = journey_id,
                              .asked_by = who,
                              .note = (char *) note_text,
                              .basis = basis,
                              .n_approvers = reviewers != NULL
                                               ? (guint) g_ascii_strtoull (reviewers, NULL, 10)
                                               : 1 };

  if (basis == NULL || !esp_journey_review_find_newest (tx, journey_id, &newest, error))
    return FALSE;
  if (!sends)
    return refuse (error, ESP_REVIEW_ERROR_NO_MESSAGE,
                   "The journey sends nothing: there is nothing to look at");
  if (newest != NULL && newest->state == ESP_REVIEW_ASKED && g_str_equal (newest->basis, basis))
    return refuse (error, ESP_REVIEW_ERROR_RUNS, "It is in review already");
  if (newest != NULL && newest->state == ESP_REVIEW_ASKED)
    {
      newest->state = ESP_REVIEW_VOID; /* what was asked about is gone */
      newest->ended_at_us = esp_tx_get_now_us (tx);
      if (!esp_journey_review_update (tx, newest, error))
        return FALSE;
    }
  is_asked = esp_journey_evidence_note (tx, journey_id, &review, error) &&
             esp_journey_review_insert (tx, &review, NULL, error) &&
             note (tx, "journey-review-ask", journey_id, person, error);
  g_free (review.versions);
  g_free (review.looked);
  return is_asked;
}

/* @or_approved: also one that is approved: who said yes may see a fault afterwards */
static EspJourneyReview *
load_open (EspTx *tx, gint64 journey_id, gboolean or_approved, GError **error)
{
  g_autoptr (EspJourneyReview) review = NULL;

  if (!esp_journey_review_find_newest (tx, journey_id, &review, error))
    return NULL;
  if (review != NULL &&
      (review->state == ESP_REVIEW_ASKED || (or_approved && review->state == ESP_REVIEW_APPROVED)))
    return g_steal_pointer (&review);
  (void) refuse (error, ESP_REVIEW_ERROR_DECIDED,
                 "Nobody asks for a review of this journey, or it is decided already");
  return NULL;
}

/* Two people who look see more than one; who is alone looks again after a while. */
static gboolean
check_own (EspTx *tx, const EspJourneyReview *review, const char *person, GError **error)
{
  g_autofree char *own = NULL;

  if (!esp_review_is_same_person (review->asked_by, person))
    return TRUE;
  own = esp_setting_load (tx, esp_setting_find ("own-review"), error);
  if (own == NULL)
    return FALSE;
  if (g_str_equal (own, "never"))
    return refuse (error, ESP_REVIEW_ERROR_OWN, "Somebody else has to approve what you asked for");
  return esp_tx_get_now_us (tx) >= review->asked_at_us + ESP_REVIEW_COOLING_US ||
         refuse (error, ESP_REVIEW_ERROR_TOO_SOON,
                 "You asked for this yourself: look at it again ten minutes after asking, "
                 "then approve it");
}

static void
add_vote (EspJourneyReview *review, const char *person)
{
  g_autoptr (GPtrArray) votes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; review->votes[i] != NULL; i++)
    if (*review->votes[i] != '\0' && !esp_review_is_same_person (review->votes[i], person))
      g_ptr_array_add (votes, g_strdup (review->votes[i]));
  g_ptr_array_add (votes, esp_review_dup_person (person));
  g_ptr_array_add (votes, NULL);
  g_strfreev (review->votes);
  review->votes = (char **) g_ptr_array_free (g_steal_pointer (&votes), FALSE);
}

/**
 * esp_journey_review_approve:
 * @valid_until_us: it may be published until then; 0 for two days
 * @out_is_approved: (out): whether enough people have said yes by now
 *
 * Somebody says yes.
 */
gboolean
esp_journey_review_approve (EspTx *tx,
                            gint64 journey_id,
                            const char *person,
                            gint64 valid_until_us,
                            gboolean *out_is_approved,
                            GError **error)
{
  g_autoptr (EspJourneyReview) review = load_open (tx, journey_id, FALSE, error);
  gint64 now_us = esp_tx_get_now_us (tx);
  gboolean sends = FALSE;
  g_autofree char *basis = review != NULL ? make_basis (tx, journey_id, &sends, error) : NULL;

  *out_is_approved = FALSE;
  if (basis == NULL)
    return FALSE;
  if (valid_until_us != 0 && valid_until_us <= now_us)
    return refuse (error, ESP_REVIEW_ERROR_PAST,
                   "An approval has to hold until some time in the future");
  if (!g_str_equal (basis, review->basis))
    return refuse (error, ESP_REVIEW_ERROR_CHANGED,
                   "The journey or one of its messages was changed since the review was asked for: "
                   "ask again");
  if (!check_own (tx, review, person, error))
    return FALSE;
  add_vote (review, person);
  *out_is_approved = g_strv_length (review->votes) >= review->n_approvers;
  if (valid_until_us == 0)
    valid_until_us = now_us + USUAL_VALIDITY_US;
  if (review->valid_until_us == 0 || valid_until_us < review->valid_until_us)
    review->valid_until_us = valid_until_us; /* of several the shortest time counts */
  if (*out_is_approved)
    {
      review->state = ESP_REVIEW_APPROVED;
      review->ended_at_us = now_us;
    }
  return esp_journey_review_update (tx, review, error) &&
         note (tx, "journey-review-approve", journey_id, person, error);
}

static gboolean
end (EspTx *tx,
     EspJourneyReview *review,
     EspReviewState state,
     const char *person,
     const char *text,
     GError **error)
{
  review->state = state;
  review->valid_until_us = 0;
  review->ended_at_us = esp_tx_get_now_us (tx);
  g_free (review->ended_by);
  review->ended_by = g_strdup (person);
  g_free (review->reason);
  review->reason = g_strdup (text);
  return esp_journey_review_update (tx, review, error);
}

/**
 * esp_journey_review_give_back:
 * @text: what is to be changed
 *
 * Gives it back to whoever made it.
 */
gboolean
esp_journey_review_give_back (EspTx *tx,
                              gint64 journey_id,
                              const char *person,
                              const char *text,
                              GError **error)
{
  g_autoptr (EspJourneyReview) review = load_open (tx, journey_id, TRUE, error);

  if (review == NULL)
    return FALSE;
  if (text == NULL || *text == '\0')
    return refuse (error, ESP_REVIEW_ERROR_SILENT,
                   "Say what is to be changed: write a comment first");
  return end (tx, review, ESP_REVIEW_CHANGES, person, text, error) &&
         note (tx, "journey-review-changes", journey_id, person, error);
}

/**
 * esp_journey_review_withdraw:
 *
 * Takes the question back.
 */
gboolean
esp_journey_review_withdraw (EspTx *tx, gint64 journey_id, const char *person, GError **error)
{
  g_autoptr (EspJourneyReview) review = load_open (tx, journey_id, FALSE, error);

  return review != NULL && end (tx, review, ESP_REVIEW_WITHDRAWN, person, NULL, error) &&
         note (tx, "journey-review-withdraw", journey_id, person, error);
}
