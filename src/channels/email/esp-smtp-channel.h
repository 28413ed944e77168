/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-account.h"
#include "channels/esp-channel.h"

G_BEGIN_DECLS

#define ESP_TYPE_SMTP_CHANNEL (esp_smtp_channel_get_type ())
G_DECLARE_FINAL_TYPE (EspSmtpChannel, esp_smtp_channel, ESP, SMTP_CHANNEL, GObject)

EspChannel *esp_smtp_channel_new (const EspSmtpAccount *account, const char *secret);
guint esp_smtp_channel_get_n_connections (EspSmtpChannel *self);

G_END_DECLS
