/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the gate: what the law forbids is not ordered, whichever way; what helps, helps. */
#include "send-check-world.h"

#include "store/esp-audit.h"
#include "store/esp-campaign-list.h"
#include "store/esp-channels.h"
#include "store/esp-jobs.h"
#include "store/esp-messages.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-content.h"
#include "worker/esp-send-fix.h"
#include "worker/esp-send-orders.h"

#include <string.h>

static const char unlabelled[] = DOCUMENT ("ad", "봄 소식", "\"fallbacks\":{\"name\":\"고객\"},");
static const char skipping[] = DOCUMENT ("ad", "(광고) 봄 소식", "\"missing\":\"skip\",");
static const char notice[] =
  DOCUMENT ("transactional", "주문이 접수되었습니다", "\"fallbacks\":{\"name\":\"고객\"},");

typedef struct
{
  gint64 send_id;
  gint64 at_us;
  gboolean accepts;
  guint n_jobs;
  guint n_decisions;
  char state[16];
} Order;

static gboolean
order_cb (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;

  g_autoptr (EspSendGate) gate =
    esp_send_gate_new (tx, order->send_id, order->at_us, esp_segment_source_members, error);

  return gate != NULL && esp_send_order_start (tx, gate, order->accepts, error);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;
  g_autofree char *object = g_strdup_printf ("send:%" G_GINT64_FORMAT, order->send_id);
  g_autoptr (EspSend) send = esp_send_load (tx, order->send_id, error);
  g_autoptr (GPtrArray) jobs = esp_job_list (tx, 10, error);
  g_autoptr (GPtrArray) decisions = esp_audit_list (tx, object, error);

  order->n_jobs = jobs->len;
  order->n_decisions = decisions->len;
  g_strlcpy (order->state, send->state, sizeof order->state);
  return TRUE;
}

/* Returns: whether the order was taken; either way nothing is half done. */
static gboolean
order (CheckWorld *world, gboolean accepts, gint64 at_us)
{
  g_autoptr (GError) error = NULL;
  Order order = { .send_id = world->send_id, .at_us = at_us, .accepts = accepts };
  gboolean is_taken = esp_store_write (world->store, NULL, order_cb, &order, NULL, &error);

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, look_cb, &order, NULL, NULL));
  g_assert_cmpstr (order.state, ==, is_taken ? "scheduled" : "draft");
  g_assert_cmpuint (order.n_jobs, ==, is_taken);
  g_assert_cmpuint (order.n_decisions, ==, is_taken);
  if (!is_taken && at_us == 0)
    g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  return is_taken;
}

static void
test_sender_facts_gate (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  g_assert_cmpint (check_world_severity (&world, "KR-AD-05"), ==, ESP_SEVERITY_BLOCK);
  g_assert_false (order (&world, TRUE, 0));
  check_world_write (&world, check_world_set_sender);
  g_assert_cmpint (check_world_severity (&world, "KR-AD-05"), ==, ESP_SEVERITY_FINE);
  g_assert_cmpint (check_world_severity (&world, "KR-AD-03"), ==,
                   ESP_SEVERITY_FINE); /* email is exempt */
  g_assert_true (order (&world, FALSE, 0));
}

typedef struct
{
  gint64 send_id;
  guint n_fixed;
} Fix;

static gboolean
fix_cb (EspTx *tx, gpointer data, GError **error)
{
  Fix *fix = data;

  static const char *const korea[] = { "KR", NULL };

  return esp_send_fix (tx, fix->send_id, NULL, korea, &fix->n_fixed, error);
}

static guint
mend (CheckWorld *world)
{
  g_autoptr (GError) error = NULL;
  Fix fix = { world->send_id, 0 };

  (void) esp_store_write (world->store, NULL, fix_cb, &fix, NULL, &error);
  g_assert_no_error (error);
  return fix.n_fixed;
}

