/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-changes.h"
#include "store/esp-db.h"

#include "base/esp-random.h"

G_BEGIN_DECLS

#define ESP_HASH_SIZE 32

/* A transaction in progress, on the thread that owns its connection. Functions of the tables take it as
 * their first argument; it is gone when the function that was given to the store returns. */
typedef struct _EspTx EspTx;

EspDb *esp_tx_get_db (EspTx *self);
gint64 esp_tx_get_now_us (EspTx *self);
const char *esp_tx_get_actor (EspTx *self);
EspRandom *esp_tx_get_random (EspTx *self);
EspChanges *esp_tx_get_changes (EspTx *self);
gint64 esp_tx_get_history_id (EspTx *self);
EspStmt *esp_tx_stmt (EspTx *self, const char *static_sql, GError **error);
gboolean esp_tx_require_write (EspTx *self, GError **error);
gboolean
esp_tx_run_for_one (EspTx *self, EspStmt *stmt, const char *kind, gint64 id, GError **error);
EspBitmap *esp_tx_load_everyone (EspTx *self, GError **error);
void esp_tx_hash_address (EspTx *self, const char *address, guint8 out_hash[ESP_HASH_SIZE]);

G_END_DECLS
