/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws how things stand on one sheet, the same for the printer and for a PDF without a display. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-status-page.h"

#include "draw/esp-brush.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define MARGIN 48.0
#define GAP 5.0
#define SECTION_GAP 16.0
#define FIGURE_WIDTH 130.0
#define BAR_HEIGHT 6.0
#define SIZE_TITLE 19.0
#define SIZE_HEADING 12.5
#define SIZE_TEXT 10.0
#define SIZE_DETAIL 8.5

typedef struct
{
  gboolean is_heading;
  char *text;   /* (owned) */
  char *detail; /* (owned) (nullable) */
  char *figure; /* (owned) (nullable) */
  double share; /* of a bar, 0…1; below 0: none */
} Line;

struct _EspStatusPage
{
  char *title;    /* (owned) */
  char *subtitle; /* (owned) */
  GArray *lines;  /* (owned) of Line */
};

/* Where the pen is on the sheet. */
typedef struct
{
  cairo_t *cr;
  double x;
  double y;
  double width;
  double bottom;
} Pen;

static void
line_clear (gpointer data)
{
  Line *line = data;

  g_free (line->text);
  g_free (line->detail);
  g_free (line->figure);
}

/**
 * esp_status_page_new:
 *
 * Returns: (transfer full): a page with a head only
 */
EspStatusPage *
esp_status_page_new (const char *title, const char *subtitle)
{
  EspStatusPage *self = g_new0 (EspStatusPage, 1);

  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, line_clear);
  return self;
}

/**
 * esp_status_page_free:
 */
void
esp_status_page_free (EspStatusPage *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->subtitle);
  g_array_unref (self->lines);
  g_free (self);
}

static void
add (EspStatusPage *self,
     gboolean is_heading,
     const char *text,
     const char *detail,
     const char *figure,
     double share)
{
  const Line line = { is_heading, g_strdup (text), g_strdup (detail), g_strdup (figure), share };

  g_array_append_val (self->lines, line);
}

/**
 * esp_status_page_add_heading:
 */
void
esp_status_page_add_heading (EspStatusPage *self, const char *text)
{
  add (self, TRUE, text, NULL, NULL, -1);
}

/**
 * esp_status_page_add_line:
 * @detail: (nullable): stands below, smaller
 * @figure: (nullable): stands at the end
 */
void
esp_status_page_add_line (EspStatusPage *self,
                          const char *text,
                          const char *detail,
                          const char *figure)
{
  add (self, FALSE, text, detail, figure, -1);
}

/**
 * esp_status_page_add_bar:
 * @share: 0…1; more is drawn as all
 */
void
esp_status_page_add_bar (EspStatusPage *self, const char *text, const char *detail, double share)
{
  add (self, FALSE, text, detail, NULL, CLAMP (share, 0, 1));
}

