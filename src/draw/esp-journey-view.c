/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of a journey is seen, and how one picture of it becomes the next. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-view.h"

#include <math.h>

/* px of the screen that stay free around what is shown whole, and above the first step. */
#define EDGE 40.0

struct _EspJourneyBlend
{
  EspJourneyLayout *from; /* (owned) */
  EspJourneyLayout *to;   /* (owned) */
  EspJourneyLayout *now;  /* (owned) a copy of @to whose places are changed */
  guint32 *node_from;     /* (owned) by node of @to; NOWHERE when it is new */
  guint32 *wire_from;     /* (owned) by wire of @to; NOWHERE when it is new */
};

/**
 * esp_journey_view_get_visible:
 *
 * Returns: the part that is seen, in the coordinates of the layout
 */
EspRect
esp_journey_view_get_visible (const EspJourneyView *self)
{
  return (EspRect){ self->x, self->y, self->width / self->zoom, self->height / self->zoom };
}

/**
 * esp_journey_view_to_journey:
 */
EspJourneyPoint
esp_journey_view_to_journey (const EspJourneyView *self, double x, double y)
{
  return (EspJourneyPoint){ self->x + x / self->zoom, self->y + y / self->zoom };
}

/**
 * esp_journey_view_to_screen:
 */
EspRect
esp_journey_view_to_screen (const EspJourneyView *self, const EspRect *box)
{
  return (EspRect){ (box->x - self->x) * self->zoom, (box->y - self->y) * self->zoom,
                    box->width * self->zoom, box->height * self->zoom };
}

static double
clamp_axis (double at, double seen, double low, double length)
{
  /* Something stays in the middle third, however far one pans. */
  return CLAMP (at, low - seen * 2 / 3, MAX (low + length - seen / 3, low - seen * 2 / 3));
}

/**
 * esp_journey_view_clamp:
 *
 * Keeps the journey from being lost out of sight.
 */
void
esp_journey_view_clamp (EspJourneyView *self, const EspRect *bounds)
{
  self->x = clamp_axis (self->x, self->width / self->zoom, bounds->x, bounds->width);
  self->y = clamp_axis (self->y, self->height / self->zoom, bounds->y, bounds->height);
}

/**
 * esp_journey_view_zoom_at:
 * @x: on the screen: what is there stays there
 */
void
esp_journey_view_zoom_at (EspJourneyView *self, double zoom, double x, double y)
{
  double wanted = CLAMP (zoom, ESP_JOURNEY_ZOOM_MIN, ESP_JOURNEY_ZOOM_MAX);

  /* Whole percents near the usual size, so that text is as sharp as can be. */
  if (fabs (wanted - 1) < 0.02)
    wanted = 1;
  self->x += x / self->zoom - x / wanted;
  self->y += y / self->zoom - y / wanted;
  self->zoom = wanted;
}

/**
 * esp_journey_view_fit:
 *
 * Shows everything as large as possible, not larger than usual.
 */
void
esp_journey_view_fit (EspJourneyView *self, const EspRect *bounds)
{
  double zoom = MIN ((self->width - 2 * EDGE) / MAX (bounds->width, 1),
                     (self->height - 2 * EDGE) / MAX (bounds->height, 1));

  self->zoom = CLAMP (zoom, ESP_JOURNEY_ZOOM_MIN, 1);
  self->x = bounds->x + bounds->width / 2 - self->width / self->zoom / 2;
  self->y = bounds->y + bounds->height / 2 - self->height / self->zoom / 2;
  /* What does not fit even so is shown from where people come in. */
  if (bounds->height * self->zoom > self->height)
    self->y = bounds->y - EDGE / self->zoom;
  if (bounds->width * self->zoom > self->width)
    self->x = -self->width / self->zoom / 2;
}

/**
 * esp_journey_view_begin:
 *
 * Shows where people come in, at the usual size.
 */
void
esp_journey_view_begin (EspJourneyView *self, const EspJourneyLayout *layout)
{
  const EspRect *box = &esp_journey_layout_get_node (layout, 0)->box;

  self->zoom = 1;
  if (layout->flow == ESP_JOURNEY_DOWN)
    {
      self->x = box->x + box->width / 2 - self->width / 2;
      self->y = layout->bounds.y - EDGE;
    }
  else
    {
      self->x = layout->bounds.x - EDGE;
      self->y = box->y + box->height / 2 - self->height / 2;
    }
}

