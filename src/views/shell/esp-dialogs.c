/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, questions and colours: the dialogs of the toolkit, wrapped once. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define CANCEL_ID "esp-cancel"

/* The answer of a dialog, told when the dialog is gone: the answer may well close its window. */
typedef struct
{
  GTask *task;     /* (owned) */
  gpointer answer; /* (owned) (nullable) NULL: it was closed */
  GDestroyNotify free_answer;
} Answer;

static gboolean
answer_cb (gpointer data)
{
  Answer *answer = data;

  if (answer->answer != NULL)
    g_task_return_pointer (answer->task, answer->answer, answer->free_answer);
  else
    g_task_return_new_error (answer->task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "The dialog was closed.");
  g_object_unref (answer->task);
  g_free (answer);
  return G_SOURCE_REMOVE;
}

/* Takes the reference of @task, and @result. */
static void
answer_later (GTask *task, gpointer result, GDestroyNotify free_result)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->task = task;
  answer->answer = result;
  answer->free_answer = free_result;
  g_idle_add (answer_cb, answer);
}

static void
file_response_cb (GtkNativeDialog *dialog, int response, GTask *task)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_destroy (dialog);
  answer_later (task, g_steal_pointer (&file), g_object_unref);
}

static void
add_filters (GtkFileChooser *chooser, const EspFileFilter *filters)
{
  for (; filters != NULL && filters->name != NULL; filters++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_auto (GStrv) patterns = g_strsplit (filters->patterns, ";", -1);

      gtk_file_filter_set_name (filter, _ (filters->name));
      for (guint i = 0; patterns[i] != NULL; i++)
        gtk_file_filter_add_pattern (filter, patterns[i]);
      gtk_file_chooser_add_filter (chooser, filter);
    }
}

static void
run_chooser (GtkWindow *parent,
             const char *title,
             GtkFileChooserAction action,
             const char *name,
             const EspFileFilter *filters,
             GTask *task)
{
  const char *accept = action == GTK_FILE_CHOOSER_ACTION_SAVE ? _ ("_Save") : _ ("_Open");
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (title, parent, action, accept, _ ("_Cancel"));

  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filters (GTK_FILE_CHOOSER (dialog), filters);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* The task keeps the dialog alive until it has an answer. */
  g_object_set_data_full (G_OBJECT (task), "esp-dialog", dialog, g_object_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (file_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * esp_dialog_open_file_async:
 * @filters: (nullable): ends with a NULL name
 *
 * Asks for one existing file. Finish with esp_dialog_file_finish().
 */
void
esp_dialog_open_file_async (GtkWindow *parent,
                            const char *title,
                            const EspFileFilter *filters,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_dialog_file_finish);
  run_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, filters, task);
}

/**
 * esp_dialog_save_file_async:
 * @name: the name that is proposed
 * @filters: (nullable): ends with a NULL name
 *
 * Asks where to write a file; the dialog itself asks before it replaces one.
 */
void
esp_dialog_save_file_async (GtkWindow *parent,
                            const char *title,
                            const char *name,
                            const EspFileFilter *filters,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_dialog_file_finish);
  run_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE, name, filters, task);
}

/**
 * esp_dialog_choose_folder_async:
 *
 * Asks for a folder.
 */
void
esp_dialog_choose_folder_async (GtkWindow *parent,
                                const char *title,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_dialog_file_finish);
  run_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL, task);
}

/**
 * esp_dialog_file_finish:
 *
 * Returns: (transfer full): the file or folder, NULL with G_IO_ERROR_CANCELLED when none was chosen
 */
GFile *
esp_dialog_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == esp_dialog_file_finish, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ask_response_cb (AdwMessageDialog *dialog, const char *response, GTask *task)
{
  gboolean is_closed = g_str_equal (response, CANCEL_ID);

  answer_later (task, is_closed ? NULL : (gpointer) g_intern_string (response), NULL);
}

static AdwMessageDialog *
make_message (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);

  /* Set, not formatted: a name may contain a percent sign. */
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), heading);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body != NULL ? body : "");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), CANCEL_ID);
  return ADW_MESSAGE_DIALOG (dialog);
}

/**
 * esp_dialog_ask_async:
 * @answers: ends with a NULL id; "Cancel" is added before them
 *
 * Asks a question whose answers name the act. Only for what cannot be undone.
 */
