/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-report.h"
#include "engine/policy/esp-bounce.h"

G_BEGIN_DECLS

/* What a mail is that came into the mailbox of a sender. */
typedef enum
{
  ESP_RETURN_OTHER, /* nothing that we need to know */
  ESP_RETURN_BOUNCE,
  ESP_RETURN_DELAY, /* not given up yet */
  ESP_RETURN_DELIVERED,
  ESP_RETURN_COMPLAINT,
  ESP_RETURN_UNSUBSCRIBE,
  ESP_RETURN_READ, /* a receipt of reading */
  ESP_RETURN_AUTO_REPLY,
  ESP_RETURN_CHALLENGE, /* wants to be answered before it delivers */
  ESP_RETURN_REPLY,
} EspReturnKind;

EspReturnKind
esp_return_mail_read (GBytes *bytes, const EspBounceRules *rules, gint64 now_us, GArray *reports);
const char *esp_return_kind_name (EspReturnKind kind);

G_END_DECLS
