/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came back finds its message and its person, counts once, and has the consequences of the policy. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-mail-token.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-event-send.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-meta.h"
#include "store/esp-suppressions.h"
#include "temp-store.h"
#include "test-home.h"
#include "worker/esp-mail-key.h"
#include "worker/esp-reclassify.h"
#include "worker/esp-report-sink.h"

#define NOW_US (G_GINT64_CONSTANT (1794800000) * ESP_USEC_PER_SEC)
#define N_PEOPLE 6

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  gint64 channel_id;
  gint64 send_id;
  gint64 leads[N_PEOPLE]; /* a0@x.example … */
  GBytes *key;
} World;

/* One call of the sink, or a question. */
typedef struct
{
  World *world;
  GArray *reports;
  EspReportTally tally;
  gint64 lead_id;
  char *reason;
  EspLedgerRow *row;
  char *text;
  gint64 n;
  const char *name;
} Ask;

static gboolean
insert_send (EspTx *tx, World *world, GError **error)
{
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  if (!esp_campaign_insert (tx, "Autumn", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->channel_id = world->channel_id;
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  return esp_send_set_state (tx, send->id, "sending", NULL, error);
}

/* Everyone got it, but the fourth is in doubt and the last never was in it. */
static gboolean
deliver (EspTx *tx, World *world, GError **error)
{
  for (guint i = 0; i < N_PEOPLE - 1; i++)
    {
      EspLedgerEntry entry = { .lead_id = world->leads[i] };
      EspLedgerGate gate = { .send_id = world->send_id };
      g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (EspLedgerDue));
      g_autofree char *id =
        g_strdup_printf ("message%" G_GINT64_FORMAT ".%u@brand.example", world->send_id, i);
      EspLedgerClaim claim = { .lead_id = world->leads[i], .message_key = id };
      EspLedgerSettlement settlement = { .lead_id = world->leads[i],
                                         .state = i == 3 ? "unknown" : "sent",
                                         .receipt =
                                           i == 3 ? NULL : g_strdup_printf ("receipt-%u", i) };
      gboolean is_fine;

      if (!esp_ledger_insert (tx, world->send_id, &entry, 1, 1, error) ||
          !esp_ledger_due (tx, world->send_id, 0, 1, due, error))
        return FALSE;
      claim.id = g_array_index (due, EspLedgerDue, 0).id;
      settlement.id = claim.id;
      is_fine = esp_ledger_claim (tx, &gate, &claim, 1, error) &&
                esp_ledger_settle (tx, world->send_id, &settlement, 1, error);
      esp_ledger_settlement_clear (&settlement);
      if (!is_fine)
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Mail", "smtp", "{}");

  if (!esp_channel_insert (tx, channel, error))
    return FALSE;
  world->channel_id = channel->id;
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      g_autofree char *email = g_strdup_printf ("a%u@x.example", i);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      world->leads[i] = lead->id;
      consent.lead_id = lead->id;
      if (!esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  world->key = esp_mail_key_load (tx, error);
  return world->key != NULL && insert_send (tx, world, error) && deliver (tx, world, error);
}

static void
write_world (World *world, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, data, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOW_US);
  world->store = temp_store_new (world->folder, world->clock);
  write_world (world, fill, world);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_bytes_unref (world->key);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
sink (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;

  return esp_report_sink_write (tx, ask->world->channel_id,
                                (const EspReport *) (gpointer) ask->reports->data,
                                ask->reports->len, NOW_US, &ask->tally, error);
}

static gboolean
keep_rules (EspTx *tx, gpointer data, GError **error)
{
  return esp_reclassify_keep_rules (tx, data, error);
}

static EspReportTally
tell (World *world, GArray *reports)
{
  Ask ask = { .world = world, .reports = reports };

  write_world (world, sink, &ask);
  return ask.tally;
}

/* One report of mail. */
static EspReportTally
tell_one (World *world, EspReportKind kind, const char *key, const char *ids, const char *address)
{
  g_autoptr (GArray) reports = esp_reports_new (1);
  EspReport *report = esp_report_append (reports, kind, key);

  report->message_id = g_strdup (ids);
  report->address = g_strdup (address);
  report->at_us = NOW_US - ESP_USEC_PER_HOUR;
  report->is_hearsay = TRUE;
  return tell (world, reports);
}

static gboolean
look (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;
  gint64 at_us = 0;
  g_autoptr (EspSend) send = esp_send_load (tx, ask->world->send_id, error);

  ask->row = esp_ledger_find (tx, ask->world->send_id, ask->lead_id, NULL);
  ask->text = g_strdup (send->pause_reason != NULL ? send->pause_reason : send->state);
  return esp_suppression_reason (tx, ask->lead_id, "email", &ask->reason, &at_us, error) &&
         (ask->name == NULL ||
          esp_event_count_of_send (tx, ask->world->send_id, ask->name, &ask->n, error));
}

static void
check (World *world, guint person, const char *reason, const char *state)
{
  Ask ask = { .world = world, .lead_id = world->leads[person] };

  write_world (world, look, &ask);
  g_assert_cmpstr (ask.reason, ==, reason);
  g_assert_cmpstr (ask.row != NULL ? ask.row->state : NULL, ==, state);
  g_free (ask.reason);
  g_free (ask.text);
  esp_ledger_row_free (ask.row);
}

static void
check_send (World *world, const char *word, const char *event, gint64 n)
{
  Ask ask = { .world = world, .lead_id = world->leads[0], .name = event };

  write_world (world, look, &ask);
  g_assert_cmpstr (ask.text, ==, word);
  g_assert_cmpint (ask.n, ==, n);
  g_free (ask.reason);
  g_free (ask.text);
  esp_ledger_row_free (ask.row);
}

static void
test_hard (World *world, gconstpointer data)
{
  g_autofree char *verp = esp_verp_encode ("bounce@brand.example", (guint32) world->send_id,
                                           (guint32) world->leads[0], world->key);
  g_autofree char *mark =
    esp_mail_mark_encode ((guint32) world->send_id, (guint32) world->leads[1], world->key);
  g_autofree char *key =
    g_strdup_printf ("<message%" G_GINT64_FORMAT ".2@brand.example>", world->send_id);
  EspReportTally tally = tell_one (world, ESP_REPORT_HARD, "k1", verp, "other@elsewhere.example");

  g_assert_cmpint (tally.n_new, ==, 1);
  g_assert_cmpint (tally.n_suppressed, ==, 1);
  check (world, 0, "hard-bounce", "sent");
  tally = tell_one (world, ESP_REPORT_HARD, "k1", verp, "other@elsewhere.example");
  g_assert_cmpint (tally.n_known, ==, 1);
  g_assert_cmpint (tally.n_new, ==, 0);
  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "k2", mark, NULL).n_new, ==, 1);
  check (world, 1, "hard-bounce", "sent");
  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "k3", key, NULL).n_new, ==, 1);
  check (world, 2, "hard-bounce", "sent");
  check_send (world, "sending", ESP_EVENT_BOUNCE, 3);
}