static double
reveal_axis (double at, double seen, double low, double length)
{
  if (length >= seen || low < at)
    return low;
  return MAX (at, low + length - seen);
}

/**
 * esp_journey_view_reveal:
 * @margin: px of the screen that are kept free around @box
 *
 * Moves as little as is needed to show @box.
 *
 * Returns: whether anything moved
 */
gboolean
esp_journey_view_reveal (EspJourneyView *self, const EspRect *box, double margin)
{
  double m = MIN (margin, MIN (self->width, self->height) / 4) / self->zoom;
  double x = reveal_axis (self->x, self->width / self->zoom, box->x - m, box->width + 2 * m);
  double y = reveal_axis (self->y, self->height / self->zoom, box->y - m, box->height + 2 * m);
  gboolean is_moved = fabs (x - self->x) > 0.5 || fabs (y - self->y) > 0.5;

  self->x = x;
  self->y = y;
  return is_moved;
}

/**
 * esp_journey_view_holds:
 *
 * Returns: whether all of @bounds is seen
 */
gboolean
esp_journey_view_holds (const EspJourneyView *self, const EspRect *bounds)
{
  EspRect seen = esp_journey_view_get_visible (self);

  return bounds->x >= seen.x - 1 && bounds->y >= seen.y - 1 &&
         bounds->x + bounds->width <= seen.x + seen.width + 1 &&
         bounds->y + bounds->height <= seen.y + seen.height + 1;
}

static char *
wire_key (const EspJourneyLayout *layout, const EspJourneyWire *wire)
{
  const char *id = esp_journey_layout_get_node_id (layout, wire->from);
  const char *of =
    wire->step != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (layout->journey, wire->step)->id : "";

  return g_strdup_printf ("%s\n%s\n%d\n%u", id != NULL ? id : "", of, wire->branch,
                          wire->kind == ESP_JOURNEY_WIRE_MERGE);
}

static void
match_nodes (EspJourneyBlend *self)
{
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint32 i = 0; i < self->from->nodes->len; i++)
    {
      const char *id = esp_journey_layout_get_node_id (self->from, i);

      g_hash_table_insert (nodes, (gpointer) (id != NULL ? id : ""), GUINT_TO_POINTER (i + 1));
    }
  for (guint32 i = 0; i < self->to->nodes->len; i++)
    {
      const char *id = esp_journey_layout_get_node_id (self->to, i);

      self->node_from[i] = GPOINTER_TO_UINT (g_hash_table_lookup (nodes, id != NULL ? id : "")) - 1;
    }
}

static void
match_wires (EspJourneyBlend *self)
{
  g_autoptr (GHashTable) wires = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 i = 0; i < self->from->wires->len; i++)
    g_hash_table_replace (wires, wire_key (self->from, esp_journey_layout_get_wire (self->from, i)),
                          GUINT_TO_POINTER (i + 1));
  for (guint32 i = 0; i < self->to->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->to, i);
      g_autofree char *key = wire_key (self->to, wire);
      guint32 found = GPOINTER_TO_UINT (g_hash_table_lookup (wires, key)) - 1;

      /* A wire that is bent otherwise than before cannot be led over; it comes in like a new one. */
      self->wire_from[i] =
        found != ESP_JOURNEY_NOWHERE &&
            esp_journey_layout_get_wire (self->from, found)->n_points == wire->n_points
          ? found
          : ESP_JOURNEY_NOWHERE;
    }
}

static EspJourneyLayout *
copy_layout (const EspJourneyLayout *layout)
{
  EspJourneyLayout *copy = g_new0 (EspJourneyLayout, 1);
  guint n = esp_journey_get_n_steps (layout->journey);

  *copy = *layout;
  g_atomic_ref_count_init (&copy->refs);
  copy->journey = esp_journey_ref (layout->journey);
  copy->nodes = g_array_copy (layout->nodes);
  copy->wires = g_array_copy (layout->wires);
  copy->points = g_array_copy (layout->points);
  copy->frames = g_array_copy (layout->frames);
  copy->steps = g_hash_table_ref (layout->steps);
  copy->node_of_step = g_memdup2 (layout->node_of_step, (n + 1) * sizeof (guint32));
  return copy;
}

