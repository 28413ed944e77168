/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every index names its query, and the hot queries of the ledger go through an index. */
#include "store/esp-campaigns.h"
#include "store/esp-event-send.h"
#include "store/esp-lead-facts.h"
#include "store/esp-jobs.h"
#include "store/esp-ledger.h"
#include "store/esp-outbox.h"
#include "store/esp-store.h"
#include "store/esp-suppressions.h"

#include "temp-store.h"
#include "test-home.h"

#include <sqlite3.h>
#include <string.h>

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
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  temp_folder_free (fixture->folder);
}

/* Each index with the question that it is there for. */
static const struct
{
  const char *index;
  const char *query;
} purposes[] = {
  { "report_due",
    "SELECT id FROM report WHERE schedule IS NOT NULL AND next_at <= ?1 ORDER BY next_at" },
  { "report_run_report",
    "SELECT at FROM report_run WHERE report_id = ?1 ORDER BY id DESC LIMIT 1" },
  { "ad_audience_member_lead",
    "SELECT ad_audience_id FROM ad_audience_member WHERE lead_id = ?1 AND is_in" },
  { "ad_audience_stay_lead", "DELETE FROM ad_audience_stay WHERE lead_id = ?1" },
  { "delivery_work", "UPDATE delivery SET next_at = ?2 WHERE state = 'queued' AND next_at > ?2"
                     " AND reason = ?1 AND send_id IN (SELECT id FROM send WHERE state IN"
                     " ('scheduled','preparing','hold','sending','paused'))" },
  { "plan_item_span", "SELECT id FROM plan_item WHERE starts_at < ?2" },
  { "plan_item_source", "SELECT id FROM plan_item WHERE source = ?1 AND source_uid = ?2" },
  { "budget_line_campaign", "SELECT id FROM budget_line WHERE campaign_id = ?1" },
  { "campaign_stage_due",
    "SELECT c.id, s.stage, min (s.due_at) FROM campaign_stage AS s"
    " CROSS JOIN campaign AS c ON c.id = s.campaign_id WHERE s.due_at < ?1"
    " AND s.due_at IS NOT NULL AND s.state IN ('open', 'doing') GROUP BY c.id" },
  { "campaign_stage_due", "SELECT id FROM campaign_stage WHERE due_at BETWEEN ?1 AND ?2"
                          " AND state IN ('open','doing') AND due_at IS NOT NULL ORDER BY due_at" },
  { "campaign_check_campaign",
    "SELECT id FROM campaign_check WHERE campaign_id = ?1 ORDER BY position, id" },
  { "campaign_file_campaign", "SELECT id FROM campaign_file WHERE campaign_id = ?1 ORDER BY id" },
  { "campaign_handover_campaign",
    "SELECT id FROM campaign_handover WHERE campaign_id = ?1 ORDER BY at DESC, id DESC" },
  { "ad_campaign_campaign", "SELECT id FROM ad_campaign WHERE campaign_id = ?1 ORDER BY id" },
  { "ad_group_campaign", "SELECT id FROM ad_group WHERE ad_campaign_id = ?1" },
  { "ad_creative_group", "SELECT id FROM ad_creative WHERE ad_group_id = ?1" },
  { "review_send", "SELECT max (id) FROM review WHERE send_id = ?1" },
  { "review_open", "SELECT id FROM review WHERE state = 'asked' ORDER BY id DESC LIMIT ?1" },
  { "review_comment_review", "SELECT id FROM review_comment WHERE review_id = ?1 ORDER BY id" },
  { "library_item_kind",
    "SELECT id FROM library_item WHERE kind = ?1 ORDER BY name COLLATE NOCASE, id" },
  { "lead_email", "SELECT id FROM lead WHERE email = ?1" },
  { "lead_phone", "SELECT id FROM lead WHERE phone = ?1" },
  { "lead_external", "SELECT id FROM lead WHERE external_id = ?1" },
  { "lead_name", "SELECT id FROM lead ORDER BY name COLLATE NOCASE, id LIMIT 60" },
  { "lead_created", "SELECT id FROM lead WHERE created_at >= ?1" },
  { "lead_archived", "SELECT id FROM lead WHERE archived_at IS NOT NULL" },
  { "lead_tag_tag", "SELECT lead_id FROM lead_tag WHERE tag_id = ?1" },
  { "identity_lead", "SELECT value FROM identity WHERE lead_id = ?1" },
  { "consent_implied", "SELECT c.lead_id, c.at FROM consent AS c"
                       " CROSS JOIN consent_state AS s ON s.consent_id = c.id"
                       " WHERE c.basis IN ('contract', 'soft-opt-in', 'inquiry')" },
  { "consent_lead", "SELECT state FROM consent WHERE lead_id = ?1 ORDER BY recorded_at" },
  { "journey_review_journey",
    "SELECT id FROM journey_review WHERE journey_id = ?1 ORDER BY id DESC LIMIT 1" },
  { "consent_state_set",
    "SELECT lead_id FROM consent_state WHERE channel = ?1 AND purpose = ?2 AND "
    "state = ?3 AND lead_id BETWEEN ?4 AND ?5" },
  { "suppression_hash", "SELECT id FROM suppression WHERE address_hash = ?1" },
  { "suppressed_lead_suppression",
    "SELECT lead_id FROM suppressed_lead WHERE suppression_id = ?1" },
  { "suppressed_lead_suppression",
    "SELECT x.lead_id FROM suppression AS y CROSS JOIN suppressed_lead AS x"
    " ON x.suppression_id = y.id"
    " WHERE x.channel IN (?1, 'all') AND y.reason <> 'unsubscribed'" },
  { "SEARCH x USING PRIMARY KEY (lead_id=? AND channel=?)",
    "SELECT " ESP_SUPPRESSION_CLOSED ("?1", "?2", "?3") },
  { "event_lead", "SELECT id FROM event WHERE lead_id = ?1 ORDER BY at DESC LIMIT 50" },
  { "event_kind_at", "SELECT lead_id FROM event WHERE kind_id = ?1 AND at >= ?2" },
  { "COVERING INDEX event_kind_at",
    "SELECT lead_id, at, id FROM event WHERE kind_id = ?1 AND at >= ?2"
    " AND at < ?3 AND lead_id IS NOT NULL ORDER BY at, lead_id, id" },
  { "COVERING INDEX sqlite_autoindex_day_fact_1",
    "SELECT day, id FROM day_fact WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
    " AND what = ?2 AND tag = ?3 AND day >= ?4 AND day < ?5 ORDER BY day" },
  { "event_send",
    "SELECT count (DISTINCT lead_id) FROM event WHERE send_id = ?1 AND kind_id = ?2" },
  { "event_dedupe", "SELECT 1 FROM event WHERE dedupe_key = ?1" },
  { "event_undone_lead", "UPDATE event_undone SET lead_id = ?1 WHERE lead_id = ?2" },
  { "spend_day", "SELECT sum (cost) FROM spend WHERE day >= ?1 AND day < ?2" },
  { "spend_campaign", "SELECT sum (cost) FROM spend WHERE campaign_id = ?1 AND day >= ?2" },
  { "answer_asked", "SELECT digest FROM answer ORDER BY asked_at LIMIT 10" },
  { "purchase_lead", "SELECT amount FROM purchase WHERE lead_id = ?1 AND at >= ?2" },
  { "segment_member_lead", "SELECT segment_id FROM segment_member WHERE lead_id = ?1" },
  { "send_campaign", "SELECT id FROM send WHERE campaign_id = ?1" },
  { "delivery_work",
    "SELECT id FROM delivery WHERE send_id = ?1 AND state = 'queued' AND next_at IS "
    "NULL AND id > ?2 ORDER BY id LIMIT 128" },
  { "delivery_lead",
    "SELECT id FROM delivery WHERE lead_id = ?1 ORDER BY updated_at DESC LIMIT 50" },
  { "delivery_sent", "SELECT count (DISTINCT lead_id) FROM delivery WHERE state = 'sent' AND "
                     "updated_at >= ?1" },
  { "delivery_held_out",
    "SELECT send_id, lead_id, updated_at FROM delivery WHERE state = 'skipped' AND "
    "reason = 'holdout' AND updated_at >= ?1 AND updated_at < ?2" },
  { "lead_stage", "SELECT id, created_at, stage FROM lead WHERE stage IS NOT NULL" },
  { "delivery_key", "SELECT id FROM delivery WHERE message_key = ?1" },
  { "delivery_receipt", "SELECT id FROM delivery WHERE receipt = ?1" },
  { "journey_member_due", "SELECT id FROM journey_member WHERE journey_id = ?1 AND due_at <= ?2 "
                          "ORDER BY due_at, id LIMIT 10000" },
  { "journey_member_due",
    "UPDATE journey_member SET due_at = ?2 WHERE journey_id = ?1 AND due_at > ?2" },
  { "journey_member_lead",
    "SELECT id FROM journey_member WHERE journey_id = ?1 AND lead_id = ?2 AND status = 0" },
  { "journey_member_watch",
    "SELECT lead_id FROM journey_member WHERE journey_id = ?1 AND version = "
    "?2 AND watch = ?3" },
  { "rehearsal_state", "SELECT report, at FROM rehearsal WHERE journey_id = ?1 AND digest = ?2"
                       " ORDER BY at DESC, id DESC LIMIT 1" },
  { "journey_flow_here",
    "SELECT sum (n) FROM journey_flow WHERE journey_id = ?1 AND place >> 12 & 255 = 255" },
  { "task_open", "SELECT id FROM task WHERE done_at IS NULL AND due_at <= ?1 ORDER BY due_at, id" },
  { "task_done", "SELECT id FROM task WHERE done_at IS NOT NULL ORDER BY done_at DESC, id DESC" },
  { "score_state_due", "SELECT score_id, lead_id FROM score_state WHERE due_at <= ?1 "
                       "ORDER BY due_at, score_id, lead_id LIMIT 5000" },
  { "hook_sending", "SELECT id FROM hook WHERE state = 'sending'" },
  { "hook_due", "SELECT id FROM hook WHERE state = 'queued' AND next_at <= ?1 "
                "ORDER BY next_at, id LIMIT 1" },
  { "job_next", "SELECT id FROM job WHERE state = 'queued' AND run_at <= ?1 ORDER BY priority, "
                "run_at, id LIMIT 1" },
  { "note_lead", "SELECT body FROM note WHERE lead_id = ?1 ORDER BY created_at DESC" },
  { "history_part_history", "SELECT changeset FROM history_part WHERE history_id = ?1" },
};

