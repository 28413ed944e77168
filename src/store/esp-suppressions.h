/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"

G_BEGIN_DECLS

gboolean esp_suppress_address (EspTx *tx,
                               const char *channel,
                               const char *address,
                               const char *reason,
                               const char *detail,
                               GError **error);
gboolean esp_suppress_lead (EspTx *tx,
                            const EspLead *lead,
                            const char *channel,
                            const char *reason,
                            const char *detail,
                            GError **error);
gboolean
esp_unsuppress_address (EspTx *tx, const char *channel, const char *address, GError **error);
gboolean esp_suppression_relink_lead (EspTx *tx,
                                      gint64 lead_id,
                                      const char *email,
                                      const char *phone,
                                      GError **error);
gboolean esp_suppression_count_lead (EspTx *tx, gint64 lead_id, gint64 *out_n, GError **error);
gboolean esp_suppression_reason (EspTx *tx,
                                 gint64 lead_id,
                                 const char *channel,
                                 char **out_reason,
                                 gint64 *out_at_us,
                                 GError **error);

G_END_DECLS
