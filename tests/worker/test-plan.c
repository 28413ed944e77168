/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a real workspace: what is on it, what moves and what stays, scenarios, budgets, and taking it back. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "store/esp-budget.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-reviews.h"
#include "store/esp-stage-book.h"
#include "tests/support/temp-store.h"
#include "worker/esp-plan-budget.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-plan-scenario.h"
#include "worker/esp-send-price.h"

#include <string.h>

#include "test-home.h"

#define NOW G_GINT64_CONSTANT (1772409600000000)

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  gint64 send_id;
  gint64 item_id;
  char *key;
  gint64 at_us;
  gint64 review_id;
  EspPlanMove move;
  char *json;
} World;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspPlanDraft draft = { .title = "Spring",
                               .at_us = NOW + 3 * ESP_USEC_PER_DAY,
                               .audience = "{\"everyone\":true}" };
  g_autoptr (EspPlanItem) item = esp_plan_item_new (ESP_PLAN_OFFLINE, "Booth");
  EspBudgetLine line = { .medium = (char *) "offline",
                         .from_us = 1772323200000000,
                         .to_us = 1772323200000000 + 31 * ESP_USEC_PER_DAY,
                         .planned = 1000000 };

  item->is_all_day = TRUE;
  item->from_us = 1772582400000000; /* 4 March 2026, midnight UTC */
  item->to_us = item->from_us + 2 * ESP_USEC_PER_DAY;
  item->cost = 1500000;
  item->state = ESP_PLAN_COMMITTED;
  if (!esp_plan_add_send (tx, &draft, &world->send_id, error) ||
      !esp_plan_item_insert (tx, item, error) || !esp_budget_line_insert (tx, &line, error))
    return FALSE;
  world->item_id = item->id;
  return TRUE;
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOW);
  world->store = temp_store_new (world->folder, world->clock);
  esp_store_write (world->store, &(EspOperation){ .kind = "plan-add" }, fill, world, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->key);
  g_free (world->json);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
look (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  g_autoptr (EspPlan) plan =
    esp_plan_load (tx, NOW - 7 * ESP_USEC_PER_DAY, NOW + 24 * ESP_USEC_PER_DAY, holidays, error);
  const EspPlanEntry *entry = plan != NULL ? esp_plan_find (plan, world->key) : NULL;

  if (plan == NULL)
    return FALSE;
  world->at_us = entry != NULL ? entry->from_us : 0;
  g_free (world->json);
  world->json = entry != NULL ? g_strdup (entry->state) : NULL;
  return TRUE;
}

static gint64
find (World *world, const char *kind, gint64 id)
{
  g_autoptr (GError) error = NULL;

  g_free (world->key);
  world->key = g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, id);
  esp_store_read (world->store, ESP_READ_LONG, look, world, NULL, &error);
  g_assert_no_error (error);
  return world->at_us;
}

static gboolean
move (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_plan_move (tx, world->key, world->at_us, &world->move, error);
}

static gint64
do_move (World *world, const char *kind, gint64 id, gint64 at_us, GError **error)
{
  gint64 history_id = 0;

  g_free (world->key);
  world->key = g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, id);
  world->at_us = at_us;
  esp_store_write (world->store, &(EspOperation){ .kind = "plan-move" }, move, world, &history_id,
                   error);
  return history_id;
}

static void
test_move (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 history_id = do_move (world, "send", world->send_id, NOW + 5 * ESP_USEC_PER_DAY, &error);
  EspUndoResult result;

  g_assert_no_error (error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 5 * ESP_USEC_PER_DAY);
  g_assert_true (esp_store_undo (world->store, history_id, &result, NULL, &error));
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
  /* The day of an item is its own, whatever hour it is dropped at. */
  (void) do_move (world, "item", world->item_id, NOW + 6 * ESP_USEC_PER_DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (find (world, "item", world->item_id) % ESP_USEC_PER_DAY, ==,
                   15 * ESP_USEC_PER_HOUR);
}

static void
test_past (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) do_move (world, "send", world->send_id, NOW - 1, &error);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "passed"));
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
}

static gboolean
approve (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspReview review = { .send_id = world->send_id,
                             .asked_by = (char *) "지후",
                             .asked_at_us = NOW,
                             .basis = (char *) "{}",
                             .n_approvers = 1 };

  return esp_review_insert (tx, &review, &world->review_id, error) &&
         esp_review_end (tx, world->review_id, ESP_REVIEW_APPROVED, 0, NULL, error);
}

static gboolean
hold (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_set_state (tx, ((const World *) data)->send_id, "hold", NULL, error);
}

