/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-hue.h"

G_BEGIN_DECLS

#define ESP_PALETTE_N_SERIES 5
#define ESP_PALETTE_N_STEPS 7

/* Beside colour, each series has a marker, a dash and a pattern of its own. */
typedef enum
{
  ESP_MARKER_CIRCLE,
  ESP_MARKER_TRIANGLE,
  ESP_MARKER_SQUARE,
  ESP_MARKER_DIAMOND,
  ESP_MARKER_CROSS,
  ESP_MARKER_RING,
} EspMarker;

typedef enum
{
  ESP_PATTERN_NONE,
  ESP_PATTERN_RISING,
  ESP_PATTERN_DOTS,
  ESP_PATTERN_FALLING,
  ESP_PATTERN_CROSS,
} EspPattern;

typedef enum
{
  ESP_PALETTE_LIGHT,
  ESP_PALETTE_DARK,
  ESP_PALETTE_HIGH_CONTRAST_LIGHT,
  ESP_PALETTE_HIGH_CONTRAST_DARK,
} EspPaletteKind;

#define ESP_N_PALETTES (ESP_PALETTE_HIGH_CONTRAST_DARK + 1)

/* Everything that a drawing needs to know about colour. */
typedef struct
{
  gboolean is_dark;
  gboolean is_high_contrast;
  EspHue surface; /* what charts stand on */
  EspHue text;
  EspHue dim_text;
  EspHue axis;
  EspHue grid;
  EspHue track; /* the faint ground of a bar */
  EspHue focus; /* the cursor's ring */
  EspHue bubble;
  EspHue bubble_text;
  EspHue series[ESP_PALETTE_N_SERIES];
  EspHue other;
  EspHue sequential[ESP_PALETTE_N_STEPS];
  EspHue diverging[ESP_PALETTE_N_STEPS];
} EspPalette;

const EspPalette *esp_palette_get (EspPaletteKind kind);
const EspPalette *esp_palette_choose (gboolean is_dark, gboolean is_high_contrast);
EspHue esp_palette_get_series (const EspPalette *self, guint position);
EspMarker esp_palette_get_marker (guint position);
EspPattern esp_palette_get_pattern (guint position);
const double *esp_palette_get_dash (guint position, int *out_n);

G_END_DECLS
