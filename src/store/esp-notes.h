/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The longest note, in bytes. */
#define ESP_NOTE_MAX 20000

gboolean esp_note_add (EspTx *tx, gint64 lead_id, const char *body, gint64 *out_id, GError **error);
gboolean esp_note_set_body (EspTx *tx, gint64 id, const char *body, GError **error);
gboolean esp_note_delete (EspTx *tx, gint64 id, GError **error);

G_END_DECLS
