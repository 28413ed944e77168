/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-consent-run.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_CONSENT_FILE_PROOF, /* CSV of all that was said */
  ESP_CONSENT_FILE_PAGE,  /* HTML on which people choose */
} EspConsentFile;

void esp_consent_act_prepare (EspSession *session, EspConsentRunKind kind, gboolean is_text);
void esp_consent_act_set_policy (EspSession *session, const char *policy);
void esp_consent_act_save (EspSession *session, EspConsentFile file);
void esp_consent_act_read_answers (EspSession *session);

G_END_DECLS
