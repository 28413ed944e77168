/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises about consent: who has to be told is found, being told is proven, double opt-in takes one answer. */
#include "store/esp-campaigns.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-lead-facts.h"
#include "store/esp-suppressions.h"
#include "worker/esp-consent-answers.h"
#include "worker/esp-consent-ask.h"
#include "worker/esp-consent-keeper.h"
#include "worker/esp-mail-composer.h"
#include "worker/esp-send-plan.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT (1789956000000000)
#define DAY_US ((gint64) G_TIME_SPAN_DAY)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 leads[4]; /* old, fresh, refused, of another country */
  gboolean is_click;
  gint64 next_us;
  EspConsentDuties duties;
} World;

static gint64
insert (EspTx *tx, const char *email, const char *country, const char *state, gint64 age_days)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, NULL);
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  const EspConsent consent = { .channel = (char *) "email",
                               .purpose = (char *) "marketing",
                               .state = (char *) state,
                               .source = (char *) "form",
                               .wording = (char *) "v1",
                               .at_us = NOW_US - age_days * DAY_US };
  EspConsent mine = consent;

  esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
  if (country != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "country"), country);
  g_assert_true (esp_lead_insert (tx, lead, NULL));
  mine.lead_id = lead->id;
  g_assert_true (esp_consent_add (tx, &mine, NULL));
  return lead->id;
}

static gboolean
fill_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  world->leads[0] = insert (tx, "old@example.com", NULL, "granted", 800);
  world->leads[1] = insert (tx, "fresh@example.com", "KR", "granted", 3);
  world->leads[2] = insert (tx, "refused@example.com", "KR", "withdrawn", 5);
  world->leads[3] = insert (tx, "away@example.com", "US", "granted", 900);
  return esp_meta_set_text (tx, ESP_META_SENDER_EMAIL, "news@brand.example", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_NAME, "한빛샵", error) &&
         esp_meta_set_text (tx, ESP_META_UNSUBSCRIBE_URL, "https://x.example/u?t=", error);
}

static void
write_world (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOW_US);
  world->store = temp_store_new (world->folder, world->clock);
  write_world (world, fill_cb);
}

static void
tear_down (World *world, gconstpointer data)
{
  temp_store_free (world->store);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
due_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) due = esp_consent_run_list (tx, ESP_CONSENT_RUN_CONFIRM, NULL, 0, error);
  g_autoptr (GPtrArray) untold = esp_consent_run_list (tx, ESP_CONSENT_RUN_RESULT, NULL, 0, error);
  g_autoptr (GPtrArray) history = NULL;

  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpint (((EspConsentLine *) due->pdata[0])->consent.lead_id, ==, world->leads[0]);
  g_assert_cmpuint (untold->len, ==, 2);
  g_assert_true (esp_consent_book_note (tx, world->leads[0], "email", ESP_CONSENT_SOURCE_CONFIRMED,
                                        "send 1", NOW_US, error));
  g_assert_true (esp_consent_book_note (tx, world->leads[1], "email", ESP_CONSENT_SOURCE_TOLD,
                                        "send 1", 0, error));
  g_clear_pointer (&due, g_ptr_array_unref);
  g_clear_pointer (&untold, g_ptr_array_unref);
  due = esp_consent_run_list (tx, ESP_CONSENT_RUN_CONFIRM, NULL, 0, error);
  untold = esp_consent_run_list (tx, ESP_CONSENT_RUN_RESULT, NULL, 0, error);
  g_assert_cmpuint (due->len, ==, 0);
  g_assert_cmpuint (untold->len, ==, 1); /* who refused */
  history = esp_consent_list (tx, world->leads[0], error);
  g_assert_cmpuint (history->len, ==, 2); /* what was said stays */
  return TRUE;
}

static void
test_who_has_to_be_told (World *world, gconstpointer data)
{
  write_world (world, due_cb);
}

