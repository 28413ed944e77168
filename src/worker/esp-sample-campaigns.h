/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-sample.c: the segments, messages and campaigns of the sample workspace. */
#pragma once

#include "store/esp-bulk.h"

G_BEGIN_DECLS

gboolean esp_sample_add_segments (EspTx *tx, GError **error);
gboolean esp_sample_add_campaigns (EspBulk *bulk,
                                   EspTx *tx,
                                   EspRandom *random,
                                   const EspBitmap *agreed,
                                   guint n_leads,
                                   GError **error);

G_END_DECLS
