/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-library.h"

G_BEGIN_DECLS

GPtrArray *esp_library_list_uses (EspTx *tx, const EspLibraryItem *item, GError **error);
GHashTable *esp_library_count_uses (EspTx *tx, GError **error);

G_END_DECLS
