/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-account.h"
#include "channels/esp-channel.h"
#include "channels/web/esp-oauth.h"

G_BEGIN_DECLS

#define ESP_TYPE_SMTP_OAUTH (esp_smtp_oauth_get_type ())
G_DECLARE_FINAL_TYPE (EspSmtpOauth, esp_smtp_oauth, ESP, SMTP_OAUTH, GObject)

EspChannel *esp_smtp_oauth_new (const EspSmtpAccount *account,
                                EspOauthApp *app,
                                EspOauthTokens *tokens,
                                const char *secret,
                                const char *secret_id);

G_END_DECLS
