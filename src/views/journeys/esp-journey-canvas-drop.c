/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where on the canvas things can be dropped: edges for steps, steps for messages and segments. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-journey-canvas-private.h"

/* px of the screen within which an edge attracts. */
#define ATTRACTION 24

/* px from the edge of the widget where dragging moves the journey. */
#define EDGE 28
#define EDGE_STEP 14

#define TARGET_LOOKS (ESP_JOURNEY_LOOK_TARGET | ESP_JOURNEY_LOOK_NEAREST)

/* Whether the node is one of the selected steps, or inside one. */
static gboolean
is_moved (EspJourneyCanvas *self, guint32 step)
{
  while (step != ESP_JOURNEY_NOWHERE)
    {
      const EspJourneyStep *found = esp_journey_get_step (self->journey, step);

      if (esp_journey_selection_contains (self->selection, found->id))
        return TRUE;
      step = found->parent;
    }
  return FALSE;
}

/**
 * esp_canvas_is_allowed_target:
 *
 * Returns: whether what is dragged can be put there: not into itself
 */
gboolean
esp_canvas_is_allowed_target (EspJourneyCanvas *self, guint32 wire)
{
  const EspJourneyWire *found = esp_journey_layout_get_wire (self->layout, wire);

  if (!found->has_spot)
    return FALSE;
  if (self->tool != ESP_CANVAS_MOVE || self->selection == NULL ||
      found->step == ESP_JOURNEY_NOWHERE)
    return TRUE;
  return !is_moved (self, found->step);
}

/* What comes from outside crosses the edge once on its way in, which moves nothing. */
static void
scroll_at_edge (EspJourneyCanvas *self, double x, double y)
{
  double dx = x < EDGE ? -EDGE_STEP : x > self->view.width - EDGE ? EDGE_STEP : 0;
  double dy = y < EDGE ? -EDGE_STEP : y > self->view.height - EDGE ? EDGE_STEP : 0;

  if (dx == 0 && dy == 0)
    self->was_inside = TRUE;
  else if (self->was_inside)
    esp_journey_canvas_scroll (self, dx, dy);
}

/* Where a step would stand: the edge that is near; from anywhere on a step, the way before or behind it that is
 * nearer. */
static guint32
find_edge (EspJourneyCanvas *self, const EspJourneyPoint *at, gboolean at_nodes)
{
  guint32 found =
    esp_journey_layout_spot_at (self->layout, at->x, at->y, ATTRACTION / self->view.zoom);
  guint32 node;
  const EspRect *box;
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;

  if (found != ESP_JOURNEY_NOWHERE || at_nodes)
    return found;
  node = esp_journey_layout_node_at (self->layout, at->x, at->y);
  if (node == ESP_JOURNEY_NOWHERE)
    return ESP_JOURNEY_NOWHERE;
  box = &esp_journey_layout_get_node (self->layout, node)->box;
  return is_down
           ? esp_journey_layout_spot_at (self->layout, box->x + box->width / 2, at->y, box->height)
           : esp_journey_layout_spot_at (self->layout, at->x, box->y + box->height / 2, box->width);
}

/**
 * esp_canvas_aim:
 * @x: of the pointer on the screen
 * @at_nodes: whether steps take what is dragged themselves, as they do messages
 *
 * Shows where what is dragged can be dropped, and where it would be now.
 */
void
esp_canvas_aim (EspJourneyCanvas *self, double x, double y, gboolean at_nodes)
{
  EspJourneyPoint at;
  guint32 nearest;

  if (self->layout == NULL)
    return;
  scroll_at_edge (self, x, y);
  at = esp_journey_view_to_journey (&self->view, x, y);
  nearest = find_edge (self, &at, at_nodes);
  esp_journey_painter_clear_looks (self->painter, TARGET_LOOKS);
  for (guint32 i = 0; i < self->layout->wires->len; i++)
    if (esp_canvas_is_allowed_target (self, i))
      esp_journey_painter_add_wire_look (self->painter, i, ESP_JOURNEY_LOOK_TARGET);
  self->target = nearest != ESP_JOURNEY_NOWHERE && esp_canvas_is_allowed_target (self, nearest)
                   ? nearest
                   : ESP_JOURNEY_NOWHERE;
  self->target_node = ESP_JOURNEY_NOWHERE;
  if (self->target != ESP_JOURNEY_NOWHERE)
    esp_journey_painter_add_wire_look (self->painter, self->target, ESP_JOURNEY_LOOK_NEAREST);
  else if (at_nodes)
    {
      self->target_node = esp_journey_layout_node_at (self->layout, at.x, at.y);
      if (self->target_node != ESP_JOURNEY_NOWHERE)
        esp_journey_painter_add_node_look (self->painter, self->target_node,
                                           ESP_JOURNEY_LOOK_NEAREST);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * esp_canvas_end_aim:
 */
void
esp_canvas_end_aim (EspJourneyCanvas *self)
{
  esp_journey_painter_clear_looks (self->painter, TARGET_LOOKS);
  self->target = self->target_node = ESP_JOURNEY_NOWHERE;
  self->was_inside = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Steps go between others, a message goes onto one. Of what comes from this program no notice is given when it is
 * known, so it is looked at on the way; the same text is read once. */
static gboolean
is_taken_by_steps (EspJourneyCanvas *self, const GValue *value)
{
  const char *text =
    value != NULL && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;

  if (g_strcmp0 (text, self->dragged) != 0)
    {
      g_free (self->dragged);
      self->dragged = g_strdup (text);
      self->is_steps = text != NULL && esp_journey_is_steps (text, NULL);
    }
  return !self->is_steps;
}

static GdkDragAction
drag_motion_cb (GtkDropTarget *drop, double x, double y, EspJourneyCanvas *self)
{
  if (!self->is_editable || self->layout == NULL)
    return (GdkDragAction) 0;
  esp_canvas_aim (self, x, y, is_taken_by_steps (self, gtk_drop_target_get_value (drop)));
  return GDK_ACTION_COPY;
}

static void
drag_leave_cb (GtkDropTarget *drop, EspJourneyCanvas *self)
{
  if (self->layout != NULL)
    esp_canvas_end_aim (self);
}

static gboolean
drop_cb (GtkDropTarget *drop, const GValue *value, double x, double y, EspJourneyCanvas *self)
{
  g_autoptr (EspJourneySpot) spot = NULL;
  const char *id = NULL;
  gboolean is_taken = FALSE;

  if (!self->is_editable || self->layout == NULL)
    return FALSE;
  esp_canvas_aim (self, x, y, is_taken_by_steps (self, value));
  if (self->target != ESP_JOURNEY_NOWHERE)
    spot = esp_canvas_dup_spot (self, self->target);
  else if (self->target_node != ESP_JOURNEY_NOWHERE)
    {
      id = esp_canvas_get_id (self, self->target_node);
      id = id != NULL ? id : "";
    }
  if (spot != NULL || id != NULL)
    g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_DROP], 0, value, spot, id, &is_taken);
  if (self->layout != NULL)
    esp_canvas_end_aim (self);
  return is_taken;
}

/**
 * esp_canvas_add_drop:
 */
void
esp_canvas_add_drop (EspJourneyCanvas *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  gtk_drop_target_set_preload (drop, TRUE);
  g_signal_connect (drop, "enter", G_CALLBACK (drag_motion_cb), self);
  g_signal_connect (drop, "motion", G_CALLBACK (drag_motion_cb), self);
  g_signal_connect (drop, "leave", G_CALLBACK (drag_leave_cb), self);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
