/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of the overview: each number opens its leads, each need and step is real, the plans are good. */
#include "engine/insight/esp-pulse.h"
#include "store/esp-agenda.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"

#include "temp-store.h"
#include "test-home.h"

#include <math.h>
#include <string.h>

#define DAY ESP_USEC_PER_DAY
#define NOW G_GINT64_CONSTANT (1742259600000000) /* Tuesday, 2025-03-18 10:00 in Seoul */
#define N_LEADS 400

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static gboolean
fill_leads (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      /* One a day, the newest today. */
      esp_value_set_integer (esp_lead_get_writable (lead, "created_at"),
                             NOW - (gint64) (N_LEADS - i) * DAY);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

/* Two sends: nine days ago all 400 got one and 10 unsubscribed; two days ago 400 and 40. */
static const char *const sends[] = {
  "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (1, x'00', 'A', 0, 0),"
  " (2, x'01', 'B', 0, 0)",
  "INSERT INTO send (id, uuid, campaign_id, state, started_at, finished_at, prepared_at, "
  "created_at,"
  " updated_at) VALUES (1, x'00', 1, 'done', 1, 1, 1, 0, 0), (2, x'01', 2, 'done', 1, 1, 1, 0, 0)",
  "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
  " SELECT 1, id, 'sent', 0, 1742259600000000 - 9 * 86400000000 FROM lead",
  "INSERT INTO delivery (send_id, lead_id, state, bounced_at, created_at, updated_at)"
  " SELECT 2, id, 'sent', iif (id <= 4, 1, NULL), 0, 1742259600000000 - 2 * 86400000000 FROM lead",
  /* Erased since: never counted. */
  "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
  " VALUES (2, 9999, 'sent', 0, 1742259600000000 - 2 * 86400000000)",
  "INSERT INTO event_kind (id, name) VALUES (71, 'unsubscribe'), (72, 'order'), (73, 'click')",
  "INSERT INTO event (lead_id, kind_id, at) SELECT id, 71, 1742259600000000 - 8 * 86400000000"
  " FROM lead WHERE id <= 10",
  "INSERT INTO event (lead_id, kind_id, at) SELECT id, 71, 1742259600000000 - 1 * 86400000000"
  " FROM lead WHERE id BETWEEN 11 AND 50",
  /* Twice on one day is one lead, and both amounts. */
  "INSERT INTO event (lead_id, kind_id, at, props) VALUES"
  " (5, 72, 1742259600000000 - 3600000000, '{\"amount\":1500.5}'),"
  " (5, 72, 1742259600000000 - 1800000000, '{\"amount\":499.5}'),"
  " (6, 72, 1742259600000000 - 86400000000, 'no json')",
};

static gboolean
run_all (EspTx *tx, gpointer data, GError **error)
{
  const char *const *statements = data;

  for (; *statements != NULL; statements++)
    if (!esp_db_exec (esp_tx_get_db (tx), *statements, error))
      return FALSE;
  return TRUE;
}

static void
write_sql (Fixture *self, const char *const *statements)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, run_all, (gpointer) statements, NULL, &error));
  g_assert_no_error (error);
}

static void
write_one (Fixture *self, const char *sql)
{
  const char *const statements[] = { sql, NULL };

  write_sql (self, statements);
}

static void
set_up_empty (Fixture *self, gconstpointer data)
{
  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (NOW);
  self->store = temp_store_new (self->folder, self->clock);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *statements[G_N_ELEMENTS (sends) + 1] = { NULL };

  set_up_empty (self, data);
  g_assert_true (esp_store_write (self->store, NULL, fill_leads, NULL, NULL, &error));
  g_assert_no_error (error);
  memcpy (statements, sends, sizeof sends);
  write_sql (self, statements);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  g_clear_object (&self->clock);
  temp_folder_free (self->folder);
}

static void
init_week (EspPeriod *period)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");

  esp_period_init (period, NOW, zone, 7);
}

static gboolean
load_pulse (EspTx *tx, gpointer data, GError **error)
{
  EspPulse **pulse = data;
  EspPeriod period;

  init_week (&period);
  *pulse = esp_pulse_load (tx, &period, error);
  return *pulse != NULL;
}

static EspPulse *
read_pulse (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  EspPulse *pulse = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, load_pulse, &pulse, NULL, &error));
  g_assert_no_error (error);
  return pulse;
}

