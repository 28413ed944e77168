/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-block-words.h"
#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* The words of a heading or text block, edited in place. Each line is a paragraph; a line that begins with
 * "• " or with "1. " is an item of a list. */
#define ESP_TYPE_TEXT_BLOCK (esp_text_block_get_type ())
G_DECLARE_FINAL_TYPE (EspTextBlock, esp_text_block, ESP, TEXT_BLOCK, GtkWidget)

GtkWidget *esp_text_block_new (EspMessageDesk *desk, const char *block_id);
void esp_text_block_toggle (EspTextBlock *self, EspTextLook look);
void esp_text_block_toggle_list (EspTextBlock *self, EspParagraphKind kind);
void esp_text_block_set_align (EspTextBlock *self, EspAlign align);
void esp_text_block_set_color (EspTextBlock *self, const char *color);
char *esp_text_block_dup_link (EspTextBlock *self);
void esp_text_block_set_link (EspTextBlock *self, const char *href);
void esp_text_block_insert_paragraphs (EspTextBlock *self, GPtrArray *paragraphs);
void esp_text_block_insert (EspTextBlock *self, const char *text);
gboolean esp_text_block_take_typed (EspTextBlock *self, char typed);
gboolean esp_text_block_is_empty (EspTextBlock *self);
void esp_text_block_get_cursor (EspTextBlock *self, GdkRectangle *out_place);

G_END_DECLS
