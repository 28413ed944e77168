/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any call of any service: it is proven or not, read or not, and nothing runs over. The first byte chooses the
 * service, the next line is its signature. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/door/esp-door-events.h"
#include "channels/door/esp-door-proof.h"
#include "channels/door/esp-door-sns.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char *const kinds[] = { "sendgrid", "mailgun", "postmark", "brevo",
                                     "resend",   "twilio",  "solapi",   "ses" };
static const char *const headers[] = { "authorization", "svix-signature", "x-twilio-signature",
                                       "x-twilio-email-event-webhook-signature" };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *kind = kinds[size > 0 ? data[0] % G_N_ELEMENTS (kinds) : 0];
  const guint8 *rest = size > 1 ? data + 1 : data;
  gsize n = size > 1 ? size - 1 : 0;
  const guint8 *end = n > 0 ? memchr (rest, '\n', n) : NULL;
  g_autofree char *signature =
    end != NULL ? g_strndup ((const char *) rest, (gsize) (end - rest)) : g_strdup ("");
  g_autoptr (GBytes) body =
    end != NULL ? g_bytes_new (end + 1, n - (gsize) (end + 1 - rest)) : g_bytes_new (rest, n);
  g_autoptr (EspDoorCall) call = esp_door_call_new ("token", body);
  g_autoptr (GArray) reports = esp_reports_new (4);
  g_autoptr (EspSnsNote) note = esp_sns_note_parse (call, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    esp_door_call_set (call, headers[i], signature);
  esp_door_call_set (call, "x-twilio-email-event-webhook-timestamp", "1793500000");
  (void) esp_door_prove (kind,
                         "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBSuB9+kpmC/0U8eElVNv2Ap09qhBiPj/"
                         "e5wjg+P4KFkGYWhbOPQUFnBIK3nO3VLYHmTcZ0kUUq7Aj9xOeKlOIA==",
                         "https://example.com", call, G_GINT64_CONSTANT (1793500000000000), NULL);
  (void) esp_door_read (kind, call, reports, NULL);
  for (guint i = 0; i < reports->len; i++)
    {
      const EspReport *report = &g_array_index (reports, EspReport, i);

      g_assert_nonnull (report->key);
      g_assert_true (report->text == NULL || g_utf8_validate (report->text, -1, NULL));
    }
  if (note != NULL)
    (void) esp_sns_prove (note, signature, NULL);
  return 0;
}
