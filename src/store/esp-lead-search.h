/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean
esp_lead_search_mark (EspTx *tx, gint64 first_lead_id, gint64 last_lead_id, GError **error);
gboolean esp_lead_search_index_some (EspTx *tx, guint limit, gboolean *out_is_done, GError **error);
gboolean esp_lead_search_find (EspTx *tx, const char *text, EspBitmap *leads, GError **error);

char *esp_lead_search_tokens (const char *name,
                              const char *email,
                              const char *phone,
                              const char *company,
                              const char *external_id);
char *esp_lead_search_match (const char *text);

G_END_DECLS
