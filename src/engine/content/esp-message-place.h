/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* Where a block goes: beside another one, or, without one, at the end of the message. */
typedef struct
{
  const char *beside; /* (nullable): id of a block */
  gboolean is_before;
} EspBlockPlace;

EspBlock *esp_message_place_new (EspMessageDoc *doc, const EspBlockPlace *place, EspBlock *block);
gboolean esp_message_place_move (EspMessageDoc *doc, const EspBlockPlace *place, const char *id);

EspSection *esp_message_find_section (const EspMessageDoc *doc, const char *block_id);
EspSection *esp_message_add_section (EspMessageDoc *doc, const char *after_block_id);
gboolean esp_message_move_section (EspMessageDoc *doc, const char *block_id, int by);
gboolean esp_message_split_section (EspMessageDoc *doc, const char *block_id);
void esp_message_set_columns (EspMessageDoc *doc, EspBlock *block, const int *widths, guint n);

G_END_DECLS
