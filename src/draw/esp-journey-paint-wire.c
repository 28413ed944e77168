/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints what is between the nodes of a journey: wires, the signs on them, groups; and everything from far
 * away. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint-private.h"

#include <math.h>

#define WIRE_WIDTH 1.5
#define LIT_WIDTH 3
#define HEAT_WIDTH 7
#define CORNER 10
#define ARROW 4.5
#define PLUS_RADIUS ESP_JOURNEY_PLUS_RADIUS

/* From further away titles are too small to be read, and beside so many none is looked for. */
#define MIN_TITLE_ZOOM 0.2
#define MAX_FAR_TITLES 80

/* Strokes in pieces: cairo's effort grows faster than the length of one path. */
#define WIRES_PER_STROKE 48

static gboolean
is_visible (const EspRect *box, const EspRect *visible, double margin)
{
  return box->x - margin <= visible->x + visible->width &&
         visible->x <= box->x + box->width + margin &&
         box->y - margin <= visible->y + visible->height &&
         visible->y <= box->y + box->height + margin;
}

/* Corners are rounded as far as there is room for it. */
static void
add_wire (cairo_t *cr, const EspJourneyPoint *points, guint n, double corner)
{
  cairo_move_to (cr, points[0].x, points[0].y);
  for (guint i = 1; i + 1 < n; i++)
    {
      double before = hypot (points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
      double behind = hypot (points[i + 1].x - points[i].x, points[i + 1].y - points[i].y);
      double r = MIN (corner, MIN (before, behind) / 2);
      double x0, y0, x1, y1;

      if (before < 0.01 || behind < 0.01)
        continue;
      x0 = points[i].x + (points[i - 1].x - points[i].x) / before * r;
      y0 = points[i].y + (points[i - 1].y - points[i].y) / before * r;
      x1 = points[i].x + (points[i + 1].x - points[i].x) / behind * r;
      y1 = points[i].y + (points[i + 1].y - points[i].y) / behind * r;
      cairo_line_to (cr, x0, y0);
      cairo_curve_to (cr, (x0 + 2 * points[i].x) / 3, (y0 + 2 * points[i].y) / 3,
                      (x1 + 2 * points[i].x) / 3, (y1 + 2 * points[i].y) / 3, x1, y1);
    }
  cairo_line_to (cr, points[n - 1].x, points[n - 1].y);
}

static void
add_arrow (cairo_t *cr, const EspJourneyPoint *end, const EspJourneyPoint *before, double size)
{
  double length = hypot (end->x - before->x, end->y - before->y);
  double dx = length > 0 ? (end->x - before->x) / length : 0;
  double dy = length > 0 ? (end->y - before->y) / length : 1;

  cairo_move_to (cr, end->x, end->y);
  cairo_line_to (cr, end->x - dx * size * 1.5 - dy * size, end->y - dy * size * 1.5 + dx * size);
  cairo_line_to (cr, end->x - dx * size * 1.5 + dy * size, end->y - dy * size * 1.5 - dx * size);
  cairo_close_path (cr);
}

static double
get_heat (const EspJourneyPainter *self, guint32 wire)
{
  const EspJourneyEdgeFace *face = esp_journey_painter_get_edge_face (self, wire);

  return face != NULL ? face->heat : -1;
}

/* Whether a wire is painted by itself, because it does not look like most. */
static gboolean
is_special (const EspJourneyPainter *self, guint32 wire)
{
  return (self->wire_looks[wire] & (ESP_JOURNEY_LOOK_LIT | ESP_JOURNEY_LOOK_NEW)) != 0 ||
         get_heat (self, wire) > 0;
}

static void
paint_plain (EspJourneyPainter *self, cairo_t *cr, const EspRect *visible)
{
  guint n = 0;

  cairo_new_path (cr);
  for (guint32 i = 0; i < self->places->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, i);

      if (!is_visible (&wire->box, visible, 8) || is_special (self, i))
        continue;
      add_wire (cr, esp_journey_layout_get_points (self->places, wire), wire->n_points,
                CORNER * self->scale);
      if (++n % WIRES_PER_STROKE == 0)
        cairo_stroke (cr);
    }
  cairo_stroke (cr);
  for (guint32 i = 0; i < self->places->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, i);
      const EspJourneyPoint *points = esp_journey_layout_get_points (self->places, wire);

      if (wire->has_arrow && wire->n_points > 1 && is_visible (&wire->box, visible, 8) &&
          !is_special (self, i))
        add_arrow (cr, &points[wire->n_points - 1], &points[wire->n_points - 2],
                   ARROW * self->scale);
    }
  cairo_fill (cr);
}