/* Returns: (transfer full): the plan in lines */
static char *
explain (EspDb *db, const char *sql)
{
  g_autofree char *text = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStmt) stmt = esp_db_stmt_dynamic (db, text, &error);
  GString *plan = g_string_new (NULL);

  g_assert_no_error (error);
  while (esp_stmt_step (stmt, &error) == ESP_STEP_ROW)
    g_string_append_printf (plan, "%s\n", esp_stmt_text (stmt, 3));
  g_assert_no_error (error);
  return g_string_free (plan, FALSE);
}

static gboolean
check_purposes (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx),
                                                  "SELECT name FROM sqlite_schema WHERE type = "
                                                  "'index' AND name NOT LIKE 'sqlite_%'",
                                                  error);

  g_assert_nonnull (stmt);
  while (esp_stmt_step (stmt, error) == ESP_STEP_ROW)
    {
      const char *name = esp_stmt_text (stmt, 0);
      gboolean is_known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
        is_known = is_known || g_str_equal (purposes[i].index, name);
      if (!is_known)
        g_error ("the index %s names no query: add the one that it is there for", name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    {
      g_autofree char *plan = explain (esp_tx_get_db (tx), purposes[i].query);

      g_test_message ("%s: %s", purposes[i].index, plan);
      g_assert_nonnull (strstr (plan, purposes[i].index));
      g_assert_null (strstr (plan, "TEMP B-TREE FOR ORDER BY"));
    }
  return TRUE;
}

static void
run (Fixture *fixture, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (fixture->store, NULL, func, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_every_index_names_its_query (Fixture *fixture, gconstpointer data)
{
  run (fixture, check_purposes);
}

/* Asks each hot question once, so that its statement is prepared. */
static void
ask_everything (EspTx *tx, GError **error)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (EspLedgerDue));
  EspLedgerEntry entry = { .lead_id = 1 };
  EspLedgerGate gate = { .send_id = 1 };
  EspLedgerClaim claim = { .id = 1, .address = "a@x.example" };
  EspLedgerSettlement row = { .id = 1, .lead_id = 1, .state = "sent" };
  EspFactsQuery query = { .channel = "email", .purpose = "marketing", .cap_count = 1 };
  g_auto (EspLeadFacts) facts = { 0 };
  g_autoptr (EspJobRecord) job = NULL;
  g_autoptr (EspSend) send = NULL;
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) of_lead = NULL;
  gint64 campaign_id = 0;
  gint64 n = 0;
  double sum = 0;

  g_assert_true (esp_campaign_insert (tx, "c", &campaign_id, error));
  send = esp_send_new (campaign_id);
  g_assert_true (esp_send_insert (tx, send, error));
  g_assert_true (esp_send_set_state (tx, send->id, "sending", NULL, error));
  g_assert_true (esp_ledger_insert (tx, send->id, &entry, 1, 1, error));
  g_assert_true (esp_ledger_due (tx, 1, 0, 10, due, error));
  g_assert_true (esp_ledger_due_again (tx, 1, 10, due, error));
  g_assert_true (esp_ledger_next_at (tx, 1, &n, error));
  g_assert_true (esp_ledger_claim (tx, &gate, &claim, 1, error));
  g_assert_true (esp_ledger_settle (tx, 1, &row, 1, error));
  g_assert_true (esp_ledger_defer (tx, 1, "retry", 1, error));
  g_assert_true (esp_ledger_skip (tx, 1, "content", NULL, error));
  g_assert_true (esp_ledger_fail_unmade (tx, 1, "too long", error));
  g_assert_true (esp_ledger_sum_prices (tx, 1, &sum, &n, &n, error));
  esp_bitmap_free (esp_outbox_failed_leads (tx, 1, "soft-bounce", error));
  g_assert_true (esp_ledger_recover (tx, 1, NULL, error));
  g_assert_true (esp_ledger_cancel (tx, 1, NULL, error));
  g_assert_true (esp_ledger_resolve_unknown (tx, 1, 1, FALSE, NULL, error));
  g_assert_true (esp_ledger_retry_failed (tx, 1, NULL, error));
  g_assert_true (esp_ledger_count_retryable (tx, 1, &n, error));
  g_assert_true (esp_ledger_count_state (tx, 1, "failed", &n, error));
  counts = esp_ledger_counts (tx, 1, error);
  rows = esp_ledger_list (tx, 1, "unknown", 0, 10, error);
  of_lead = esp_ledger_list_lead (tx, 1, 10, error);
  esp_ledger_row_free (esp_ledger_find (tx, 1, 1, error));
  g_assert_true (esp_job_claim (tx, &job, error));
  g_assert_true (esp_lead_facts_read (tx, &query, 1, &facts, error));
  g_assert_true (esp_event_count_of_send (tx, 1, "complaint", &n, error));
}

