/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the gate: what the law forbids is not ordered, whichever way; what helps, helps. */
#include "store/esp-audit.h"
#include "store/esp-campaign-list.h"
#include "store/esp-channel-volume.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-jobs.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-store.h"
#include "worker/esp-message-fix.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-check.h"
#include "worker/esp-send-content.h"
#include "worker/esp-send-fix.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-workspace-setting.h"

#include "temp-store.h"

#include <string.h>

/* 2027-03-15 12:00 in Seoul */
#define NOON_US (G_GINT64_CONSTANT (1805079600) * G_USEC_PER_SEC)
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct
{
  const char *email;
  const char *name;
  const char *country;
  const char *phone;
  const char *zone;
  gboolean has_bare_consent;
  int consent_age_days;
} Person;

typedef struct
{
  char *folder;
  EspStore *store;
  EspClock *clock;
  const Person *people;
  const char *document;
  const char *options;
  gint64 send_id;
  EspSendCheck *check;
  EspWaterfall *waterfall;
} World;

static const Person koreans[] = { { "a@shop.kr", "김하나", "KR" },
                                  { "b@shop.kr", "", "KR" },
                                  { 0 } };

#define DOCUMENT(class, subject, extra)                                                            \
  "{\"version\":1,\"class\":\"" class "\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\","    \
                                      "\"address\":\"news@brand.example\"},"                       \
                                      "\"subject\":\"" subject "\"," extra                         \
                                      "\"preheader\":\"소식\",\"body\":{\"sections\":[{"         \
                                      "\"columns\":[{"                                             \
                                      "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[" \
                                      "\"{{ name }}님, 안녕하세요\"]}]}]}]}]}}"

static const char ad[] = DOCUMENT ("ad", "(광고) 봄 소식", "\"fallbacks\":{\"name\":\"고객\"},");
static const char unlabelled[] = DOCUMENT ("ad", "봄 소식", "\"fallbacks\":{\"name\":\"고객\"},");
static const char skipping[] = DOCUMENT ("ad", "(광고) 봄 소식", "\"missing\":\"skip\",");
static const char notice[] =
  DOCUMENT ("transactional", "주문이 접수되었습니다", "\"fallbacks\":{\"name\":\"고객\"},");