static gboolean
prepare_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) due = esp_consent_run_list (tx, ESP_CONSENT_RUN_CONFIRM, NULL, 0, error);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspMailComposer) composer = NULL;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_load (tx, fields, world->leads[0], error);
  EspMailSource source = { 0 };
  const EspMailRequest request = { .lead = lead,
                                   .consent_at_us = NOW_US - 800 * DAY_US,
                                   .now_us = NOW_US };
  EspMail mail = { 0 };
  const EspConsentRun run = { .kind = ESP_CONSENT_RUN_CONFIRM };
  gint64 campaign_id = 0;
  guint n = 0;
  guint n_open = 0;

  g_assert_false (esp_consent_run_prepare (tx, &run, nobody, &campaign_id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_assert_true (esp_consent_run_prepare (tx, &run, due, &campaign_id, error));
  send = esp_send_load_newest (tx, campaign_id, error);
  source.message_id = send->message_id;
  composer = esp_mail_composer_load (tx, &source, error);
  g_assert_true (esp_mail_composer_compose (composer, &request, TRUE, &mail, error));
  g_assert_nonnull (strstr (mail.text, "한빛샵"));   /* who */
  g_assert_nonnull (strstr (mail.text, "2024-07-")); /* when */
  g_assert_nonnull (strstr (mail.html, "철회"));     /* how to end it */
  g_assert_nonnull (strstr (mail.html, "https://x.example/u?t="));
  g_assert_null (strstr (mail.subject, "(광고)"));
  esp_mail_clear (&mail);
  g_assert_true (esp_consent_run_record (tx, campaign_id, &n, &n_open, error));
  g_assert_cmpuint (n, ==, 0); /* nothing has left yet */
  return TRUE;
}

static void
test_message_has_what_the_law_lists (World *world, gconstpointer data)
{
  write_world (world, prepare_cb);
}

/* Who refused came back by a form. */
static void
come_back (EspTx *tx, gint64 lead_id)
{
  const EspConsent pending = { .lead_id = lead_id,
                               .channel = (char *) "email",
                               .purpose = (char *) "marketing",
                               .state = (char *) "pending",
                               .source = (char *) "form",
                               .at_us = NOW_US };

  g_assert_true (esp_consent_add (tx, &pending, NULL));
}

/* As ordering does: what is sent is a version that stays. */
static void
freeze_mail (EspTx *tx, gint64 campaign_id)
{
  g_autoptr (EspSend) send = esp_send_load_newest (tx, campaign_id, NULL);
  int version = 0;

  g_assert_true (esp_message_freeze (tx, send->message_id, NULL, &version, NULL));
  send->message_version = version;
  g_assert_true (esp_send_update (tx, send, NULL));
}

/* The words that are kept were in the mail, and the proof says in which. */
static void
assert_proven (EspTx *tx, gint64 lead_id)
{
  g_autoptr (GPtrArray) history = esp_consent_list (tx, lead_id, NULL);
  const EspConsent *granted = history->pdata[0];

  g_assert_cmpstr (granted->state, ==, "granted");
  g_assert_cmpstr (granted->wording, ==, "광고 “수신” {{ v2 }}");
  g_assert_true (g_str_has_prefix (granted->proof, "203.0.113.9; asked by message "));
  g_assert_nonnull (strstr (granted->proof, ", version 1, SHA-256 "));
  g_assert_true (g_str_has_suffix (granted->proof, ", which quotes these words"));
}

static gboolean
double_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *link = NULL;
  g_autofree char *forged = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GError) problem = NULL;
  gint64 at_us = 0;
  gint64 campaign_id = 0;
  gint64 lead_id = 0;

  come_back (tx, world->leads[2]);
  g_assert_true (
    esp_consent_ask (tx, world->leads[2], "광고 “수신” {{ v2 }}", &link, &campaign_id, error));
  freeze_mail (tx, campaign_id);
  come_back (tx, world->leads[2]); /* no question of ours */
  g_assert_true (
    esp_consent_get_state (tx, world->leads[2], "email", "marketing", &state, &at_us, error));
  g_assert_cmpstr (state, ==, "pending");
  forged = g_strdup (link);
  forged[strlen (forged) - 3] = forged[strlen (forged) - 3] == 'A' ? 'B' : 'A';
  g_assert_false (esp_consent_confirm (tx, forged, NULL, &lead_id, &problem));
  g_clear_error (&problem);
  g_assert_true (esp_consent_confirm (tx, link, "203.0.113.9", &lead_id, error));
  g_assert_cmpint (lead_id, ==, world->leads[2]);
  g_clear_pointer (&state, g_free);
  g_assert_true (esp_consent_get_state (tx, lead_id, "email", "marketing", &state, &at_us, error));
  g_assert_cmpstr (state, ==, "granted");
  assert_proven (tx, lead_id);
  g_assert_false (esp_consent_confirm (tx, link, NULL, &lead_id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  return TRUE;
}

static void
test_double_opt_in (World *world, gconstpointer data)
{
  write_world (world, double_cb);
}

static void
assert_not_asked (EspTx *tx, gint64 lead_id, const char *wording, const char *words)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *link = NULL;
  gint64 campaign_id = 0;

  g_assert_false (esp_consent_ask (tx, lead_id, wording, &link, &campaign_id, &problem));
  g_assert_nonnull (problem);
  if (strstr (problem->message, words) == NULL)
    g_error ("%s", problem->message);
}

