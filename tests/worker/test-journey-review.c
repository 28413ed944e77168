/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the yes before a journey is published: asked for, given by somebody else, void when it changes. */
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "worker/esp-journey-evidence.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-review.h"
#include "worker/esp-review.h"
#include "worker/esp-workspace-setting.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT (1789956000000000)
#define MAIL(words)                                                                                \
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"A\",\"address\":"    \
  "\"a@b.example\"},\"subject\":\"(광고) " words "\",\"body\":{\"sections\":[]}}"
#define DRAFT(hours)                                                                               \
  "{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":["    \
  "{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"hours\":" #hours "}},"                               \
  "{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Hello\"},{\"id\":\"x\",\"kind\":\"exit\"}]}"

typedef struct
{
  EspStore *store;
  EspClock *clock;
  gint64 journey_id;
  gint64 message_id;
  const char *person;
  const char *text;
  gboolean is_approved;
  EspJourneyYes yes;
} World;

typedef gboolean (*Act) (EspTx *tx, World *world, GError **error);

static gboolean
ask (EspTx *tx, World *world, GError **error)
{
  return esp_journey_review_ask (tx, world->journey_id, world->person, world->text, error);
}

static gboolean
approve (EspTx *tx, World *world, GError **error)
{
  return esp_journey_review_approve (tx, world->journey_id, world->person, 0, &world->is_approved,
                                     error);
}

static gboolean
give_back (EspTx *tx, World *world, GError **error)
{
  return esp_journey_review_give_back (tx, world->journey_id, world->person, world->text, error);
}

static gboolean
change_journey (EspTx *tx, World *world, GError **error)
{
  return esp_journey_row_update (tx, world->journey_id, "J", world->text, error);
}

static gboolean
edit_journey (EspTx *tx, World *world, GError **error)
{
  return esp_journey_order_edit (tx, world->journey_id, world->text, error);
}

static gboolean
rename_journey (EspTx *tx, World *world, GError **error)
{
  return esp_journey_order_rename (tx, world->journey_id, world->text, error);
}

static gboolean
withdraw (EspTx *tx, World *world, GError **error)
{
  return esp_journey_review_withdraw (tx, world->journey_id, world->person, error);
}

static gboolean
change_message (EspTx *tx, World *world, GError **error)
{
  return esp_message_update (tx, world->message_id, "Hello", world->text, error);
}

static gboolean
set_policy (EspTx *tx, World *world, GError **error)
{
  return esp_setting_store (tx, esp_setting_find ("review"), "all", error);
}

static gboolean
fill (EspTx *tx, World *world, GError **error)
{
  return esp_message_insert (tx, "Hello", "email", MAIL ("one"), &world->message_id, error) &&
         esp_journey_row_insert (tx, "J", DRAFT (1), &world->journey_id, error);
}

typedef struct
{
  World *world;
  Act act;
} Call;

static gboolean
call_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return call->act (tx, call->world, error);
}

/* Returns: -1 when it was done, else the code of the refusal */
static int
run (World *world, Act act, const char *person, const char *text)
{
  g_autoptr (GError) error = NULL;
  Call call = { world, act };

  world->person = person;
  world->text = text;
  if (esp_store_write (world->store, NULL, call_cb, &call, NULL, &error))
    return -1;
  g_assert_true (error->domain == ESP_REVIEW_ERROR);
  return error->code;
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspJourneyReviewLook) look =
    esp_journey_review_look_new (tx, world->journey_id, error);
  g_autoptr (GError) refusal = NULL;
  gboolean is_free;

  g_assert_nonnull (look);
  world->yes = look->yes;
  is_free = esp_journey_review_permits (tx, world->journey_id, &refusal);
  g_assert_true (is_free ==
                 (look->yes == ESP_JOURNEY_YES_FREE || look->yes == ESP_JOURNEY_YES_GIVEN));
  g_assert_true (is_free == (refusal == NULL));
  return TRUE;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  guint *counts = data;
  gint64 n_open = 0;

  for (gboolean with_ended = FALSE; with_ended <= TRUE; with_ended++)
    {
      g_autoptr (GPtrArray) rows = esp_journey_review_list (tx, with_ended, 10, error);

      g_assert_nonnull (rows);
      counts[with_ended] = rows->len;
      if (rows->len > 0)
        g_assert_cmpstr (((EspJourneyReview *) rows->pdata[0])->journey, ==, "J");
    }
  g_assert_true (esp_journey_review_count_open (tx, &n_open, error));
  g_assert_cmpint (n_open, ==, counts[FALSE]);
  return TRUE;
}

