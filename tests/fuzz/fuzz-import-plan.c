/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of an earlier import, as they stand in the workspace: any JSON, and never a crash. */
#include "engine/import/esp-import-compile.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *json = g_strndup ((const char *) data, size);
  g_autoptr (EspImportPlan) plan =
    esp_import_plan_new ((const char *const[]){ "email", "name", "note", NULL });
  EspEncoding encoding;

  (void) esp_import_plan_json_encoding (json, &encoding);
  if (!esp_import_plan_apply_json (plan, json, NULL))
    return 0;
  (void) esp_import_plan_check (plan, NULL);
  {
    g_autofree char *again = esp_import_plan_to_json (plan);

    g_assert_true (esp_import_plan_apply_json (plan, again, NULL));
  }
  return 0;
}
