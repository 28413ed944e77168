/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the list of leads: those of its rows, and those that work wherever the focus is. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

/**
 * esp_lead_list_pane_add_row_keys:
 *
 * Adds the keys of the rows. They come before the search, which takes whatever is typed over the rows.
 */
void
esp_lead_list_pane_add_row_keys (EspLeadListPane *self)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_a, GDK_CONTROL_MASK, "screen.select-all" },
    { GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "screen.select-none" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "screen.copy" },
    { GDK_KEY_Delete, 0, "screen.archive" },
    { GDK_KEY_Menu, 0, "screen.row-menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "screen.row-menu" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers);
      GtkShortcut *shortcut = gtk_shortcut_new (trigger, gtk_named_action_new (keys[i].action));

      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->table), controller);
}

/* A key that works wherever the focus is, as long as the list is what one sees. */
static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  return gtk_widget_get_mapped (widget) &&
         gtk_widget_activate_action_variant (widget, user_data, args);
}

static void
add_window_key (GtkEventController *keys,
                guint key,
                GdkModifierType modifiers,
                const char *action,
                GVariant *argument)
{
  GtkShortcut *shortcut =
    gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                      gtk_callback_action_new (key_cb, (gpointer) action, NULL));

  if (argument != NULL)
    gtk_shortcut_set_arguments (shortcut, argument);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

/**
 * esp_lead_list_pane_add_window_keys:
 *
 * Adds the keys of the list, wherever in the window the focus is.
 */
void
esp_lead_list_pane_add_window_keys (EspLeadListPane *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const GdkModifierType control_shift = GDK_CONTROL_MASK | GDK_SHIFT_MASK;

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  add_window_key (keys, GDK_KEY_l, GDK_CONTROL_MASK, "screen.display", NULL);
  add_window_key (keys, GDK_KEY_f, control_shift, "screen.add-filter", NULL);
  add_window_key (keys, GDK_KEY_e, GDK_CONTROL_MASK, "screen.edit-mode", NULL);
  add_window_key (keys, GDK_KEY_m, control_shift, "screen.add-to-segment", NULL);
  add_window_key (keys, GDK_KEY_j, control_shift, "screen.add-to-journey", NULL);
  add_window_key (keys, GDK_KEY_c, GDK_CONTROL_MASK | GDK_ALT_MASK, "screen.copy-link", NULL);
  for (guint i = 0; i < 9; i++)
    add_window_key (keys, GDK_KEY_1 + i, GDK_CONTROL_MASK, "screen.view-number",
                    g_variant_new_uint32 (i));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