static void
test_label_gate_and_fix (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, unlabelled, "{}");
  check_world_write (&world, check_world_set_sender);
  g_assert_false (order (&world, TRUE, 0));
  g_assert_cmpuint (mend (&world), ==, 1);
  g_assert_cmpint (check_world_severity (&world, "KR-AD-04"), ==, ESP_SEVERITY_FINE);
  g_assert_true (order (&world, FALSE, 0));
}

static void
test_warnings_need_a_yes (void)
{
  static const Person bare[] = { { "a@shop.kr", "가", "KR", .has_bare_consent = TRUE },
                                 { "b@shop.kr", "나", "KR", .consent_age_days = 800 },
                                 /* nobody else asks for it every two years */
                                 { "c@shop.ca", "C", "CA", .consent_age_days = 800 },
                                 { 0 } };
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, bare, check_ad, "{}");
  check_world_write (&world, check_world_set_sender);
  g_assert_cmpstr (check_world_find (&world, "CORE-03")->args[0], ==, "1");
  g_assert_cmpstr (check_world_find (&world, "KR-AD-13")->args[0], ==, "1");
  g_assert_cmpint (check_world_severity (&world, "KR-AD-13"), ==, ESP_SEVERITY_APPROVE);
  g_assert_false (order (&world, FALSE, 0));
  g_assert_true (order (&world, TRUE, 0));
}

