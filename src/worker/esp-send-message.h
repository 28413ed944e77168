/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-mail-composer.h"
#include "worker/esp-text-composer.h"

G_BEGIN_DECLS

/* The message of a send, of whichever kind it is: one of the two is there. */
typedef struct
{
  EspMailComposer *mail; /* (owned) (nullable) */
  EspTextComposer *text; /* (owned) (nullable) */
} EspSendMessage;

EspSendMessage *esp_send_message_load (EspTx *tx,
                                       const EspMailSource *source,
                                       const EspChannelRecord *channel,
                                       GError **error);
void esp_send_message_free (EspSendMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendMessage, esp_send_message_free)
const EspMessageField *esp_send_message_get_fields (const EspSendMessage *self, guint *out_n);
gboolean esp_send_message_skips (const EspSendMessage *self);
gboolean esp_send_message_is_ad (const EspSendMessage *self);

G_END_DECLS
