/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as planned advertisements and as a brief: refused with a sentence, or read, checked, written and read
 * again as the same. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/plan/esp-ad-check.h"
#include "engine/plan/esp-ad-json.h"
#include "engine/plan/esp-brief.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
try_brief (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspBrief) brief = esp_brief_parse (text, &error);
  g_autoptr (EspBrief) again = NULL;
  g_autofree char *json = NULL;

  if (brief == NULL)
    {
      g_assert_nonnull (error);
      return;
    }
  json = esp_brief_to_json (brief);
  again = esp_brief_parse (json, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (EspAdSpecs) specs = esp_ad_specs_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ads = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *json = NULL;

  try_brief (text);
  ads = esp_ad_json_parse (1, text, 0, &error);
  if (ads == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  for (guint i = 0; i < ads->len; i++)
    {
      g_autoptr (GPtrArray) findings = esp_ad_check (specs, g_ptr_array_index (ads, i), "KRW");

      for (guint j = 0; j < findings->len; j++)
        g_free (esp_ad_finding_describe (g_ptr_array_index (findings, j)));
    }
  json = esp_ad_json_write (ads, 0);
  again = esp_ad_json_parse (1, json, 0, &error);
  g_assert_no_error (error);
  return 0;
}
