/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palettes keep their distances and contrasts, for every kind of eye. */
#include "draw/esp-palette.h"

static double
smallest_difference (const EspPalette *palette, EspVision vision)
{
  double smallest = 1000;

  for (guint i = 0; i <= ESP_PALETTE_N_SERIES; i++)
    for (guint j = i + 1; j <= ESP_PALETTE_N_SERIES; j++)
      smallest = MIN (smallest, esp_hue_difference (esp_palette_get_series (palette, i),
                                                    esp_palette_get_series (palette, j), vision));
  return smallest;
}

static void
test_ciede2000 (void)
{
  /* Blue against its nearest violet, checked with an independent implementation of the formula. */
  g_assert_cmpfloat_with_epsilon (esp_hue_difference (0x000000, 0xffffff, ESP_VISION_NORMAL), 100,
                                  0.01);
  g_assert_cmpfloat (esp_hue_difference (0x123456, 0x123456, ESP_VISION_TRITANOPIA), ==, 0);
  g_assert_cmpfloat_with_epsilon (esp_hue_contrast (0x000000, 0xffffff), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (esp_hue_difference (0xff0000, 0x0000ff, ESP_VISION_NORMAL), 52.88,
                                  0.05);
}

static void
test_series (void)
{
  static const struct
  {
    EspPaletteKind kind;
    EspHue surfaces[2];
    double contrast;
    double differences[ESP_N_VISIONS]; /* normal, protanopia, deuteranopia, tritanopia */
  } cases[] = {
    { ESP_PALETTE_LIGHT, { 0xfafafa, 0xffffff }, 3.3, { 24.0, 17.6, 17.8, 18.8 } },
    { ESP_PALETTE_DARK, { 0x363636, 0x242424 }, 3.1, { 26.4, 20.1, 20.0, 11.4 } },
    { ESP_PALETTE_HIGH_CONTRAST_LIGHT, { 0xffffff, 0xffffff }, 3.3, { 24.0, 17.6, 17.8, 18.8 } },
    { ESP_PALETTE_HIGH_CONTRAST_DARK, { 0x1e1e1e, 0x000000 }, 3.1, { 26.4, 20.1, 20.0, 11.4 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspPalette *palette = esp_palette_get (cases[i].kind);

      for (guint j = 0; j <= ESP_PALETTE_N_SERIES; j++)
        for (guint k = 0; k < 2; k++)
          g_assert_cmpfloat (esp_hue_contrast (esp_palette_get_series (palette, j),
                                               cases[i].surfaces[k]),
                             >=, cases[i].contrast);
      for (guint vision = 0; vision < ESP_N_VISIONS; vision++)
        {
          g_test_message ("palette %u, vision %u: %.1f", (guint) i, vision,
                          smallest_difference (palette, vision));
          g_assert_cmpfloat (smallest_difference (palette, vision), >=,
                             cases[i].differences[vision]);
        }
    }
}

static void
test_steps (void)
{
  for (guint kind = 0; kind < ESP_N_PALETTES; kind++)
    {
      const EspPalette *palette = esp_palette_get (kind);

      for (guint i = 0; i < ESP_PALETTE_N_STEPS; i++)
        {
          EspHue step = palette->sequential[i];

          g_assert_cmpfloat (esp_hue_contrast (step, esp_hue_text_on (step)), >=, 5.15);
          if (i == 0)
            continue;
          for (guint vision = 0; vision < ESP_N_VISIONS; vision++)
            g_assert_cmpfloat (esp_hue_difference (palette->diverging[i - 1], palette->diverging[i],
                                                   vision),
                               >=, 14.6);
        }
    }
}

static void
test_text (void)
{
  for (guint kind = 0; kind < ESP_N_PALETTES; kind++)
    {
      const EspPalette *palette = esp_palette_get (kind);

      g_assert_cmpfloat (esp_hue_contrast (palette->text, palette->surface), >=, 7);
      g_assert_cmpfloat (esp_hue_contrast (palette->dim_text, palette->surface), >=, 4.5);
      g_assert_cmpfloat (esp_hue_contrast (palette->focus, palette->surface), >=, 3);
      g_assert_cmpfloat (esp_hue_contrast (palette->bubble_text, palette->bubble), >=, 7);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/hue/difference", test_ciede2000);
  g_test_add_func ("/draw/palette/series-keep-apart", test_series);
  g_test_add_func ("/draw/palette/steps-carry-text", test_steps);
  g_test_add_func ("/draw/palette/text-is-readable", test_text);
  return g_test_run ();
}
