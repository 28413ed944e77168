/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports on sheets of A4 or Letter: cards that flow, a head on every page, tables as an appendix. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-report-paper.h"

#include "draw/esp-brush.h"
#include "draw/esp-chart-paint.h"
#include "draw/esp-chart-table.h"
#include "draw/esp-picture.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>

/* Points. */
#define MARGIN 42.0
#define HEAD 46.0
#define FOOT 26.0
#define GAP 14.0
#define COLUMNS 12
#define FONT_SIZE 12 /* px of charts */
#define SMALL 7.5
#define TITLE 15.0
#define ROW_PADDING 4.0
#define CELL_GAP 8.0
#define MAX_CELL 150.0
#define MAX_TABLE_ROWS 5000

/* Where the pen stands. One pass counts, one draws; a page that is not wanted is not painted. */
typedef struct
{
  const EspReportPaper *paper;
  cairo_t *cr;
  double width; /* of the sheet */
  double height;
  double y;
  double row_height; /* of the cards that stand beside each other */
  guint columns;     /* that they take */
  guint page;
  guint wanted;  /* 0: none, only count */
  guint n_pages; /* 0 while they are counted */
} Pen;

static void
card_free (gpointer data)
{
  EspPaperCard *self = data;

  g_clear_object (&self->chart);
  g_free (self->title);
  g_free (self->problem);
  g_free (self->note);
  g_strfreev (self->remarks);
  g_free (self);
}

/**
 * esp_report_paper_new:
 *
 * Returns: (transfer full): a report without cards on A4
 */
EspReportPaper *
esp_report_paper_new (const char *title, EspLang lang)
{
  EspReportPaper *self = g_new0 (EspReportPaper, 1);

  self->title = g_strdup (title);
  self->subtitle = g_strdup ("");
  self->foot = g_strdup ("");
  self->page = g_strdup ("{n} / {total}");
  self->lang = lang;
  self->cards = g_ptr_array_new_with_free_func (card_free);
  return self;
}

/**
 * esp_report_paper_free:
 */
void
esp_report_paper_free (EspReportPaper *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->foot);
  g_free (self->page);
  g_free (self->appendix);
  g_ptr_array_unref (self->cards);
  g_free (self);
}

/**
 * esp_report_paper_add:
 *
 * Returns: (transfer none): a new card to fill
 */
EspPaperCard *
esp_report_paper_add (EspReportPaper *self, const char *title)
{
  EspPaperCard *card = g_new0 (EspPaperCard, 1);

  card->title = g_strdup (title);
  card->width = COLUMNS;
  g_ptr_array_add (self->cards, card);
  return card;
}

/**
 * esp_paper_size_get:
 *
 * Tells the size of a sheet in points.
 */
void
esp_paper_size_get (EspPaperSize size, double *out_width, double *out_height)
{
  *out_width = size == ESP_PAPER_LETTER ? 612 : 595.28;
  *out_height = size == ESP_PAPER_LETTER ? 792 : 841.89;
}

static gboolean
is_seen (const Pen *pen)
{
  return pen->page == pen->wanted;
}

