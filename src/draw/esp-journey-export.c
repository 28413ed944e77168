/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys as files and on paper: PDF with text that can be searched, SVG, PNG, and small pictures. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-export.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint-private.h"
#include "draw/esp-picture.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Points of a sheet of A4, and what its edges keep free. */
#define PAPER_SHORT 595.0
#define PAPER_LONG 842.0
#define PAPER_MARGIN 34.0
#define HEADING 40.0

/* Each tile shows so much of its neighbours, so that sheets can be glued together. */
#define OVERLAP 28.0

/* Points for each px on tiles: text of 11 px at the least becomes 6 points. */
#define TILE_SCALE 0.55

/* Below this one page cannot be read any more. */
#define LEGIBLE_SCALE 0.38

/* No picture has more px than this on a side; cairo's limit is near. */
#define MAX_SIDE 16000.0
#define PICTURE_MARGIN 40.0
#define FONT_SIZE 14.667
#define DEFAULT_SCALE 2

/* How a page is cut out of the whole. */
typedef struct
{
  double width, height; /* of the sheet, in points */
  double scale;         /* points for each px of the layout */
  EspRect inside;       /* of the sheet, that the picture may use */
  guint columns, rows;
} Pages;

static EspRect
get_extents (const EspJourneyLayout *layout)
{
  const EspRect *bounds = &layout->bounds;

  /* Badges and rings reach over the edge of their nodes. */
  return (EspRect){ bounds->x - PICTURE_MARGIN / 2, bounds->y - PICTURE_MARGIN / 2,
                    bounds->width + PICTURE_MARGIN, bounds->height + PICTURE_MARGIN };
}

static EspJourneyPainter *
painter_new (EspJourneyLayout *layout,
             EspJourneyFaces *faces,
             const char *font_family,
             const EspJourneyColors *colors)
{
  EspJourneyPainter *painter = esp_journey_painter_new ();
  const EspJourneyStyle style = { .font_family = font_family,
                                  .font_size = FONT_SIZE * layout->metrics.scale,
                                  .colors = colors,
                                  .is_plain = TRUE };

  esp_journey_painter_set_style (painter, &style);
  esp_journey_painter_set_layout (painter, layout);
  esp_journey_painter_set_faces (painter, faces);
  return painter;
}

/* Returns: how many sheets cover @length, each of which shows a piece of the one before it. */
static guint
count_tiles (double length, double sheet)
{
  /* Less than a px more is no sheet more. */
  return MAX ((guint) ceil ((length - OVERLAP - 1) / (sheet - OVERLAP)), 1);
}

static void
measure_pages (const EspJourneyLayout *layout, const EspJourneyExport *options, Pages *out)
{
  EspRect extents = get_extents (layout);
  double heading = options->title != NULL ? HEADING : 0;
  gboolean is_wide = extents.width > extents.height;
  double fit;

  *out = (Pages){ .columns = 1, .rows = 1, .scale = ESP_PICTURE_POINTS_PER_PX };
  if (options->paper == ESP_JOURNEY_PAPER_LONG)
    {
      double longest = MAX (extents.width, extents.height) * out->scale;

      /* Readers of PDF give up beyond 14,400 points. */
      if (longest > 14000)
        out->scale *= 14000 / longest;
      out->inside = (EspRect){ PAPER_MARGIN / 2, PAPER_MARGIN / 2 + heading,
                               extents.width * out->scale, extents.height * out->scale };
      out->width = MAX (out->inside.width + PAPER_MARGIN, 240);
      out->height = out->inside.height + PAPER_MARGIN + heading;
      return;
    }
  out->width = is_wide ? PAPER_LONG : PAPER_SHORT;
  out->height = is_wide ? PAPER_SHORT : PAPER_LONG;
  out->inside = (EspRect){ PAPER_MARGIN, PAPER_MARGIN + heading, out->width - 2 * PAPER_MARGIN,
                           out->height - 2 * PAPER_MARGIN - heading };
  fit =
    MIN (out->scale, MIN (out->inside.width / extents.width, out->inside.height / extents.height));
  if (options->paper == ESP_JOURNEY_PAPER_FIT ||
      (options->paper == ESP_JOURNEY_PAPER_AUTO && fit * layout->metrics.scale >= LEGIBLE_SCALE))
    {
      out->scale = fit;
      return;
    }
  /* Rather a little smaller than a sheet more for a narrow rest. */
  out->columns =
    count_tiles (extents.width * LEGIBLE_SCALE / layout->metrics.scale, out->inside.width);
  out->scale = MIN (TILE_SCALE / layout->metrics.scale,
                    (out->columns * (out->inside.width - OVERLAP) + OVERLAP) / extents.width);
  out->rows = count_tiles (extents.height * out->scale, out->inside.height);
}

