/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel-kinds.h"

G_BEGIN_DECLS

extern const EspChannelKind esp_solapi_kind;
extern const EspChannelKind esp_solapi_kakao_kind;
extern const EspChannelKind esp_nhn_kind;
extern const EspChannelKind esp_nhn_kakao_kind;
extern const EspChannelKind esp_aligo_kind;
extern const EspChannelKind esp_aligo_kakao_kind;
extern const EspChannelKind esp_twilio_kind;
extern const EspChannelKind esp_slack_kind;
extern const EspChannelKind esp_discord_kind;
extern const EspChannelKind esp_teams_kind;
extern const EspChannelKind esp_telegram_kind;
extern const EspChannelKind esp_webhook_kind;
extern const EspChannelKind esp_web_push_kind;

G_END_DECLS
