/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-timeline.h"

G_BEGIN_DECLS

GPtrArray *esp_lead_history_load (EspTx *tx, const EspTimelineQuery *query, GError **error);

G_END_DECLS