static gboolean
insert_person (EspTx *tx, const Person *person, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  EspConsent consent = { .channel = (char *) "email",
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted" };
  const char *const columns[][2] = { { "email", person->email },
                                     { "name", person->name },
                                     { "country", person->country },
                                     { "phone", person->phone },
                                     { "time_zone", person->zone } };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i][1] != NULL && *columns[i][1] != '\0')
      esp_value_set_text (esp_lead_get_writable (lead, columns[i][0]), columns[i][1]);
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  consent.lead_id = lead->id;
  if (!person->has_bare_consent)
    {
      consent.source = (char *) "form";
      consent.wording = (char *) "v1";
      consent.at_us = esp_tx_get_now_us (tx) - (person->consent_age_days + 1) * 24 * HOUR_US;
    }
  return esp_consent_add (tx, &consent, error);
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  for (const Person *person = world->people; person->email != NULL; person++)
    if (!insert_person (tx, person, error))
      return FALSE;
  if (!esp_campaign_insert (tx, "Spring", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  g_free (send->options);
  send->options = g_strdup (world->options);
  if (!esp_channel_ensure_demo (tx, &send->channel_id, error) ||
      !esp_message_insert (tx, "m", "email", world->document, &send->message_id, error) ||
      !esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  return TRUE;
}

static void
write_world (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static void
world_init (World *world, const Person *people, const char *document, const char *options)
{
  *world = (World){ .people = people, .document = document, .options = options };
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOON_US);
  world->store = temp_store_new (world->folder, world->clock);
  write_world (world, make_world);
}

static void
world_clear (World *world)
{
  temp_store_free (world->store);
  g_object_unref (world->clock);
  esp_send_check_free (world->check);
  esp_waterfall_free (world->waterfall);
  temp_folder_free (world->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static gboolean
read_check (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, world->send_id, error);
  g_autoptr (EspSendTally) tally = NULL;

  g_clear_pointer (&world->check, esp_send_check_free);
  g_clear_pointer (&world->waterfall, esp_waterfall_free);
  tally = esp_send_tally_new (tx, plan, esp_segment_source_members, error);
  g_assert_no_error (*error);
  world->check = esp_send_check_new (tx, plan, tally, error);
  world->waterfall = g_steal_pointer (&tally->waterfall);
  return world->check != NULL;
}

static const EspContentFinding *
find (World *world, const char *rule)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, read_check, world, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < world->check->findings->len; i++)
    {
      const EspContentFinding *finding = world->check->findings->pdata[i];

      if (g_str_equal (finding->rule->id, rule))
        return finding;
    }
  return NULL;
}

static EspSeverity
severity (World *world, const char *rule)
{
  const EspContentFinding *finding = find (world, rule);

  if (finding == NULL)
    g_error ("%s was not checked", rule);
  return finding->severity;
}

static gboolean
set_sender (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error);
}

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
order (World *world, gboolean accepts, gint64 at_us)
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
  g_auto (World) world = { 0 };

  world_init (&world, koreans, ad, "{}");
  g_assert_cmpint (severity (&world, "KR-AD-05"), ==, ESP_SEVERITY_BLOCK);
  g_assert_false (order (&world, TRUE, 0));
  write_world (&world, set_sender);
  g_assert_cmpint (severity (&world, "KR-AD-05"), ==, ESP_SEVERITY_FINE);
  g_assert_cmpint (severity (&world, "KR-AD-03"), ==, ESP_SEVERITY_FINE); /* email is exempt */
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
mend (World *world)
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
  g_auto (World) world = { 0 };

  world_init (&world, koreans, unlabelled, "{}");
  write_world (&world, set_sender);
  g_assert_false (order (&world, TRUE, 0));
  g_assert_cmpuint (mend (&world), ==, 1);
  g_assert_cmpint (severity (&world, "KR-AD-04"), ==, ESP_SEVERITY_FINE);
  g_assert_true (order (&world, FALSE, 0));
}

static void
test_warnings_need_a_yes (void)
{
  static const Person bare[] = { { "a@shop.kr", "가", "KR", .has_bare_consent = TRUE },
                                 { "b@shop.kr", "나", "KR", .consent_age_days = 800 },
                                 { 0 } };
  g_auto (World) world = { 0 };

  world_init (&world, bare, ad, "{}");
  write_world (&world, set_sender);
  g_assert_cmpstr (find (&world, "CORE-03")->args[0], ==, "1");
  g_assert_cmpstr (find (&world, "KR-AD-13")->args[0], ==, "1");
  g_assert_cmpint (severity (&world, "KR-AD-13"), ==, ESP_SEVERITY_APPROVE);
  g_assert_false (order (&world, FALSE, 0));
  g_assert_true (order (&world, TRUE, 0));
}

