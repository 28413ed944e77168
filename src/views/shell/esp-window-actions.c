/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the window, behind its keys, its menus and its header bar. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-window-private.h"

#include "views/shell/esp-help.h"
#include "views/shell/esp-palette.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-settings.h"
#include "views/shell/esp-resume-sheet.h"
#include "views/shell/esp-stop-sheet.h"

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) esp_window_go (ESP_WINDOW (widget), -1); /* at the end there is nowhere to go */
}

static void
forward_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) esp_window_go (ESP_WINDOW (widget), 1); /* at the end there is nowhere to go */
}

static void
area_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (EspTarget) target = NULL;
  const char *id = g_variant_get_string (parameter, NULL);

  if (esp_window_get_session (ESP_WINDOW (widget)) == NULL || esp_screen_registry_find (id) == NULL)
    return;
  target = esp_target_new (id, NULL);
  esp_window_open (ESP_WINDOW (widget), target);
}

static void
preferences_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_session_open (esp_window_get_session (ESP_WINDOW (widget)), "preferences");
}

static void
toggle_sidebar_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspPanes *panes = esp_window_get_panes (ESP_WINDOW (widget));
  gboolean show = !esp_panes_get_show_sidebar (panes);

  esp_panes_set_show_sidebar (panes, show);
  if (esp_panes_get_width_class (panes) != ESP_WIDTH_NARROW)
    esp_settings_set_boolean ("show-sidebar", show);
  if (show)
    (void) gtk_widget_child_focus (esp_panes_get_sidebar (panes), GTK_DIR_TAB_FORWARD);
}

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspScreen *screen = esp_window_get_screen (ESP_WINDOW (widget));

  if (screen != NULL)
    (void) esp_screen_focus_search (screen); /* a screen without a search ignores the key */
}

static void
refresh_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspScreen *screen = esp_window_get_screen (ESP_WINDOW (widget));

  if (screen != NULL)
    esp_screen_refresh (screen);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspScreen *screen = esp_window_get_screen (ESP_WINDOW (widget));
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL && (screen == NULL || !esp_screen_undo (screen)))
    esp_session_undo (session);
}

static void
redo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspScreen *screen = esp_window_get_screen (ESP_WINDOW (widget));
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL && (screen == NULL || !esp_screen_redo (screen)))
    esp_session_redo (session);
}

static void
undo_op_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL)
    esp_session_undo_op (session, g_variant_get_int64 (parameter));
}

static void
primary_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspScreen *screen = esp_window_get_screen (ESP_WINDOW (widget));
  EspPrimaryAction primary = { 0 };
  g_autofree char *action = NULL;
  g_autoptr (GVariant) target = NULL;

  if (screen == NULL || !esp_screen_get_primary (screen, &primary))
    return;
  if (g_action_parse_detailed_name (primary.action, &action, &target, NULL))
    (void) gtk_widget_activate_action_variant (widget, action, target);
}

static void
stop_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL)
    esp_stop_sheet_present (session);
}

static void
resume_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL)
    esp_resume_sheet_present (session);
}

static void
palette_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL)
    esp_palette_present (GTK_WINDOW (widget), session);
}

static const EspHelp *
get_help (EspWindow *self)
{
  EspScreen *screen = esp_window_get_screen (self);

  return screen != NULL ? esp_screen_get_help (screen) : NULL;
}

static void
help_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *title =
    esp_content_pane_get_title (esp_window_get_content_pane (ESP_WINDOW (widget)));

  esp_help_present (GTK_WINDOW (widget), title, get_help (ESP_WINDOW (widget)));
}

static void
shortcuts_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *title =
    esp_content_pane_get_title (esp_window_get_content_pane (ESP_WINDOW (widget)));

  esp_help_present_shortcuts (GTK_WINDOW (widget), title, get_help (ESP_WINDOW (widget)));
}

/* A document has a history of its own; elsewhere it is that of the workspace. */
static void
history_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));
  EspScreen *screen = esp_window_get_screen (ESP_WINDOW (widget));
  GActionGroup *actions = screen != NULL ? esp_screen_get_actions (screen) : NULL;

  if (actions != NULL && g_action_group_has_action (actions, "versions") &&
      g_action_group_get_action_enabled (actions, "versions"))
    {
      g_action_group_activate_action (actions, "versions", NULL);
      return;
    }
  if (session != NULL && esp_screen_registry_find ("activity") != NULL)
    esp_session_open (session, "activity?tab=changes");
}

static void
fullscreen_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *window = GTK_WINDOW (widget);

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

#define LAST_FOCUS_KEY "esp-last-focus"

static void
last_focus_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
remember_focus (GtkWidget *pane, GtkWidget *focus)
{
  GWeakRef *last = g_new0 (GWeakRef, 1);

  g_weak_ref_init (last, focus);
  g_object_set_data_full (G_OBJECT (pane), LAST_FOCUS_KEY, last, last_focus_free);
}

/* Where the keyboard was in the pane when it left, else its first place. */
static gboolean
focus_pane (GtkWidget *pane)
{
  GWeakRef *last = g_object_get_data (G_OBJECT (pane), LAST_FOCUS_KEY);
  g_autoptr (GtkWidget) focus = last != NULL ? g_weak_ref_get (last) : NULL;

  if (focus != NULL && gtk_widget_get_mapped (focus) && gtk_widget_is_ancestor (focus, pane) &&
      gtk_widget_grab_focus (focus))
    return TRUE;
  return gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD);
}

/* F6: from pane to pane, among those that are seen. */
static void
cycle_panes (EspWindow *self, int step)
{
  EspPanes *panes = esp_window_get_panes (self);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *seen[3];
  int n = 0;
  int now = -1;

  if (esp_panes_is_sidebar_visible (panes))
    seen[n++] = esp_panes_get_sidebar (panes);
  if (esp_panes_is_content_visible (panes))
    seen[n++] = esp_panes_get_content (panes);
  if (esp_panes_is_inspector_visible (panes))
    seen[n++] = esp_panes_get_inspector (panes);
  for (int i = 0; i < n; i++)
    if (focus != NULL && gtk_widget_is_ancestor (focus, seen[i]))
      now = i;
  if (now >= 0)
    remember_focus (seen[now], focus);
  for (int i = 1; i <= n; i++)
    if (focus_pane (seen[(now + n + step * i) % n]))
      return;
}

static void
next_pane_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cycle_panes (ESP_WINDOW (widget), 1);
}

static void
previous_pane_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cycle_panes (ESP_WINDOW (widget), -1);
}

/**
 * esp_window_install_actions:
 *
 * Gives the window class its actions, all named "win.".
 */
void
esp_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.forward", NULL, forward_cb);
  gtk_widget_class_install_action (widget_class, "win.area", "s", area_cb);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_cb);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar_cb);
  gtk_widget_class_install_property_action (widget_class, "win.inspector", "show-inspector");
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_cb);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_cb);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-op", "x", undo_op_cb);
  gtk_widget_class_install_action (widget_class, "win.primary", NULL, primary_cb);
  gtk_widget_class_install_action (widget_class, "win.stop-all", NULL, stop_all_cb);
  gtk_widget_class_install_action (widget_class, "win.resume-all", NULL, resume_all_cb);
  gtk_widget_class_install_action (widget_class, "win.palette", NULL, palette_cb);
  gtk_widget_class_install_action (widget_class, "win.help", NULL, help_cb);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_cb);
  gtk_widget_class_install_action (widget_class, "win.history", NULL, history_cb);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_cb);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, next_pane_cb);
  gtk_widget_class_install_action (widget_class, "win.previous-pane", NULL, previous_pane_cb);
}
