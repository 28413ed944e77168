/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enters everyone of the audience into the ledger, those who do not get the message with their reason. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-private.h"

/* Rows a commit: a hundredth of a second, so that others get their turn. */
#define BATCH 2000

typedef struct
{
  gint64 send_id;
  guint rule_version;
  GArray *entries;      /* (owned) (element-type EspLedgerEntry) */
  gint64 hold_until_us; /* of the last batch */
  gboolean is_first;
  gboolean is_last;
} Batch;

static gboolean
write_batch (EspTx *tx, gpointer data, GError **error)
{
  Batch *batch = data;

  if (batch->is_first && !esp_send_set_state (tx, batch->send_id, "preparing", NULL, error))
    return FALSE;
  if (!esp_ledger_insert (tx, batch->send_id,
                          (const EspLedgerEntry *) (gpointer) batch->entries->data,
                          batch->entries->len, batch->rule_version, error))
    return FALSE;
  return !batch->is_last || esp_send_set_prepared (tx, batch->send_id, batch->hold_until_us, error);
}

static EspLedgerEntry
make_entry (const EspSendJob *self, EspReason reason, guint32 lead_id)
{
  EspLedgerEntry entry = { .lead_id = lead_id };

  if (reason == ESP_REASON_NONE)
    return entry;
  entry.reason = esp_reason_name (reason);
  /* Whoever waits is asked again then, and waits on where it is still too early. */
  if (esp_reason_waits (reason))
    entry.next_at_us = self->waterfall->waits_until_us;
  return entry;
}

/* Returns: whether everyone has been entered. */
static gboolean
fill_batch (EspSendJob *self, GArray *entries)
{
  guint32 ids[256];

  while (entries->len + G_N_ELEMENTS (ids) <= BATCH && self->prepare_reason < ESP_N_REASONS)
    {
      EspReason reason = (EspReason) self->prepare_reason;
      gsize n = esp_bitmap_next (self->waterfall->leads[reason], self->prepare_from, ids,
                                 G_N_ELEMENTS (ids));

      for (gsize i = 0; i < n; i++)
        {
          EspLedgerEntry entry = make_entry (self, reason, ids[i]);

          g_array_append_val (entries, entry);
        }
      if (n == 0)
        {
          self->prepare_reason++;
          self->prepare_from = 0;
        }
      else
        self->prepare_from = ids[n - 1] + 1;
    }
  return self->prepare_reason == ESP_N_REASONS;
}

static void write_next (EspSendJob *self, gboolean is_first);

static void
written (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Batch *batch = data;

  g_array_unref (batch->entries);
  if (self->phase != ESP_PHASE_PREPARING)
    return;
  if (!batch->is_last)
    {
      write_next (self, FALSE);
      return;
    }
  g_clear_pointer (&self->waterfall, esp_waterfall_free);
  self->plan->send->hold_until_us = batch->hold_until_us;
  self->phase = ESP_PHASE_HOLD;
}

static void
write_next (EspSendJob *self, gboolean is_first)
{
  Batch *batch = g_new0 (Batch, 1);
  int hold_seconds = self->plan->options.hold_seconds >= 0 ? self->plan->options.hold_seconds
                                                           : (int) self->plan->policy.hold_seconds;

  batch->send_id = self->send_id;
  batch->rule_version = self->plan->policy.version;
  batch->entries = g_array_sized_new (FALSE, FALSE, sizeof (EspLedgerEntry), BATCH);
  batch->is_first = is_first;
  batch->is_last = fill_batch (self, batch->entries);
  batch->hold_until_us =
    esp_clock_now_us (self->context->clock) + (gint64) hold_seconds * ESP_USEC_PER_SEC;
  esp_send_job_write (self, write_batch, batch, written);
}

/**
 * esp_send_prepare_begin:
 *
 * Prepares the ledger, or goes on with it: who is in it keeps the row.
 */
void
esp_send_prepare_begin (EspSendJob *self)
{
  self->phase = ESP_PHASE_PREPARING;
  self->n_total = (gint64) esp_waterfall_count_receivers (self->waterfall);
  write_next (self, TRUE);
}
