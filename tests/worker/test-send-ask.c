/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of an answer: the recorded reason, the limit's end, the condition that decides. */
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-text.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "store/esp-store.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-ask.h"

#include "temp-store.h"

#define NOON_US G_GINT64_CONSTANT (1789956000000000) /* noon in Seoul */
#define N_LEADS 6

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 send_id;
  gint64 earlier[2];
} Fixture;

static gboolean
insert_leads (EspTx *tx, GError **error)
{
  static const char *const cities[N_LEADS] = { "서울", "부산", "서울", "대구", "서울", "서울" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      g_autofree char *email = g_strdup_printf ("p%u@example.com", i + 1);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) (i == 2 ? "withdrawn" : "granted"),
                             .at_us = NOON_US - ESP_USEC_PER_DAY };

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      esp_value_set_text (esp_lead_get_writable (lead, "city"), cities[i]);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (!esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_segment (EspTx *tx, const char *name, const char *text, GError **error)
{
  g_autoptr (EspRule) rule = esp_rule_parse_text (text, NULL, NULL, error);
  EspSegment segment = { .name = (char *) name };
  gboolean is_ok;

  if (rule == NULL)
    return FALSE;
  segment.rule = esp_rule_to_json (rule);
  is_ok = esp_segment_insert (tx, &segment, error);
  g_free (segment.rule);
  g_free (segment.uuid);
  return is_ok;
}

static gboolean
insert_send (EspTx *tx, const char *name, gint64 channel_id, gint64 *out_id, GError **error)
{
  gint64 campaign_id;
  g_autoptr (EspSend) send = NULL;

  if (!esp_campaign_insert (tx, name, &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  send->channel_id = channel_id;
  g_free (send->audience);
  send->audience = g_strdup ("{\"segments\":[\"Seoul\"],\"without\":[\"Fifth\"]}");
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  *out_id = send->id;
  return TRUE;
}

static gboolean
insert_row (EspTx *tx, gint64 send_id, gint64 lead_id, const char *state, gint64 at_us)
{
  g_autoptr (EspStmt) stmt =
    esp_tx_stmt (tx,
                 "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
                 " VALUES (?1, ?2, ?3, ?4, ?4)",
                 NULL);
  g_autoptr (EspStmt) stat =
    esp_tx_stmt (tx,
                 "INSERT INTO lead_stat (lead_id, n_sent, last_sent_at) VALUES (?1, 1, ?2)"
                 " ON CONFLICT (lead_id) DO UPDATE SET n_sent = n_sent + 1, last_sent_at = ?2",
                 NULL);

  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  esp_stmt_bind_text (stmt, 3, state);
  esp_stmt_bind_int64 (stmt, 4, at_us);
  esp_stmt_bind_int64 (stat, 1, lead_id);
  esp_stmt_bind_int64 (stat, 2, at_us);
  return esp_stmt_run (stmt, NULL) && esp_stmt_run (stat, NULL);
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  g_autoptr (EspChannelRecord) channel = esp_channel_record_new ("Demo", "demo", NULL);

  return esp_meta_set_text (tx, ESP_META_POLICY, "{\"cap-count\":2,\"cap-days\":7}", error) &&
         insert_leads (tx, error) && esp_channel_insert (tx, channel, error) &&
         insert_segment (tx, "Seoul", "all(city = \"서울\")", error) &&
         insert_segment (tx, "Fifth", "all(email = \"p5@example.com\")", error) &&
         insert_send (tx, "First", channel->id, &fixture->earlier[0], error) &&
         insert_send (tx, "Second", channel->id, &fixture->earlier[1], error) &&
         insert_send (tx, "Spring", channel->id, &fixture->send_id, error) &&
         insert_row (tx, fixture->earlier[0], 1, "sent", NOON_US - 3 * ESP_USEC_PER_DAY) &&
         insert_row (tx, fixture->earlier[1], 1, "sent", NOON_US - ESP_USEC_PER_DAY) &&
         insert_row (tx, fixture->earlier[1], 6, "sent", NOON_US - ESP_USEC_PER_DAY);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (NOON_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  (void) esp_store_write (fixture->store, NULL, fill, fixture, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  temp_folder_free (fixture->folder);
}

typedef struct
{
  gint64 send_id;
  gint64 lead_id;
  EspSendAsk *ask;
} Question;

static gboolean
read_ask (EspTx *tx, gpointer data, GError **error)
{
  Question *question = data;

  question->ask = esp_send_ask_load (tx, question->send_id, question->lead_id, ESP_LANG_EN, error);
  return question->ask != NULL;
}

static EspSendAsk *
ask (Fixture *fixture, gint64 send_id, gint64 lead_id)
{
  Question question = { send_id, lead_id, NULL };
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (fixture->store, ESP_READ_PAGE, read_ask, &question, NULL, &error);
  g_assert_no_error (error);
  return question.ask;
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSendAsk) answer = ask (fixture, fixture->send_id, 1);

  g_assert_null (answer->why->row);
  g_assert_cmpint (answer->why->verdict.reason, ==, ESP_REASON_CAPPED);
  g_assert_cmpint (esp_send_ask_link_of (answer->why->verdict.reason), ==, ESP_ASK_LIMIT);
  g_assert_cmpuint (answer->counted->len, ==, 2);
  g_assert_cmpstr (((EspAskFact *) answer->counted->pdata[0])->what, ==, "Second");
  /* Two in seven days: the older of the two has to leave the window. */
  g_assert_cmpint (answer->limit_free_at_us, ==, NOON_US + 4 * ESP_USEC_PER_DAY);
}

static void
test_audience (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSendAsk) answer = ask (fixture, fixture->send_id, 2);
  const EspAudiencePart *part = answer->audience->parts->pdata[0];
  const EspAudienceCondition *condition = part->conditions->pdata[0];

  g_assert_cmpint (answer->why->verdict.reason, ==, ESP_REASON_NOT_IN_AUDIENCE);
  g_assert_cmpstr (part->name, ==, "Seoul");
  g_assert_false (part->is_member);
  g_assert_false (condition->matches);
  g_assert_cmpstr (condition->value, ==, "부산");
}

static void
test_excluded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSendAsk) answer = ask (fixture, fixture->send_id, 5);
  const EspAudiencePart *part = answer->audience->parts->pdata[1];

  g_assert_cmpint (answer->why->verdict.reason, ==, ESP_REASON_NOT_IN_AUDIENCE);
  g_assert_true (part->is_excluded);
  g_assert_true (part->is_member);
}

static void
test_past (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSendAsk) sent = ask (fixture, fixture->earlier[1], 6);
  g_autoptr (EspSendAsk) refused = ask (fixture, fixture->send_id, 3);
  g_autoptr (EspSendAsk) gone = ask (fixture, fixture->send_id, 4711);

  g_assert_cmpstr (sent->why->row->state, ==, "sent");
  g_assert_cmpint (sent->limit_free_at_us, ==, 0);
  g_assert_cmpint (refused->why->verdict.reason, ==, ESP_REASON_WITHDRAWN);
  g_assert_cmpstr (refused->consent_state, ==, "withdrawn");
  g_assert_cmpint (refused->consent_at_us, ==, NOON_US - ESP_USEC_PER_DAY);
  g_assert_cmpint (gone->why->verdict.reason, ==, ESP_REASON_GONE);
}

