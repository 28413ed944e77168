/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of importing a file: numbers that add up, nobody doubled, all of it undoable. */
#include "import-world.h"

#include "store/esp-fields.h"
#include "store/esp-import-results.h"
#include "store/esp-journey-members.h"
#include "store/esp-segments.h"
#include "store/esp-tags.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-segment-source.h"

#include "test-home.h"

#include <string.h>

static void
test_new_leads_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = import_text (fixture, first_list, NULL);

  assert_outcomes (report, 3, 0, 0, 0, 0);
  g_assert_cmpuint (report->notes.n_phones_mended, ==, 1);
  assert_field (fixture, "minji@example.com", "name", "김민지");
  assert_field (fixture, "minji@example.com", "email", "Minji@example.com");
  assert_field (fixture, "jihun@example.com", "phone", "+821044445555");
  assert_field (fixture, "+821022223333", "c_관심사", "여름");
  assert_field (fixture, "+821022223333", "c_방문", "4");
  assert_n_leads (fixture, 3);
  undo (fixture, report->history_id, 3, 0);
  assert_n_leads (fixture, 0);
}

typedef struct
{
  guint n_custom;
  gint64 n_tags;
} Made;

static gboolean
count_made (EspTx *tx, gpointer data, GError **error)
{
  Made *made = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < esp_fields_get_n (fields); i++)
    made->n_custom += esp_fields_get (fields, i)->is_custom;
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count(*) FROM tag", &made->n_tags, error);
}

static void
assert_made (Fixture *fixture, guint n_custom, gint64 n_tags)
{
  g_autoptr (GError) error = NULL;
  Made made = { 0 };

  esp_store_read (fixture->store, ESP_READ_PAGE, count_made, &made, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (made.n_custom, ==, n_custom);
  g_assert_cmpint (made.n_tags, ==, n_tags);
}

static const char *const tagged_list = "이메일,관심사,방문,태그\n"
                                       "a@example.com,봄,3,vip\n"
                                       "b@example.com,여름,4,\n";

static void
test_fields_and_tags_go_with_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first = import_text (fixture, tagged_list, NULL);
  g_autoptr (EspImportReport) second = NULL;
  g_autoptr (EspImportReport) third = NULL;

  assert_outcomes (first, 2, 0, 0, 0, 0);
  assert_made (fixture, 2, 1);
  undo (fixture, first->history_id, 2, 0);
  assert_n_leads (fixture, 0);
  assert_made (fixture, 0, 0);
  /* Again and again, the same columns are used. */
  second = import_text (fixture, tagged_list, NULL);
  assert_made (fixture, 2, 1);
  assert_field (fixture, "a@example.com", "c_관심사", "봄");
  undo (fixture, second->history_id, 2, 0);
  assert_made (fixture, 0, 0);
  third = import_text (fixture, tagged_list, NULL);
  assert_field (fixture, "b@example.com", "c_방문", "4");
}

/* The fields are made a moment before the leads; undo must not take that for a change. */
static void
test_undo_by_a_real_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autofree char *path = g_build_filename (fixture->folder, "real.espalier", NULL);
  g_autoptr (GError) error = NULL;
  Fixture real = { fixture->folder, clock, NULL };
  g_autoptr (EspImportReport) report = NULL;

  real.store = esp_store_open (path, ESP_STORE_CREATE, clock, &error);
  g_assert_no_error (error);
  report = import_text (&real, tagged_list, NULL);
  undo (&real, report->history_id, 2, 0);
  assert_made (&real, 0, 0);
  g_assert_finalize_object (real.store);
}

static void
test_used_fields_stay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first = import_text (fixture, tagged_list, NULL);
  g_autoptr (EspImportReport) second = NULL;

  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  second = import_text (fixture, "이메일,관심사\nc@example.com,가을\n", NULL);
  undo (fixture, first->history_id, 2, 0);
  assert_made (fixture, 1, 0);
  assert_field (fixture, "c@example.com", "c_관심사", "가을");
  undo (fixture, second->history_id, 1, 0);
}

static void
test_nothing_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report =
    import_text (fixture, "이메일,휴대폰,관심사\na@b.co,12,봄\nc@d.co,34,여름\n", NULL);

  assert_outcomes (report, 0, 0, 0, 0, 2);
  g_assert_cmpint (report->history_id, ==, 0);
  assert_made (fixture, 0, 0);
}

static void
test_again_is_unchanged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) second = import_text (fixture, first_list, NULL);

  assert_outcomes (second, 0, 0, 3, 0, 0);
  g_assert_cmpint (second->history_id, ==, 0);
  assert_n_leads (fixture, 3);
}

