/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_consent_campaign_is_korean (EspTx *tx, gboolean *out_is_korean, GError **error);
gint64 esp_consent_campaign_new (EspTx *tx,
                                 const char *name,
                                 gboolean is_text,
                                 const char *document,
                                 const char *audience,
                                 GError **error);

G_END_DECLS
