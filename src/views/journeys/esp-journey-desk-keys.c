/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the desk: those that act while canvas or outline has the focus, and those that always do. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#define MODIFIERS                                                                                  \
  (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

typedef struct
{
  guint keyval;
  GdkModifierType modifiers;
  const char *action;
} Key;

/* The canvas goes from step to step by itself, and so does the list. Keys with Shift stand as the keyboard gives them: upper case, and "+" with or without it. */
static const Key keys[] = {
  { GDK_KEY_Insert, 0, "add-after" },
  { GDK_KEY_KP_Insert, 0, "add-after" },
  { GDK_KEY_plus, 0, "add-after" },
  { GDK_KEY_plus, GDK_SHIFT_MASK, "add-after" },
  { GDK_KEY_KP_Add, 0, "add-after" },
  { GDK_KEY_Insert, GDK_SHIFT_MASK, "add-before" },
  { GDK_KEY_KP_Insert, GDK_SHIFT_MASK, "add-before" },
  { GDK_KEY_F2, 0, "step-rename" },
  { GDK_KEY_F2, GDK_SHIFT_MASK, "group-rename" },
  { GDK_KEY_F2, GDK_CONTROL_MASK, "branch-rename" },
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
  { GDK_KEY_n, 0, "leads-here" },
  { GDK_KEY_n, GDK_SHIFT_MASK, "leads-on" },
  { GDK_KEY_b, 0, "leads-choose" },
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
  { GDK_KEY_t, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "tidy" },
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
  return esp_journey_desk_is_outline (self) && try_outline (self, keyval, modifiers);
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
