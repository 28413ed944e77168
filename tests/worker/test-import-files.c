/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of an import about files: damage costs a row and is told, nothing is lost. */
#include "import-world.h"

#include "base/esp-text-codec.h"

#include "test-home.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

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

/* One damaged row among sound ones, each kind of damage. */
static void
test_damage_costs_a_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("email,name\na@b.co,가\n");
  g_autofree char *path = NULL;
  g_autofree char *errors_path = g_build_filename (fixture->folder, "errors.csv", NULL);
  g_autoptr (EspImportPlan) plan = NULL;
  g_autoptr (EspImportReport) dry = NULL;
  g_autoptr (EspImportReport) real = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n_rows;

  g_string_append (text, "c@d.co,\"open\n");
  g_string_append (text, "e@f.co,\"he\"llo\"\n");
  g_string_append_len (text, "g@h.co,N\0L\n", 11);
  g_string_append (text, "i@j.co,\xFF\xFE\n");
  g_string_append (text, "k@l.co,");
  for (guint i = 0; i < 10 * 1024 * 1024; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\nm@n.co");
  for (guint i = 0; i < 3000; i++)
    g_string_append (text, ",x");
  g_string_append (text, "\nz@z.co,끝\n");
  path = put_bytes (fixture, "list.csv", text->str, (gssize) text->len);
  plan = plan_of (path);
  plan->encoding = ESP_ENCODING_UTF8; /* the damage is too much of so short a list to be sure */
  dry = run_plan (fixture, path, plan, TRUE);
  assert_outcomes (dry, 2, 0, 0, 0, 6);
  assert_n_leads (fixture, 0);
  real = run_plan (fixture, path, plan, FALSE);
  assert_outcomes (real, 2, 0, 0, 0, 6);
  assert_field (fixture, "z@z.co", "name", "끝");
  esp_import_report_write_errors (real, errors_path, NULL, &n_rows, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, 6);
}

/* A file that is no list is refused, and the sentence says what to do. */
static void
test_no_lists (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    gssize length;
    const char *says;
  } cases[] = {
    { "", 0, "empty" },
    { "\n\n", 2, "no rows" },
    { "PK\x03\x04xl/workbook.xml", -1, "CSV UTF-8" },
    { "%PDF-1.7", -1, "PDF" },
  };
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (GString) wide = g_string_new ("email");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = put_bytes (fixture, "list.csv", cases[i].text, cases[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_import_inspect_file (path, &shape, NULL, &error));
      g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
  for (guint i = 0; i < 2999; i++)
    g_string_append_printf (wide, ",c%u", i);
  {
    g_autofree char *path = put_bytes (fixture, "wide.csv", wide->str, (gssize) wide->len);
    g_autoptr (GError) error = NULL;

    g_assert_null (esp_import_inspect_file (path, &shape, NULL, &error));
    g_assert_nonnull (strstr (error->message, "3000 columns"));
  }
}

/* The letters that tell the encoding may come after thousands of plain rows. */
static void
test_late_letters (Fixture *fixture, gconstpointer data)
{
  static const EspEncoding encodings[] = { ESP_ENCODING_UTF8, ESP_ENCODING_CP949,
                                           ESP_ENCODING_UTF16LE, ESP_ENCODING_UTF16BE };
  g_autoptr (GString) text = g_string_new ("email,name\n");

  for (guint i = 0; i < 40000; i++)
    g_string_append_printf (text, "p%u@example.com,User\n", i);
  g_string_append (text, "late@example.com,홍길동\n");
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (encodings[i]);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *path = NULL;
      g_autoptr (EspImportPlan) plan = NULL;
      const guint8 *bom;
      gsize n_bom = esp_encoding_get_bom (encodings[i], &bom);

      esp_text_encoder_push (encoder, text->str, (gssize) text->len, bytes);
      if (n_bom > 0 && bytes->len > n_bom && memcmp (bytes->data, bom, n_bom) == 0)
        g_byte_array_remove_range (bytes, 0, (guint) n_bom);
      path = put_bytes (fixture, "list.csv", (const char *) bytes->data, bytes->len);
      plan = plan_of (path);
      g_assert_cmpint (plan->encoding, ==, encodings[i]);
    }
}

/* What a full disk leaves: the batches before it, and a workspace that is sound. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("email,name,memo\n");
  g_autofree char *path = NULL;
  g_autoptr (EspImportPlan) plan = NULL;
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (EspImportReport) partial = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit old, tight;

  for (guint i = 0; i < 90000; i++)
    g_string_append_printf (text, "p%u@example.com,User %u,memo number %u\n", i, i, i);
  path = put_bytes (fixture, "list.csv", text->str, (gssize) text->len);
  plan = plan_of (path);
  job = esp_import_job_new (fixture->store, path, plan);
  (void) signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  tight = old;
  tight.rlim_cur = 12 * 1024 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  g_assert_null (esp_import_job_run_sync (job, FALSE, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_nonnull (error);
  g_assert_cmpint ((int) error->domain, ==, (int) ESP_STORE_ERROR);
  partial = esp_import_job_steal_partial (job);
  g_assert_nonnull (partial);
  assert_n_leads (fixture, (gint64) partial->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW]);
  if (partial->history_id != 0)
    undo (fixture, partial->history_id, -1, 0);
  assert_n_leads (fixture, 0);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/worker/import/errors-come-back", test_errors_come_back_in_the_encoding);
  ADD ("/worker/import/file-that-changed", test_file_that_changed);
  ADD ("/worker/import/damage-costs-a-row", test_damage_costs_a_row);
  ADD ("/worker/import/no-lists", test_no_lists);
  ADD ("/worker/import/late-letters", test_late_letters);
  ADD ("/worker/import/full-disk", test_full_disk);
  return g_test_run ();
}
