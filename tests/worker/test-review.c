/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of reviews: what is asked about is locked, a yes holds for that and no longer, and is proven. */
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-library.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-review-evidence.h"
#include "worker/esp-review-place.h"
#include "worker/esp-review.h"
#include "worker/esp-rule-packs.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-workspace-setting.h"

#include "temp-store.h"

/* 2027-03-15 12:00 in Seoul */
#define NOON_US (G_GINT64_CONSTANT (1805079600) * G_USEC_PER_SEC)
#define DOCUMENT(subject, words)                                                                    \
  "{\"version\":1,\"class\":\"transactional\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\"," \
  "\"address\":\"news@brand.example\"},\"subject\":\"" subject                                      \
  "\",\"body\":{\"sections\":[{\"columns\":[{\"blocks\":[{\"id\":\"b1\",\"type\":\"text\","         \
  "\"paragraphs\":[{\"runs\":[\"" words "\"]}]}]}]}]}}"

typedef struct
{
  char *folder;
  EspStore *store;
  EspClock *clock;
  gint64 campaign_id;
  gint64 send_id;
  gint64 message_id;
  gint64 review_id;
  const char *person;
  const char *text;
  gint64 until_us;
  gboolean is_approved;
  EspReviewStanding standing;
  guint changed;
  guint n_people;
} World;

static gboolean
insert_people (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      g_autofree char *email = g_strdup_printf ("p%u@shop.kr", world->n_people++);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted",
                             .source = (char *) "form",
                             .wording = (char *) "v1" };

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      consent.at_us = esp_tx_get_now_us (tx) - ESP_USEC_PER_DAY;
      if (!esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSend) send = NULL;

  if (!insert_people (tx, data, error) ||
      !esp_campaign_insert (tx, "Spring", &world->campaign_id, error))
    return FALSE;
  send = esp_send_new (world->campaign_id);
  if (!esp_channel_ensure_demo (tx, &send->channel_id, error) ||
      !esp_message_insert (tx, "m", "email", DOCUMENT ("주문", "고맙습니다"), &send->message_id,
                           error) ||
      !esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  world->message_id = send->message_id;
  return TRUE;
}

static gboolean
try_write (World *world, EspStoreFunc func, int *out_code)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = esp_store_write (world->store, NULL, func, world, NULL, &error);

  if (!is_done)
    g_assert_true (error->domain == ESP_STORE_ERROR || error->domain == ESP_REVIEW_ERROR);
  *out_code = is_done ? -1 : error->code;
  return is_done;
}

static void
write_world (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
set_policy (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_REVIEW, "all", error);
}

static void
set_up (World *world, gconstpointer data)
{
  *world = (World){ .person = "지후" };
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOON_US);
  world->store = temp_store_new (world->folder, world->clock);
  write_world (world, make_world);
  write_world (world, set_policy);
}

static void
tear_down (World *world, gconstpointer data)
{
  temp_store_free (world->store);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSendGate) gate =
    esp_send_gate_new (tx, world->send_id, 0, esp_segment_source_members, error);

  if (gate == NULL)
    return FALSE;
  world->standing = gate->look->standing;
  world->changed = gate->look->changed;
  /* What is shown beside the review says the same as what stops the order. */
  if (gate->look->review != NULL)
    {
      guint stale = 0;

      g_assert_true (esp_review_find_stale (tx, gate->look->review, &stale, error));
      g_assert_cmpuint (stale, ==, gate->look->changed);
    }
  return TRUE;
}

static EspReviewStanding
look (World *world)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, look_cb, world, NULL, &error);
  g_assert_no_error (error);
  return world->standing;
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSendGate) gate =
    esp_send_gate_new (tx, world->send_id, 0, esp_segment_source_members, error);

  return gate != NULL && esp_review_ask (tx, gate, "지후", "봐 주세요", &world->review_id, error);
}

