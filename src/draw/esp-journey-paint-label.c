/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints what is written on the wires of a journey: what a branch is taken for, how many go by, and what is
 * gone. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint-private.h"

#define PLUS_RADIUS ESP_JOURNEY_PLUS_RADIUS

/* The label of a branch: as wide as its column, or as the straight end of its wire, and in as few lines as it
 * needs. */
#define DOWN_WIDTH 1.0
#define DOWN_LINES 2
#define RIGHT_WIDTH 0.5
#define RIGHT_LINES 3

/* Several lines are no pill any more. */
#define LABEL_RADIUS 14

static void
paint_pill (EspJourneyPainter *self, cairo_t *cr, const EspRect *box, EspHue ground)
{
  esp_brush_rounded (cr, box, MIN (box->height / 2, LABEL_RADIUS * self->scale), ESP_CORNERS_ALL);
  esp_brush_set_color (cr, ground);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->border);
  cairo_set_line_width (cr, self->scale);
  cairo_stroke (cr);
}

/* The sign of a branch that was put aside by hand. */
static const EspIcon *
get_pin (const EspJourneyPainter *self, const EspJourneyWire *wire)
{
  const EspJourneyStep *step = esp_journey_get_step (self->layout->journey, wire->step);

  if (wire->branch < 0 || esp_journey_step_get_branch (step, (guint) wire->branch)->offset <= 0)
    return NULL;
  return esp_icon_get ("esp-pin-symbolic");
}

/* How much larger the label is from further away: as much as its neighbours allow. */
static double
get_way_factor (const EspJourneyPainter *self, const EspRect *box, double zoom)
{
  const EspJourneyMetrics *metrics = &self->layout->metrics;
  double across = (metrics->node_width + metrics->sibling_gap / 2) / box->width;
  double along = (metrics->label_height + metrics->level_gap / 2) / box->height;

  return zoom < ESP_JOURNEY_ZOOM_BRIEF ? CLAMP (MIN (across, along), 1, ESP_JOURNEY_BRIEF_FACTOR)
                                       : 1;
}

static PangoLayout *
get_way_text (EspJourneyPainter *self, guint32 index, const char *words, double zoom)
{
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;
  gboolean is_brief = zoom < ESP_JOURNEY_ZOOM_BRIEF;
  const EspJourneyTextLook look = {
    ESP_JOURNEY_FONT_CAPTION,
    self->layout->metrics.node_width * (is_down ? DOWN_WIDTH : RIGHT_WIDTH) /
      (is_brief && is_down ? ESP_JOURNEY_BRIEF_FACTOR : 1),
    is_down ? DOWN_LINES : RIGHT_LINES,
  };
  PangoLayout *text = esp_journey_painter_get_text (self,
                                                    &self->wire_texts[index]
                                                       .texts[is_brief ? ESP_JOURNEY_TEXT_WAY_BRIEF
                                                                       : ESP_JOURNEY_TEXT_WAY],
                                                    words, &look);

  pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
  return text;
}

/**
 * esp_journey_painter_get_way_box:
 * @zoom: at which it is looked at
 *
 * Returns: whether the wire says what its branch is taken for; @out_box is where, for the pointer
 */
gboolean
esp_journey_painter_get_way_box (EspJourneyPainter *self,
                                 guint32 index,
                                 double zoom,
                                 EspRect *out_box)
{
  const EspJourneyEdgeFace *face = esp_journey_painter_get_edge_face (self, index);
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, index);
  const double s = self->scale;
  double factor;

  if (zoom < ESP_JOURNEY_ZOOM_FAR || face == NULL || face->text == NULL ||
      wire->kind != ESP_JOURNEY_WIRE_WAY)
    return FALSE;
  esp_journey_painter_measure (get_way_text (self, index, face->text, zoom), &out_box->width,
                               &out_box->height);
  out_box->width += (get_pin (self, wire) != NULL ? 36 : 20) * s;
  out_box->height = MAX (self->layout->metrics.label_height, out_box->height + 4 * s);
  factor = get_way_factor (self, out_box, zoom);
  out_box->width *= factor;
  out_box->height *= factor;
  out_box->x = wire->label.x - out_box->width / 2;
  out_box->y = wire->label.y - out_box->height / 2;
  return TRUE;
}

