/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the numbers on the nodes of a journey, and says where they are: each opens what it counts. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint-private.h"

/* Between two numbers of a line. */
#define TALLY_GAP 12

/**
 * esp_journey_paint_rounded:
 *
 * Adds a rounded rectangle to the path, smaller by @inset on each side.
 */
void
esp_journey_paint_rounded (cairo_t *cr, const EspRect *box, double inset, double radius)
{
  const EspRect inner = { box->x + inset, box->y + inset, MAX (box->width - 2 * inset, 0),
                          MAX (box->height - 2 * inset, 0) };

  esp_brush_rounded (cr, &inner, MAX (radius - inset, 0), ESP_CORNERS_ALL);
}

/**
 * esp_journey_painter_paint_here:
 *
 * The number of those who are at the step, as a pill at the end of the last line.
 *
 * Returns: its width
 */
double
esp_journey_painter_paint_here (EspJourneyPainter *self,
                                cairo_t *cr,
                                guint32 index,
                                const EspJourneyFace *face)
{
  EspRect box;

  if (!esp_journey_painter_get_here_box (self, index, &box))
    return 0;
  esp_brush_set_color (cr, self->colors->is_high_contrast
                             ? self->colors->card
                             : esp_hue_mix (self->colors->accent, self->colors->card, 0.13));
  esp_journey_paint_rounded (cr, &box, 0, box.height / 2);
  cairo_fill_preserve (cr);
  if (self->colors->is_high_contrast)
    {
      esp_brush_set_color (cr, self->colors->border);
      cairo_set_line_width (cr, self->scale);
      cairo_stroke (cr);
    }
  cairo_new_path (cr);
  esp_journey_painter_show (cr, self->node_texts[index].texts[ESP_JOURNEY_TEXT_HERE],
                            self->colors->text, box.x + 8 * self->scale, box.y + box.height / 2);
  return box.width + 6 * self->scale;
}

/**
 * esp_journey_painter_get_here_box:
 *
 * Returns: whether the node says how many people are there; @out_box is where, for the pointer
 */
gboolean
esp_journey_painter_get_here_box (EspJourneyPainter *self, guint32 index, EspRect *out_box)
{
  const EspJourneyNode *node = esp_journey_layout_get_node (self->places, index);
  const EspJourneyFace *face = esp_journey_painter_get_face (self, index);
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_SMALL_STRONG, -1, 1 };
  double width, height;

  if (face == NULL || face->here == NULL || node->shape == ESP_JOURNEY_SHAPE_DOT)
    return FALSE;
  esp_journey_painter_measure (esp_journey_painter_get_text (self,
                                                             &self->node_texts[index]
                                                                .texts[ESP_JOURNEY_TEXT_HERE],
                                                             face->here, &look),
                               &width, &height);
  out_box->width = MIN (width + 16 * self->scale, node->box.width * 0.62);
  out_box->height = MAX (height + 2, 19 * self->scale);
  if (node->shape == ESP_JOURNEY_SHAPE_PILL)
    {
      out_box->x = node->box.x + node->box.width + 6 * self->scale;
      out_box->y = node->box.y + (node->box.height - out_box->height) / 2;
      return TRUE;
    }
  out_box->x = node->box.x + node->box.width - 8 * self->scale - out_box->width;
  out_box->y = node->box.y + node->box.height - 8 * self->scale - out_box->height;
  return TRUE;
}

/**
 * esp_journey_painter_get_line_middle:
 *
 * Returns: where the last line of a card has its middle
 */
double
esp_journey_painter_get_line_middle (const EspJourneyPainter *self, const EspRect *box)
{
  return box->y + box->height - 17 * self->scale;
}

/**
 * esp_journey_painter_get_tally_box:
 *
 * Returns: whether the node says that number, and has room for it; @out_box is where, for the pointer
 */
gboolean
esp_journey_painter_get_tally_box (EspJourneyPainter *self,
                                   guint32 node,
                                   EspFaceTally tally,
                                   EspRect *out_box)
{
  const EspJourneyNode *found = esp_journey_layout_get_node (self->places, node);
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_CAPTION, -1, 1 };
  const double gap = TALLY_GAP * self->scale;
  double end = found->box.x + found->box.width - ESP_JOURNEY_CARD_PAD * self->scale;
  double x = found->box.x + ESP_JOURNEY_CARD_PAD * self->scale;
  EspRect here;

  if (face == NULL || found->shape != ESP_JOURNEY_SHAPE_CARD || face->tallies[tally] == NULL)
    return FALSE;
  if (esp_journey_painter_get_here_box (self, node, &here))
    end = here.x - gap / 2;
  for (guint i = 0; i <= (guint) tally; i++)
    {
      PangoLayout **slot = &self->node_texts[node].texts[ESP_JOURNEY_TEXT_TALLY + i];
      double width, height;

      if (face->tallies[i] == NULL)
        continue;
      esp_journey_painter_measure (esp_journey_painter_get_text (self, slot, face->tallies[i],
                                                                 &look),
                                   &width, &height);
      *out_box = (EspRect){ x, esp_journey_painter_get_line_middle (self, &found->box) - height / 2,
                            width, height };
      x += width + gap;
    }
  return out_box->x + out_box->width <= end;
}

