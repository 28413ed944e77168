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

/* What one campaign tells, and how. */
typedef struct
{
  EspConsentRunKind kind;
  gboolean is_of_texts; /* of consents to texts; else to email */
  gboolean is_by_text;  /* told by text; else by email */
} EspConsentRun;

/* By which ways people are told. */
typedef enum
{
  ESP_CONSENT_BY_OWN = 1 << 0,   /* of email by email, of texts by text */
  ESP_CONSENT_BY_OTHER = 1 << 1, /* the other way, who cannot be reached by the own one */
} EspConsentWays;

#define ESP_CONSENT_BY_BOTH (ESP_CONSENT_BY_OWN | ESP_CONSENT_BY_OTHER)

/* What was made. */
typedef struct
{
  gint64 campaign_id; /* a draft; 0 when nobody is reached by the own way */
  guint n;            /* whom it tells */
  gint64 other_id;    /* a draft by the other way, for those who are not reached by the own; or 0 */
  guint n_other;
  guint n_unreached; /* who has to be told, and is reached by neither */
} EspConsentRunMade;

/* The key of a run's campaign in the workspace's own notes. */
#define ESP_CONSENT_RUN_PREFIX "consent_run:"

GPtrArray *esp_consent_run_list (EspTx *tx,
                                 EspConsentRunKind kind,
                                 const char *channel,
                                 guint days,
                                 GError **error);
gboolean esp_consent_run_prepare (EspTx *tx,
                                  const EspConsentRun *run,
                                  GPtrArray *lines,
                                  gint64 *out_campaign_id,
                                  GError **error);
gboolean esp_consent_run_prepare_due (EspTx *tx,
                                      EspConsentRunKind kind,
                                      const char *channel,
                                      guint days,
                                      EspConsentWays ways,
                                      EspConsentRunMade *out_made,
                                      GError **error);
gboolean esp_consent_run_load (EspTx *tx,
                               gint64 campaign_id,
                               EspConsentRun *out_run,
                               gboolean *out_is_one,
                               GError **error);
gboolean esp_consent_run_is_as_written (EspTx *tx,
                                        gint64 campaign_id,
                                        const char *document,
                                        gboolean *out_is,
                                        GError **error);
gboolean esp_consent_run_record (EspTx *tx,
                                 gint64 campaign_id,
                                 guint *out_n,
                                 guint *out_n_open,
                                 GError **error);

G_END_DECLS
