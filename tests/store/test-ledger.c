/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the ledger, of jobs and of the lease of the engine. */
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-jobs.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-outbox.h"
#include "store/esp-store.h"

#include "temp-store.h"
#include "test-home.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  temp_folder_free (fixture->folder);
}

static void
run (Fixture *fixture, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (fixture->store, NULL, func, fixture, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
try_leases (EspTx *tx, gpointer data, GError **error)
{
  gint64 until_us = esp_tx_get_now_us (tx) + 10;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *after_death = NULL;

  if (!esp_lease_take (tx, "engine", "a", until_us, NULL, &first, error) ||
      !esp_lease_take (tx, "engine", "b", until_us, NULL, &second, error) ||
      !esp_lease_take (tx, "engine", "b", until_us, "a", &after_death, error))
    return FALSE;
  g_assert_cmpstr (first, ==, "a");
  g_assert_cmpstr (second, ==, "a");
  g_assert_cmpstr (after_death, ==, "b");
  return TRUE;
}

static gboolean
take_expired (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *holder = NULL;

  if (!esp_lease_take (tx, "engine", "c", esp_tx_get_now_us (tx) + 10, NULL, &holder, error))
    return FALSE;
  g_assert_cmpstr (holder, ==, "c");
  return esp_lease_release (tx, "engine", "c", error);
}

static void
test_one_holder (Fixture *fixture, gconstpointer data)
{
  run (fixture, try_leases);
  esp_clock_advance (fixture->clock, 11);
  run (fixture, take_expired);
}

static gboolean
try_jobs (EspTx *tx, gpointer data, GError **error)
{
  gint64 first = 0;
  gint64 again = 0;
  gint64 next = 0;
  g_autoptr (EspJobRecord) job = NULL;
  EspJobRecord *none = NULL;

  if (!esp_job_push (tx, "send", "send:1", "{}", 0, &first, error) ||
      !esp_job_push (tx, "send", "send:1", "{\"send\":1}", 0, &again, error) ||
      !esp_job_push (tx, "send", "send:2", "{}", START_US + 5, NULL, error) ||
      !esp_job_claim (tx, &job, error) || !esp_job_claim (tx, &none, error) ||
      !esp_job_next_at (tx, &next, error))
    return FALSE;
  g_assert_cmpint (first, ==, again);
  g_assert_cmpint (job->id, ==, first);
  g_assert_cmpstr (job->payload, ==, "{\"send\":1}");
  g_assert_null (none);
  g_assert_cmpint (next, ==, START_US + 5);
  g_clear_pointer (&job, esp_job_record_free);
  if (!esp_job_recover (tx, error) || !esp_job_claim (tx, &job, error))
    return FALSE;
  g_assert_cmpint (job->id, ==, first);
  g_assert_cmpuint (job->attempts, ==, 2);
  return TRUE;
}

static void
test_jobs (Fixture *fixture, gconstpointer data)
{
  run (fixture, try_jobs);
}

static gboolean
make_send (EspTx *tx, gint64 *out_send_id, GError **error)
{
  gint64 campaign_id = 0;
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  if (!esp_campaign_insert (tx, "Test", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  *out_send_id = send->id;
  return esp_send_set_state (tx, send->id, "sending", NULL, error);
}

/* Whom the caller's judge sends away is not claimed. */
static gboolean
judge (EspTx *tx, EspLedgerClaim *claim, gpointer user_data, GError **error)
{
  if (claim->lead_id == 2)
    claim->result = ESP_CLAIM_CHANGED;
  return TRUE;
}

static gboolean
try_ledger (EspTx *tx, gpointer data, GError **error)
{
  const EspLedgerEntry entries[] = { { .lead_id = 1 }, { .lead_id = 2 }, { 3, "no-consent", 0 } };
  EspLedgerClaim claims[] = { { .id = 1, .lead_id = 1, .address = "p0@x.example", .price = 27.3 },
                              { .id = 2, .lead_id = 2, .address = "old@x.example" },
                              { .id = 3, .lead_id = 3, .address = "p2@x.example" } };
  EspLedgerGate gate = { .judge = judge };
  EspLedgerSettlement row = { .id = 1, .lead_id = 1, .state = "unknown", .reason = "no-reply" };
  gint64 n = 0;
  gint64 n_sent = 0;
  double sum = 0;
  g_autoptr (GPtrArray) counts = NULL;

  if (!make_send (tx, &gate.send_id, error) ||
      !esp_ledger_insert (tx, gate.send_id, entries, 3, 7, error) ||
      !esp_ledger_insert (tx, gate.send_id, entries, 3, 8, error) ||
      !esp_ledger_claim (tx, &gate, claims, 3, error))
    return FALSE;
  g_assert_cmpint (claims[0].result, ==, ESP_CLAIM_OK);
  g_assert_cmpint (claims[1].result, ==, ESP_CLAIM_CHANGED);
  g_assert_cmpint (claims[2].result, ==, ESP_CLAIM_GONE);
  if (!esp_ledger_claim (tx, &gate, claims, 1, error))
    return FALSE;
  g_assert_cmpint (claims[0].result, ==, ESP_CLAIM_GONE); /* nobody twice */
  gate.holder = "somebody else";
  if (!esp_ledger_claim (tx, &gate, claims + 1, 1, error))
    return FALSE;
  g_assert_cmpint (claims[1].result, ==, ESP_CLAIM_CLOSED);
  if (!esp_ledger_settle (tx, gate.send_id, &row, 1, error) ||
      !esp_ledger_resolve_unknown (tx, gate.send_id, 0, FALSE, &n, error))
    return FALSE;
  g_assert_cmpint (n, ==, 1);
  if (!esp_ledger_sum_prices (tx, gate.send_id, &sum, &n, &n_sent, error))
    return FALSE;
  g_assert_cmpfloat (sum, ==, 27.3);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (n_sent, ==, 1);
  counts = esp_ledger_counts (tx, gate.send_id, error);
  g_assert_cmpint (esp_ledger_counts_sum (counts, NULL, NULL), ==, 3);
  g_assert_cmpint (esp_ledger_counts_sum (counts, "sent", "resolved"), ==, 1);
  g_assert_cmpint (esp_ledger_counts_sum (counts, "queued", NULL), ==, 1);
  return TRUE;
}

static void
test_nobody_is_claimed_twice (Fixture *fixture, gconstpointer data)
{
  run (fixture, try_ledger);
}

/* What failed is told with its code, tried again or let be; what waits is told with its reason. */
static gboolean
try_outbox (EspTx *tx, gpointer data, GError **error)
{
  const gint64 later_us = START_US + 60 * ESP_USEC_PER_SEC;
  const EspLedgerEntry entries[] = {
    { .lead_id = 1 }, { .lead_id = 2 }, { 3, "quiet-hours", later_us },
    { .lead_id = 4 }, { .lead_id = 5 }, { .lead_id = 6 }
  };
  EspLedgerClaim claims[] = { { .id = 1, .lead_id = 1, .address = "p0@x.example" },
                              { .id = 2, .lead_id = 2, .address = "p1@x.example" } };
  EspLedgerGate gate = { 0 };
  EspLedgerSettlement rows[] = {
    { .id = 1, .lead_id = 1, .state = "failed", .reason = "soft-bounce" },
    { .id = 2, .lead_id = 2, .state = "failed", .reason = "hard-bounce" }
  };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) failures = NULL;
  const EspOutboxRow *row;
  gint64 n = 0;

  rows[0].detail = g_strdup ("{\"code\":\"552 5.2.2\"}");
  if (!make_send (tx, &gate.send_id, error) ||
      !esp_ledger_insert (tx, gate.send_id, entries, 6, 7, error) ||
      !esp_ledger_claim (tx, &gate, claims, 2, error) ||
      !esp_ledger_fail_unmade (tx, 4, "The text is too long: 1002 characters", error) ||
      !esp_ledger_fail_unmade (tx, 5, "The text is too long: 1400 characters", error) ||
      !esp_ledger_fail_unmade (tx, 6, "The title is longer than 40 bytes", error) ||
      !esp_ledger_settle (tx, gate.send_id, rows, 2, error))
    return FALSE;
  esp_ledger_settlement_clear (&rows[0]);
  waiting = esp_outbox_list (tx, error);
  g_assert_cmpuint (waiting->len, ==, 1);
  row = waiting->pdata[0];
  g_assert_cmpstr (row->reason, ==, "quiet-hours");
  g_assert_cmpint (row->n, ==, 1);
  g_assert_cmpint (row->n_now, ==, 0);
  g_assert_cmpint (row->last_at_us, ==, later_us);
  failures = esp_outbox_failures (tx, gate.send_id, error);
  g_assert_cmpuint (failures->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const EspOutboxFailure *failure = failures->pdata[i];

      g_autoptr (EspBitmap) leads =
        esp_outbox_failed_leads (tx, gate.send_id, failure->cause, error);

      g_assert_cmpint ((gint64) esp_bitmap_count (leads), ==, failure->n);
      if (g_str_equal (failure->reason, ESP_LEDGER_NOT_MADE))
        {
          g_assert_true (failure->may_try_again);
          g_assert_cmpint (failure->n, ==, strstr (failure->reply, "text") != NULL ? 2 : 1);
          continue;
        }
      g_assert_true (failure->may_try_again == g_str_equal (failure->reason, "soft-bounce"));
      g_assert_true (failure->may_try_again == (g_strcmp0 (failure->code, "552 5.2.2") == 0));
    }
  if (!esp_ledger_let_failed_be (tx, gate.send_id, &n, error))
    return FALSE;
  g_assert_cmpint (n, ==, 4);
  if (!esp_ledger_count_retryable (tx, gate.send_id, &n, error))
    return FALSE;
  g_assert_cmpint (n, ==, 0);
  return esp_ledger_retry_failed (tx, gate.send_id, &n, error) && n == 0;
}

static void
test_outbox (Fixture *fixture, gconstpointer data)
{
  run (fixture, try_outbox);
}

static gboolean
try_channels (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspChannelRecord) mail = esp_channel_record_new ("메일", "smtp", "{}");
  g_autoptr (EspChannelRecord) found = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gint64 demo = 0;
  gint64 again = 0;

  if (!esp_channel_ensure_demo (tx, &demo, error) || !esp_channel_ensure_demo (tx, &again, error) ||
      !esp_channel_insert (tx, mail, error) ||
      !esp_channel_set_bucket (tx, mail->id, 2.5, 9, error) ||
      !esp_channel_set_state (tx, mail->id, "auth", "no", error))
    return FALSE;
  g_assert_cmpint (demo, ==, again);
  found = esp_channel_load_named (tx, "메일", error);
  g_assert_cmpint (found->id, ==, mail->id);
  g_assert_cmpstr (found->state, ==, "auth");
  g_assert_cmpfloat (found->bucket_tokens, ==, 2.5);
  if (!esp_channel_archive (tx, mail->id, error))
    return FALSE;
  list = esp_channel_list (tx, error);
  g_assert_cmpuint (list->len, ==, 1);
  return TRUE;
}

static void
test_channels (Fixture *fixture, gconstpointer data)
{
  run (fixture, try_channels);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/store/lease/one-holder", test_one_holder);
  ADD ("/store/jobs/claimed-once-and-recovered", test_jobs);
  ADD ("/store/ledger/nobody-is-claimed-twice", test_nobody_is_claimed_twice);
  ADD ("/store/outbox/waits-and-failures", test_outbox);
  ADD ("/store/channels/kept", test_channels);
#undef ADD
  return g_test_run ();
}