/* To ask is to advertise: not twice in a day, not who confirmed, and never who refused. */
static gboolean
ask_again_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *link = NULL;
  g_autofree char *other = NULL;
  gint64 campaign_id = 0;
  gint64 lead_id = 0;

  assert_not_asked (tx, world->leads[2], "v2", "withdrew on");
  come_back (tx, world->leads[2]);
  assert_not_asked (tx, world->leads[2], "", "To what");
  g_assert_true (esp_consent_ask (tx, world->leads[2], "v2", &link, &campaign_id, error));
  assert_not_asked (tx, world->leads[2], "v3", "less than a day");
  g_assert_true (esp_consent_confirm (tx, link, NULL, &lead_id, error));
  assert_not_asked (tx, world->leads[2], "v3", "agreed already");
  /* On a form only: Germany wants more. */
  return esp_consent_ask (tx, world->leads[1], "v2", &other, &campaign_id, error);
}

static void
test_who_is_not_asked (World *world, gconstpointer data)
{
  write_world (world, ask_again_cb);
}

static char *
get_state (EspTx *tx, gint64 lead_id)
{
  char *state = NULL;
  gint64 at_us = 0;

  g_assert_true (esp_consent_get_state (tx, lead_id, "email", "marketing", &state, &at_us, NULL));
  return state;
}

static gboolean
answers_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char *const doubts[] = { "동의하지 않아요",
                                        "이게 뭐예요?",
                                        "No",
                                        "not ok",
                                        "동의 안 해요",
                                        "네\n\n그런데 문자는 받지 않을게요",
                                        "아는 사람이 네라고 했어요",
                                        "예전에는 받았는데 이제는 그만 보내 주세요 부탁드립니다",
                                        "" };
  World *world = data;
  g_autofree char *link = NULL;
  g_autofree char *asked = NULL;
  g_autofree char *granted = NULL;
  gint64 campaign_id = 0;

  come_back (tx, world->leads[2]);
  g_assert_true (esp_consent_ask (tx, world->leads[2], "v2", &link, &campaign_id, error));
  for (guint i = 0; i < G_N_ELEMENTS (doubts); i++)
    g_assert_true (
      esp_consent_take_reply (tx, campaign_id, world->leads[2], "a@b.example", doubts[i], error));
  g_assert_true (
    esp_consent_take_reply (tx, campaign_id, world->leads[1], "a@b.example", "동의합니다", error));
  g_assert_true (
    esp_consent_take_reply (tx, campaign_id + 1, world->leads[2], "a@b.example", "네", error));
  g_assert_true (esp_consent_take_click (tx, "https://x.example/u?t=other", NULL, error));
  g_assert_true (esp_consent_take_click (tx, "https://else.example/", NULL, error));
  asked = get_state (tx, world->leads[2]);
  g_assert_cmpstr (asked, ==, "pending");
  if (world->is_click)
    g_assert_true (esp_consent_take_click (tx, link, "click from 203.0.113.9", error));
  else
    g_assert_true (
      esp_consent_take_reply (tx, campaign_id, world->leads[2], "a@b.example",
                              "네, 동의합니다\n\n김새봄 대리 | 새봄상사\n서울특별시 중구 보기로 1, "
                              "3층 301호 | 02-000-0000\n-- \n이 메일은 저장되지 않습니다",
                              error));
  granted = get_state (tx, world->leads[2]);
  g_assert_cmpstr (granted, ==, "granted");
  return TRUE;
}

