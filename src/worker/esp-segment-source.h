/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* An EspSegmentFunc. */
EspBitmap *esp_segment_source_members (EspTx *tx, const char *reference, GError **error);

G_END_DECLS
