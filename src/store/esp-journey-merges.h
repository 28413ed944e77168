/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Two leads that are one, whose passages are still to follow; or no more one, whose passages are to go back. */
typedef struct
{
  gint64 lead_id; /* who went */
  gint64 kept_id;
  gboolean is_taken_back;
} EspJourneyMerge;

gboolean esp_journey_merge_note (EspTx *tx, gint64 kept_id, gint64 lead_id, GError **error);
GArray *esp_journey_merges_list (EspTx *tx, GError **error);
GArray *esp_journey_merge_list_journeys (EspTx *tx, gint64 lead_id, GError **error);
gboolean esp_journey_merge_keep (EspTx *tx,
                                 const EspJourneyMerge *merge,
                                 gint64 member_id,
                                 gboolean has_ended,
                                 GError **error);
gboolean esp_journey_merge_hand_over (EspTx *tx,
                                      const EspJourneyMerge *merge,
                                      gint64 journey_id,
                                      GError **error);
gboolean esp_journey_merge_done (EspTx *tx, const EspJourneyMerge *merge, GError **error);
gboolean esp_journey_merge_take_back (EspTx *tx, const EspJourneyMerge *merge, GError **error);

G_END_DECLS
