/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the answer of a name server, and as the records that domains publish. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/dns/esp-dns-check.h"
#include "channels/dns/esp-dns-records.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static EspDnsAnswer *
lookup (const char *name, EspDnsType type, gpointer user_data)
{
  EspDnsAnswer *answer = esp_dns_answer_new (ESP_DNS_FOUND);

  g_ptr_array_add (answer->records, g_strdup (user_data));
  return answer;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const EspDnsType types[] = { ESP_DNS_TXT, ESP_DNS_MX, ESP_DNS_A, ESP_DNS_AAAA };
  static const char *const selectors[] = { "s", NULL };
  guint16 id = size >= 2 ? (guint16) (data[0] << 8 | data[1]) : 0;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *record = g_utf8_make_valid (text, -1);
  const EspDnsWish wish = { .domain = "example.com",
                            .mail_host = "m.example.com",
                            .selectors = selectors };
  g_autoptr (EspDnsReport) report = NULL;
  g_autoptr (EspDnsReport) again = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (EspDnsAnswer) answer = esp_dns_wire_parse (data, size, id, "a.example", types[i]);

      for (guint j = 0; answer != NULL && j < answer->records->len; j++)
        g_assert_true (g_utf8_validate (answer->records->pdata[j], -1, NULL));
    }
  report = esp_dns_check (&wish, 0, lookup, record);
  json = esp_dns_report_to_json (report);
  again = esp_dns_report_parse (json, NULL);
  g_assert_nonnull (again);
  return 0;
}
