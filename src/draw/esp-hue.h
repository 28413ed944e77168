/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An opaque sRGB colour, 0xRRGGBB. */
typedef guint32 EspHue;

typedef enum
{
  ESP_VISION_NORMAL,
  ESP_VISION_PROTANOPIA,
  ESP_VISION_DEUTERANOPIA,
  ESP_VISION_TRITANOPIA,
} EspVision;

#define ESP_N_VISIONS (ESP_VISION_TRITANOPIA + 1)

void esp_hue_get_rgb (EspHue color, double *out_red, double *out_green, double *out_blue);
double esp_hue_contrast (EspHue a, EspHue b);
double esp_hue_difference (EspHue a, EspHue b, EspVision vision);
EspHue esp_hue_text_on (EspHue background);
EspHue esp_hue_mix (EspHue over, EspHue under, double alpha);

G_END_DECLS