static void
test_receipt (World *world, gconstpointer data)
{
  g_autoptr (GArray) reports = esp_reports_new (1);
  EspReport *report = esp_report_append (reports, ESP_REPORT_HARD, "k1");

  report->receipt = g_strdup ("receipt-1");
  g_assert_cmpint (tell (world, reports).n_new, ==, 1);
  check (world, 1, "hard-bounce", "sent");
}

/* Anybody can write mail: forged marks say nothing, and an address alone only of whom we wrote to. */
static void
test_forged (World *world, gconstpointer data)
{
  g_autofree char *forged = g_strdup_printf ("bounce+%x.%x.abcdefgh@brand.example",
                                             (guint) world->send_id, (guint) world->leads[0]);

  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "f1", forged, NULL).n_stray, ==, 1);
  check (world, 0, NULL, "sent");
  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "f2", NULL, "a5@x.example").n_stray, ==, 1);
  check (world, 5, NULL, NULL);
  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "f3", NULL, "a1@X.EXAMPLE").n_new, ==, 1);
  check (world, 1, "hard-bounce", "sent");
}

static void
test_block_never_suppresses (World *world, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *key = g_strdup_printf ("b%u", i);

      g_assert_cmpint (tell_one (world, ESP_REPORT_BLOCK, key, NULL, "a0@x.example").n_new, ==, 1);
    }
  check (world, 0, NULL, "sent");
  g_assert_cmpint (tell_one (world, ESP_REPORT_FAILED, "c", NULL, "a0@x.example").n_suppressed, ==,
                   0);
  check (world, 0, NULL, "sent");
}