static gboolean
load_agenda (EspTx *tx, gpointer data, GError **error)
{
  EspAgenda **agenda = data;
  EspPeriod period;

  init_week (&period);
  *agenda = esp_agenda_load (tx, period.now[6], period.tomorrow_us, error);
  return *agenda != NULL;
}

static EspAgenda *
read_agenda (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  EspAgenda *agenda = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_PAGE, load_agenda, &agenda, NULL, &error));
  g_assert_no_error (error);
  return agenda;
}

static void
test_period_is_fair (void)
{
  EspPeriod period;

  init_week (&period);
  /* Midnight in Seoul is 15:00 UTC of the day before. */
  g_assert_cmpint (period.now[6], ==, NOW - 10 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (period.now[0], ==, period.now[6] - 6 * DAY);
  g_assert_cmpint (period.now[7], ==, NOW + 1);
  g_assert_cmpint (period.before[0], ==, period.now[0] - 7 * DAY);
  g_assert_cmpint (period.before[7], ==, NOW + 1 - 7 * DAY);
  g_assert_cmpint (period.tomorrow_us, ==, NOW + 14 * ESP_USEC_PER_HOUR);
}

static void
test_numbers (Fixture *self, gconstpointer data)
{
  g_autoptr (EspPulse) pulse = read_pulse (self);

  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_SENT, FALSE), ==, 400);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_DELIVERED, FALSE), ==, 396);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_DELIVERED, TRUE), ==, 400);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_BOUNCED, FALSE), ==, 4);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_UNSUBSCRIBED, FALSE), ==, 40);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_CREATED, FALSE), ==, 7);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_CREATED, TRUE), ==, 7);
  g_assert_cmpint (esp_pulse_count (pulse, ESP_LEAD_SET_ORDERED, FALSE), ==, 2);
  g_assert_cmpfloat (esp_pulse_amount (pulse, FALSE), ==, 2000);
  g_assert_cmpint (pulse->now[ESP_LEAD_SET_ORDERED]->days[6], ==, 1);
  g_assert_cmpint (pulse->now[ESP_LEAD_SET_ORDERED]->days[5], ==, 1);
  g_assert_cmpint (pulse->now[ESP_LEAD_SET_DELIVERED]->days[4], ==, 396);
  g_assert_true (pulse->has_orders);
  g_assert_true (pulse->has_history);
}

static gboolean
open_key (EspTx *tx, gpointer data, GError **error)
{
  gpointer *pair = data;
  g_auto (EspLeadSet) set = { 0 };

  if (!esp_lead_set_parse (pair[0], &set, error))
    return FALSE;
  pair[1] = esp_lead_set_load (tx, &set, error);
  return pair[1] != NULL;
}

static gint64
count_opened (Fixture *self, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspBitmap) leads = NULL;
  gpointer pair[2] = { (gpointer) key, NULL };

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, open_key, pair, NULL, &error));
  g_assert_no_error (error);
  leads = pair[1];
  return (gint64) esp_bitmap_count (leads);
}

static void
test_every_number_opens (Fixture *self, gconstpointer data)
{
  g_autoptr (EspPulse) pulse = read_pulse (self);

  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    {
      g_autofree char *key = NULL;
      g_autofree char *day_key = NULL;

      if (!esp_span_has_kind ((EspLeadSetKind) i))
        continue;
      key = esp_pulse_key (pulse, (EspLeadSetKind) i);
      day_key = esp_pulse_day_key (pulse, (EspLeadSetKind) i, 5);
      g_assert_cmpint (count_opened (self, key), ==,
                       esp_pulse_count (pulse, (EspLeadSetKind) i, FALSE));
      g_assert_cmpint (count_opened (self, day_key), ==, pulse->now[i]->days[5]);
    }
  for (guint i = 0; i < pulse->changes->len; i++)
    {
      const EspChange *change = &g_array_index (pulse->changes, EspChange, i);
      g_autofree char *key = esp_change_key (change, &pulse->period);

      g_assert_cmpint (count_opened (self, key), ==, change->part_now);
    }
}

