/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a connection that only reads made of its rows, in memory until something changes that it was made of. */
typedef struct _EspMemo EspMemo;

EspMemo *esp_memo_new (void);
void esp_memo_free (EspMemo *self);

gboolean esp_memo_recall (EspTx *tx,
                          const char *key,
                          EspChangeKind kinds,
                          gconstpointer *out_value,
                          GError **error);
gboolean
esp_memo_keep (EspTx *tx, const char *key, gpointer value, gsize n_bytes, GDestroyNotify free_func);
gboolean esp_memo_recall_array (EspTx *tx,
                                const char *key,
                                EspChangeKind kinds,
                                GArray **out_array,
                                GError **error);
void esp_memo_keep_array (EspTx *tx, const char *key, GArray *array);
char *esp_memo_make_key (EspTx *tx, const char *what, gint64 from_us, gint64 to_us);

G_END_DECLS
