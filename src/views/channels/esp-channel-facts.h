/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page of a channel says, in words. */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-channel-look.h"

G_BEGIN_DECLS

char *esp_channel_facts_dup_state (const EspChannelLook *look, EspSession *session);
char *esp_channel_facts_dup_reputation (const EspChannelLook *look);
char *esp_channel_facts_dup_limits (const EspChannelLook *look);
char *esp_channel_facts_dup_plan (const EspChannelLook *look);
char *esp_channel_facts_dup_waiting (const EspChannelLook *look, EspSession *session);
char *esp_channel_facts_dup_source (const EspReportSource *source, EspSession *session);
char *esp_channel_facts_dup_door (const EspChannelLook *look, EspSession *session);
char *esp_channel_facts_dup_sender (const EspChannelLook *look);
char *esp_channel_facts_dup_hours (const EspChannelLook *look);
char *esp_channel_facts_dup_price (const EspChannelLook *look);
const char *esp_channel_plan_word (const char *plan);

G_END_DECLS