static void
assert_listed (World *world, guint n_open, guint n_all)
{
  guint counts[2] = { 0 };

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, list_cb, counts, NULL, NULL));
  g_assert_cmpuint (counts[FALSE], ==, n_open);
  g_assert_cmpuint (counts[TRUE], ==, n_all);
}

static EspJourneyYes
look (World *world)
{
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, look_cb, world, NULL, NULL));
  return world->yes;
}

static void
test_round (void)
{
  char *folder = temp_folder_new ();
  World world = { .clock = esp_clock_new_fake (NOW_US) };

  world.store = temp_store_new (folder, world.clock);
  g_assert_cmpint (run (&world, fill, NULL, NULL), ==, -1);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_FREE); /* reviews are off */
  g_assert_cmpint (run (&world, set_policy, NULL, NULL), ==, -1);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_MISSING);
  g_assert_cmpint (run (&world, approve, "민지", NULL), ==, ESP_REVIEW_ERROR_DECIDED);

  g_assert_cmpint (run (&world, ask, "지후", NULL), ==, -1);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_WAITS);
  assert_listed (&world, 1, 1);
  g_assert_cmpint (run (&world, ask, "지후", NULL), ==, ESP_REVIEW_ERROR_RUNS);
  g_assert_cmpint (run (&world, approve, "지후", NULL), ==, ESP_REVIEW_ERROR_TOO_SOON);
  g_assert_cmpint (run (&world, give_back, "민지", ""), ==, ESP_REVIEW_ERROR_SILENT);
  g_assert_cmpint (run (&world, give_back, "민지", "더 짧게"), ==, -1);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_MISSING);

  g_assert_cmpint (run (&world, ask, "지후", NULL), ==, -1);
  g_assert_cmpint (run (&world, change_journey, NULL, DRAFT (2)), ==, -1);
  g_assert_cmpint (run (&world, approve, "민지", NULL), ==, ESP_REVIEW_ERROR_CHANGED);
  g_assert_cmpint (run (&world, ask, "지후", NULL), ==, -1); /* of what it is now */
  g_assert_cmpint (run (&world, approve, "민지", NULL), ==, -1);
  g_assert_true (world.is_approved);
  assert_listed (&world, 0, 3);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_GIVEN);
  g_assert_cmpint (run (&world, give_back, "민지", "링크가 틀려요"), ==, -1); /* seen afterwards */
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_MISSING);
  g_assert_cmpint (run (&world, ask, "지후", NULL), ==, -1);
  g_assert_cmpint (run (&world, approve, " 지후", NULL), ==, ESP_REVIEW_ERROR_TOO_SOON);
  g_assert_cmpint (run (&world, approve, "민지", NULL), ==, -1);

  g_assert_cmpint (run (&world, change_message, NULL, MAIL ("two")), ==, -1);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_CHANGED);
  g_assert_cmpint (run (&world, change_message, NULL, MAIL ("one")), ==, -1);
  g_assert_cmpint (look (&world), ==,
                   ESP_JOURNEY_YES_GIVEN); /* what was looked at is there again */
  esp_clock_advance (world.clock, 3 * (gint64) G_TIME_SPAN_DAY);
  g_assert_cmpint (look (&world), ==, ESP_JOURNEY_YES_MISSING); /* too long ago */

  temp_store_free (world.store);
  g_object_unref (world.clock);
  temp_folder_free (folder);
}

