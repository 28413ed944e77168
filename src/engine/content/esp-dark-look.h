/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-color.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* What a reader's mail program makes of the colours of a message. */
typedef enum
{
  ESP_DARK_LOOK_LIGHT,   /* as it was drawn */
  ESP_DARK_LOOK_OWN,     /* dark, by the rules that the message brings along */
  ESP_DARK_LOOK_PARTIAL, /* dark, what is light turned dark and the rest left alone */
  ESP_DARK_LOOK_FULL,    /* dark, every colour turned round */
} EspDarkLook;

#define ESP_N_DARK_LOOKS (ESP_DARK_LOOK_FULL + 1)

/* A message in the colours of one look. */
typedef struct
{
  EspMessageDoc *doc; /* (owned): every colour of it is set */
  char page[ESP_COLOR_BUFFER];
  char text[ESP_COLOR_BUFFER];
  char muted[ESP_COLOR_BUFFER];
  double contrast;         /* the lowest of any words, 1 to 21; 21 when there are none */
  char *contrast_block;    /* (nullable) (owned): the block that has it */
  guint n_transparent;     /* pictures with see-through parts: dark lettering may vanish */
  char *transparent_block; /* (nullable) (owned): the first of them */
} EspDarkSheet;

EspDarkSheet *
esp_dark_sheet_new (const EspMessageDoc *doc, const EspBrand *brand, EspDarkLook look);
void esp_dark_sheet_free (EspDarkSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDarkSheet, esp_dark_sheet_free)

EspColor esp_color_invert (EspColor color);
gboolean esp_image_is_transparent (GBytes *data);

G_END_DECLS
