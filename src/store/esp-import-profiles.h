/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_import_profile_save (EspTx *tx,
                                  const char *fingerprint,
                                  const char *name,
                                  const char *plan,
                                  GError **error);
char *esp_import_profile_load (EspTx *tx,
                               const char *fingerprint,
                               char **out_name,
                               gint64 *out_used_at_us,
                               GError **error);

G_END_DECLS
