/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-consent-book.h"

G_BEGIN_DECLS

/* What the law wants people to be told about their consent. */
typedef enum
{
  ESP_CONSENT_RUN_CONFIRM, /* every two years: it still holds, and how to end it */
  ESP_CONSENT_RUN_RESULT,  /* within 14 days: it was taken down */
} EspConsentRunKind;

GPtrArray *esp_consent_run_list (EspTx *tx, EspConsentRunKind kind, guint days, GError **error);
gboolean esp_consent_run_prepare (EspTx *tx,
                                  EspConsentRunKind kind,
                                  GPtrArray *lines,
                                  gint64 *out_campaign_id,
                                  GError **error);
gboolean esp_consent_run_record (EspTx *tx,
                                 gint64 campaign_id,
                                 guint *out_n,
                                 guint *out_n_open,
                                 GError **error);

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

G_END_DECLS
