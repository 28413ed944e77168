/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads what is on the canvas from one place to the next, and keeps in place what the person is at. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

/* How long a change of the layout is on its way. */
#define MOVE_US (180 * G_TIME_SPAN_MILLISECOND)

/* With more nodes than these a change is shown at once. */
#define MAX_MOVING 2000

static gboolean
has_animations (EspJourneyCanvas *self)
{
  gboolean is_enabled = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &is_enabled,
                NULL);
  return is_enabled && gtk_widget_get_mapped (GTK_WIDGET (self));
}

/**
 * esp_canvas_end_move:
 *
 * Puts everything where it is on its way to.
 */
void
esp_canvas_end_move (EspJourneyCanvas *self)
{
  if (self->blend == NULL)
    return;
  self->view.x = self->blend_view.x + self->blend_by.x;
  self->view.y = self->blend_view.y + self->blend_by.y;
  g_clear_pointer (&self->blend, esp_journey_blend_free);
  esp_journey_painter_set_positions (self->painter, self->layout);
  esp_journey_painter_set_arrival (self->painter, 1);
  esp_journey_painter_clear_looks (self->painter, ESP_JOURNEY_LOOK_NEW);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  esp_canvas_view_changed (self);
}

static gboolean
move_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);
  double t, eased;

  if (self->blend_start_us == 0)
    self->blend_start_us = now_us;
  t = (double) (now_us - self->blend_start_us) / MOVE_US;
  if (t >= 1)
    {
      self->tick = 0;
      esp_canvas_end_move (self);
      return G_SOURCE_REMOVE;
    }
  eased = 1 - (1 - t) * (1 - t) * (1 - t);
  esp_journey_painter_set_positions (self->painter, esp_journey_blend_get (self->blend, eased));
  esp_journey_painter_set_arrival (self->painter, t);
  self->view.x = self->blend_view.x + self->blend_by.x * eased;
  self->view.y = self->blend_view.y + self->blend_by.y * eased;
  esp_canvas_view_changed (self);
  return G_SOURCE_CONTINUE;
}

/* What the person is at stays where it is on the screen, whatever happens around it. */
static EspJourneyPoint
find_shift (EspJourneyCanvas *self, EspJourneyLayout *old)
{
  const char *id =
    self->selection != NULL ? esp_journey_selection_get_current (self->selection) : NULL;
  guint32 before = esp_journey_layout_find_node (old, id);
  guint32 after = esp_journey_layout_find_node (self->layout, id);
  const EspRect *a, *b;

  if (before == ESP_JOURNEY_NOWHERE || after == ESP_JOURNEY_NOWHERE ||
      old->flow != self->layout->flow)
    return (EspJourneyPoint){ 0, 0 };
  a = &esp_journey_layout_get_node (old, before)->box;
  b = &esp_journey_layout_get_node (self->layout, after)->box;
  return (EspJourneyPoint){ b->x + b->width / 2 - a->x - a->width / 2, b->y - a->y };
}

/**
 * esp_canvas_begin_move:
 * @old: where everything was
 *
 * Lets everything move to its new place, unless motion is not wanted.
 */
void
esp_canvas_begin_move (EspJourneyCanvas *self, EspJourneyLayout *old)
{
  EspJourneyPoint by = find_shift (self, old);

  if (!has_animations (self) || old->nodes->len + self->layout->nodes->len > MAX_MOVING ||
      old->flow != self->layout->flow)
    {
      self->view.x += by.x;
      self->view.y += by.y;
      return;
    }
  self->blend = esp_journey_blend_new (old, self->layout);
  self->blend_start_us = 0;
  self->blend_by = by;
  self->blend_view = (EspJourneyPoint){ self->view.x, self->view.y };
  for (guint32 i = 0; i < self->layout->nodes->len; i++)
    if (esp_journey_blend_is_new_node (self->blend, i))
      esp_journey_painter_add_node_look (self->painter, i, ESP_JOURNEY_LOOK_NEW);
  for (guint32 i = 0; i < self->layout->wires->len; i++)
    if (esp_journey_blend_is_new_wire (self->blend, i))
      esp_journey_painter_add_wire_look (self->painter, i, ESP_JOURNEY_LOOK_NEW);
  esp_journey_painter_set_positions (self->painter, esp_journey_blend_get (self->blend, 0));
  esp_journey_painter_set_arrival (self->painter, 0);
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), move_cb, NULL, NULL);
}
