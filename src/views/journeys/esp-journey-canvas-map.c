/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the map of the whole journey stands on the canvas, and what it covers. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"
#include "views/journeys/esp-journey-minimap.h"

/* px of the screen: to the edges of the canvas, and to what it must not cover. */
#define MARGIN 12
#define GAP 18

static void
moved_cb (EspJourneyCanvas *self, double x, double y)
{
  self->view.x = x - self->view.width / self->view.zoom / 2;
  self->view.y = y - self->view.height / self->view.zoom / 2;
  esp_canvas_view_changed (self);
}

/**
 * esp_canvas_add_map:
 */
void
esp_canvas_add_map (EspJourneyCanvas *self)
{
  self->minimap = esp_journey_minimap_new ();
  gtk_widget_set_parent (self->minimap, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->minimap, FALSE);
  g_signal_connect_object (self->minimap, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
}

static EspRect
find_place (EspJourneyCanvas *self, int width, int height, gboolean is_aside)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkRequisition size;
  EspRect at;

  gtk_widget_get_preferred_size (self->minimap, NULL, &size);
  at.width = MIN (size.width, width / 4);
  at.height = (int) at.width * size.height / MAX (size.width, 1);
  at.x = is_rtl != is_aside ? MARGIN : width - at.width - MARGIN;
  at.y = height - at.height - MARGIN;
  return at;
}

/**
 * esp_canvas_allocate_map:
 */
void
esp_canvas_allocate_map (EspJourneyCanvas *self, int width, int height)
{
  EspRect place = find_place (self, width, height, self->is_map_aside);
  const GtkAllocation at = { (int) place.x, (int) place.y, (int) place.width, (int) place.height };

  gtk_widget_size_allocate (self->minimap, &at, -1);
}

static gboolean
covers_nodes (EspJourneyCanvas *self, const EspRect *place)
{
  const EspRect on_screen = { place->x - GAP, place->y - GAP, place->width + 2 * GAP,
                              place->height + 2 * GAP };

  for (guint32 i = 0; i < self->layout->nodes->len; i++)
    {
      EspRect at = esp_journey_view_to_screen (&self->view,
                                               &esp_journey_layout_get_node (self->layout, i)->box);

      if (at.x < on_screen.x + on_screen.width && on_screen.x < at.x + at.width &&
          at.y < on_screen.y + on_screen.height && on_screen.y < at.y + at.height)
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_canvas_place_map:
 *
 * Lets the map change sides when it covers steps where it is and none at the other side; not while it is held.
 */
void
esp_canvas_place_map (EspJourneyCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  EspRect here, there;

  if (self->layout == NULL || !gtk_widget_get_child_visible (self->minimap) ||
      esp_journey_minimap_is_held (ESP_JOURNEY_MINIMAP (self->minimap)))
    return;
  here = find_place (self, width, height, self->is_map_aside);
  there = find_place (self, width, height, !self->is_map_aside);
  if (!covers_nodes (self, &here) || covers_nodes (self, &there))
    return;
  self->is_map_aside = !self->is_map_aside;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * esp_canvas_clear_of_map:
 *
 * Moves @view so that the map does not cover @box.
 */
void
esp_canvas_clear_of_map (EspJourneyCanvas *self, EspJourneyView *view, const EspRect *box)
{
  EspRect at = esp_journey_view_to_screen (view, box);
  EspRect map;
  double over;

  if (!gtk_widget_get_child_visible (self->minimap))
    return;
  map = find_place (self, (int) view->width, (int) view->height, self->is_map_aside);
  over = at.y + at.height + GAP - map.y;
  if (at.x + at.width <= map.x || at.x >= map.x + map.width || over <= 0 ||
      at.y >= map.y + map.height || over > at.y)
    return;
  view->y += over / view->zoom;
}
