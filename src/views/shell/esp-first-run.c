/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of choices that greets somebody without a workspace. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-first-run.h"

struct _EspFirstRun
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *choices;
  GtkWidget *sample_row;
  GtkWidget *import_row;
  GtkWidget *empty_row;
  GtkWidget *open_row;
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
name_row (GtkWidget *row)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), -1);
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
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, busy);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, spinner);
  gtk_widget_class_bind_template_child (widget_class, EspFirstRun, busy_label);
}

static void
esp_first_run_init (EspFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->choices, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  name_row (self->sample_row);
  name_row (self->import_row);
  name_row (self->empty_row);
  name_row (self->open_row);
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
  gtk_widget_set_visible (self->busy, text != NULL);
  gtk_spinner_set_spinning (self->spinner, text != NULL);
  gtk_label_set_label (self->busy_label, text != NULL ? text : "");
}
