/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Publishes a journey behind the same gate as every send, and has everyone who is inside moved to the new
 * version: what was previewed, exactly. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-publish.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-audit.h"
#include "store/esp-campaigns.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-reviews.h"
#include "store/esp-messages.h"
#include "worker/esp-journey-door.h"
#include "worker/esp-journey-mover.h"
#include "worker/esp-journey-moves.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-review.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-check.h"

typedef struct
{
  EspTx *tx;
  EspSegmentEngine *engine;
  const EspPublishOrder *order;
  EspPublishPreview *preview;
  EspJourneyVersion *before; /* (owned) (nullable) */
  EspJourneyVersion *source; /* (owned) (nullable) an older version that is published again */
} Publication;

static gboolean
is_about_nobody (const EspContentFinding *finding)
{
  return g_str_equal (finding->rule->id, "SEND-AUDIENCE");
}

/* The same gate as of a campaign, for everyone who might come by; that nobody is there yet is no matter. */
static gboolean
pass_gate (EspTx *tx, gint64 send_id, gboolean accepts_warnings, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, error);
  g_autoptr (EspSendTally) tally = NULL;
  g_autoptr (EspSendCheck) check = NULL;

  if (plan == NULL)
    return FALSE;
  if (plan->channel != NULL && g_str_equal (plan->channel->kind, ESP_CHANNEL_KIND_NULL))
    return TRUE; /* nothing reaches anybody */
  tally = esp_send_tally_new (tx, plan, esp_segment_source_members, error);
  check = tally != NULL ? esp_send_check_new (tx, plan, tally, error) : NULL;
  if (check == NULL)
    return FALSE;
  for (guint i = check->findings->len; i > 0; i--)
    if (is_about_nobody (g_ptr_array_index (check->findings, i - 1)))
      g_ptr_array_remove_index (check->findings, i - 1);
  return esp_send_check_permits (check, accepts_warnings, error);
}

/* The same step that sends the same version of the same message over the same channel goes on with its send;
 * two steps never share one, so that what waits or failed is known by the step. */
static gint64
find_send (const Publication *self, const EspJourneyStep *step, const EspSend *wanted)
{
  const EspJourney *before = self->preview->before;
  guint32 number = before != NULL ? esp_journey_find_step (before, step->id) : ESP_JOURNEY_NOWHERE;
  const EspJourneyStep *same =
    number != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (before, number) : NULL;
  g_autoptr (EspSend) send = NULL;

  if (self->before == NULL || same == NULL || same->kind != ESP_STEP_SEND ||
      same->send_number >= self->before->n_sends || self->before->sends[same->send_number] == 0)
    return 0;
  send = esp_send_load (self->tx, self->before->sends[same->send_number], NULL);
  if (send != NULL && send->message_id == wanted->message_id &&
      send->message_version == wanted->message_version && send->channel_id == wanted->channel_id &&
      (g_str_equal (send->state, "sending") || g_str_equal (send->state, "paused")) &&
      g_str_equal (send->options, wanted->options))
    return send->id;
  return 0;
}

/* An older version that is published again sends what it sent then. */
static gboolean
choose_message (const Publication *self, const EspJourneyStep *step, EspSend *send, GError **error)
{
  gint64 old_id = self->source != NULL && step->send_number < self->source->n_sends
                    ? self->source->sends[step->send_number]
                    : 0;
  g_autoptr (EspSend) old = old_id != 0 ? esp_send_load (self->tx, old_id, NULL) : NULL;
  int version = 0;

  if (old != NULL)
    {
      send->message_id = old->message_id;
      send->message_version = old->message_version;
      return TRUE;
    }
  if (!esp_message_resolve (self->tx, step->reference, &send->message_id, error) ||
      !esp_message_freeze (self->tx, send->message_id, NULL, &version, error))
    return FALSE;
  send->message_version = version;
  return TRUE;
}

static gboolean
make_send (const Publication *self, const EspJourneyStep *step, gint64 *out_id, GError **error)
{
  EspTx *tx = self->tx;
  g_autoptr (EspSend) send = esp_send_new (self->preview->row->campaign_id);

  if (!choose_message (self, step, send, error))
    return FALSE;
  send->channel_id = esp_journey_find_channel (tx, step->channel);
  if (send->channel_id == 0 && !esp_channel_ensure_demo (tx, &send->channel_id, error))
    return FALSE;
  g_free (send->options);
  send->options =
    g_strdup (step->is_transactional ? "{\"continuous\":true,\"transactional\":true,\"hold\":0}"
                                     : "{\"continuous\":true,\"hold\":0}");
  *out_id = find_send (self, step, send);
  if (*out_id != 0)
    return TRUE;
  send->prepared_at_us = esp_tx_get_now_us (tx);
  send->started_at_us = send->prepared_at_us;
  g_free (send->state);
  send->state = g_strdup ("sending");
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  *out_id = send->id;
  return pass_gate (tx, send->id, self->order->accepts_warnings, error);
}