static void
test_answers_confirm (World *world, gconstpointer data)
{
  world->is_click = data != NULL;
  write_world (world, answers_cb);
}

/* Without a page for the link an answer confirms, where somebody reads it. */
static gboolean
linkless_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspChannelRecord) post =
    esp_channel_record_new ("post", "smtp",
                            "{\"mailbox\":{\"host\":\"imap.x.example\",\"user\":\"news\"}}");
  g_autofree char *link = NULL;
  g_autofree char *state = NULL;
  gint64 campaign_id = 0;

  g_assert_true (esp_meta_set_text (tx, ESP_META_UNSUBSCRIBE_URL, "", error));
  come_back (tx, world->leads[2]);
  assert_not_asked (tx, world->leads[2], "v2", "Nothing takes the answer");
  g_assert_true (esp_channel_insert (tx, post, error));
  g_assert_true (esp_consent_ask (tx, world->leads[2], "v2", &link, &campaign_id, error));
  g_assert_null (link);
  g_assert_true (
    esp_consent_take_reply (tx, campaign_id, world->leads[2], "a@b.example", "네!", error));
  state = get_state (tx, world->leads[2]);
  g_assert_cmpstr (state, ==, "granted");
  return TRUE;
}

static void
test_asked_without_a_link (World *world, gconstpointer data)
{
  write_world (world, linkless_cb);
}

static gboolean
turn_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  world->next_us = G_MAXINT64;
  return esp_consent_keeper_turn (tx, &world->next_us, error) &&
         esp_consent_duties_load (tx, &world->duties, error);
}

/* Two agreed to texts; one of them has a telephone. */
static gboolean
texts_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  EspConsentRunMade made;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspMessageRow) row = NULL;

  esp_value_set_text (esp_lead_get_writable (lead, "phone"), "+821012345678");
  g_assert_true (esp_lead_insert (tx, lead, error));
  world->leads[0] = lead->id;
  for (guint i = 0; i < 2; i++)
    {
      const EspConsent consent = { .lead_id = world->leads[i],
                                   .channel = (char *) "sms",
                                   .purpose = (char *) "marketing",
                                   .state = (char *) "granted",
                                   .basis = (char *) "consent",
                                   .source = (char *) "form",
                                   .at_us = NOW_US - DAY_US };

      g_assert_true (esp_consent_add (tx, &consent, error));
    }
  g_assert_true (esp_consent_duties_load (tx, &world->duties, error));
  g_assert_cmpuint (world->duties.texts.n_due[ESP_CONSENT_RUN_RESULT], ==, 2);
  g_assert_true (esp_consent_run_prepare_due (tx, ESP_CONSENT_RUN_RESULT, "sms", 0,
                                              ESP_CONSENT_BY_BOTH, &made, error));
  g_assert_cmpuint (made.n, ==, 1);
  g_assert_cmpuint (made.n_other, ==, 1); /* has no telephone, and is told by email */
  g_assert_cmpuint (made.n_unreached, ==, 0);
  g_assert_true (esp_consent_duties_load (tx, &world->duties, error));
  g_assert_cmpint (world->duties.texts.campaign_ids[ESP_CONSENT_RUN_RESULT], ==, made.campaign_id);
  g_assert_cmpint (world->duties.texts.other_ids[ESP_CONSENT_RUN_RESULT], ==, made.other_id);
  send = esp_send_load_newest (tx, made.other_id, error);
  row = esp_message_load (tx, send->message_id, error);
  g_assert_nonnull (strstr (row->document, "문자 광고성 정보"));
  g_assert_null (strstr (row->document, "unsubscribe_url")); /* that ends consents to email */
  return TRUE;
}

