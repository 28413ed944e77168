/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as a row of small columns, each in front of the same day of the period before. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-sparkline.h"

/* Shares of the room of one day. */
#define BEFORE_WIDTH 0.78
#define NOW_WIDTH 0.44
#define MAX_BEFORE_WIDTH 30.0
#define MAX_NOW_WIDTH 16.0
#define RADIUS 3.0
/* How much of the period before is seen. */
#define FAINT 0.28
#define STRONG 0.6
/* A day on which nothing happened is still a day. */
#define STUB 2.0

static double
find_top (const double *now, const double *before, guint n_days)
{
  double top = 0;

  for (guint i = 0; i < n_days; i++)
    {
      top = MAX (top, now[i]);
      if (before != NULL)
        top = MAX (top, before[i]);
    }
  return top;
}

static void
draw_column (cairo_t *cr, const EspRect *box, double middle, double width, double share)
{
  double height = MAX (share * box->height, STUB);
  const EspRect column = { middle - width / 2, box->y + box->height - height, width, height };

  esp_brush_rounded (cr, &column, MIN (RADIUS, MIN (width, height) / 2), ESP_CORNERS_TOP);
  cairo_fill (cr);
}

/**
 * esp_sparkline_draw:
 * @now: (array length=n_days): values of the period, not negative
 * @before: (array length=n_days) (nullable): those of the period before, drawn behind
 *
 * Draws @n_days columns into @box on one scale that begins at 0. What they say has to be told in words
 * too: the drawing has no text.
 */
void
esp_sparkline_draw (cairo_t *cr,
                    const EspPalette *palette,
                    const EspRect *box,
                    const double *now,
                    const double *before,
                    guint n_days)
{
  double top = find_top (now, before, n_days);
  double pitch = n_days > 0 ? box->width / n_days : 0;

  for (guint i = 0; i < n_days; i++)
    {
      double middle = box->x + pitch * (i + 0.5);

      if (before != NULL)
        {
          esp_brush_set_color_alpha (cr, palette->other,
                                     palette->is_high_contrast ? STRONG : FAINT);
          draw_column (cr, box, middle, MIN (pitch * BEFORE_WIDTH, MAX_BEFORE_WIDTH),
                       top > 0 ? before[i] / top : 0);
        }
      esp_brush_set_color (cr, now[i] > 0 ? esp_palette_get_series (palette, 0) : palette->axis);
      draw_column (cr, box, middle, MIN (pitch * NOW_WIDTH, MAX_NOW_WIDTH),
                   top > 0 ? now[i] / top : 0);
    }
}
