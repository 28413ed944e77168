/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-policy.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_report_brake_soft (EspTx *tx,
                                const EspPolicy *policy,
                                const char *channel,
                                gint64 lead_id,
                                gint64 now_us,
                                gboolean *out_is_suppressed,
                                GError **error);
gboolean esp_report_brake_send (EspTx *tx,
                                const EspPolicy *policy,
                                gint64 send_id,
                                gboolean *out_is_paused,
                                GError **error);

G_END_DECLS
