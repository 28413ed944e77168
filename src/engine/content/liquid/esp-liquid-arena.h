/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EspLiquidArena EspLiquidArena;

EspLiquidArena *esp_liquid_arena_new (gsize max_bytes);
void esp_liquid_arena_free (EspLiquidArena *self);
void esp_liquid_arena_reset (EspLiquidArena *self);
gpointer esp_liquid_arena_alloc (EspLiquidArena *self, gsize size);
gpointer esp_liquid_arena_alloc_n (EspLiquidArena *self, gsize n, gsize size);
char *esp_liquid_arena_dup (EspLiquidArena *self, const char *data, gsize len);
gboolean esp_liquid_arena_is_full (EspLiquidArena *self);

#define esp_liquid_arena_new0(arena, type)                                                         \
  ((type *) esp_liquid_arena_alloc_n ((arena), 1, sizeof (type)))
#define esp_liquid_arena_new_array(arena, type, n)                                                 \
  ((type *) esp_liquid_arena_alloc_n ((arena), (n), sizeof (type)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLiquidArena, esp_liquid_arena_free)

G_END_DECLS
