/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of orders and brakes: each is logged, doubt is decided once, complaints stop a send. */
#include "store/esp-audit.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-store.h"
#include "worker/esp-send-brake.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-reasons.h"

#include "temp-store.h"
#include "test-home.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 send_id;
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
run (Fixture *fixture, const EspOperation *operation, EspStoreFunc func, gint64 *out_history_id)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (fixture->store, operation, func, fixture, out_history_id, &error);
  g_assert_no_error (error);
}

/* Four people: sent, in doubt, refused by policy, and one whose address does not exist. */
static gboolean
make_done_send (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  static const char *const states[] = { "sent", "unknown", "failed", "failed" };
  static const char *const reasons[] = { NULL, "no-reply", "blocked", "hard-bounce" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  if (!esp_campaign_insert (tx, "Spring", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  fixture->send_id = send->id;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspLedgerEntry entry = { 0 };
      EspLedgerGate gate = { .send_id = send->id };
      EspLedgerClaim claim = { .id = i + 1 };
      EspLedgerSettlement row = { .id = i + 1, .state = states[i], .reason = reasons[i] };
      g_autofree char *email = g_strdup_printf ("p%u@x.example", i);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      entry.lead_id = row.lead_id = lead->id;
      claim.address = email;
      if (!esp_ledger_insert (tx, send->id, &entry, 1, 1, error) ||
          !esp_send_set_state (tx, send->id, "sending", NULL, error) ||
          !esp_ledger_claim (tx, &gate, &claim, 1, error) ||
          !esp_ledger_settle (tx, send->id, &row, 1, error))
        return FALSE;
      g_assert_cmpint (claim.result, ==, ESP_CLAIM_OK);
    }
  return esp_send_set_state (tx, send->id, "done", NULL, error);
}

static gint64
count (EspTx *tx, gint64 send_id, const char *state)
{
  g_autoptr (GPtrArray) counts = esp_ledger_counts (tx, send_id, NULL);

  return esp_ledger_counts_sum (counts, state, NULL);
}

static gint64
sum_sent (EspTx *tx)
{
  gint64 n = 0;

  g_assert_true (
    esp_db_query_int64 (esp_tx_get_db (tx), "SELECT sum (n_sent) FROM lead_stat", &n, NULL));
  return n;
}

static gboolean
retry_and_resolve (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspSend) send = NULL;
  g_autoptr (GPtrArray) log = NULL;
  g_autoptr (GError) refusal = NULL;
  gint64 n = 0;

  g_assert_true (esp_ledger_count_retryable (tx, fixture->send_id, &n, error));
  g_assert_cmpint (n, ==, 1);
  g_assert_true (esp_send_order_retry (tx, fixture->send_id, &n, error));
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (count (tx, fixture->send_id, "queued"), ==, 1);
  g_assert_cmpint (count (tx, fixture->send_id, "failed"), ==, 1); /* no such address */
  send = esp_send_load (tx, fixture->send_id, error);
  g_assert_cmpstr (send->state, ==, "sending");
  g_assert_false (esp_send_order_retry (tx, fixture->send_id, &n, &refusal));
  g_assert_nonnull (refusal);

  g_assert_true (esp_send_order_resolve (tx, fixture->send_id, 0, FALSE, &n, error));
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (count (tx, fixture->send_id, "unknown"), ==, 0);
  g_assert_cmpint (count (tx, fixture->send_id, "sent"), ==, 2);
  g_assert_cmpint (sum_sent (tx), ==, 2); /* and counts for the limit */
  g_assert_true (esp_send_order_resolve (tx, fixture->send_id, 0, TRUE, &n, error));
  g_assert_cmpint (n, ==, 0); /* decided once */

  g_assert_true (esp_kill_switch_set (tx, TRUE, error));
  log = esp_audit_log (tx, G_MAXINT64, 10, error);
  g_assert_cmpuint (log->len, ==, 3);
  g_assert_cmpstr (((EspAuditEntry *) log->pdata[0])->action, ==, "kill-on");
  g_assert_cmpstr (((EspAuditEntry *) log->pdata[1])->action, ==, "doubt-sent");
  g_assert_cmpstr (((EspAuditEntry *) log->pdata[1])->name, ==, "Spring");
  g_assert_cmpstr (((EspAuditEntry *) log->pdata[2])->action, ==, "send-retry");
  g_assert_cmpstr (((EspAuditEntry *) log->pdata[2])->detail, ==, "1");
  return TRUE;
}

static void
test_retry_and_doubt (Fixture *fixture, gconstpointer data)
{
  run (fixture, NULL, make_done_send, NULL);
  run (fixture, NULL, retry_and_resolve, NULL);
}

static gboolean
add_channel (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Mail", "smtp", "{}");

  return esp_channel_insert (tx, channel, error);
}

static gboolean
archive_channel (EspTx *tx, gpointer data, GError **error)
{
  return esp_channel_archive (tx, 1, error);
}

static gboolean
has_no_channel (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  g_assert_cmpuint (channels->len, ==, 0);
  return TRUE;
}

static gboolean
has_channel_again (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  g_assert_cmpuint (channels->len, ==, 1);
  g_assert_true (((EspChannelRecord *) channels->pdata[0])->is_enabled);
  return TRUE;
}

static void
test_archive_is_undone (Fixture *fixture, gconstpointer data)
{
  static const EspOperation operation = { .kind = "channel-archive", .summary = "Mail" };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  run (fixture, NULL, add_channel, NULL);
  run (fixture, &operation, archive_channel, &history_id);
  run (fixture, NULL, has_no_channel, NULL);
  g_assert_cmpint (history_id, >, 0);
  g_assert_true (esp_store_undo (fixture->store, history_id, NULL, NULL, &error));
  g_assert_no_error (error);
  run (fixture, NULL, has_channel_again, NULL);
}

static void
count_results (EspSendBrake *brake, EspOutcome outcome, EspRefusal refusal, guint n)
{
  EspOutResult result = { .outcome = outcome, .refusal = refusal };

  for (guint i = 0; i < n; i++)
    esp_send_brake_count (brake, &result);
}

static void
test_brakes (void)
{
  const EspPolicy *policy = &esp_policy_default;
  EspOutResult later = { .outcome = ESP_OUTCOME_REFUSED,
                         .refusal = ESP_REFUSAL_SOFT,
                         .is_retryable = TRUE };
  EspSendBrake brake = { 0 };

  /* What is only put off, greylisting above all, says nothing yet. */
  for (guint i = 0; i < 500; i++)
    esp_send_brake_count (&brake, &later);
  g_assert_null (esp_send_brake_judge (&brake, policy));
  count_results (&brake, ESP_OUTCOME_ACCEPTED, ESP_REFUSAL_NONE, 1000);
  for (guint i = 0; i < 60; i++)
    esp_send_brake_count_given_up (&brake);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-soft");

  brake = (EspSendBrake){ 0 };
  count_results (&brake, ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, 4);
  g_assert_null (esp_send_brake_judge (&brake, policy));
  count_results (&brake, ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, 1);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-content");
  count_results (&brake, ESP_OUTCOME_ACCEPTED, ESP_REFUSAL_NONE, 20);
  g_assert_null (esp_send_brake_judge (&brake, policy));

  brake = (EspSendBrake){ 0 };
  esp_send_brake_set_complaints (&brake, 1, 2000);
  g_assert_null (esp_send_brake_judge (&brake, policy));
  esp_send_brake_set_complaints (&brake, 3, 2000);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-complaint");
}

static void
test_reasons_are_read (void)
{
  g_autoptr (GError) trouble =
    g_error_new_literal (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH, "The server says no.");
  g_autofree char *reason = esp_send_reason_of_trouble (trouble);
  int code = -1;

  g_assert_true (esp_send_reason_parse_trouble (reason, &code));
  g_assert_cmpint (code, ==, ESP_CHANNEL_ERROR_AUTH);
  g_assert_cmpstr (esp_send_reason_sentence (reason), ==, "The server says no.");
  g_assert_cmpstr (esp_send_reason_sentence ("user"), ==, "paused by a person");
  g_assert_cmpstr (esp_send_reason_sentence ("of another version"), ==, "of another version");
  g_assert_false (esp_send_reason_parse_trouble ("channel-of-another-kind", &code));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/worker/send-orders/retry-and-doubt", Fixture, NULL, set_up, test_retry_and_doubt,
              tear_down);
  g_test_add ("/worker/send-orders/archive-of-a-channel-is-undone", Fixture, NULL, set_up,
              test_archive_is_undone, tear_down);
  g_test_add_func ("/worker/send-brake/each-has-its-reason", test_brakes);
  g_test_add_func ("/worker/send-reasons/are-read", test_reasons_are_read);
  return g_test_run ();
}
