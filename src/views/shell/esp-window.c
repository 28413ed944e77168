/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: panes, the way from place to place, and what screens may ask of it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-window.h"

#include <glib/gi18n.h>

#include "views/shell/esp-banner.h"
#include "views/shell/esp-first-run.h"
#include "views/shell/esp-inspector-pane.h"
#include "views/shell/esp-offline.h"
#include "views/shell/esp-pill.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-settings.h"
#include "views/shell/esp-toaster.h"
#include "views/shell/esp-window-private.h"

#define TOAST_SECONDS 10
/* Places that Back remembers. */
#define MAX_HISTORY 100

struct _EspWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  EspToaster *toaster; /* (owned) (nullable) until there is something to say */
  GtkStack *pages;
  EspPanes *panes;
  EspLive *live;
  EspFirstRun *first_run;
  EspSidebarPane *sidebar_pane;
  EspContentPane *content_pane;
  EspInspectorPane *inspector_pane;
  EspSession *session;         /* (owned) (nullable) */
  EspBanner *stop_banner;      /* while there is a session */
  EspBanner *sample_banner;    /* while there is a session */
  EspBanner *read_only_banner; /* while there is a session */
  GPtrArray *history;          /* of EspTarget: the places that were shown, in order */
  guint place;                 /* index of the place shown now */
  gboolean is_moving; /* a place is being opened: what the screen tells is not a step of its own */
};

typedef enum
{
  PROP_SHOW_INSPECTOR = 1,
} EspWindowProperty;

static GParamSpec *properties[PROP_SHOW_INSPECTOR + 1];

static void shell_iface_init (EspShellInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspWindow,
                               esp_window,
                               ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SHELL, shell_iface_init))

static void
update_decoration (EspWindow *self)
{
  gboolean sidebar = esp_panes_is_sidebar_visible (self->panes);
  gboolean content = esp_panes_is_content_visible (self->panes);
  gboolean beside = esp_panes_is_inspector_beside (self->panes);

  esp_sidebar_pane_set_decorated (self->sidebar_pane, TRUE, !content);
  esp_content_pane_set_decorated (self->content_pane, !sidebar, !beside);
  esp_content_pane_set_sidebar_button (self->content_pane, !sidebar);
  esp_inspector_pane_set_over (self->inspector_pane, !beside);
}

static void
update_recent (EspWindow *self)
{
  g_auto (GStrv) paths = esp_settings_dup_strv ("recent-workspaces");

  esp_sidebar_pane_set_recent (self->sidebar_pane, (const char *const *) paths);
  esp_first_run_set_recent (self->first_run, (const char *const *) paths);
}

static void
apply_density (EspWindow *self)
{
  g_autofree char *density = esp_settings_dup_string ("density");

  if (g_str_equal (density, "compact"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
}

static void
show_inspector_changed_cb (EspWindow *self)
{
  if (esp_panes_get_width_class (self->panes) == ESP_WIDTH_WIDE)
    esp_settings_set_boolean ("show-inspector", esp_panes_get_show_inspector (self->panes));
  update_decoration (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_INSPECTOR]);
}

/* Where there is little room, rows of buttons stand closer: see the style. */
static void
mark_narrow (EspWindow *self)
{
  if (esp_panes_get_width_class (self->panes) == ESP_WIDTH_NARROW)
    gtk_widget_add_css_class (GTK_WIDGET (self), "esp-narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "esp-narrow");
}

static void
width_class_changed_cb (EspWindow *self)
{
  mark_narrow (self);
  /* Getting narrow shows the content; the sidebar is one button away. */
  if (esp_panes_get_width_class (self->panes) == ESP_WIDTH_NARROW)
    esp_panes_set_show_sidebar (self->panes, FALSE);
  else if (!esp_panes_get_show_sidebar (self->panes) &&
           esp_settings_get_boolean ("show-sidebar", TRUE))
    esp_panes_set_show_sidebar (self->panes, TRUE);
  /* Where it would cover the content it waits to be called. */
  esp_panes_set_show_inspector (self->panes,
                                esp_panes_get_width_class (self->panes) == ESP_WIDTH_WIDE &&
                                  esp_settings_get_boolean ("show-inspector", TRUE));
  update_decoration (self);
}

static void
update_inspector (EspWindow *self)
{
  EspScreen *screen = esp_content_pane_get_screen (self->content_pane);
  GtkWidget *inspector = screen != NULL ? esp_screen_get_inspector (screen) : NULL;

  esp_inspector_pane_set_content (self->inspector_pane, inspector);
  update_decoration (self);
}

static void
update_actions (EspWindow *self)
{
  EspScreen *screen = esp_content_pane_get_screen (self->content_pane);
  static const char *const need_session[] = { "win.backup", "win.restore", "win.stop-all",
                                              "win.resume-all", "win.palette" };
  static const char *const need_screen[] = { "import", "preferences" };

  for (guint i = 0; i < G_N_ELEMENTS (need_session); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), need_session[i], self->session != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sample-again",
                                 self->session != NULL &&
                                   esp_workspace_is_sample (
                                     esp_session_get_workspace (self->session)));
  for (guint i = 0; i < G_N_ELEMENTS (need_screen); i++)
    {
      g_autofree char *action = g_strconcat ("win.", need_screen[i], NULL);

      gtk_widget_action_set_enabled (GTK_WIDGET (self), action,
                                     self->session != NULL &&
                                       esp_screen_registry_find (need_screen[i]) != NULL);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", self->place > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.forward",
                                 self->place + 1 < self->history->len);
  esp_content_pane_set_can_go_back (self->content_pane, self->place > 0);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen",
                                  screen != NULL ? esp_screen_get_actions (screen) : NULL);
}

