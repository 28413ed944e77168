/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the window around workspace files: new, open, sample, backup, restore, import. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-window-private.h"

#include <glib/gi18n.h>

#include "store/esp-backup.h"
#include "views/shell/esp-background.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-new-workspace.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-store-messages.h"

static const EspFileFilter workspace_filters[] = {
  { N_ ("Espalier workspaces"), "*" ESP_WORKSPACE_SUFFIX },
  { N_ ("All files"), "*" },
  { NULL },
};

static void
tell_error (EspWindow *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = esp_store_message (error);
  esp_window_toast (self, text, 0);
}

/* A file name in the default folder that is not taken yet. */
static char *
free_path (const char *name)
{
  g_autofree char *folder = esp_workspace_dup_default_folder ();
  g_autofree char *clean = g_strdelimit (g_strdup (name), "/\\:", '-');

  for (guint i = 1;; i++)
    {
      g_autofree char *file = i == 1 ? g_strconcat (clean, ESP_WORKSPACE_SUFFIX, NULL)
                                     : g_strdup_printf ("%s %u%s", clean, i, ESP_WORKSPACE_SUFFIX);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

static void
facts_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    tell_error (self, error);
}

static void
create_workspace (EspWindow *self, GAsyncResult *result, const char *place)
{
  g_autoptr (EspNewWorkspace) facts = esp_new_workspace_ask_finish (result, NULL);
  g_autofree char *path = NULL;
  EspSession *session;

  if (facts == NULL)
    return;
  path = free_path (facts->name);
  gtk_widget_activate_action (GTK_WIDGET (self), "app.create-path", "(ss)", path, place);
  session = esp_window_get_session (self);
  if (session == NULL ||
      !g_str_equal (esp_workspace_get_path (esp_session_get_workspace (session)), path))
    return; /* why it could not be made has been told */
  esp_store_write_async (esp_session_get_store (session), NULL, esp_new_workspace_write,
                         g_steal_pointer (&facts), (GDestroyNotify) esp_new_workspace_free,
                         facts_written_cb, g_object_ref (self));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWindow) self = user_data;

  create_workspace (self, result, "");
}

static void
asked_for_import_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWindow) self = user_data;

  create_workspace (self, result, "import");
}

static void
new_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_new_workspace_ask_async (GTK_WINDOW (widget), asked_cb, g_object_ref (widget));
}

static void
new_and_import_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_new_workspace_ask_async (GTK_WINDOW (widget), asked_for_import_cb, g_object_ref (widget));
}

static void
open_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWindow) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.open-path", "s", path);
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_dialog_open_file_async (GTK_WINDOW (widget), _ ("Open a workspace"), workspace_filters, NULL,
                              open_chosen_cb, g_object_ref (widget));
}

static void
open_path_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action_variant (widget, "app.open-path", parameter);
}

static void
open_sample_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "app.open-sample", NULL);
}

typedef struct
{
  EspWindow *window; /* (owned) main thread only */
  EspTask *task;     /* (owned) main thread only */
  char *source;
  char *target;
} Backup;

static void
backup_free (gpointer data)
{
  Backup *backup = data;

  g_clear_object (&backup->window);
  g_clear_object (&backup->task);
  g_free (backup->source);
  g_free (backup->target);
  g_free (backup);
}

static gboolean
backup_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *backup = data;

  return esp_backup_copy (backup->source, backup->target, cancellable, error);
}

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Backup *backup = esp_background_run_finish (result, &error);
  EspWindow *window = g_object_get_data (G_OBJECT (task), "esp-window");

  if (backup != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Backed up to “%s”."), backup->target);

      esp_task_set_state (task, ESP_TASK_DONE);
      esp_window_toast (window, text, 0);
    }
  else
    {
      g_autofree char *text = esp_store_message (error);

      esp_task_set_state (task, ESP_TASK_FAILED);
      esp_task_set_detail (task, text);
      tell_error (window, error);
    }
}

static void
backup_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWindow) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  EspSession *session = esp_window_get_session (self);
  EspWorkspace *workspace;
  Backup *backup;
  EspTask *task;

  if (file == NULL || session == NULL)
    return;
  workspace = esp_session_get_workspace (session);
  task = esp_task_new (_ ("Backup"), 0);
  g_object_set_data_full (G_OBJECT (task), "esp-window", g_object_ref (self), g_object_unref);
  esp_workspace_add_task (workspace, task);
  backup = g_new0 (Backup, 1);
  backup->source = g_strdup (esp_workspace_get_path (workspace));
  backup->target = g_file_get_path (file);
  esp_background_run_async (backup_worker, backup, backup_free, NULL, backed_up_cb, task);
}

static void
backup_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));
  g_autofree char *day = NULL;
  g_autofree char *file = NULL;

  if (session == NULL)
    return;
  day = esp_format_date (esp_clock_now_us (esp_session_get_clock (session)),
                         esp_session_get_zone (session), ESP_DATE_ISO_DAY, ESP_LANG_EN);
  file = g_strdup_printf ("%s %s" ESP_WORKSPACE_SUFFIX,
                          esp_workspace_get_title (esp_session_get_workspace (session)), day);
  esp_dialog_save_file_async (GTK_WINDOW (widget), _ ("Back up the workspace"), file,
                              workspace_filters, NULL, backup_chosen_cb, g_object_ref (widget));
}

