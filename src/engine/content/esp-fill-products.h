/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-block.h"

G_BEGIN_DECLS

/* What the cards of a products block show, in this order. */
typedef enum
{
  ESP_CARD_NAME,
  ESP_CARD_IMAGE,
  ESP_CARD_TEXT,
  ESP_CARD_PRICE,
  ESP_CARD_WAS,
  ESP_CARD_LINK,
  ESP_N_CARD_PARTS,
} EspCardPart;

/* As many cards as are worth looking at. */
#define ESP_MAX_SHOWN_CARDS 60

const char *esp_card_part_member (const EspBlock *block, EspCardPart part);
void esp_fill_products (const EspBlock *block,
                        GPtrArray *const values[ESP_N_CARD_PARTS],
                        GPtrArray *out_blocks);

G_END_DECLS
