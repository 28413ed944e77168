/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings messages from the ledger to the point of handing over: fetched, checked for hours, made ahead. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-private.h"

#include "channels/esp-secrets.h"
#include "store/esp-consents.h"
#include "store/esp-event-send.h"
#include "store/esp-leads.h"
#include "worker/esp-send-reasons.h"

/* So many are fetched at a time, and made in parts on several cores. */
#define FETCH 128
#define BUILD 32
/* Made ahead of the network, in messages and bytes: what bounds the memory of a send. */
#define MAX_AHEAD 256
#define MAX_AHEAD_BYTES (8u * 1024 * 1024)

typedef struct
{
  gint64 send_id;
  const EspSendPlan *plan; /* the job's, which waits for us */
  gint64 cursor;
  guint limit;
  GHashTable *handled; /* (owned) a copy: rows to leave out */
  GPtrArray *items;    /* (owned) */
  gint64 new_cursor;
} Fetch;

/* What became of the person since the audience was counted; the footer says since when they agree, and a notice
 * since when they agree or refuse. */
static gboolean
decide (EspTx *tx, const Fetch *fetch, EspSendDecider *decider, EspSendItem *item, GError **error)
{
  g_auto (EspLeadFacts) facts = { 0 };
  g_autofree char *state = NULL;

  if (!esp_send_decide (decider, tx, item->due.lead_id, &facts, &item->verdict, error))
    return FALSE;
  /* As the claim reads it, or the two would never agree. */
  item->address = g_strdup (facts.address != NULL ? facts.address : "");
  item->consent_at_us = !fetch->plan->rule.is_marketing || g_str_equal (facts.consent, "granted")
                          ? facts.consent_at_us
                          : 0;
  return fetch->plan->consent_channel == NULL ||
         esp_consent_get_state (tx, item->due.lead_id, fetch->plan->consent_channel, "marketing",
                                &state, &item->consent_at_us, error);
}

