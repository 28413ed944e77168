/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a mail that came back: what is said of it is valid text, and of few people. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "worker/esp-return-mail.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GArray) reports = esp_reports_new (4);

  (void) esp_return_mail_read (bytes, esp_bounce_rules_get (), G_MAXINT64, reports); /* any kind */
  g_assert_cmpuint (reports->len, <=, 100);
  for (guint i = 0; i < reports->len; i++)
    {
      const EspReport *report = &g_array_index (reports, EspReport, i);
      const char *texts[] = { report->key, report->address, report->message_id, report->code,
                              report->text };

      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        g_assert_true (texts[k] == NULL || g_utf8_validate (texts[k], -1, NULL));
      g_assert_true (report->text == NULL || report->key != NULL);
    }
  return 0;
}
