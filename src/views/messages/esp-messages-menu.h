/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen.h"

G_BEGIN_DECLS

/* What the area of messages shows. */
typedef enum
{
  ESP_MESSAGES_LIST,
  ESP_MESSAGES_MAIL,
  ESP_MESSAGES_TEXT,
} EspMessagesPlace;

GMenuModel *esp_messages_menu_new (EspMessagesPlace place);
const EspHelp *esp_messages_help_get (void);

G_END_DECLS
