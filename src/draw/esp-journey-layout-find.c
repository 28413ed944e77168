/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds nodes, wires and groups of a laid out journey by number, by id and by place. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-layout.h"

#include <math.h>

/**
 * esp_journey_layout_get_node:
 *
 * Returns: (transfer none)
 */
const EspJourneyNode *
esp_journey_layout_get_node (const EspJourneyLayout *self, guint32 node)
{
  return &g_array_index (self->nodes, EspJourneyNode, node);
}

/**
 * esp_journey_layout_get_wire:
 *
 * Returns: (transfer none)
 */
const EspJourneyWire *
esp_journey_layout_get_wire (const EspJourneyLayout *self, guint32 wire)
{
  return &g_array_index (self->wires, EspJourneyWire, wire);
}

/**
 * esp_journey_layout_get_points:
 *
 * Returns: (transfer none): the points of @wire, as many as it says
 */
const EspJourneyPoint *
esp_journey_layout_get_points (const EspJourneyLayout *self, const EspJourneyWire *wire)
{
  return &g_array_index (self->points, EspJourneyPoint, wire->first_point);
}

/**
 * esp_journey_layout_get_node_id:
 *
 * Returns: (transfer none) (nullable): the id of the node's step, of a collapsed group its first one's; %NULL
 *   of the entries
 */
const char *
esp_journey_layout_get_node_id (const EspJourneyLayout *self, guint32 node)
{
  guint32 step = esp_journey_layout_get_node (self, node)->step;

  return step != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (self->journey, step)->id : NULL;
}

static guint32
find_step (const EspJourneyLayout *self, const char *id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->steps, id)) - 1;
}

/**
 * esp_journey_layout_find_node:
 * @id: (nullable): of a step; %NULL: the entries
 *
 * Returns: the node that shows the step; %ESP_JOURNEY_NOWHERE when there is no such step
 */
guint32
esp_journey_layout_find_node (const EspJourneyLayout *self, const char *id)
{
  guint32 step;

  if (id == NULL)
    return 0;
  step = find_step (self, id);
  return step != ESP_JOURNEY_NOWHERE ? self->node_of_step[step] : ESP_JOURNEY_NOWHERE;
}

static gboolean
contains (const EspRect *box, double x, double y)
{
  return x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height;
}

/**
 * esp_journey_layout_node_at:
 *
 * Returns: the node at that place; %ESP_JOURNEY_NOWHERE when there is none
 */
guint32
esp_journey_layout_node_at (const EspJourneyLayout *self, double x, double y)
{
  for (guint32 i = 0; i < self->nodes->len; i++)
    if (contains (&esp_journey_layout_get_node (self, i)->box, x, y))
      return i;
  return ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_layout_frame_at:
 *
 * Returns: the group whose header is at that place; %ESP_JOURNEY_NOWHERE when there is none
 */
guint32
esp_journey_layout_frame_at (const EspJourneyLayout *self, double x, double y)
{
  for (guint32 i = self->frames->len; i > 0; i--)
    if (contains (&g_array_index (self->frames, EspJourneyFrame, i - 1).header, x, y))
      return i - 1;
  return ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_layout_spot_at:
 * @within: px
 *
 * Returns: the wire whose place for a step is nearest, not further away than @within; %ESP_JOURNEY_NOWHERE
 *   when there is none
 */
guint32
esp_journey_layout_spot_at (const EspJourneyLayout *self, double x, double y, double within)
{
  guint32 nearest = ESP_JOURNEY_NOWHERE;
  double best = within * within;

  for (guint32 i = 0; i < self->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self, i);
      double dx = wire->plus.x - x, dy = wire->plus.y - y;

      if (!wire->has_spot || dx * dx + dy * dy > best)
        continue;
      best = dx * dx + dy * dy;
      nearest = i;
    }
  return nearest;
}

/* How far the point is from a line that runs down or across. */
static double
distance_to (const EspJourneyPoint *a, const EspJourneyPoint *b, double x, double y)
{
  double dx = x - CLAMP (x, MIN (a->x, b->x), MAX (a->x, b->x));
  double dy = y - CLAMP (y, MIN (a->y, b->y), MAX (a->y, b->y));

  return hypot (dx, dy);
}

/**
 * esp_journey_layout_wire_at:
 * @within: px
 *
 * Returns: the wire that takes a step and is nearest, not further away than @within; %ESP_JOURNEY_NOWHERE when
 *   there is none
 */
guint32
esp_journey_layout_wire_at (const EspJourneyLayout *self, double x, double y, double within)
{
  guint32 nearest = ESP_JOURNEY_NOWHERE;
  double best = within;

  for (guint32 i = 0; i < self->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self, i);
      const EspJourneyPoint *points = esp_journey_layout_get_points (self, wire);

      /* From its end: what ways share belongs to none of them alone. */
      for (guint j = wire->has_spot && wire->n_points > 1 ? wire->n_points - 1 : 0; j > 0; j--)
        {
          double distance = distance_to (&points[j - 1], &points[j], x, y);

          if (distance > best)
            continue;
          best = distance;
          nearest = i;
        }
    }
  return nearest;
}

/**
 * esp_journey_layout_find_wire:
 * @step: (nullable): %NULL: before the first step
 *
 * Returns: the wire on which that edge has its place for a step; %ESP_JOURNEY_NOWHERE when there is none
 */
guint32
esp_journey_layout_find_wire (const EspJourneyLayout *self, const char *step, int branch)
{
  guint32 index = step != NULL ? find_step (self, step) : ESP_JOURNEY_NOWHERE;

  if (step != NULL && index == ESP_JOURNEY_NOWHERE)
    return ESP_JOURNEY_NOWHERE;
  for (guint32 i = 0; i < self->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self, i);

      if (wire->has_spot && wire->step == index && wire->branch == branch)
        return i;
    }
  return ESP_JOURNEY_NOWHERE;
}