static void
test_policies (Fixture *fixture, gconstpointer data)
{
  const char *again =
    "이름,이메일,회사\n김민지,minji@example.com,달빛\n이수진,sujin@example.com,달빛\n";
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) kept = import_text (fixture, again, set_keep);
  g_autoptr (EspImportReport) filled = import_text (fixture, again, NULL);
  g_autoptr (EspImportReport) replaced = NULL;
  g_autoptr (EspImportReport) older = NULL;
  g_autoptr (EspImportReport) newer = NULL;

  assert_outcomes (kept, 0, 0, 2, 0, 0);
  assert_outcomes (filled, 0, 1, 1, 0, 0);
  assert_field (fixture, "minji@example.com", "company", "한빛");
  assert_field (fixture, "sujin@example.com", "company", "달빛");
  replaced = import_text (fixture, again, set_replace);
  assert_outcomes (replaced, 0, 1, 1, 0, 0);
  assert_field (fixture, "minji@example.com", "company", "달빛");
  older =
    import_text (fixture, "이메일,회사,수정일\nminji@example.com,옛날,2001-01-01\n", set_newest);
  assert_outcomes (older, 0, 0, 1, 0, 0);
  newer =
    import_text (fixture, "이메일,회사,수정일\nminji@example.com,내일,2100-01-01\n", set_newest);
  assert_outcomes (newer, 0, 1, 0, 0, 0);
  assert_field (fixture, "minji@example.com", "company", "내일");
}

static void
test_undo_restores_what_was_updated (Fixture *fixture, gconstpointer data)
{
  const char *again =
    "이름,이메일,회사\n김민지,minji@example.com,달빛\n새사람,new@example.com,달빛\n";
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) second = NULL;

  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  second = import_text (fixture, again, set_replace);
  assert_outcomes (second, 1, 1, 0, 0, 0);
  assert_field (fixture, "minji@example.com", "company", "달빛");
  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  undo (fixture, second->history_id, 2, 0);
  assert_field (fixture, "minji@example.com", "company", "한빛");
  assert_n_leads (fixture, 3);
}

static void
test_undo_leaves_what_changed_since (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) second = NULL;

  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  second = import_text (fixture, "이메일,회사\nminji@example.com,달빛\n", set_replace);
  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  undo (fixture, first->history_id, 2, 1);
  assert_field (fixture, "minji@example.com", "company", "달빛");
  assert_n_leads (fixture, 1);
}

static void
test_repeats_in_the_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = import_text (fixture,
                                                    "이름,이메일,휴대폰,회사\n"
                                                    "김민지,minji@example.com,,\n"
                                                    "김민지,MINJI@example.com,010-1234-5678,한빛\n"
                                                    ",,010-1234-5678,다른\n"
                                                    "김민지,minji@example.com,010-1234-5678,\n",
                                                    NULL);

  assert_outcomes (report, 1, 1, 2, 0, 0);
  g_assert_cmpuint (report->counts.n_repeats, ==, 3);
  assert_field (fixture, "minji@example.com", "company", "한빛");
  assert_n_leads (fixture, 1);
  undo (fixture, report->history_id, 1, 0);
  assert_n_leads (fixture, 0);
}

static void
test_disagreeing_keys_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) second =
    import_text (fixture,
                 "이름,이메일,휴대폰\n"
                 "누구,minji@example.com,010-2222-3333\n" /* two leads */
                 "누구,other@example.com,010-1234-5678\n" /* the phone's lead has another address */
                 "새사람,new@example.com,010-9999-8888\n",
                 NULL);
  g_autoptr (EspImportResults) results = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  assert_outcomes (second, 1, 0, 0, 2, 0);
  assert_n_leads (fixture, 4);
  results = esp_import_results_open (second->results_path, &error);
  g_assert_no_error (error);
  list = esp_import_results_list (results, ESP_IMPORT_OUTCOME_DECIDE, 0, 10, &error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (((EspImportResult *) list->pdata[0])->reason, ==, ESP_IMPORT_REASON_TWO_LEADS);
  g_assert_cmpuint (((EspImportResult *) list->pdata[0])->line, ==, 2);
  g_assert_cmpint (((EspImportResult *) list->pdata[1])->reason, ==, ESP_IMPORT_REASON_OTHER_EMAIL);
}

static void
decide_all (EspImportPlan *plan)
{
  esp_import_plan_decide (plan, 1, 2); /* about sujin, although the address is minji's */
  esp_import_plan_decide (plan, 2, 0); /* somebody new who shares a phone */
  esp_import_plan_decide (plan, 3, 0); /* cannot be: the address is taken */
  esp_import_plan_set_policy (plan, ESP_IMPORT_REPLACE);
}