static gboolean
load_leads (EspTx *tx, Fetch *fetch, GArray *due, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) leads = NULL;
  g_autofree guint32 *ids = g_new (guint32, due->len);
  g_auto (EspSendDecider) decider = { 0 };

  if (fields == NULL)
    return FALSE;
  esp_send_decider_init (&decider, tx, fetch->plan);
  for (guint i = 0; i < due->len; i++)
    ids[i] = (guint32) g_array_index (due, EspLedgerDue, i).lead_id;
  leads = esp_lead_load_many (tx, fields, ids, due->len, error);
  if (leads == NULL)
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    {
      EspSendItem *item = g_new0 (EspSendItem, 1);

      item->due = g_array_index (due, EspLedgerDue, i);
      item->lead = g_steal_pointer (&g_ptr_array_index (leads, i));
      g_ptr_array_add (fetch->items, item);
      if (!decide (tx, fetch, &decider, item, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fetch_items (EspTx *tx, gpointer data, GError **error)
{
  Fetch *fetch = data;
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (EspLedgerDue));

  if (!esp_ledger_due (tx, fetch->send_id, fetch->cursor, fetch->limit, due, error))
    return FALSE;
  if (due->len > 0)
    fetch->new_cursor = g_array_index (due, EspLedgerDue, due->len - 1).id;
  else if (!esp_ledger_due_again (tx, fetch->send_id,
                                  fetch->limit + g_hash_table_size (fetch->handled), due, error))
    return FALSE;
  for (guint i = due->len; i > 0; i--)
    if (g_hash_table_contains (fetch->handled, &g_array_index (due, EspLedgerDue, i - 1).id))
      g_array_remove_index (due, i - 1);
  return load_leads (tx, fetch, due, error);
}

/* A part of a fetch while it is being made. */
typedef struct
{
  EspSendJob *job;
  const EspMessageSource *source;
  gpointer opened;
  gint64 now_us;
  GPtrArray *items; /* (owned) */
} Build;

static void
build_worker (gpointer data)
{
  Build *build = data;

  for (guint i = 0; i < build->items->len; i++)
    {
      EspSendItem *item = g_ptr_array_index (build->items, i);
      EspMessageRequest request = { .send_id = build->job->send_id,
                                    .delivery_id = item->due.id,
                                    .lead = item->lead,
                                    .address = item->address,
                                    .consent_at_us = item->consent_at_us,
                                    .now_us = build->now_us };

      /* Without a person or an address the claim finds the reason. */
      if (item->lead != NULL && item->address[0] != '\0')
        (void) build->source->build (build->opened, &request, &item->message, &item->error);
    }
}

static void
built (gpointer data)
{
  g_autofree Build *build = data;
  EspSendJob *self = build->job;

  self->n_pending--;
  self->n_building -= build->items->len;
  for (guint i = 0; i < build->items->len; i++)
    {
      EspSendItem *item = g_ptr_array_index (build->items, i);

      if (item->error != NULL)
        g_ptr_array_add (self->skips, item);
      else
        {
          g_queue_push_tail (&self->ready, item);
          self->n_ready_bytes +=
            item->message.bytes != NULL ? g_bytes_get_size (item->message.bytes) : 0;
        }
    }
  g_ptr_array_unref (build->items);
  esp_send_job_tick (self);
}

static void
push_build (EspSendJob *self, GPtrArray *items)
{
  Build *build = g_new0 (Build, 1);

  build->job = self;
  build->source = self->context->source;
  build->opened = self->opened;
  build->now_us = esp_clock_now_us (self->context->clock);
  build->items = items;
  self->n_building += items->len;
  self->n_pending++;
  esp_build_pool_push (self->context->pool, build, build_worker, built);
}

static void
take_item (EspSendJob *self, EspSendItem *item, GPtrArray **part)
{
  EspSendDefer defer = { item->due.id, item->verdict.retry_at_us,
                         esp_reason_name (item->verdict.reason) };

  (void) g_hash_table_add (self->handled, g_memdup2 (&item->due.id, sizeof item->due.id));
  if (item->verdict.reason != ESP_REASON_NONE && !esp_reason_waits (item->verdict.reason))
    {
      g_ptr_array_add (self->skips, item);
      return;
    }
  if (defer.next_at_us == 0)
    {
      defer.next_at_us = esp_domain_pace_get_rest (self->context->pace, item->address,
                                                   esp_clock_now_us (self->context->clock));
      defer.reason = ESP_SEND_REASON_SLOW_DOWN;
    }
  if (defer.next_at_us != 0)
    {
      g_array_append_val (self->defers, defer);
      esp_send_item_free (item);
      return;
    }
  if (*part == NULL)
    *part = g_ptr_array_new ();
  g_ptr_array_add (*part, item);
  if ((*part)->len == BUILD)
    push_build (self, g_steal_pointer (part));
}

static void
fetched (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Fetch *fetch = data;
  GPtrArray *part = NULL;

  self->is_fetching = FALSE;
  self->is_exhausted = fetch->items->len == 0 && fetch->new_cursor == self->cursor;
  self->cursor = fetch->new_cursor;
  g_ptr_array_set_free_func (fetch->items, NULL);
  for (guint i = 0; i < fetch->items->len; i++)
    {
      EspSendItem *item = g_ptr_array_index (fetch->items, i);

      if (self->phase == ESP_PHASE_SENDING)
        take_item (self, item, &part);
      else
        esp_send_item_free (item);
    }
  if (part != NULL)
    push_build (self, part);
  g_ptr_array_unref (fetch->items);
  g_hash_table_unref (fetch->handled);
}

static GHashTable *
copy_handled (EspSendJob *self)
{
  GHashTable *copy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->handled);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    (void) g_hash_table_add (copy, g_memdup2 (key, sizeof (gint64)));
  return copy;
}

static void
start_fetch (EspSendJob *self)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->send_id = self->send_id;
  fetch->plan = self->plan;
  fetch->cursor = fetch->new_cursor = self->cursor;
  fetch->limit = FETCH;
  fetch->handled = copy_handled (self);
  fetch->items = g_ptr_array_new_with_free_func (esp_send_item_free);
  self->is_fetching = TRUE;
  esp_send_job_read (self, ESP_READ_PAGE, fetch_items, fetch, fetched);
}

typedef struct
{
  gint64 send_id;
  gint64 next_at_us;
} Next;

static gboolean
find_next (EspTx *tx, gpointer data, GError **error)
{
  Next *next = data;

  return esp_ledger_next_at (tx, next->send_id, &next->next_at_us, error);
}

static void
next_found (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Next *next = data;

  self->is_fetching = FALSE;
  if (self->phase != ESP_PHASE_SENDING)
    return;
  if (next->next_at_us < 0 && self->plan->options.is_continuous)
    esp_send_job_end (self, "waiting", NULL, NULL, 0);
  else if (next->next_at_us < 0)
    esp_send_job_end (self, "done", "done", NULL, 0);
  else if (next->next_at_us > esp_clock_now_us (self->context->clock))
    esp_send_job_end (self, "queued", NULL, "waits", next->next_at_us);
  else
    {
      self->is_exhausted = FALSE;
      self->cursor = 0;
    }
}

static void
look_for_the_end (EspSendJob *self)
{
  Next *next;

  if (self->is_fetching || self->n_pending > 0 || g_hash_table_size (self->handled) > 0)
    return;
  next = g_new0 (Next, 1);
  next->send_id = self->send_id;
  self->is_fetching = TRUE;
  esp_send_job_read (self, ESP_READ_PAGE, find_next, next, next_found);
}

