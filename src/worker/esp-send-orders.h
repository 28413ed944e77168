/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-gate.h"

G_BEGIN_DECLS

/* What a person can order of a send; each is one write, given to esp_store_write() or _async(). */
gboolean esp_send_order_start (EspTx *tx,
                               const EspSendGate *gate,
                               gboolean accepts_warnings,
                               GError **error);
gboolean esp_send_order_pause (EspTx *tx, gint64 send_id, GError **error);
gboolean esp_send_order_resume (EspTx *tx, gint64 send_id, GError **error);
gboolean esp_send_order_stop (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_send_order_resolve (EspTx *tx,
                                 gint64 send_id,
                                 gint64 lead_id,
                                 gboolean again,
                                 gint64 *out_n,
                                 GError **error);
gboolean esp_send_order_retry (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_send_order_let_be (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_send_order_postpone (EspTx *tx, gint64 send_id, gint64 at_us, GError **error);
gboolean esp_kill_switch_release (EspTx *tx, const gint64 *held, gsize n_held, GError **error);
gboolean esp_kill_switch_set (EspTx *tx, gboolean is_on, GError **error);

G_END_DECLS
