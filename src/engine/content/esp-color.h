/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An sRGB colour, each part 0 to 255. */
typedef struct
{
  guint8 red;
  guint8 green;
  guint8 blue;
} EspColor;

/* WCAG 2.2, 1.4.3 and 1.4.11. */
#define ESP_CONTRAST_TEXT 4.5
#define ESP_CONTRAST_LARGE 3.0

/* Room for "#rrggbb" and its end. */
#define ESP_COLOR_BUFFER 8

gboolean esp_color_parse (const char *text, EspColor *out_color);
void esp_color_format (EspColor color, char out_text[ESP_COLOR_BUFFER]);
double esp_color_luminance (EspColor color);
double esp_color_contrast (EspColor a, EspColor b);
EspColor esp_color_mix (EspColor from, EspColor to, double share);
EspColor esp_color_readable_on (EspColor color, EspColor ground, double ratio);

G_END_DECLS
