/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"

G_BEGIN_DECLS

/* Whether a channel is closed for a lead; with REFUSED, that they unsubscribed does not count. All three are SQL. */
#define ESP_SUPPRESSION_CLOSED(LEAD, CHANNEL, REFUSED)                                             \
  "EXISTS (SELECT 1 FROM suppressed_lead AS x CROSS JOIN suppression AS y"                         \
  " ON y.id = x.suppression_id WHERE x.lead_id = " LEAD " AND x.channel IN (" CHANNEL              \
  ", 'all') AND (NOT " REFUSED " OR y.reason <> 'unsubscribed'))"

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
gboolean esp_suppression_is_closed (EspTx *tx,
                                    gint64 lead_id,
                                    const char *channel,
                                    gboolean takes_refused,
                                    gboolean *out_is,
                                    GError **error);

G_END_DECLS