static void
screen_changed_cb (EspScreen *screen, EspWindow *self)
{
  if (screen != esp_content_pane_get_screen (self->content_pane))
    return;
  /* A screen that goes into an object by itself has moved; Back must return there. */
  if (!self->is_moving && self->place < self->history->len)
    {
      EspTarget *now = esp_screen_dup_target (screen);

      if (now != NULL)
        {
          esp_target_unref (g_ptr_array_index (self->history, self->place));
          g_ptr_array_index (self->history, self->place) = now;
        }
    }
  update_inspector (self);
  update_actions (self);
}

static EspScreen *
ensure_screen (EspWindow *self, const EspScreenInfo *info)
{
  EspScreen *screen = esp_content_pane_find_screen (self->content_pane, info->id);

  if (screen == NULL)
    {
      screen = ESP_SCREEN (info->create (self->session));
      esp_content_pane_add_screen (self->content_pane, info->id, screen);
      g_signal_connect_object (screen, "state-changed", G_CALLBACK (screen_changed_cb), self, 0);
    }
  return screen;
}

/* Shows a place without touching the history. */
static gboolean
show_place (EspWindow *self, EspTarget *target)
{
  const EspScreenInfo *info = esp_screen_registry_find (esp_target_get_screen (target));
  EspScreen *screen;
  gboolean is_there;

  if (self->session == NULL || info == NULL)
    return FALSE;
  screen = ensure_screen (self, info);
  self->is_moving = TRUE;
  is_there = esp_screen_open (screen, target);
  self->is_moving = FALSE;
  if (!is_there)
    return FALSE;
  esp_content_pane_show_screen (self->content_pane, info->id, esp_screen_info_get_title (info));
  esp_sidebar_select (esp_sidebar_pane_get_sidebar (self->sidebar_pane), info->id);
  if (esp_panes_get_width_class (self->panes) == ESP_WIDTH_NARROW)
    esp_panes_set_show_sidebar (self->panes, FALSE);
  return TRUE;
}

static void
remember_place (EspWindow *self, EspTarget *target)
{
  if (self->place < self->history->len)
    {
      if (esp_target_equal (g_ptr_array_index (self->history, self->place), target))
        return;
      g_ptr_array_set_size (self->history, self->place + 1);
    }
  g_ptr_array_add (self->history, esp_target_ref (target));
  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 0);
  self->place = self->history->len - 1;
}

static void
area_activated_cb (EspSidebar *sidebar, const char *area, EspWindow *self)
{
  g_autoptr (EspTarget) target = esp_target_new (area, NULL);

  esp_window_open (self, target);
  esp_panes_set_show_sidebar (self->panes,
                              esp_panes_get_width_class (self->panes) != ESP_WIDTH_NARROW);
}

