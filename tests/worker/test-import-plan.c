/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of what stands before an import: files that are no lists are refused, plans are kept. */
#include "worker/esp-import-job.h"

#include "test-home.h"

#include <glib/gstdio.h>
#include <string.h>

static void
assert_refused (const char *data, gsize length, const char *part)
{
  g_autoptr (GError) error = NULL;
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("espalier-XXXXXX.csv", &path, &error);
  g_autoptr (EspImportInspection) inspection = NULL;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, data, length, NULL);
  inspection = esp_import_inspect_file (path, &shape, NULL, &error);
  g_assert_null (inspection);
  g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, part));
  g_unlink (path);
}

static void
test_files_that_are_no_lists (void)
{
  g_autoptr (GString) wide = g_string_new ("c0");

  for (guint i = 1; i < 3000; i++)
    g_string_append_printf (wide, ",c%u", i);
  g_string_append_c (wide, '\n');
  assert_refused (wide->str, wide->len, "3000 columns");
  assert_refused ("", 0, "empty");
  assert_refused ("\n\n\n", 3, "no rows");
  assert_refused ("PK\x03\x04xxxx", 8, "workbook is damaged");
  assert_refused ("a,\"b\n1,2\n", 9, "never closed");
}

static void
test_plan_is_remembered (void)
{
  const char *const columns[] = { "이름", "메일", "무게", NULL };
  g_autoptr (EspImportPlan) plan = esp_import_plan_new (columns);
  g_autoptr (EspImportPlan) other = esp_import_plan_new (columns);
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  g_autofree char *first_print = esp_import_plan_fingerprint (plan);
  g_autofree char *other_print = esp_import_plan_fingerprint (other);
  g_autoptr (GError) error = NULL;

  esp_import_plan_map (plan, 0, ESP_IMPORT_FIELD_NAME)->policy = ESP_IMPORT_REPLACE;
  esp_import_plan_map (plan, 1, ESP_IMPORT_FIELD_EMAIL);
  esp_import_plan_map_custom (plan, 2, "체중", ESP_FIELD_DECIMAL);
  esp_import_plan_set_keys (plan, "email", NULL);
  json = esp_import_plan_to_json (plan);
  g_assert_true (esp_import_plan_apply_json (other, json, &error));
  g_assert_no_error (error);
  again = esp_import_plan_to_json (other);
  g_assert_cmpstr (json, ==, again);
  g_assert_cmpstr (first_print, ==, other_print);
  g_assert_false (esp_import_plan_apply_json (other, "[1]", &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/import/files-that-are-no-lists", test_files_that_are_no_lists);
  g_test_add_func ("/worker/import/plan-is-remembered", test_plan_is_remembered);
  return g_test_run ();
}