/* What a service gave up for good: its own word, the server's words, and what that is. */
static const struct
{
  EspReportKind told;
  const char *code;
  const char *text;
  EspReportKind expected;
} pulled[] = {
  { ESP_REPORT_SOFT, "550", "Recipient not found in our directory", ESP_REPORT_HARD },
  { ESP_REPORT_SOFT, "550", "550 해당 사용자를 찾을 수 없습니다", ESP_REPORT_HARD },
  { ESP_REPORT_SOFT, "554", "delivery error: dd This user doesn't have a yahoo.com account",
    ESP_REPORT_HARD },
  { ESP_REPORT_SOFT, "5.0.0", "smtp; 550 Mailbox unavailable", ESP_REPORT_HARD },
  { ESP_REPORT_HARD, "hardBounces", "552 5.2.2 mailbox full", ESP_REPORT_SOFT },
  { ESP_REPORT_HARD, "HardBounce", "smtp;550 SC-001 Mail rejected by Outlook.com for policy",
    ESP_REPORT_BLOCK },
  { ESP_REPORT_HARD, "bounced", "550 5.7.26 unauthenticated", ESP_REPORT_BLOCK },
  { ESP_REPORT_HARD, "hardBounces", "550 undeliverable", ESP_REPORT_HARD },
  { ESP_REPORT_HARD, "5.0.0", "something happened", ESP_REPORT_HARD },
  { ESP_REPORT_SOFT, "550", "", ESP_REPORT_SOFT },
};

/* The same words say the same, whether a mail came back or a service tells. */
static void
test_words_of_services (World *world, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (pulled); i++)
    {
      g_autoptr (GArray) reports = esp_reports_new (1);
      g_autofree char *key = g_strdup_printf ("w%u", i);
      EspReport *report = esp_report_append (reports, pulled[i].told, key);
      EspReportTally tally;

      report->receipt = g_strdup ("receipt-1");
      report->code = g_strdup (pulled[i].code);
      report->text = g_strdup (pulled[i].text);
      report->is_for_good = TRUE;
      g_test_message ("%s", pulled[i].text);
      tally = tell (world, reports);
      g_assert_cmpint (tally.n_of_kind[pulled[i].expected], ==, 1);
    }
  check (world, 1, "hard-bounce", "sent");
}

/* A service lists what it has: what a kill left in doubt is there or is not, and the mail of others is not ours. */
static void
test_listed (World *world, gconstpointer data)
{
  static const struct
  {
    EspReportKind kind;
    const char *id;
    const char *address;
    gint64 ago_us;
    gint64 n_new;
  } told[] = {
    { ESP_REPORT_TAKEN, "other-1", "a3@x.example", 3 * ESP_USEC_PER_DAY, 0 },
    { ESP_REPORT_OPENED, "other-2", "a0@x.example", 0, 0 },
    { ESP_REPORT_TAKEN, "mail-3", "a3@x.example", ESP_USEC_PER_MINUTE, 0 },
    { ESP_REPORT_OPENED, "mail-3", "nobody@x.example", 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autoptr (GArray) reports = esp_reports_new (1);
      g_autofree char *key = g_strdup_printf ("listed%u", i);
      EspReport *report = esp_report_append (reports, told[i].kind, key);

      report->receipt = g_strdup (told[i].id);
      report->address = g_strdup (told[i].address);
      report->taken_us = esp_clock_now_us (world->clock) - told[i].ago_us;
      g_assert_cmpint (tell (world, reports).n_new, ==, told[i].n_new);
      check (world, 3, NULL, i < 2 ? "unknown" : "sent");
    }
}

static gboolean
another_send (EspTx *tx, gpointer data, GError **error)
{
  return insert_send (tx, data, error) && deliver (tx, data, error);
}

static void
test_soft_thresholds (World *world, gconstpointer data)
{
  g_assert_cmpint (tell_one (world, ESP_REPORT_SOFT, "s1", NULL, "a0@x.example").n_suppressed, ==,
                   0);
  /* The same message twice is no second one. */
  g_assert_cmpint (tell_one (world, ESP_REPORT_SOFT, "s2", NULL, "a0@x.example").n_suppressed, ==,
                   0);
  write_world (world, another_send, world);
  esp_clock_advance (world->clock, ESP_USEC_PER_SEC);
  g_assert_cmpint (tell_one (world, ESP_REPORT_SOFT, "s3", NULL, "a0@x.example").n_suppressed, ==,
                   0);
  check (world, 0, NULL, "sent");
  write_world (world, another_send, world);
  g_assert_cmpint (tell_one (world, ESP_REPORT_SOFT, "s4", NULL, "a0@x.example").n_suppressed, ==,
                   1);
  check (world, 0, "soft-bounce", "sent");
}

static gboolean
set_policy (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_POLICY, data, error);
}

