/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* Two letters of ISO 3166-1 and the end. */
#define ESP_COUNTRY_SIZE 3

const char *esp_audience_find_calling_country (const char *phone);
const char *esp_audience_find_country (const char *country,
                                       const char *phone,
                                       const char *email,
                                       char buffer[ESP_COUNTRY_SIZE]);
gboolean esp_audience_lacks (EspTx *tx,
                             const char *column,
                             gint64 lead_id,
                             gboolean *out_lacks,
                             GError **error);

G_END_DECLS
