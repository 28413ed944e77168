/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

char *esp_score_draft_read (EspTx *tx, gint64 id, GError **error);
void esp_score_draft_write (EspStore *store, gint64 id, const char *json);

G_END_DECLS