static void
shell_open (EspShell *shell, EspTarget *target, gboolean in_new_window)
{
  EspWindow *self = ESP_WINDOW (shell);
  EspWindow *window = self;

  if (in_new_window)
    {
      window = esp_window_new (gtk_window_get_application (GTK_WINDOW (self)));
      esp_window_set_workspace (window, esp_session_get_workspace (self->session));
      gtk_window_present (GTK_WINDOW (window));
    }
  esp_window_open (window, target);
}

static void
shell_toast (EspShell *shell, const char *text, gint64 undo_op)
{
  esp_window_toast (ESP_WINDOW (shell), text, undo_op);
}

static void
shell_announce (EspShell *shell, const char *text, gboolean urgent)
{
  esp_live_say (ESP_WINDOW (shell)->live, text, urgent);
}

static void
shell_offer_drops (EspShell *shell, const char *const *labels, EspDropFunc func, gpointer user_data)
{
  esp_sidebar_offer_drops (esp_sidebar_pane_get_sidebar (ESP_WINDOW (shell)->sidebar_pane), labels,
                           func, user_data);
}

static GtkWindow *
shell_get_window (EspShell *shell)
{
  return GTK_WINDOW (shell);
}

static void
shell_iface_init (EspShellInterface *iface)
{
  iface->open = shell_open;
  iface->toast = shell_toast;
  iface->announce = shell_announce;
  iface->get_window = shell_get_window;
  iface->offer_drops = shell_offer_drops;
}

static void
update_workspace_cb (EspWindow *self)
{
  EspWorkspace *workspace = esp_session_get_workspace (self->session);
  gboolean read_only = esp_store_is_read_only (esp_workspace_get_store (workspace));

  esp_sidebar_pane_set_title (self->sidebar_pane, esp_workspace_get_title (workspace));
  gtk_window_set_title (GTK_WINDOW (self), esp_workspace_get_title (workspace));
  esp_banner_set_text (self->stop_banner, esp_workspace_is_stopped (workspace)
                                            ? _ ("All sending is stopped in this workspace.")
                                            : NULL);
  esp_banner_set_text (self->sample_banner, esp_workspace_is_sample (workspace)
                                              ? _ ("Sample data: nothing leaves this computer.")
                                              : NULL);
  esp_banner_set_text (self->read_only_banner,
                       read_only ? _ ("This workspace is open for reading only. Copy the file to a "
                                      "folder of your own to change it.")
                                 : NULL);
}