void
esp_dialog_ask_async (GtkWindow *parent,
                      const char *heading,
                      const char *body,
                      const EspDialogAnswer *answers,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  AdwMessageDialog *dialog = make_message (parent, heading, body);

  g_task_set_source_tag (task, esp_dialog_ask_async);
  adw_message_dialog_add_response (dialog, CANCEL_ID, _ ("_Cancel"));
  for (const EspDialogAnswer *answer = answers; answer->id != NULL; answer++)
    {
      AdwResponseAppearance look = ADW_RESPONSE_DEFAULT;

      if (answer->destructive)
        look = ADW_RESPONSE_DESTRUCTIVE;
      else if (answer->suggested)
        look = ADW_RESPONSE_SUGGESTED;
      adw_message_dialog_add_response (dialog, answer->id, answer->label);
      adw_message_dialog_set_response_appearance (dialog, answer->id, look);
      if (answer->suggested)
        adw_message_dialog_set_default_response (dialog, answer->id);
    }
  g_signal_connect (dialog, "response", G_CALLBACK (ask_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * esp_dialog_ask_finish:
 *
 * Returns: the id of the answer, NULL with G_IO_ERROR_CANCELLED
 */
const char *
esp_dialog_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == esp_dialog_ask_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_dialog_tell:
 *
 * Tells something that needs more room than a toast.
 */
void
esp_dialog_tell (GtkWindow *parent, const char *heading, const char *body)
{
  AdwMessageDialog *dialog = make_message (parent, heading, body);

  adw_message_dialog_add_response (dialog, CANCEL_ID, _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
text_response_cb (AdwMessageDialog *dialog, const char *response, GTask *task)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "esp-entry");
  gboolean is_closed = g_str_equal (response, CANCEL_ID);

  answer_later (task, is_closed ? NULL : g_strstrip (g_strdup (gtk_editable_get_text (entry))),
                g_free);
}

static void
text_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "accept", *text != '\0');
}

/**
 * esp_dialog_ask_text_async:
 * @label: what the line is, translated
 * @text: what stands in it at first
 * @accept: label of the button that takes it
 *
 * Asks for a name or another line of text, which may not be empty.
 */
void
esp_dialog_ask_text_async (GtkWindow *parent,
                           const char *heading,
                           const char *label,
                           const char *text,
                           const char *accept,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  AdwMessageDialog *dialog = make_message (parent, heading, NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_entry_row_new ();

  g_task_set_source_tag (task, esp_dialog_ask_text_async);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_message_dialog_set_extra_child (dialog, list);
  adw_message_dialog_add_responses (dialog, CANCEL_ID, _ ("_Cancel"), "accept", accept, NULL);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "accept");
  g_object_set_data (G_OBJECT (dialog), "esp-entry", row);
  g_signal_connect_object (row, "changed", G_CALLBACK (text_changed_cb), dialog, 0);
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  text_changed_cb (GTK_EDITABLE (row), dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (text_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (row);
}

/**
 * esp_dialog_ask_text_finish:
 *
 * Returns: (transfer full): the text without spaces around it, NULL with G_IO_ERROR_CANCELLED
 */
char *
esp_dialog_ask_text_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == esp_dialog_ask_text_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_dialog_color_button_new:
 * @label: what the colour is for, translated
 * @color: "#rrggbb"
 *
 * Makes a button that shows a colour and opens a chooser. Connect to "notify::rgba".
 *
 * Returns: (transfer floating): the button
 */
GtkWidget *
esp_dialog_color_button_new (const char *label, const char *color)
{
  GdkRGBA rgba = { 0, 0, 0, 1 };
  GtkWidget *button;

  if (color != NULL)
    (void) gdk_rgba_parse (&rgba, color); /* stays black when it is no colour */
  button = gtk_color_button_new_with_rgba (&rgba);
  gtk_color_button_set_title (GTK_COLOR_BUTTON (button), label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

/**
 * esp_dialog_color_button_dup_color:
 *
 * Returns: (transfer full): the chosen colour as "#rrggbb"
 */
char *
esp_dialog_color_button_dup_color (GtkWidget *button)
{
  GdkRGBA rgba;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (button), &rgba);
  return g_strdup_printf ("#%02x%02x%02x", (guint) (rgba.red * 255 + 0.5),
                          (guint) (rgba.green * 255 + 0.5), (guint) (rgba.blue * 255 + 0.5));
}
