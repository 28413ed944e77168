/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-consent-run.h"

G_BEGIN_DECLS

/* Of consents to email, or to texts. */
typedef struct
{
  guint n_due[ESP_N_CONSENT_RUNS];         /* people who have to be told */
  gint64 campaign_ids[ESP_N_CONSENT_RUNS]; /* 0, or the run that was made and is not over */
  gint64 other_ids[ESP_N_CONSENT_RUNS];    /* the same of the one that goes the other way */
} EspConsentDuty;

/* What the law wants people to be told now. */
typedef struct
{
  EspConsentDuty mails;
  EspConsentDuty texts;
} EspConsentDuties;

gboolean esp_consent_duties_load (EspTx *tx, EspConsentDuties *out_duties, GError **error);
gboolean esp_consent_keeper_turn (EspTx *tx, gint64 *inout_next_us, GError **error);

G_END_DECLS
