/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart at the size of a view: its kept picture, the keyboard's cursor and the pointer's place. */
#define G_LOG_DOMAIN "esp-chart"
#include "config.h"

#include "views/chart/esp-chart-lens.h"

#include "draw/esp-chart-export.h"
#include "draw/esp-chart-table.h"

#define COPY_WIDTH 900
/* Zooming in ends here: fewer points say nothing. */
#define MIN_PERIODS 4

/**
 * esp_chart_lens_clear:
 */
void
esp_chart_lens_clear (EspChartLens *self)
{
  esp_chart_lens_forget_layout (self);
  g_clear_object (&self->chart);
}

/**
 * esp_chart_lens_set_chart:
 *
 * Returns: whether that is another chart than before
 */
gboolean
esp_chart_lens_set_chart (EspChartLens *self, EspChart *chart)
{
  if (!g_set_object (&self->chart, chart))
    return FALSE;
  self->has_cursor = self->has_hover = self->is_pinned = FALSE;
  self->x_low = self->x_high = 0;
  esp_chart_lens_forget_layout (self);
  return TRUE;
}

/**
 * esp_chart_lens_forget_picture:
 *
 * The colours changed: draw again.
 */
void
esp_chart_lens_forget_picture (EspChartLens *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

/**
 * esp_chart_lens_forget_layout:
 *
 * Size, font or chart changed: lay out again.
 */
void
esp_chart_lens_forget_layout (EspChartLens *self)
{
  g_clear_pointer (&self->layout, esp_chart_layout_free);
  esp_chart_lens_forget_picture (self);
}

/**
 * esp_chart_lens_focus:
 *
 * Makes sure that there is a layout of that size. Cursor and pointer stay on their marks.
 *
 * Returns: whether there is one
 */
gboolean
esp_chart_lens_focus (EspChartLens *self, const EspChartStyle *style, int width, int height)
{
  EspChartStyle used = *style;
  EspMark mark = { 0 };
  guint n;

  if (self->chart == NULL || width <= 0 || height <= 0)
    return FALSE;
  if (self->layout != NULL && width == self->width && height == self->height)
    return TRUE;
  if (self->layout != NULL && self->has_cursor)
    mark = *esp_chart_layout_get_mark (self->layout, self->cursor);
  esp_chart_lens_forget_layout (self);
  used.x_low = self->x_low;
  used.x_high = self->x_high;
  self->layout = esp_chart_layout_new (self->chart, &used, width, height);
  self->width = width;
  self->height = height;
  n = esp_chart_layout_get_n_marks (self->layout);
  /* Zooming changes which mark a point has. */
  if (self->has_cursor && mark.part == 0)
    self->has_cursor =
      esp_chart_layout_find_point (self->layout, mark.series, mark.point, &self->cursor);
  else
    self->has_cursor = self->has_cursor && self->cursor < n;
  self->has_hover = self->has_hover && self->hover < n;
  return TRUE;
}

/**
 * esp_chart_lens_move:
 *
 * Moves the cursor; the first move puts it on the first mark.
 *
 * Returns: %FALSE when there is no mark
 */
gboolean
esp_chart_lens_move (EspChartLens *self, EspChartMove move)
{
  guint mark = 0;

  if (self->layout == NULL || !esp_chart_layout_find_first (self->layout, &mark))
    return FALSE;
  if (self->has_cursor)
    mark = esp_chart_layout_move (self->layout, self->cursor, move);
  self->has_hover = FALSE;
  self->has_cursor = TRUE;
  self->cursor = mark;
  return TRUE;
}

/**
 * esp_chart_lens_point:
 *
 * The pointer is at @x, @y.
 *
 * Returns: whether it means another mark than before
 */
gboolean
esp_chart_lens_point (EspChartLens *self, double x, double y)
{
  guint mark = 0;
  gboolean has_hover = self->layout != NULL && esp_chart_layout_find (self->layout, x, y, &mark);

  if (has_hover == self->has_hover && (!has_hover || mark == self->hover))
    return FALSE;
  self->has_hover = has_hover;
  self->hover = mark;
  return TRUE;
}

/**
 * esp_chart_lens_put:
 *
 * Puts the cursor onto the mark at @x, @y.
 *
 * Returns: %FALSE when there is none
 */
gboolean
esp_chart_lens_put (EspChartLens *self, double x, double y)
{
  guint mark = 0;

  if (self->layout == NULL || !esp_chart_layout_find (self->layout, x, y, &mark))
    return FALSE;
  self->has_cursor = TRUE;
  self->cursor = mark;
  return TRUE;
}

/* The whole time axis; FALSE when there is none to zoom. */
static gboolean
get_time_range (EspChartLens *self, double *out_low, double *out_high)
{
  gboolean has_range = FALSE;

  if (self->chart == NULL || !esp_chart_has_time_axis (self->chart) ||
      (esp_chart_get_kind (self->chart) != ESP_CHART_LINE &&
       esp_chart_get_kind (self->chart) != ESP_CHART_STEP))
    return FALSE;
  for (guint i = 0; i < esp_chart_get_n_series (self->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (self->chart, i);
      guint n = esp_series_get_n_points (series);

      if (n == 0)
        continue;
      *out_low = has_range ? MIN (*out_low, esp_series_get_point (series, 0)->x)
                           : esp_series_get_point (series, 0)->x;
      *out_high = has_range ? MAX (*out_high, esp_series_get_point (series, n - 1)->x)
                            : esp_series_get_point (series, n - 1)->x;
      has_range = TRUE;
    }
  return has_range;
}

/**
 * esp_chart_lens_zoom:
 *
 * Halves or doubles the period shown, around the cursor; the cursor stays on its point.
 *
 * Returns: %FALSE when there is nothing to zoom
 */
gboolean
esp_chart_lens_zoom (EspChartLens *self, gboolean is_in)
{
  double low = 0, high = 0, middle, span;
  gint64 period;

  if (!get_time_range (self, &low, &high) || self->layout == NULL)
    return FALSE;
  period = esp_chart_get_period (self->chart);
  span = self->x_high > self->x_low ? self->x_high - self->x_low : high - low;
  middle = self->x_high > self->x_low ? (self->x_low + self->x_high) / 2 : (low + high) / 2;
  if (self->has_cursor)
    {
      const EspMark *mark = esp_chart_layout_get_mark (self->layout, self->cursor);
      const EspSeries *series = esp_chart_get_series (self->chart, mark->series);

      middle = esp_series_get_point (series, mark->point)->x;
    }
  span = is_in ? MAX (span / 2, MIN (high - low, MIN_PERIODS * (double) period)) : span * 2;
  self->x_low = CLAMP (middle - span / 2, low, MAX (high - span, low));
  self->x_high = MIN (self->x_low + span, high);
  if (self->x_low <= low && self->x_high >= high)
    self->x_low = self->x_high = 0;
  /* The next layout is made from the old one's cursor. */
  self->width = 0;
  return TRUE;
}

/**
 * esp_chart_lens_leave:
 *
 * Takes the cursor away.
 *
 * Returns: whether there was one
 */
gboolean
esp_chart_lens_leave (EspChartLens *self)
{
  gboolean had = self->has_cursor;

  self->has_cursor = FALSE;
  self->is_pinned = FALSE;
  return had;
}

/**
 * esp_chart_lens_get_key:
 * @of_hover: of the mark that the pointer means; else of the cursor's
 *
 * Returns: (transfer none) (nullable): what opens the leads behind the mark
 */
const char *
esp_chart_lens_get_key (EspChartLens *self, gboolean of_hover)
{
  if (self->layout == NULL || !(of_hover ? self->has_hover : self->has_cursor))
    return NULL;
  return esp_chart_layout_get_key (self->layout, of_hover ? self->hover : self->cursor);
}

/**
 * esp_chart_lens_get_cursor_box:
 *
 * Where the cursor's mark is; the middle of the view without a cursor.
 */
void
esp_chart_lens_get_cursor_box (EspChartLens *self, EspRect *out_box)
{
  if (self->layout != NULL && self->has_cursor)
    *out_box = esp_chart_layout_get_mark (self->layout, self->cursor)->box;
  else
    *out_box = (EspRect){ self->width / 2.0, self->height / 2.0, 1, 1 };
}

/**
 * esp_chart_lens_create_content:
 *
 * Returns: (transfer full) (nullable): the chart for the clipboard: its table as text with tabs, and
 *   its picture; %NULL without a chart
 */
GdkContentProvider *
esp_chart_lens_create_content (EspChartLens *self)
{
  g_autoptr (EspChartTable) table = NULL;
  g_autofree char *tsv = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GdkContentProvider *parts[2];

  if (self->chart == NULL)
    return NULL;
  table = esp_chart_table_new (self->chart);
  tsv = esp_chart_table_to_tsv (table);
  png = esp_chart_export (self->chart, ESP_CHART_FORMAT_PNG_2X, COPY_WIDTH, NULL);
  texture = png != NULL ? gdk_texture_new_from_bytes (png, NULL) : NULL;
  parts[0] = gdk_content_provider_new_typed (G_TYPE_STRING, tsv);
  if (texture == NULL)
    return parts[0];
  parts[1] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  return gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts));
}

static GskRenderNode *
draw_picture (EspChartLens *self, const EspPalette *palette)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->width,
                                                                          (float) self->height));

  esp_chart_paint (self->layout, cr, palette);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

/**
 * esp_chart_lens_snapshot:
 *
 * Adds the picture, then cursor and tooltip. Pointer and keyboard have the same tooltip; a pinned one
 * stays.
 */
void
esp_chart_lens_snapshot (EspChartLens *self, GtkSnapshot *snapshot, const EspPalette *palette)
{
  guint spoken = self->has_hover && !self->is_pinned ? self->hover : self->cursor;
  cairo_t *cr;

  if (self->layout == NULL)
    return;
  if (self->node == NULL)
    self->node = draw_picture (self, palette);
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
  if (!self->has_cursor && !self->has_hover)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->width,
                                                                 (float) self->height));
  if (self->has_cursor)
    esp_chart_paint_cursor (self->layout, cr, palette, self->cursor);
  if (self->has_hover && !(self->has_cursor && self->cursor == self->hover))
    esp_chart_paint_cursor (self->layout, cr, palette, self->hover);
  esp_chart_paint_tooltip (self->layout, cr, palette, spoken);
  cairo_destroy (cr);
}
