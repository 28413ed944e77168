/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-journey-reviews.h"
#include "worker/esp-review-evidence.h"

G_BEGIN_DECLS

gboolean
esp_journey_evidence_note (EspTx *tx, gint64 journey_id, EspJourneyReview *review, GError **error);
gboolean esp_journey_evidence_make (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
