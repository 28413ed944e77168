/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message as an item of a list model. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-item.h"

struct _EspMessageItem
{
  GObject parent_instance;

  EspMessageRow *row; /* (owned) */
};

G_DEFINE_FINAL_TYPE (EspMessageItem, esp_message_item, G_TYPE_OBJECT)

static void
esp_message_item_finalize (GObject *object)
{
  esp_message_row_free (ESP_MESSAGE_ITEM (object)->row);
  G_OBJECT_CLASS (esp_message_item_parent_class)->finalize (object);
}

static void
esp_message_item_class_init (EspMessageItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_message_item_finalize;
}

static void
esp_message_item_init (EspMessageItem *self)
{
}

/**
 * esp_message_item_new:
 * @row: (transfer full): what the store said
 */
EspMessageItem *
esp_message_item_new (EspMessageRow *row)
{
  EspMessageItem *self = g_object_new (ESP_TYPE_MESSAGE_ITEM, NULL);

  self->row = row;
  return self;
}

/**
 * esp_message_item_get_row:
 *
 * Returns: (transfer none): the record; the same for the item's whole life
 */
const EspMessageRow *
esp_message_item_get_row (EspMessageItem *self)
{
  return self->row;
}
