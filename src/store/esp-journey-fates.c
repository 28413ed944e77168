/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the messages that a journey gave to the ledger for one lead, and where a lead has been. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-fates.h"

#include "store/esp-lead-asks.h"

/* A lead has no more than so many messages of one journey on a screen. */
#define MAX_FATES 2000

void
esp_journey_fate_free (EspJourneyFate *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self->state);
  g_free (self->reason);
  g_free (self->reply);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self);
}

void
esp_journey_passage_free (EspJourneyPassage *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->state);
  g_free (self);
}

/* What was done with a send belongs to the last of its messages before. */
static gboolean
give_events (EspTx *tx, GPtrArray *fates, guint index, gint64 lead_id, GError **error)
{
  EspJourneyFate *fate = g_ptr_array_index (fates, index);
  g_autoptr (GPtrArray) facts = NULL;
  gint64 until_us = G_MAXINT64;

  for (guint i = 0; i < fates->len; i++)
    {
      const EspJourneyFate *other = g_ptr_array_index (fates, i);

      if (other->send_id == fate->send_id && other->created_at_us > fate->created_at_us)
        until_us = MIN (until_us, other->created_at_us);
    }
  fate->events = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ask_fact_free);
  if (!g_str_equal (fate->state, "sent") && !g_str_equal (fate->state, "unknown"))
    return TRUE;
  facts = esp_lead_asks_events (tx, lead_id, fate->send_id, error);
  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const EspAskFact *fact = g_ptr_array_index (facts, i);
      EspAskFact *kept;

      if (fact->at_us < fate->created_at_us || fact->at_us >= until_us)
        continue;
      kept = g_new0 (EspAskFact, 1);
      kept->what = g_strdup (fact->what);
      kept->campaign_id = fact->campaign_id;
      kept->at_us = fact->at_us;
      g_ptr_array_add (fate->events, kept);
    }
  return facts != NULL;
}

static EspJourneyFate *
read_fate (EspStmt *stmt)
{
  EspJourneyFate *fate = g_new0 (EspJourneyFate, 1);

  fate->id = esp_stmt_int64 (stmt, 0);
  fate->send_id = esp_stmt_int64 (stmt, 1);
  fate->campaign_id = esp_stmt_int64 (stmt, 2);
  fate->message_id = esp_stmt_int64 (stmt, 3);
  fate->occasion = esp_stmt_int64 (stmt, 4);
  fate->message = esp_stmt_dup_text (stmt, 5);
  fate->state = esp_stmt_dup_text (stmt, 6);
  fate->reason = esp_stmt_dup_text (stmt, 7);
  fate->reply = esp_stmt_dup_text (stmt, 8);
  fate->attempts = (guint) esp_stmt_int64 (stmt, 9);
  fate->next_at_us = esp_stmt_int64 (stmt, 10);
  fate->created_at_us = esp_stmt_int64 (stmt, 11);
  fate->updated_at_us = esp_stmt_int64 (stmt, 12);
  fate->bounced_at_us = esp_stmt_int64 (stmt, 13);
  return fate;
}

/**
 * esp_journey_fates_load:
 * @campaign_id: of the journey's sends; 0: it has none
 *
 * Returns: (transfer full) (element-type EspJourneyFate): the oldest first; %NULL with @error set
 */
GPtrArray *
esp_journey_fates_load (EspTx *tx, gint64 campaign_id, gint64 lead_id, GError **error)
{
  static const char sql_fates[] =
    "SELECT d.id, d.send_id, s.campaign_id, coalesce (s.message_id, 0), d.occasion, m.name,"
    " d.state, d.reason, d.reply, d.attempts, coalesce (d.next_at, 0), d.created_at, d.updated_at,"
    " coalesce (d.bounced_at, 0) FROM delivery AS d JOIN send AS s ON s.id = d.send_id"
    " LEFT JOIN message AS m ON m.id = s.message_id"
    " WHERE d.lead_id = ?1 AND s.campaign_id = ?2 ORDER BY d.id LIMIT ?3";
  g_autoptr (GPtrArray) fates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_fate_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_fates, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, campaign_id);
  esp_stmt_bind_int64 (stmt, 3, MAX_FATES);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_ptr_array_add (fates, read_fate (stmt));
  for (guint i = 0; step == ESP_STEP_DONE && i < fates->len; i++)
    if (!give_events (tx, fates, i, lead_id, error))
      return NULL;
  return step == ESP_STEP_DONE ? g_steal_pointer (&fates) : NULL;
}

/**
 * esp_journey_passages_of_lead:
 *
 * Returns: (transfer full) (element-type EspJourneyPassage): in every journey that is not archived, those
 *   inside first, then the newest; %NULL with @error set
 */
GPtrArray *
esp_journey_passages_of_lead (EspTx *tx, gint64 lead_id, guint limit, GError **error)
{
  static const char sql_passages[] =
    "SELECT m.id, j.id, j.name, j.state, m.version, m.step, m.status, m.phase, m.entry,"
    " m.entered_at, m.since_at, coalesce (m.due_at, ?3) FROM journey AS j"
    " JOIN journey_member AS m ON m.journey_id = j.id AND m.lead_id = ?1"
    " WHERE j.archived_at IS NULL ORDER BY m.status <> 0, m.entered_at DESC, m.id DESC LIMIT ?2";
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_passage_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_passages, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, limit);
  esp_stmt_bind_int64 (stmt, 3, G_MAXINT64);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspJourneyPassage *passage = g_new0 (EspJourneyPassage, 1);

      passage->id = esp_stmt_int64 (stmt, 0);
      passage->journey_id = esp_stmt_int64 (stmt, 1);
      passage->name = esp_stmt_dup_text (stmt, 2);
      passage->state = esp_stmt_dup_text (stmt, 3);
      passage->version = (guint) esp_stmt_int64 (stmt, 4);
      passage->step = (guint32) esp_stmt_int64 (stmt, 5);
      passage->status = (guint) esp_stmt_int64 (stmt, 6);
      passage->phase = (guint) esp_stmt_int64 (stmt, 7);
      passage->entry = (guint) esp_stmt_int64 (stmt, 8);
      passage->entered_us = esp_stmt_int64 (stmt, 9);
      passage->since_us = esp_stmt_int64 (stmt, 10);
      passage->due_us = esp_stmt_int64 (stmt, 11);
      g_ptr_array_add (list, passage);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
