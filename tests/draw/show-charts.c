/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes one picture of every kind of chart to a folder, to be looked at. Usage: show-charts FOLDER */
#include "chart-samples.h"

#include "draw/esp-brush.h"
#include "draw/esp-chart-export.h"
#include "draw/esp-chart-paint.h"

#include <locale.h>

static void
show (const char *folder, guint which, EspLang lang, EspPaletteKind kind, double width)
{
  g_autoptr (EspChart) chart = chart_sample_new (which, lang);
  const EspPalette *palette = esp_palette_get (kind);
  EspChartStyle style = { NULL, 13, 18, TRUE };
  gboolean is_spark = which == N_CHART_SAMPLES - 1;
  double used_width = is_spark ? 120 : width;
  g_autoptr (EspChartLayout) layout = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  double height;
  guint mark = 0;

  if (is_spark)
    style = (EspChartStyle){ NULL, 13, 2, FALSE };
  height = esp_chart_measure_height (chart, &style, used_width);
  layout = esp_chart_layout_new (chart, &style, used_width, height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) used_width, (int) height);
  cr = cairo_create (surface);
  esp_brush_set_color (cr, palette->surface);
  cairo_paint (cr);
  esp_chart_paint (layout, cr, palette);
  if (!is_spark && kind != ESP_PALETTE_LIGHT && esp_chart_layout_find_first (layout, &mark))
    {
      mark =
        esp_chart_layout_move (layout, esp_chart_layout_move (layout, mark, ESP_CHART_MOVE_RIGHT),
                               ESP_CHART_MOVE_DOWN);
      esp_chart_paint_cursor (layout, cr, palette, mark);
      esp_chart_paint_tooltip (layout, cr, palette, mark);
    }
  name = g_strdup_printf ("%s-%s-%d-%d.png", chart_sample_get_name (which),
                          esp_lang_get_code (lang), kind, (int) width);
  path = g_build_filename (folder, name, NULL);
  cairo_surface_write_to_png (surface, path);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (argc != 2)
    {
      g_printerr ("Usage: show-charts FOLDER\n");
      return 2;
    }
  for (guint which = 0; which < N_CHART_SAMPLES; which++)
    for (guint lang = 0; lang < 2; lang++)
      for (guint kind = 0; kind < ESP_N_PALETTES; kind++)
        {
          show (argv[1], which, (EspLang) lang, (EspPaletteKind) kind, 720);
          show (argv[1], which, (EspLang) lang, (EspPaletteKind) kind, 360);
        }
  return 0;
}