/**
 * esp_journey_blend_new:
 *
 * Returns: (transfer full): the way from one layout to the other, by the ids of steps
 */
EspJourneyBlend *
esp_journey_blend_new (EspJourneyLayout *from, EspJourneyLayout *to)
{
  EspJourneyBlend *self = g_new0 (EspJourneyBlend, 1);

  self->from = esp_journey_layout_ref (from);
  self->to = esp_journey_layout_ref (to);
  self->now = copy_layout (to);
  self->node_from = g_new (guint32, to->nodes->len);
  self->wire_from = g_new (guint32, to->wires->len + 1);
  match_nodes (self);
  match_wires (self);
  return self;
}

/**
 * esp_journey_blend_free:
 */
void
esp_journey_blend_free (EspJourneyBlend *self)
{
  esp_journey_layout_unref (self->from);
  esp_journey_layout_unref (self->to);
  esp_journey_layout_unref (self->now);
  g_free (self->node_from);
  g_free (self->wire_from);
  g_free (self);
}

static double
mix (double from, double to, double progress)
{
  return from + (to - from) * progress;
}

static void
blend_wires (EspJourneyBlend *self, double progress)
{
  for (guint32 i = 0; i < self->to->wires->len; i++)
    {
      const EspJourneyWire *to = esp_journey_layout_get_wire (self->to, i);
      EspJourneyWire *now = &g_array_index (self->now->wires, EspJourneyWire, i);
      const EspJourneyWire *from;

      if (self->wire_from[i] == ESP_JOURNEY_NOWHERE)
        continue;
      from = esp_journey_layout_get_wire (self->from, self->wire_from[i]);
      for (guint j = 0; j < to->n_points; j++)
        {
          const EspJourneyPoint *a = &esp_journey_layout_get_points (self->from, from)[j];
          const EspJourneyPoint *b = &esp_journey_layout_get_points (self->to, to)[j];
          EspJourneyPoint *point =
            &g_array_index (self->now->points, EspJourneyPoint, to->first_point + j);

          point->x = mix (a->x, b->x, progress);
          point->y = mix (a->y, b->y, progress);
        }
      now->plus.x = mix (from->plus.x, to->plus.x, progress);
      now->plus.y = mix (from->plus.y, to->plus.y, progress);
      now->label.x = mix (from->label.x, to->label.x, progress);
      now->label.y = mix (from->label.y, to->label.y, progress);
      now->box.x = MIN (from->box.x, to->box.x);
      now->box.y = MIN (from->box.y, to->box.y);
      now->box.width = MAX (from->box.x + from->box.width, to->box.x + to->box.width) - now->box.x;
      now->box.height =
        MAX (from->box.y + from->box.height, to->box.y + to->box.height) - now->box.y;
    }
}

/**
 * esp_journey_blend_get:
 * @progress: 0…1
 *
 * Returns: (transfer none): the places at that moment; valid until the next call
 */
EspJourneyLayout *
esp_journey_blend_get (EspJourneyBlend *self, double progress)
{
  for (guint32 i = 0; i < self->to->nodes->len; i++)
    {
      const EspRect *from, *to = &esp_journey_layout_get_node (self->to, i)->box;
      EspRect *now = &g_array_index (self->now->nodes, EspJourneyNode, i).box;

      if (self->node_from[i] == ESP_JOURNEY_NOWHERE)
        continue;
      from = &esp_journey_layout_get_node (self->from, self->node_from[i])->box;
      now->x = mix (from->x + from->width / 2, to->x + to->width / 2, progress) - to->width / 2;
      now->y = mix (from->y, to->y, progress);
    }
  blend_wires (self, progress);
  return self->now;
}

/**
 * esp_journey_blend_is_new_node:
 */
gboolean
esp_journey_blend_is_new_node (const EspJourneyBlend *self, guint32 node)
{
  return self->node_from[node] == ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_blend_is_new_wire:
 */
gboolean
esp_journey_blend_is_new_wire (const EspJourneyBlend *self, guint32 wire)
{
  return self->wire_from[wire] == ESP_JOURNEY_NOWHERE;
}
