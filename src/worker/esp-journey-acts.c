/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pause, resume, stop entry, open again, end: what each means for the people inside, for the doors and for
 * the messages that lie in the ledger. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-acts.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-audit.h"
#include "store/esp-campaigns.h"
#include "store/esp-hooks.h"
#include "store/esp-jobs.h"
#include "store/esp-journey-moves.h"
#include "worker/esp-journey-door.h"
#include "worker/esp-journey-moves.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-reasons.h"

static const char *const act_names[ESP_N_JOURNEY_ACTS] = {
  "pause", "freeze", "resume", "close", "open", "end", "end-now",
};

/**
 * esp_journey_act_name:
 */
const char *
esp_journey_act_name (EspJourneyAct act)
{
  return act < ESP_N_JOURNEY_ACTS ? act_names[act] : "unknown";
}

/**
 * esp_journey_act_from_name:
 */
gboolean
esp_journey_act_from_name (const char *name, EspJourneyAct *out_act)
{
  for (guint i = 0; i < ESP_N_JOURNEY_ACTS; i++)
    if (g_strcmp0 (name, act_names[i]) == 0)
      {
        *out_act = (EspJourneyAct) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_in (const char *state, const char *const *states)
{
  return g_strv_contains (states, state);
}

/**
 * esp_journey_act_is_possible:
 */
gboolean
esp_journey_act_is_possible (EspJourneyAct act, const EspJourneyRow *row)
{
  static const char *const runs[] = { "live", "closed", "ending", NULL };
  static const char *const shut[] = { "closed", "ending", NULL };
  static const char *const ends[] = { "live", "closed", "paused", NULL };
  static const char *const lives[] = { "live", "closed", "ending", "paused", NULL };
  gboolean was_live = g_strcmp0 (row->before_pause, "live") == 0;
  gboolean is_paused = g_str_equal (row->state, "paused");

  switch (act)
    {
    case ESP_JOURNEY_ACT_PAUSE:
    case ESP_JOURNEY_ACT_FREEZE:
      return is_in (row->state, runs);
    case ESP_JOURNEY_ACT_RESUME:
      return is_paused;
    case ESP_JOURNEY_ACT_CLOSE:
      return g_str_equal (row->state, "live") || (is_paused && was_live);
    case ESP_JOURNEY_ACT_OPEN:
      return is_in (row->state, shut) || (is_paused && !was_live);
    case ESP_JOURNEY_ACT_END:
      return is_in (row->state, ends);
    case ESP_JOURNEY_ACT_END_NOW:
      return is_in (row->state, lives);
    case ESP_N_JOURNEY_ACTS:
    default:
      return FALSE;
    }
}

/**
 * esp_journey_act_get_inverse:
 *
 * Returns: what takes it back; %ESP_N_JOURNEY_ACTS: nothing does
 */
EspJourneyAct
esp_journey_act_get_inverse (EspJourneyAct act)
{
  switch (act)
    {
    case ESP_JOURNEY_ACT_PAUSE:
    case ESP_JOURNEY_ACT_FREEZE:
      return ESP_JOURNEY_ACT_RESUME;
    case ESP_JOURNEY_ACT_CLOSE:
    case ESP_JOURNEY_ACT_END:
      return ESP_JOURNEY_ACT_OPEN;
    case ESP_JOURNEY_ACT_OPEN:
      return ESP_JOURNEY_ACT_CLOSE;
    case ESP_JOURNEY_ACT_RESUME: /* people go on at once, and messages go out */
    case ESP_JOURNEY_ACT_END_NOW:
    case ESP_N_JOURNEY_ACTS:
    default:
      return ESP_N_JOURNEY_ACTS;
    }
}

static gboolean
push_job (EspTx *tx, gint64 send_id, GError **error)
{
  g_autofree char *key = g_strdup_printf ("send:%" G_GINT64_FORMAT, send_id);
  g_autofree char *payload = g_strdup_printf ("{\"send\":%" G_GINT64_FORMAT "}", send_id);

  return esp_job_push (tx, "send", key, payload, esp_tx_get_now_us (tx), NULL, error);
}

typedef gboolean (*SendFunc) (EspTx *tx, const EspSend *send, GError **error);

static gboolean
each_send (EspTx *tx, const EspJourneyRow *row, SendFunc func, GError **error)
{
  g_autoptr (GPtrArray) sends =
    row->campaign_id != 0 ? esp_send_list (tx, row->campaign_id, error) : NULL;

  if (row->campaign_id == 0)
    return TRUE;
  for (guint i = 0; sends != NULL && i < sends->len; i++)
    if (!func (tx, g_ptr_array_index (sends, i), error))
      return FALSE;
  return sends != NULL;
}

/* What waits in the ledger waits on. */
static gboolean
hold_send (EspTx *tx, const EspSend *send, GError **error)
{
  return !g_str_equal (send->state, "sending") ||
         esp_send_set_state (tx, send->id, "paused", ESP_SEND_REASON_JOURNEY, error);
}

/* A send that a person or a brake has paused stays so. */
static gboolean
release_send (EspTx *tx, const EspSend *send, GError **error)
{
  return !g_str_equal (send->state, "paused") ||
         g_strcmp0 (send->pause_reason, ESP_SEND_REASON_JOURNEY) != 0 ||
         (esp_send_set_state (tx, send->id, "sending", NULL, error) &&
          push_job (tx, send->id, error));
}

static gboolean
stop_send (EspTx *tx, const EspSend *send, GError **error)
{
  return (!g_str_equal (send->state, "sending") && !g_str_equal (send->state, "paused")) ||
         esp_send_order_stop (tx, send->id, NULL, error);
}

/* It sends what lies in the ledger, and is over then. */
static gboolean
finish_send (EspTx *tx, const EspSend *send, GError **error)
{
  return !g_str_equal (send->state, "sending") || push_job (tx, send->id, error);
}

static gboolean
begin_move (EspTx *tx,
            EspSegmentEngine *engine,
            const EspJourneyRow *row,
            EspJourneyMove *move,
            GError **error)
{
  EspJourneyAsks *asks;
  gboolean more = FALSE;
  gboolean is_ok;

  move->journey_id = row->id;
  move->version = row->version;
  if (!esp_journey_moves_finish (tx, engine, row->id, error) ||
      !esp_journey_moves_begin (tx, move, error))
    return FALSE;
  asks = esp_journey_asks_new (engine);
  is_ok = esp_journey_moves_batch (tx, engine, asks, row->id, &more, error);
  esp_journey_asks_free (asks);
  return is_ok;
}

static gboolean
hold (EspTx *tx, const EspJourneyRow *row, gboolean freezes, GError **error)
{
  return esp_journey_row_set_pause (tx, row->id, esp_tx_get_now_us (tx), freezes, row->state,
                                    error) &&
         esp_journey_row_set_state (tx, row->id, "paused", error) &&
         each_send (tx, row, hold_send, error);
}

static gboolean
resume (EspTx *tx, EspSegmentEngine *engine, const EspJourneyRow *row, GError **error)
{
  EspJourneyMove move = { .kind = ESP_JOURNEY_MOVE_THAW,
                          .shift_us = esp_tx_get_now_us (tx) - row->paused_at_us };
  const char *state = row->before_pause != NULL ? row->before_pause : "live";

  if (row->is_frozen && move.shift_us > 0 && !begin_move (tx, engine, row, &move, error))
    return FALSE;
  return esp_journey_row_set_pause (tx, row->id, 0, FALSE, NULL, error) &&
         esp_journey_row_set_state (tx, row->id, state, error) &&
         each_send (tx, row, release_send, error);
}

/* A journey that is paused goes to the other state when it is resumed. */
static gboolean
set_entry (EspTx *tx, const EspJourneyRow *row, const char *state, GError **error)
{
  if (g_str_equal (row->state, "paused"))
    return esp_journey_row_set_pause (tx, row->id, row->paused_at_us, row->is_frozen, state, error);
  return esp_journey_row_set_state (tx, row->id, state, error);
}

/* Who came to a segment while the door was shut is not let in by opening it. */
static gboolean
open_doors (EspTx *tx, EspSegmentEngine *engine, const EspJourneyRow *row, GError **error)
{
  g_autoptr (EspJourneyVersion) version =
    esp_journey_version_load (tx, row->id, row->version, error);
  g_autoptr (EspJourney) journey =
    version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;

  for (guint i = 0; journey != NULL && i < journey->entries->len; i++)
    if (!esp_journey_door_reset (tx, engine, row->id,
                                 &g_array_index (journey->entries, EspJourneyEntry, i), error))
      return FALSE;
  return journey != NULL && set_entry (tx, row, "live", error);
}

static gboolean
end (EspTx *tx, EspSegmentEngine *engine, const EspJourneyRow *row, GError **error)
{
  gboolean has_ended = FALSE;

  if (g_str_equal (row->state, "paused") && !resume (tx, engine, row, error))
    return FALSE;
  return esp_journey_row_set_state (tx, row->id, "ending", error) &&
         esp_journey_end_if_empty (tx, row->id, &has_ended, error);
}

static gboolean
end_now (EspTx *tx, EspSegmentEngine *engine, const EspJourneyRow *row, GError **error)
{
  EspJourneyMove move = { .kind = ESP_JOURNEY_MOVE_EXIT };

  return begin_move (tx, engine, row, &move, error) && esp_hook_cancel (tx, row->id, error) &&
         esp_journey_row_set_pause (tx, row->id, 0, FALSE, NULL, error) &&
         esp_journey_row_set_state (tx, row->id, "ended", error) &&
         each_send (tx, row, stop_send, error);
}

/**
 * esp_journey_end_if_empty:
 *
 * Ends a journey that is ending, once nobody is inside any more.
 */
gboolean
esp_journey_end_if_empty (EspTx *tx, gint64 id, gboolean *out_has_ended, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  gboolean has_inside = TRUE;

  *out_has_ended = FALSE;
  if (row == NULL)
    return FALSE;
  if (!g_str_equal (row->state, "ending"))
    return TRUE;
  if (!esp_journey_has_inside (tx, id, &has_inside, error))
    return FALSE;
  *out_has_ended = !has_inside;
  return has_inside || (esp_journey_row_set_state (tx, id, "ended", error) &&
                        each_send (tx, row, finish_send, error));
}

static gboolean
perform (EspTx *tx,
         EspSegmentEngine *engine,
         const EspJourneyRow *row,
         EspJourneyAct act,
         GError **error)
{
  switch (act)
    {
    case ESP_JOURNEY_ACT_PAUSE:
    case ESP_JOURNEY_ACT_FREEZE:
      return hold (tx, row, act == ESP_JOURNEY_ACT_FREEZE, error);
    case ESP_JOURNEY_ACT_RESUME:
      return resume (tx, engine, row, error);
    case ESP_JOURNEY_ACT_CLOSE:
      return set_entry (tx, row, "closed", error);
    case ESP_JOURNEY_ACT_OPEN:
      return open_doors (tx, engine, row, error);
    case ESP_JOURNEY_ACT_END:
      return end (tx, engine, row, error);
    case ESP_JOURNEY_ACT_END_NOW:
    case ESP_N_JOURNEY_ACTS:
    default:
      return end_now (tx, engine, row, error);
    }
}

/**
 * esp_journey_act:
 *
 * Does it, or says why it cannot be done now.
 */
gboolean
esp_journey_act (EspTx *tx, EspSegmentEngine *engine, gint64 id, EspJourneyAct act, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, id);
  g_autofree char *action = g_strdup_printf ("journey-%s", esp_journey_act_name (act));

  if (row == NULL)
    return FALSE;
  if (row->version == 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The journey is a draft; publish it first");
      return FALSE;
    }
  if (!esp_journey_act_is_possible (act, row))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” cannot be done now: the journey is %s", esp_journey_act_name (act),
                   row->state);
      return FALSE;
    }
  return perform (tx, engine, row, act, error) && esp_audit_add (tx, action, object, NULL, error);
}