static void
show_line (cairo_t *cr,
           const EspJourneyExport *options,
           const char *text,
           double size,
           const EspRect *at)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font,
                                     options->font_family != NULL ? options->font_family : "sans");
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if (size > 11)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (at->width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, at->x, at->y);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (font);
  g_object_unref (layout);
}

static void
paint_heading (cairo_t *cr, const EspJourneyExport *options, const Pages *pages, guint page)
{
  const EspJourneyColors *colors = esp_journey_colors_get (ESP_PALETTE_LIGHT);
  EspRect at = { pages->inside.x, pages->inside.y - HEADING, pages->inside.width, HEADING };
  guint n = pages->columns * pages->rows + options->n_behind;

  if (options->title != NULL)
    {
      esp_brush_set_color (cr, colors->text);
      show_line (cr, options, options->title, 15, &at);
      at.y += 20;
      esp_brush_set_color (cr, colors->dim_text);
      if (options->subtitle != NULL)
        show_line (cr, options, options->subtitle, 9.5, &at);
    }
  if (n > 1)
    {
      g_autoptr (GString) text =
        g_string_new (options->page_format != NULL ? options->page_format : "%u / %u");
      g_autofree char *number = g_strdup_printf ("%u", page + 1);
      g_autofree char *count = g_strdup_printf ("%u", n);

      g_string_replace (text, "%u", number, 1);
      g_string_replace (text, "%u", count, 1);
      at = (EspRect){ pages->inside.x, pages->height - PAPER_MARGIN + 14, pages->inside.width, 14 };
      esp_brush_set_color (cr, colors->dim_text);
      show_line (cr, options, text->str, 9, &at);
    }
}

/* Short lines in the margins where the neighbouring sheet begins. */
static void
paint_overlap_marks (cairo_t *cr, const Pages *pages, guint column, guint row)
{
  const EspRect *in = &pages->inside;

  esp_brush_set_color (cr, esp_journey_colors_get (ESP_PALETTE_LIGHT)->dim_text);
  cairo_set_line_width (cr, 0.6);
  for (guint i = 0; i < 2; i++)
    {
      double x = i == 0 ? in->x + OVERLAP : in->x + in->width - OVERLAP;
      double y = i == 0 ? in->y + OVERLAP : in->y + in->height - OVERLAP;

      if (i == 0 ? column > 0 : column + 1 < pages->columns)
        {
          cairo_move_to (cr, x, in->y - 10);
          cairo_line_to (cr, x, in->y - 2);
          cairo_move_to (cr, x, in->y + in->height + 2);
          cairo_line_to (cr, x, in->y + in->height + 10);
        }
      if (i == 0 ? row > 0 : row + 1 < pages->rows)
        {
          cairo_move_to (cr, in->x - 10, y);
          cairo_line_to (cr, in->x - 2, y);
          cairo_move_to (cr, in->x + in->width + 2, y);
          cairo_line_to (cr, in->x + in->width + 10, y);
        }
    }
  cairo_stroke (cr);
}