static gboolean
approve_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_review_approve (tx, world->review_id, world->person, world->until_us,
                             &world->is_approved, error);
}

static gboolean
changes_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_review_request_changes (tx, world->review_id, world->person, world->text, error);
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_message_update (tx, world->message_id, "m", DOCUMENT ("주문", "대단히 고맙습니다"),
                             error);
}

static gboolean
change_audience_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);

  g_free (send->audience);
  send->audience = g_strdup ("{\"leads\":[1,2,3]}");
  return esp_send_update (tx, send, error);
}

/* The workspace gets a brand: the message, which names none, looks otherwise. */
static gboolean
dress_cb (EspTx *tx, gpointer data, GError **error)
{
  EspLibraryItem item = { .kind = ESP_LIBRARY_BRAND,
                          .name = (char *) "봄",
                          .uuid = (char *) "0123456789abcdef0123456789abcdef",
                          .document = (char *) "{\"version\":1,\"radius\":4}" };
  gint64 id = 0;

  return esp_library_insert (tx, &item, &id, error) &&
         esp_library_set_default (tx, id, TRUE, error);
}

static gboolean
add_rules_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_rule_use_switch (tx, "kr-food", TRUE, error);
}

static void
approve_as (World *world, const char *person)
{
  world->person = person;
  write_world (world, approve_cb);
}

static void
test_locked_then_granted (World *world, gconstpointer data)
{
  int code;

  g_assert_cmpint (look (world), ==, ESP_REVIEW_MISSING);
  write_world (world, ask_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_WAITING);
  g_assert_false (try_write (world, edit_cb, &code));
  g_assert_cmpint (code, ==, ESP_STORE_ERROR_LOCKED);
  g_assert_false (try_write (world, change_audience_cb, &code));
  g_assert_cmpint (code, ==, ESP_STORE_ERROR_LOCKED);
  g_assert_false (try_write (world, ask_cb, &code)); /* once is enough */
  approve_as (world, "민지");
  g_assert_true (world->is_approved);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_GRANTED);
  g_assert_false (try_write (world, approve_cb, &code)); /* decided once */
}

static void
test_change_voids (World *world, gconstpointer data)
{
  write_world (world, ask_cb);
  approve_as (world, "민지");
  write_world (world, edit_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_OUTDATED);
  g_assert_cmpuint (world->changed, ==, 1u << ESP_BASIS_MESSAGE);
  write_world (world, ask_cb);
  approve_as (world, "민지");
  g_assert_cmpint (look (world), ==, ESP_REVIEW_GRANTED);
  write_world (world, change_audience_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_OUTDATED);
  g_assert_cmpuint (world->changed, ==, 1u << ESP_BASIS_AUDIENCE);
  write_world (world, ask_cb);
  approve_as (world, "민지");
  write_world (world, dress_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_OUTDATED);
  g_assert_cmpuint (world->changed, ==, 1u << ESP_BASIS_LIBRARY);
  write_world (world, ask_cb);
  approve_as (world, "민지");
  write_world (world, add_rules_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_OUTDATED);
  g_assert_cmpuint (world->changed, ==, 1u << ESP_BASIS_RULES);
}

static void
test_size_and_time (World *world, gconstpointer data)
{
  write_world (world, ask_cb);
  world->until_us = NOON_US + ESP_USEC_PER_HOUR;
  approve_as (world, "민지");
  g_assert_cmpint (look (world), ==, ESP_REVIEW_GRANTED);
  esp_clock_advance (world->clock, ESP_USEC_PER_HOUR + 1);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_EXPIRED);
  write_world (world, insert_people); /* twice as many */
  g_assert_cmpint (look (world), ==, ESP_REVIEW_SIZE);
}

static gboolean
two_reviewers_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_REVIEWERS, "2", error);
}

