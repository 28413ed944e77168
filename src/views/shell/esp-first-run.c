/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of choices that greets somebody without a workspace. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-first-run.h"

#include "views/shell/esp-word-wrap.h"
#include "views/shell/esp-workspace.h"

#include <string.h>

#define PATH_KEY "esp-path"

struct _EspFirstRun
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *choices;
  GtkWidget *sample_row;
  GtkWidget *import_row;
  GtkWidget *empty_row;
  GtkWidget *open_row;
  GtkWidget *recent_box;
  GtkWidget *recent;
  GtkWidget *busy;
  GtkSpinner *spinner;
  GtkLabel *busy_label;
};

G_DEFINE_FINAL_TYPE (EspFirstRun, esp_first_run, GTK_TYPE_WIDGET)

static void
row_activated_cb (EspFirstRun *self, GtkListBoxRow *row)
{
  const char *action = "win.open-workspace";

  if (GTK_WIDGET (row) == self->sample_row)
    action = "win.open-sample";
  else if (GTK_WIDGET (row) == self->import_row)
    action = "win.new-workspace-and-import";
  else if (GTK_WIDGET (row) == self->empty_row)
    action = "win.new-workspace";
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
recent_activated_cb (EspFirstRun *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-path", "s",
                              g_object_get_data (G_OBJECT (row), PATH_KEY));
}

/* The title of the row is part of its name already. */
static void
describe_row (GtkWidget *row)
{
  const char *subtitle = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));

  if (subtitle != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    subtitle, -1);
}

static GtkWidget *
icon_new (const char *icon_name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
recent_row_new (const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = g_filename_display_name (folder);

  if (g_str_has_suffix (file, ESP_WORKSPACE_SUFFIX))
    file[strlen (file) - strlen (ESP_WORKSPACE_SUFFIX)] = '\0';
  title = g_filename_display_name (file);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon_new ("esp-workspace-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon_new ("esp-chevron-right-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), PATH_KEY, g_strdup (path), g_free);
  describe_row (row);
  return row;
}

static void
esp_first_run_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ESP_TYPE_FIRST_RUN);
  G_OBJECT_CLASS (esp_first_run_parent_class)->dispose (object);
}

static void
esp_first_run_class_init (EspFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_first_run_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/espalier/Espalier/ui/esp-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, box);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, choices);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, sample_row);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, import_row);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, empty_row);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, open_row);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, recent_box);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, recent);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, busy);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, spinner);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, busy_label);
}

static void
esp_first_run_init (EspFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  esp_word_wrap_keep (self->box);
  g_signal_connect_object (self->choices, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recent, "row-activated", G_CALLBACK (recent_activated_cb), self,
                           G_CONNECT_SWAPPED);
  describe_row (self->sample_row);
  describe_row (self->import_row);
  describe_row (self->empty_row);
  describe_row (self->open_row);
}

/**
 * esp_first_run_new:
 *
 * Returns: (transfer floating): the page; its rows activate actions of the window
 */
GtkWidget *
esp_first_run_new (void)
{
  return g_object_new (ESP_TYPE_FIRST_RUN, NULL);
}

/**
 * esp_first_run_set_busy:
 * @text: (nullable): what is done; NULL: a choice may be made again
 *
 * Shows that a choice is being carried out.
 */
void
esp_first_run_set_busy (EspFirstRun *self, const char *text)
{
  g_return_if_fail (ESP_IS_FIRST_RUN (self));

  gtk_widget_set_sensitive (self->choices, text == NULL);
  gtk_widget_set_sensitive (self->recent, text == NULL);
  gtk_widget_set_visible (self->busy, text != NULL);
  gtk_spinner_set_spinning (self->spinner, text != NULL);
  gtk_label_set_label (self->busy_label, text != NULL ? text : "");
}

/**
 * esp_first_run_set_recent:
 * @paths: (nullable): file names, newest first; those that are gone are left out
 *
 * Offers the workspaces that were open lately.
 */
void
esp_first_run_set_recent (EspFirstRun *self, const char *const *paths)
{
  GtkWidget *row;
  guint n = 0;

  g_return_if_fail (ESP_IS_FIRST_RUN (self));

  while ((row = gtk_widget_get_first_child (self->recent)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->recent), row);
  for (; paths != NULL && *paths != NULL; paths++)
    if (g_file_test (*paths, G_FILE_TEST_IS_REGULAR))
      {
        gtk_list_box_append (GTK_LIST_BOX (self->recent), recent_row_new (*paths));
        n++;
      }
  gtk_widget_set_visible (self->recent_box, n > 0);
}
