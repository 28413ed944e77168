/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-face.h"
#include "draw/esp-palette.h"

G_BEGIN_DECLS

/* Everything that the drawing of a journey needs to know about colour. */
typedef struct
{
  gboolean is_dark;
  gboolean is_high_contrast;
  EspHue ground; /* what nodes stand on */
  EspHue card;
  EspHue border;
  EspHue text;
  EspHue dim_text;
  EspHue wire;
  EspHue accent;
  EspHue accent_text; /* on accent */
  EspHue frame;       /* ground of groups */
  EspHue frame_border;
  EspHue added;
  EspHue changed;
  EspHue removed;
  EspHue levels[ESP_FACE_LEVEL_ERROR + 1];      /* ground of badges */
  EspHue level_texts[ESP_FACE_LEVEL_ERROR + 1]; /* on it */
  EspHue families[ESP_N_FACE_FAMILIES];         /* icons */
  double tint;                                  /* how much of the icon's colour its ground has */
  double shadow;
  EspHue heat;
} EspJourneyColors;

const EspJourneyColors *esp_journey_colors_get (EspPaletteKind kind);
const EspJourneyColors *esp_journey_colors_choose (gboolean is_dark, gboolean is_high_contrast);

G_END_DECLS