static void
test_what_changed (Fixture *self, gconstpointer data)
{
  g_autoptr (EspPulse) pulse = read_pulse (self);
  const EspChange *change;

  /* 40 of 400 against 10 of 400; nothing else moved beyond chance. */
  g_assert_cmpuint (pulse->changes->len, ==, 1);
  change = &g_array_index (pulse->changes, EspChange, 0);
  g_assert_true (change->is_rate);
  g_assert_cmpint (change->metric, ==, ESP_METRIC_UNSUBSCRIBE_RATE);
  g_assert_cmpint (change->part_now, ==, 40);
  g_assert_cmpint (change->whole_now, ==, 400);
  g_assert_cmpint (change->part_before, ==, 10);
  g_assert_cmpfloat_with_epsilon (esp_change_get_relative (change), 3, 1e-9);
  g_assert_false (esp_change_is_good (change));
}

static void
test_keys_are_checked (void)
{
  static const char *const bad[] = {
    "clicked",
    "clicked;from=5;to=5",
    "skipped;from=1;to=5",
    "clicked;from=1;to=5;of=nonsense",
    "clicked;from=1;to=5;of=skipped",
    "clicked;send=3;from=1;to=5",
    "created;campaign=3",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (EspLeadSet) set = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (esp_lead_set_parse (bad[i], &set, &error));
      g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
    }
}

static void
test_setup_follows_the_facts (Fixture *self, gconstpointer data)
{
  static const char *const acts[ESP_N_SETUP_STEPS] = {
    [ESP_SETUP_LEADS] = "INSERT INTO lead (uuid, created_at, updated_at) VALUES (x'00', 0, 0)",
    [ESP_SETUP_SENDER] = "INSERT INTO meta (key, value) VALUES ('sender_name', 'a'),"
                         " ('sender_email', 'b'), ('sender_company', 'c'), ('sender_address', 'd')",
    [ESP_SETUP_CHANNEL] = "INSERT INTO channel (uuid, name, kind, settings, state, created_at,"
                          " updated_at) VALUES (x'00', 'a', 'smtp', '{}', 'ok', 0, 0)",
    [ESP_SETUP_SEGMENT] = "INSERT INTO segment (uuid, name, kind, created_at, updated_at)"
                          " VALUES (x'00', 'a', 'dynamic', 0, 0)",
    [ESP_SETUP_MESSAGE] = "INSERT INTO message (id, uuid, name, document, created_at, updated_at)"
                          " VALUES (1, x'00', 'a', '{}', 0, 0)",
    [ESP_SETUP_CAMPAIGN] = "INSERT INTO campaign (id, uuid, name, created_at, updated_at)"
                           " VALUES (1, x'00', 'a', 0, 0)",
  };

  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    {
      g_autoptr (EspAgenda) before = read_agenda (self);
      g_autoptr (EspAgenda) after = NULL;

      g_assert_false (before->steps[i]);
      g_assert_cmpuint (esp_agenda_count_steps (before), ==, i);
      write_one (self, acts[i]);
      if (i == ESP_SETUP_CAMPAIGN)
        write_one (self, "INSERT INTO send (uuid, campaign_id, state, started_at, created_at,"
                         " updated_at) VALUES (x'00', 1, 'done', 1, 0, 0)");
      after = read_agenda (self);
      g_assert_true (after->steps[i]);
    }
  /* A sender whose company was emptied is missing again; the demo mailbox is no channel of one's own. */
  write_one (self, "UPDATE meta SET value = ' ' WHERE key = 'sender_company'");
  write_one (self, "UPDATE channel SET kind = 'demo'");
  {
    g_autoptr (EspAgenda) agenda = read_agenda (self);

    g_assert_false (agenda->steps[ESP_SETUP_SENDER]);
    g_assert_false (agenda->steps[ESP_SETUP_CHANNEL]);
  }
}

