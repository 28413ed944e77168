/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pointer on the canvas: what its buttons, its wheel and two fingers do. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

#include <math.h>

/* px of the screen. */
#define WIRE_HIT 8
#define DRAG_THRESHOLD 6
#define WHEEL_STEP 64

#define WHEEL_ZOOM 1.12

static void
emit_number (EspJourneyCanvas *self, const EspCanvasHit *hit)
{
  if (hit->kind == ESP_CANVAS_HIT_NUMBER)
    {
      g_autoptr (EspJourneySpot) spot = esp_canvas_dup_spot (self, hit->index);

      g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_NUMBER], 0, "edge", spot->step,
                     spot->branch);
      return;
    }
  g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_NUMBER], 0,
                 hit->kind == ESP_CANVAS_HIT_TALLY  ? esp_face_tally_name (hit->tally)
                 : hit->kind == ESP_CANVAS_HIT_HERE ? "here"
                                                    : "problems",
                 esp_canvas_get_id (self, hit->index), ESP_JOURNEY_BEHIND);
}

static void
choose (EspJourneyCanvas *self, guint32 node, GdkModifierType state)
{
  const char *id = esp_canvas_get_id (self, node);

  if (self->selection == NULL)
    return;
  if ((state & GDK_CONTROL_MASK) != 0 && id != NULL)
    esp_journey_selection_toggle (self->selection, id);
  else
    esp_journey_selection_set (self->selection, id, (state & GDK_SHIFT_MASK) != 0 && id != NULL);
}

/* Nothing moves away from below a pointer that may click again. */
static void
choose_nothing (EspJourneyCanvas *self)
{
  if (self->selection == NULL)
    return;
  self->keeps_view = TRUE;
  esp_journey_selection_set (self->selection, NULL, FALSE);
  self->keeps_view = FALSE;
}

/* A double click anywhere on an edge is as good as one on its sign. */
static gboolean
insert_at_wire (EspJourneyCanvas *self)
{
  EspJourneyPoint at;
  guint32 wire;
  g_autoptr (EspJourneySpot) spot = NULL;

  if (!self->is_editable || self->layout == NULL)
    return FALSE;
  at = esp_journey_view_to_journey (&self->view, self->press_x, self->press_y);
  wire = esp_journey_layout_wire_at (self->layout, at.x, at.y, WIRE_HIT / self->view.zoom);
  if (wire == ESP_JOURNEY_NOWHERE)
    return FALSE;
  spot = esp_canvas_dup_spot (self, wire);
  g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_INSERT], 0, spot);
  return TRUE;
}

static void
click (EspJourneyCanvas *self, const EspCanvasHit *hit, guint n, GdkModifierType state)
{
  switch (hit->kind)
    {
    case ESP_CANVAS_HIT_HERE:
    case ESP_CANVAS_HIT_TALLY:
    case ESP_CANVAS_HIT_NUMBER:
    case ESP_CANVAS_HIT_BADGE:
      emit_number (self, hit);
      break;
    case ESP_CANVAS_HIT_PLUS:
      {
        g_autoptr (EspJourneySpot) spot = esp_canvas_dup_spot (self, hit->index);

        g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_INSERT], 0, spot);
        break;
      }
    case ESP_CANVAS_HIT_NODE:
      {
        const EspJourneyNode *node = esp_journey_layout_get_node (self->layout, hit->index);

        if (n == 2 && node->kind == ESP_JOURNEY_NODE_GROUP)
          esp_journey_canvas_toggle_group (self, g_array_index (self->journey->groups,
                                                                EspJourneyGroup, node->group)
                                                   .id);
        else if (n == 2)
          g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_ACTIVATE], 0,
                         esp_canvas_get_id (self, hit->index));
        break;
      }
    case ESP_CANVAS_HIT_FRAME:
      esp_journey_canvas_toggle_group (self,
                                       g_array_index (self->journey->groups, EspJourneyGroup,
                                                      g_array_index (self->layout->frames,
                                                                     EspJourneyFrame, hit->index)
                                                        .group)
                                         .id);
      break;
    case ESP_CANVAS_HIT_LABEL:
      if (self->selection != NULL)
        {
          const EspJourneyWire *wire = esp_journey_layout_get_wire (self->layout, hit->index);

          esp_journey_selection_set (self->selection, esp_canvas_get_id (self, wire->from), FALSE);
          if (n == 2)
            g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_ACTIVATE], 0,
                           esp_canvas_get_id (self, wire->from));
        }
      break;
    case ESP_CANVAS_HIT_NOTHING:
    default:
      if (n == 2 && insert_at_wire (self))
        break;
      choose_nothing (self);
      break;
    }
}