static void
test_a_person_decides (Fixture *fixture, gconstpointer data)
{
  const char *list = "이름,이메일,휴대폰\n"
                     "수진이,minji@example.com,010-2222-3333\n"
                     "누구,other@example.com,010-1234-5678\n"
                     "누구,minji@example.com,010-2222-3333\n";
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) second = import_text (fixture, list, decide_all);

  assert_outcomes (second, 1, 1, 0, 1, 0);
  assert_field (fixture, "#2", "email", "sujin@example.com");
  assert_field (fixture, "#2", "name", "수진이");
  assert_field (fixture, "other@example.com", "phone", "+821012345678");
  assert_field (fixture, "minji@example.com", "name", "김민지");
}

static void
match_email_only (EspImportPlan *plan)
{
  esp_import_plan_set_keys (plan, "email", NULL);
}

static void
test_near_duplicates_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first G_GNUC_UNUSED = import_text (fixture, first_list, NULL);
  g_autoptr (EspImportReport) second =
    import_text (fixture, "이름,이메일,휴대폰\n김민지,minji2@example.com,010-1234-5678\n",
                 match_email_only);

  assert_outcomes (second, 0, 0, 0, 1, 0);
}

static void
add_tags (EspImportPlan *plan)
{
  plan->tags = g_strsplit ("전시회", ",", -1);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report =
    import_text (fixture, "이메일,태그\na@example.com,\"vip; 봄\"\nb@example.com,\n", add_tags);
  Look look = { .reference = "a@example.com" };
  g_autofree char *joined = NULL;

  do_look (fixture, &look);
  joined = g_strjoinv ("|", look.tags);
  g_assert_cmpstr (joined, ==, "vip|봄|전시회");
  look_clear (&look);
  g_assert_cmpuint (report->counts.n_rows, ==, 2);
}

static void
test_names_are_composed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = import_text (fixture,
                                                    "Email,First Name,Last Name,Country\n"
                                                    "ada@example.com,Ada,Lovelace,United Kingdom\n"
                                                    "minji@example.com,민지,김,대한민국\n"
                                                    /* 김 in conjoining letters */
                                                    "nfd@example.com,\u1100\u1175\u11B7,,KR\n",
                                                    NULL);

  g_assert_cmpuint (report->counts.n_rows, ==, 3);
  assert_field (fixture, "ada@example.com", "name", "Ada Lovelace");
  assert_field (fixture, "ada@example.com", "country", "GB");
  assert_field (fixture, "minji@example.com", "name", "김민지");
  assert_field (fixture, "minji@example.com", "country", "KR");
  assert_field (fixture, "nfd@example.com", "name", "김");
}

/* A list full of repeats, shared phones, typos and damage, over leads that are there already. */
static char *
make_messy_list (guint32 seed, guint n_rows)
{
  GString *text = g_string_new ("이름,이메일,휴대폰,고객번호,회사,수정일\n");
  EspRandom random;

  esp_random_init (&random, seed);
  for (guint i = 0; i < n_rows; i++)
    {
      guint person = esp_random_below (&random, n_rows / 2);
      guint luck = esp_random_below (&random, 100);

      g_string_append_printf (text, "사람%u,", person % 40);
      if (luck < 70)
        g_string_append_printf (text, "%s%u@example.com", luck < 10 ? "P" : "p", person);
      else if (luck < 75)
        g_string_append (text, "wrong");
      g_string_append_c (text, ',');
      if (luck % 3 > 0)
        g_string_append_printf (text, "010-%04u-%04u", 1000 + person % 300,
                                esp_random_below (&random, 3) == 0 ? 1 : person % 7);
      g_string_append_c (text, ',');
      if (luck % 5 == 0)
        g_string_append_printf (text, "C%u", person + (luck == 5 ? 1 : 0));
      g_string_append_printf (text, ",회사%u,20%02u-01-01\n", esp_random_below (&random, 5),
                              10 + esp_random_below (&random, 15));
    }
  return g_string_free (text, FALSE);
}

static void
test_dry_run_tells_the_truth (Fixture *fixture, gconstpointer data)
{
  static void (*const adjusts[]) (EspImportPlan *) = { NULL, set_replace, set_newest,
                                                       match_email_only };

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *list = make_messy_list (i, 600);
      g_autoptr (EspImportReport) report =
        import_text (fixture, list, adjusts[i % G_N_ELEMENTS (adjusts)]);

      g_assert_cmpuint (report->counts.n_rows, ==, 600);
      g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR], >, 0);
      if (i % 3 == 2 && report->history_id != 0)
        undo (fixture, report->history_id, -1, 0);
      esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
    }
}

/* Where everybody of a file goes then. */
typedef struct
{
  gint64 segment_id;
  gint64 journey_id;
  guint64 n_listed;
  guint64 n_inside;
} Aims;

static Aims aims; /* adjust functions get no data */

