/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of giving data back: a list that comes in again unchanged, a person's whole record. */
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-person.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"
#include "worker/esp-import-job.h"
#include "worker/esp-lead-export.h"

#include "temp-store.h"
#include "test-home.h"

#include <json-glib/json-glib.h>
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
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_object_unref (fixture->clock);
}

static EspImportReport *
import_file (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = esp_import_inspect_file (path, &shape, NULL, &error);
  g_autoptr (EspImportJob) job = NULL;
  EspImportReport *report;

  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  job = esp_import_job_new (fixture->store, path, inspection->plan);
  report = esp_import_job_run_sync (job, FALSE, NULL, &error);
  g_assert_no_error (error);
  return report;
}

static void
put_leads (Fixture *fixture)
{
  static const char text[] =
    "이름,이메일,휴대폰,회사,체중,생일,VIP\n"
    "김민지,minji@example.com,010-1234-5678,\"한빛, 주\",51.5,1990-02-03,Y\n"
    "=cmd(),evil@example.com,,+1+2,,,N\n"
    "이모지😀,emoji@example.com,,ñandú,7,2001-12-31,\n";
  g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL);
  g_autoptr (EspImportReport) report = NULL;

  g_file_set_contents (path, text, -1, NULL);
  report = import_file (fixture, path);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW], ==, 3);
}

static char *
export_all (Fixture *fixture, EspEncoding encoding, gboolean is_unsafe, EspExportResult *out_result)
{
  static const char *const columns[] = { "name", "email", "company", "체중", "생일", "VIP", NULL };
  EspExportOptions options = { encoding, ',', is_unsafe, columns, "Asia/Seoul" };
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  esp_export_leads (fixture->store, NULL, &options, out, NULL, out_result, &error);
  g_assert_no_error (error);
  g_output_stream_close (out, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_list_is_safe_and_exact (Fixture *fixture, gconstpointer data)
{
  g_auto (EspExportResult) result = { 0 };
  g_autofree char *text = NULL;

  put_leads (fixture);
  text = export_all (fixture, ESP_ENCODING_UTF8_BOM, FALSE, &result);
  g_assert_cmpstr (text, ==,
                   "\xEF\xBB\xBF"
                   "name,email,company,체중,생일,VIP\r\n"
                   "김민지,minji@example.com,\"한빛, 주\",51.5,1990-02-03,Y\r\n"
                   "'=cmd(),evil@example.com,'+1+2,,,N\r\n"
                   "이모지😀,emoji@example.com,ñandú,7,2001-12-31,\r\n");
  g_assert_cmpuint (result.n_leads, ==, 3);
  g_assert_cmpuint (result.n_lost, ==, 0);
}

static void
test_lost_characters_are_listed (Fixture *fixture, gconstpointer data)
{
  g_auto (EspExportResult) result = { 0 };
  g_autofree char *text = NULL;

  put_leads (fixture);
  text = export_all (fixture, ESP_ENCODING_CP949, FALSE, &result);
  g_assert_cmpuint (result.n_lost, ==, 3);
  g_assert_cmpstr (result.lost, ==, "ñú😀");
}

static void
test_comes_back_unchanged (Fixture *fixture, gconstpointer data)
{
  g_auto (EspExportResult) result = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "again.csv", NULL);
  g_autoptr (EspImportReport) report = NULL;

  put_leads (fixture);
  text = export_all (fixture, ESP_ENCODING_UTF8_BOM, TRUE, &result);
  g_file_set_contents (path, text, -1, NULL);
  report = import_file (fixture, path);
  g_assert_cmpuint (report->counts.n_rows, ==, 3);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UNCHANGED], ==, 3);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  EspExportOptions options = { ESP_ENCODING_UTF8, '\t', FALSE, NULL, "Asia/Seoul" };
  g_autofree char *path = g_build_filename (fixture->folder, "out.tsv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (EspExportResult) numbers = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  put_leads (fixture);
  esp_export_leads_async (fixture->store, NULL, &options, file, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (esp_export_leads_finish (result, &numbers, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (numbers.n_leads, ==, 3);
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_true (g_str_has_prefix (text, "email\tphone\tname\t"));
  g_clear_object (&result);
  /* The export's thread lets go of the workspace when it ends. */
  while (G_OBJECT (fixture->store)->ref_count > 1 || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

typedef struct
{
  char *json;
  gint64 id;
  gint64 n_leads;
  gint64 n_suppressions;
} Person;

static gboolean
fill_person (EspTx *tx, gpointer data, GError **error)
{
  Person *person = data;
  EspConsent consent = { .channel = (char *) "email",
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted",
                         .source = (char *) "전시회",
                         .at_us = START_US };
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  gint64 tag_id;

  if (!esp_lead_resolve (tx, "minji@example.com", &person->id, error))
    return FALSE;
  consent.lead_id = person->id;
  esp_bitmap_add (leads, (guint32) person->id);
  return esp_consent_add (tx, &consent, error) && esp_tag_ensure (tx, "vip", &tag_id, error) &&
         esp_tag_add (tx, tag_id, leads, NULL, error);
}

static gboolean
read_person (EspTx *tx, gpointer data, GError **error)
{
  Person *person = data;

  person->json = esp_person_to_json (tx, person->id, error);
  return person->json != NULL;
}

static gboolean
erase_person (EspTx *tx, gpointer data, GError **error)
{
  Person *person = data;

  return esp_lead_erase (tx, person->id, error) && esp_lead_count (tx, &person->n_leads, error) &&
         esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count(*) FROM suppression",
                             &person->n_suppressions, error);
}

static gboolean
file_holds (const char *path, const char *word)
{
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return FALSE;
  return memmem (bytes, length, word, strlen (word)) != NULL;
}

static void
test_person_whole_and_erased (Fixture *fixture, gconstpointer data)
{
  Person person = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  g_autofree char *path = g_strdup (esp_store_get_path (fixture->store));

  put_leads (fixture);
  esp_store_write (fixture->store, NULL, fill_person, &person, NULL, &error);
  g_assert_no_error (error);
  esp_store_read (fixture->store, ESP_READ_PAGE, read_person, &person, NULL, &error);
  g_assert_no_error (error);
  root = json_from_string (person.json, &error);
  g_assert_no_error (error);
  object = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "fields"),
                                                  "phone"),
                   ==, "+821012345678");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "consents")), ==,
                    1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "tags")), ==, 1);
  esp_store_write (fixture->store, NULL, erase_person, &person, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (person.n_leads, ==, 2);
  g_assert_cmpint (person.n_suppressions, ==, 2);
  esp_store_checkpoint (fixture->store, &error);
  g_assert_no_error (error);
  /* Not a byte of the address is left in the file. */
  g_assert_false (file_holds (path, "minji@example.com"));
  g_assert_false (file_holds (path, "821012345678"));
  g_free (person.json);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/worker/export/list-is-safe-and-exact", test_list_is_safe_and_exact);
  ADD ("/worker/export/lost-characters-are-listed", test_lost_characters_are_listed);
  ADD ("/worker/export/comes-back-unchanged", test_comes_back_unchanged);
  ADD ("/worker/export/async", test_async);
  ADD ("/worker/export/person-whole-and-erased", test_person_whole_and_erased);
  return g_test_run ();
}
