/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the application and every key that works in all its windows. */
#define G_LOG_DOMAIN "esp-app"
#include "config.h"

#include "app/esp-app-actions.h"

#include <glib/gi18n.h>

#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-window.h"

typedef struct
{
  const char *action;
  const char *accels[4]; /* ends with NULL */
} Accel;

static const Accel accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.new-window", { "<Control><Shift>n" } },
  { "window.close", { "<Control>w" } },
  { "win.back", { "<Alt>Left", "Back" } },
  { "win.forward", { "<Alt>Right", "Forward" } },
  { "win.toggle-sidebar", { "<Control>backslash", "F9" } },
  { "win.inspector", { "<Control>i" } },
  { "win.search", { "<Control>f" } },
  { "win.refresh", { "F5" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z" } },
  { "win.primary", { "<Control>Return", "<Control>KP_Enter" } },
  { "win.next-pane", { "F6" } },
  { "win.previous-pane", { "<Shift>F6" } },
};

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *app = data;
  GList *windows;

  /* Each window keeps its size and may object. */
  while ((windows = gtk_application_get_windows (app)) != NULL)
    {
      GtkWindow *window = windows->data;

      gtk_window_close (window);
      if (g_list_find (gtk_application_get_windows (app), window) != NULL)
        return;
    }
  g_application_quit (G_APPLICATION (app));
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *app = data;
  GtkWindow *active = gtk_application_get_active_window (app);
  EspWindow *window = esp_window_new (app);

  if (ESP_IS_WINDOW (active) && esp_window_get_session (ESP_WINDOW (active)) != NULL)
    esp_window_set_workspace (window, esp_session_get_workspace (
                                        esp_window_get_session (ESP_WINDOW (active))));
  gtk_window_present (GTK_WINDOW (window));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *active = gtk_application_get_active_window (data);

  adw_show_about_window (active, "application-name", "Espalier", "application-icon", ESP_APP_ID,
                         "version", ESP_VERSION, "license-type", GTK_LICENSE_GPL_3_0,
                         "developer-name", _ ("The Espalier authors"), "comments",
                         _ ("Marketing automation that lives on your own computer."), NULL);
}

static const GActionEntry entries[] = {
  { "quit", quit_cb },
  { "new-window", new_window_cb },
  { "about", about_cb },
};

/**
 * esp_app_actions_install:
 *
 * Gives @app its actions and its keys, those of the areas included.
 */
void
esp_app_actions_install (GtkApplication *app)
{
  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), app);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (app, accels[i].action, accels[i].accels);
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);
      const char *keys[] = { info->accel, NULL };
      g_autofree char *action = g_strdup_printf ("win.area::%s", info->id);

      gtk_application_set_accels_for_action (app, action, keys);
    }
}