static void
test_notices_are_exempt (void)
{
  g_auto (CheckWorld) world = { 0 };
  g_auto (CheckWorld) disguised = { 0 };
  g_auto (CheckWorld) strict = { 0 };

  check_world_init (&world, check_koreans, notice, "{\"transactional\":true}");
  g_assert_null (check_world_find (&world, "KR-AD-04"));
  g_assert_null (check_world_find (&world, "KR-AD-05"));
  g_assert_true (order (&world, FALSE, 0));
  /* An advertisement does not become a notice by calling the send one. */
  check_world_init (&disguised, check_koreans, check_ad, "{\"transactional\":true}");
  check_world_write (&disguised, check_world_set_sender);
  g_assert_cmpint (check_world_severity (&disguised, "CLASS-AD"), ==, ESP_SEVERITY_BLOCK);
  g_assert_false (order (&disguised, TRUE, 0));
  g_assert_cmpuint (mend (&disguised), ==, 1);
  g_assert_true (order (&disguised, FALSE, 0));
  check_world_init (&strict, check_koreans, notice, "{}");
  g_assert_cmpint (check_world_severity (&strict, "CLASS-NOTICE"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpuint (mend (&strict), ==, 1);
  g_assert_null (check_world_find (&strict, "CORE-02"));
}

static void
test_law_follows_the_people (void)
{
  static const Person abroad[] = { { "a@mail.com", "A", "US" },
                                   { "b@mail.com", "B", NULL, "+49301234567" },
                                   { "c@firma.fr", "C" },
                                   { 0 } };
  static const Person unknown[] = { { "a@mail.com", "A" }, { 0 } };
  g_auto (CheckWorld) world = { 0 };
  g_auto (CheckWorld) home = { 0 };
  g_autofree char *countries = NULL;

  check_world_init (&world, abroad, unlabelled, "{}");
  g_assert_null (check_world_find (&world, "KR-AD-04"));
  countries = g_strjoinv (" ", world.check->countries);
  g_assert_cmpstr (countries, ==, "DE FR US");
  g_assert_cmpint (check_world_severity (&world, "US-CS-03"), ==, ESP_SEVERITY_BLOCK);
  g_assert_cmpint (check_world_severity (&world, "EU-04"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpint (check_world_severity (&world, "DE-02"), ==, ESP_SEVERITY_WARN);
  g_assert_null (check_world_find (&world, "CA-03"));
  /* Of whom nothing tells it, the workspace's own law holds. */
  check_world_init (&home, unknown, unlabelled, "{}");
  g_assert_cmpint (check_world_severity (&home, "KR-AD-04"), ==, ESP_SEVERITY_BLOCK);
}

static void
test_lacking_fields_are_counted (void)
{
  g_auto (CheckWorld) world = { 0 };
  const EspFieldGap *gap;

  check_world_init (&world, check_koreans, skipping, "{}");
  (void) check_world_find (&world, "MSG-SUBJECT");
  g_assert_cmpuint (esp_waterfall_count (world.waterfall, ESP_REASON_CONTENT), ==, 1);
  g_assert_cmpuint (esp_waterfall_count (world.waterfall, ESP_REASON_NONE), ==, 1);
  g_assert_cmpuint (world.check->gaps->len, ==, 1);
  gap = world.check->gaps->pdata[0];
  g_assert_cmpstr (gap->field, ==, "name");
  g_assert_true (gap->is_left_out);
  g_assert_cmpuint (esp_bitmap_count (gap->leads), ==, 1);
}

static gboolean
use_smtp (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Mail", "smtp",
                            "{\"host\":\"127.0.0.1\",\"port\":25,\"security\":\"none\"}");
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);

  if (!esp_channel_insert (tx, channel, error))
    return FALSE;
  send->channel_id = channel->id;
  send->scheduled_at_us = NOON_US + 11 * HOUR_US; /* 23:00 in Seoul */
  return esp_send_update (tx, send, error);
}

static void
test_hours_of_the_planned_moment (void)
{
  static const Person two[] = { { "a@shop.kr", "가", "KR", NULL, "Asia/Seoul" },
                                { "b@shop.kr", "나", "KR", NULL, "America/New_York" },
                                { 0 } };
  g_auto (CheckWorld) world = { 0 };
  g_auto (CheckWorld) careless = { 0 };

  check_world_init (&world, two, check_ad, "{}");
  check_world_write (&world, check_world_set_sender);
  check_world_write (&world, use_smtp);
  (void) check_world_find (&world, "QUIET-01");
  g_assert_cmpuint (esp_waterfall_count (world.waterfall, ESP_REASON_QUIET), ==, 1);
  check_world_init (&careless, two, check_ad, "{\"ignore-hours\":true}");
  check_world_write (&careless, use_smtp);
  g_assert_cmpstr (check_world_find (&careless, "QUIET-01")->args[0], ==, "1");
  g_assert_cmpint (check_world_severity (&careless, "QUIET-01"), ==, ESP_SEVERITY_WARN);
}

static gboolean
plan_next_hour (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);

  send->scheduled_at_us = NOON_US + HOUR_US;
  return esp_send_update (tx, send, error);
}

/* One o'clock is one o'clock everywhere: the first get it in an hour, the last when New York has it. */
static void
test_hour_of_each_place (void)
{
  static const Person two[] = { { "a@shop.kr", "가", "KR", NULL, "Asia/Seoul" },
                                { "b@shop.kr", "나", "KR", NULL, "America/New_York" },
                                { "c@shop.kr", "다", "KR", NULL, "Pacific/Auckland" },
                                { 0 } };
  g_auto (CheckWorld) world = { 0 };

  g_assert_cmpint (esp_hours_in_zone (NOON_US, "Asia/Seoul", "America/New_York"), ==,
                   NOON_US + 13 * HOUR_US);
  g_assert_cmpint (esp_hours_in_zone (0, "Asia/Seoul", "America/New_York"), ==, 0);
  g_assert_cmpint (esp_hours_in_zone (NOON_US, "Asia/Seoul", "Nowhere/Atall"), ==,
                   NOON_US + 9 * HOUR_US);
  check_world_init (&world, two, check_ad, "{\"local-time\":true}");
  check_world_write (&world, check_world_set_sender);
  check_world_write (&world, plan_next_hour);
  (void) check_world_find (&world, "QUIET-01");
  /* In Auckland it has been one o'clock for hours. */
  g_assert_cmpuint (esp_waterfall_count (world.waterfall, ESP_REASON_LOCAL), ==, 2);
  g_assert_cmpuint (esp_waterfall_count (world.waterfall, ESP_REASON_NONE), ==, 1);
  g_assert_cmpuint (esp_waterfall_count_receivers (world.waterfall), ==, 3);
  g_assert_cmpint (world.waterfall->waits_until_us, ==, NOON_US + HOUR_US);
}

static gboolean
list_campaigns (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) all = esp_campaign_lines_load (tx, NULL, ESP_CAMPAIGN_SORT_NEWEST, error);
  g_autoptr (GPtrArray) found = esp_campaign_lines_load (tx, "PRI", ESP_CAMPAIGN_SORT_SENT, error);
  g_autoptr (GPtrArray) none = esp_campaign_lines_load (tx, "가을%", ESP_CAMPAIGN_SORT_NAME, error);
  const EspCampaignLine *line = found->pdata[0];

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (line->name, ==, "Spring");
  g_assert_cmpstr (line->state, ==, "draft");
  g_assert_cmpstr (line->message, ==, "m");
  g_assert_cmpuint (line->n_sends, ==, 1);
  g_assert_cmpint (line->n_audience, ==, 0);
  return TRUE;
}

