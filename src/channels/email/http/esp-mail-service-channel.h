/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/http/esp-mail-service.h"

G_BEGIN_DECLS

#define ESP_TYPE_MAIL_SERVICE_CHANNEL (esp_mail_service_channel_get_type ())
G_DECLARE_FINAL_TYPE (EspMailServiceChannel,
                      esp_mail_service_channel,
                      ESP,
                      MAIL_SERVICE_CHANNEL,
                      GObject)

EspChannel *esp_mail_service_channel_open (const EspMailService *service,
                                           const EspChannelKind *kind,
                                           const char *settings,
                                           const char *secret,
                                           GError **error);

/* The channel's own parts, shared with what pulls and tests. */
const EspMailService *esp_mail_service_channel_get_service (EspMailServiceChannel *self);
const EspMailAccount *esp_mail_service_channel_get_account (EspMailServiceChannel *self);
EspWebClient *esp_mail_service_channel_get_client (EspMailServiceChannel *self);

G_END_DECLS