static gboolean
make_aims (EspTx *tx, gpointer data, GError **error)
{
  static const char journey[] =
    "{\"version\":1,\"name\":\"환영\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],"
    "\"steps\":[{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"days\":3}},"
    "{\"id\":\"x\",\"kind\":\"exit\"}]}";
  EspSegment segment = { .name = (char *) "전시회", .is_static = TRUE };
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  if (!esp_segment_insert (tx, &segment, error))
    return FALSE;
  g_free (segment.uuid);
  aims.segment_id = segment.id;
  return esp_journey_order_create (tx, NULL, journey, &aims.journey_id, error) &&
         esp_journey_order_publish (tx, engine, aims.journey_id, TRUE, error);
}

static gboolean
count_aims (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspBitmap) listed = esp_segment_source_members (tx, "전시회", error);
  g_autoptr (EspBitmap) inside =
    listed != NULL ? esp_journey_leads (tx, aims.journey_id, TRUE, error) : NULL;

  if (inside == NULL)
    return FALSE;
  aims.n_listed = esp_bitmap_count (listed);
  aims.n_inside = esp_bitmap_count (inside);
  return TRUE;
}

static void
assert_aims (Fixture *fixture, guint64 n_listed, guint64 n_inside)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (fixture->store, ESP_READ_PAGE, count_aims, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aims.n_listed, ==, n_listed);
  g_assert_cmpuint (aims.n_inside, ==, n_inside);
}

static void
to_aims (EspImportPlan *plan)
{
  plan->segment_id = aims.segment_id;
  plan->journey_id = aims.journey_id;
}

static gboolean
end_journey (EspTx *tx, gpointer data, GError **error)
{
  return esp_journey_row_set_state (tx, aims.journey_id, "ended", error);
}

static void
test_list_and_journey (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) known = NULL;
  g_autoptr (EspImportReport) report = NULL;
  g_autoptr (EspImportReport) late = NULL;
  g_autoptr (GError) error = NULL;

  esp_store_write (fixture->store, NULL, make_aims, NULL, NULL, &error);
  g_assert_no_error (error);
  known = import_text (fixture, "이메일,이름\na@example.com,가\n", NULL);
  esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
  report =
    import_text (fixture, "이메일,이름\na@example.com,가\nb@example.com,나\nc@@d,다\n", to_aims);
  assert_outcomes (report, 1, 0, 1, 0, 1);
  g_assert_cmpint (report->n_listed, ==, 2); /* who was known already goes with the others */
  g_assert_cmpint (report->n_entered, ==, 2);
  g_assert_null (report->aim_problem);
  assert_aims (fixture, 2, 2);
  undo (fixture, report->history_id, -1, 0);
  assert_aims (fixture, 0, 0);
  assert_n_leads (fixture, 1);
  /* A journey that nobody enters any more takes back nothing of the import. */
  esp_store_write (fixture->store, NULL, end_journey, NULL, NULL, &error);
  g_assert_no_error (error);
  late = import_text (fixture, "이메일,이름\ne@example.com,라\n", to_aims);
  assert_outcomes (late, 1, 0, 0, 0, 0);
  g_assert_cmpint (late->n_entered, ==, 0);
  g_assert_nonnull (late->aim_problem);
  assert_aims (fixture, 1, 0);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/worker/import/new-leads-and-undo", test_new_leads_and_undo);
  ADD ("/worker/import/fields-and-tags-go-with-it", test_fields_and_tags_go_with_it);
  ADD ("/worker/import/undo-by-a-real-clock", test_undo_by_a_real_clock);
  ADD ("/worker/import/used-fields-stay", test_used_fields_stay);
  ADD ("/worker/import/nothing-leaves-nothing", test_nothing_leaves_nothing);
  ADD ("/worker/import/again-is-unchanged", test_again_is_unchanged);
  ADD ("/worker/import/policies", test_policies);
  ADD ("/worker/import/undo-restores-updates", test_undo_restores_what_was_updated);
  ADD ("/worker/import/undo-leaves-what-changed", test_undo_leaves_what_changed_since);
  ADD ("/worker/import/repeats-in-the-file", test_repeats_in_the_file);
  ADD ("/worker/import/disagreeing-keys-wait", test_disagreeing_keys_wait);
  ADD ("/worker/import/a-person-decides", test_a_person_decides);
  ADD ("/worker/import/near-duplicates-wait", test_near_duplicates_wait);
  ADD ("/worker/import/tags", test_tags);
  ADD ("/worker/import/list-and-journey", test_list_and_journey);
  ADD ("/worker/import/names-are-composed", test_names_are_composed);
  ADD ("/worker/import/dry-run-tells-the-truth", test_dry_run_tells_the_truth);
  return g_test_run ();
}
