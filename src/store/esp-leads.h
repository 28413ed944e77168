/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"

G_BEGIN_DECLS

char *esp_lead_build_insert (EspFields *fields);
gboolean esp_lead_insert (EspTx *tx, EspLead *lead, GError **error);
gboolean esp_lead_update (EspTx *tx,
                          const EspLead *before,
                          const EspLead *after,
                          gboolean *out_changed,
                          GError **error);
gboolean esp_lead_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);
gboolean esp_lead_erase (EspTx *tx, gint64 id, GError **error);

EspLead *esp_lead_load (EspTx *tx, EspFields *fields, gint64 id, GError **error);
GPtrArray *
esp_lead_load_many (EspTx *tx, EspFields *fields, const guint32 *ids, gsize n_ids, GError **error);
gboolean esp_lead_find (EspTx *tx,
                        const char *key_column,
                        const char *value,
                        gint64 *out_id,
                        GError **error);
gboolean esp_lead_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);
gboolean esp_lead_count (EspTx *tx, gint64 *out_n, GError **error);
gboolean esp_lead_count_deliveries (EspTx *tx, gint64 id, gint64 *out_n, GError **error);

G_END_DECLS