static void
drop_ready (EspSendJob *self)
{
  EspSendItem *item;

  while ((item = g_queue_pop_head (&self->ready)) != NULL)
    {
      (void) g_hash_table_remove (self->handled, &item->due.id);
      esp_send_item_free (item);
    }
  self->n_ready_bytes = 0;
  g_array_set_size (self->defers, 0);
  g_ptr_array_set_size (self->skips, 0);
}

/* The channel may be given no more for now: the job rests when everything under way is written down. */
static void
wait_for_limit (EspSendJob *self)
{
  if (self->n_in_flight > 0 || self->is_turning || self->settlements->len > 0)
    return;
  esp_send_job_end (self, "queued", NULL, esp_limit_kind_name (self->limit.kind),
                    self->limit.until_us);
}

/**
 * esp_send_pipeline_pump:
 *
 * Begins whatever can begin now.
 */
void
esp_send_pipeline_pump (EspSendJob *self)
{
  if (self->phase == ESP_PHASE_DRAINING)
    {
      drop_ready (self);
      esp_send_turn (self);
      return;
    }
  if (self->slot == NULL)
    return; /* the account is not open yet */
  if (!self->is_fetching && !self->is_exhausted &&
      self->ready.length + self->n_building < MAX_AHEAD / 2 &&
      self->n_ready_bytes < MAX_AHEAD_BYTES)
    start_fetch (self);
  esp_send_turn (self);
  if (self->limit.kind != ESP_LIMIT_NONE)
    wait_for_limit (self);
  else if (self->is_exhausted)
    look_for_the_end (self);
}

typedef struct
{
  gint64 send_id;
  GPtrArray *counts; /* (owned) (nullable) */
  gint64 n_complaints;
} Recovery;

static gboolean
recover (EspTx *tx, gpointer data, GError **error)
{
  Recovery *recovery = data;

  if (!esp_ledger_recover (tx, recovery->send_id, NULL, error))
    return FALSE;
  recovery->counts = esp_ledger_counts (tx, recovery->send_id, error);
  return recovery->counts != NULL &&
         esp_event_count_of_send (tx, recovery->send_id, ESP_EVENT_COMPLAINT,
                                  &recovery->n_complaints, error);
}

static void
open_channel (EspSendJob *self, const char *secret)
{
  g_autoptr (GError) error = NULL;

  self->slot = esp_channel_pool_acquire (self->context->channels, self->plan->channel, secret,
                                         esp_clock_now_us (self->context->clock), &error);
  if (self->slot == NULL)
    esp_send_job_end (self, "paused", "paused", error->message, 0);
  else if (self->plan->options.rate_per_minute > 0)
    {
      self->slot->bucket.per_minute = self->plan->options.rate_per_minute;
      self->slot->bucket.capacity = MAX (1.0, self->slot->bucket.per_minute / 30.0);
    }
}

static void
secret_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspSendJob *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = esp_secrets_lookup_finish (result, &error);
  g_autofree char *reason = secret == NULL ? esp_send_reason_of_trouble (error) : NULL;

  self->n_pending--;
  if (self->phase == ESP_PHASE_SENDING && secret == NULL)
    esp_send_job_end (self, "paused", "paused", reason, 0);
  else if (self->phase == ESP_PHASE_SENDING)
    open_channel (self, secret);
  esp_send_job_tick (self);
}

static void
recovered (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Recovery *recovery = data;
  g_autoptr (GPtrArray) counts = recovery->counts;

  if (self->phase != ESP_PHASE_SENDING || counts == NULL)
    return;
  self->n_complaints_before = recovery->n_complaints;
  self->n_sent = esp_ledger_counts_sum (counts, "sent", NULL);
  self->n_failed = esp_ledger_counts_sum (counts, "failed", NULL);
  self->n_unknown = esp_ledger_counts_sum (counts, "unknown", NULL);
  self->n_total = self->n_sent + self->n_failed + self->n_unknown +
                  esp_ledger_counts_sum (counts, "queued", NULL);
  if (self->plan->channel->secret_id == NULL)
    {
      open_channel (self, NULL);
      return;
    }
  self->n_pending++;
  esp_secrets_lookup_async (self->plan->channel->secret_id, NULL, secret_found_cb, self);
}

/**
 * esp_send_pipeline_begin:
 *
 * Takes stock of the ledger (what a crash left in doubt is marked so), opens the account, and sends.
 */
void
esp_send_pipeline_begin (EspSendJob *self)
{
  Recovery *recovery = g_new0 (Recovery, 1);

  self->phase = ESP_PHASE_SENDING;
  self->second_start_us = g_get_monotonic_time ();
  recovery->send_id = self->send_id;
  esp_send_job_write (self, recover, recovery, recovered);
}
