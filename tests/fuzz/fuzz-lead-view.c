/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a saved view of leads: refused with a sentence, or read, written and read again alike. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "model/esp-lead-view.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strndup ((const char *) data, size);
  g_autoptr (EspLeadView) view = esp_lead_view_parse (json, &error);
  g_autoptr (EspLeadView) again = NULL;
  g_autofree char *written = NULL;

  if (view == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  written = esp_lead_view_to_json (view);
  again = esp_lead_view_parse (written, &error);
  g_assert_no_error (error);
  g_assert_true (esp_lead_view_equal (view, again));
  return 0;
}