static void
test_needs_in_order (Fixture *self, gconstpointer data)
{
  static const char *const acts[] = {
    "INSERT INTO send (id, uuid, campaign_id, state, pause_reason, hold_until, scheduled_at,"
    " prepared_at, created_at, updated_at) VALUES"
    " (11, x'11', 1, 'hold', NULL, 1742259660000000, NULL, 1, 0, 0),"
    " (12, x'12', 1, 'paused', 'user', NULL, NULL, 1, 0, 0),"
    " (13, x'13', 1, 'paused', 'brake-hard', NULL, NULL, 1, 0, 0),"
    " (14, x'14', 1, 'failed', 'broken', NULL, NULL, 1, 0, 1742259600000000 - 86400000000),"
    " (15, x'15', 1, 'failed', 'old news', NULL, NULL, 1, 0, 0),"
    " (16, x'16', 1, 'scheduled', NULL, NULL, 1742259600000000 - 600000000, NULL, 0, 0),"
    " (17, x'17', 1, 'scheduled', NULL, NULL, 1742259600000000 + 600000000, NULL, 0, 0)",
    "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
    " VALUES (13, 1, 'queued', 0, 0), (13, 2, 'queued', 0, 0), (1, 9001, 'unknown', 0, 0)",
    "INSERT INTO channel (id, uuid, name, kind, settings, state, state_detail, created_at,"
    " updated_at) VALUES (3, x'00', 'SMTP', 'smtp', '{}', 'auth', 'no', 0, 0),"
    " (4, x'01', 'Good', 'smtp', '{}', 'ok', NULL, 0, 0)",
    "INSERT INTO segment (id, uuid, name, kind, created_at, updated_at)"
    " VALUES (5, x'00', 'S', 'dynamic', 0, 0)",
    "INSERT INTO segment_state (segment_id, size, counted_at, problem) VALUES (5, 0, 0, 'no "
    "field')",
    "INSERT INTO meta (key, value) VALUES ('kill_switch', 1)",
    "INSERT INTO meta (key, value) VALUES ('import_draft', "
    "'{\"path\":\"/a/b/명함.csv\",\"at\":5}')",
    /* One is over, one has time, two are late: the first of them is told. */
    "INSERT INTO campaign_stage (campaign_id, stage, state, due_at, created_at, updated_at) VALUES"
    " (1, 'planning', 'done', 1, 0, 0), (1, 'assets', 'open', 86400000000, 0, 0),"
    " (1, 'review', 'doing', 172800000000, 0, 0), (1, 'report', 'open', 4000000000000000, 0, 0)",
    NULL,
  };
  static const EspNeedKind wanted[] = { ESP_NEED_STOPPED, ESP_NEED_CHANNEL, ESP_NEED_BRAKED,
                                        ESP_NEED_FAILED,  ESP_NEED_MISSED,  ESP_NEED_HOLD,
                                        ESP_NEED_DOUBT,   ESP_NEED_PAUSED,  ESP_NEED_SEGMENT,
                                        ESP_NEED_STAGE,   ESP_NEED_IMPORT };
  g_autoptr (EspAgenda) quiet = read_agenda (self);
  g_autoptr (EspAgenda) agenda = NULL;
  const EspNeed *braked;

  g_assert_cmpuint (quiet->needs->len, ==, 0);
  g_assert_cmpuint (quiet->today->len, ==, 0);
  write_sql (self, acts);
  agenda = read_agenda (self);
  g_assert_cmpuint (agenda->needs->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (((const EspNeed *) agenda->needs->pdata[i])->kind, ==, wanted[i]);
  braked = agenda->needs->pdata[2];
  g_assert_cmpstr (braked->name, ==, "A");
  g_assert_cmpstr (braked->detail, ==, "brake-hard");
  g_assert_cmpint (braked->n, ==, 2);
  g_assert_cmpstr (((const EspNeed *) agenda->needs->pdata[9])->detail, ==, "assets");
  g_assert_cmpint (((const EspNeed *) agenda->needs->pdata[9])->n, ==, 2);
  g_assert_cmpstr (((const EspNeed *) agenda->needs->pdata[10])->name, ==, "명함.csv");
  /* Today: the late one, the one on hold, the one to come. */
  g_assert_cmpuint (agenda->today->len, ==, 3);
  g_assert_cmpint (((const EspTodaySend *) agenda->today->pdata[0])->send_id, ==, 16);
  g_assert_cmpint (((const EspTodaySend *) agenda->today->pdata[1])->send_id, ==, 11);
  g_assert_cmpint (((const EspTodaySend *) agenda->today->pdata[2])->send_id, ==, 17);
}

static gboolean
count_waiting (EspTx *tx, gpointer data, GError **error)
{
  gint64 *pair = data;
  gboolean has_channel = FALSE;

  if (!esp_agenda_count_waiting (tx, &has_channel, &pair[1], error))
    return FALSE;
  pair[0] = has_channel;
  return TRUE;
}

static void
test_waiting_for_a_network (Fixture *self, gconstpointer data)
{
  static const char *const acts[] = {
    "INSERT INTO channel (id, uuid, name, kind, settings, created_at, updated_at)"
    " VALUES (3, x'00', 'SMTP', 'smtp', '{}', 0, 0), (4, x'01', 'Demo', 'demo', '{}', 0, 0)",
    "INSERT INTO send (id, uuid, campaign_id, channel_id, state, created_at, updated_at)"
    " VALUES (21, x'21', 1, 3, 'sending', 0, 0), (22, x'22', 1, 4, 'sending', 0, 0),"
    " (23, x'23', 1, 3, 'done', 0, 0)",
    "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at) VALUES"
    " (21, 1, 'queued', 0, 0), (21, 2, 'queued', 0, 0), (21, 3, 'failed', 0, 0),"
    " (22, 1, 'queued', 0, 0), (23, 1, 'queued', 0, 0)",
    NULL,
  };
  g_autoptr (GError) error = NULL;
  gint64 pair[2] = { 1, 1 };

  g_assert_true (esp_store_read (self->store, ESP_READ_PAGE, count_waiting, pair, NULL, &error));
  g_assert_cmpint (pair[0], ==, 0);
  g_assert_cmpint (pair[1], ==, 0);
  write_sql (self, acts);
  g_assert_true (esp_store_read (self->store, ESP_READ_PAGE, count_waiting, pair, NULL, &error));
  g_assert_no_error (error);
  /* The demo mailbox needs no network; what is over waits for nothing. */
  g_assert_cmpint (pair[0], ==, 1);
  g_assert_cmpint (pair[1], ==, 2);
}

/* Each query goes through its index; a covering one never touches the table. */
static gboolean
check_plans (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    const char *sql;
    const char *plan;
  } plans[] = {
    { "EXPLAIN QUERY PLAN SELECT lead_id, updated_at, 0 FROM delivery WHERE state = 'sent'"
      " AND updated_at >= ?1 AND updated_at < ?2 AND bounced_at IS NULL ORDER BY updated_at",
      "SEARCH delivery USING COVERING INDEX delivery_sent" },
    { "EXPLAIN QUERY PLAN SELECT lead_id, updated_at, bounced_at IS NULL FROM delivery"
      " WHERE state = 'sent' AND updated_at >= ?1 AND updated_at < ?2 ORDER BY updated_at",
      "SEARCH delivery USING COVERING INDEX delivery_sent" },
    { "EXPLAIN QUERY PLAN SELECT lead_id, at, 0 FROM event"
      " WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?3)"
      " AND at >= ?1 AND at < ?2 ORDER BY at",
      "SEARCH event USING COVERING INDEX event_kind_at" },
    { "EXPLAIN QUERY PLAN SELECT id, created_at, 0 FROM lead WHERE created_at >= ?1"
      " AND created_at < ?2 AND archived_at IS NULL ORDER BY created_at",
      "SEARCH lead USING COVERING INDEX lead_created" },
    { "EXPLAIN QUERY PLAN SELECT count (*) FROM delivery WHERE send_id = ?1 AND state = 'unknown'",
      "SEARCH delivery USING COVERING INDEX delivery_work" },
    { "EXPLAIN QUERY PLAN SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'sent')",
      "SCAN delivery USING COVERING INDEX delivery_sent" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (GString) plan = g_string_new (NULL);
      g_autoptr (EspStmt) stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx), plans[i].sql, error);

      g_assert_no_error (*error);
      while (esp_stmt_step (stmt, error) == ESP_STEP_ROW)
        g_string_append_printf (plan, "%s\n", esp_stmt_text (stmt, 3));
      g_test_message ("%s", plan->str);
      g_assert_nonnull (strstr (plan->str, plans[i].plan));
      g_assert_null (strstr (plan->str, "TEMP B-TREE"));
    }
  return TRUE;
}

static void
test_plans (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, check_plans, NULL, NULL, &error));
}

#define ADD(name, set_up, func)                                                                    \
  g_test_add ("/store/overview/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/store/overview/periods-are-alike", test_period_is_fair);
  g_test_add_func ("/store/overview/keys-are-checked", test_keys_are_checked);
  ADD ("numbers-count-leads-once", set_up, test_numbers);
  ADD ("every-number-opens-its-leads", set_up, test_every_number_opens);
  ADD ("only-what-changed-is-said", set_up, test_what_changed);
  ADD ("setup-follows-the-facts", set_up_empty, test_setup_follows_the_facts);
  ADD ("needs-come-in-order", set_up, test_needs_in_order);
  ADD ("counts-what-waits-for-a-network", set_up, test_waiting_for_a_network);
  ADD ("queries-use-their-index", set_up, test_plans);
  return g_test_run ();
}