static void
paint_page (EspJourneyPainter *painter,
            const EspJourneyLayout *layout,
            const EspJourneyExport *options,
            const Pages *pages,
            cairo_t *cr,
            guint page)
{
  EspRect extents = get_extents (layout);
  guint column = page % pages->columns, row = page / pages->columns;
  double x = extents.x + column * (pages->inside.width - OVERLAP) / pages->scale;
  double y = extents.y + row * (pages->inside.height - OVERLAP) / pages->scale;
  double aside = pages->columns * pages->rows == 1
                   ? MAX (pages->inside.width - extents.width * pages->scale, 0) / 2
                   : 0;
  const EspRect visible = { x, y, pages->inside.width / pages->scale,
                            pages->inside.height / pages->scale };

  paint_heading (cr, options, pages, page);
  if (pages->columns * pages->rows > 1)
    paint_overlap_marks (cr, pages, column, row);
  cairo_save (cr);
  cairo_rectangle (cr, pages->inside.x, pages->inside.y, pages->inside.width, pages->inside.height);
  cairo_clip (cr);
  cairo_translate (cr, pages->inside.x + aside, pages->inside.y);
  cairo_scale (cr, pages->scale, pages->scale);
  cairo_translate (cr, -x, -y);
  /* On paper everything is written out: whoever needs it large enlarges it. */
  esp_journey_painter_paint (painter, cr, &visible, 1);
  cairo_restore (cr);
}

/**
 * esp_journey_export_get_page_size:
 * @out_width: (out): points
 */
void
esp_journey_export_get_page_size (const EspJourneyLayout *layout,
                                  const EspJourneyExport *options,
                                  double *out_width,
                                  double *out_height)
{
  Pages pages;

  measure_pages (layout, options, &pages);
  *out_width = pages.width;
  *out_height = pages.height;
}

/**
 * esp_journey_export_count_pages:
 */
guint
esp_journey_export_count_pages (const EspJourneyLayout *layout, const EspJourneyExport *options)
{
  Pages pages;

  measure_pages (layout, options, &pages);
  return pages.columns * pages.rows;
}

/**
 * esp_journey_export_paint_page:
 *
 * Paints one page, in points: for printers.
 */
void
esp_journey_export_paint_page (EspJourneyLayout *layout,
                               EspJourneyFaces *faces,
                               const EspJourneyExport *options,
                               cairo_t *cr,
                               guint page)
{
  g_autoptr (EspJourneyPainter) painter =
    painter_new (layout, faces, options->font_family, esp_journey_colors_get (ESP_PALETTE_LIGHT));
  Pages pages;

  measure_pages (layout, options, &pages);
  paint_page (painter, layout, options, &pages, cr, page);
}

static void
add_outline (EspOutlinePaper *paper, cairo_t *cr, cairo_surface_t *surface)
{
  for (guint i = 0; i < esp_outline_paper_get_n_pages (paper); i++)
    {
      cairo_pdf_surface_set_size (surface, ESP_OUTLINE_PAPER_WIDTH, ESP_OUTLINE_PAPER_HEIGHT);
      esp_outline_paper_paint (paper, cr, i);
      cairo_show_page (cr);
    }
}

static gboolean
write_pdf (EspJourneyPainter *painter,
           EspJourneyLayout *layout,
           const EspJourneyExport *options,
           GByteArray *out,
           GError **error)
{
  g_autoptr (EspOutlinePaper) outline = NULL;
  EspJourneyExport numbered = *options;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;
  Pages pages;

  measure_pages (layout, options, &pages);
  if (options->outline != NULL && options->outline->len > 0)
    {
      const EspOutlineHeading heading = { options->title, options->subtitle, options->page_format,
                                          options->font_family, pages.columns * pages.rows };

      outline = esp_outline_paper_new (options->outline, &heading);
      numbered.n_behind = esp_outline_paper_get_n_pages (outline);
    }
  surface =
    cairo_pdf_surface_create_for_stream (esp_picture_append_cb, out, pages.width, pages.height);
  if (options->title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, options->title);
  cr = cairo_create (surface);
  for (guint i = 0; i < pages.columns * pages.rows; i++)
    {
      paint_page (painter, layout, &numbered, &pages, cr, i);
      cairo_show_page (cr);
    }
  if (outline != NULL)
    add_outline (outline, cr, surface);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return esp_picture_check (status, error);
}

