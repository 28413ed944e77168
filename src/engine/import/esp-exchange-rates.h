/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What units of other currencies are worth in that of the workspace, from which day on, as people gave it. */
typedef struct _EspExchangeRates EspExchangeRates;

#define ESP_EXCHANGE_ALWAYS G_MININT64 /* the day of a rate without one */

EspExchangeRates *esp_exchange_rates_parse (const char *text, GError **error);
void esp_exchange_rates_free (EspExchangeRates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExchangeRates, esp_exchange_rates_free)
char *esp_exchange_rates_to_text (const EspExchangeRates *self);
double esp_exchange_rates_find (const EspExchangeRates *self,
                                const char *currency,
                                gint64 day,
                                gint64 *out_first_day);
gint64 esp_exchange_convert (gint64 minor, const char *from, const char *to, double rate);

G_END_DECLS