static void
restore_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) paths = user_data;

  if (esp_dialog_ask_finish (result, NULL) != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "restore",
                                    paths);
}

static void
restore_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const EspDialogAnswer cancel_only[] = { { NULL } };
  EspDialogAnswer answers[2] = { { 0 } };
  g_autoptr (EspWindow) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  EspSession *session = esp_window_get_session (self);
  const char *target;

  if (path == NULL || session == NULL)
    return;
  if (!esp_backup_check (path, &error))
    {
      tell_error (self, error);
      return;
    }
  answers[0].id = "restore";
  answers[0].label = _ ("_Restore");
  answers[0].suggested = TRUE;
  answers[1] = cancel_only[0];
  target = esp_workspace_get_path (esp_session_get_workspace (session));
  esp_dialog_ask_async (GTK_WINDOW (self), _ ("Restore this backup?"),
                        _ ("The workspace becomes what it was at the time of the backup. What it "
                           "is now is kept "
                           "beside it as a file, so that you can go back."),
                        answers, NULL, restore_confirmed_cb,
                        g_variant_ref_sink (g_variant_new ("(ss)", path, target)));
}

static void
restore_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_dialog_open_file_async (GTK_WINDOW (widget), _ ("Restore from a backup"), workspace_filters,
                              NULL, restore_chosen_cb, g_object_ref (widget));
}

static void
sample_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) path = user_data;
  const char *answer = esp_dialog_ask_finish (result, NULL);

  if (answer != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()),
                                    g_str_equal (answer, "delete") ? "delete-sample"
                                                                   : "reset-sample",
                                    path);
}

static void
sample_again_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const EspDialogAnswer answers[] = { { "delete", _ ("_Delete"), TRUE, FALSE },
                                      { "reset", _ ("_Make anew"), FALSE, TRUE },
                                      { NULL } };
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));
  EspWorkspace *workspace = session != NULL ? esp_session_get_workspace (session) : NULL;

  if (workspace == NULL || !esp_workspace_is_sample (workspace))
    {
      esp_window_toast (ESP_WINDOW (widget), _ ("This is not the sample data."), 0);
      return;
    }
  esp_dialog_ask_async (GTK_WINDOW (widget), _ ("Make the sample data anew?"),
                        _ ("What you changed in the sample goes, and the mail in its demo mailbox. "
                           "Your own workspaces stay as they are."),
                        answers, NULL, sample_answered_cb,
                        g_variant_ref_sink (
                          g_variant_new_string (esp_workspace_get_path (workspace))));
}

static gboolean
is_mail_file (const char *path)
{
  static const char *const suffixes[] = { ".mjml", ".html", ".htm", ".eml" };
  g_autofree char *lower = path != NULL ? g_ascii_strdown (path, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;
  return FALSE;
}

static void
open_file_in (EspWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *uri = g_file_get_uri (file);
  EspSession *session = esp_window_get_session (self);
  g_autoptr (EspTarget) target = NULL;
  g_autoptr (EspTarget) with_file = NULL;

  if (path != NULL && g_str_has_suffix (path, ESP_WORKSPACE_SUFFIX))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "app.open-path", "s", path);
      return;
    }
  if (session == NULL || esp_screen_registry_find ("import") == NULL)
    {
      esp_window_toast (self, _ ("Open or make a workspace first, then drop the file again."), 0);
      return;
    }
  if (is_mail_file (path) &&
      gtk_widget_activate_action (GTK_WIDGET (self), "screen.import-file", "s", uri))
    return; /* the area of messages is shown */
  target = esp_target_new ("import", NULL);
  with_file = esp_target_with_param (target, "file", uri);
  esp_window_open (self, with_file);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    open_file_in (ESP_WINDOW (user_data), l->data);
  return TRUE;
}

static void
import_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspSession *session = esp_window_get_session (ESP_WINDOW (widget));

  if (session != NULL)
    esp_session_open (session, "import");
}

/**
 * esp_window_accept_files:
 *
 * Lets files be dropped anywhere on the window: workspaces open, tables go to the import.
 */
void
esp_window_accept_files (EspWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * esp_window_install_file_actions:
 *
 * Gives the window class its actions around files.
 */
void
esp_window_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-workspace", NULL, new_cb);
  gtk_widget_class_install_action (widget_class, "win.new-workspace-and-import", NULL,
                                   new_and_import_cb);
  gtk_widget_class_install_action (widget_class, "win.open-workspace", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "win.open-path", "s", open_path_cb);
  gtk_widget_class_install_action (widget_class, "win.open-sample", NULL, open_sample_cb);
  gtk_widget_class_install_action (widget_class, "win.sample-again", NULL, sample_again_cb);
  gtk_widget_class_install_action (widget_class, "win.backup", NULL, backup_cb);
  gtk_widget_class_install_action (widget_class, "win.restore", NULL, restore_cb);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_cb);
}
