/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of orders and ad spend: whatever stands in them is read or told, and nothing else happens. */
#include "worker/esp-fact-table.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  for (int kind = ESP_FACT_ORDERS; kind <= ESP_FACT_SPEND; kind++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      g_autoptr (GBytes) bytes = g_bytes_new (data, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspExchangeRates) rates =
        esp_exchange_rates_parse ("USD 1385.5; 100 JPY 931", NULL);
      g_auto (EspFactTable) table = { .kind = (EspFactKind) kind };
      const char *encoding = NULL;

      table.options = (EspFactRowOptions){ .zone = zone,
                                           .now_us = G_GINT64_CONSTANT (1790000000000000),
                                           .currency = "KRW",
                                           .rates = rates,
                                           .region = "KR" };
      if (!esp_fact_table_read (&table, bytes, &encoding, &error))
        g_assert (error != NULL);
      else
        {
          g_autoptr (GBytes) rejects = esp_fact_table_make_rejects (&table, bytes, &error);

          g_assert (rejects != NULL || error != NULL);
        }
    }
  return 0;
}