static void
test_two_reviewers (World *world, gconstpointer data)
{
  write_world (world, two_reviewers_cb);
  write_world (world, ask_cb);
  approve_as (world, "민지");
  g_assert_false (world->is_approved);
  approve_as (world, "민지"); /* the same person is one */
  g_assert_false (world->is_approved);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_WAITING);
  approve_as (world, "도윤");
  g_assert_true (world->is_approved);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_GRANTED);
}

/* Spacing and case make nobody two people, nor does it let who asked approve; of two times the shorter one counts. */
static void
test_one_person_is_one (World *world, gconstpointer data)
{
  int code;

  write_world (world, two_reviewers_cb);
  write_world (world, ask_cb);
  world->person = " 지후  ";
  g_assert_false (try_write (world, approve_cb, &code));
  g_assert_cmpint (code, ==, ESP_REVIEW_ERROR_TOO_SOON);
  world->until_us = NOON_US + 2 * ESP_USEC_PER_HOUR;
  approve_as (world, "Min Ji");
  approve_as (world, "min   ji ");
  g_assert_false (world->is_approved);
  world->until_us = NOON_US + 5 * ESP_USEC_PER_HOUR;
  approve_as (world, "도윤");
  g_assert_true (world->is_approved);
  esp_clock_advance (world->clock, 3 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (look (world), !=, ESP_REVIEW_GRANTED);
}

static gboolean
order_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSendGate) gate =
    esp_send_gate_new (tx, world->send_id, 0, esp_segment_source_members, error);

  return gate != NULL && esp_send_order_start (tx, gate, TRUE, error);
}

/* Who approved and sees a fault afterwards gives it back, until it is ordered. */
static void
test_approval_is_taken_back (World *world, gconstpointer data)
{
  int code;

  write_world (world, ask_cb);
  approve_as (world, "민지");
  g_assert_cmpint (look (world), ==, ESP_REVIEW_GRANTED);
  world->text = NULL;
  g_assert_false (try_write (world, changes_cb, &code));
  g_assert_cmpint (code, ==, ESP_REVIEW_ERROR_SILENT);
  world->text = "가격이 틀려요";
  write_world (world, changes_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_REFUSED);
  write_world (world, ask_cb);
  approve_as (world, "민지");
  write_world (world, order_cb);
  g_assert_false (try_write (world, changes_cb, &code));
  g_assert_cmpint (code, ==, ESP_REVIEW_ERROR_DECIDED);
}

static void
test_own_review_cools (World *world, gconstpointer data)
{
  int code;

  write_world (world, ask_cb);
  world->person = "지후";
  g_assert_false (try_write (world, approve_cb, &code));
  g_assert_cmpint (code, ==, ESP_REVIEW_ERROR_TOO_SOON);
  esp_clock_advance (world->clock, ESP_REVIEW_COOLING_US);
  approve_as (world, "지후");
  g_assert_true (world->is_approved);
}

static void
test_changes_need_words (World *world, gconstpointer data)
{
  int code;

  write_world (world, ask_cb);
  world->person = "민지";
  g_assert_false (try_write (world, changes_cb, &code));
  world->text = "제목을 고쳐 주세요";
  write_world (world, changes_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_REFUSED);
  write_world (world, edit_cb); /* unlocked */
  write_world (world, ask_cb);
  g_assert_cmpint (look (world), ==, ESP_REVIEW_WAITING);
}

static gboolean
dossier_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspReviewDossier) dossier = esp_review_dossier_new (world->review_id);
  const EspMessageChange *change;

  if (!esp_review_dossier_read (tx, dossier, error))
    return FALSE;
  g_assert_nonnull (dossier->before);
  g_assert_cmpuint (dossier->changed, ==, 1u << ESP_BASIS_MESSAGE);
  g_assert_cmpuint (dossier->changes->len, ==, 1);
  change = dossier->changes->pdata[0];
  g_assert_cmpstr (change->block_id, ==, "b1");
  g_assert_cmpstr (change->before, ==, "고맙습니다");
  g_assert_cmpstr (change->after, ==, "대단히 고맙습니다");
  return TRUE;
}

