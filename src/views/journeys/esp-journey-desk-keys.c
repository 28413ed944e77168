/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the desk: those that act while canvas or outline has the focus, and those that always do. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-walk.h"

#define MODIFIERS                                                                                  \
  (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

typedef struct
{
  guint keyval;
  GdkModifierType modifiers;
  const char *action;
} Key;

/* Keys with Shift stand as the keyboard gives them: upper case, and "+" with or without it. */
static const Key keys[] = {
  { GDK_KEY_Insert, 0, "add-after" },
  { GDK_KEY_KP_Insert, 0, "add-after" },
  { GDK_KEY_plus, 0, "add-after" },
  { GDK_KEY_plus, GDK_SHIFT_MASK, "add-after" },
  { GDK_KEY_KP_Add, 0, "add-after" },
  { GDK_KEY_Insert, GDK_SHIFT_MASK, "add-before" },
  { GDK_KEY_KP_Insert, GDK_SHIFT_MASK, "add-before" },
  { GDK_KEY_Return, 0, "step-edit" },
  { GDK_KEY_KP_Enter, 0, "step-edit" },
  { GDK_KEY_F2, 0, "step-rename" },
  { GDK_KEY_Up, GDK_ALT_MASK, "step-up" },
  { GDK_KEY_KP_Up, GDK_ALT_MASK, "step-up" },
  { GDK_KEY_Down, GDK_ALT_MASK, "step-down" },
  { GDK_KEY_KP_Down, GDK_ALT_MASK, "step-down" },
  { GDK_KEY_Left, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "branch-left" },
  { GDK_KEY_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "branch-right" },
  { GDK_KEY_c, GDK_CONTROL_MASK, "step-copy" },
  { GDK_KEY_x, GDK_CONTROL_MASK, "step-cut" },
  { GDK_KEY_v, GDK_CONTROL_MASK, "step-paste" },
  { GDK_KEY_d, GDK_CONTROL_MASK, "step-duplicate" },
  { GDK_KEY_a, GDK_CONTROL_MASK, "select-all" },
  { GDK_KEY_g, GDK_CONTROL_MASK, "step-group" },
  { GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "step-ungroup" },
  { GDK_KEY_Delete, 0, "step-delete" },
  { GDK_KEY_KP_Delete, 0, "step-delete" },
  { GDK_KEY_slash, GDK_CONTROL_MASK, "step-off" },
  { GDK_KEY_slash, 0, "find" },
  { GDK_KEY_j, GDK_CONTROL_MASK, "jump" },
  { GDK_KEY_l, 0, "toggle-outline" },
  { GDK_KEY_m, 0, "toggle-minimap" },
  { GDK_KEY_Menu, 0, "step-menu" },
  { GDK_KEY_F10, GDK_SHIFT_MASK, "step-menu" },
  { GDK_KEY_plus, GDK_CONTROL_MASK, "zoom-in" },
  { GDK_KEY_plus, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "zoom-in" },
  { GDK_KEY_equal, GDK_CONTROL_MASK, "zoom-in" },
  { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "zoom-in" },
  { GDK_KEY_minus, GDK_CONTROL_MASK, "zoom-out" },
  { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "zoom-out" },
  { GDK_KEY_0, GDK_CONTROL_MASK, "zoom-100" },
  { GDK_KEY_9, GDK_CONTROL_MASK, "zoom-fit" },
};

/* Work wherever the focus is, also in the inspector. */
static const struct
{
  const char *trigger;
  const char *action;
} anywhere[] = {
  { "<Control><Shift>a", "add-after" }, { "F8", "next-problem" },
  { "<Shift>F8", "previous-problem" },  { "<Control>h", "versions" },
  { "<Control>s", "versions" },         { "<Control><Shift>l", "find-lead" },
};

static const struct
{
  guint keyval;
  guint keypad;
  GdkModifierType modifiers;
  EspJourneyStride stride;
} strides[] = {
  { GDK_KEY_Down, GDK_KEY_KP_Down, 0, ESP_STRIDE_NEXT },
  { GDK_KEY_Up, GDK_KEY_KP_Up, 0, ESP_STRIDE_PREVIOUS },
  { GDK_KEY_Left, GDK_KEY_KP_Left, 0, ESP_STRIDE_LEFT },
  { GDK_KEY_Right, GDK_KEY_KP_Right, 0, ESP_STRIDE_RIGHT },
  { GDK_KEY_Home, GDK_KEY_KP_Home, 0, ESP_STRIDE_HOME },
  { GDK_KEY_End, GDK_KEY_KP_End, 0, ESP_STRIDE_END },
  { GDK_KEY_Home, GDK_KEY_KP_Home, GDK_CONTROL_MASK, ESP_STRIDE_FIRST },
  { GDK_KEY_End, GDK_KEY_KP_End, GDK_CONTROL_MASK, ESP_STRIDE_LAST },
};

static int
trail_cb (gpointer data, const char *step)
{
  return esp_journey_selection_get_branch (data, step);
}

static void
around_cb (gpointer data, const char *step, int branch)
{
  esp_journey_selection_note_branch (data, step, branch);
}

/* Goes there and says what is there. */
static gboolean
go (EspJourneyDesk *self, EspJourneyStride stride, gboolean extend)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  const EspJourneyTrail trail = { trail_cb, self->selection };
  const char *id = NULL;

  if (journey == NULL ||
      !esp_journey_walk (journey, esp_journey_selection_get_current (self->selection), stride,
                         &trail, &id))
    return FALSE;
  if (id == NULL && extend)
    return FALSE;
  esp_journey_selection_set (self->selection, id, extend);
  if (id != NULL)
    esp_journey_walk_around (journey, id, around_cb, self->selection);
  return TRUE;
}

