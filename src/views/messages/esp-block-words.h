/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-block.h"
#include "model/esp-field-rates.h"
#include "store/esp-fields.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a line of a list begins with. */
#define ESP_BLOCK_BULLET "• "

typedef enum
{
  ESP_LOOK_BOLD,
  ESP_LOOK_ITALIC,
  ESP_LOOK_UNDERLINE,
  ESP_LOOK_STRIKE,
} EspTextLook;

/* A text buffer that holds the words of one block. */
typedef struct
{
  GtkTextView *view;                      /* (unowned) */
  GtkTextBuffer *buffer;                  /* (unowned): its view's */
  const EspFields *fields;                /* (unowned) (nullable): for the names of fields */
  GtkTextTag *looks[ESP_LOOK_STRIKE + 1]; /* by EspTextLook */
  GtkTextTag *aligns[3];                  /* by EspAlign */
  GtkTextTag *field_tag;
} EspBlockWords;

void esp_block_words_init (EspBlockWords *self, GtkTextView *view);
void esp_block_words_show_rates (const EspBlockWords *self,
                                 const EspFieldRates *rates,
                                 GHashTable *fallbacks);
void esp_block_words_insert (const EspBlockWords *self, GtkTextIter *at, const char *text);
void esp_block_words_insert_paragraphs (const EspBlockWords *self,
                                        GtkTextIter *at,
                                        GPtrArray *paragraphs);
char *esp_block_words_dup_text (const GtkTextIter *start, const GtkTextIter *end);
GtkTextTag *esp_block_words_tag (const EspBlockWords *self, const char *key, const char *value);
void esp_block_words_set_align (const EspBlockWords *self, int first, int last, EspAlign align);
EspAlign esp_block_words_get_align (const EspBlockWords *self, int line);
void esp_block_words_mark_fields (const EspBlockWords *self);
void esp_block_words_show (const EspBlockWords *self, const EspBlock *block);
char *esp_block_words_dup_data (const GtkTextIter *at, const char *prefix);
int esp_block_words_read_prefix (const char *line, EspParagraphKind *out_kind);
EspParagraph *esp_block_words_read_line (const EspBlockWords *self, int line, gboolean is_heading);

G_END_DECLS
