/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of charts in light, dark and high contrast, and what tells series apart without them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-palette.h"

/* The series colours are chosen by computation: at least 3:1 on their surface and far apart for
 * normal, protanope, deuteranope and tritanope eyes; tests/draw/test-palette.c recomputes it. */
#define LIGHT_SCALES                                                                               \
  .series = { 0x0d4fb3, 0xd9690f, 0x3f9793, 0x9a6ff5, 0x754700 }, .other = 0x5f585d,               \
  .sequential = { 0xeaf2fb, 0xc5dbf3, 0x93bbe8, 0x5b95d6, 0x2a6cbd, 0x0d4a94, 0x062d61 },          \
  .diverging = { 0x8c3a00, 0xd07a2e, 0xf0c59a, 0xf2f2f2, 0xa9cbe6, 0x4a8fc4, 0x0d4a94 }
#define DARK_SCALES                                                                                \
  .series = { 0x3d87ff, 0xcf8550, 0x80ebc5, 0xf4c3ff, 0xf6e03a }, .other = 0x878089,               \
  .sequential = { 0x22303f, 0x243f5e, 0x285585, 0x3070b0, 0x4b90d8, 0x7fb5ee, 0xbcdcff },          \
  .diverging = { 0xffb066, 0xc8742a, 0x7a5230, 0x454545, 0x335a7d, 0x4b8fd0, 0xa5d0ff }

static const EspPalette palettes[ESP_N_PALETTES] = {
  [ESP_PALETTE_LIGHT] = {
    .surface = 0xffffff, .text = 0x1f1f1f, .dim_text = 0x5e5c64, .axis = 0xb5b3ba,
    .grid = 0xe9e8ec, .track = 0xf1f0f4, .focus = 0x1c71d8,
    .bubble = 0x2b2a30, .bubble_text = 0xffffff, LIGHT_SCALES,
  },
  [ESP_PALETTE_DARK] = {
    .is_dark = TRUE,
    .surface = 0x363636, .text = 0xffffff, .dim_text = 0xc3c1c7, .axis = 0x77767b,
    .grid = 0x484749, .track = 0x414043, .focus = 0x78aeed,
    .bubble = 0x19181b, .bubble_text = 0xffffff, DARK_SCALES,
  },
  [ESP_PALETTE_HIGH_CONTRAST_LIGHT] = {
    .is_high_contrast = TRUE,
    .surface = 0xffffff, .text = 0x000000, .dim_text = 0x000000, .axis = 0x000000,
    .grid = 0x8a8a8a, .track = 0xffffff, .focus = 0x0b4ea2,
    .bubble = 0x000000, .bubble_text = 0xffffff, LIGHT_SCALES,
  },
  [ESP_PALETTE_HIGH_CONTRAST_DARK] = {
    .is_dark = TRUE, .is_high_contrast = TRUE,
    .surface = 0x1e1e1e, .text = 0xffffff, .dim_text = 0xffffff, .axis = 0xffffff,
    .grid = 0x858585, .track = 0x1e1e1e, .focus = 0x9ec6ff,
    .bubble = 0xffffff, .bubble_text = 0x000000, DARK_SCALES,
  },
};

/**
 * esp_palette_get:
 *
 * Returns: (transfer none): the colours of @kind, which live as long as the program
 */
const EspPalette *
esp_palette_get (EspPaletteKind kind)
{
  g_return_val_if_fail (kind < ESP_N_PALETTES, &palettes[ESP_PALETTE_LIGHT]);

  return &palettes[kind];
}

/**
 * esp_palette_choose:
 *
 * Returns: (transfer none): the palette for a desktop's dark and high-contrast settings
 */
const EspPalette *
esp_palette_choose (gboolean is_dark, gboolean is_high_contrast)
{
  return esp_palette_get ((is_high_contrast ? ESP_PALETTE_HIGH_CONTRAST_LIGHT : ESP_PALETTE_LIGHT) +
                          (is_dark ? 1 : 0));
}

/**
 * esp_palette_get_series:
 * @position: 0…4; every further series shares the grey of "other"
 */
EspHue
esp_palette_get_series (const EspPalette *self, guint position)
{
  return position < ESP_PALETTE_N_SERIES ? self->series[position] : self->other;
}

/**
 * esp_palette_get_marker:
 *
 * Returns: the shape that marks the points of series @position
 */
EspMarker
esp_palette_get_marker (guint position)
{
  return (EspMarker) MIN (position, ESP_PALETTE_N_SERIES);
}

/**
 * esp_palette_get_pattern:
 *
 * Returns: the pattern that fills the bars of series @position
 */
EspPattern
esp_palette_get_pattern (guint position)
{
  return position < ESP_PALETTE_N_SERIES ? (EspPattern) position : ESP_PATTERN_NONE;
}

/**
 * esp_palette_get_dash:
 * @out_n: the number of lengths, 0 for a solid line
 *
 * Returns: (transfer none): the dash lengths of series @position for a line 2 px wide
 */
const double *
esp_palette_get_dash (guint position, int *out_n)
{
  static const double lengths[][4] = {
    { 0 }, { 6, 3 }, { 2, 3 }, { 8, 3, 2, 3 }, { 1, 2 }, { 4, 4 },
  };
  static const int counts[] = { 0, 2, 2, 4, 2, 2 };
  guint index = MIN (position, ESP_PALETTE_N_SERIES);

  *out_n = counts[index];
  return lengths[index];
}

G_STATIC_ASSERT (ESP_PALETTE_HIGH_CONTRAST_DARK == ESP_PALETTE_HIGH_CONTRAST_LIGHT + 1);
G_STATIC_ASSERT (ESP_PALETTE_DARK == ESP_PALETTE_LIGHT + 1);