/**
 * esp_journey_desk_stride:
 * @stride: an #EspJourneyStride
 *
 * Returns: whether there was anything in that direction
 */
gboolean
esp_journey_desk_stride (EspJourneyDesk *self, guint stride)
{
  return go (self, (EspJourneyStride) stride, FALSE);
}

static gboolean
try_strides (EspJourneyDesk *self, guint keyval, GdkModifierType modifiers)
{
  gboolean extend = modifiers == GDK_SHIFT_MASK;

  for (guint i = 0; i < G_N_ELEMENTS (strides); i++)
    {
      if (keyval != strides[i].keyval && keyval != strides[i].keypad)
        continue;
      if (modifiers == strides[i].modifiers || (extend && strides[i].stride <= ESP_STRIDE_PREVIOUS))
        {
          (void) go (self, strides[i].stride, extend); /* FALSE at the end: the key is ours still */
          return TRUE;
        }
    }
  return FALSE;
}

/* The list moves by itself; only what it does not know of is done for it. */
static gboolean
try_outline (EspJourneyDesk *self, guint keyval, GdkModifierType modifiers)
{
  int by = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down ? 1
           : keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up   ? -1
                                                               : 0;

  if (by == 0 || modifiers != GDK_SHIFT_MASK)
    return FALSE;
  (void) esp_journey_outline_move (ESP_JOURNEY_OUTLINE (self->outline), by, TRUE); /* ours still */
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        EspJourneyDesk *self)
{
  GdkModifierType modifiers = state & MODIFIERS;
  guint lower = gdk_keyval_to_lower (keyval);
  GtkWidget *place = gtk_stack_get_visible_child (GTK_STACK (self->places));

  if (place != self->canvas && place != self->outline)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].keyval == lower && keys[i].modifiers == modifiers)
      {
        GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), keys[i].action);

        if (action == NULL || !g_action_get_enabled (action))
          return FALSE;
        g_action_activate (action, NULL);
        return TRUE;
      }
  return esp_journey_desk_is_outline (self) ? try_outline (self, keyval, modifiers)
                                            : try_strides (self, keyval, modifiers);
}

static gboolean
anywhere_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspJourneyDesk *self = ESP_JOURNEY_DESK (widget);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), user_data);

  if (!gtk_widget_get_mapped (widget) || action == NULL || !g_action_get_enabled (action))
    return FALSE;
  g_action_activate (action, NULL);
  return TRUE;
}

/**
 * esp_journey_desk_add_keys:
 */
void
esp_journey_desk_add_keys (EspJourneyDesk *self)
{
  GtkEventController *content = gtk_event_controller_key_new ();
  GtkEventController *all = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (content, GTK_PHASE_CAPTURE);
  g_signal_connect_object (content, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (self->places, content);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (all), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (anywhere); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (all),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                              anywhere[i].trigger),
                                                            gtk_callback_action_new (anywhere_cb,
                                                                                     (gpointer)
                                                                                       anywhere[i]
                                                                                         .action,
                                                                                     NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), all);
}