static gboolean
make_sends (const Publication *self, gint64 *sends, GError **error)
{
  const EspJourney *journey = self->preview->after;

  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      if (step->kind != ESP_STEP_SEND || step->is_off)
        continue;
      if (!make_send (self, step, &sends[step->send_number], error))
        {
          g_prefix_error (error, "Step %u “%s”: ", i + 1,
                          step->title != NULL ? step->title : step->id);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
ensure_campaign (const Publication *self, GError **error)
{
  EspJourneyRow *row = self->preview->row;

  return row->campaign_id != 0 || self->preview->after->n_sends == 0 ||
         (esp_campaign_insert (self->tx, row->name, &row->campaign_id, error) &&
          esp_journey_row_set_campaign (self->tx, row->id, row->campaign_id, error));
}

/* An entry that asks for something else now has seen nobody yet. */
static gboolean
set_doors (const Publication *self, GError **error)
{
  const EspPublishPreview *preview = self->preview;

  for (guint i = 0; i < preview->after->entries->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (preview->after->entries, EspJourneyEntry, i);
      gboolean is_new = TRUE;

      for (guint j = 0; preview->before != NULL && j < preview->before->entries->len; j++)
        if (g_str_equal (g_array_index (preview->before->entries, EspJourneyEntry, j).id,
                         entry->id))
          is_new = FALSE;
      for (guint j = 0; preview->diff != NULL && j < preview->diff->differences->len; j++)
        {
          const EspDifference *difference =
            &g_array_index (preview->diff->differences, EspDifference, j);

          if (difference->place == ESP_DIFFERENCE_OF_ENTRY &&
              difference->kind == ESP_DIFFERENCE_CHANGED && g_str_equal (difference->id, entry->id))
            is_new = TRUE;
        }
      if (is_new &&
          !esp_journey_door_reset (self->tx, self->engine, preview->row->id, entry, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_problems (const EspPublishPreview *preview, GError **error)
{
  const EspJourneyProblem *first = esp_journey_problems_first_error (preview->problems);
  g_autofree char *sentence = NULL;
  g_autofree char *place = NULL;

  if (first == NULL)
    return TRUE;
  sentence = esp_journey_problem_dup_sentence (first);
  place = esp_journey_problem_dup_place (first, preview->after);
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED,
               "The journey cannot be published: %s: %s", place, sentence);
  return FALSE;
}

static gboolean
check_token (const Publication *self, GError **error)
{
  if (self->order->token == NULL || g_str_equal (self->order->token, self->preview->token))
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED,
               "The journey was changed after you looked at what publishing does: look once more, "
               "then publish");
  return FALSE;
}

/* What came in before the journey began, or after it had ended, is not for it. A new version goes on where
 * the last one is. */
static gboolean
skip_old_events (EspTx *tx, const EspJourneyRow *row, GError **error)
{
  gboolean goes_on = row->version > 0 && !g_str_equal (row->state, "ended");
  gint64 last = 0;

  return goes_on || (esp_event_get_last_id (tx, &last, error) &&
                     esp_journey_cursor_save (tx, row->id, last, error));
}

static char *
describe (const Publication *self)
{
  const EspPublishPreview *preview = self->preview;
  g_autofree char *choices = esp_journey_choices_write (self->order->choices);

  return g_strdup_printf ("{\"version\":%u,\"from\":%u,\"again\":%u,\"choices\":%s,"
                          "\"inside\":%" G_GINT64_FORMAT ",\"asked\":%" G_GINT64_FORMAT "}",
                          preview->to, preview->from, self->order->source, choices,
                          preview->n_inside, preview->n_asked);
}

static gboolean
write_version (const Publication *self, GError **error)
{
  const EspPublishPreview *preview = self->preview;
  EspJourneyVersion version = { .journey_id = preview->row->id,
                                .version = preview->to,
                                .definition = preview->definition,
                                .n_sends = preview->after->n_sends };
  g_autofree gint64 *sends = g_new0 (gint64, version.n_sends + 1);
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, preview->row->id);
  g_autofree char *detail = describe (self);

  version.sends = sends;
  return skip_old_events (self->tx, preview->row, error) && ensure_campaign (self, error) &&
         make_sends (self, sends, error) &&
         esp_journey_version_insert (self->tx, &version, error) &&
         (self->order->name == NULL ||
          esp_journey_version_set_name (self->tx, version.journey_id, version.version,
                                        self->order->name, error)) &&
         set_doors (self, error) &&
         esp_audit_add (self->tx, "journey-published", object, detail, error);
}

/* Who edits on after a roll-back begins with what is live, unless there is work that is not published yet. */
static gboolean
follow_with_draft (const Publication *self, GError **error)
{
  const EspPublishPreview *preview = self->preview;
  g_autoptr (EspJourney) draft = NULL;
  g_autoptr (EspJourneyDiff) diff = NULL;

  if (self->source == NULL || preview->before == NULL)
    return TRUE;
  draft = esp_journey_parse_json (preview->row->draft, -1, NULL);
  if (draft != NULL)
    diff = esp_journey_diff_new (preview->before, draft);
  if (diff != NULL && !esp_journey_diff_is_empty (diff))
    return TRUE;
  return esp_journey_row_update (self->tx, preview->row->id, preview->row->name,
                                 preview->definition, error);
}

/* The first batch is moved at once: small journeys are done with it. */
static gboolean
move_people (const Publication *self, GError **error)
{
  const EspPublishPreview *preview = self->preview;
  g_autofree char *choices = esp_journey_choices_write (self->order->choices);
  EspJourneyMove move = { .journey_id = preview->row->id,
                          .kind = ESP_JOURNEY_MOVE_CROSS,
                          .version = preview->to,
                          .choices = choices };
  EspJourneyAsks *asks;
  gboolean more = FALSE;
  gboolean is_ok;

  if (preview->n_inside == 0)
    return esp_journey_version_set_used (self->tx, preview->row->id, 0, FALSE, error);
  if (!esp_journey_version_set_used (self->tx, preview->row->id, 0, FALSE, error) ||
      !esp_journey_moves_begin (self->tx, &move, error))
    return FALSE;
  asks = esp_journey_asks_new (self->engine);
  is_ok = esp_journey_moves_batch (self->tx, self->engine, asks, preview->row->id, &more, error);
  esp_journey_asks_free (asks);
  return is_ok;
}

static gboolean
publish (Publication *self, GError **error)
{
  const EspPublishPreview *preview = self->preview;
  gint64 id = self->order->id;

  if (!check_token (self, error) || !check_problems (preview, error))
    return FALSE;
  /* An older version was looked at when it was new. */
  if (self->order->source == 0 && !esp_journey_review_permits (self->tx, id, error))
    return FALSE;
  if (preview->from > 0)
    {
      self->before = esp_journey_version_load (self->tx, id, preview->from, error);
      if (self->before == NULL)
        return FALSE;
    }
  if (self->order->source > 0)
    {
      self->source = esp_journey_version_load (self->tx, id, self->order->source, error);
      if (self->source == NULL)
        return FALSE;
    }
  return write_version (self, error) && follow_with_draft (self, error) &&
         move_people (self, error);
}

/**
 * esp_journey_publish:
 * @out_done: (optional) (out) (transfer full): what was done, as the preview says it
 *
 * Freezes the draft and its messages, or takes an older version again, as the next version: people enter it
 * from now on, and everyone who is inside is moved to it as the choices say. Of many people the engine moves
 * the rest batch by batch; before that is over, nobody of them is led on.
 *
 * Returns: %FALSE with @error set, %ESP_STORE_ERROR_REFUSED when something stands against it
 */
gboolean
esp_journey_publish (EspTx *tx,
                     EspSegmentEngine *engine,
                     const EspPublishOrder *order,
                     EspPublishPreview **out_done,
                     GError **error)
{
  Publication self = { tx, engine, order, NULL, NULL, NULL };
  gboolean is_ok;

  /* What an earlier publication has left to be done comes first. */
  if (!esp_journey_moves_finish (tx, engine, order->id, error))
    return FALSE;
  self.preview = esp_journey_publish_preview (tx, engine, order, error);
  is_ok = self.preview != NULL && publish (&self, error);
  esp_journey_version_free (self.before);
  esp_journey_version_free (self.source);
  if (is_ok && out_done != NULL)
    *out_done = g_steal_pointer (&self.preview);
  esp_publish_preview_free (self.preview);
  return is_ok;
}

/**
 * esp_journey_order_publish:
 * @accepts_warnings: a person has seen what needs a yes, and said it
 *
 * Publishes the draft; what has to be decided about people is decided safely: they keep what they wait for,
 * and go on behind what is gone.
 */
gboolean
esp_journey_order_publish (EspTx *tx,
                           EspSegmentEngine *engine,
                           gint64 id,
                           gboolean accepts_warnings,
                           GError **error)
{
  const EspPublishOrder order = { .id = id, .accepts_warnings = accepts_warnings };

  return esp_journey_publish (tx, engine, &order, NULL, error);
}

/**
 * esp_journey_restore_draft:
 *
 * Makes an older version the draft. Nobody inside notices; the operation can be undone.
 */
gboolean
esp_journey_restore_draft (EspTx *tx, gint64 id, guint version, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autoptr (EspJourneyVersion) stored =
    row != NULL ? esp_journey_version_load (tx, id, version, error) : NULL;

  return stored != NULL && esp_journey_review_check_unlocked (tx, id, error) &&
         esp_journey_row_update (tx, id, row->name, stored->definition, error);
}