static void
paint_special (EspJourneyPainter *self, cairo_t *cr, guint32 index)
{
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, index);
  const EspJourneyPoint *points = esp_journey_layout_get_points (self->places, wire);
  guint looks = self->wire_looks[index];
  gboolean is_lit = (looks & ESP_JOURNEY_LOOK_LIT) != 0;
  double heat = get_heat (self, index);
  double width = is_lit ? LIT_WIDTH : WIRE_WIDTH + (HEAT_WIDTH - WIRE_WIDTH) * CLAMP (heat, 0, 1);
  EspHue color = is_lit ? self->colors->accent : self->colors->wire;

  if (heat > 0 && !is_lit)
    color = self->colors->heat;
  esp_brush_set_color_alpha (cr, color, (looks & ESP_JOURNEY_LOOK_NEW) != 0 ? self->arrival : 1);
  cairo_set_line_width (cr, width * self->scale);
  cairo_new_path (cr);
  add_wire (cr, points, wire->n_points, CORNER * self->scale);
  cairo_stroke (cr);
  if (wire->has_arrow && wire->n_points > 1)
    {
      add_arrow (cr, &points[wire->n_points - 1], &points[wire->n_points - 2],
                 MAX (ARROW, width * 1.2) * self->scale);
      cairo_fill (cr);
    }
}

/**
 * esp_journey_painter_paint_wires:
 *
 * All wires that are visible, in strokes of many.
 */
void
esp_journey_painter_paint_wires (EspJourneyPainter *self,
                                 cairo_t *cr,
                                 const EspRect *visible,
                                 double zoom)
{
  gboolean is_faded = FALSE;

  for (guint32 i = 0; i < self->layout->wires->len && !is_faded; i++)
    is_faded = (self->wire_looks[i] & ESP_JOURNEY_LOOK_FADED) != 0;
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, MAX (WIRE_WIDTH * self->scale, 1 / zoom));
  esp_brush_set_color_alpha (cr, self->colors->wire, is_faded ? 0.5 : 1);
  paint_plain (self, cr, visible);
  for (guint32 i = 0; i < self->places->wires->len; i++)
    if (is_special (self, i) &&
        is_visible (&esp_journey_layout_get_wire (self->places, i)->box, visible, 8))
      paint_special (self, cr, i);
}

static void
paint_plus (EspJourneyPainter *self, cairo_t *cr, guint32 index)
{
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, index);
  guint looks = self->wire_looks[index];
  gboolean is_nearest = (looks & ESP_JOURNEY_LOOK_NEAREST) != 0;
  gboolean is_strong = is_nearest || (looks & ESP_JOURNEY_LOOK_HOVER) != 0;
  const double s = self->scale;
  double r = (is_nearest ? PLUS_RADIUS + 3 : PLUS_RADIUS) * s, arm = 4.5 * s;

  cairo_new_path (cr);
  cairo_arc (cr, wire->plus.x, wire->plus.y, r, 0, 2 * G_PI);
  esp_brush_set_color (cr, is_strong ? self->colors->accent : self->colors->card);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->accent);
  cairo_set_line_width (cr, 1.5 * s);
  cairo_stroke (cr);
  esp_brush_set_color (cr, is_strong ? self->colors->accent_text : self->colors->accent);
  cairo_set_line_width (cr, 2 * s);
  cairo_move_to (cr, wire->plus.x - arm, wire->plus.y);
  cairo_line_to (cr, wire->plus.x + arm, wire->plus.y);
  cairo_move_to (cr, wire->plus.x, wire->plus.y - arm);
  cairo_line_to (cr, wire->plus.x, wire->plus.y + arm);
  cairo_stroke (cr);
}

