/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: command line, workspaces and the windows on them. */
#define G_LOG_DOMAIN "esp-app"
#include "config.h"

#include "app/esp-application.h"

#include <glib/gi18n.h>

#include "app/esp-alerts.h"
#include "app/esp-app-actions.h"
#include "views/esp-screens.h"
#include "views/shell/esp-job-row.h"
#include "views/shell/esp-settings.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-speak.h"
#include "views/shell/esp-text-scale.h"
#include "views/shell/esp-window.h"
#include "worker/esp-text-source.h"
#include "worker/esp-segment-source.h"

/* Workspaces that the menu offers to open again. */
#define MAX_RECENT 8

struct _EspApplication
{
  AdwApplication parent_instance;

  EspClock *clock;       /* (owned) */
  GPtrArray *workspaces; /* (owned) of EspWorkspace: the open files */
  gboolean is_quitting;  /* work is not waited for any more */
  guint inhibit_cookie;  /* keeps the computer awake while something runs; 0 when not */
};

G_DEFINE_FINAL_TYPE (EspApplication, esp_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open the workspace FILE"), N_ ("FILE") },
  { "new-window", 'n', 0, G_OPTION_ARG_NONE, NULL, N_ ("Open another window"), NULL },
  { "screen", 's', 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Begin at a place: the name of a screen or an address"), N_ ("PLACE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
  { NULL },
};

/* Read by the benchmark of the start. */
static void
painted_cb (GdkFrameClock *frames, GtkWidget *window)
{
  g_signal_handlers_disconnect_by_func (frames, painted_cb, window);
  g_debug ("The first frame of a window stands.");
}

static void
realized_cb (GtkWidget *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint",
                           G_CALLBACK (painted_cb), window, 0);
}

static EspWindow *
make_window (EspApplication *self)
{
  EspWindow *window = esp_window_new (GTK_APPLICATION (self));

  g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
  return window;
}

static EspWorkspace *
find_workspace (EspApplication *self, const char *path)
{
  for (guint i = 0; i < self->workspaces->len; i++)
    if (g_str_equal (esp_workspace_get_path (g_ptr_array_index (self->workspaces, i)), path))
      return g_ptr_array_index (self->workspaces, i);
  return NULL;
}

static gboolean
is_shown (EspApplication *self, EspWorkspace *workspace)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (ESP_IS_WINDOW (l->data) && esp_window_get_session (l->data) != NULL &&
        esp_session_get_workspace (esp_window_get_session (l->data)) == workspace)
      return TRUE;
  return FALSE;
}

static void
engine_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_workspace_stop_engine_finish (ESP_WORKSPACE (source), result, &error))
    g_warning ("The engine did not stop well: %s", error->message);
  esp_workspace_close (ESP_WORKSPACE (source));
  g_application_release (G_APPLICATION (self));
}

/* Closes the workspaces that no window shows, as soon as nothing of them runs. */
static void
close_unseen (EspApplication *self)
{
  for (guint i = self->workspaces->len; i > 0; i--)
    {
      EspWorkspace *workspace = g_ptr_array_index (self->workspaces, i - 1);

      if (is_shown (self, workspace) ||
          (esp_workspace_is_working (workspace) && !self->is_quitting))
        continue;
      esp_workspace_stop_engine_async (workspace, engine_stopped_cb, g_object_ref (self));
      g_ptr_array_remove_index (self->workspaces, i - 1);
    }
}

