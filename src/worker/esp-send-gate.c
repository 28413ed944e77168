/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before an order: the rules are asked while nobody waits, and what they were asked about is
 * remembered by its digest. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-gate.h"

#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "worker/esp-send-audience.h"

#include <json-glib/json-glib.h>

/**
 * esp_send_gate_free:
 * @self: (nullable): a gate
 */
void
esp_send_gate_free (EspSendGate *self)
{
  if (self == NULL)
    return;
  esp_send_check_free (self->check);
  g_free (self->digest);
  g_free (self->decision);
  g_free (self);
}

static void
add_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), -1);
  g_checksum_update (sum, (const guchar *) "", 1); /* where one ends and the next begins */
}

static void
add_number (GChecksum *sum, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  add_text (sum, text);
}

static gboolean
add_message (GChecksum *sum, EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspMessageRow) row = NULL;
  g_autofree char *frozen = NULL;

  add_number (sum, send->message_id);
  if (send->message_id == 0)
    return TRUE;
  if (send->message_version != 0)
    {
      frozen = esp_message_load_version (tx, send->message_id, (int) send->message_version, error);
      add_text (sum, frozen);
      return frozen != NULL;
    }
  row = esp_message_load (tx, send->message_id, error);
  if (row == NULL)
    return FALSE;
  add_text (sum, row->document);
  return TRUE;
}

/* The rule of a segment counts, not who is in it at the moment. One that is gone is found out by counting. */
static void
add_segments (GChecksum *sum, EspTx *tx, const GPtrArray *references)
{
  for (guint i = 0; i < references->len; i++)
    {
      g_autoptr (EspSegment) segment = NULL;
      gint64 id = 0;

      if (esp_segment_resolve (tx, g_ptr_array_index (references, i), &id, NULL))
        segment = esp_segment_load (tx, id, NULL);
      add_text (sum, segment != NULL ? segment->uuid : "gone");
      add_text (sum, segment != NULL ? segment->rule : NULL);
    }
}

/**
 * esp_send_gate_digest:
 *
 * Returns: (transfer full): a digest of everything that a person says yes to: message, audience, sender,
 *   channel, time and options; %NULL with @error set
 */
char *
esp_send_gate_digest (EspTx *tx, const EspSendPlan *plan, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  EspSendAudience *audience = esp_send_audience_parse (plan->send->audience);
  gboolean is_fine = add_message (sum, tx, plan->send, error);

  add_text (sum, plan->send->audience);
  add_segments (sum, tx, audience->segments);
  add_segments (sum, tx, audience->without);
  esp_send_audience_free (audience);
  add_text (sum, plan->send->options);
  add_number (sum, plan->send->scheduled_at_us);
  add_number (sum, plan->send->channel_id);
  if (plan->channel != NULL)
    {
      add_text (sum, plan->channel->settings);
      add_number (sum, plan->channel->is_enabled);
    }
  return is_fine ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

/* Which rules a person said yes to, and which rules were in force: the proof for later. */
static char *
make_decision (const EspSendCheck *check)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rules");
  json_builder_add_string_value (builder,
                                 esp_content_rules_get_date (esp_content_rules_get_default ()));
  json_builder_set_member_name (builder, "accepted");
  json_builder_begin_array (builder);
  for (guint i = 0; i < check->findings->len; i++)
    {
      const EspContentFinding *finding = check->findings->pdata[i];

      if (finding->severity != ESP_SEVERITY_FINE)
        json_builder_add_string_value (builder, finding->rule->id);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_send_gate_new:
 * @at_us: when it is to leave; 0 at once
 * @segments: (nullable): finds the members of a segment
 *
 * Looks at everybody: for a reading transaction.
 *
 * Returns: (transfer full): what the rules say about the send if it left then; %NULL with @error set
 */
EspSendGate *
esp_send_gate_new (EspTx *tx, gint64 send_id, gint64 at_us, EspSegmentFunc segments, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, error);
  g_autoptr (EspSendGate) self = g_new0 (EspSendGate, 1);
  g_autoptr (EspSendTally) tally = NULL;

  if (plan == NULL)
    return NULL;
  plan->send->scheduled_at_us = at_us;
  self->send_id = send_id;
  self->at_us = at_us;
  self->digest = esp_send_gate_digest (tx, plan, error);
  tally = self->digest != NULL ? esp_send_tally_new (tx, plan, segments, error) : NULL;
  self->check = tally != NULL ? esp_send_check_new (tx, plan, tally, error) : NULL;
  if (self->check == NULL)
    return NULL;
  self->start_us = at_us != 0 ? esp_send_tally_get_start (plan, tally) : 0;
  self->n_receivers = esp_waterfall_count_receivers (tally->waterfall);
  self->decision = make_decision (self->check);
  return g_steal_pointer (&self);
}

/**
 * esp_send_gate_permits:
 * @accepts_warnings: a person has seen what needs a yes, and said it
 *
 * Returns: whether the send may be ordered; else @error says in a sentence what stands against it first
 */
gboolean
esp_send_gate_permits (const EspSendGate *self, gboolean accepts_warnings, GError **error)
{
  return esp_send_check_permits (self->check, accepts_warnings, error);
}