static void
test_texts (World *world, gconstpointer data)
{
  write_world (world, texts_cb);
}

/* Whoever withdrew from @channel, and how: NULL is by hand, without closing the address. */
static gint64
add_refused (EspTx *tx,
             const char *email,
             const char *phone,
             const char *channel,
             const char *reason)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, NULL);
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  EspConsent consent = { .channel = (char *) channel,
                         .purpose = (char *) "marketing",
                         .state = (char *) "withdrawn",
                         .source = (char *) "080",
                         .at_us = NOW_US - 2 * DAY_US };

  esp_value_set_text (esp_lead_get_writable (lead, "country"), "KR");
  if (email != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
  if (phone != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "phone"), phone);
  g_assert_true (esp_lead_insert (tx, lead, NULL));
  consent.lead_id = lead->id;
  g_assert_true (esp_consent_add (tx, &consent, NULL));
  if (reason != NULL)
    g_assert_true (esp_suppress_lead (tx, lead, channel, reason, NULL, NULL));
  return lead->id;
}

static gboolean
is_closed (EspTx *tx, gint64 campaign_id, gint64 lead_id)
{
  g_autoptr (EspSend) send = esp_send_load_newest (tx, campaign_id, NULL);
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send->id, NULL);
  g_auto (EspLeadFacts) facts = { 0 };
  g_autoptr (EspFacts) all = NULL;
  EspFactsQuery query;

  g_assert_nonnull (plan);
  esp_send_plan_get_query (tx, plan, &query);
  g_assert_true (esp_lead_facts_read (tx, &query, lead_id, &facts, NULL));
  all = esp_facts_load (tx, &query, NULL);
  g_assert_cmpint (esp_bitmap_contains (all->suppressed, (guint32) lead_id), ==,
                   facts.is_suppressed);
  return facts.is_suppressed;
}

static guint
count_in (EspTx *tx, gint64 campaign_id, gint64 lead_id)
{
  g_autoptr (EspSend) send = esp_send_load_newest (tx, campaign_id, NULL);
  g_autofree char *mark = g_strdup_printf ("%" G_GINT64_FORMAT, lead_id);
  guint n = 0;
  g_auto (GStrv) ids = g_strsplit_set (send->audience, "[],", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    n += g_str_equal (ids[i], mark);
  return n;
}

/* That a refusal was taken down is told to those too to whom nothing else goes any more, by the way that is left. */
static gboolean
refusals_cb (EspTx *tx, gpointer data, GError **error)
{
  gint64 by_text = add_refused (tx, NULL, "+821011112222", "sms", "unsubscribed");
  gint64 dead = add_refused (tx, "c@example.com", "+821033334444", "sms", "hard-bounce");
  gint64 by_mail = add_refused (tx, "b@example.com", "+821055556666", "email", "unsubscribed");
  gint64 phone_left = add_refused (tx, "d@example.com", "+821077778888", "email", "complaint");
  gint64 nothing_left = add_refused (tx, "e@example.com", NULL, "email", "hard-bounce");
  EspConsentRunMade texts;
  EspConsentRunMade mails;
  g_autoptr (EspSend) send = NULL;

  g_assert_true (esp_consent_run_prepare_due (tx, ESP_CONSENT_RUN_REFUSAL, "sms", 0,
                                              ESP_CONSENT_BY_BOTH, &texts, error));
  g_assert_cmpuint (texts.n, ==, 1);
  g_assert_cmpuint (texts.n_other, ==, 1);
  g_assert_cmpuint (texts.n_unreached, ==, 0);
  g_assert_cmpuint (count_in (tx, texts.campaign_id, by_text), ==, 1);
  g_assert_cmpuint (count_in (tx, texts.other_id, dead), ==, 1);
  g_assert_false (is_closed (tx, texts.campaign_id, by_text));
  g_assert_true (is_closed (tx, texts.campaign_id, dead));
  g_assert_true (esp_consent_run_prepare_due (tx, ESP_CONSENT_RUN_REFUSAL, NULL, 0,
                                              ESP_CONSENT_BY_BOTH, &mails, error));
  g_assert_cmpuint (mails.n, ==, 2); /* one of them refused by hand */
  g_assert_cmpuint (mails.n_other, ==, 1);
  g_assert_cmpuint (mails.n_unreached, ==, 1);
  g_assert_cmpuint (count_in (tx, mails.other_id, phone_left), ==, 1);
  g_assert_cmpuint (count_in (tx, mails.campaign_id, nothing_left), ==, 0);
  g_assert_false (is_closed (tx, mails.campaign_id, by_mail));
  /* Once it says something else it is a message like others. */
  send = esp_send_load_newest (tx, mails.campaign_id, error);
  g_assert_true (esp_message_update (tx, send->message_id, "n", "{\"version\":1}", error));
  g_assert_true (is_closed (tx, mails.campaign_id, by_mail));
  return TRUE;
}

static void
test_refusals (World *world, gconstpointer data)
{
  write_world (world, refusals_cb);
}

static gboolean
draft_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_CONSENT_NOTICES, "draft", error);
}

