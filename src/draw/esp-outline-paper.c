/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an indented list on sheets of paper: a journey in words, to be read and searched. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-outline-paper.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-colors.h"

#include <pango/pangocairo.h>

#define MARGIN 42.0
#define HEADING 46.0
#define FOOT 20.0
#define NUMBER_WIDTH 30.0
#define INDENT 16.0
#define GAP 5.0

/* Ways deeper than this stand below each other: words need room. */
#define MAX_INDENTS 14

/* Nobody reads more of one line, and breaking it takes ever longer. */
#define MAX_CHARS 600

#define TITLE_SIZE 10.5
#define DETAIL_SIZE 9.0
#define HEADING_SIZE 15.0

struct _EspOutlinePaper
{
  const GPtrArray *lines; /* (unowned) */
  EspOutlineHeading heading;
  PangoContext *context; /* (owned) */
  GArray *tops;          /* (owned) (element-type double) of each line on its sheet */
  GArray *first;         /* (owned) (element-type guint) line of each sheet */
};

static void
line_free (gpointer data)
{
  EspOutlineLine *line = data;

  g_free (line->title);
  g_free (line->detail);
  g_free (line);
}

/**
 * esp_outline_lines_new:
 *
 * Returns: (transfer full) (element-type EspOutlineLine): none yet
 */
GPtrArray *
esp_outline_lines_new (void)
{
  return g_ptr_array_new_with_free_func (line_free);
}

static char *
dup_shortened (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_CHARS)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, MAX_CHARS - 1);
  return g_strconcat (start, "…", NULL);
}

/**
 * esp_outline_lines_add:
 * @number: 0: it has none
 * @detail: (nullable)
 */
void
esp_outline_lines_add (GPtrArray *lines,
                       guint depth,
                       guint number,
                       const char *title,
                       const char *detail)
{
  EspOutlineLine *line = g_new0 (EspOutlineLine, 1);

  line->depth = depth;
  line->number = number;
  line->title = dup_shortened (title);
  line->detail = detail != NULL && *detail != '\0' ? dup_shortened (detail) : NULL;
  g_ptr_array_add (lines, line);
}

static PangoLayout *
layout_new (EspOutlinePaper *self, const char *text, double size, gboolean is_bold, double width)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, self->heading.font_family != NULL
                                             ? self->heading.font_family
                                             : "sans");
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if (is_bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

/* Returns: how high the text is; it is written when @cr is there. */
static double
put_text (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  if (cr != NULL)
    {
      cairo_move_to (cr, x, y);
      pango_cairo_update_layout (cr, layout);
      pango_cairo_show_layout (cr, layout);
    }
  g_object_unref (layout);
  return (double) height / PANGO_SCALE;
}

static double
put_line (EspOutlinePaper *self, cairo_t *cr, const EspOutlineLine *line, double y)
{
  const EspJourneyColors *colors = esp_journey_colors_get (ESP_PALETTE_LIGHT);
  double x = MARGIN + NUMBER_WIDTH + MIN (line->depth, MAX_INDENTS) * INDENT;
  double width = ESP_OUTLINE_PAPER_WIDTH - MARGIN - x;
  double height = 0;

  if (cr != NULL && line->number > 0)
    {
      g_autofree char *number = g_strdup_printf ("%u", line->number);
      PangoLayout *layout = layout_new (self, number, DETAIL_SIZE, FALSE, NUMBER_WIDTH - 10);

      pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
      esp_brush_set_color (cr, colors->dim_text);
      (void) put_text (cr, layout, MARGIN - 4, y + 1.5); /* as high as the title */
    }
  if (cr != NULL)
    esp_brush_set_color (cr, line->number > 0 ? colors->text : colors->dim_text);
  height +=
    put_text (cr, layout_new (self, line->title, TITLE_SIZE, line->number > 0, width), x, y);
  if (line->detail != NULL)
    {
      if (cr != NULL)
        esp_brush_set_color (cr, colors->dim_text);
      height += put_text (cr, layout_new (self, line->detail, DETAIL_SIZE, FALSE, width), x,
                          y + height + 1);
    }
  return height + GAP;
}

/* Sheets end between lines; what is higher than a sheet begins one of its own. */
static void
share_out (EspOutlinePaper *self)
{
  double top = MARGIN + (self->heading.title != NULL ? HEADING : 0);
  double bottom = ESP_OUTLINE_PAPER_HEIGHT - MARGIN - FOOT;
  double y = top;
  guint begin = 0;

  g_array_append_val (self->first, begin);
  for (guint i = 0; i < self->lines->len; i++)
    {
      double height = put_line (self, NULL, self->lines->pdata[i], 0);

      if (y + height > bottom && y > top)
        {
          y = top;
          g_array_append_val (self->first, i);
        }
      g_array_append_val (self->tops, y);
      y += height;
    }
}

/**
 * esp_outline_paper_new:
 * @lines: (element-type EspOutlineLine): kept by the caller for as long as the paper lives
 * @heading: on every sheet; likewise
 *
 * Returns: (transfer full)
 */
EspOutlinePaper *
esp_outline_paper_new (const GPtrArray *lines, const EspOutlineHeading *heading)
{
  EspOutlinePaper *self = g_new0 (EspOutlinePaper, 1);

  self->lines = lines;
  self->heading = *heading;
  self->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  self->tops = g_array_new (FALSE, FALSE, sizeof (double));
  self->first = g_array_new (FALSE, FALSE, sizeof (guint));
  share_out (self);
  return self;
}

/**
 * esp_outline_paper_free:
 */
void
esp_outline_paper_free (EspOutlinePaper *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->context);
  g_array_unref (self->tops);
  g_array_unref (self->first);
  g_free (self);
}

