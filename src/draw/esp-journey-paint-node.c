/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the nodes of a journey: cards, ends and joins, with everything that is written on them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint-private.h"

#include <math.h>

#define RADIUS 10
#define ESP_JOURNEY_CARD_PAD 12
#define CHIP 24

/* Lower cards have their title beside the icon, in the place of what they are. */
#define LOW 78

static double
get_radius (const EspJourneyPainter *self, const EspJourneyNode *node)
{
  if (node->shape == ESP_JOURNEY_SHAPE_CARD)
    return RADIUS * self->scale;
  return MIN (node->box.width, node->box.height) / 2;
}

static void
paint_shadow (EspJourneyPainter *self, cairo_t *cr, const EspRect *box, double radius)
{
  if (self->is_plain || self->colors->shadow == 0)
    return;
  for (guint i = 1; i <= 2; i++)
    {
      const EspRect below = { box->x - (i - 1), box->y + i * 1.5, box->width + 2 * (i - 1),
                              box->height + (i - 1) };

      esp_brush_set_color_alpha (cr, 0x000000, self->colors->shadow);
      esp_journey_paint_rounded (cr, &below, 0, radius);
      cairo_fill (cr);
    }
}

static void
paint_hatching (EspJourneyPainter *self, cairo_t *cr, const EspRect *box, double radius)
{
  const double pitch = 9 * self->scale;

  cairo_save (cr);
  esp_journey_paint_rounded (cr, box, 0, radius);
  cairo_clip (cr);
  esp_brush_set_color_alpha (cr, self->colors->dim_text,
                             self->colors->is_high_contrast ? 0.6 : 0.22);
  cairo_set_line_width (cr, 1.5 * self->scale);
  for (double x = box->x - box->height; x < box->x + box->width; x += pitch)
    {
      cairo_move_to (cr, x, box->y + box->height);
      cairo_line_to (cr, x + box->height, box->y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* The outline tells what happened to the step, and whether it is selected. */
static void
paint_outline (EspJourneyPainter *self, cairo_t *cr, guint32 index, const EspJourneyFace *face)
{
  static const double dashes[] = { 5, 4 };
  const EspJourneyNode *node = esp_journey_layout_get_node (self->places, index);
  EspFaceMark mark = face != NULL ? face->mark : ESP_FACE_MARK_NONE;
  guint looks = self->node_looks[index];
  gboolean is_chosen =
    (looks & (ESP_JOURNEY_LOOK_SELECTED | ESP_JOURNEY_LOOK_LIT | ESP_JOURNEY_LOOK_NEAREST)) != 0;
  double width = is_chosen || mark != ESP_FACE_MARK_NONE || self->colors->is_high_contrast ? 2 : 1;
  EspHue color = self->colors->border;

  if (mark == ESP_FACE_MARK_ADDED)
    color = self->colors->added;
  else if (mark == ESP_FACE_MARK_CHANGED)
    color = self->colors->changed;
  else if (mark == ESP_FACE_MARK_REMOVED)
    color = self->colors->removed;
  if (is_chosen)
    color = self->colors->accent;
  width *= self->scale;
  esp_brush_set_color (cr, color);
  cairo_set_line_width (cr, width);
  if (mark == ESP_FACE_MARK_CHANGED || mark == ESP_FACE_MARK_REMOVED ||
      (looks & ESP_JOURNEY_LOOK_TARGET) != 0)
    cairo_set_dash (cr, dashes, 2, 0);
  esp_journey_paint_rounded (cr, &node->box, width / 2, get_radius (self, node));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if ((looks & ESP_JOURNEY_LOOK_CURRENT) == 0)
    return;
  esp_brush_set_color (cr, self->colors->accent);
  cairo_set_line_width (cr, 2 * self->scale);
  esp_journey_paint_rounded (cr, &node->box, -3 * self->scale, get_radius (self, node));
  cairo_stroke (cr);
}

static void
paint_ground (EspJourneyPainter *self, cairo_t *cr, guint32 index, const EspJourneyFace *face)
{
  const EspJourneyNode *node = esp_journey_layout_get_node (self->places, index);
  double radius = get_radius (self, node);
  gboolean is_ghost = face != NULL && face->mark == ESP_FACE_MARK_REMOVED;
  EspHue color = self->colors->card;

  /* A group that is closed looks like what it is: cards on each other. */
  for (guint i = node->kind == ESP_JOURNEY_NODE_GROUP ? 2 : 0; i > 0; i--)
    {
      const EspRect behind = { node->box.x + 5 * i * self->scale, node->box.y + 4 * i * self->scale,
                               node->box.width - 10 * i * self->scale, node->box.height };

      esp_brush_set_color (cr, self->colors->card);
      esp_journey_paint_rounded (cr, &behind, 0.5, radius);
      cairo_fill_preserve (cr);
      esp_brush_set_color (cr, self->colors->border);
      cairo_set_line_width (cr, self->scale);
      cairo_stroke (cr);
    }
  if (!is_ghost)
    paint_shadow (self, cr, &node->box, radius);
  if ((self->node_looks[index] & ESP_JOURNEY_LOOK_SELECTED) != 0)
    color = esp_hue_mix (self->colors->accent, color, 0.07);
  esp_brush_set_color (cr, is_ghost ? self->colors->ground : color);
  esp_journey_paint_rounded (cr, &node->box, 0, radius);
  cairo_fill (cr);
  if (face != NULL && face->is_off)
    paint_hatching (self, cr, &node->box, radius);
}

/* How many of everyone come by: a bar along the lower edge. */
static void
paint_heat (EspJourneyPainter *self, cairo_t *cr, const EspRect *box, double heat)
{
  double height = 4 * self->scale, inset = RADIUS * self->scale;
  EspRect bar = { box->x + inset, box->y + box->height - height - 2 * self->scale,
                  box->width - 2 * inset, height };

  if (heat < 0)
    return;
  esp_brush_set_color_alpha (cr, self->colors->heat, 0.18);
  esp_journey_paint_rounded (cr, &bar, 0, height / 2);
  cairo_fill (cr);
  bar.width *= CLAMP (heat, 0, 1);
  esp_brush_set_color (cr, self->colors->heat);
  if (bar.width > 0)
    {
      bar.width = MAX (bar.width, height);
      esp_journey_paint_rounded (cr, &bar, 0, height / 2);
      cairo_fill (cr);
    }
}

static void
paint_chip (EspJourneyPainter *self, cairo_t *cr, guint32 index, const EspRect *box, EspHue ground)
{
  EspHue color = self->colors->families[esp_journey_painter_get_family (self, index)];
  const EspIcon *icon = esp_journey_painter_get_icon (self, index);
  double inset = box->width / 6;

  if (self->colors->tint > 0)
    {
      esp_brush_set_color (cr, esp_hue_mix (color, ground, self->colors->tint));
      esp_journey_paint_rounded (cr, box, 0, box->width * 0.29);
      cairo_fill (cr);
    }
  esp_brush_set_color (cr, color);
  if (icon != NULL)
    esp_icon_paint (icon, cr, box->x + inset, box->y + inset, box->width - 2 * inset);
}

/**
 * esp_journey_painter_get_title:
 *
 * Returns: (transfer none): what the node is called
 */
const char *
esp_journey_painter_get_title (const EspJourneyPainter *self, guint32 index)
{
  const EspJourneyFace *face = esp_journey_painter_get_face (self, index);
  const EspJourneyNode *node = esp_journey_layout_get_node (self->layout, index);
  const EspJourneyStep *step;

  if (face != NULL && face->title != NULL && face->title[0] != '\0')
    return face->title;
  if (face != NULL && face->kind != NULL)
    return face->kind;
  if (node->step == ESP_JOURNEY_NOWHERE)
    return "";
  step = esp_journey_get_step (self->layout->journey, node->step);
  return step->title != NULL ? step->title : esp_step_kind_name (step->kind);
}

/* Whether nothing stands below the title. */
static gboolean
is_only_title (const EspJourneyFace *face)
{
  gboolean has_line = face != NULL && face->line != NULL && *face->line != '\0';

  return face == NULL || (!has_line && face->here == NULL && !esp_journey_face_has_tallies (face));
}

/* The title takes the room of the line that a step need not have. */
static void
paint_title (EspJourneyPainter *self,
             cairo_t *cr,
             guint32 index,
             const EspJourneyFace *face,
             const EspRect *chip)
{
  const EspRect *box = &esp_journey_layout_get_node (self->places, index)->box;
  const double s = self->scale;
  gboolean is_low = box->height < LOW * s;
  gboolean is_ghost = face != NULL && (face->mark == ESP_FACE_MARK_REMOVED || face->is_off);
  gboolean has_room = is_only_title (face);
  double x = is_low ? chip->x + chip->width + 8 * s : box->x + ESP_JOURNEY_CARD_PAD * s;
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_STRONG,
                                    box->x + box->width - x - ESP_JOURNEY_CARD_PAD * s,
                                    has_room ? 2 : 1 };
  PangoLayout *text =
    esp_journey_painter_get_text (self, &self->node_texts[index].texts[ESP_JOURNEY_TEXT_TITLE],
                                  esp_journey_painter_get_title (self, index), &look);
  double y = is_low ? box->y + (has_room ? box->height / 2 : chip->height / 2 + 10 * s)
                    : box->y + (pango_layout_get_line_count (text) > 1 ? 56 : 46) * s;

  esp_journey_painter_show (cr, text, is_ghost ? self->colors->dim_text : self->colors->text, x, y);
}

static void
paint_card (EspJourneyPainter *self, cairo_t *cr, guint32 index, const EspJourneyFace *face)
{
  const EspRect *box = &esp_journey_layout_get_node (self->places, index)->box;
  PangoLayout **texts = self->node_texts[index].texts;
  const double s = self->scale;
  gboolean is_alone = box->height < LOW * s && is_only_title (face);
  /* What stands beside each other has one middle. */
  const EspRect chip = { box->x + ESP_JOURNEY_CARD_PAD * s,
                         box->y + (is_alone ? (box->height - CHIP * s) / 2 : 10 * s), CHIP * s,
                         CHIP * s };
  double x = chip.x + chip.width + 8 * s;
  double taken;

  paint_chip (self, cr, index, &chip, self->colors->card);
  paint_title (self, cr, index, face, &chip);
  if (box->height >= LOW * s && face != NULL && face->kind != NULL)
    {
      const EspJourneyTextLook kind = { ESP_JOURNEY_FONT_CAPTION,
                                        box->x + box->width - x - ESP_JOURNEY_CARD_PAD * s, 1 };

      esp_journey_painter_show (cr,
                                esp_journey_painter_get_text (self, &texts[ESP_JOURNEY_TEXT_KIND],
                                                              face->kind, &kind),
                                self->colors->dim_text, x, chip.y + chip.height / 2);
    }
  taken = esp_journey_painter_paint_here (self, cr, index, face);
  if (face != NULL && esp_journey_face_has_tallies (face))
    esp_journey_painter_paint_tallies (self, cr, index);
  else if (face != NULL && face->line != NULL)
    {
      const EspJourneyTextLook line = { ESP_JOURNEY_FONT_CAPTION,
                                        box->width - 2 * ESP_JOURNEY_CARD_PAD * s - taken, 1 };

      esp_journey_painter_show (cr,
                                esp_journey_painter_get_text (self, &texts[ESP_JOURNEY_TEXT_LINE],
                                                              face->line, &line),
                                self->colors->dim_text, box->x + ESP_JOURNEY_CARD_PAD * s,
                                esp_journey_painter_get_line_middle (self, box));
    }
  paint_heat (self, cr, box, face != NULL ? face->heat : -1);
}

static void
paint_pill (EspJourneyPainter *self, cairo_t *cr, guint32 index, const EspJourneyFace *face)
{
  const EspRect *box = &esp_journey_layout_get_node (self->places, index)->box;
  const double s = self->scale;
  gboolean is_upright = box->height > box->width;
  const EspRect chip = { is_upright ? box->x + (box->width - CHIP * s) / 2 : box->x + 7 * s,
                         is_upright ? box->y + 7 * s : box->y + (box->height - CHIP * s) / 2,
                         CHIP * s, CHIP * s };
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_SMALL_STRONG,
                                    (is_upright ? box->height : box->width) -
                                      (CHIP + 7 + 8 + 14) * s,
                                    1 };
  PangoLayout *text;

  paint_chip (self, cr, index, &chip, self->colors->card);
  text = esp_journey_painter_get_text (self, &self->node_texts[index].texts[ESP_JOURNEY_TEXT_TITLE],
                                       esp_journey_painter_get_title (self, index), &look);
  if (is_upright)
    return;
  esp_journey_painter_show (cr, text,
                            face != NULL && face->is_off ? self->colors->dim_text
                                                         : self->colors->text,
                            chip.x + chip.width + 7 * s, box->y + box->height / 2);
  (void) esp_journey_painter_paint_here (self, cr, index, face);
}

static void
paint_dot (EspJourneyPainter *self, cairo_t *cr, guint32 index)
{
  const EspRect *box = &esp_journey_layout_get_node (self->places, index)->box;
  const EspIcon *icon = esp_journey_painter_get_icon (self, index);
  double inset = box->width / 4;

  esp_brush_set_color (cr, self->colors->dim_text);
  if (icon != NULL)
    esp_icon_paint (icon, cr, box->x + inset, box->y + inset, box->width - 2 * inset);
}

/* What happened to the step: a sign and a word on the upper edge. */
static void
paint_mark (EspJourneyPainter *self, cairo_t *cr, guint32 index, const EspJourneyFace *face)
{
  static const char *const signs[] = { "", "+", "~", "−" };
  const EspHue colors[] = { 0, self->colors->added, self->colors->changed, self->colors->removed };
  const EspRect *box = &esp_journey_layout_get_node (self->places, index)->box;
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_SMALL_STRONG, -1, 1 };
  g_autofree char *words = NULL;
  EspRect tag;
  PangoLayout *text;

  if (face == NULL || face->mark == ESP_FACE_MARK_NONE)
    return;
  words = face->mark_text != NULL ? g_strdup_printf ("%s %s", signs[face->mark], face->mark_text)
                                  : g_strdup (signs[face->mark]);
  text = esp_journey_painter_get_text (self, &self->node_texts[index].texts[ESP_JOURNEY_TEXT_MARK],
                                       words, &look);
  esp_journey_painter_measure (text, &tag.width, &tag.height);
  tag.width += 14 * self->scale;
  tag.height = ESP_JOURNEY_BADGE * self->scale;
  tag.x = box->x + ESP_JOURNEY_CARD_PAD * self->scale;
  tag.y = box->y - tag.height / 2;
  esp_brush_set_color (cr, colors[face->mark]);
  esp_journey_paint_rounded (cr, &tag, 0, tag.height / 2);
  cairo_fill (cr);
  esp_journey_painter_show (cr, text, esp_hue_text_on (colors[face->mark]), tag.x + 7 * self->scale,
                            tag.y + tag.height / 2);
}

