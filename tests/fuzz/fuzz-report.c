/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a report and as its schedule: refused with a sentence, or read, asked, written and read again as
 * the same. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "worker/esp-report-schedule.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
try_schedule (const char *text)
{
  g_auto (EspReportSchedule) schedule = { 0 };
  g_auto (EspReportSchedule) again = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (!esp_report_schedule_parse (text, &schedule, &error))
    {
      g_assert_nonnull (error);
      return;
    }
  json = esp_report_schedule_to_json (&schedule);
  g_assert_true (esp_report_schedule_parse (json, &again, &error));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspReportDesign) design = esp_report_design_parse (text, -1, &error);
  g_autoptr (EspReportDesign) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *same = NULL;

  try_schedule (text);
  if (design == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  for (guint i = 0; i < esp_report_design_get_n_cards (design); i++)
    {
      g_autoptr (EspQuestion) question =
        esp_report_design_ask (design, esp_report_design_get_card (design, i), NULL);

      (void) question; /* a wrong one is told with its card */
    }
  json = esp_report_design_to_json (design);
  again = esp_report_design_parse (json, -1, &error);
  g_assert_no_error (error);
  same = esp_report_design_to_json (again);
  g_assert_cmpstr (same, ==, json);
  return 0;
}
