/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-journey-ask.h"

G_BEGIN_DECLS

/* Shared by esp-journey-ask.c and esp-journey-ask-entries.c alone. */
gboolean
esp_journey_ask_entries (EspJourneyAsk *self, EspTx *tx, EspSegmentEngine *engine, GError **error);

G_END_DECLS
