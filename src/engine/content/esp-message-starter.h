/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* What a new message begins with. */
typedef enum
{
  ESP_STARTER_BLANK,
  ESP_STARTER_NEWSLETTER,
  ESP_STARTER_PROMOTION,
  ESP_STARTER_NOTICE,
} EspStarter;

#define ESP_N_STARTERS (ESP_STARTER_NOTICE + 1)

EspMessageDoc *esp_message_starter_new (EspStarter starter);

G_END_DECLS
