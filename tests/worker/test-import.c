/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of importing a file: numbers that add up, nobody doubled, nothing lost, all undoable. */
#include "base/esp-text-codec.h"
#include "store/esp-consents.h"
#include "store/esp-import-results.h"
#include "store/esp-leads.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"
#include "worker/esp-import-job.h"

#include <glib/gstdio.h>
#include <string.h>

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("espalier-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "test.espalier", NULL);
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = esp_store_open (path, ESP_STORE_CREATE, fixture->clock, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_finalize_object (fixture->store);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_object_unref (fixture->clock);
  g_free (fixture->folder);
}

static char *
put_bytes (Fixture *fixture, const char *name, const char *data, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}

static EspImportPlan *
plan_of (const char *path)
{
  g_autoptr (GError) error = NULL;
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = esp_import_inspect_file (path, &shape, NULL, &error);

  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  return g_steal_pointer (&inspection->plan);
}

static EspImportReport *
run_plan (Fixture *fixture, const char *path, const EspImportPlan *plan, gboolean is_dry)
{
  g_autoptr (EspImportJob) job = esp_import_job_new (fixture->store, path, plan);
  g_autoptr (GError) error = NULL;
  EspImportReport *report = esp_import_job_run_sync (job, is_dry, NULL, &error);
  guint64 sum = 0;

  g_assert_no_error (error);
  g_assert_true (report->is_complete);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    sum += report->counts.n_outcomes[i];
  g_assert_cmpuint (sum, ==, report->counts.n_rows);
  return report;
}

static void
assert_outcomes (const EspImportReport *report,
                 guint n_new,
                 guint n_updated,
                 guint n_unchanged,
                 guint n_decide,
                 guint n_errors)
{
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW], ==, n_new);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UPDATED], ==, n_updated);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UNCHANGED], ==, n_unchanged);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_DECIDE], ==, n_decide);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR], ==, n_errors);
}

/* Imports text dry and for real; both must say the same. */
static EspImportReport *
import_text (Fixture *fixture, const char *text, void (*adjust) (EspImportPlan *plan))
{
  g_autofree char *path = put_bytes (fixture, "list.csv", text, -1);
  g_autoptr (EspImportPlan) plan = plan_of (path);
  g_autoptr (EspImportReport) dry = NULL;
  EspImportReport *real;

  if (adjust != NULL)
    adjust (plan);
  dry = run_plan (fixture, path, plan, TRUE);
  real = run_plan (fixture, path, plan, FALSE);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    g_assert_cmpuint (dry->counts.n_outcomes[i], ==, real->counts.n_outcomes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (dry->counts.n_changed); i++)
    g_assert_cmpuint (dry->counts.n_changed[i], ==, real->counts.n_changed[i]);
  g_assert_cmpuint (dry->counts.n_repeats, ==, real->counts.n_repeats);
  return real;
}

typedef struct
{
  const char *reference;
  const char *column;
  const char *channel;
  char *text;   /* (owned) */
  char *state;  /* (owned) */
  char *reason; /* (owned) */
  char **tags;  /* (owned) */
  gint64 n_leads;
} Look;

static gboolean
look_up (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = NULL;
  const EspValue *value;
  gint64 id, at_us;

  if (!esp_lead_count (tx, &look->n_leads, error))
    return FALSE;
  if (look->reference == NULL)
    return TRUE;
  if (!esp_lead_resolve (tx, look->reference, &id, error))
    return FALSE;
  lead = esp_lead_load (tx, fields, id, error);
  value = look->column != NULL ? esp_lead_get (lead, look->column) : NULL;
  if (value != NULL && value->type == ESP_VALUE_TEXT)
    look->text = g_strdup (value->text);
  else if (value != NULL && value->type == ESP_VALUE_INTEGER)
    look->text = g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  else if (value != NULL && value->type == ESP_VALUE_DECIMAL)
    look->text = g_strdup_printf ("%g", value->decimal);
  look->tags = esp_tag_list_of_lead (tx, id, error);
  if (look->channel == NULL)
    return TRUE;
  return esp_consent_get_state (tx, id, look->channel, "marketing", &look->state, &at_us, error) &&
         esp_suppression_reason (tx, id, look->channel, &look->reason, &at_us, error);
}

