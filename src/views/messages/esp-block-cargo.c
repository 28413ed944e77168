/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What travels with the pointer while a block is dragged; no text, so that it never drops into words. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-cargo.h"

G_DEFINE_BOXED_TYPE (EspBlockCargo, esp_block_cargo, esp_block_cargo_copy, esp_block_cargo_free)

/**
 * esp_block_cargo_copy:
 *
 * Returns: (transfer full): a copy
 */
EspBlockCargo *
esp_block_cargo_copy (const EspBlockCargo *self)
{
  EspBlockCargo *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->ref = g_strdup (self->ref);
  return copy;
}

/**
 * esp_block_cargo_free:
 */
void
esp_block_cargo_free (EspBlockCargo *self)
{
  g_free (self->id);
  g_free (self->ref);
  g_free (self);
}