static void
test_list (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  g_assert_true (esp_store_read (world.store, ESP_READ_PAGE, list_campaigns, NULL, NULL, NULL));
}

static gboolean
switch_off (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);
  EspChannelRecord *channel = channels->pdata[0];

  channel->is_enabled = FALSE;
  return esp_channel_update (tx, channel, error);
}

static void
test_channel_gate (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  check_world_write (&world, check_world_set_sender);
  check_world_write (&world, switch_off);
  g_assert_cmpint (check_world_severity (&world, "SEND-CHANNEL-OFF"), ==, ESP_SEVERITY_BLOCK);
  g_assert_false (order (&world, TRUE, 0));
}

static gboolean
use_brevo (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Brevo", "brevo", "{}");
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);

  if (send == NULL || !esp_channel_insert (tx, channel, error))
    return FALSE;
  send->channel_id = channel->id;
  return esp_send_update (tx, send, error);
}

/* A service whose mails cannot show what they bring along is told before, not by those who get them. */
static void
test_pictures (void)
{
  static const char document[] =
    DOCUMENT ("ad", "(광고) 봄 소식",
              "\"fallbacks\":{\"name\":\"고객\"},\"files\":[{\"id\":\"p\",\"name\":\"p.png\","
              "\"type\":\"image/png\",\"inline\":true,\"data\":\"iVBORw0KGgo=\"}],");
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, document, "{}");
  check_world_write (&world, check_world_set_sender);
  check_world_write (&world, use_brevo);
  g_assert_cmpint (check_world_severity (&world, "SEND-PICTURES"), ==, ESP_SEVERITY_APPROVE);
  check_world_clear (&world);
  world = (CheckWorld){ 0 };
  check_world_init (&world, check_koreans, document, "{}");
  check_world_write (&world, check_world_set_sender);
  g_assert_null (check_world_find (&world, "SEND-PICTURES")); /* what stays here shows everything */
}

static void
test_time_has_passed (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  check_world_write (&world, check_world_set_sender);
  g_assert_false (order (&world, TRUE, NOON_US - HOUR_US));
  g_assert_true (order (&world, FALSE, NOON_US + HOUR_US));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/sender-facts", test_sender_facts_gate);
  g_test_add_func ("/gate/label-and-fix", test_label_gate_and_fix);
  g_test_add_func ("/gate/warnings-need-a-yes", test_warnings_need_a_yes);
  g_test_add_func ("/gate/notices-are-exempt", test_notices_are_exempt);
  g_test_add_func ("/gate/law-follows-the-people", test_law_follows_the_people);
  g_test_add_func ("/gate/lacking-fields", test_lacking_fields_are_counted);
  g_test_add_func ("/gate/hours-of-the-planned-moment", test_hours_of_the_planned_moment);
  g_test_add_func ("/gate/hour-of-each-place", test_hour_of_each_place);
  g_test_add_func ("/campaigns/list", test_list);
  g_test_add_func ("/gate/channel", test_channel_gate);
  g_test_add_func ("/gate/pictures", test_pictures);
  g_test_add_func ("/gate/time-has-passed", test_time_has_passed);
  return g_test_run ();
}
