/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Who sends, as the workspace knows it. Zeroed is nobody. */
typedef struct
{
  EspSenderFacts facts; /* points into texts */
  char *texts[6];
} EspSenderCard;

gboolean
esp_sender_card_load (EspTx *tx, const EspMessageDoc *doc, EspSenderCard *out_card, GError **error);
void esp_sender_card_clear (EspSenderCard *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspSenderCard, esp_sender_card_clear)

G_END_DECLS
