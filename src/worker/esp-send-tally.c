/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts a send: who matches, who is lost where, and what the law asks of the rest, in one pass over the
 * leads and one over their consents. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-tally.h"

#include "base/esp-clock.h"
#include "engine/policy/esp-content-rules.h"
#include "worker/esp-send-content.h"

#define DAYS_PER_YEAR 365

/**
 * esp_send_tally_free:
 * @self: (nullable): a tally
 */
void
esp_send_tally_free (EspSendTally *self)
{
  if (self == NULL)
    return;
  esp_waterfall_free (self->waterfall);
  esp_facts_free (self->facts);
  esp_send_message_free (self->message);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  g_free (self->broken);
  g_free (self);
}

static gint64
years_ago (EspTx *tx)
{
  const EspContentRule *rule =
    esp_content_rules_find (esp_content_rules_get_default (), "KR-AD-13");
  double years = rule != NULL ? esp_content_rule_number (rule, "years", 2) : 2;

  return esp_tx_get_now_us (tx) - (gint64) (years * DAYS_PER_YEAR) * ESP_USEC_PER_DAY;
}

/* A message that cannot be opened is a finding of the checks, not a failure to count. */
static gboolean
open_message (EspSendTally *self, EspTx *tx, const EspSendPlan *plan, GError **error)
{
  const EspSend *send = plan->send;
  const EspMailSource source = { .message_id = send->message_id,
                                 .version = (int) send->message_version };
  g_autoptr (GError) problem = NULL;

  if (send->message_id != 0)
    self->message = esp_send_message_load (tx, &source, plan->channel, &problem);
  if (problem != NULL)
    self->broken = g_strdup (problem->message);
  self->gaps =
    self->message != NULL ? esp_send_content_fields (tx, self->message, error) : g_ptr_array_new ();
  return self->gaps != NULL;
}

static gboolean
load_facts (EspSendTally *self, EspTx *tx, const EspSendPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  EspFactsQuery query;

  for (guint i = 0; i < self->gaps->len; i++)
    g_ptr_array_add (columns, ((EspFieldGap *) g_ptr_array_index (self->gaps, i))->field);
  esp_send_plan_get_query (tx, plan, &query);
  query.asks_law = TRUE;
  query.old_before_us = years_ago (tx);
  query.columns = columns;
  self->facts = esp_facts_load (tx, &query, error);
  return self->facts != NULL;
}

/* For whom the message cannot be made. */
static EspBitmap *
find_failing (const EspSendTally *self)
{
  EspBitmap *failing = esp_bitmap_new ();

  for (guint i = 0; i < self->gaps->len; i++)
    if (((EspFieldGap *) g_ptr_array_index (self->gaps, i))->is_left_out)
      esp_bitmap_or (failing, g_ptr_array_index (self->facts->lacking, i));
  return failing;
}

/* Those who are left out are a loss of the waterfall, and no receivers any more. */
static void
fill_gaps (EspSendTally *self)
{
  g_autoptr (EspBitmap) receivers = esp_waterfall_dup_receivers (self->waterfall);

  for (guint i = 0; i < self->gaps->len; i++)
    {
      EspFieldGap *gap = g_ptr_array_index (self->gaps, i);

      gap->leads = esp_bitmap_copy (g_ptr_array_index (self->facts->lacking, i));
      if (!gap->is_left_out)
        esp_bitmap_and (gap->leads, receivers);
    }
}

/**
 * esp_send_tally_new:
 * @segments: (nullable): finds the members of a segment
 *
 * Looks at everybody, so it belongs into a reading transaction: the writer is never held by it.
 *
 * Returns: (transfer full): the send as it would go if it left as it is planned; %NULL with @error set
 */
EspSendTally *
esp_send_tally_new (EspTx *tx, const EspSendPlan *plan, EspSegmentFunc segments, GError **error)
{
  g_autoptr (EspBitmap) audience = esp_send_plan_resolve_audience (tx, plan, segments, error);
  g_autoptr (EspSendTally) self = g_new0 (EspSendTally, 1);
  g_autoptr (EspBitmap) failing = NULL;
  EspWaterfallInput input;

  if (audience == NULL || !open_message (self, tx, plan, error) ||
      !load_facts (self, tx, plan, error))
    return NULL;
  failing = find_failing (self);
  esp_send_plan_get_input (tx, plan, &input);
  input.fails_content = failing;
  self->waterfall = esp_waterfall_new (&input, self->facts, audience);
  fill_gaps (self);
  return g_steal_pointer (&self);
}

/**
 * esp_send_tally_get_start:
 *
 * Returns: when the first message may leave: the moment it is set to, or the first of those moments of all
 *   zones; 0 for at once
 */
gint64
esp_send_tally_get_start (const EspSendPlan *plan, const EspSendTally *tally)
{
  gint64 start_us = plan->send->scheduled_at_us;

  for (guint i = 0; plan->options.is_local_time && i < tally->facts->zone_names->len; i++)
    {
      const char *zone = g_ptr_array_index (tally->facts->zone_names, i);

      if (zone != NULL)
        start_us =
          MIN (start_us, esp_hours_in_zone (plan->send->scheduled_at_us, plan->zone, zone));
    }
  return start_us;
}