/* A way that leads nowhere yet ends in a ring that waits to be filled. */
static void
paint_open (EspJourneyPainter *self, cairo_t *cr, const EspJourneyWire *wire)
{
  static const double dashes[] = { 3, 3 };

  cairo_new_path (cr);
  cairo_arc (cr, wire->plus.x, wire->plus.y, PLUS_RADIUS * self->scale, 0, 2 * G_PI);
  esp_brush_set_color (cr, self->colors->ground);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->wire);
  cairo_set_line_width (cr, WIRE_WIDTH * self->scale);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/**
 * esp_journey_painter_paint_edges:
 *
 * What stands on wires: labels, numbers, signs that add a step.
 */
void
esp_journey_painter_paint_edges (EspJourneyPainter *self,
                                 cairo_t *cr,
                                 const EspRect *visible,
                                 double zoom)
{
  const guint with_plus = ESP_JOURNEY_LOOK_HOVER | ESP_JOURNEY_LOOK_TARGET |
                          ESP_JOURNEY_LOOK_NEAREST | ESP_JOURNEY_LOOK_SELECTED;

  for (guint32 i = 0; i < self->places->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, i);
      const EspJourneyEdgeFace *face;
      EspRect box;

      if (!is_visible (&wire->box, visible, 120 * self->scale))
        continue;
      if (wire->kind == ESP_JOURNEY_WIRE_OPEN)
        paint_open (self, cr, wire);
      face = esp_journey_painter_get_edge_face (self, i);
      if (face != NULL && face->text != NULL && wire->kind == ESP_JOURNEY_WIRE_WAY)
        esp_journey_painter_paint_way (self, cr, i, zoom);
      if (zoom >= ESP_JOURNEY_ZOOM_BRIEF && esp_journey_painter_get_number_box (self, i, &box))
        esp_journey_painter_show (cr, self->wire_texts[i].texts[ESP_JOURNEY_TEXT_NUMBER],
                                  self->colors->dim_text, box.x + 5 * self->scale,
                                  box.y + box.height / 2);
      if (zoom >= ESP_JOURNEY_ZOOM_BRIEF && face != NULL && face->gone != NULL && wire->has_spot)
        esp_journey_painter_paint_gone (self, cr, i);
      if (wire->has_spot && (self->wire_looks[i] & with_plus) != 0)
        paint_plus (self, cr, i);
    }
}

static const char *
get_group_title (const EspJourneyPainter *self, const EspJourneyFrame *frame)
{
  const EspJourneyGroup *group =
    &g_array_index (self->layout->journey->groups, EspJourneyGroup, frame->group);
  const EspJourneyFace *face =
    self->faces != NULL ? esp_journey_faces_get_group (self->faces, group->id) : NULL;

  if (face != NULL && face->title != NULL)
    return face->title;
  return group->title != NULL ? group->title : "";
}

/**
 * esp_journey_painter_paint_frame:
 *
 * The frame of a group that is open.
 */