static void
emit_menu (EspJourneyCanvas *self, double x, double y)
{
  EspCanvasHit hit = esp_canvas_hit (self, x, y);
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };
  const char *id = NULL;

  if (hit.kind == ESP_CANVAS_HIT_NODE || hit.kind == ESP_CANVAS_HIT_HERE ||
      hit.kind == ESP_CANVAS_HIT_TALLY || hit.kind == ESP_CANVAS_HIT_BADGE)
    id = esp_canvas_get_id (self, hit.index);
  /* The menu is of all selected steps when it is asked for on one of them. */
  if (self->selection != NULL &&
      (id == NULL || !esp_journey_selection_contains (self->selection, id)))
    esp_journey_selection_set (self->selection, id, FALSE);
  g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_MENU], 0, id, &at);
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, EspJourneyCanvas *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  EspCanvasHit hit = esp_canvas_hit (self, x, y);

  (void) gtk_widget_grab_focus (GTK_WIDGET (self)); /* FALSE: there is nothing to focus */
  if (button == GDK_BUTTON_SECONDARY)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      emit_menu (self, x, y);
      return;
    }
  if (button != GDK_BUTTON_PRIMARY || self->has_space)
    return;
  /* Selecting shows at once; everything else waits until it is known to be no drag. */
  if (hit.kind != ESP_CANVAS_HIT_NODE || n > 1)
    return;
  if (self->selection != NULL && (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == 0 &&
      esp_canvas_get_id (self, hit.index) != NULL &&
      esp_journey_selection_contains (self->selection, esp_canvas_get_id (self, hit.index)) &&
      esp_journey_selection_get_n (self->selection) > 1)
    return;
  choose (self, hit.index, state);
}

static void
released_cb (GtkGestureClick *gesture, int n, double x, double y, EspJourneyCanvas *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  EspCanvasHit hit;

  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY ||
      self->has_space || (self->tool != ESP_CANVAS_IDLE && self->tool != ESP_CANVAS_PRESS))
    return;
  /* What was dragged here is dropped, not clicked: the gestures end in no certain order. */
  if (hypot (x - self->press_x, y - self->press_y) >= DRAG_THRESHOLD)
    return;
  hit = esp_canvas_hit (self, x, y);
  /* Pressed on one of many that were selected: only now it is the only one. */
  if (hit.kind == ESP_CANVAS_HIT_NODE && n == 1 && self->selection != NULL &&
      (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == 0 &&
      esp_journey_selection_get_n (self->selection) > 1)
    choose (self, hit.index, state);
  click (self, &hit, (guint) n, state);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, EspJourneyCanvas *self)
{
  if (self->tool == ESP_CANVAS_IDLE || self->tool == ESP_CANVAS_PRESS)
    emit_menu (self, x, y);
}

static EspCanvasTool
choose_tool (EspJourneyCanvas *self, guint button)
{
  if (button == GDK_BUTTON_MIDDLE || self->has_space)
    return ESP_CANVAS_PAN;
  if (self->press_hit.kind == ESP_CANVAS_HIT_NOTHING)
    return ESP_CANVAS_BAND;
  if (!self->is_editable)
    return ESP_CANVAS_PAN;
  if (self->press_hit.kind == ESP_CANVAS_HIT_LABEL)
    return ESP_CANVAS_ASIDE;
  if (self->press_hit.kind == ESP_CANVAS_HIT_NODE &&
      esp_canvas_get_id (self, self->press_hit.index) != NULL)
    return ESP_CANVAS_MOVE;
  return ESP_CANVAS_BAND;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, EspJourneyCanvas *self)
{
  self->tool = ESP_CANVAS_PRESS;
  self->press_x = self->pointer_x = x;
  self->press_y = self->pointer_y = y;
  self->press_view = self->view;
  self->press_hit = esp_canvas_hit (self, x, y);
}