static void
test_policy_is_data (World *world, gconstpointer data)
{
  write_world (world, set_policy, (gpointer) "{\"soft-count\":1,\"soft-days\":5}");
  g_assert_cmpint (tell_one (world, ESP_REPORT_SOFT, "s1", NULL, "a0@x.example").n_suppressed, ==,
                   1);
  check (world, 0, "soft-bounce", "sent");
}

static gboolean
read_consent (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;
  gint64 at_us = 0;

  return esp_consent_get_state (tx, ask->lead_id, "email", "marketing", &ask->text, &at_us, error);
}

static void
test_wishes (World *world, gconstpointer data)
{
  const EspUnsubscribeToken token = { 1, (guint32) world->leads[2], (guint32) world->send_id, 1 };
  g_autofree char *text = esp_unsubscribe_token_encode (&token, world->key);
  Ask ask = { .world = world, .lead_id = world->leads[2] };

  g_assert_cmpint (tell_one (world, ESP_REPORT_UNSUBSCRIBED, "u1", text, "somebody@x.example")
                     .n_new,
                   ==, 1);
  write_world (world, read_consent, &ask);
  g_assert_cmpstr (ask.text, ==, "withdrawn");
  g_free (ask.text);
  check (world, 2, "unsubscribed", "sent");
  /* Of a person who wrote from the address that we know, although nothing was sent. */
  g_assert_cmpint (tell_one (world, ESP_REPORT_UNSUBSCRIBED, "u2", NULL, "a5@x.example").n_new, ==,
                   1);
  check (world, 5, "unsubscribed", NULL);
  g_assert_cmpint (tell_one (world, ESP_REPORT_COMPLAINED, "x1", NULL, "a1@x.example").n_suppressed,
                   ==, 1);
  check (world, 1, "complaint", "sent");
}

/* What somebody opened, or what bounced, has left: nobody needs to decide about it any more. */
static void
test_doubt_ends (World *world, gconstpointer data)
{
  g_autoptr (GArray) reports = esp_reports_new (1);
  EspReport *report = esp_report_append (reports, ESP_REPORT_DELIVERED, "d1");

  report->message_id =
    g_strdup_printf ("<message%" G_GINT64_FORMAT ".3@brand.example>", world->send_id);
  check (world, 3, NULL, "unknown");
  g_assert_cmpint (tell (world, reports).n_new, ==, 1);
  check (world, 3, NULL, "sent");
}

static void
test_machines (World *world, gconstpointer data)
{
  g_autoptr (GArray) reports = esp_reports_new (2);
  EspReport *report = esp_report_append (reports, ESP_REPORT_OPENED, "o1");

  report->receipt = g_strdup ("receipt-0");
  report->user_agent = g_strdup ("Mozilla/5.0");
  report = esp_report_append (reports, ESP_REPORT_OPENED, "o2");
  report->receipt = g_strdup ("receipt-1");
  report->user_agent = g_strdup ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko GoogleImageProxy");
  g_assert_cmpint (tell (world, reports).n_new, ==, 2);
  check_send (world, "sending", ESP_EVENT_MACHINE_OPEN, 1);
  check_send (world, "sending", ESP_EVENT_OPEN, 1);
}