/**
 * esp_journey_painter_paint_node:
 *
 * A node close by, with everything that is written on it.
 */
void
esp_journey_painter_paint_node (EspJourneyPainter *self, cairo_t *cr, guint32 node)
{
  const EspJourneyNode *found = esp_journey_layout_get_node (self->places, node);
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);

  paint_ground (self, cr, node, face);
  if (found->shape == ESP_JOURNEY_SHAPE_CARD)
    paint_card (self, cr, node, face);
  else if (found->shape == ESP_JOURNEY_SHAPE_PILL)
    paint_pill (self, cr, node, face);
  else
    paint_dot (self, cr, node);
  paint_outline (self, cr, node, face);
  paint_mark (self, cr, node, face);
}

/**
 * esp_journey_painter_paint_brief:
 *
 * From further away: the icon, the title in larger letters, and how many are here.
 */
void
esp_journey_painter_paint_brief (EspJourneyPainter *self, cairo_t *cr, guint32 node)
{
  const EspJourneyNode *found = esp_journey_layout_get_node (self->places, node);
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);
  const EspRect *box = &found->box;
  const double s = self->scale;
  gboolean is_card = found->shape == ESP_JOURNEY_SHAPE_CARD;
  gboolean is_here = is_card && face != NULL && face->here != NULL;
  EspJourneyNodeText what = is_here ? ESP_JOURNEY_TEXT_HERE : ESP_JOURNEY_TEXT_TALLY;
  const char *count = is_here                   ? face->here
                      : is_card && face != NULL ? face->tallies[ESP_FACE_TALLY_SENT]
                                                : NULL;
  double size = MIN (is_card ? 36 * s : 28 * s, MIN (box->width, box->height) * 0.8);
  EspRect chip = { box->x + (is_card ? 10 * s : 5 * s), box->y + (box->height - size) / 2, size,
                   size };
  EspJourneyTextLook look = { ESP_JOURNEY_FONT_BRIEF, 0, is_card && count == NULL ? 2 : 1 };
  PangoLayout **texts = self->node_texts[node].texts;
  double x = chip.x + size + 8 * s;

  paint_ground (self, cr, node, face);
  if (found->shape == ESP_JOURNEY_SHAPE_DOT || box->height > box->width)
    {
      if (found->shape == ESP_JOURNEY_SHAPE_DOT)
        paint_dot (self, cr, node);
      paint_outline (self, cr, node, face);
      return;
    }
  look.width = box->x + box->width - x - 8 * s;
  paint_chip (self, cr, node, &chip, self->colors->card);
  esp_journey_painter_show (cr,
                            esp_journey_painter_get_text (self, &texts[ESP_JOURNEY_TEXT_BRIEF],
                                                          esp_journey_painter_get_title (self,
                                                                                         node),
                                                          &look),
                            self->colors->text, x,
                            box->y + box->height * (count != NULL ? 0.34 : 0.5));
  if (count != NULL)
    {
      /* The same text as on a large node, enlarged. */
      const EspJourneyTextLook small = { is_here ? ESP_JOURNEY_FONT_SMALL_STRONG
                                                 : ESP_JOURNEY_FONT_CAPTION,
                                         -1, 1 };
      PangoLayout *text = esp_journey_painter_get_text (self, &texts[what], count, &small);

      cairo_save (cr);
      cairo_translate (cr, x, box->y + box->height * 0.72);
      cairo_scale (cr, ESP_JOURNEY_BRIEF_FACTOR, ESP_JOURNEY_BRIEF_FACTOR);
      esp_journey_painter_show (cr, text, self->colors->dim_text, 0, 0);
      cairo_restore (cr);
    }
  paint_heat (self, cr, box, is_card && face != NULL ? face->heat : -1);
  paint_outline (self, cr, node, face);
  paint_mark (self, cr, node, face);
}
