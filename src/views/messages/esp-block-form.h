/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* What the selected block is made of, apart from the words that are edited in their place. */
#define ESP_TYPE_BLOCK_FORM (esp_block_form_get_type ())
G_DECLARE_FINAL_TYPE (EspBlockForm, esp_block_form, ESP, BLOCK_FORM, GtkWidget)

GtkWidget *esp_block_form_new (EspMessageDesk *desk);
void esp_block_form_take_image (EspMessageDesk *desk, GFile *file);

G_END_DECLS