/* Nobody writes on what somebody is looking at, from whatever window. */
static void
test_lock (void)
{
  char *folder = temp_folder_new ();
  World world = { .clock = esp_clock_new_fake (NOW_US) };
  static const Act writes[] = { edit_journey, rename_journey };

  world.store = temp_store_new (folder, world.clock);
  g_assert_cmpint (run (&world, fill, NULL, NULL), ==, -1);
  g_assert_cmpint (run (&world, set_policy, NULL, NULL), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      Call call = { &world, writes[i] };
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (run (&world, ask, "지후", NULL), ==, -1);
      world.text = i == 0 ? DRAFT (3) : "K";
      g_assert_false (esp_store_write (world.store, NULL, call_cb, &call, NULL, &error));
      g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_LOCKED);
      g_assert_cmpint (run (&world, withdraw, "지후", NULL), ==, -1);
      g_assert_cmpint (run (&world, writes[i], NULL, i == 0 ? DRAFT (3) : "K"), ==, -1);
    }
  temp_store_free (world.store);
  g_object_unref (world.clock);
  temp_folder_free (folder);
}

static gboolean
make_evidence (EspTx *tx, World *world, GError **error)
{
  g_autoptr (EspJourneyReview) newest = NULL;
  EspEvidenceWords words;
  EspEvidence evidence = { .words = &words };
  gboolean is_made;

  esp_evidence_words_fill (&words, ESP_LANG_KO, NULL);
  if (!esp_journey_review_find_newest (tx, world->journey_id, &newest, error))
    return FALSE;
  evidence.review_id = newest->id;
  is_made = esp_journey_evidence_make (tx, &evidence, error);
  if (is_made)
    g_assert_true (g_file_set_contents (world->text, g_bytes_get_data (evidence.pdf, NULL),
                                        (gssize) g_bytes_get_size (evidence.pdf), NULL));
  g_clear_pointer (&evidence.pdf, g_bytes_unref);
  return is_made;
}

/* The message is changed and frozen so often that an old version would go, was it not looked at. */
static gboolean
rewrite_often (EspTx *tx, World *world, GError **error)
{
  for (int i = 0; i < 2 * ESP_MESSAGE_VERSIONS_KEPT; i++)
    {
      g_autofree char *document = g_strdup_printf (
        "{\"version\":1,\"class\":\"ad\",\"subject\":\"%d\",\"body\":{\"sections\":[]}}", i);
      int version;

      if (!esp_message_update (tx, world->message_id, "Hello", document, error) ||
          !esp_message_freeze (tx, world->message_id, NULL, &version, error))
        return FALSE;
    }
  return TRUE;
}

/* The file shows what was looked at, not what became of it, and who said yes when. */
static void
test_evidence (void)
{
  char *folder = temp_folder_new ();
  World world = { .clock = esp_clock_new_fake (NOW_US) };
  g_autofree char *file = g_build_filename (folder, "proof.pdf", NULL);
  g_autofree char *out = NULL;
  const char *argv[] = { "pdftotext", "-layout", file, "-", NULL };
  static const char *const wanted[] = { "검토 증빙", "승인됨",  "지후",  "민지", "봐 주세요",
                                        "단계",      "1. 대기", "Hello", "one",  "KR-AD-05" };

  world.store = temp_store_new (folder, world.clock);
  g_assert_cmpint (run (&world, fill, NULL, NULL), ==, -1);
  g_assert_cmpint (run (&world, set_policy, NULL, NULL), ==, -1);
  g_assert_cmpint (run (&world, ask, "지후", "봐 주세요"), ==, -1);
  g_assert_cmpint (run (&world, approve, "민지", NULL), ==, -1);
  g_assert_cmpint (run (&world, rewrite_often, NULL, NULL), ==, -1);
  g_assert_cmpint (run (&world, make_evidence, NULL, file), ==, -1);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
                               NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (strstr (out, wanted[i]) == NULL)
      g_error ("“%s” is not in: %s", wanted[i], out);
  temp_store_free (world.store);
  g_object_unref (world.clock);
  temp_folder_free (folder);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/journey-review/round", test_round);
  g_test_add_func ("/journey-review/lock", test_lock);
  g_test_add_func ("/journey-review/evidence", test_evidence);
  return g_test_run ();
}