static gboolean
throw_away_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autofree char *key =
    g_strdup_printf ("consent_run:%" G_GINT64_FORMAT,
                     world->duties.mails.campaign_ids[ESP_CONSENT_RUN_CONFIRM]);

  return esp_meta_set_text (tx, key, NULL, error);
}

static void
test_keeper (World *world, gconstpointer data)
{
  gint64 first_id;

  write_world (world, turn_cb); /* nobody wanted drafts: it is told only */
  g_assert_cmpint (world->next_us, ==, G_MAXINT64);
  for (guint i = 0; i < ESP_N_CONSENT_RUNS; i++)
    {
      g_assert_cmpuint (world->duties.mails.n_due[i], ==, 1);
      g_assert_cmpint (world->duties.mails.campaign_ids[i], ==, 0);
    }
  write_world (world, draft_cb);
  write_world (world, turn_cb);
  g_assert_cmpint (world->next_us, ==, NOW_US + ESP_USEC_PER_HOUR);
  for (guint i = 0; i < ESP_N_CONSENT_RUNS; i++)
    g_assert_cmpint (world->duties.mails.campaign_ids[i], >, 0);
  first_id = world->duties.mails.campaign_ids[ESP_CONSENT_RUN_CONFIRM];
  esp_clock_advance (world->clock, 2 * ESP_USEC_PER_HOUR);
  write_world (world, turn_cb);
  g_assert_cmpint (world->duties.mails.campaign_ids[ESP_CONSENT_RUN_CONFIRM], ==, first_id);
  write_world (world, throw_away_cb);
  esp_clock_advance (world->clock, 2 * ESP_USEC_PER_HOUR);
  write_world (world, turn_cb); /* once a month */
  g_assert_cmpint (world->duties.mails.campaign_ids[ESP_CONSENT_RUN_CONFIRM], ==, 0);
  esp_clock_advance (world->clock, 31 * DAY_US);
  write_world (world, turn_cb);
  g_assert_cmpint (world->duties.mails.campaign_ids[ESP_CONSENT_RUN_CONFIRM], >, first_id);
}

typedef struct
{
  gint64 lead_id;
  EspConsentAnswers sum;
  const char *form; /* with %s where the token goes */
  char state[ESP_CONSENT_STATE_SIZE];
} Answering;

static gboolean
answer_cb (EspTx *tx, gpointer data, GError **error)
{
  Answering *answering = data;
  g_autofree char *token = esp_consent_answers_dup_token (tx, answering->lead_id, error);
  g_auto (GStrv) parts = g_strsplit (answering->form, "TOKEN", 2);
  g_autofree char *form = g_strjoinv (token, parts);
  g_autofree char *state = NULL;
  gint64 at_us = 0;

  if (!esp_consent_answers_take (tx, form, -1, &answering->sum, error) ||
      !esp_consent_get_state (tx, answering->lead_id, "email", "marketing", &state, &at_us, error))
    return FALSE;
  g_strlcpy (answering->state, state, sizeof answering->state);
  return TRUE;
}

