/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-consent-book.h"

G_BEGIN_DECLS

/* What the law wants people to be told about their consent. */
typedef enum
{
  ESP_CONSENT_RUN_CONFIRM, /* every two years: it still holds, and how to end it */
  ESP_CONSENT_RUN_RESULT,  /* within 14 days: it was taken down */
  ESP_CONSENT_RUN_REFUSAL, /* within 14 days: that they refused was taken down */
} EspConsentRunKind;

#define ESP_N_CONSENT_RUNS (ESP_CONSENT_RUN_REFUSAL + 1)
/* A run that was made. */
typedef struct
{
  gint64 campaign_id; /* a draft */
  guint n;            /* whom it tells */
  guint n_unreached;  /* who has to be told, and has no address of this channel */
} EspConsentRunMade;

/* The key of a run's campaign in the workspace's own notes; its value is the kind. */
#define ESP_CONSENT_RUN_PREFIX "consent_run:"
/* Ends the kind of one that goes to telephones. */
#define ESP_CONSENT_RUN_SMS ":sms"
/* The same of a campaign that asks one person: its value is the link. */
#define ESP_CONSENT_ASK_PREFIX "consent_ask:"

GPtrArray *esp_consent_run_list (EspTx *tx,
                                 EspConsentRunKind kind,
                                 const char *channel,
                                 guint days,
                                 GError **error);
gboolean esp_consent_run_prepare (EspTx *tx,
                                  EspConsentRunKind kind,
                                  const char *channel,
                                  GPtrArray *lines,
                                  gint64 *out_campaign_id,
                                  GError **error);
const char *esp_consent_run_name (EspConsentRunKind kind);
gboolean esp_consent_run_prepare_due (EspTx *tx,
                                      EspConsentRunKind kind,
                                      const char *channel,
                                      guint days,
                                      EspConsentRunMade *out_made,
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
gboolean esp_consent_take_click (EspTx *tx, const char *url, const char *proof, GError **error);
gboolean esp_consent_take_reply (EspTx *tx,
                                 gint64 campaign_id,
                                 gint64 lead_id,
                                 const char *text,
                                 GError **error);

G_END_DECLS
