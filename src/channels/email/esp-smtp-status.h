/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"

G_BEGIN_DECLS

/* The step of the conversation to which a server answered. */
typedef enum
{
  ESP_SMTP_STAGE_LOGIN, /* greeting, EHLO, STARTTLS, AUTH */
  ESP_SMTP_STAGE_MAIL,
  ESP_SMTP_STAGE_RCPT,
  ESP_SMTP_STAGE_DATA,
} EspSmtpStage;

typedef struct
{
  EspRefusal refusal;
  gboolean is_retryable;   /* worth offering again later */
  gboolean is_suppressing; /* the address is dead */
} EspSmtpVerdict;

/* The three numbers of RFC 3463; klass is 0 when there are none. */
typedef struct
{
  guint klass;
  guint subject;
  guint detail;
} EspSmtpEnhanced;

gboolean esp_smtp_enhanced_parse (const char *text, EspSmtpEnhanced *out_enhanced);
EspSmtpVerdict esp_smtp_status_judge (EspSmtpStage stage,
                                      int code,
                                      const EspSmtpEnhanced *enhanced,
                                      const char *text);

G_END_DECLS