static void
pan (EspJourneyCanvas *self, double dx, double dy)
{
  self->view.x = self->press_view.x - dx / self->view.zoom;
  self->view.y = self->press_view.y - dy / self->view.zoom;
  esp_canvas_view_changed (self);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, EspJourneyCanvas *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (self->tool == ESP_CANVAS_IDLE || self->layout == NULL)
    return;
  self->pointer_x = self->press_x + dx;
  self->pointer_y = self->press_y + dy;
  if (self->tool == ESP_CANVAS_PRESS)
    {
      if (hypot (dx, dy) < DRAG_THRESHOLD)
        return;
      self->tool = choose_tool (self, button);
      /* Where a step could be added says nothing while one is dragged. */
      self->hover_wire = ESP_JOURNEY_NOWHERE;
      esp_canvas_update_looks (self);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                       self->tool == ESP_CANVAS_BAND ? "crosshair" : "grabbing");
    }
  if (self->tool == ESP_CANVAS_PAN)
    pan (self, dx, dy);
  else if (self->tool == ESP_CANVAS_MOVE)
    esp_canvas_aim (self, self->pointer_x, self->pointer_y, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
select_band (EspJourneyCanvas *self)
{
  EspJourneyPoint a = esp_journey_view_to_journey (&self->view, self->press_x, self->press_y);
  EspJourneyPoint b = esp_journey_view_to_journey (&self->view, self->pointer_x, self->pointer_y);
  const EspRect band = { MIN (a.x, b.x), MIN (a.y, b.y), fabs (a.x - b.x), fabs (a.y - b.y) };
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (self->selection == NULL)
    return;
  for (guint32 i = 1; i < self->layout->nodes->len; i++)
    {
      const EspRect *box = &esp_journey_layout_get_node (self->layout, i)->box;

      if (box->x < band.x + band.width && band.x < box->x + box->width &&
          box->y < band.y + band.height && band.y < box->y + box->height)
        g_ptr_array_add (ids, (gpointer) esp_canvas_get_id (self, i));
    }
  g_ptr_array_add (ids, NULL);
  if (ids->len > 1)
    esp_journey_selection_set_ids (self->selection, g_ptr_array_index (ids, ids->len - 2),
                                   (const char *const *) ids->pdata);
  else
    esp_journey_selection_set (self->selection, NULL, FALSE);
}

static void
end_aside (EspJourneyCanvas *self)
{
  const EspJourneyWire *wire = esp_journey_layout_get_wire (self->layout, self->press_hit.index);
  const EspJourneyStep *step = esp_journey_get_step (self->journey, wire->step);
  const EspRect *node = &esp_journey_layout_get_node (self->layout, wire->from)->box;
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;
  double by = (is_down ? self->pointer_x - self->press_x : self->pointer_y - self->press_y) /
              self->view.zoom / self->layout->metrics.scale;
  double from_middle = is_down ? wire->label.x - node->x - node->width / 2
                               : wire->label.y - node->y - node->height / 2;
  int offset = (int) esp_journey_step_get_branch (step, (guint) wire->branch)->offset;

  /* Away from the main way it grows; towards it, it shrinks. */
  offset += (int) (from_middle < 0 ? -by : by);
  g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_ASIDE], 0, step->id, wire->branch,
                 CLAMP (offset, 0, ESP_JOURNEY_MAX_OFFSET));
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, EspJourneyCanvas *self)
{
  EspCanvasTool tool = self->tool;
  guint32 target = self->target;

  if (tool == ESP_CANVAS_IDLE)
    return;
  if (tool == ESP_CANVAS_PRESS)
    {
      self->tool = ESP_CANVAS_IDLE;
      return;
    }
  if (tool == ESP_CANVAS_BAND)
    select_band (self);
  esp_canvas_cancel (self);
  if (tool == ESP_CANVAS_ASIDE)
    end_aside (self);
  if (tool == ESP_CANVAS_MOVE && target != ESP_JOURNEY_NOWHERE)
    {
      g_autoptr (EspJourneySpot) spot = esp_canvas_dup_spot (self, target);

      g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_MOVE], 0, spot);
    }
}

/**
 * esp_canvas_cancel:
 *
 * Gives up whatever the pointer was about to do.
 */
void
esp_canvas_cancel (EspJourneyCanvas *self)
{
  self->tool = ESP_CANVAS_IDLE;
  if (self->layout != NULL)
    {
      esp_canvas_end_aim (self);
      esp_canvas_update_looks (self);
    }
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, EspJourneyCanvas *self)
{
  EspCanvasHit hit;
  guint32 wire = ESP_JOURNEY_NOWHERE;
  gboolean is_link;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->layout == NULL || self->has_space ||
      (self->tool != ESP_CANVAS_IDLE && self->tool != ESP_CANVAS_PRESS))
    return;
  hit = esp_canvas_hit (self, x, y);
  if (hit.kind == ESP_CANVAS_HIT_PLUS)
    wire = hit.index;
  is_link = hit.kind == ESP_CANVAS_HIT_HERE || hit.kind == ESP_CANVAS_HIT_TALLY ||
            hit.kind == ESP_CANVAS_HIT_NUMBER || hit.kind == ESP_CANVAS_HIT_BADGE ||
            hit.kind == ESP_CANVAS_HIT_PLUS || hit.kind == ESP_CANVAS_HIT_FRAME;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), is_link ? "pointer" : NULL);
  if (wire == self->hover_wire)
    return;
  self->hover_wire = wire;
  esp_canvas_update_looks (self);
}