static void
look_clear (Look *look)
{
  g_free (look->text);
  g_free (look->state);
  g_free (look->reason);
  g_strfreev (look->tags);
}

static void
do_look (Fixture *fixture, Look *look)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (fixture->store, ESP_READ_PAGE, look_up, look, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_field (Fixture *fixture, const char *reference, const char *column, const char *expected)
{
  Look look = { .reference = reference, .column = column };

  do_look (fixture, &look);
  g_assert_cmpstr (look.text, ==, expected);
  look_clear (&look);
}

static void
assert_consent (Fixture *fixture, const char *reference, const char *channel, const char *expected)
{
  Look look = { .reference = reference, .channel = channel };

  do_look (fixture, &look);
  g_assert_cmpstr (look.state, ==, expected);
  look_clear (&look);
}

static void
assert_n_leads (Fixture *fixture, gint64 expected)
{
  Look look = { 0 };

  do_look (fixture, &look);
  g_assert_cmpint (look.n_leads, ==, expected);
}

static void
undo (Fixture *fixture, gint64 history_id, gint64 n_restored, gint64 n_kept)
{
  g_autoptr (GError) error = NULL;
  EspUndoResult result;

  esp_store_undo (fixture->store, history_id, &result, NULL, &error);
  g_assert_no_error (error);
  if (n_restored >= 0)
    g_assert_cmpint (result.n_restored, ==, n_restored);
  g_assert_cmpint (result.n_kept, ==, n_kept);
}

static const char *const first_list = "이름,이메일,휴대폰,회사,관심사,방문\n"
                                      "김민지,Minji@Example.com,010-1234-5678,한빛,봄,3\n"
                                      "이수진,sujin@example.com,010-2222-3333,,여름,4\n"
                                      "박지훈,jihun@example.com,1044445555,새벽,가을,5\n";

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
set_replace (EspImportPlan *plan)
{
  esp_import_plan_set_policy (plan, ESP_IMPORT_REPLACE);
}

static void
set_keep (EspImportPlan *plan)
{
  esp_import_plan_set_policy (plan, ESP_IMPORT_KEEP);
}

static void
set_newest (EspImportPlan *plan)
{
  esp_import_plan_set_policy (plan, ESP_IMPORT_NEWEST);
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
test_errors_come_back_in_the_encoding (Fixture *fixture, gconstpointer data)
{
  const char *text = "이름,이메일,휴대폰,점수\r\n"
                     "김민지,minji@example.com,010-1234-5678,1\r\n"
                     "똠방,없는주소,010-1234-5679,2\r\n"
                     "이수진,sujin@example.com,1.01E+09,3\r\n"
                     "\"박, 지훈\",jihun@example.com,,많음\r\n"
                     "주소없음,,,\r\n"
                     "넘침,a@b.co,,1,2\r\n";
  g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (ESP_ENCODING_CP949);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *path = NULL;
  g_autofree char *errors_path = g_build_filename (fixture->folder, "errors.csv", NULL);
  g_autofree char *written = NULL;
  g_autoptr (EspImportPlan) plan = NULL;
  g_autoptr (EspImportReport) report = NULL;
  g_autoptr (EspTextDecoder) decoder = esp_text_decoder_new (ESP_ENCODING_CP949);
  g_autoptr (GString) decoded = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint64 n_rows;
  gsize length;

  esp_text_encoder_push (encoder, text, -1, bytes);
  path = put_bytes (fixture, "list.csv", (const char *) bytes->data, bytes->len);
  plan = plan_of (path);
  g_assert_cmpint (plan->encoding, ==, ESP_ENCODING_CP949);
  report = run_plan (fixture, path, plan, FALSE);
  assert_outcomes (report, 1, 0, 0, 0, 5);
  esp_import_report_write_errors (report, errors_path, NULL, &n_rows, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, 5);
  g_file_get_contents (errors_path, &written, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (esp_text_decoder_push (decoder, (guint8 *) written, length, decoded), ==, 0);
  g_assert_true (g_str_has_prefix (decoded->str, "이름,이메일,휴대폰,점수,\"reason\"\r\n"
                                                 "똠방,없는주소,010-1234-5679,2,\""));
  g_assert_nonnull (strstr (decoded->str, "\"박, 지훈\",jihun@example.com,,많음,\""));
  g_assert_nonnull (strstr (decoded->str, "scientific notation"));
  assert_n_leads (fixture, 1);
}

static void
by_columns (EspImportPlan *plan)
{
  plan->consent = ESP_IMPORT_CONSENT_BY_COLUMNS;
}

static void
declare (EspImportPlan *plan)
{
  plan->consent = ESP_IMPORT_CONSENT_DECLARED;
  plan->consent_channels[ESP_IMPORT_CHANNEL_EMAIL] = TRUE;
  plan->consent_source = g_strdup ("전시회 2026");
  plan->consent_at_us = START_US - ESP_USEC_PER_DAY;
}

static void
test_consent_by_columns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = import_text (fixture,
                                                    "이메일,메일수신동의,SMS수신동의,동의일\n"
                                                    "yes@example.com,Y,거부,2026-01-02\n"
                                                    "undated@example.com,동의,,\n"
                                                    "silent@example.com,,,2026-01-02\n"
                                                    "what@example.com,아마도,,2026-01-02\n",
                                                    by_columns);
  g_autoptr (EspImportReport) denied = NULL;
  g_autoptr (EspImportReport) declared = NULL;

  assert_outcomes (report, 3, 0, 0, 0, 1);
  assert_consent (fixture, "yes@example.com", "email", "granted");
  assert_consent (fixture, "yes@example.com", "sms", "denied");
  assert_consent (fixture, "undated@example.com", "email", "unknown");
  assert_consent (fixture, "silent@example.com", "email", NULL);
  /* A later refusal wins although it has no date; a declaration for all never undoes it. */
  denied = import_text (fixture, "이메일,메일수신동의\nyes@example.com,N\n", by_columns);
  assert_consent (fixture, "yes@example.com", "email", "denied");
  declared = import_text (fixture, "이메일\nyes@example.com\nsilent@example.com\n", declare);
  assert_consent (fixture, "yes@example.com", "email", "denied");
  assert_consent (fixture, "silent@example.com", "email", "granted");
  g_assert_cmpuint (declared->counts.n_consents_kept, ==, 1);
}

static gboolean
suppress (EspTx *tx, gpointer data, GError **error)
{
  return esp_suppress_address (tx, "email", data, "unsubscribed", NULL, error);
}

static void
test_suppressed_stay_suppressed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  Look look = { .reference = "gone@example.com", .channel = "email" };
  char address[] = "gone@example.com";

  esp_store_write (fixture->store, NULL, suppress, address, NULL, &error);
  g_assert_no_error (error);
  report = import_text (fixture, "이메일\nGONE@example.com\nhere@example.com\n", declare);
  assert_outcomes (report, 2, 0, 0, 0, 0);
  g_assert_cmpuint (report->counts.n_suppressed, ==, 1);
  do_look (fixture, &look);
  g_assert_cmpstr (look.reason, ==, "unsubscribed");
  look_clear (&look);
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

static void
test_consent_has_to_be_answered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_bytes (fixture, "list.csv", first_list, -1);
  g_autoptr (EspImportPlan) plan = plan_of (path);
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (GError) error = NULL;

  plan->consent = ESP_IMPORT_CONSENT_UNANSWERED;
  job = esp_import_job_new (fixture->store, path, plan);
  g_assert_null (esp_import_job_run_sync (job, TRUE, NULL, &error));
  g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_CONSENT);
}