/* A filter of mail follows every link at once; the raw facts stay, and other rules judge otherwise. */
static void
test_judged_again (World *world, gconstpointer data)
{
  g_autoptr (GArray) reports = esp_reports_new (4);
  EspReclassifyTally tally;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *key = g_strdup_printf ("j%u", i);
      EspReport *report = esp_report_append (reports, ESP_REPORT_CLICKED, key);

      report->receipt = g_strdup (i < 3 ? "receipt-0" : "receipt-1");
      report->at_us = NOW_US - ESP_USEC_PER_HOUR + i * ESP_USEC_PER_SEC;
      report->url = g_strdup_printf ("https://brand.example/%u", i);
      report->user_agent = g_strdup ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0");
      report->ip = g_strdup ("192.0.2.7");
    }
  g_assert_cmpint (tell (world, reports).n_new, ==, 4);
  check_send (world, "sending", ESP_EVENT_MACHINE_CLICK, 1);
  check_send (world, "sending", ESP_EVENT_CLICK, 1);
  write_world (world, keep_rules, (gpointer) "{\"agents\":[],\"clicks\":{\"links\":9}}");
  g_assert_true (esp_reclassify_all (world->store, &tally, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tally.n_changed, ==, 3);
  g_assert_cmpint (tally.n[1][ESP_RESPONDER_HUMAN], ==, 4);
  check_send (world, "sending", ESP_EVENT_CLICK, 2);
  write_world (world, keep_rules, NULL);
  g_assert_true (esp_reclassify_all (world->store, &tally, &error));
  g_assert_cmpint (tally.n[1][ESP_RESPONDER_SCANNER], ==, 3);
  check_send (world, "sending", ESP_EVENT_CLICK, 1);
  g_assert_true (esp_reclassify_all (world->store, &tally, &error));
  g_assert_cmpint (tally.n_changed, ==, 0);
}

static void
test_brakes (World *world, gconstpointer data)
{
  write_world (world, set_policy, (gpointer) "{\"brake-sample\":3,\"brake-hard\":0.4}");
  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "h1", NULL, "a0@x.example").n_paused, ==, 0);
  check_send (world, "sending", ESP_EVENT_BOUNCE, 1);
  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "h2", NULL, "a1@x.example").n_paused, ==, 1);
  check_send (world, "brake-hard", ESP_EVENT_BOUNCE, 2);
}

static void
test_two_people_of_one_report (World *world, gconstpointer data)
{
  g_autofree char *verp = esp_verp_encode ("bounce@brand.example", (guint32) world->send_id,
                                           (guint32) world->leads[0], world->key);

  g_assert_cmpint (tell_one (world, ESP_REPORT_HARD, "t1", verp, "a1@x.example").n_new, ==, 1);
  check (world, 0, NULL, "sent");
  check (world, 1, "hard-bounce", "sent");
}

static gboolean
share_number (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EspLead) before = esp_lead_load (tx, fields, world->leads[i], error);
      g_autoptr (EspLead) lead = esp_lead_load (tx, fields, world->leads[i], error);

      esp_value_set_text (esp_lead_get_writable (lead, "phone"), "+821012345678");
      if (!esp_lead_update (tx, before, lead, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Two people of one number: the message says which of them is meant. */
static void
test_shared_number (World *world, gconstpointer data)
{
  g_autoptr (GArray) reports = esp_reports_new (1);
  EspReport *report = esp_report_append (reports, ESP_REPORT_HARD, "n1");

  write_world (world, share_number, world);
  report->receipt = g_strdup ("receipt-1");
  report->address = g_strdup ("+821012345678");
  g_assert_cmpint (tell (world, reports).n_new, ==, 1);
  check (world, 0, NULL, "sent");
  check (world, 1, "hard-bounce", "sent");
}

#define ADD(path, func)                                                                            \
  g_test_add ("/worker/report-sink/" path, World, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("hard-at-once", test_hard);
  ADD ("receipt", test_receipt);
  ADD ("forged", test_forged);
  ADD ("block-never-suppresses", test_block_never_suppresses);
  ADD ("words-of-services", test_words_of_services);
  ADD ("listed", test_listed);
  ADD ("soft-thresholds", test_soft_thresholds);
  ADD ("policy-is-data", test_policy_is_data);
  ADD ("wishes", test_wishes);
  ADD ("doubt-ends", test_doubt_ends);
  ADD ("machines", test_machines);
  ADD ("judged-again", test_judged_again);
  ADD ("brakes", test_brakes);
  ADD ("two-people-of-one-report", test_two_people_of_one_report);
  ADD ("shared-number", test_shared_number);
  return g_test_run ();
}
