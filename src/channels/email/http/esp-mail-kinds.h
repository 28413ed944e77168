/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel-kinds.h"

G_BEGIN_DECLS

/* The mail services with an API of their own. */
extern const EspChannelKind esp_ses_kind;
extern const EspChannelKind esp_sendgrid_kind;
extern const EspChannelKind esp_mailgun_kind;
extern const EspChannelKind esp_postmark_kind;
extern const EspChannelKind esp_brevo_kind;
extern const EspChannelKind esp_resend_kind;

G_END_DECLS