static gboolean
write_picture (EspJourneyPainter *painter,
               EspJourneyLayout *layout,
               const EspJourneyExport *options,
               GByteArray *out,
               GError **error)
{
  const EspJourneyColors *colors = esp_journey_colors_get (ESP_PALETTE_LIGHT);
  EspRect extents = get_extents (layout);
  gboolean is_svg = options->file == ESP_JOURNEY_FILE_SVG;
  double scale = is_svg ? 1 : options->scale > 0 ? options->scale : DEFAULT_SCALE;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  scale = MIN (scale, MAX_SIDE / MAX (extents.width, extents.height));
  if (is_svg)
    {
      surface = cairo_svg_surface_create_for_stream (esp_picture_append_cb, out,
                                                     extents.width * scale, extents.height * scale);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  else
    surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX ((int) ceil (extents.width * scale), 1),
                                  MAX ((int) ceil (extents.height * scale), 1));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -extents.x, -extents.y);
  esp_brush_set_color (cr, colors->ground);
  cairo_paint (cr);
  esp_journey_painter_paint (painter, cr, &extents, 1);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (!is_svg && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, esp_picture_append_cb, out);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return esp_picture_check (status, error);
}

/**
 * esp_journey_export:
 * @faces: (nullable)
 *
 * Makes a file of the journey in memory, always in light colours.
 *
 * Returns: (transfer full): its content, or %NULL with @error set
 */
GBytes *
esp_journey_export (EspJourneyLayout *layout,
                    EspJourneyFaces *faces,
                    const EspJourneyExport *options,
                    GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (EspJourneyPainter) painter =
    painter_new (layout, faces, options->font_family, esp_journey_colors_get (ESP_PALETTE_LIGHT));
  gboolean is_done = options->file == ESP_JOURNEY_FILE_PDF
                       ? write_pdf (painter, layout, options, out, error)
                       : write_picture (painter, layout, options, out, error);

  if (!is_done)
    return NULL;
  if (options->file == ESP_JOURNEY_FILE_SVG)
    esp_picture_describe_svg (out, options->title != NULL ? options->title : "", options->subtitle);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * esp_journey_file_from_name:
 * @name: of a file
 *
 * Returns: whether its ending says what kind of file it is to be
 */
gboolean
esp_journey_file_from_name (const char *name, EspJourneyFile *out_file)
{
  static const char *const endings[ESP_N_JOURNEY_FILES] = { ".pdf", ".svg", ".png" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < ESP_N_JOURNEY_FILES; i++)
    if (g_str_has_suffix (lower, endings[i]))
      {
        *out_file = (EspJourneyFile) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_journey_picture_new:
 * @faces: (nullable)
 *
 * Paints the whole journey as small as it has to be: for templates and lists.
 *
 * Returns: (transfer full): a transparent picture of that size
 */
cairo_surface_t *
esp_journey_picture_new (EspJourneyLayout *layout,
                         EspJourneyFaces *faces,
                         const EspJourneyColors *colors,
                         int width,
                         int height)
{
  g_autoptr (EspJourneyPainter) painter = painter_new (layout, faces, NULL, colors);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  EspRect extents = get_extents (layout);
  double zoom = MIN (MIN (width / extents.width, height / extents.height), 1);
  cairo_t *cr = cairo_create (surface);

  cairo_translate (cr, (width - extents.width * zoom) / 2, (height - extents.height * zoom) / 2);
  cairo_scale (cr, zoom, zoom);
  cairo_translate (cr, -extents.x, -extents.y);
  /* A picture shows shapes: icons instead of words that nobody could read. */
  esp_journey_painter_paint (painter, cr, &extents, MIN (zoom, ESP_JOURNEY_ZOOM_BRIEF - 0.01));
  cairo_destroy (cr);
  return surface;
}