static void
test_approved (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EspUndoResult result;
  gint64 history_id;

  esp_store_write (world->store, NULL, approve, world, NULL, &error);
  g_assert_no_error (error);
  (void) find (world, "send", world->send_id);
  g_assert_cmpstr (world->json, ==, "approved");
  history_id = do_move (world, "send", world->send_id, NOW + 4 * ESP_USEC_PER_DAY, &error);
  g_assert_no_error (error);
  g_assert_true (world->move.returns_to_review);
  (void) find (world, "send", world->send_id);
  g_assert_cmpstr (world->json, ==, "review");
  /* Taking it back brings the time back, and the approval that was for it. */
  g_assert_true (esp_store_undo (world->store, history_id, &result, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
  g_assert_cmpstr (world->json, ==, "approved");
  (void) do_move (world, "send", world->send_id, NOW + 4 * ESP_USEC_PER_DAY, &error);
  g_assert_no_error (error);
  /* In its hold nothing moves it any more. */
  esp_store_write (world->store, NULL, hold, world, NULL, &error);
  g_assert_no_error (error);
  (void) do_move (world, "send", world->send_id, NOW + 5 * ESP_USEC_PER_DAY, &error);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "about to leave"));
}

static gboolean
what_if (EspTx *tx, gpointer data, GError **error)
{
  const World *world = data;
  g_autoptr (GPtrArray) changes = esp_plan_changes_parse (world->json, error);
  g_autofree char *again = changes != NULL ? esp_plan_changes_to_json (changes) : NULL;
  guint n = 0;

  g_assert_cmpstr (again, ==, world->json);
  return changes != NULL && esp_plan_changes_apply (tx, changes, &n, error);
}

static gboolean
check_changes (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *key = g_strdup_printf ("send:%" G_GINT64_FORMAT, world->send_id);
  const struct
  {
    const char *key;
    gint64 at_us;
    gboolean is_removed;
    gboolean is_right;
  } cases[] = { { key, NOW + ESP_USEC_PER_DAY, FALSE, TRUE },
                { key, NOW - ESP_USEC_PER_DAY, FALSE, FALSE },
                { key, NOW - ESP_USEC_PER_DAY, TRUE, TRUE },
                { key, NOW + 8000 * ESP_USEC_PER_DAY, FALSE, FALSE },
                { key, 0, FALSE, TRUE },
                { "send:999", NOW + ESP_USEC_PER_DAY, FALSE, FALSE },
                { NULL, NOW - 1, FALSE, FALSE },
                { NULL, NOW + 1, FALSE, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) problem = NULL;
      const EspPlanChange change = { .key = (char *) cases[i].key,
                                     .at_us = cases[i].at_us,
                                     .is_removed = cases[i].is_removed };

      g_assert_cmpint (esp_plan_change_check (tx, &change, &problem), ==, cases[i].is_right);
      g_assert_true ((problem == NULL) == cases[i].is_right);
    }
  return TRUE;
}

/* What would be refused when it is applied is refused when it is thought of. */
static void
test_thoughts (World *world, gconstpointer data)
{
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, check_changes, world, NULL, NULL));
}

/* All changes of a scenario are made, or none. */
static void
test_scenario (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (world->json);
  world->json =
    g_strdup_printf ("{\"changes\":[{\"key\":\"send:%" G_GINT64_FORMAT "\",\"at\":%" G_GINT64_FORMAT
                     "},{\"key\":\"holiday:x\",\"at\":5}]}",
                     world->send_id, NOW + 9 * ESP_USEC_PER_DAY);
  esp_store_write (world->store, NULL, what_if, world, NULL, &error);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
  g_free (world->json);
  world->json = g_strdup_printf ("{\"changes\":[{\"key\":\"send:%" G_GINT64_FORMAT
                                 "\",\"at\":%" G_GINT64_FORMAT "}]}",
                                 world->send_id, NOW + 9 * ESP_USEC_PER_DAY);
  esp_store_write (world->store, NULL, what_if, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 9 * ESP_USEC_PER_DAY);
}

static gboolean
count_money (EspTx *tx, gpointer data, GError **error)
{
  const gint64 from_us = NOW - 2 * ESP_USEC_PER_DAY, to_us = NOW + 20 * ESP_USEC_PER_DAY;
  g_autoptr (EspPlanStudy) study = esp_plan_study_new (tx, from_us, to_us, NULL, NULL, error);
  g_autoptr (EspPlanBudget) budget =
    study != NULL ? esp_plan_budget_new (tx, study, from_us, to_us, error) : NULL;

  if (budget == NULL)
    return FALSE;
  g_assert_cmpuint (budget->rows->len, ==, 1);
  g_assert_cmpint (budget->planned, ==, 709677); /* 22 of 31 days */
  g_assert_cmpint (((EspPlanMoney *) budget->rows->pdata[0])->whole, ==, 1000000);
  g_assert_cmpint (budget->committed, ==, 1500000);
  g_assert_cmpint (budget->spent, ==, 0);
  g_assert_cmpint (budget->over, ==, 500000);
  return TRUE;
}

