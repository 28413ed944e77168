/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of journeys in light, dark and high contrast. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-colors.h"

/* In the order of EspFaceFamily; tests/draw/test-journey-paint.c computes the contrasts again. */
#define LIGHT_FAMILIES                                                                             \
  {                                                                                                \
    0x1b7f4d, 0x1a66c4, 0x8f6200, 0x7440b8, 0x0b7078, 0xb0306a, 0x5e5c64                           \
  }
#define DARK_FAMILIES                                                                              \
  {                                                                                                \
    0x7fdb9c, 0x8bbcf5, 0xf0c75e, 0xcdb0ff, 0x74d2d8, 0xff9ecb, 0xc3c1c7                           \
  }

/* In the order of EspFaceLevel. */
#define LIGHT_LEVELS                                                                               \
  .levels = { 0x5e5c64, 0x1a66c4, 0xf2c24b, 0xc01c28 },                                            \
  .level_texts = { 0xffffff, 0xffffff, 0x2b2000, 0xffffff }
#define DARK_LEVELS                                                                                \
  .levels = { 0xc3c1c7, 0x8bbcf5, 0xf6d365, 0xff7b63 },                                            \
  .level_texts = { 0x1e1e1e, 0x10243f, 0x2b2000, 0x330a02 }

static const EspJourneyColors all[ESP_N_PALETTES] = {
  [ESP_PALETTE_LIGHT] = {
    .ground = 0xf6f6f7, .card = 0xffffff, .border = 0xd3d1d8, .text = 0x1f1f22, .dim_text = 0x5e5c64,
    .wire = 0x8b8993, .accent = 0x1c71d8, .accent_text = 0xffffff, .frame = 0xeceef3,
    .frame_border = 0xc4c8d2, .added = 0x1b7f4d, .changed = 0x8f6200, .removed = 0x77757e,
    .families = LIGHT_FAMILIES, LIGHT_LEVELS, .tint = 0.11, .shadow = 0.055, .heat = 0x2a6cbd,
  },
  [ESP_PALETTE_DARK] = {
    .is_dark = TRUE,
    .ground = 0x242424, .card = 0x363638, .border = 0x4c4b50, .text = 0xffffff, .dim_text = 0xc3c1c7,
    .wire = 0x8d8b93, .accent = 0x78aeed, .accent_text = 0x0b1e36, .frame = 0x2c2d31,
    .frame_border = 0x55565e, .added = 0x7fdb9c, .changed = 0xf0c75e, .removed = 0xa9a7ae,
    .families = DARK_FAMILIES, DARK_LEVELS, .tint = 0.16, .shadow = 0.22, .heat = 0x7fb5ee,
  },
  [ESP_PALETTE_HIGH_CONTRAST_LIGHT] = {
    .is_high_contrast = TRUE,
    .ground = 0xffffff, .card = 0xffffff, .border = 0x000000, .text = 0x000000, .dim_text = 0x000000,
    .wire = 0x000000, .accent = 0x0b4ea2, .accent_text = 0xffffff, .frame = 0xffffff,
    .frame_border = 0x000000, .added = 0x00592f, .changed = 0x5c3f00, .removed = 0x000000,
    .families = { 0, 0, 0, 0, 0, 0, 0 }, LIGHT_LEVELS, .tint = 0, .heat = 0x0d4a94,
  },
  [ESP_PALETTE_HIGH_CONTRAST_DARK] = {
    .is_dark = TRUE, .is_high_contrast = TRUE,
    .ground = 0x000000, .card = 0x1e1e1e, .border = 0xffffff, .text = 0xffffff, .dim_text = 0xffffff,
    .wire = 0xffffff, .accent = 0x9ec6ff, .accent_text = 0x000000, .frame = 0x000000,
    .frame_border = 0xffffff, .added = 0x9df0b8, .changed = 0xffdf80, .removed = 0xffffff,
    .families = { 0xffffff, 0xffffff, 0xffffff, 0xffffff, 0xffffff, 0xffffff, 0xffffff }, DARK_LEVELS,
    .tint = 0, .heat = 0xbcdcff,
  },
};

/**
 * esp_journey_colors_get:
 *
 * Returns: (transfer none): the colours of @kind, which live as long as the program
 */
const EspJourneyColors *
esp_journey_colors_get (EspPaletteKind kind)
{
  g_return_val_if_fail (kind < ESP_N_PALETTES, &all[ESP_PALETTE_LIGHT]);

  return &all[kind];
}

/**
 * esp_journey_colors_choose:
 *
 * Returns: (transfer none): the colours for a desktop's dark and high-contrast settings
 */
const EspJourneyColors *
esp_journey_colors_choose (gboolean is_dark, gboolean is_high_contrast)
{
  return esp_journey_colors_get (
    (is_high_contrast ? ESP_PALETTE_HIGH_CONTRAST_LIGHT : ESP_PALETTE_LIGHT) + (is_dark ? 1 : 0));
}
