/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-arena.h"

G_BEGIN_DECLS

/* An integer of any size: limbs of nine decimal digits, least first, no leading zero limb; zero has none. */
typedef struct
{
  gboolean negative;
  guint n_limbs;
  const guint32 *limbs;
} EspLiquidBig;

/* Numbers of more digits than this are refused. */
#define ESP_LIQUID_BIG_MAX_DIGITS 4000

EspLiquidBig esp_liquid_big_from_int64 (EspLiquidArena *arena, gint64 integer);
EspLiquidBig esp_liquid_big_from_digits (EspLiquidArena *arena, const char *digits, gsize len);
gboolean esp_liquid_big_to_int64 (const EspLiquidBig *a, gint64 *out_integer);
void esp_liquid_big_append (GString *out, const EspLiquidBig *a);
guint esp_liquid_big_n_digits (const EspLiquidBig *a);
gint esp_liquid_big_compare (const EspLiquidBig *a, const EspLiquidBig *b);
EspLiquidBig
esp_liquid_big_add (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b);
EspLiquidBig
esp_liquid_big_subtract (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b);
EspLiquidBig
esp_liquid_big_multiply (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b);
EspLiquidBig esp_liquid_big_shift (EspLiquidArena *arena, const EspLiquidBig *a, guint n_digits);
EspLiquidBig esp_liquid_big_divide_floor (EspLiquidArena *arena,
                                          const EspLiquidBig *a,
                                          const EspLiquidBig *b,
                                          EspLiquidBig *out_modulo);

G_END_DECLS