static void
test_notices_are_exempt (void)
{
  g_auto (World) world = { 0 };
  g_auto (World) disguised = { 0 };
  g_auto (World) strict = { 0 };

  world_init (&world, koreans, notice, "{\"transactional\":true}");
  g_assert_null (find (&world, "KR-AD-04"));
  g_assert_null (find (&world, "KR-AD-05"));
  g_assert_true (order (&world, FALSE, 0));
  /* An advertisement does not become a notice by calling the send one. */
  world_init (&disguised, koreans, ad, "{\"transactional\":true}");
  write_world (&disguised, set_sender);
  g_assert_cmpint (severity (&disguised, "CLASS-AD"), ==, ESP_SEVERITY_BLOCK);
  g_assert_false (order (&disguised, TRUE, 0));
  g_assert_cmpuint (mend (&disguised), ==, 1);
  g_assert_true (order (&disguised, FALSE, 0));
  world_init (&strict, koreans, notice, "{}");
  g_assert_cmpint (severity (&strict, "CLASS-NOTICE"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpuint (mend (&strict), ==, 1);
  g_assert_null (find (&strict, "CORE-02"));
}

static void
test_law_follows_the_people (void)
{
  static const Person abroad[] = { { "a@mail.com", "A", "US" },
                                   { "b@mail.com", "B", NULL, "+49301234567" },
                                   { "c@firma.fr", "C" },
                                   { 0 } };
  static const Person unknown[] = { { "a@mail.com", "A" }, { 0 } };
  g_auto (World) world = { 0 };
  g_auto (World) home = { 0 };
  g_autofree char *countries = NULL;

  world_init (&world, abroad, unlabelled, "{}");
  g_assert_null (find (&world, "KR-AD-04"));
  countries = g_strjoinv (" ", world.check->countries);
  g_assert_cmpstr (countries, ==, "DE FR US");
  g_assert_cmpint (severity (&world, "US-CS-03"), ==, ESP_SEVERITY_BLOCK);
  g_assert_cmpint (severity (&world, "EU-04"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpint (severity (&world, "DE-02"), ==, ESP_SEVERITY_WARN);
  g_assert_null (find (&world, "CA-03"));
  /* Of whom nothing tells it, the workspace's own law holds. */
  world_init (&home, unknown, unlabelled, "{}");
  g_assert_cmpint (severity (&home, "KR-AD-04"), ==, ESP_SEVERITY_BLOCK);
}

static void
test_lacking_fields_are_counted (void)
{
  g_auto (World) world = { 0 };
  const EspFieldGap *gap;

  world_init (&world, koreans, skipping, "{}");
  (void) find (&world, "MSG-SUBJECT");
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
  World *world = data;
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
  g_auto (World) world = { 0 };
  g_auto (World) careless = { 0 };

  world_init (&world, two, ad, "{}");
  write_world (&world, set_sender);
  write_world (&world, use_smtp);
  (void) find (&world, "QUIET-01");
  g_assert_cmpuint (esp_waterfall_count (world.waterfall, ESP_REASON_QUIET), ==, 1);
  world_init (&careless, two, ad, "{\"ignore-hours\":true}");
  write_world (&careless, use_smtp);
  g_assert_cmpstr (find (&careless, "QUIET-01")->args[0], ==, "1");
  g_assert_cmpint (severity (&careless, "QUIET-01"), ==, ESP_SEVERITY_WARN);
}

static gboolean
plan_next_hour (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
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
  g_auto (World) world = { 0 };

  g_assert_cmpint (esp_hours_in_zone (NOON_US, "Asia/Seoul", "America/New_York"), ==,
                   NOON_US + 13 * HOUR_US);
  g_assert_cmpint (esp_hours_in_zone (0, "Asia/Seoul", "America/New_York"), ==, 0);
  g_assert_cmpint (esp_hours_in_zone (NOON_US, "Asia/Seoul", "Nowhere/Atall"), ==,
                   NOON_US + 9 * HOUR_US);
  world_init (&world, two, ad, "{\"local-time\":true}");
  write_world (&world, set_sender);
  write_world (&world, plan_next_hour);
  (void) find (&world, "QUIET-01");
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
  g_auto (World) world = { 0 };

  world_init (&world, koreans, ad, "{}");
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
  g_auto (World) world = { 0 };

  world_init (&world, koreans, ad, "{}");
  write_world (&world, set_sender);
  write_world (&world, switch_off);
  g_assert_cmpint (severity (&world, "SEND-CHANNEL-OFF"), ==, ESP_SEVERITY_BLOCK);
  g_assert_false (order (&world, TRUE, 0));
}

static void
test_time_has_passed (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, koreans, ad, "{}");
  write_world (&world, set_sender);
  g_assert_false (order (&world, TRUE, NOON_US - HOUR_US));
  g_assert_true (order (&world, FALSE, NOON_US + HOUR_US));
}

static gboolean
change_settings (EspTx *tx, gpointer data, GError **error)
{
  return esp_setting_store (tx, esp_setting_find ("phone"), "02-111-1111", error) &&
         esp_setting_store (tx, esp_setting_find ("frequency-cap"), " 5/30 ", error) &&
         esp_setting_store (tx, esp_setting_find ("quiet-hours"), "off", error);
}

static gboolean
read_settings (EspTx *tx, gpointer data, GError **error)
{
  char **texts = data;
  static const char *const names[] = { "phone", "frequency-cap", "quiet-hours", "hold" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    texts[i] = esp_setting_load (tx, esp_setting_find (names[i]), error);
  return TRUE;
}

static void
assert_settings (World *world, const char *expected)
{
  char *texts[5] = { NULL };
  g_autofree char *joined = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, read_settings, texts, NULL, NULL));
  joined = g_strjoinv ("|", texts);
  g_assert_cmpstr (joined, ==, expected);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

static void
test_settings (void)
{
  const EspOperation operation = { .kind = "settings" };
  g_auto (World) world = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  world_init (&world, koreans, ad, "{}");
  write_world (&world, set_sender);
  assert_settings (&world, "02-000-0000|3/7|22:00-07:00|60");
  g_assert_true (
    esp_store_write (world.store, &operation, change_settings, NULL, &history_id, &error));
  assert_settings (&world, "02-111-1111|5/30|off|60");
  g_assert_true (esp_store_undo (world.store, history_id, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_settings (&world, "02-000-0000|3/7|22:00-07:00|60");
}

static void
test_settings_refuse (void)
{
  static const char *const wrong[][2] = {
    { "sender-email", "nobody" }, { "time-zone", "Mars/Phobos" },
    { "country", "Korea" },       { "frequency-cap", "0/7" },
    { "frequency-cap", "3" },     { "quiet-hours", "25:00-07:00" },
    { "quiet-hours", "22-7" },    { "hold", "-1" },
    { "hold", "9999" },           { "holdout", "80" },
    { "holdout", "nan" },         { "unsubscribe-url", "http://x" },
    { "company", "two\nlines" },  { "currency", "won" },
    { "phone", "a\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text =
        esp_setting_normalize (esp_setting_find (wrong[i][0]), wrong[i][1], &error);

      if (text != NULL)
        g_error ("%s took “%s”", wrong[i][0], wrong[i][1]);
      g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
    }
  g_assert_null (esp_setting_find ("password"));
}

static const Person neighbours[] = { { "a@shop.kr", "김하나", "KR" },
                                     { "b@laden.de", "Eva", "DE" },
                                     { "c@laden.de", "Jan", "DE" },
                                     { 0 } };

static gboolean
confirm_one (EspTx *tx, gpointer data, GError **error)
{
  const EspConsent consent = { .lead_id = 2,
                               .channel = (char *) "email",
                               .purpose = (char *) "marketing",
                               .state = (char *) "granted",
                               .source = (char *) "double opt-in",
                               .wording = (char *) "v1",
                               .at_us = esp_tx_get_now_us (tx) };

  return esp_consent_add (tx, &consent, error);
}

/* What is asked of the people themselves: told in time, twice agreed, alive. */
static void
test_people (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, neighbours, ad, "{}");
  g_assert_cmpint (severity (&world, "KR-AD-12"), ==, ESP_SEVERITY_FINE);
  g_assert_cmpint (severity (&world, "AUD-OLD"), ==, ESP_SEVERITY_FINE);
  g_assert_cmpint (severity (&world, "DE-01"), ==, ESP_SEVERITY_APPROVE);
  g_assert_cmpstr (find (&world, "DE-01")->args[0], ==, "2");
  write_world (&world, confirm_one);
  g_assert_cmpstr (find (&world, "DE-01")->args[0], ==, "1");
  g_assert_true (esp_bitmap_contains (g_hash_table_lookup (world.check->leads, "DE-01"), 3));

  esp_clock_advance (world.clock, 20 * 24 * HOUR_US);
  g_assert_cmpint (severity (&world, "KR-AD-12"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (find (&world, "KR-AD-12")->args[0], ==, "1");

  esp_clock_advance (world.clock, 800 * 24 * HOUR_US);
  g_assert_cmpint (severity (&world, "KR-AD-12"), ==, ESP_SEVERITY_FINE); /* too long ago to mend */
  g_assert_cmpint (severity (&world, "AUD-OLD"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (find (&world, "AUD-OLD")->args[0], ==, "3");
  write_world (&world, confirm_one);
  g_assert_cmpstr (find (&world, "AUD-OLD")->args[0], ==, "2");
}

static const Person offices[] = { { "info@firma.example", "A", "KR" },
                                  { "INFO+shop@firma.example", "B", "KR" },
                                  { "information@firma.example", "C", "KR" },
                                  { "x@mailinator.com", "D", "KR" },
                                  { "x@a.mailinator.com", "E", "KR" },
                                  { "x@notmailinator.com", "F", "KR" },
                                  { 0 } };

static void
test_addresses (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, offices, ad, "{}");
  g_assert_cmpint (severity (&world, "AUD-ROLE"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (find (&world, "AUD-ROLE")->args[0], ==, "2");
  g_assert_cmpint (severity (&world, "AUD-DISPOSABLE"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (find (&world, "AUD-DISPOSABLE")->args[0], ==, "2");
}

/* A thousand went out by a real way, and some complained. */
static gboolean
complain_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);
  const EspEvent event = { .lead_id = 1,
                           .kind = (char *) ESP_EVENT_COMPLAINT,
                           .at_us = esp_tx_get_now_us (tx),
                           .send_id = world->send_id,
                           .campaign_id = send->campaign_id };

  if (!esp_channel_volume_add (tx, send->channel_id, 500, error))
    return FALSE;
  return esp_event_add (tx, &event, NULL, error);
}

static void
test_complaints (void)
{
  g_auto (World) world = { 0 };

  world_init (&world, koreans, ad, "{}");
  g_assert_null (find (&world, "DLV-COMPLAINTS")); /* nothing was sent */
  write_world (&world, complain_cb);
  g_assert_cmpint (severity (&world, "DLV-COMPLAINTS"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (find (&world, "DLV-COMPLAINTS")->args[0], ==, "0.2 %");
  write_world (&world, complain_cb);
  write_world (&world, complain_cb);
  g_assert_cmpstr (find (&world, "DLV-COMPLAINTS")->args[0], ==, "0.2 %");
  esp_clock_advance (world.clock, 31 * 24 * HOUR_US);
  g_assert_null (find (&world, "DLV-COMPLAINTS")); /* long ago */
}

typedef struct
{
  gint64 message_id;
  guint n_fixed;
  char *document;
} TextFix;

static gboolean
fix_text_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char text[] =
    "{\"version\":1,\"medium\":\"text\",\"class\":\"ad\",\"language\":\"ko\","
    "\"body\":\"[광고] 봄 소식 😀\"}";
  TextFix *fix = data;
  g_autoptr (EspMessageRow) row = NULL;

  if (!esp_message_insert (tx, "t", "text", text, &fix->message_id, error) ||
      !esp_message_fix (tx, fix->message_id, NULL, NULL, &fix->n_fixed, error))
    return FALSE;
  row = esp_message_load (tx, fix->message_id, error);
  fix->document = g_strdup (row->document);
  return TRUE;
}

/* Texts are mended like emails, and what cannot be mended stays as it is. */
static void
test_text_fix (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (GError) error = NULL;
  TextFix fix = { 0 };

  world_init (&world, koreans, ad, "{}");
  (void) esp_store_write (world.store, NULL, fix_text_cb, &fix, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fix.n_fixed, >=, 1);
  g_assert_null (strstr (fix.document, "[광고]"));
  g_assert_nonnull (strstr (fix.document, "봄 소식"));
  g_free (fix.document);
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
  g_test_add_func ("/gate/time-has-passed", test_time_has_passed);
  g_test_add_func ("/gate/people", test_people);
  g_test_add_func ("/gate/addresses", test_addresses);
  g_test_add_func ("/gate/complaints", test_complaints);
  g_test_add_func ("/gate/text-fix", test_text_fix);
  g_test_add_func ("/settings/store-and-undo", test_settings);
  g_test_add_func ("/settings/refuse", test_settings_refuse);
  return g_test_run ();
}
