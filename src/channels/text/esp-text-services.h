/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/text/esp-gateway.h"

G_BEGIN_DECLS

extern const EspTextGateway esp_solapi_text;
extern const EspTextGateway esp_nhn_text;
extern const EspTextGateway esp_nhn_kakao;
extern const EspTextGateway esp_aligo_text;
extern const EspTextGateway esp_aligo_kakao;
extern const EspTextGateway esp_twilio_text;
extern const EspTextGateway esp_slack_chat;
extern const EspTextGateway esp_discord_chat;
extern const EspTextGateway esp_teams_chat;
extern const EspTextGateway esp_telegram_chat;
extern const EspTextGateway esp_webhook_post;
extern const EspTextGateway esp_web_push;

void esp_solapi_report_read (JsonObject *message, EspChannelReports *reports);
void esp_twilio_report_read (JsonObject *message, EspChannelReports *reports);
char *esp_solapi_sign (const char *secret, const char *date, const char *salt);
EspRefusal esp_web_push_refusal_of (const char *endpoint, guint status, const char *words);
EspReportKind esp_gateway_failure_kind (const char *words);
EspRefusal esp_gateway_refusal_of (const char *words);

G_END_DECLS