static void
test_budget (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (world->store, ESP_READ_LONG, count_money, world, NULL, &error);
  g_assert_no_error (error);
}

/* A use on days for which nothing is planned is over no plan; one that a line has is paid from the nearest. */
static gboolean
count_covered (EspTx *tx, gpointer data, GError **error)
{
  const gint64 from_us = NOW - 60 * ESP_USEC_PER_DAY, to_us = NOW + 60 * ESP_USEC_PER_DAY;
  EspBudgetLine all = { .medium = (char *) "all",
                        .from_us = 1772323200000000,
                        .to_us = 1772323200000000 + 31 * ESP_USEC_PER_DAY,
                        .planned = 50000 };
  g_autoptr (EspPlanItem) early = esp_plan_item_new (ESP_PLAN_OFFLINE, "January");
  g_autoptr (EspPlanItem) flight = esp_plan_item_new (ESP_PLAN_AD_FLIGHT, "Banner");
  g_autoptr (EspPlanStudy) study = NULL;
  g_autoptr (EspPlanBudget) budget = NULL;

  early->from_us = NOW - 40 * ESP_USEC_PER_DAY;
  early->to_us = early->from_us;
  early->cost = 900000;
  early->state = ESP_PLAN_DONE;
  flight->from_us = NOW + 2 * ESP_USEC_PER_DAY;
  flight->to_us = flight->from_us;
  flight->cost = 70000;
  flight->state = ESP_PLAN_COMMITTED;
  if (!esp_plan_item_insert (tx, early, error) || !esp_plan_item_insert (tx, flight, error) ||
      !esp_budget_line_insert (tx, &all, error))
    return FALSE;
  study = esp_plan_study_new (tx, from_us, to_us, NULL, NULL, error);
  budget = study != NULL ? esp_plan_budget_new (tx, study, from_us, to_us, error) : NULL;
  if (budget == NULL)
    return FALSE;
  g_assert_cmpint (budget->planned, ==, 1050000);
  g_assert_cmpint (budget->spent, ==, 900000);
  g_assert_cmpint (budget->committed, ==, 1570000);
  g_assert_cmpint (budget->over, ==, 520000);
  return TRUE;
}

static void
test_covered (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  esp_store_write (world->store, &(EspOperation){ .kind = "plan-add" }, count_covered, world, NULL,
                   &error);
  g_assert_no_error (error);
}

static double
price_of (EspTx *tx, World *world, const char *body, GError **error)
{
  g_autofree char *document =
    g_strdup_printf ("{\"version\":1,\"medium\":\"text\",\"class\":\"transactional\","
                     "\"language\":\"ko\",\"body\":\"%s\"}",
                     body);
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);
  g_autoptr (EspSendPlan) plan = NULL;
  g_autoptr (EspBitmap) people = esp_bitmap_new ();

  g_assert_nonnull (send);
  send->channel_id = world->item_id;
  if (!esp_message_insert (tx, body, "text", document, &send->message_id, error) ||
      !esp_send_update (tx, send, error))
    return -1;
  plan = esp_send_plan_load (tx, world->send_id, error);
  if (plan == NULL)
    return -1;
  esp_bitmap_add (people, 1);
  return esp_send_price_estimate (tx, plan, people);
}

static gboolean
check_prices (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Text", "solapi",
                            "{\"api-key\":\"K\",\"sender\":\"0212345678\",\"price-sms\":\"9\","
                            "\"price-lms\":\"30\"}");
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = fields != NULL ? esp_lead_new (fields) : NULL;

  if (lead == NULL)
    return FALSE;
  esp_value_set_text (esp_lead_get_writable (lead, "phone"), "+821020000001");
  if (!esp_lead_insert (tx, lead, error) || !esp_channel_insert (tx, channel, error))
    return FALSE;
  world->item_id = channel->id;
  g_assert_cmpfloat (price_of (tx, world, "주문을 받았습니다", error), ==, 9);
  g_assert_no_error (*error);
  /* More than 90 bytes in the charset of Korean networks. */
  g_assert_cmpfloat (price_of (tx, world,
                               "주문하신 상품이 오늘 출발했습니다. 내일 오후에 도착할 예정이니 문 "
                               "앞에 두기를 "
                               "원하시면 답장해 주세요. 고맙습니다",
                               error),
                     ==, 30);
  g_assert_no_error (*error);
  return TRUE;
}

static void
test_prices (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  esp_store_write (world->store, &(EspOperation){ .kind = "price" }, check_prices, world, NULL,
                   &error);
  g_assert_no_error (error);
}