static void
test_file_that_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_bytes (fixture, "list.csv", first_list, -1);
  g_autoptr (EspImportPlan) plan = plan_of (path);
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *other = put_bytes (fixture, "list.csv", "a,b\n1,2\n", -1);

  job = esp_import_job_new (fixture->store, path, plan);
  g_assert_null (esp_import_job_run_sync (job, FALSE, NULL, &error));
  g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE);
  g_assert_cmpstr (other, ==, path);
  assert_n_leads (fixture, 0);
}

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result; /* (owned) */
} Waiting;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->result = g_object_ref (result);
  g_main_loop_quit (waiting->loop);
}

static void
count_cb (gpointer user_data)
{
  guint *n = user_data;

  *n += 1;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_bytes (fixture, "list.csv", first_list, -1);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { loop, NULL };
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = NULL;
  g_autoptr (EspImportReport) dry = NULL;
  g_autoptr (EspImportReport) real = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  EspImportJob *job;
  guint n_notifies = 0;

  esp_import_inspect_async (path, &shape, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  inspection = esp_import_inspect_finish (waiting.result, &error);
  g_clear_object (&waiting.result);
  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  job = esp_import_job_new (fixture->store, path, inspection->plan);
  g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (count_cb), &n_notifies);
  esp_import_job_dry_run_async (job, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  dry = esp_import_job_dry_run_finish (job, waiting.result, &error);
  g_clear_object (&waiting.result);
  g_assert_no_error (error);
  assert_outcomes (dry, 3, 0, 0, 0, 0);
  assert_n_leads (fixture, 0);
  esp_import_job_run_async (job, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  real = esp_import_job_run_finish (job, waiting.result, &error);
  g_clear_object (&waiting.result);
  g_assert_no_error (error);
  assert_outcomes (real, 3, 0, 0, 0, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_notifies, >, 0);
  g_cancellable_cancel (cancellable);
  esp_import_job_run_async (job, cancellable, done_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_null (esp_import_job_run_finish (job, waiting.result, &error));
  g_clear_object (&waiting.result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The job's own thread may let go of it last. */
  g_object_add_weak_pointer (G_OBJECT (job), (gpointer *) &job);
  g_object_unref (job);
  while (g_atomic_pointer_get (&job) != NULL || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static void
cancel_at_once (guint64 n_rows, double fraction, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled_half_way_is_undoable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("email\n");
  g_autofree char *path = NULL;
  g_autoptr (EspImportPlan) plan = NULL;
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (EspImportReport) partial = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "p%u@example.com\n", i);
  path = put_bytes (fixture, "list.csv", text->str, text->len);
  plan = plan_of (path);
  job = esp_import_job_new (fixture->store, path, plan);
  esp_import_job_set_progress_func (job, cancel_at_once, cancellable);
  g_assert_null (esp_import_job_run_sync (job, FALSE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  partial = esp_import_job_steal_partial (job);
  g_assert_nonnull (partial);
  assert_n_leads (fixture, (gint64) partial->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW]);
  if (partial->history_id != 0)
    undo (fixture, partial->history_id, (gint64) partial->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW],
          0);
  assert_n_leads (fixture, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/worker/import/new-leads-and-undo", test_new_leads_and_undo);
  ADD ("/worker/import/again-is-unchanged", test_again_is_unchanged);
  ADD ("/worker/import/policies", test_policies);
  ADD ("/worker/import/undo-restores-updates", test_undo_restores_what_was_updated);
  ADD ("/worker/import/undo-leaves-what-changed", test_undo_leaves_what_changed_since);
  ADD ("/worker/import/repeats-in-the-file", test_repeats_in_the_file);
  ADD ("/worker/import/disagreeing-keys-wait", test_disagreeing_keys_wait);
  ADD ("/worker/import/a-person-decides", test_a_person_decides);
  ADD ("/worker/import/near-duplicates-wait", test_near_duplicates_wait);
  ADD ("/worker/import/errors-come-back", test_errors_come_back_in_the_encoding);
  ADD ("/worker/import/consent-by-columns", test_consent_by_columns);
  ADD ("/worker/import/suppressed-stay-suppressed", test_suppressed_stay_suppressed);
  ADD ("/worker/import/tags", test_tags);
  ADD ("/worker/import/names-are-composed", test_names_are_composed);
  ADD ("/worker/import/dry-run-tells-the-truth", test_dry_run_tells_the_truth);
  ADD ("/worker/import/consent-has-to-be-answered", test_consent_has_to_be_answered);
  ADD ("/worker/import/file-that-changed", test_file_that_changed);
  ADD ("/worker/import/async", test_async);
  ADD ("/worker/import/cancelled-half-way", test_cancelled_half_way_is_undoable);
  return g_test_run ();
}
