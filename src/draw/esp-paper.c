/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays written records out on sheets of A4 and makes a PDF of them, with page numbers. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-paper.h"

#include "draw/esp-picture.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* Points. */
#define WIDTH 595.28
#define HEIGHT 841.89
#define MARGIN 54.0
#define FOOT_Y (HEIGHT - 36.0)
#define BOTTOM (HEIGHT - 62.0)
#define INSET 14.0
#define NAME_WIDTH 128.0
#define MARK_WIDTH 18.0
#define BODY 9.5
/* A heading at the foot of a page would stand alone. */
#define HEADING_ROOM 70.0
/* Points of an item that is not parted by the end of a page. */
#define KEPT_TOGETHER 120
/* A record that is longer is not read by anybody; it bounds the time that one takes. */
#define MAX_PARTS 20000

typedef enum
{
  PART_HEADING,
  PART_TEXT,
  PART_FACT,
  PART_ITEM,
  PART_BUTTON,
  PART_RULE,
} PartKind;

typedef struct
{
  PartKind kind;
  int level; /* of a heading; the tone of a text */
  gboolean is_inset;
  char *name;
  char *text;
  char *below;
} Part;

struct _EspPaper
{
  char *title;
  char *foot;
  GPtrArray *parts; /* (element-type Part) */
  gboolean is_inset;
};

/* Where the pen stands. */
typedef struct
{
  const EspPaper *paper;
  cairo_t *cr;
  double y;
  guint page;
  guint n_pages; /* 0 while they are counted */
  guint only;    /* the one page that is painted; 0: all, one after the other */
} Pen;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->name);
  g_free (part->text);
  g_free (part->below);
  g_free (part);
}

/**
 * esp_paper_new:
 * @title: of the document
 * @foot: (nullable): stands at the foot of each page
 */
EspPaper *
esp_paper_new (const char *title, const char *foot)
{
  EspPaper *self = g_new0 (EspPaper, 1);

  self->title = g_strdup (title);
  self->foot = g_strdup (foot);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  return self;
}

/**
 * esp_paper_free:
 */
void
esp_paper_free (EspPaper *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->foot);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static Part *
add (EspPaper *self, PartKind kind, int level, const char *text)
{
  Part *part = g_new0 (Part, 1);

  part->kind = kind;
  part->level = level;
  part->is_inset = self->is_inset;
  part->text = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
  if (self->parts->len < MAX_PARTS)
    g_ptr_array_add (self->parts, part);
  else
    g_clear_pointer (&part, part_free);
  return part;
}

/**
 * esp_paper_add_heading:
 * @level: 1 to 3
 */
void
esp_paper_add_heading (EspPaper *self, int level, const char *text)
{
  (void) add (self, PART_HEADING, level, text);
}

/**
 * esp_paper_add_text:
 */
void
esp_paper_add_text (EspPaper *self, EspPaperTone tone, const char *text)
{
  (void) add (self, PART_TEXT, (int) tone, text);
}

/**
 * esp_paper_add_fact:
 *
 * A name, and beside it what it is.
 */
void
esp_paper_add_fact (EspPaper *self, const char *name, const char *value)
{
  Part *part = add (self, PART_FACT, 0, value);

  if (part != NULL)
    part->name = g_strdup (name);
}

/**
 * esp_paper_add_item:
 * @mark: a sign before it
 * @below: (nullable): smaller, below
 */
void
esp_paper_add_item (EspPaper *self, const char *mark, const char *text, const char *below)
{
  Part *part = add (self, PART_ITEM, 0, text);

  if (part == NULL)
    return;
  part->name = g_strdup (mark);
  part->below = g_strdup (below);
}

/**
 * esp_paper_add_button:
 *
 * A button of a message, as far as paper has such.
 */
void
esp_paper_add_button (EspPaper *self, const char *label)
{
  (void) add (self, PART_BUTTON, 0, label);
}