static gboolean
evidence_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  EspEvidenceWords words;
  EspEvidence evidence = { .review_id = world->review_id, .words = &words };
  g_autoptr (GBytes) pdf = NULL;

  esp_evidence_words_fill (&words, ESP_LANG_KO, NULL);
  g_assert_cmpstr (words.words[ESP_EVIDENCE_TITLE], ==, "검토 증빙");
  for (guint i = 0; i < ESP_N_EVIDENCE_WORDS; i++)
    g_assert_nonnull (words.words[i]);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    g_assert_nonnull (words.reasons[i]);
  if (!esp_review_evidence_make (tx, &evidence, error))
    return FALSE;
  pdf = evidence.pdf;
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 4000);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (pdf, NULL), "%PDF-"));
  return TRUE;
}

static void
test_what_differs_and_evidence (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_world (world, ask_cb);
  approve_as (world, "민지");
  write_world (world, edit_cb);
  write_world (world, ask_cb);
  (void) esp_store_read (world->store, ESP_READ_PAGE, dossier_cb, world, NULL, &error);
  g_assert_no_error (error);
  (void) esp_store_read (world->store, ESP_READ_LONG, evidence_cb, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
place_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  EspReviewComment comment = { .place = (char *) "block:b1",
                               .person = (char *) "민지",
                               .text = (char *) "짧게" };

  if (!esp_review_comment (tx, world->review_id, &comment, error))
    return FALSE;
  comment.place = (char *) "block:b99";
  return esp_review_comment (tx, world->review_id, &comment, error);
}

static gboolean
rewrite_often_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  for (int i = 0; i < 2 * ESP_MESSAGE_VERSIONS_KEPT; i++)
    {
      int version;
      g_autofree char *document =
        g_strdup_printf ("{\"format\":2,\"subject\":\"%d\",\"sections\":[]}", i);

      if (!esp_message_update (tx, world->message_id, "m", document, error) ||
          !esp_message_freeze (tx, world->message_id, NULL, &version, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_back_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspReviewDossier) dossier = esp_review_dossier_new (world->review_id);

  if (!esp_review_dossier_read (tx, dossier, error))
    return FALSE;
  g_assert_cmpint (dossier->version, !=, 0);
  g_assert_nonnull (strstr (dossier->document, "고맙습니다"));
  return TRUE;
}

/* What was looked at can be shown years later, whatever became of the message. */
static void
test_what_was_looked_at_stays (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_world (world, ask_cb);
  approve_as (world, "민지");
  write_world (world, rewrite_often_cb);
  (void) esp_store_read (world->store, ESP_READ_PAGE, look_back_cb, world, NULL, &error);
  g_assert_no_error (error);
}

/* A comment is anchored to something, or it is about the whole. */
static void
test_unknown_place_is_refused (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_world (world, ask_cb);
  g_assert_false (esp_store_write (world->store, NULL, place_cb, world, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“block:b99”"));
  g_assert_nonnull (strstr (error->message, "subject, preheader, audience, when, block:b1"));
}

#define ADD(path, func) g_test_add (path, World, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/review/locked-then-granted", test_locked_then_granted);
  ADD ("/review/change-voids", test_change_voids);
  ADD ("/review/what-was-looked-at-stays", test_what_was_looked_at_stays);
  ADD ("/review/unknown-place-is-refused", test_unknown_place_is_refused);
  ADD ("/review/size-and-time", test_size_and_time);
  ADD ("/review/two-reviewers", test_two_reviewers);
  ADD ("/review/one-person-is-one", test_one_person_is_one);
  ADD ("/review/approval-is-taken-back", test_approval_is_taken_back);
  ADD ("/review/own-review-cools", test_own_review_cools);
  ADD ("/review/changes-need-words", test_changes_need_words);
  ADD ("/review/what-differs-and-evidence", test_what_differs_and_evidence);
  return g_test_run ();
}