void
esp_journey_painter_paint_frame (EspJourneyPainter *self,
                                 cairo_t *cr,
                                 const EspJourneyFrame *frame,
                                 double zoom)
{
  const double s = self->scale;
  const EspIcon *icon = esp_icon_get ("esp-chevron-down-symbolic");
  const EspJourneyTextLook look = {
    ESP_JOURNEY_FONT_SMALL_STRONG,
    (self->layout->flow == ESP_JOURNEY_DOWN ? frame->header.width / 2 : frame->box.width) - 40 * s,
    1
  };
  PangoLayout *text = NULL;

  esp_brush_rounded (cr, &frame->box, 14 * s, ESP_CORNERS_ALL);
  esp_brush_set_color (cr, self->colors->frame);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->frame_border);
  cairo_set_line_width (cr, (self->colors->is_high_contrast ? 2 : 1) * s);
  cairo_stroke (cr);
  if (zoom < ESP_JOURNEY_ZOOM_FAR)
    return;
  esp_brush_set_color (cr, self->colors->dim_text);
  if (icon != NULL)
    esp_icon_paint (icon, cr, frame->header.x + 12 * s, frame->header.y + 9 * s, 12 * s);
  text = esp_journey_painter_get_text (self, &text, get_group_title (self, frame), &look);
  cairo_save (cr);
  cairo_translate (cr, frame->header.x + 30 * s, frame->header.y + 15 * s);
  if (zoom < ESP_JOURNEY_ZOOM_BRIEF)
    cairo_scale (cr, ESP_JOURNEY_BRIEF_FACTOR, ESP_JOURNEY_BRIEF_FACTOR);
  esp_journey_painter_show (cr, text, self->colors->dim_text, 0, 0);
  cairo_restore (cr);
  g_object_unref (text);
}

/* Rectangles on whole px are what software fills fastest, and they do not shimmer while zooming. */
static void
add_crisp (cairo_t *cr, const cairo_matrix_t *matrix, const EspRect *box)
{
  double x0 = box->x, y0 = box->y, x1 = box->x + box->width, y1 = box->y + box->height;

  cairo_matrix_transform_point (matrix, &x0, &y0);
  cairo_matrix_transform_point (matrix, &x1, &y1);
  x0 = floor (x0);
  y0 = floor (y0);
  cairo_rectangle (cr, x0, y0, MAX (round (x1) - x0, 1), MAX (round (y1) - y0, 1));
}

static void
paint_far_wires (EspJourneyPainter *self,
                 cairo_t *cr,
                 const cairo_matrix_t *matrix,
                 const EspRect *visible)
{
  for (guint lit = 0; lit < 2; lit++)
    {
      for (guint32 i = 0; i < self->places->wires->len; i++)
        {
          const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, i);
          const EspJourneyPoint *points = esp_journey_layout_get_points (self->places, wire);
          gboolean is_lit = (self->wire_looks[i] & ESP_JOURNEY_LOOK_LIT) != 0;
          double half = is_lit ? LIT_WIDTH : 0;

          if (is_lit != (lit == 1) || !is_visible (&wire->box, visible, 4))
            continue;
          for (guint j = 1; j < wire->n_points; j++)
            {
              const EspRect line = { MIN (points[j - 1].x, points[j].x) - half,
                                     MIN (points[j - 1].y, points[j].y) - half,
                                     fabs (points[j].x - points[j - 1].x) + 2 * half,
                                     fabs (points[j].y - points[j - 1].y) + 2 * half };

              add_crisp (cr, matrix, &line);
            }
        }
      esp_brush_set_color (cr, lit == 1 ? self->colors->accent : self->colors->wire);
      cairo_fill (cr);
    }
}

/* Of what colour a node is from far away: paler where a title has to be read on it. */
static EspHue
get_far_color (const EspJourneyPainter *self, guint32 node, gboolean has_title)
{
  EspHue family = self->colors->families[esp_journey_painter_get_family (self, node)];

  if ((self->node_looks[node] & (ESP_JOURNEY_LOOK_SELECTED | ESP_JOURNEY_LOOK_LIT)) != 0)
    return self->colors->accent;
  return esp_hue_mix (family, self->colors->card,
                      (self->node_looks[node] & ESP_JOURNEY_LOOK_FADED) != 0 ? 0.18
                      : has_title                                            ? 0.35
                                                                             : 0.5);
}

