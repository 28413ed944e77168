/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explains one person of one send: the ledger for what was, the decision itself for what would be. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-why.h"

#include "worker/esp-send-content.h"

void
esp_send_why_free (EspSendWhy *self)
{
  if (self == NULL)
    return;
  esp_ledger_row_free (self->row);
  g_free (self->zone);
  g_free (self);
}

static gboolean
judge_now (EspSendWhy *self,
           EspTx *tx,
           const EspSendPlan *plan,
           gint64 lead_id,
           gboolean has,
           GError **error)
{
  g_auto (EspLeadFacts) facts = { 0 };
  g_autoptr (EspBitmap) failing = esp_bitmap_new ();
  EspWaterfallInput input;
  EspFactsQuery query;
  gboolean fails = FALSE;

  esp_send_plan_get_query (tx, plan, &query);
  if (!esp_lead_facts_read (tx, &query, lead_id, &facts, error) ||
      !esp_send_content_fails (tx, plan->send, lead_id, &fails, error))
    return FALSE;
  if (fails)
    esp_bitmap_add (failing, (guint32) lead_id);
  esp_send_plan_get_input (tx, plan, &input);
  input.fails_content = failing;
  self->rule = plan->rule;
  self->verdict =
    esp_waterfall_judge_one (&input, &facts, has, (guint32) lead_id, &self->recipient);
  self->zone = g_steal_pointer (&facts.zone);
  self->zone_source = facts.zone_source;
  self->lapses_at_us = facts.lapses_at_us;
  return TRUE;
}

static EspSendWhy *
find_row (EspTx *tx, gint64 send_id, gint64 lead_id, GError **error)
{
  g_autoptr (EspSendWhy) self = g_new0 (EspSendWhy, 1);
  g_autoptr (GError) problem = NULL;

  self->row = esp_ledger_find (tx, send_id, lead_id, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * esp_send_why_load:
 * @segments: (nullable): finds the members of a segment
 *
 * Returns: (transfer full): why @lead_id got the send or not; %NULL with @error set
 */
EspSendWhy *
esp_send_why_load (EspTx *tx,
                   gint64 send_id,
                   gint64 lead_id,
                   EspSegmentFunc segments,
                   GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, error);
  g_autoptr (EspSendWhy) self = plan != NULL ? find_row (tx, send_id, lead_id, error) : NULL;
  gboolean has;

  if (self == NULL)
    return NULL;
  has = self->row != NULL; /* whoever has a row was in the audience */
  if (!has && !esp_send_plan_has_lead (tx, plan, segments, (guint32) lead_id, &has, error))
    return NULL;
  return judge_now (self, tx, plan, lead_id, has, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_send_why_load_known:
 * @is_in_audience: as it was found out without counting the segments
 *
 * As esp_send_why_load(), when it is known whether the lead is in the audience now.
 *
 * Returns: (transfer full): why @lead_id got the send or not; %NULL with @error set
 */
EspSendWhy *
esp_send_why_load_known (EspTx *tx,
                         const EspSendPlan *plan,
                         gint64 lead_id,
                         gboolean is_in_audience,
                         GError **error)
{
  g_autoptr (EspSendWhy) self = find_row (tx, plan->send->id, lead_id, error);

  if (self == NULL || !judge_now (self, tx, plan, lead_id, is_in_audience, error))
    return NULL;
  return g_steal_pointer (&self);
}
