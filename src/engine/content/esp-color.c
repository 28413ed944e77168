/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours of messages: reading them, and whether text on them can be read. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-color.h"

#include <math.h>
#include <string.h>

/**
 * esp_color_parse:
 * @text: (nullable): "#rgb" or "#rrggbb"
 * @out_color: (out): the colour
 *
 * Returns: whether @text is a colour.
 */
gboolean
esp_color_parse (const char *text, EspColor *out_color)
{
  int digit[6];
  gsize n = text != NULL ? strlen (text) : 0;

  if ((n != 4 && n != 7) || text[0] != '#')
    return FALSE;
  for (gsize i = 0; i < n - 1; i++)
    if ((digit[i] = g_ascii_xdigit_value (text[i + 1])) < 0)
      return FALSE;
  if (n == 4)
    *out_color =
      (EspColor){ (guint8) (digit[0] * 17), (guint8) (digit[1] * 17), (guint8) (digit[2] * 17) };
  else
    *out_color =
      (EspColor){ (guint8) (digit[0] * 16 + digit[1]), (guint8) (digit[2] * 16 + digit[3]),
                  (guint8) (digit[4] * 16 + digit[5]) };
  return TRUE;
}

/**
 * esp_color_format:
 * @out_text: (out caller-allocates): "#rrggbb"
 */
void
esp_color_format (EspColor color, char out_text[ESP_COLOR_BUFFER])
{
  g_snprintf (out_text, ESP_COLOR_BUFFER, "#%02x%02x%02x", color.red, color.green, color.blue);
}

static double
linear (guint8 part)
{
  double c = part / 255.0;

  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/**
 * esp_color_luminance:
 *
 * Returns: the relative luminance of WCAG 2.2, 0 (black) to 1 (white).
 */
double
esp_color_luminance (EspColor color)
{
  return 0.2126 * linear (color.red) + 0.7152 * linear (color.green) + 0.0722 * linear (color.blue);
}

/**
 * esp_color_contrast:
 *
 * Returns: the contrast ratio of WCAG 2.2, 1 to 21.
 */
double
esp_color_contrast (EspColor a, EspColor b)
{
  double la = esp_color_luminance (a);
  double lb = esp_color_luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/**
 * esp_color_mix:
 * @share: 0 gives @from, 1 gives @to
 *
 * Returns: the colour between the two.
 */
EspColor
esp_color_mix (EspColor from, EspColor to, double share)
{
  return (EspColor){ (guint8) lrint (from.red + (to.red - from.red) * share),
                     (guint8) lrint (from.green + (to.green - from.green) * share),
                     (guint8) lrint (from.blue + (to.blue - from.blue) * share) };
}

/**
 * esp_color_readable_on:
 * @color: the wanted colour
 * @ground: what it stands on
 * @ratio: the contrast to reach, such as %ESP_CONTRAST_TEXT
 *
 * Returns: @color itself when it can be read, otherwise the nearest mix with white or black that can.
 */
EspColor
esp_color_readable_on (EspColor color, EspColor ground, double ratio)
{
  const int n_steps = 20;
  const EspColor white = { 255, 255, 255 };
  const EspColor black = { 0, 0, 0 };
  EspColor end =
    esp_color_contrast (white, ground) >= esp_color_contrast (black, ground) ? white : black;

  for (int i = 0; i < n_steps; i++)
    {
      EspColor candidate = esp_color_mix (color, end, (double) i / n_steps);

      if (esp_color_contrast (candidate, ground) >= ratio)
        return candidate;
    }
  return end;
}
