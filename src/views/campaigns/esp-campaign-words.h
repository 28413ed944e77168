/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"
#include "engine/policy/esp-eligibility.h"
#include "store/esp-channels.h"
#include "store/esp-lead-set.h"

G_BEGIN_DECLS

const char *esp_campaign_state_title (const char *state);
const char *esp_campaign_reason_title (EspReason reason);
char *esp_campaign_ledger_reason (const char *reason);
const char *esp_campaign_failure_words (const char *reason);
const char *esp_campaign_row_title (const char *state);
const char *esp_campaign_set_title (EspLeadSetKind kind);
const char *esp_campaign_channel_title (const EspChannelRecord *channel);
char *esp_campaign_finding_sentence (const EspContentFinding *finding);

G_END_DECLS
