/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_basis_add_library (GChecksum *sum, EspTx *tx, const char *document, GError **error);
gboolean esp_basis_add_rules (GChecksum *sum, EspTx *tx, GError **error);

G_END_DECLS
