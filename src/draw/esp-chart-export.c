/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as files: pictures in light colours with their heading and source, and their data. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart-export.h"

#include "draw/esp-brush.h"
#include "draw/esp-chart-paint.h"
#include "draw/esp-chart-table.h"
#include "draw/esp-picture.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

#define MIN_WIDTH 240
#define MAX_WIDTH 4000

static const EspChartStyle export_style = { NULL, 13, 24, TRUE };

static void
paint (EspChartLayout *layout, cairo_surface_t *surface, double scale)
{
  const EspPalette *palette = esp_palette_get (ESP_PALETTE_LIGHT);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  esp_brush_set_color (cr, palette->surface);
  cairo_paint (cr);
  esp_chart_paint (layout, cr, palette);
  cairo_destroy (cr);
}

static gboolean
write_png (EspChartLayout *layout, double scale, GByteArray *out, GError **error)
{
  const EspScene *scene = esp_chart_layout_get_scene (layout);
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (scene->width * scale),
                                (int) (scene->height * scale));
  cairo_status_t status;

  paint (layout, surface, scale);
  status = cairo_surface_write_to_png_stream (surface, esp_picture_append_cb, out);
  cairo_surface_destroy (surface);
  return esp_picture_check (status, error);
}

static gboolean
write_page (EspChartLayout *layout, EspChartFormat format, GByteArray *out, GError **error)
{
  const EspScene *scene = esp_chart_layout_get_scene (layout);
  cairo_surface_t *surface;
  cairo_status_t status;
  double scale = 1;

  if (format == ESP_CHART_FORMAT_PDF)
    {
      scale = ESP_PICTURE_POINTS_PER_PX;
      surface = cairo_pdf_surface_create_for_stream (esp_picture_append_cb, out,
                                                     scene->width * scale, scene->height * scale);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                      esp_chart_get_question (scene->chart));
      if (esp_chart_get_answer (scene->chart) != NULL)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT,
                                        esp_chart_get_answer (scene->chart));
    }
  else
    {
      surface = cairo_svg_surface_create_for_stream (esp_picture_append_cb, out, scene->width,
                                                     scene->height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  paint (layout, surface, scale);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return esp_picture_check (status, error);
}

static GBytes *
export_data (EspChart *chart, EspChartFormat format)
{
  g_autoptr (EspChartTable) table = esp_chart_table_new (chart);
  g_autofree char *csv = NULL;
  char *text;

  if (format == ESP_CHART_FORMAT_TSV)
    text = esp_chart_table_to_tsv (table);
  else
    {
      /* The mark tells spreadsheets on Windows that Korean is UTF-8. */
      csv = esp_chart_table_to_csv (table);
      text = g_strconcat ("\xef\xbb\xbf", csv, NULL);
    }
  return g_bytes_new_take (text, strlen (text));
}

/**
 * esp_chart_export:
 * @width: of the picture in px; its height follows from the chart
 *
 * Makes a file of @chart in memory. Pictures are in the light palette, with question, answer and
 * source; CSV starts with a byte order mark.
 *
 * Returns: (transfer full): the content, or NULL with @error set
 */
GBytes *
esp_chart_export (EspChart *chart, EspChartFormat format, double width, GError **error)
{
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (EspChartLayout) layout = NULL;
  double used = CLAMP (width, MIN_WIDTH, MAX_WIDTH);
  gboolean is_done;

  if (format == ESP_CHART_FORMAT_CSV || format == ESP_CHART_FORMAT_TSV)
    return export_data (chart, format);
  out = g_byte_array_new ();
  layout = esp_chart_layout_new (chart, &export_style, used,
                                 esp_chart_measure_height (chart, &export_style, used));
  if (format == ESP_CHART_FORMAT_PNG || format == ESP_CHART_FORMAT_PNG_2X)
    is_done = write_png (layout, format == ESP_CHART_FORMAT_PNG_2X ? 2 : 1, out, error);
  else
    is_done = write_page (layout, format, out, error);
  if (!is_done)
    return NULL;
  if (format == ESP_CHART_FORMAT_SVG)
    esp_picture_describe_svg (out, esp_chart_get_question (chart), esp_chart_get_answer (chart));
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * esp_chart_export_file:
 *
 * Writes what esp_chart_export() makes to @path, all or nothing.
 *
 * Returns: FALSE with @error set when that fails
 */
gboolean
esp_chart_export_file (EspChart *chart,
                       EspChartFormat format,
                       double width,
                       const char *path,
                       GError **error)
{
  g_autoptr (GBytes) content = esp_chart_export (chart, format, width, error);

  return content != NULL && g_file_set_contents (path, g_bytes_get_data (content, NULL),
                                                 (gssize) g_bytes_get_size (content), error);
}

/**
 * esp_chart_format_get_suffix:
 *
 * Returns: (transfer none): the suffix of the file's name, without the dot
 */
const char *
esp_chart_format_get_suffix (EspChartFormat format)
{
  static const char *const suffixes[] = { "png", "png", "svg", "pdf", "csv", "tsv" };

  g_return_val_if_fail (format < G_N_ELEMENTS (suffixes), "");

  return suffixes[format];
}