/* Returns: whether @plan reads through a large table from end to end */
static gboolean
scans (const char *plan, char **out_line)
{
  static const char *const large[] = {
    "delivery", "d", "event", "lead", "l", "consent_state", "suppressed_lead", "lead_stat", NULL
  };
  g_auto (GStrv) lines = g_strsplit (plan, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; large[j] != NULL; j++)
      {
        g_autofree char *words = g_strdup_printf ("SCAN %s", large[j]);

        if (g_str_equal (lines[i], words))
          {
            *out_line = g_strdup (lines[i]);
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
check_hot_plans (EspTx *tx, gpointer data, GError **error)
{
  EspDb *db = esp_tx_get_db (tx);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  ask_everything (tx, error);
  g_assert_no_error (*error);
  for (sqlite3_stmt *stmt = sqlite3_next_stmt (esp_db_get_handle (db), NULL); stmt != NULL;
       stmt = sqlite3_next_stmt (esp_db_get_handle (db), stmt))
    if (strstr (sqlite3_sql (stmt), "delivery") != NULL ||
        strstr (sqlite3_sql (stmt), "event") != NULL ||
        strstr (sqlite3_sql (stmt), "consent_state") != NULL)
      g_ptr_array_add (texts, g_strdup (sqlite3_sql (stmt)));
  g_assert_cmpuint (texts->len, >, 20);
  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *plan = explain (db, texts->pdata[i]);
      g_autofree char *line = NULL;

      if (scans (plan, &line))
        g_error ("%s reads everything: %s", (char *) texts->pdata[i], line);
    }
  return TRUE;
}

static void
test_hot_queries_use_an_index (Fixture *fixture, gconstpointer data)
{
  run (fixture, check_hot_plans);
}

static gboolean
do_little (EspTx *tx, gpointer data, GError **error)
{
  gint64 value;

  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT 1", &value, error);
}

static void
gone_cb (gpointer data, GObject *where)
{
  *(gboolean *) data = TRUE;
}

/* Whoever lets go of the store last, and on whatever thread, it ends in order. */
static void
test_last_reference_anywhere (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = g_build_filename (folder, "test.espalier", NULL);
  g_autoptr (EspClock) clock = esp_clock_new_fake (1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    {
      EspStore *store =
        esp_store_open (path, i == 0 ? ESP_STORE_CREATE : ESP_STORE_OPEN, clock, &error);
      gboolean is_gone = FALSE;

      g_assert_no_error (error);
      g_object_weak_ref (G_OBJECT (store), gone_cb, &is_gone);
      esp_store_write_async (store, NULL, do_little, NULL, NULL, NULL, NULL);
      esp_store_read_async (store, ESP_READ_PAGE, do_little, NULL, NULL, NULL, NULL, NULL);
      g_object_unref (store);
      while (!is_gone)
        g_main_context_iteration (NULL, TRUE);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/store/plans/every-index-names-its-query", Fixture, NULL, set_up,
              test_every_index_names_its_query, tear_down);
  g_test_add ("/store/plans/hot-queries-use-an-index", Fixture, NULL, set_up,
              test_hot_queries_use_an_index, tear_down);
  g_test_add_func ("/store/threads/last-reference-anywhere", test_last_reference_anywhere);
  return g_test_run ();
}
