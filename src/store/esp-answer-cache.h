/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean
esp_answer_cache_get_stamp (EspTx *tx, EspChangeKind kinds, gint64 *out_stamp, GError **error);
gboolean esp_answer_cache_rise (EspDb *db, EspChangeKind kinds, GError **error);
char *esp_answer_cache_load (EspTx *tx, const char *digest, gint64 stamp, GError **error);
gboolean esp_answer_cache_save (EspTx *tx,
                                const char *digest,
                                gint64 stamp,
                                const char *json,
                                gint64 taken_us,
                                GError **error);

G_END_DECLS