/* What is wrong stands out at the corner where its badge is close by. */
static void
paint_far_problems (EspJourneyPainter *self,
                    cairo_t *cr,
                    const cairo_matrix_t *matrix,
                    const EspRect *visible)
{
  for (guint level = ESP_FACE_LEVEL_WARNING; level <= ESP_FACE_LEVEL_ERROR; level++)
    {
      for (guint32 i = 0; i < self->places->nodes->len; i++)
        {
          const EspRect *box = &esp_journey_layout_get_node (self->places, i)->box;
          const EspJourneyFace *face = esp_journey_painter_get_face (self, i);
          double size = MIN (box->width, box->height) * 0.5;
          const EspRect corner = { box->x + box->width - size * 0.6, box->y - size * 0.4, size,
                                   size };

          if (face != NULL && face->n_problems > 0 && face->level == (EspFaceLevel) level &&
              is_visible (box, visible, 0))
            add_crisp (cr, matrix, &corner);
        }
      esp_brush_set_color (cr, self->colors->levels[level]);
      cairo_fill (cr);
    }
}

/* As long as the steps in view are few, each has room for what it is called. */
static gboolean
has_far_titles (EspJourneyPainter *self, const EspRect *visible, double zoom)
{
  guint n_visible = 0;

  if (zoom < MIN_TITLE_ZOOM)
    return FALSE;
  for (guint32 i = 0; i < self->places->nodes->len && n_visible <= MAX_FAR_TITLES; i++)
    n_visible += is_visible (&esp_journey_layout_get_node (self->places, i)->box, visible, 0);
  return n_visible <= MAX_FAR_TITLES;
}

static void
paint_far_titles (EspJourneyPainter *self, cairo_t *cr, const EspRect *visible)
{
  const guint chosen = ESP_JOURNEY_LOOK_SELECTED | ESP_JOURNEY_LOOK_LIT;
  const double pad = 6 * self->scale;

  for (guint32 i = 0; i < self->places->nodes->len; i++)
    {
      const EspJourneyNode *node = esp_journey_layout_get_node (self->places, i);
      const EspJourneyTextLook look = { ESP_JOURNEY_FONT_FAR, node->box.width - 2 * pad, 2 };
      PangoLayout *text;

      if (node->shape != ESP_JOURNEY_SHAPE_CARD || !is_visible (&node->box, visible, 0))
        continue;
      text = esp_journey_painter_get_text (self, &self->node_texts[i].texts[ESP_JOURNEY_TEXT_FAR],
                                           esp_journey_painter_get_title (self, i), &look);
      pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
      esp_journey_painter_show (cr, text,
                                (self->node_looks[i] & chosen) != 0 ? self->colors->accent_text
                                                                    : self->colors->text,
                                node->box.x + pad, node->box.y + node->box.height / 2);
    }
}

/**
 * esp_journey_painter_paint_far:
 *
 * Everything from so far away that little can be read.
 */
void
esp_journey_painter_paint_far (EspJourneyPainter *self,
                               cairo_t *cr,
                               const EspRect *visible,
                               double zoom)
{
  EspHue last = G_MAXUINT32;
  gboolean has_titles = has_far_titles (self, visible, zoom);
  cairo_matrix_t matrix;

  cairo_get_matrix (cr, &matrix);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_new_path (cr);
  for (guint i = 0; i < self->places->frames->len; i++)
    add_crisp (cr, &matrix, &g_array_index (self->places->frames, EspJourneyFrame, i).box);
  esp_brush_set_color (cr, esp_hue_mix (self->colors->frame_border, self->colors->ground,
                                        self->colors->is_high_contrast ? 0.3 : 0.45));
  cairo_fill (cr);
  paint_far_wires (self, cr, &matrix, visible);
  for (guint32 i = 0; i < self->places->nodes->len; i++)
    {
      const EspJourneyNode *node = esp_journey_layout_get_node (self->places, i);
      EspHue color;

      if (!is_visible (&node->box, visible, 0))
        continue;
      color = get_far_color (self, i, has_titles);
      if (color != last && last != G_MAXUINT32)
        {
          esp_brush_set_color (cr, last);
          cairo_fill (cr);
        }
      last = color;
      add_crisp (cr, &matrix, &node->box);
    }
  if (last != G_MAXUINT32)
    {
      esp_brush_set_color (cr, last);
      cairo_fill (cr);
    }
  paint_far_problems (self, cr, &matrix, visible);
  cairo_restore (cr);
  if (has_titles)
    paint_far_titles (self, cr, visible);
}
