/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-reply.h"
#include "channels/esp-channel.h"

G_BEGIN_DECLS

/* What a server said with its answer to EHLO. */
typedef struct
{
  gboolean can_pipeline;
  gboolean can_size;
  gboolean can_utf8;
  gboolean can_8bit;
  guint64 max_size; /* of a message in bytes; 0 when it did not say */
} EspSmtpOffer;

void esp_smtp_offer_read (EspSmtpOffer *self, const char *text);
gboolean esp_smtp_offer_lets_pass (const EspSmtpOffer *self,
                                   const EspOutMessage *message,
                                   EspSmtpReply *out_refusal);
char *esp_smtp_offer_dup_parameters (const EspSmtpOffer *self, const EspOutMessage *message);

G_END_DECLS
