/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a journey is below the pointer, at any zoom: numbers and badges first, then steps, signs and names of
 * branches, and groups. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

#include <math.h>

/* px of the screen. */
#define PLUS_HIT 16

static gboolean
contains (const EspRect *box, const EspJourneyPoint *at)
{
  return at->x >= box->x && at->x < box->x + box->width && at->y >= box->y &&
         at->y < box->y + box->height;
}

static gboolean
hit_text (EspJourneyCanvas *self, const EspJourneyPoint *at, EspCanvasHit *hit)
{
  EspRect box;

  if (self->view.zoom < ESP_JOURNEY_ZOOM_BRIEF)
    return FALSE;
  for (guint32 i = 0; i < self->layout->nodes->len; i++)
    {
      const EspRect *node = &esp_journey_layout_get_node (self->layout, i)->box;

      /* Whatever is written on a node is near it. */
      if (fabs (node->x + node->width / 2 - at->x) > node->width + 60 ||
          fabs (node->y + node->height / 2 - at->y) > node->height)
        continue;
      if (esp_journey_painter_get_here_box (self->painter, i, &box) && contains (&box, at))
        {
          *hit = (EspCanvasHit){ ESP_CANVAS_HIT_HERE, i };
          return TRUE;
        }
      if (esp_journey_painter_get_badge_box (self->painter, i, &box) && contains (&box, at))
        {
          *hit = (EspCanvasHit){ ESP_CANVAS_HIT_BADGE, i };
          return TRUE;
        }
      for (guint j = 0; j < ESP_N_FACE_TALLIES; j++)
        if (esp_journey_painter_get_tally_box (self->painter, i, (EspFaceTally) j, &box) &&
            contains (&box, at))
          {
            *hit = (EspCanvasHit){ ESP_CANVAS_HIT_TALLY, i, (EspFaceTally) j };
            return TRUE;
          }
    }
  for (guint32 i = 0; i < self->layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->layout, i);

      if (fabs (wire->plus.x - at->x) > 200 * self->layout->metrics.scale ||
          fabs (wire->plus.y - at->y) > 60 * self->layout->metrics.scale)
        continue;
      if (esp_journey_painter_get_number_box (self->painter, i, &box) && contains (&box, at))
        {
          *hit = (EspCanvasHit){ ESP_CANVAS_HIT_NUMBER, i };
          return TRUE;
        }
    }
  return FALSE;
}

/* What a branch is taken for. */
static gboolean
hit_label (EspJourneyCanvas *self, const EspJourneyPoint *at, EspCanvasHit *hit)
{
  const EspJourneyMetrics *metrics = &self->layout->metrics;

  for (guint32 i = 0; i < self->layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->layout, i);
      EspRect box;

      if (wire->kind != ESP_JOURNEY_WIRE_WAY || wire->branch < 0 ||
          fabs (wire->label.x - at->x) > metrics->node_width ||
          fabs (wire->label.y - at->y) > metrics->node_height)
        continue;
      if (esp_journey_painter_get_way_box (self->painter, i, self->view.zoom, &box) &&
          contains (&box, at))
        {
          *hit = (EspCanvasHit){ ESP_CANVAS_HIT_LABEL, i };
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * esp_canvas_hit:
 * @x: on the screen
 *
 * Returns: what is there, whatever the zoom
 */
EspCanvasHit
esp_canvas_hit (EspJourneyCanvas *self, double x, double y)
{
  EspCanvasHit hit = { ESP_CANVAS_HIT_NOTHING, ESP_JOURNEY_NOWHERE };
  EspJourneyPoint at;

  if (self->layout == NULL)
    return hit;
  at = esp_journey_view_to_journey (&self->view, x, y);
  if (hit_text (self, &at, &hit))
    return hit;
  hit.kind = ESP_CANVAS_HIT_NODE;
  hit.index = esp_journey_layout_node_at (self->layout, at.x, at.y);
  if (hit.index != ESP_JOURNEY_NOWHERE)
    return hit;
  hit.index = self->is_editable && self->view.zoom >= ESP_JOURNEY_ZOOM_FAR
                ? esp_journey_layout_spot_at (self->layout, at.x, at.y, PLUS_HIT / self->view.zoom)
                : ESP_JOURNEY_NOWHERE;
  hit.kind = ESP_CANVAS_HIT_PLUS;
  if (hit.index != ESP_JOURNEY_NOWHERE)
    return hit;
  if (hit_label (self, &at, &hit))
    return hit;
  hit.kind = ESP_CANVAS_HIT_FRAME;
  hit.index = esp_journey_layout_frame_at (self->layout, at.x, at.y);
  if (hit.index == ESP_JOURNEY_NOWHERE)
    hit.kind = ESP_CANVAS_HIT_NOTHING;
  return hit;
}