static PangoLayout *
create_text (const Pen *pen, const char *text, double size, PangoWeight weight, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (pen->cr);
  PangoFontDescription *font = pango_font_description_new ();
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_family (font, "sans");
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_language_new (pango_language_from_string (
                                        pen->paper->lang == ESP_LANG_KO ? "ko" : "en")));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (layout, (int) (MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
height_of (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
width_of (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

static void
show_text (const Pen *pen, PangoLayout *layout, double x, double y, EspHue color)
{
  if (!is_seen (pen))
    return;
  esp_brush_set_color (pen->cr, color);
  cairo_move_to (pen->cr, x, y);
  pango_cairo_show_layout (pen->cr, layout);
}

/* One line, cut where there is no room. */
static void
show_line (const Pen *pen,
           const char *text,
           double size,
           PangoWeight weight,
           const EspRect *box,
           PangoAlignment align,
           EspHue color)
{
  g_autoptr (PangoLayout) layout = create_text (pen, text, size, weight, box->width);

  pango_layout_set_height (layout, 0);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, align);
  show_text (pen, layout, box->x, box->y, color);
}

static void
show_rule (const Pen *pen, double y, EspHue color)
{
  if (!is_seen (pen))
    return;
  esp_brush_set_color (pen->cr, color);
  cairo_rectangle (pen->cr, MARGIN, y, pen->width - 2 * MARGIN, 0.6);
  cairo_fill (pen->cr);
}

/* What stands on every page. */
static void
show_frame (const Pen *pen)
{
  const EspPalette *palette = esp_palette_get (ESP_PALETTE_LIGHT);
  double width = pen->width - 2 * MARGIN;
  double foot = pen->height - MARGIN - SMALL;
  g_autofree char *n = g_strdup_printf ("%u", pen->page);
  g_autofree char *total = g_strdup_printf ("%u", pen->n_pages);
  g_autofree char *half = esp_chart_fill_words (pen->paper->page, "{n}", n);
  g_autofree char *number = esp_chart_fill_words (half, "{total}", total);

  show_line (pen, pen->paper->title, pen->page == 1 ? TITLE : 10, PANGO_WEIGHT_BOLD,
             &(EspRect){ MARGIN, MARGIN - 4, width, 20 }, PANGO_ALIGN_LEFT, palette->text);
  show_line (pen, pen->paper->subtitle, 8.5, PANGO_WEIGHT_NORMAL,
             &(EspRect){ MARGIN, MARGIN + (pen->page == 1 ? 17 : 11), width, 12 }, PANGO_ALIGN_LEFT,
             palette->dim_text);
  show_rule (pen, MARGIN + HEAD - 14, palette->grid);
  show_line (pen, pen->paper->foot, SMALL, PANGO_WEIGHT_NORMAL,
             &(EspRect){ MARGIN, foot, width - 80, 10 }, PANGO_ALIGN_LEFT, palette->dim_text);
  show_line (pen, number, SMALL, PANGO_WEIGHT_NORMAL,
             &(EspRect){ pen->width - MARGIN - 80, foot, 80, 10 }, PANGO_ALIGN_RIGHT,
             palette->dim_text);
}

static double
top_of (const Pen *pen)
{
  return MARGIN + HEAD;
}

static double
bottom_of (const Pen *pen)
{
  return pen->height - MARGIN - FOOT;
}

static void
turn_page (Pen *pen)
{
  pen->page++;
  pen->y = top_of (pen);
  pen->row_height = 0;
  pen->columns = 0;
  if (is_seen (pen))
    show_frame (pen);
}

static void
end_row (Pen *pen)
{
  if (pen->columns > 0)
    pen->y += pen->row_height + GAP;
  pen->columns = 0;
  pen->row_height = 0;
}

static void
make_room (Pen *pen, double height)
{
  if (pen->y + height > bottom_of (pen) && pen->y > top_of (pen))
    turn_page (pen);
}

/* Tables that go on over pages, with their heads. */

static void
measure_columns (const Pen *pen, const EspChartTable *table, double *widths)
{
  for (guint i = 0; i < esp_chart_table_get_n_columns (table); i++)
    {
      g_autoptr (PangoLayout) head =
        create_text (pen, esp_chart_table_get_head (table, i), SMALL, PANGO_WEIGHT_BOLD, MAX_CELL);

      widths[i] = width_of (head);
      for (guint row = 0; row < MIN (esp_chart_table_get_n_rows (table), 400); row++)
        {
          g_autoptr (PangoLayout) cell = create_text (pen, esp_chart_table_get_cell (table, row, i),
                                                      SMALL, PANGO_WEIGHT_NORMAL, MAX_CELL);

          widths[i] = MAX (widths[i], width_of (cell));
        }
      widths[i] = MIN (widths[i] + 1, MAX_CELL);
    }
}

/* A row of the columns @first to @end and, before them, what the row is about; -1 is the head. */
static void
show_row (Pen *pen,
          const EspChartTable *table,
          int row,
          const double *widths,
          guint first,
          guint end)
{
  const EspPalette *palette = esp_palette_get (ESP_PALETTE_LIGHT);
  double x = MARGIN;
  double height = SMALL * 1.5 + ROW_PADDING;

  for (guint i = 0; i < end; i++)
    {
      const char *text = row < 0 ? esp_chart_table_get_head (table, i)
                                 : esp_chart_table_get_cell (table, (guint) row, i);

      if (i > 0 && i < first)
        continue;
      show_line (pen, text, SMALL, row < 0 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
                 &(EspRect){ x, pen->y + ROW_PADDING / 2, widths[i], height },
                 esp_chart_table_is_numeric (table, i) ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT,
                 palette->text);
      x += widths[i] + CELL_GAP;
    }
  pen->y += height;
  show_rule (pen, pen->y, row < 0 ? palette->axis : palette->grid);
}

/* Returns: the column before which there is no more room, when @first is the first after the names. */
static guint
fit_columns (const Pen *pen, const EspChartTable *table, const double *widths, guint first)
{
  double room = pen->width - 2 * MARGIN - widths[0] - CELL_GAP;
  guint end = first;

  while (end < esp_chart_table_get_n_columns (table) && (end == first || room >= widths[end]))
    room -= widths[end++] + CELL_GAP;
  return end;
}

static void
show_table (Pen *pen, EspChart *chart)
{
  g_autoptr (EspChartTable) table = esp_chart_table_new (chart);
  guint n_columns = esp_chart_table_get_n_columns (table);
  g_autofree double *widths = g_new0 (double, n_columns + 1);
  double height = SMALL * 1.5 + ROW_PADDING;
  guint first = 1;

  measure_columns (pen, table, widths);
  while (first < n_columns)
    {
      guint end = fit_columns (pen, table, widths, first);

      make_room (pen, 3 * height);
      show_row (pen, table, -1, widths, first, end);
      for (guint row = 0; row < MIN (esp_chart_table_get_n_rows (table), MAX_TABLE_ROWS); row++)
        {
          if (pen->y + height > bottom_of (pen))
            {
              turn_page (pen);
              show_row (pen, table, -1, widths, first, end);
            }
          show_row (pen, table, (int) row, widths, first, end);
        }
      pen->y += GAP;
      first = end;
    }
}

static void
write_paragraph (Pen *pen, const char *text, double size, PangoWeight weight, gboolean is_dim)
{
  const EspPalette *palette = esp_palette_get (ESP_PALETTE_LIGHT);
  g_autoptr (PangoLayout) layout = create_text (pen, text, size, weight, pen->width - 2 * MARGIN);
  double height = height_of (layout);

  make_room (pen, MIN (height, bottom_of (pen) - top_of (pen)));
  show_text (pen, layout, MARGIN, pen->y, is_dim ? palette->dim_text : palette->text);
  pen->y += height + 3;
}

/* Cards */

static char *
join_notes (const EspPaperCard *card)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (card->note != NULL && card->note[0] != '\0')
    g_string_append (text, card->note);
  for (guint i = 0; card->remarks != NULL && card->remarks[i] != NULL; i++)
    {
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, card->remarks[i]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static double
show_notes (const Pen *pen, const EspPaperCard *card, double x, double y, double width)
{
  const EspPalette *palette = esp_palette_get (ESP_PALETTE_LIGHT);
  g_autofree char *text = join_notes (card);
  g_autoptr (PangoLayout) layout = NULL;

  if (text[0] == '\0')
    return 0;
  layout = create_text (pen, text, 8.5, PANGO_WEIGHT_NORMAL, width - 10);
  show_text (pen, layout, x + 10, y + 4, palette->dim_text);
  if (is_seen (pen))
    {
      esp_brush_set_color (pen->cr, palette->axis);
      cairo_rectangle (pen->cr, x, y + 4, 1.5, height_of (layout));
      cairo_fill (pen->cr);
    }
  return height_of (layout) + 8;
}

static void
paint_chart (const Pen *pen, EspChart *chart, const EspRect *box)
{
  EspChartStyle style = { NULL, FONT_SIZE, 0, TRUE, 0, 0 };
  double scale = ESP_PICTURE_POINTS_PER_PX;
  g_autoptr (EspChartLayout) layout = NULL;

  if (!is_seen (pen))
    return;
  layout = esp_chart_layout_new (chart, &style, box->width / scale, box->height / scale);
  cairo_save (pen->cr);
  cairo_translate (pen->cr, box->x, box->y);
  cairo_scale (pen->cr, scale, scale);
  esp_chart_paint (layout, pen->cr, esp_palette_get (ESP_PALETTE_LIGHT));
  cairo_restore (pen->cr);
}

static double
measure_chart (EspChart *chart, double width)
{
  EspChartStyle style = { NULL, FONT_SIZE, 0, TRUE, 0, 0 };

  return esp_chart_measure_height (chart, &style, width / ESP_PICTURE_POINTS_PER_PX) *
         ESP_PICTURE_POINTS_PER_PX;
}

/* A card without a chart, or one whose table is longer than a sheet. */
static void
write_card (Pen *pen, const EspPaperCard *card)
{
  const char *answer = card->chart != NULL ? esp_chart_get_answer (card->chart) : card->problem;

  end_row (pen);
  make_room (pen, 80);
  write_paragraph (pen, card->title, 11, PANGO_WEIGHT_BOLD, FALSE);
  if (answer != NULL)
    write_paragraph (pen, answer, 9, PANGO_WEIGHT_NORMAL, TRUE);
  pen->y += 4;
  if (card->chart != NULL)
    show_table (pen, card->chart);
  pen->y += show_notes (pen, card, MARGIN, pen->y, pen->width - 2 * MARGIN) + GAP;
}

/* Nobody can ask paper for the columns that are left out. */
static gboolean
is_cut (EspChart *chart, double width)
{
  EspChartStyle style = { NULL, FONT_SIZE, 0, TRUE, 0, 0 };

  return esp_chart_is_cut (chart, &style, width / ESP_PICTURE_POINTS_PER_PX);
}

static void
place_card (Pen *pen, const EspPaperCard *card)
{
  double whole = pen->width - 2 * MARGIN;
  guint columns = CLAMP (card->width, 4, COLUMNS);
  double unit = (whole + GAP) / COLUMNS;
  double width = columns * unit - GAP;
  double room = bottom_of (pen) - top_of (pen);
  double chart = card->chart != NULL ? measure_chart (card->chart, width) : 0;
  g_autofree char *notes = join_notes (card);
  double height = chart;
  EspRect box;

  if (card->chart == NULL || chart > room || is_cut (card->chart, width))
    {
      write_card (pen, card);
      return;
    }
  if (notes[0] != '\0')
    {
      g_autoptr (PangoLayout) layout =
        create_text (pen, notes, 8.5, PANGO_WEIGHT_NORMAL, width - 10);

      height += height_of (layout) + 8;
    }
  if (pen->columns + columns > COLUMNS)
    end_row (pen);
  if (pen->y + MIN (height, room) > bottom_of (pen) && pen->y > top_of (pen))
    turn_page (pen);
  box = (EspRect){ MARGIN + pen->columns * unit, pen->y, width, chart };
  paint_chart (pen, card->chart, &box);
  (void) show_notes (pen, card, box.x, box.y + chart, width);
  pen->columns += columns;
  pen->row_height = MAX (pen->row_height, height);
}

static void
write_appendix (Pen *pen)
{
  if (pen->paper->appendix == NULL)
    return;
  end_row (pen);
  turn_page (pen);
  write_paragraph (pen, pen->paper->appendix, 13, PANGO_WEIGHT_BOLD, FALSE);
  pen->y += 6;
  for (guint i = 0; i < pen->paper->cards->len; i++)
    {
      const EspPaperCard *card = g_ptr_array_index (pen->paper->cards, i);

      if (card->chart == NULL || esp_chart_is_empty (card->chart))
        continue;
      make_room (pen, 70);
      write_paragraph (pen, card->title, 9.5, PANGO_WEIGHT_BOLD, FALSE);
      show_table (pen, card->chart);
    }
}

/* Returns: how many pages there are. */
static guint
run (EspReportPaper *self, cairo_t *cr, guint wanted, guint n_pages)
{
  Pen pen = { .paper = self, .cr = cr, .wanted = wanted, .n_pages = n_pages };

  esp_paper_size_get (self->size, &pen.width, &pen.height);
  turn_page (&pen);
  for (guint i = 0; i < self->cards->len; i++)
    place_card (&pen, g_ptr_array_index (self->cards, i));
  write_appendix (&pen);
  return pen.page;
}

/**
 * esp_report_paper_count_pages:
 * @cr: what it would be drawn with
 */
guint
esp_report_paper_count_pages (EspReportPaper *self, cairo_t *cr)
{
  return run (self, cr, 0, 0);
}

/**
 * esp_report_paper_draw_page:
 * @page: from 1
 */
void
esp_report_paper_draw_page (EspReportPaper *self, cairo_t *cr, guint page, guint n_pages)
{
  (void) run (self, cr, page, n_pages);
}

/**
 * esp_report_paper_to_pdf:
 * @out_n_pages: (out) (optional)
 *
 * Returns: (transfer full): the PDF, its text real and its fonts embedded; %NULL with @error set
 */
GBytes *
esp_report_paper_to_pdf (EspReportPaper *self, guint *out_n_pages, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  double width, height;
  cairo_surface_t *surface;
  cairo_status_t status;
  guint n_pages;
  cairo_t *cr;

  esp_paper_size_get (self->size, &width, &height);
  surface = cairo_pdf_surface_create_for_stream (esp_picture_append_cb, out, width, height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, self->subtitle);
  cr = cairo_create (surface);
  n_pages = esp_report_paper_count_pages (self, cr);
  for (guint page = 1; page <= n_pages; page++)
    {
      esp_report_paper_draw_page (self, cr, page, n_pages);
      cairo_show_page (cr);
    }
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (out_n_pages != NULL)
    *out_n_pages = n_pages;
  return esp_picture_check (status, error) ? g_byte_array_free_to_bytes (g_steal_pointer (&out))
                                           : NULL;
}