static void
leave_cb (GtkEventControllerMotion *controller, EspJourneyCanvas *self)
{
  if (self->hover_wire == ESP_JOURNEY_NOWHERE)
    return;
  self->hover_wire = ESP_JOURNEY_NOWHERE;
  esp_canvas_update_looks (self);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, EspJourneyCanvas *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  gboolean is_wheel = event == NULL ||
                      gdk_scroll_event_get_direction (event) != GDK_SCROLL_SMOOTH ||
                      gdk_device_get_source (gdk_event_get_device (event)) == GDK_SOURCE_MOUSE;
  double step = is_wheel ? WHEEL_STEP : 1;

  if (self->layout == NULL)
    return FALSE;
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      esp_journey_view_zoom_at (&self->view,
                                self->view.zoom * pow (WHEEL_ZOOM, -dy * (is_wheel ? 1 : 0.1)),
                                self->pointer_x, self->pointer_y);
      esp_canvas_view_changed (self);
      return TRUE;
    }
  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    esp_journey_canvas_scroll (self, dy * step, 0);
  else
    esp_journey_canvas_scroll (self, dx * step, dy * step);
  return TRUE;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, EspJourneyCanvas *self)
{
  self->pinch_zoom = self->view.zoom;
  esp_canvas_cancel (self);
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, EspJourneyCanvas *self)
{
  double x = self->view.width / 2, y = self->view.height / 2;

  (void) gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  if (self->layout == NULL)
    return;
  esp_journey_view_zoom_at (&self->view, self->pinch_zoom * scale, x, y);
  esp_canvas_view_changed (self);
}

/**
 * esp_canvas_snapshot_tool:
 *
 * Draws what the pointer is about to do: the rectangle that selects, or what is being dragged.
 */
void
esp_canvas_snapshot_tool (EspJourneyCanvas *self, GtkSnapshot *snapshot)
{
  GdkRGBA accent = { 0.21f, 0.52f, 0.89f, 1 };
  GdkRGBA faint;
  GskRoundedRect outline;
  float widths[4] = { 1.5f, 1.5f, 1.5f, 1.5f };
  graphene_rect_t box;

  if (self->tool != ESP_CANVAS_BAND && self->tool != ESP_CANVAS_MOVE &&
      self->tool != ESP_CANVAS_ASIDE)
    return;
  (void) gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                         "accent_color", &accent);
  faint = accent;
  faint.alpha = 0.14f;
  if (self->tool == ESP_CANVAS_BAND)
    box = GRAPHENE_RECT_INIT ((float) MIN (self->press_x, self->pointer_x),
                              (float) MIN (self->press_y, self->pointer_y),
                              (float) fabs (self->pointer_x - self->press_x),
                              (float) fabs (self->pointer_y - self->press_y));
  else
    {
      /* Smaller than the step and beside the pointer, so that what is below can be aimed at. */
      const EspJourneyMetrics *metrics = &self->layout->metrics;
      double part = self->tool == ESP_CANVAS_MOVE ? self->view.zoom * 0.6 : 0;

      box = GRAPHENE_RECT_INIT ((float) self->pointer_x + 12, (float) self->pointer_y + 12,
                                (float) MAX (metrics->node_width * part, 28),
                                (float) MAX (metrics->node_height * part, 18));
    }
  gtk_snapshot_append_color (snapshot, &faint, &box);
  gsk_rounded_rect_init_from_rect (&outline, &box, self->tool == ESP_CANVAS_BAND ? 0 : 8);
  gtk_snapshot_append_border (snapshot, &outline, widths,
                              (GdkRGBA[4]){ accent, accent, accent, accent });
}

/**
 * esp_canvas_add_pointer:
 */
void
esp_canvas_add_pointer (EspJourneyCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *clicks = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (clicks), 0);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  gtk_gesture_group (clicks, drag);
  g_signal_connect (clicks, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (clicks, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (hold, "pressed", G_CALLBACK (long_pressed_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (clicks));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
}