/* The computer does not fall asleep by itself in the middle of a send. */
static void
keep_awake (EspApplication *self)
{
  gboolean is_working = esp_application_is_working (self);
  GtkApplication *app = GTK_APPLICATION (self);

  if (is_working && self->inhibit_cookie == 0)
    self->inhibit_cookie =
      gtk_application_inhibit (app, gtk_application_get_active_window (app),
                               GTK_APPLICATION_INHIBIT_SUSPEND, _ ("Work is still running"));
  else if (!is_working && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (app, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

static gboolean
is_looked_at (EspApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

/* Tells the desktop how work ended while nobody looked. */
static void
notify_end (EspApplication *self, EspTask *task)
{
  g_autoptr (GNotification) notification = NULL;
  const char *detail = esp_task_get_detail (task);

  if (!esp_task_is_over (task) || is_looked_at (self))
    return;
  notification = g_notification_new (esp_task_get_title (task));
  g_notification_set_body (notification, detail != NULL
                                           ? detail
                                           : esp_task_state_word (esp_task_get_state (task)));
  g_application_send_notification (G_APPLICATION (self), esp_task_get_title (task), notification);
}

static void
task_state_cb (EspTask *task, GParamSpec *pspec, EspApplication *self)
{
  notify_end (self, task);
  keep_awake (self);
  close_unseen (self);
}

static void
tasks_changed_cb (GListModel *tasks,
                  guint position,
                  guint removed,
                  guint added,
                  EspApplication *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      g_signal_connect_object (task, "notify::state", G_CALLBACK (task_state_cb), self, 0);
    }
  keep_awake (self);
}

/* Returns: (transfer none) (nullable): the open file; a failure is told in @window. */
static EspWorkspace *
open_workspace (EspApplication *self, const char *path, EspStoreMode mode, EspWindow *window)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  EspWorkspace *workspace = find_workspace (self, full);

  if (workspace != NULL)
    return workspace;
  workspace = esp_workspace_open (full, mode, self->clock, &error);
  if (workspace == NULL)
    {
      g_autofree char *text = esp_store_message (error);

      esp_window_toast (window, text, 0);
      return NULL;
    }
  g_ptr_array_add (self->workspaces, workspace);
  g_application_hold (G_APPLICATION (self)); /* until its engine has stopped */
  esp_workspace_start_engine (workspace, &esp_every_source, esp_segment_source_members);
  g_signal_connect_object (esp_workspace_get_tasks (workspace), "items-changed",
                           G_CALLBACK (tasks_changed_cb), self, 0);
  esp_alerts_watch (G_APPLICATION (self), esp_workspace_get_store (workspace));
  return workspace;
}

static void
go_to_place (EspWindow *window, const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTarget) target = esp_target_parse (place, &error);

  if (target != NULL)
    esp_window_open (window, target);
  else
    esp_window_toast (window, error->message, 0);
}

/* The window that a new wish is shown in: the active one while it has no workspace yet. */
static EspWindow *
window_for (EspApplication *self, gboolean in_new_window)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (active != NULL && ESP_IS_WINDOW (active) && !in_new_window)
    return ESP_WINDOW (active);
  return make_window (self);
}

/* Puts @path first among the recent ones and opens it next time. */
static void
remember_recent (const char *path)
{
  g_auto (GStrv) before = esp_settings_dup_strv ("recent-workspaces");
  g_autoptr (GPtrArray) now = g_ptr_array_new ();

  g_ptr_array_add (now, (gpointer) path);
  for (guint i = 0; before[i] != NULL && now->len < MAX_RECENT; i++)
    if (!g_str_equal (before[i], path))
      g_ptr_array_add (now, before[i]);
  g_ptr_array_add (now, NULL);
  esp_settings_set_strv ("recent-workspaces", (const char *const *) now->pdata);
  esp_settings_set_string ("last-workspace", path);
}

/* Files without an option, as file managers give those that were double-clicked: each in a window, the first in the
 * one that is there. */
static gboolean
open_files (EspApplication *self,
            GApplicationCommandLine *line,
            gboolean in_new_window,
            const char *screen)
{
  int n_arguments = 0;
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, &n_arguments);

  for (int i = 1; i < n_arguments; i++)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, arguments[i]);
      g_autofree char *path = g_file_get_path (file);

      /* What has no path is named as it was given, so that the window can say that it cannot be opened. */
      esp_application_open_path (self, path != NULL ? path : arguments[i], ESP_STORE_OPEN,
                                 in_new_window || i > 1, screen);
    }
  return n_arguments > 1;
}

static int
esp_application_command_line (GApplication *app, GApplicationCommandLine *line)
{
  EspApplication *self = ESP_APPLICATION (app);
  GVariantDict *dict = g_application_command_line_get_options_dict (line);
  g_autofree char *path = NULL;
  g_autofree char *last = NULL;
  const char *screen = NULL;
  gboolean in_new_window = FALSE;

  g_variant_dict_lookup (dict, "workspace", "^ay", &path);
  g_variant_dict_lookup (dict, "screen", "&s", &screen);
  g_variant_dict_lookup (dict, "new-window", "b", &in_new_window);
  if (path == NULL && open_files (self, line, in_new_window, screen))
    return 0;
  if (path != NULL)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, path);

      g_free (path);
      path = g_file_get_path (file);
    }
  else if (gtk_application_get_active_window (GTK_APPLICATION (app)) == NULL || in_new_window)
    {
      last = esp_settings_dup_string ("last-workspace");
      if (*last != '\0' && g_file_test (last, G_FILE_TEST_IS_REGULAR))
        path = g_steal_pointer (&last);
    }
  esp_application_open_path (self, path, ESP_STORE_OPEN, in_new_window, screen);
  return 0;
}

static void
esp_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  EspApplication *self = ESP_APPLICATION (app);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);

      if (path != NULL)
        esp_application_open_path (self, path, ESP_STORE_OPEN, i > 0, NULL);
    }
}

static int
esp_application_handle_local_options (GApplication *app, GVariantDict *dict)
{
  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("espalier %s\n", ESP_VERSION);
      return 0;
    }
  return -1;
}