/**
 * esp_journey_painter_paint_way:
 *
 * What a branch is taken for, on its wire; with a pin when it was put aside by hand.
 */
void
esp_journey_painter_paint_way (EspJourneyPainter *self, cairo_t *cr, guint32 index, double zoom)
{
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, index);
  const EspJourneyEdgeFace *face = esp_journey_painter_get_edge_face (self, index);
  const EspIcon *pin = get_pin (self, wire);
  const double s = self->scale;
  double width, height, left, factor;
  PangoLayout *text;
  EspRect box;

  if (!esp_journey_painter_get_way_box (self, index, zoom, &box))
    return;
  text = get_way_text (self, index, face->text, zoom);
  esp_journey_painter_measure (text, &width, &height);
  factor = box.width / (width + (pin != NULL ? 36 : 20) * s);
  paint_pill (self, cr, &box, self->colors->card);
  cairo_save (cr);
  cairo_translate (cr, box.x, wire->label.y);
  cairo_scale (cr, factor, factor);
  left = (pin != NULL ? 26 : 10) * s;
  /* Lines of different length stand in the middle of the room for the longest one that was allowed. */
  esp_journey_painter_show (cr, text, self->colors->text,
                            left - esp_journey_painter_get_lead (text), 0);
  if (pin != NULL)
    {
      esp_brush_set_color (cr, self->colors->dim_text);
      esp_icon_paint (pin, cr, 8 * s, -6 * s, 12 * s);
    }
  cairo_restore (cr);
}

/**
 * esp_journey_painter_get_number_box:
 *
 * Returns: whether the wire has a number; @out_box is where, for the pointer
 */
gboolean
esp_journey_painter_get_number_box (EspJourneyPainter *self, guint32 index, EspRect *out_box)
{
  const EspJourneyEdgeFace *face = esp_journey_painter_get_edge_face (self, index);
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, index);
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_SMALL_STRONG, -1, 1 };
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;
  double width, height;

  if (face == NULL || face->number == NULL)
    return FALSE;
  esp_journey_painter_measure (esp_journey_painter_get_text (self,
                                                             &self->wire_texts[index]
                                                                .texts[ESP_JOURNEY_TEXT_NUMBER],
                                                             face->number, &look),
                               &width, &height);
  out_box->width = width + 10 * self->scale;
  out_box->height = MAX (height + 4, 22 * self->scale);
  out_box->x = wire->plus.x + (is_down ? (PLUS_RADIUS + 4) * self->scale : -out_box->width / 2);
  out_box->y =
    wire->plus.y - (is_down ? out_box->height / 2 : out_box->height + PLUS_RADIUS * self->scale);
  return TRUE;
}

/**
 * esp_journey_painter_paint_gone:
 *
 * The ghost of what stood here and is removed: a sign, a dashed border and its name beside the way.
 */
void
esp_journey_painter_paint_gone (EspJourneyPainter *self, cairo_t *cr, guint32 index)
{
  static const double dashes[] = { 4, 3 };
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->places, index);
  const EspJourneyTextLook look = { ESP_JOURNEY_FONT_CAPTION,
                                    self->layout->metrics.node_width * 0.5, 1 };
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;
  const double s = self->scale;
  const EspJourneyEdgeFace *face = esp_journey_painter_get_edge_face (self, index);
  g_autofree char *words = g_strdup_printf ("− %s", face->gone);
  PangoLayout *text =
    esp_journey_painter_get_text (self, &self->wire_texts[index].texts[ESP_JOURNEY_TEXT_GONE],
                                  words, &look);
  EspRect box;

  esp_journey_painter_measure (text, &box.width, &box.height);
  box.width += 16 * s;
  box.height = MAX (box.height + 4 * s, 22 * s);
  box.x = wire->plus.x - (is_down ? (PLUS_RADIUS + 4) * s + box.width : box.width / 2);
  box.y = wire->plus.y + (is_down ? -box.height / 2 : (PLUS_RADIUS + 4) * s);
  esp_brush_rounded (cr, &box, 6 * s, ESP_CORNERS_ALL);
  esp_brush_set_color (cr, self->colors->ground);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->removed);
  cairo_set_line_width (cr, 1.2 * s);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  esp_journey_painter_show (cr, text, self->colors->removed, box.x + 8 * s, box.y + box.height / 2);
}