/* 10 to 12 March 2026, as days of the campaign; its send is on the first of them. */
static gboolean
give_days (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);

  if (send == NULL)
    return FALSE;
  send->scheduled_at_us = NOW + 8 * ESP_USEC_PER_DAY;
  world->review_id = send->campaign_id;
  return esp_send_update (tx, send, error) &&
         esp_stage_book_set_days (tx, send->campaign_id, 20522, 20524, error);
}

static gboolean
check_days (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, world->review_id, error);
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  g_autoptr (EspPlan) plan =
    esp_plan_load (tx, NOW - 7 * ESP_USEC_PER_DAY, NOW + 34 * ESP_USEC_PER_DAY, holidays, error);
  const EspPlanEntry *entry = plan != NULL ? esp_plan_find (plan, world->key) : NULL;

  if (book == NULL || plan == NULL)
    return FALSE;
  g_assert_nonnull (entry);
  g_assert_true (entry->is_all_day);
  /* A day begins at midnight in Seoul, and the last day is whole. */
  g_assert_cmpint (entry->from_us, ==, book->starts_day * ESP_USEC_PER_DAY - 9 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (entry->to_us - entry->from_us, ==, 3 * ESP_USEC_PER_DAY);
  world->at_us = book->starts_day;
  return TRUE;
}

static void
test_campaign_days (World *world, gconstpointer data)
{
  const gint64 first_us = 20522 * ESP_USEC_PER_DAY - 9 * ESP_USEC_PER_HOUR;
  g_autoptr (GError) error = NULL;
  gint64 campaign_id;

  esp_store_write (world->store, &(EspOperation){ .kind = "days" }, give_days, world, NULL, &error);
  g_assert_no_error (error);
  campaign_id = world->review_id;
  /* By a time of the day: whole days stay whole, the send keeps its hour. */
  do_move (world, "campaign", campaign_id, first_us + 7 * ESP_USEC_PER_DAY + 11 * ESP_USEC_PER_HOUR,
           &error);
  g_assert_no_error (error);
  esp_store_read (world->store, ESP_READ_LONG, check_days, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (world->at_us, ==, 20529);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 15 * ESP_USEC_PER_DAY);
}

static gint64
read_moment (const char *text)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (at);
  return g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
}

/* What has a day and no time is never planned for an hour that has passed while the day has one left. */
static void
test_hours (void)
{
  static const struct
  {
    const char *now, *day, *hour, *begins;
  } cases[] = {
    { "2026-11-23T08:10:00+09:00", "2026-11-23", "2026-11-23T10:00:00+09:00", "2026-11-23" },
    { "2026-11-23T10:00:00+09:00", "2026-11-23", "2026-11-23T11:00:00+09:00", "2026-11-23" },
    { "2026-11-23T22:59:00+09:00", "2026-11-23", "2026-11-23T23:00:00+09:00", "2026-11-23" },
    { "2026-11-23T23:10:00+09:00", "2026-11-23", "2026-11-23T23:15:00+09:00", "2026-11-24" },
    { "2026-11-23T23:50:00+09:00", "2026-11-23", "2026-11-23T10:00:00+09:00", "2026-11-24" },
    { "2026-11-23T23:50:00+09:00", "2026-11-24", "2026-11-24T10:00:00+09:00", "2026-11-24" },
    { "2026-11-23T12:00:00+09:00", "2026-11-22", "2026-11-22T10:00:00+09:00", "2026-11-22" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *day = g_strconcat (cases[i].day, "T00:00:00+09:00", NULL);
      g_autofree char *begins = g_strconcat (cases[i].begins, "T00:00:00+09:00", NULL);
      gint64 now_us = read_moment (cases[i].now);

      g_test_message ("%s", cases[i].now);
      g_assert_cmpint (esp_plan_choose_hour (read_moment (day), now_us, zone), ==,
                       read_moment (cases[i].hour));
      g_assert_cmpint (esp_plan_choose_day (read_moment (day), now_us, zone), ==,
                       read_moment (begins));
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/worker/plan/" name, World, NULL, set_up, func, tear_down)
  ADD ("moves-and-is-taken-back", test_move);
  ADD ("the-past-is-refused", test_past);
  ADD ("approved-goes-back-to-review", test_approved);
  ADD ("scenario-is-all-or-nothing", test_scenario);
  ADD ("scenario-refuses-what-cannot-be", test_thoughts);
  ADD ("budget", test_budget);
  ADD ("budget-covers-its-days", test_covered);
  ADD ("texts-cost-their-kind", test_prices);
  ADD ("campaign-keeps-its-days", test_campaign_days);
  g_test_add_func ("/worker/plan/hours", test_hours);
#undef ADD
  return g_test_run ();
}
