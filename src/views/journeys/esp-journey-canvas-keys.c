/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the canvas: from step to step, and what is seen of the journey. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

#include "engine/journey/esp-journey-walk.h"

static int
get_branch_cb (gpointer data, const char *step)
{
  return esp_journey_selection_get_branch (data, step);
}

static void
note_branch_cb (gpointer data, const char *step, int branch)
{
  esp_journey_selection_note_branch (data, step, branch);
}

static gboolean
walk_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  EspJourneyTrail trail = { get_branch_cb, self->selection };
  const char *id = NULL;
  int stride;
  gboolean extend;

  g_variant_get (arguments, "(ib)", &stride, &extend);
  if (self->journey == NULL || self->selection == NULL)
    return FALSE;
  if (!esp_journey_walk (self->journey, esp_journey_selection_get_current (self->selection),
                         (EspJourneyStride) stride, &trail, &id) ||
      (id == NULL && extend))
    return TRUE; /* at the end: the key is ours still */
  esp_journey_selection_set (self->selection, id, extend);
  if (id != NULL)
    esp_journey_walk_around (self->journey, id, note_branch_cb, self->selection);
  return TRUE;
}

static gboolean
zoom_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);

  switch (g_variant_get_int32 (arguments))
    {
    case 1:
      esp_journey_canvas_zoom_in (self);
      break;
    case -1:
      esp_journey_canvas_zoom_out (self);
      break;
    case 9:
      esp_journey_canvas_zoom_fit (self);
      break;
    default:
      esp_journey_canvas_zoom_100 (self);
      break;
    }
  return TRUE;
}

static gboolean
minimap_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);

  esp_journey_canvas_set_minimap (self, !self->wants_minimap);
  return TRUE;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  guint32 current = esp_canvas_get_current (self);
  const EspJourneyNode *node;

  if (current == ESP_JOURNEY_NOWHERE)
    return FALSE;
  node = esp_journey_layout_get_node (self->layout, current);
  if (node->kind == ESP_JOURNEY_NODE_GROUP)
    esp_journey_canvas_toggle_group (self, g_array_index (self->journey->groups, EspJourneyGroup,
                                                          node->group)
                                             .id);
  else
    g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_ACTIVATE], 0,
                   esp_canvas_get_id (self, current));
  return TRUE;
}

static gboolean
insert_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  const char *id =
    self->selection != NULL ? esp_journey_selection_get_current (self->selection) : NULL;
  gboolean before = g_variant_get_boolean (arguments);
  g_autoptr (EspJourneySpot) spot = NULL;

  if (!self->is_editable || self->journey == NULL)
    return FALSE;
  spot = id == NULL ? esp_journey_spot_new (NULL, ESP_JOURNEY_BEHIND)
         : before   ? esp_journey_spot_before (self->journey, id)
                    : esp_journey_spot_behind (self->journey, id);
  if (spot != NULL)
    g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_INSERT], 0, spot);
  return spot != NULL;
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  const char *id =
    self->selection != NULL ? esp_journey_selection_get_current (self->selection) : NULL;
  GdkRectangle at;

  if (!esp_journey_canvas_get_rectangle (self, id, &at))
    return FALSE;
  g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_MENU], 0, id, &at);
  return TRUE;
}

static gboolean
cancel_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  gboolean is_busy = self->tool != ESP_CANVAS_IDLE && self->tool != ESP_CANVAS_PRESS;

  esp_canvas_cancel (self);
  return is_busy;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                EspJourneyCanvas *self)
{
  if (keyval != GDK_KEY_space)
    return FALSE;
  self->has_space = TRUE;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grab");
  return TRUE;
}

static void
key_released_cb (GtkEventControllerKey *controller,
                 guint keyval,
                 guint keycode,
                 GdkModifierType state,
                 EspJourneyCanvas *self)
{
  if (keyval != GDK_KEY_space)
    return;
  self->has_space = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

/**
 * esp_canvas_bind_keys:
 */
void
esp_canvas_bind_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key, keypad;
    GdkModifierType modifiers;
    EspJourneyStride stride;
    gboolean extend;
  } strides[] = {
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, ESP_STRIDE_NEXT, FALSE },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, ESP_STRIDE_PREVIOUS, FALSE },
    { GDK_KEY_Down, GDK_KEY_KP_Down, GDK_SHIFT_MASK, ESP_STRIDE_NEXT, TRUE },
    { GDK_KEY_Up, GDK_KEY_KP_Up, GDK_SHIFT_MASK, ESP_STRIDE_PREVIOUS, TRUE },
    { GDK_KEY_Left, GDK_KEY_KP_Left, 0, ESP_STRIDE_LEFT, FALSE },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 0, ESP_STRIDE_RIGHT, FALSE },
    { GDK_KEY_Home, GDK_KEY_KP_Home, 0, ESP_STRIDE_HOME, FALSE },
    { GDK_KEY_End, GDK_KEY_KP_End, 0, ESP_STRIDE_END, FALSE },
    { GDK_KEY_Home, GDK_KEY_KP_Home, GDK_CONTROL_MASK, ESP_STRIDE_FIRST, FALSE },
    { GDK_KEY_End, GDK_KEY_KP_End, GDK_CONTROL_MASK, ESP_STRIDE_LAST, FALSE },
  };
  static const struct
  {
    guint key;
    int how;
  } zooms[] = { { GDK_KEY_plus, 1 },         { GDK_KEY_equal, 1 },
                { GDK_KEY_KP_Add, 1 },       { GDK_KEY_minus, -1 },
                { GDK_KEY_KP_Subtract, -1 }, { GDK_KEY_0, 0 },
                { GDK_KEY_KP_0, 0 },         { GDK_KEY_9, 9 },
                { GDK_KEY_KP_9, 9 } };

  for (gsize i = 0; i < G_N_ELEMENTS (strides); i++)
    {
      gtk_widget_class_add_binding (widget_class, strides[i].key, strides[i].modifiers, walk_cb,
                                    "(ib)", (int) strides[i].stride, strides[i].extend);
      gtk_widget_class_add_binding (widget_class, strides[i].keypad, strides[i].modifiers, walk_cb,
                                    "(ib)", (int) strides[i].stride, strides[i].extend);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_add_binding (widget_class, zooms[i].key, GDK_CONTROL_MASK, zoom_cb, "i",
                                  zooms[i].how);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_m, 0, minimap_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Insert, 0, insert_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_plus, 0, insert_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Insert, GDK_SHIFT_MASK, insert_cb, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, cancel_cb, NULL);
}

/**
 * esp_canvas_add_keys:
 *
 * The space bar makes the pointer move the journey.
 */
void
esp_canvas_add_keys (EspJourneyCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