static PangoLayout *
layout_new (const Pen *pen, const char *text, double size, gboolean is_bold, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (pen->cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
height_of (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
show (const Pen *pen, PangoLayout *layout, double x, double y, EspHue color)
{
  esp_brush_set_color (pen->cr, color);
  cairo_move_to (pen->cr, x, y);
  pango_cairo_show_layout (pen->cr, layout);
  return height_of (layout);
}

static double
write_text (const Pen *pen, const char *text, double size, gboolean is_bold, EspHue color)
{
  g_autoptr (PangoLayout) layout = layout_new (pen, text, size, is_bold, pen->width);

  return show (pen, layout, pen->x, pen->y, color);
}

static void
draw_bar (const Pen *pen, double y, double share, const EspPalette *palette)
{
  const EspRect all = { pen->x + pen->width - FIGURE_WIDTH, y, FIGURE_WIDTH, BAR_HEIGHT };
  const EspRect part = { all.x, y, MAX (FIGURE_WIDTH * share, BAR_HEIGHT), BAR_HEIGHT };

  esp_brush_set_color (pen->cr, palette->grid);
  esp_brush_rounded (pen->cr, &all, BAR_HEIGHT / 2, ESP_CORNERS_ALL);
  cairo_fill (pen->cr);
  if (share <= 0)
    return;
  esp_brush_set_color (pen->cr, esp_palette_get_series (palette, 0));
  esp_brush_rounded (pen->cr, &part, BAR_HEIGHT / 2, ESP_CORNERS_ALL);
  cairo_fill (pen->cr);
}

/* FALSE when the line would go beyond the sheet. */
static gboolean
draw_line (Pen *pen, const Line *line, const EspPalette *palette)
{
  gboolean has_end = line->figure != NULL || line->share >= 0;
  double width = pen->width - (has_end ? FIGURE_WIDTH + GAP : 0);
  g_autoptr (PangoLayout) text =
    layout_new (pen, line->text, line->is_heading ? SIZE_HEADING : SIZE_TEXT, line->is_heading,
                width);
  g_autoptr (PangoLayout) detail =
    line->detail != NULL ? layout_new (pen, line->detail, SIZE_DETAIL, FALSE, width) : NULL;
  double before = line->is_heading ? SECTION_GAP : GAP;
  double height = before + height_of (text) + (detail != NULL ? height_of (detail) : 0);

  if (pen->y + height > pen->bottom)
    return FALSE;
  pen->y += before;
  if (line->figure != NULL)
    {
      g_autoptr (PangoLayout) figure =
        layout_new (pen, line->figure, SIZE_TEXT, TRUE, FIGURE_WIDTH);

      pango_layout_set_alignment (figure, PANGO_ALIGN_RIGHT);
      (void) show (pen, figure, pen->x + pen->width - FIGURE_WIDTH, pen->y, palette->text);
    }
  if (line->share >= 0)
    draw_bar (pen, pen->y + BAR_HEIGHT / 2, line->share, palette);
  pen->y += show (pen, text, pen->x, pen->y, palette->text);
  if (detail != NULL)
    pen->y += show (pen, detail, pen->x, pen->y, palette->dim_text);
  return TRUE;
}

/**
 * esp_status_page_paint:
 * @width: of the sheet in points
 * @height: of the sheet in points
 *
 * Draws the page in light colours. What has no room on the one sheet is left out, and three dots say so.
 */
void
esp_status_page_paint (const EspStatusPage *self, cairo_t *cr, double width, double height)
{
  const EspPalette *palette = esp_palette_get (ESP_PALETTE_LIGHT);
  Pen pen = { cr, MARGIN, MARGIN, width - 2 * MARGIN, height - MARGIN - SIZE_TEXT * 2 };

  pen.y += write_text (&pen, self->title, SIZE_TITLE, TRUE, palette->text);
  pen.y += write_text (&pen, self->subtitle, SIZE_TEXT, FALSE, palette->dim_text);
  for (guint i = 0; i < self->lines->len; i++)
    if (!draw_line (&pen, &g_array_index (self->lines, Line, i), palette))
      {
        (void) write_text (&pen, "…", SIZE_TEXT, FALSE, palette->dim_text);
        return;
      }
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * esp_status_page_export:
 *
 * Writes the page as a PDF of A4 to @path, all or nothing; no display is needed.
 */
gboolean
esp_status_page_export (const EspStatusPage *self, const char *path, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  cairo_surface_t *surface =
    cairo_pdf_surface_create_for_stream (append_cb, out, ESP_STATUS_PAGE_WIDTH,
                                         ESP_STATUS_PAGE_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  esp_status_page_paint (self, cr, ESP_STATUS_PAGE_WIDTH, ESP_STATUS_PAGE_HEIGHT);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The page could not be drawn: %s.",
                   cairo_status_to_string (status));
      return FALSE;
    }
  return g_file_set_contents (path, (const char *) out->data, (gssize) out->len, error);
}