/**
 * esp_journey_painter_paint_tallies:
 *
 * What became of the messages, with a dot between two numbers.
 */
void
esp_journey_painter_paint_tallies (EspJourneyPainter *self, cairo_t *cr, guint32 index)
{
  const double gap = TALLY_GAP * self->scale;
  gboolean is_first = TRUE;
  EspRect box;

  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    {
      if (!esp_journey_painter_get_tally_box (self, index, (EspFaceTally) i, &box))
        continue;
      if (!is_first)
        {
          esp_brush_set_color (cr, self->colors->dim_text);
          cairo_arc (cr, box.x - gap / 2, box.y + box.height / 2, 1.25 * self->scale, 0, 2 * G_PI);
          cairo_fill (cr);
        }
      is_first = FALSE;
      esp_journey_painter_show (cr, self->node_texts[index].texts[ESP_JOURNEY_TEXT_TALLY + i],
                                i == ESP_FACE_TALLY_SENT ? self->colors->text
                                                         : self->colors->dim_text,
                                box.x, box.y + box.height / 2);
    }
}

/**
 * esp_journey_painter_get_badge_box:
 *
 * Returns: whether the node has problems; @out_box is where their badge stands
 */
gboolean
esp_journey_painter_get_badge_box (EspJourneyPainter *self, guint32 node, EspRect *out_box)
{
  const EspRect *box = &esp_journey_layout_get_node (self->places, node)->box;
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_SMALL_STRONG, -1, 1 };
  g_autofree char *number = NULL;
  double width, height;

  if (face == NULL || face->n_problems == 0)
    return FALSE;
  number = g_strdup_printf ("%u", face->n_problems);
  esp_journey_painter_measure (esp_journey_painter_get_text (self,
                                                             &self->node_texts[node]
                                                                .texts[ESP_JOURNEY_TEXT_BADGE],
                                                             number, &look),
                               &width, &height);
  out_box->width = width + (ESP_JOURNEY_BADGE + 8) * self->scale;
  out_box->height = ESP_JOURNEY_BADGE * self->scale;
  out_box->x = box->x + box->width - out_box->width + 8 * self->scale;
  out_box->y = box->y - out_box->height / 2;
  return TRUE;
}

/* A triangle for what is wrong, a circle for a note: told apart without colour. */
static void
paint_sign (cairo_t *cr, EspFaceLevel level, double x, double y, double size)
{
  double r = size / 2;

  cairo_new_path (cr);
  if (level == ESP_FACE_LEVEL_WARNING)
    {
      cairo_move_to (cr, x, y - r);
      cairo_line_to (cr, x + r * 1.05, y + r * 0.85);
      cairo_line_to (cr, x - r * 1.05, y + r * 0.85);
      cairo_close_path (cr);
    }
  else
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  cairo_fill (cr);
}

/**
 * esp_journey_painter_paint_badge:
 *
 * The number of problems at the upper corner of a node.
 */
void
esp_journey_painter_paint_badge (EspJourneyPainter *self, cairo_t *cr, guint32 node)
{
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);
  EspHue ground, ink;
  EspRect box;
  double x, y, r;

  if (!esp_journey_painter_get_badge_box (self, node, &box))
    return;
  ground = self->colors->levels[face->level];
  ink = self->colors->level_texts[face->level];
  esp_brush_set_color (cr, self->colors->ground);
  esp_journey_paint_rounded (cr, &box, -2 * self->scale, box.height / 2);
  cairo_fill (cr);
  esp_brush_set_color (cr, ground);
  esp_journey_paint_rounded (cr, &box, 0, box.height / 2);
  cairo_fill (cr);
  x = box.x + box.height / 2 + self->scale;
  y = box.y + box.height / 2;
  r = 5.5 * self->scale;
  esp_brush_set_color (cr, ink);
  paint_sign (cr, face->level, x, y, 2 * r);
  esp_brush_set_color (cr, ground);
  cairo_rectangle (cr, x - 0.8 * self->scale, y - 2.8 * self->scale, 1.6 * self->scale,
                   3.6 * self->scale);
  cairo_rectangle (cr, x - 0.8 * self->scale, y + 1.9 * self->scale, 1.6 * self->scale,
                   1.6 * self->scale);
  cairo_fill (cr);
  esp_journey_painter_show (cr, self->node_texts[node].texts[ESP_JOURNEY_TEXT_BADGE], ink,
                            x + r + 4 * self->scale, y);
}

/**
 * esp_journey_painter_is_cut:
 *
 * Returns: whether something that the node says cannot be read in the picture at that @zoom
 */
gboolean
esp_journey_painter_is_cut (const EspJourneyPainter *self, guint32 node, double zoom)
{
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);
  PangoLayout *const *texts = self->node_texts[node].texts;
  PangoLayout *title = texts[ESP_JOURNEY_TEXT_TITLE];
  PangoLayout *line = texts[ESP_JOURNEY_TEXT_LINE];

  if (zoom < ESP_JOURNEY_ZOOM_BRIEF)
    return TRUE;
  if (face != NULL && face->line != NULL && *face->line != '\0' &&
      (line == NULL || esp_journey_face_has_tallies (face)))
    return TRUE;
  return title == NULL || pango_layout_is_ellipsized (title) ||
         (line != NULL && pango_layout_is_ellipsized (line));
}
