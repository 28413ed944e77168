/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-messages.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A row of the list of messages. */
#define ESP_TYPE_MESSAGE_ITEM (esp_message_item_get_type ())
G_DECLARE_FINAL_TYPE (EspMessageItem, esp_message_item, ESP, MESSAGE_ITEM, GObject)

EspMessageItem *esp_message_item_new (EspMessageRow *row);
const EspMessageRow *esp_message_item_get_row (EspMessageItem *self);

G_END_DECLS