typedef struct
{
  gint64 send_id;
  gboolean has[N_LEADS + 1];
  gboolean counted[N_LEADS + 1];
} Comparison;

static gboolean
compare (EspTx *tx, gpointer data, GError **error)
{
  Comparison *comparison = data;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, comparison->send_id, error);

  for (guint32 id = 1; plan != NULL && id <= N_LEADS; id++)
    {
      g_autoptr (EspAudienceWhy) why =
        esp_audience_why_load (tx, plan->send->audience, id, ESP_LANG_KO, error);

      if (why == NULL || !esp_send_plan_has_lead (tx, plan, esp_segment_source_members, id,
                                                  &comparison->counted[id], error))
        return FALSE;
      comparison->has[id] = esp_audience_why_has (why);
    }
  return plan != NULL;
}

/* The answer about one lead is what counting everyone says. */
static void
test_agrees (Fixture *fixture, gconstpointer data)
{
  Comparison comparison = { .send_id = fixture->send_id };
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (fixture->store, ESP_READ_LONG, compare, &comparison, NULL, &error);
  g_assert_no_error (error);
  for (guint id = 1; id <= N_LEADS; id++)
    g_assert_cmpint (comparison.has[id], ==, comparison.counted[id]);
}

typedef struct
{
  GPtrArray *choices;
} Listing;

static gboolean
list_sends (EspTx *tx, gpointer data, GError **error)
{
  Listing *listing = data;

  listing->choices = esp_lead_asks_sends (tx, 6, 10, error);
  return listing->choices != NULL;
}

static void
test_choices (Fixture *fixture, gconstpointer data)
{
  Listing listing = { NULL };
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (fixture->store, ESP_READ_PAGE, list_sends, &listing, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (listing.choices->len, ==, 3);
  g_assert_cmpstr (((EspAskChoice *) listing.choices->pdata[0])->campaign, ==, "Second");
  g_assert_cmpstr (((EspAskChoice *) listing.choices->pdata[0])->row_state, ==, "sent");
  g_assert_null (((EspAskChoice *) listing.choices->pdata[1])->row_state);
  g_ptr_array_unref (listing.choices);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/worker/ask/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("says-when-the-limit-opens", test_limit);
  ADD ("names-the-condition-that-fails", test_audience);
  ADD ("names-the-segment-left-out", test_excluded);
  ADD ("tells-what-was-and-what-would-be", test_past);
  ADD ("agrees-with-the-count", test_agrees);
  ADD ("lists-what-may-be-asked", test_choices);
#undef ADD
  return g_test_run ();
}
