/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How people reach into a calendar: keys with a cursor, and dragging with a look ahead. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-view-private.h"

#include "worker/esp-plan-move.h"

#define KEY "esp-plan-key"
#define LEAST_DRAG 8.0

/**
 * esp_calendar_view_keep_hour:
 * @day_us: where a day begins
 *
 * Returns: that day, at the hour that @entry has
 */
gint64
esp_calendar_view_keep_hour (EspCalendarView *self, const EspPlanEntry *entry, gint64 day_us)
{
  GDate day;

  if (entry->is_all_day)
    return day_us;
  esp_plan_get_date (day_us, self->plan->zone, &day);
  return esp_plan_same_clock (entry->from_us, &day, self->plan->zone);
}

static gint64
find_target (EspCalendarView *self, const EspPlanEntry *entry, double x, double y)
{
  gboolean has_hour = FALSE;
  gint64 at_us = 0;

  if (!esp_plan_layout_find_time (self->layout, x, y, self->plan->zone, &at_us, &has_hour))
    return 0;
  if (has_hour && !entry->is_all_day)
    return at_us;
  if (has_hour)
    at_us = esp_plan_day_from_utc (esp_plan_day_to_utc (at_us, self->plan->zone), self->plan->zone);
  return esp_calendar_view_keep_hour (self, entry, at_us);
}

static void
end_drag (EspCalendarView *self)
{
  if (self->dragged != NULL)
    self->funcs.hover (self->data, self->dragged, 0);
  g_clear_pointer (&self->dragged, g_free);
  self->target_us = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, EspCalendarView *self)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  const char *key = NULL;

  for (; widget != NULL && widget != GTK_WIDGET (self) && key == NULL;
       widget = gtk_widget_get_parent (widget))
    key = g_object_get_data (G_OBJECT (widget), KEY);
  g_clear_pointer (&self->dragged, g_free);
  if (key == NULL || self->layout == NULL)
    {
      (void) gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->dragged = g_strdup (key);
  self->grab_x = x;
  self->grab_y = y;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, EspCalendarView *self)
{
  const EspPlanEntry *entry = esp_calendar_view_find (self, self->dragged);
  gint64 target_us;

  if (entry == NULL || (ABS (dx) < LEAST_DRAG && ABS (dy) < LEAST_DRAG && self->target_us == 0))
    return;
  (void) gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  target_us = find_target (self, entry, self->grab_x + dx, self->grab_y + dy);
  if (target_us == self->target_us)
    return;
  self->target_us = target_us;
  self->funcs.hover (self->data, self->dragged, target_us);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, EspCalendarView *self)
{
  const EspPlanEntry *entry = esp_calendar_view_find (self, self->dragged);
  g_autofree char *key = g_strdup (self->dragged);
  gint64 target_us = self->target_us;

  end_drag (self);
  if (entry != NULL && target_us != 0 && target_us != entry->from_us)
    self->funcs.move (self->data, key, target_us);
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, EspCalendarView *self)
{
  end_drag (self);
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, EspCalendarView *self)
{
  gboolean has_hour = FALSE;
  gint64 at_us = 0;
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  const char *key = NULL;

  for (GtkWidget *one = widget; one != NULL && one != GTK_WIDGET (self) && key == NULL;
       one = gtk_widget_get_parent (one))
    key = g_object_get_data (G_OBJECT (one), KEY);
  if (key != NULL)
    {
      if (n == 2)
        self->funcs.open (self->data, key);
      return;
    }
  if (self->layout == NULL || widget != GTK_WIDGET (self) ||
      !esp_plan_layout_find_time (self->layout, x, y, self->plan->zone, &at_us, &has_hour))
    return;
  (void) gtk_widget_grab_focus (GTK_WIDGET (self)); /* the cursor is shown all the same */
  esp_calendar_view_set_cursor (self, at_us);
  if (n == 2)
    self->funcs.add (self->data, at_us, has_hour);
}

/* Keys */

static void
move_cursor (EspCalendarView *self, int days, int hours)
{
  gint64 at_us = esp_plan_shift (self->cursor_us, days, hours, self->plan->zone);
  GDate day, last = self->first;

  g_date_add_days (&last, self->n_days - 1);
  esp_plan_get_date (at_us, self->plan->zone, &day);
  esp_calendar_view_set_cursor (self, at_us);
  if (g_date_compare (&day, &self->first) < 0)
    self->funcs.turn (self->data, -1);
  else if (g_date_compare (&day, &last) > 0)
    self->funcs.turn (self->data, 1);
}

static gboolean
move_entry (EspCalendarView *self, const char *key, int days, int hours)
{
  const EspPlanEntry *entry = esp_calendar_view_find (self, key);

  if (entry == NULL)
    return FALSE;
  self->funcs.move (self->data, entry->key,
                    esp_plan_shift (entry->from_us, days, hours, self->plan->zone));
  return TRUE;
}