/* What was ticked on the page counts once, what somebody else signed never. */
static void
test_answers (World *world, gconstpointer data)
{
  static const struct
  {
    const char *form;
    const char *state;
    guint n_taken;
    guint n_known;
    guint n_foreign;
  } cases[] = {
    { "token=TOKEN&agree.email.marketing=yes&save=1", "granted", 1, 0, 0 }, /* had refused */
    { "token=TOKEN&agree.email.marketing=yes&save=1", "granted", 0, 1, 0 }, /* read again */
    { "{\"token\":\"TOKEN\",\"refuse_all\":\"1\",\"ip\":\"203.0.113.7\"}", "withdrawn", 1, 0, 0 },
    { "token=TOKEN\r\nagree.email.marketing=yes\r\nsave=1\r\nat=1500000000\r\n", "withdrawn", 0, 1,
      0 }, /* said long before */
    { "token=TOKENx&agree.email.marketing=yes", "withdrawn", 0, 0, 1 },
    { "token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&agree.email.marketing=yes", "withdrawn", 0,
      0, 1 },
    { "agree.email.marketing=yes&save=1", "withdrawn", 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Answering answering = { .lead_id = world->leads[2], .form = cases[i].form };

      (void) esp_store_write (world->store, NULL, answer_cb, &answering, NULL, &error);
      g_assert_no_error (error);
      if (!g_str_equal (answering.state, cases[i].state) ||
          answering.sum.n_taken != cases[i].n_taken || answering.sum.n_known != cases[i].n_known ||
          answering.sum.n_foreign != cases[i].n_foreign)
        g_error ("case %u: %s, %u taken, %u known, %u foreign", i, answering.state,
                 answering.sum.n_taken, answering.sum.n_known, answering.sum.n_foreign);
      esp_clock_advance (world->clock, G_TIME_SPAN_MINUTE);
    }
}

/* Who says yes again after two years needs no notice any more; who said it three days ago has said nothing new. */
static void
test_yes_again (World *world, gconstpointer data)
{
  const guint n_taken[] = { 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (n_taken); i++)
    {
      g_autoptr (GError) error = NULL;
      Answering answering = { .lead_id = world->leads[i],
                              .form = "token=TOKEN&agree.email.marketing=yes" };

      (void) esp_store_write (world->store, NULL, answer_cb, &answering, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (answering.sum.n_taken, ==, n_taken[i]);
      g_assert_cmpstr (answering.state, ==, "granted");
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/worker/consent-run/who-has-to-be-told", World, NULL, set_up,
              test_who_has_to_be_told, tear_down);
  g_test_add ("/worker/consent-run/message-has-what-the-law-lists", World, NULL, set_up,
              test_message_has_what_the_law_lists, tear_down);
  g_test_add ("/worker/consent-run/who-is-not-asked", World, NULL, set_up, test_who_is_not_asked,
              tear_down);
  g_test_add ("/worker/consent-run/double-opt-in", World, NULL, set_up, test_double_opt_in,
              tear_down);
  g_test_add ("/worker/consent-run/reply-confirms", World, NULL, set_up, test_answers_confirm,
              tear_down);
  g_test_add ("/worker/consent-run/click-confirms", World, "click", set_up, test_answers_confirm,
              tear_down);
  g_test_add ("/worker/consent-run/texts", World, NULL, set_up, test_texts, tear_down);
  g_test_add ("/worker/consent-run/refusals", World, NULL, set_up, test_refusals, tear_down);
  g_test_add ("/worker/consent-run/made-when-due", World, NULL, set_up, test_keeper, tear_down);
  g_test_add ("/consent/asked-without-a-link", World, NULL, set_up, test_asked_without_a_link,
              tear_down);
  g_test_add ("/consent/answers", World, NULL, set_up, test_answers, tear_down);
  g_test_add ("/consent/yes-again", World, NULL, set_up, test_yes_again, tear_down);
  return g_test_run ();
}