/**
 * esp_outline_paper_get_n_pages:
 */
guint
esp_outline_paper_get_n_pages (const EspOutlinePaper *self)
{
  return self->first->len;
}

static void
paint_frame (EspOutlinePaper *self, cairo_t *cr, guint page)
{
  const EspJourneyColors *colors = esp_journey_colors_get (ESP_PALETTE_LIGHT);
  double width = ESP_OUTLINE_PAPER_WIDTH - 2 * MARGIN;

  if (self->heading.title != NULL)
    {
      PangoLayout *layout = layout_new (self, self->heading.title, HEADING_SIZE, TRUE, width);

      pango_layout_set_height (layout, -1);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      esp_brush_set_color (cr, colors->text);
      (void) put_text (cr, layout, MARGIN, MARGIN); /* one line */
    }
  esp_brush_set_color (cr, colors->dim_text);
  if (self->heading.title != NULL && self->heading.subtitle != NULL)
    (void) put_text (cr, layout_new (self, self->heading.subtitle, DETAIL_SIZE, FALSE, width),
                     MARGIN, MARGIN + 21);
  if (self->heading.n_before + self->first->len > 1)
    {
      g_autoptr (GString) text =
        g_string_new (self->heading.page_format != NULL ? self->heading.page_format : "%u / %u");
      g_autofree char *number = g_strdup_printf ("%u", self->heading.n_before + page + 1);
      g_autofree char *count = g_strdup_printf ("%u", self->heading.n_before + self->first->len);

      g_string_replace (text, "%u", number, 1);
      g_string_replace (text, "%u", count, 1);
      (void) put_text (cr, layout_new (self, text->str, DETAIL_SIZE, FALSE, width), MARGIN,
                       ESP_OUTLINE_PAPER_HEIGHT - MARGIN - 8);
    }
}

/**
 * esp_outline_paper_paint:
 *
 * Paints one sheet, in points.
 */
void
esp_outline_paper_paint (EspOutlinePaper *self, cairo_t *cr, guint page)
{
  guint from, until;

  if (page >= self->first->len)
    return;
  from = g_array_index (self->first, guint, page);
  until =
    page + 1 < self->first->len ? g_array_index (self->first, guint, page + 1) : self->lines->len;
  paint_frame (self, cr, page);
  for (guint i = from; i < until; i++)
    (void) put_line (self, cr, self->lines->pdata[i], g_array_index (self->tops, double, i));
}
