/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

extern const char *const esp_consent_bases[];

gint64
esp_consent_lapse_at (const char *country, const char *basis, gint64 said_us, gint64 bought_us);
gboolean esp_consent_find_lapsed (EspTx *tx,
                                  const char *channel,
                                  const char *purpose,
                                  EspBitmap *leads,
                                  GError **error);
gboolean esp_consent_read_lapse (EspTx *tx,
                                 gint64 lead_id,
                                 const char *channel,
                                 const char *purpose,
                                 gint64 *out_at_us,
                                 GError **error);

G_END_DECLS
