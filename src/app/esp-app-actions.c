/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the application and every key that works in all its windows. */
#define G_LOG_DOMAIN "esp-app"
#include "config.h"

#include "app/esp-app-actions.h"

#include <glib/gi18n.h>

#include "app/esp-application.h"
#include "store/esp-backup.h"
#include "views/shell/esp-background.h"
#include "views/shell/esp-commands.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-settings.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-window.h"
#include "worker/esp-sample.h"

static void
close_all (GtkApplication *app)
{
  GList *windows;

  /* Each window keeps its size and may object. */
  while ((windows = gtk_application_get_windows (app)) != NULL)
    {
      GtkWindow *window = windows->data;

      gtk_window_close (window);
      if (g_list_find (gtk_application_get_windows (app), window) != NULL)
        return;
    }
}

static void
quit_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspApplication) app = user_data;

  if (esp_dialog_ask_finish (result, NULL) == NULL)
    return;
  esp_application_set_quitting (app);
  close_all (GTK_APPLICATION (app));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const EspDialogAnswer answers[] = { { "quit", _ ("_Quit now"), FALSE, TRUE }, { NULL } };

  if (esp_application_is_working (data))
    {
      esp_dialog_ask_async (
        gtk_application_get_active_window (data), _ ("Work is still running"),
        _ ("It stops between two messages and goes on where it was when Espalier is opened again; "
           "nobody gets a message twice. Closing only the window lets it finish."),
        answers, NULL, quit_confirmed_cb, g_object_ref (data));
      return;
    }
  esp_application_set_quitting (data);
  close_all (data);
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

static void
open_path_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  esp_application_open_path (data, g_variant_get_string (parameter, NULL), ESP_STORE_OPEN, FALSE,
                             NULL);
}

static void
create_path_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *path, *place;

  g_variant_get (parameter, "(&s&s)", &path, &place);
  esp_application_open_path (data, path, ESP_STORE_CREATE, FALSE, place);
}

static void
tell (GtkApplication *app, const char *text)
{
  GtkWindow *window = gtk_application_get_active_window (app);

  if (ESP_IS_WINDOW (window))
    esp_window_toast (ESP_WINDOW (window), text, 0);
}

static void
set_busy (GtkApplication *app, const char *text)
{
  GtkWindow *window = gtk_application_get_active_window (app);

  if (ESP_IS_WINDOW (window))
    esp_window_set_busy (ESP_WINDOW (window), text);
}

/* Makes the sample file when it is not there, away from the main thread. */
static gboolean
sample_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (EspStore) store = NULL;

  store = esp_sample_open (data, clock, error);
  if (store == NULL)
    return FALSE;
  esp_store_close (store);
  return TRUE;
}

static void
sample_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspApplication) app = user_data;
  g_autoptr (GError) error = NULL;
  const char *path = esp_background_run_finish (result, &error);

  g_application_unmark_busy (G_APPLICATION (app));
  set_busy (GTK_APPLICATION (app), NULL);
  if (path != NULL)
    esp_application_open_path (app, path, ESP_STORE_OPEN, FALSE, NULL);
  else
    {
      g_autofree char *text = esp_store_message (error);

      tell (GTK_APPLICATION (app), text);
    }
  g_application_release (G_APPLICATION (app));
}

static void
open_sample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  char *path = esp_sample_get_path ();

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    set_busy (data, _ ("Making the sample data. This takes a few seconds…"));
  g_application_hold (data);
  g_application_mark_busy (data);
  esp_background_run_async (sample_worker, path, g_free, NULL, sample_ready_cb,
                            g_object_ref (data));
}

/* Makes the sample anew; the file is closed. */
static gboolean
sample_again_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  return esp_sample_remove (data, error) && sample_worker (data, cancellable, error);
}

static void
reset_closed (EspApplication *app, GVariant *parameter)
{
  char *path = g_variant_dup_string (parameter, NULL);

  set_busy (GTK_APPLICATION (app), _ ("Making the sample data. This takes a few seconds…"));
  g_application_hold (G_APPLICATION (app));
  g_application_mark_busy (G_APPLICATION (app));
  esp_background_run_async (sample_again_worker, path, g_free, NULL, sample_ready_cb,
                            g_object_ref (app));
}

static void
delete_closed (EspApplication *app, GVariant *parameter)
{
  g_autoptr (GError) error = NULL;

  if (!esp_sample_remove (g_variant_get_string (parameter, NULL), &error))
    {
      g_autofree char *text = esp_store_message (error);

      tell (GTK_APPLICATION (app), text);
    }
  esp_settings_set_string ("last-workspace", "");
}

static void
reset_sample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  esp_application_forget_path (data, g_variant_get_string (parameter, NULL), reset_closed,
                               parameter);
}

static void
delete_sample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  esp_application_forget_path (data, g_variant_get_string (parameter, NULL), delete_closed,
                               parameter);
}

static void
restore_closed (EspApplication *app, GVariant *parameter)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *text = NULL;
  const char *backup, *path;

  g_variant_get (parameter, "(&s&s)", &backup, &path);
  if (esp_backup_restore (backup, path, &kept, &error))
    /* Translators: the name of a file */
    text = g_strdup_printf (_ ("Restored. What was there before is kept as “%s”."), kept);
  else
    text = esp_store_message (error);
  esp_application_open_path (app, path, ESP_STORE_OPEN, FALSE, NULL);
  tell (GTK_APPLICATION (app), text);
}

static void
restore_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *backup, *path;

  g_variant_get (parameter, "(&s&s)", &backup, &path);
  esp_application_forget_path (data, path, restore_closed, parameter);
}

static const GActionEntry entries[] = {
  { "open-path", open_path_cb, "s" },
  { "create-path", create_path_cb, "(ss)" },
  { "open-sample", open_sample_cb },
  { "restore", restore_cb, "(ss)" },
  { "reset-sample", reset_sample_cb, "s" },
  { "delete-sample", delete_sample_cb, "s" },
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
  for (guint i = 0; i < esp_commands_get_n (); i++)
    gtk_application_set_accels_for_action (app, esp_commands_get (i)->action,
                                           esp_commands_get (i)->keys);
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);
      const char *keys[] = { info->accel, NULL };
      g_autofree char *action = g_strdup_printf ("win.area::%s", info->id);

      gtk_application_set_accels_for_action (app, action, keys);
    }
}
