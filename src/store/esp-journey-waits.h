/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* From here on a watch is no rule: the channel of a send is waited for, by number of the step. */
#define ESP_MEMBER_WATCH_CHANNEL 0x40000000u

gboolean esp_journey_members_wake (EspTx *tx,
                                   gint64 journey_id,
                                   guint version,
                                   guint watch,
                                   guint limit,
                                   gint64 *out_n,
                                   GError **error);
gboolean esp_journey_send_is_mended (EspTx *tx,
                                     gint64 send_id,
                                     gint64 retry_us,
                                     gboolean *out_is_mended,
                                     GError **error);
EspBitmap *esp_journey_leads_at_send (EspTx *tx, gint64 send_id, GError **error);

G_END_DECLS
