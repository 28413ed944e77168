/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_consent_ask (EspTx *tx,
                          gint64 lead_id,
                          const char *wording,
                          char **out_link,
                          gint64 *out_campaign_id,
                          GError **error);
gboolean esp_consent_confirm (EspTx *tx,
                              const char *token,
                              const char *proof,
                              gint64 *out_lead_id,
                              GError **error);
gboolean esp_consent_take_click (EspTx *tx, const char *url, const char *proof, GError **error);
gboolean esp_consent_take_reply (EspTx *tx,
                                 gint64 campaign_id,
                                 gint64 lead_id,
                                 const char *from,
                                 const char *text,
                                 GError **error);

G_END_DECLS
