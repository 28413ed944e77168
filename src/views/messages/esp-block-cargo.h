/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-block.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What is dragged onto the page: a kind of block, a block of the page, or a saved one. */
typedef struct
{
  EspBlockKind kind;
  char *id;       /* (nullable): of a block of this message, that moves */
  char *ref;      /* (nullable): uuid of a saved block, that is linked */
  gpointer owner; /* (unowned) (nullable): the desk from whose page @id comes; only compared */
} EspBlockCargo;

#define ESP_TYPE_BLOCK_CARGO (esp_block_cargo_get_type ())
GType esp_block_cargo_get_type (void);
EspBlockCargo *esp_block_cargo_copy (const EspBlockCargo *self);
void esp_block_cargo_free (EspBlockCargo *self);

G_END_DECLS