static gboolean
press_moving (EspCalendarView *self, const char *key, guint keyval, GdkModifierType state)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    int days;
    int hours;
  } moves[] = {
    { GDK_KEY_Left, GDK_CONTROL_MASK | GDK_SHIFT_MASK, -1, 0 },
    { GDK_KEY_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK, 1, 0 },
    { GDK_KEY_Page_Up, GDK_CONTROL_MASK | GDK_SHIFT_MASK, -7, 0 },
    { GDK_KEY_Page_Down, GDK_CONTROL_MASK | GDK_SHIFT_MASK, 7, 0 },
    { GDK_KEY_Up, GDK_ALT_MASK, 0, -1 },
    { GDK_KEY_Down, GDK_ALT_MASK, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (moves[i].keyval == keyval && moves[i].modifiers == state)
      return move_entry (self, key, moves[i].days, moves[i].hours);
  return FALSE;
}

static gboolean
press_on_entry (EspCalendarView *self, const char *key, guint keyval, GdkModifierType state)
{
  if (state != 0)
    return press_moving (self, key, keyval, state);
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    self->funcs.open (self->data, key);
  else if (keyval == GDK_KEY_space)
    self->funcs.peek (self->data, key);
  else
    return FALSE;
  return TRUE;
}

static gboolean
press_on_grid (EspCalendarView *self, guint keyval)
{
  gboolean has_hours = self->mode == ESP_PLAN_WEEK;

  if (keyval == GDK_KEY_Left)
    move_cursor (self, -1, 0);
  else if (keyval == GDK_KEY_Right)
    move_cursor (self, 1, 0);
  else if (keyval == GDK_KEY_Up)
    move_cursor (self, has_hours ? 0 : -7, has_hours ? -1 : 0);
  else if (keyval == GDK_KEY_Down)
    move_cursor (self, has_hours ? 0 : 7, has_hours ? 1 : 0);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    self->funcs.add (self->data, self->cursor_us, has_hours);
  else
    return FALSE;
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        EspCalendarView *self)
{
  const char *key = esp_calendar_view_get_selected (self);
  GdkModifierType modifiers = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK);

  if (self->plan == NULL)
    return FALSE;
  if (keyval == GDK_KEY_Escape && self->dragged != NULL)
    {
      end_drag (self);
      return TRUE;
    }
  if (key != NULL && press_on_entry (self, key, keyval, modifiers))
    return TRUE;
  return modifiers == 0 && gtk_widget_is_focus (GTK_WIDGET (self)) && press_on_grid (self, keyval);
}

/* Messages and segments are let go on a day. */

static gboolean
find_day (EspCalendarView *self, double x, double y, gint64 *out_us, gboolean *out_has_hour)
{
  return self->layout != NULL && self->plan != NULL &&
         esp_plan_layout_find_time (self->layout, x, y, self->plan->zone, out_us, out_has_hour);
}

/* What is dragged; within one program it is there at once. */
static const char *
get_dropped (GtkDropTarget *target)
{
  const GValue *value = gtk_drop_target_get_value (target);
  const char *what =
    value != NULL && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;

  return what != NULL &&
             (g_str_has_prefix (what, "message:") || g_str_has_prefix (what, "segment:"))
           ? what
           : NULL;
}

static void
drop_leave_cb (GtkDropTarget *target, EspCalendarView *self)
{
  self->funcs.hover_shelf (self->data, NULL, 0, FALSE);
}

static GdkDragAction
drop_motion_cb (GtkDropTarget *target, double x, double y, EspCalendarView *self)
{
  const char *what = get_dropped (target);
  gboolean has_hour = FALSE;
  gint64 at_us = 0;

  if (!find_day (self, x, y, &at_us, &has_hour))
    return 0;
  esp_calendar_view_set_cursor (self, at_us);
  (void) gtk_widget_grab_focus (GTK_WIDGET (self)); /* so that the day is marked */
  if (what != NULL)
    self->funcs.hover_shelf (self->data, what, at_us, has_hour);
  return GDK_ACTION_COPY;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, EspCalendarView *self)
{
  const char *what = G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  gboolean has_hour = FALSE;
  gint64 at_us = 0;

  if (what == NULL ||
      (!g_str_has_prefix (what, "message:") && !g_str_has_prefix (what, "segment:")) ||
      !find_day (self, x, y, &at_us, &has_hour))
    return FALSE;
  self->funcs.drop (self->data, what, at_us, has_hour);
  return TRUE;
}

/**
 * esp_calendar_view_init_input:
 */
void
esp_calendar_view_init_input (EspCalendarView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_drop_target_set_preload (drop, TRUE);
  g_signal_connect (drop, "leave", G_CALLBACK (drop_leave_cb), self);
  g_signal_connect (drop, "motion", G_CALLBACK (drop_motion_cb), self);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
