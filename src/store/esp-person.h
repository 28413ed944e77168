/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

char *esp_person_to_json (EspTx *tx, gint64 lead_id, GError **error);

G_END_DECLS