/* Light or dark, as the person at this computer likes it. */
static void
apply_color_scheme (void)
{
  g_autofree char *wish = esp_settings_dup_string ("color-scheme");
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (wish, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (wish, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
esp_application_startup (GApplication *app)
{
  EspApplication *self = ESP_APPLICATION (app);

  esp_screens_register ();
  G_APPLICATION_CLASS (esp_application_parent_class)->startup (app);
  self->clock = esp_clock_new_system ();
  apply_color_scheme ();
  esp_text_scale_icons (gdk_display_get_default ());
  if (esp_settings_peek () != NULL)
    g_signal_connect (esp_settings_peek (), "changed::color-scheme",
                      G_CALLBACK (apply_color_scheme), NULL);
  esp_app_actions_install (GTK_APPLICATION (app));
  esp_speak_init ();
}

static void
esp_application_window_removed (GtkApplication *app, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (esp_application_parent_class)->window_removed (app, window);
  close_unseen (ESP_APPLICATION (app));
}

static void
esp_application_dispose (GObject *object)
{
  EspApplication *self = ESP_APPLICATION (object);

  g_clear_pointer (&self->workspaces, g_ptr_array_unref);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (esp_application_parent_class)->dispose (object);
}

static void
esp_application_class_init (EspApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_application_dispose;
  GTK_APPLICATION_CLASS (klass)->window_removed = esp_application_window_removed;
  app_class->startup = esp_application_startup;
  app_class->command_line = esp_application_command_line;
  app_class->open = esp_application_open;
  app_class->handle_local_options = esp_application_handle_local_options;
}

static void
esp_application_init (EspApplication *self)
{
  self->workspaces = g_ptr_array_new_with_free_func (g_object_unref);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * esp_application_new:
 *
 * Returns: (transfer full): the application, not yet running
 */
EspApplication *
esp_application_new (void)
{
  return g_object_new (ESP_TYPE_APPLICATION, "application-id", ESP_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/espalier/Espalier", NULL);
}

/**
 * esp_application_get_clock:
 *
 * Returns: (transfer none): the clock of the whole process
 */
EspClock *
esp_application_get_clock (EspApplication *self)
{
  return self->clock;
}

/**
 * esp_application_open_path:
 * @path: (nullable): a workspace; NULL only brings a window to the front
 * @place: (nullable): where to begin
 *
 * Opens a workspace in the active window or in a new one, and remembers it.
 */
void
esp_application_open_path (EspApplication *self,
                           const char *path,
                           EspStoreMode mode,
                           gboolean in_new_window,
                           const char *place)
{
  EspWindow *window = window_for (self, in_new_window);
  EspWorkspace *workspace = NULL;

  if (path != NULL)
    workspace = open_workspace (self, path, mode, window);
  if (workspace != NULL)
    {
      remember_recent (esp_workspace_get_path (workspace));
      esp_window_set_workspace (window, workspace);
      close_unseen (self);
    }
  if (place != NULL && *place != '\0' && esp_window_get_session (window) != NULL)
    go_to_place (window, place);
  gtk_window_present (GTK_WINDOW (window));
}

/**
 * esp_application_is_working:
 *
 * Returns: whether something runs in any open workspace
 */
gboolean
esp_application_is_working (EspApplication *self)
{
  for (guint i = 0; i < self->workspaces->len; i++)
    if (esp_workspace_is_working (g_ptr_array_index (self->workspaces, i)))
      return TRUE;
  return FALSE;
}

/**
 * esp_application_set_quitting:
 *
 * Says that running work stops with the last window instead of being waited for.
 */
void
esp_application_set_quitting (EspApplication *self)
{
  self->is_quitting = TRUE;
}

typedef struct
{
  EspApplication *app; /* (owned) */
  EspApplicationFunc func;
  GVariant *data; /* (owned) */
} Forgetting;

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Forgetting *forgetting = user_data;

  engine_stopped_cb (source, result, g_object_ref (forgetting->app));
  forgetting->func (forgetting->app, forgetting->data);
  g_variant_unref (forgetting->data);
  g_object_unref (forgetting->app);
  g_free (forgetting);
}

/**
 * esp_application_forget_path:
 * @func: called when the file is closed
 *
 * Closes the workspace @path in all windows, so that its file may be replaced.
 */
void
esp_application_forget_path (EspApplication *self,
                             const char *path,
                             EspApplicationFunc func,
                             GVariant *data)
{
  EspWorkspace *workspace = find_workspace (self, path);
  Forgetting *forgetting;

  g_return_if_fail (workspace != NULL);

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (ESP_IS_WINDOW (l->data) && esp_window_get_session (l->data) != NULL &&
        esp_session_get_workspace (esp_window_get_session (l->data)) == workspace)
      esp_window_set_workspace (l->data, NULL);
  forgetting = g_new0 (Forgetting, 1);
  forgetting->app = g_object_ref (self);
  forgetting->func = func;
  forgetting->data = g_variant_ref_sink (data);
  esp_workspace_stop_engine_async (workspace, forgotten_cb, forgetting);
  g_ptr_array_remove (self->workspaces, workspace);
}