static void
make_banners (EspWindow *self)
{
  EspWorkspace *workspace = esp_session_get_workspace (self->session);

  self->stop_banner = ESP_BANNER (esp_banner_new (ESP_BANNER_ERROR));
  esp_banner_set_button (self->stop_banner, _ ("_Resume…"), "win.resume-all");
  gtk_widget_add_css_class (GTK_WIDGET (self->stop_banner), "stopped");
  self->sample_banner = ESP_BANNER (esp_banner_new (ESP_BANNER_INFO));
  esp_banner_set_button (self->sample_banner, _ ("_Start with my data"), "win.new-workspace");
  gtk_widget_add_css_class (GTK_WIDGET (self->sample_banner), "sample");
  self->read_only_banner = ESP_BANNER (esp_banner_new (ESP_BANNER_WARNING));
  esp_content_pane_add_banner (self->content_pane, GTK_WIDGET (self->stop_banner));
  esp_content_pane_add_banner (self->content_pane, GTK_WIDGET (self->sample_banner));
  esp_content_pane_add_banner (self->content_pane, GTK_WIDGET (self->read_only_banner));
  esp_content_pane_add_banner (self->content_pane, esp_offline_banner_new (self->session));
  g_signal_connect_object (workspace, "notify", G_CALLBACK (update_workspace_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
close_session (EspWindow *self)
{
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_func (esp_session_get_workspace (self->session),
                                        update_workspace_cb, self);
  esp_session_set_shell (self->session, NULL);
  esp_session_close (self->session);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", NULL);
  esp_inspector_pane_set_content (self->inspector_pane, NULL);
  esp_content_pane_clear (self->content_pane);
  esp_content_pane_set_status (self->content_pane, NULL);
  g_ptr_array_set_size (self->history, 0);
  self->place = 0;
  g_clear_object (&self->session);
}

static gboolean
esp_window_close_request (GtkWindow *window)
{
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  esp_settings_set_int ("window-width", width);
  esp_settings_set_int ("window-height", height);
  esp_settings_set_boolean ("window-maximized", gtk_window_is_maximized (window));
  return GTK_WINDOW_CLASS (esp_window_parent_class)->close_request (window);
}

static void
esp_window_dispose (GObject *object)
{
  EspWindow *self = ESP_WINDOW (object);

  if (self->content_pane != NULL)
    close_session (self);
  self->content_pane = NULL;
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_clear_pointer (&self->toaster, esp_toaster_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), ESP_TYPE_WINDOW);
  G_OBJECT_CLASS (esp_window_parent_class)->dispose (object);
}

static void
esp_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EspWindow *self = ESP_WINDOW (object);

  switch ((EspWindowProperty) prop_id)
    {
    case PROP_SHOW_INSPECTOR:
      g_value_set_boolean (value, esp_panes_get_show_inspector (self->panes));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
esp_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  EspWindow *self = ESP_WINDOW (object);

  switch ((EspWindowProperty) prop_id)
    {
    case PROP_SHOW_INSPECTOR:
      esp_panes_set_show_inspector (self->panes, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
esp_window_class_init (EspWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ESP_TYPE_FIRST_RUN);
  g_type_ensure (ESP_TYPE_LIVE);
  g_type_ensure (ESP_TYPE_PANES);
  G_OBJECT_CLASS (klass)->dispose = esp_window_dispose;
  G_OBJECT_CLASS (klass)->get_property = esp_window_get_property;
  G_OBJECT_CLASS (klass)->set_property = esp_window_set_property;
  properties[PROP_SHOW_INSPECTOR] =
    g_param_spec_boolean ("show-inspector", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);
  GTK_WINDOW_CLASS (klass)->close_request = esp_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/espalier/Espalier/ui/esp-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EspWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, EspWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, EspWindow, panes);
  gtk_widget_class_bind_template_child (widget_class, EspWindow, live);
  gtk_widget_class_bind_template_child (widget_class, EspWindow, first_run);
  esp_window_install_actions (widget_class);
  esp_window_install_file_actions (widget_class);
}

static void
esp_window_init (EspWindow *self)
{
  self->history = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_target_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sidebar_pane = ESP_SIDEBAR_PANE (esp_sidebar_pane_new ());
  self->content_pane = ESP_CONTENT_PANE (esp_content_pane_new ());
  self->inspector_pane = ESP_INSPECTOR_PANE (esp_inspector_pane_new ());
  esp_panes_set_sidebar (self->panes, GTK_WIDGET (self->sidebar_pane));
  esp_panes_set_content (self->panes, GTK_WIDGET (self->content_pane));
  esp_panes_set_inspector (self->panes, GTK_WIDGET (self->inspector_pane));
  esp_panes_set_show_inspector (self->panes, esp_settings_get_boolean ("show-inspector", TRUE));
  g_signal_connect_object (esp_sidebar_pane_get_sidebar (self->sidebar_pane), "activated",
                           G_CALLBACK (area_activated_cb), self, 0);
  g_signal_connect_object (self->panes, "notify::width-class", G_CALLBACK (width_class_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->panes, "notify::show-sidebar", G_CALLBACK (update_decoration),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->panes, "notify::show-inspector",
                           G_CALLBACK (show_inspector_changed_cb), self, G_CONNECT_SWAPPED);
  if (esp_settings_peek () != NULL)
    g_signal_connect_object (esp_settings_peek (), "changed::density", G_CALLBACK (apply_density),
                             self, G_CONNECT_SWAPPED);
  apply_density (self);
  esp_window_accept_files (self);
  update_decoration (self);
  update_actions (self);
  update_recent (self);
}

/**
 * esp_window_new:
 *
 * Returns: (transfer none): a window that shows the page of first choices; the application owns it
 */
EspWindow *
esp_window_new (GtkApplication *app)
{
  EspWindow *self = g_object_new (ESP_TYPE_WINDOW, "application", app, NULL);
  int width = esp_settings_get_int ("window-width", 0);
  int height = esp_settings_get_int ("window-height", 0);

  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (esp_settings_get_boolean ("window-maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

/**
 * esp_window_set_workspace:
 * @workspace: (nullable): NULL returns to the page of first choices
 *
 * Closes what is open and shows @workspace, at its first area.
 */
void
esp_window_set_workspace (EspWindow *self, EspWorkspace *workspace)
{
  g_return_if_fail (ESP_IS_WINDOW (self));

  close_session (self);
  update_actions (self);
  if (workspace == NULL)
    {
      update_recent (self);
      gtk_stack_set_visible_child_name (self->pages, "first-run");
      return;
    }
  self->session = esp_session_new (workspace);
  esp_session_set_shell (self->session, ESP_SHELL (self));
  esp_sidebar_set_areas (esp_sidebar_pane_get_sidebar (self->sidebar_pane),
                         esp_session_get_areas (self->session));
  make_banners (self);
  esp_content_pane_set_status (self->content_pane, esp_pill_new (self->session));
  update_workspace_cb (self);
  update_recent (self);
  gtk_stack_set_visible_child_name (self->pages, "workspace");
  if (esp_screen_registry_get_n () > 0)
    {
      g_autoptr (EspTarget) first = esp_target_new (esp_screen_registry_get (0)->id, NULL);

      esp_window_open (self, first);
    }
}

/**
 * esp_window_get_session:
 *
 * Returns: (transfer none) (nullable): the session, NULL on the page of first choices
 */
EspSession *
esp_window_get_session (EspWindow *self)
{
  g_return_val_if_fail (ESP_IS_WINDOW (self), NULL);

  return self->session;
}

/**
 * esp_window_get_screen:
 *
 * Returns: (transfer none) (nullable): the screen in front
 */
EspScreen *
esp_window_get_screen (EspWindow *self)
{
  g_return_val_if_fail (ESP_IS_WINDOW (self), NULL);

  return esp_content_pane_get_screen (self->content_pane);
}

/**
 * esp_window_get_panes:
 *
 * Returns: (transfer none): the three panes
 */
EspPanes *
esp_window_get_panes (EspWindow *self)
{
  return self->panes;
}

/**
 * esp_window_get_content_pane:
 *
 * Returns: (transfer none): the pane in the middle
 */
EspContentPane *
esp_window_get_content_pane (EspWindow *self)
{
  return self->content_pane;
}

/**
 * esp_window_open:
 *
 * Goes to a place and remembers where it was. Says so when the place does not exist.
 */
void
esp_window_open (EspWindow *self, EspTarget *target)
{
  g_return_if_fail (ESP_IS_WINDOW (self));
  g_return_if_fail (target != NULL);

  if (!show_place (self, target))
    {
      esp_window_toast (self, _ ("This is not there any more."), 0);
      return;
    }
  remember_place (self, target);
  update_inspector (self);
  update_actions (self);
}

/**
 * esp_window_go:
 * @direction: -1 for Back, 1 for Forward
 *
 * Goes along the places that were shown.
 *
 * Returns: FALSE at the end of the way
 */
gboolean
esp_window_go (EspWindow *self, int direction)
{
  gint64 place = (gint64) self->place + direction;

  if (place < 0 || place >= self->history->len)
    return FALSE;
  self->place = (guint) place;
  if (!show_place (self, g_ptr_array_index (self->history, self->place)))
    esp_window_toast (self, _ ("This is not there any more."), 0);
  update_inspector (self);
  update_actions (self);
  return TRUE;
}

/**
 * esp_window_set_busy:
 * @text: (nullable): what is done; NULL when it is done
 *
 * Says that something is made before a workspace can be shown.
 */
void
esp_window_set_busy (EspWindow *self, const char *text)
{
  g_return_if_fail (ESP_IS_WINDOW (self));

  esp_first_run_set_busy (self->first_run, text);
  if (text != NULL && self->session != NULL)
    esp_window_toast (self, text, 0);
}

/**
 * esp_window_toast:
 * @undo_op: the operation that the Undo button takes back, 0 for no button
 *
 * Shows @text for a while, and tells screen readers.
 */
void
esp_window_toast (EspWindow *self, const char *text, gint64 undo_op)
{
  g_return_if_fail (ESP_IS_WINDOW (self));

  if (self->toaster == NULL)
    self->toaster = esp_toaster_new (self->toasts);
  esp_toaster_show (self->toaster, text, undo_op,
                    (guint) esp_settings_get_int ("toast-seconds", TOAST_SECONDS));
  esp_live_say (self->live, text, FALSE);
}
