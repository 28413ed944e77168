/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-history.h"

G_BEGIN_DECLS

gboolean esp_changeset_apply_inverse (EspTx *tx,
                                      gconstpointer data,
                                      gsize length,
                                      EspUndoResult *result,
                                      GError **error);

G_END_DECLS
