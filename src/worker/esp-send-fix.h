/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-campaigns.h"

G_BEGIN_DECLS

gboolean esp_send_fix (EspTx *tx,
                       gint64 send_id,
                       const char *rule,
                       const char *const *countries,
                       guint *out_n_fixed,
                       GError **error);

G_END_DECLS
