/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-segment-print.h"

G_BEGIN_DECLS

gboolean esp_ctl_segment_note_names (EspCtlSegment *self, EspTx *tx, GError **error);

G_END_DECLS