/**
 * esp_paper_add_rule:
 */
void
esp_paper_add_rule (EspPaper *self)
{
  (void) add (self, PART_RULE, 0, NULL);
}

/**
 * esp_paper_set_inset:
 *
 * What follows stands beside a line, as something that is quoted.
 */
void
esp_paper_set_inset (EspPaper *self, gboolean is_inset)
{
  self->is_inset = is_inset;
}

/* Painting */

static PangoLayout *
layout_new (const Pen *pen, const char *text, double size, PangoWeight weight, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (pen->cr);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, "sans");
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, 1.25f);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static void
set_ink (const Pen *pen, EspPaperTone tone)
{
  double ink = tone == ESP_PAPER_DIM ? 0.36 : 0.08;

  cairo_set_source_rgb (pen->cr, ink, ink, ink);
}

static void
paint_foot (Pen *pen)
{
  g_autofree char *number =
    pen->n_pages != 0 ? g_strdup_printf ("%u / %u", pen->page, pen->n_pages) : g_strdup ("");
  PangoLayout *left = layout_new (pen, pen->paper->foot != NULL ? pen->paper->foot : "", 7.5,
                                  PANGO_WEIGHT_NORMAL, WIDTH - 2 * MARGIN - 60);
  PangoLayout *right = layout_new (pen, number, 7.5, PANGO_WEIGHT_NORMAL, 60);

  pango_layout_set_height (left, 0);
  pango_layout_set_ellipsize (left, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (right, PANGO_ALIGN_RIGHT);
  set_ink (pen, ESP_PAPER_DIM);
  cairo_move_to (pen->cr, MARGIN, FOOT_Y);
  pango_cairo_show_layout (pen->cr, left);
  cairo_move_to (pen->cr, WIDTH - MARGIN - 60, FOOT_Y);
  pango_cairo_show_layout (pen->cr, right);
  g_object_unref (left);
  g_object_unref (right);
}

/* What is not to be seen is painted into nothing: where a page ends is known no other way. */
static void
begin_page (Pen *pen)
{
  cairo_save (pen->cr);
  if (pen->only == 0 || pen->only == pen->page)
    return;
  cairo_rectangle (pen->cr, 0, 0, 0, 0);
  cairo_clip (pen->cr);
}

static void
end_page (Pen *pen)
{
  paint_foot (pen);
  cairo_restore (pen->cr);
  if (pen->only == 0)
    cairo_show_page (pen->cr);
}

static void
turn_page (Pen *pen)
{
  end_page (pen);
  pen->page++;
  pen->y = MARGIN;
  begin_page (pen);
}

static void
make_room (Pen *pen, double height)
{
  if (pen->y + height > BOTTOM && pen->y > MARGIN)
    turn_page (pen);
}

/* The line beside what is quoted. */
static void
paint_side (Pen *pen, const Part *part, double from)
{
  if (!part->is_inset)
    return;
  cairo_set_source_rgb (pen->cr, 0.78, 0.78, 0.78);
  cairo_rectangle (pen->cr, MARGIN, from, 1.5, pen->y - from);
  cairo_fill (pen->cr);
}

/* Line by line, so that what is long goes on on the next page. */
static void
flow (Pen *pen, const Part *part, PangoLayout *layout, double x, EspPaperTone tone)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    {
      PangoRectangle line;
      double height, from, baseline;

      pango_layout_iter_get_line_extents (iter, NULL, &line);
      height = (double) line.height / PANGO_SCALE;
      baseline = (double) (pango_layout_iter_get_baseline (iter) - line.y) / PANGO_SCALE;
      make_room (pen, height);
      from = pen->y;
      set_ink (pen, tone);
      cairo_move_to (pen->cr, x + (double) line.x / PANGO_SCALE, pen->y + baseline);
      pango_cairo_show_layout_line (pen->cr, pango_layout_iter_get_line_readonly (iter));
      pen->y += height;
      paint_side (pen, part, from);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
write_text (Pen *pen,
            const Part *part,
            const char *text,
            double indent,
            double size,
            EspPaperTone tone)
{
  double x = MARGIN + (part->is_inset ? INSET : 0) + indent;
  PangoLayout *layout =
    layout_new (pen, text, size, tone == ESP_PAPER_STRONG ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
                WIDTH - MARGIN - x);

  flow (pen, part, layout, x, tone);
  g_object_unref (layout);
}

static void
paint_heading (Pen *pen, const Part *part)
{
  static const double sizes[] = { 18, 13, 10.5 };
  int level = CLAMP (part->level, 1, 3);

  if (!part->is_inset)
    make_room (pen, HEADING_ROOM);
  if (pen->y > MARGIN)
    pen->y += part->is_inset ? 2 : level == 1 ? 0 : level == 2 ? 16 : 9;
  write_text (pen, part, part->text, 0, sizes[level - 1], ESP_PAPER_STRONG);
  pen->y += level == 1 ? 8 : 3;
}

/* Points that a text takes up. */
static double
measure (Pen *pen, const char *text, double width, double size)
{
  PangoLayout *layout = layout_new (pen, text, size, PANGO_WEIGHT_NORMAL, width);
  double height = get_height (layout);

  g_object_unref (layout);
  return height;
}

/* What says something together with what stands below it stays on one page, unless it is long. */
static double
measure_named (Pen *pen, const Part *part, double width, double height)
{
  double room = WIDTH - 2 * MARGIN - (part->is_inset ? INSET : 0) - width;
  double whole = MAX (height, measure (pen, part->text, room, BODY));

  if (part->below != NULL && *part->below != '\0')
    whole += measure (pen, part->below, room, 8);
  return whole <= KEPT_TOGETHER ? whole : MIN (height, BOTTOM - MARGIN);
}

/* A word in the column before the text, on its first line. */
static void
paint_named (Pen *pen, const Part *part, double width, EspPaperTone tone)
{
  double x = MARGIN + (part->is_inset ? INSET : 0);
  PangoLayout *name =
    layout_new (pen, part->name != NULL ? part->name : "", BODY, PANGO_WEIGHT_NORMAL, width - 8);
  double height = get_height (name);
  double from;
  guint page;

  make_room (pen, measure_named (pen, part, width, height));
  from = pen->y;
  page = pen->page;
  set_ink (pen, tone);
  cairo_move_to (pen->cr, x, pen->y);
  pango_cairo_show_layout (pen->cr, name);
  write_text (pen, part, part->text, width, BODY, ESP_PAPER_PLAIN);
  if (pen->page == page)
    pen->y = MAX (pen->y, from + height);
  if (part->below != NULL && *part->below != '\0')
    write_text (pen, part, part->below, width, 8, ESP_PAPER_DIM);
  pen->y += 3;
  g_object_unref (name);
}

static void
paint_button (Pen *pen, const Part *part)
{
  double x = MARGIN + (part->is_inset ? INSET : 0);
  PangoLayout *layout = layout_new (pen, part->text, BODY, PANGO_WEIGHT_BOLD, 320);
  PangoRectangle size;
  double width, height, from;

  pango_layout_get_extents (layout, NULL, &size);
  width = (double) size.width / PANGO_SCALE + 20;
  height = (double) size.height / PANGO_SCALE + 10;
  make_room (pen, height + 6);
  from = pen->y;
  cairo_set_source_rgb (pen->cr, 0.35, 0.35, 0.35);
  cairo_set_line_width (pen->cr, 0.8);
  cairo_rectangle (pen->cr, x + 0.4, pen->y + 2.4, width, height);
  cairo_stroke (pen->cr);
  set_ink (pen, ESP_PAPER_PLAIN);
  cairo_move_to (pen->cr, x + 10.4, pen->y + 7.4);
  pango_cairo_show_layout (pen->cr, layout);
  pen->y += height + 8;
  paint_side (pen, part, from);
  g_object_unref (layout);
}

static void
paint_rule (Pen *pen, const Part *part)
{
  double x = MARGIN + (part->is_inset ? INSET : 0);
  double from;

  make_room (pen, 10);
  from = pen->y;
  cairo_set_source_rgb (pen->cr, 0.7, 0.7, 0.7);
  cairo_rectangle (pen->cr, x, pen->y + 5, WIDTH - MARGIN - x, 0.6);
  cairo_fill (pen->cr);
  pen->y += 10;
  paint_side (pen, part, from);
}

static void
paint_part (Pen *pen, const Part *part)
{
  switch (part->kind)
    {
    case PART_HEADING:
      paint_heading (pen, part);
      break;
    case PART_FACT:
      paint_named (pen, part, NAME_WIDTH, ESP_PAPER_DIM);
      break;
    case PART_ITEM:
      paint_named (pen, part, MARK_WIDTH, ESP_PAPER_PLAIN);
      break;
    case PART_BUTTON:
      paint_button (pen, part);
      break;
    case PART_RULE:
      paint_rule (pen, part);
      break;
    case PART_TEXT:
    default:
      write_text (pen, part, part->text, 0, BODY, (EspPaperTone) part->level);
      pen->y += part->is_inset ? 5 : 4;
      break;
    }
}

/* Returns: how many pages there are. */
static guint
paint_all (const EspPaper *self, cairo_t *cr, guint n_pages, guint only)
{
  Pen pen = { .paper = self, .cr = cr, .y = MARGIN, .page = 1, .n_pages = n_pages, .only = only };

  begin_page (&pen);
  for (guint i = 0; i < self->parts->len; i++)
    paint_part (&pen, self->parts->pdata[i]);
  end_page (&pen);
  return pen.page;
}

static cairo_status_t
paint_to (const EspPaper *self, GByteArray *out, guint n_pages, guint *out_n)
{
  cairo_surface_t *surface =
    cairo_pdf_surface_create_for_stream (esp_picture_append_cb, out, WIDTH, HEIGHT);
  cairo_status_t status;
  cairo_t *cr;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cr = cairo_create (surface);
  *out_n = paint_all (self, cr, n_pages, 0);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

/**
 * esp_paper_finish:
 * @out_n_pages: (out) (optional)
 *
 * Returns: (transfer full): the PDF; %NULL with @error set
 */
GBytes *
esp_paper_finish (EspPaper *self, guint *out_n_pages, GError **error)
{
  g_autoptr (GByteArray) draft = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint n_pages = 0;
  guint n_again = 0;

  /* Once to count the pages, once with their numbers. */
  if (!esp_picture_check (paint_to (self, draft, 0, &n_pages), error) ||
      !esp_picture_check (paint_to (self, out, n_pages, &n_again), error))
    return NULL;
  if (out_n_pages != NULL)
    *out_n_pages = n_again;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static guint
paint_on (const EspPaper *self, cairo_surface_t *surface, guint n_pages, guint only)
{
  cairo_t *cr = cairo_create (surface);
  guint n = paint_all (self, cr, n_pages, only);

  cairo_destroy (cr);
  return n;
}

/**
 * esp_paper_finish_pages:
 *
 * Returns: (transfer full) (element-type cairo_surface_t): the same pages one by one, A4 upright in points, for a printer
 */
GPtrArray *
esp_paper_finish_pages (EspPaper *self)
{
  const cairo_rectangle_t sheet = { 0, 0, WIDTH, HEIGHT };
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  cairo_surface_t *draft = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &sheet);
  guint n_pages = paint_on (self, draft, 0, 1);

  cairo_surface_destroy (draft);
  for (guint i = 1; i <= n_pages; i++)
    {
      g_ptr_array_add (pages, cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &sheet));
      (void) paint_on (self, pages->pdata[i - 1], n_pages, i);
    }
  return pages;
}
