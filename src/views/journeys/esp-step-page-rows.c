/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the page of a step, and the controls that stand for parts of its text. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-page-private.h"

#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

#define BINDING_KEY "esp-binding"

static void
binding_free (gpointer data)
{
  EspStepBinding *binding = data;

  g_free (binding->path);
  g_free (binding);
}

/**
 * esp_step_page_find_binding:
 *
 * Returns: (transfer none) (nullable)
 */
EspStepBinding *
esp_step_page_find_binding (EspStepPage *self, const char *path)
{
  for (guint i = 0; i < self->bound->len; i++)
    if (g_str_equal (((EspStepBinding *) self->bound->pdata[i])->path, path))
      return self->bound->pdata[i];
  return NULL;
}

/**
 * esp_step_page_binding_of:
 *
 * Returns: (transfer none) (nullable): of the control itself, or of one that it is a part of
 */
EspStepBinding *
esp_step_page_binding_of (GtkWidget *control)
{
  EspStepBinding *binding = NULL;

  for (; control != NULL && binding == NULL && !ESP_IS_STEP_PAGE (control);
       control = gtk_widget_get_parent (control))
    binding = g_object_get_data (G_OBJECT (control), BINDING_KEY);
  return binding;
}

/**
 * esp_step_page_begin_list:
 * @title: (nullable): what the rows of the new list are about
 */
void
esp_step_page_begin_list (EspStepPage *self, const char *title)
{
  self->section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  if (title != NULL)
    {
      GtkWidget *label = gtk_label_new (title);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "heading");
      gtk_box_append (GTK_BOX (self->section), label);
    }
  self->list = esp_form_list_new (title != NULL ? title : _ ("Step"));
  gtk_box_append (GTK_BOX (self->section), self->list);
  gtk_box_append (GTK_BOX (self->box), self->section);
}

/**
 * esp_step_page_append:
 *
 * Puts something between or under the lists.
 */
void
esp_step_page_append (EspStepPage *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->section != NULL ? self->section : self->box), widget);
}

/**
 * esp_step_page_append_row:
 */
EspStepLine *
esp_step_page_append_row (EspStepPage *self, GtkWidget *row)
{
  if (self->list == NULL)
    esp_step_page_begin_list (self, NULL);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  return ESP_STEP_LINE (row);
}

/**
 * esp_step_page_add_fact:
 *
 * Adds a row that only says something.
 */
EspStepLine *
esp_step_page_add_fact (EspStepPage *self, const char *title, const char *value)
{
  return esp_step_page_append_row (self, esp_step_line_new_fact (title, value));
}

static void
left_cb (EspStepBinding *binding)
{
  binding->serial++;
}

/**
 * esp_step_page_add:
 * @show: (nullable)
 *
 * Adds a row whose @control stands for what is at @path.
 */
EspStepLine *
esp_step_page_add (EspStepPage *self,
                   const char *path,
                   GtkWidget *row,
                   GtkWidget *control,
                   EspStepShowFunc show)
{
  esp_step_page_bind (self, path, row, control, show);
  return esp_step_page_append_row (self, row);
}

/**
 * esp_step_page_bind:
 * @row: where its faults are shown
 *
 * Lets one more control of a row stand for what is at @path.
 */
void
esp_step_page_bind (EspStepPage *self,
                    const char *path,
                    GtkWidget *row,
                    GtkWidget *control,
                    EspStepShowFunc show)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  EspStepBinding *binding = g_new0 (EspStepBinding, 1);

  *binding = (EspStepBinding){ g_strdup (path), row, control, show, 0, FALSE };
  g_ptr_array_add (self->bound, binding);
  /* The focus may leave a control that is out of the list already. */
  g_object_set_data_full (G_OBJECT (control), BINDING_KEY, binding, binding_free);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), binding);
  gtk_widget_add_controller (control, focus);
}

/**
 * esp_step_page_find_row:
 *
 * Returns: (transfer none) (nullable)
 */
EspStepLine *
esp_step_page_find_row (EspStepPage *self, const char *path)
{
  const EspStepBinding *binding = esp_step_page_find_binding (self, path);

  return binding != NULL ? ESP_STEP_LINE (binding->row) : NULL;
}

/**
 * esp_step_page_find_control:
 *
 * Returns: (transfer none) (nullable)
 */
GtkWidget *
esp_step_page_find_control (EspStepPage *self, const char *path)
{
  const EspStepBinding *binding = esp_step_page_find_binding (self, path);

  return binding != NULL ? binding->control : NULL;
}

/**
 * esp_step_page_get_path:
 *
 * Returns: (transfer none) (nullable): what the control, or what it is a part of, stands for
 */
const char *
esp_step_page_get_path (EspStepPage *self, GtkWidget *control)
{
  const EspStepBinding *binding = esp_step_page_binding_of (control);

  return binding != NULL ? binding->path : NULL;
}

/**
 * esp_step_page_focus_path:
 *
 * Returns: whether there was such a row, and it took the focus
 */
gboolean
esp_step_page_focus_path (EspStepPage *self, const char *path)
{
  const EspStepBinding *binding = esp_step_page_find_binding (self, path);

  return binding != NULL && (gtk_widget_grab_focus (binding->control) ||
                             gtk_widget_child_focus (binding->control, GTK_DIR_TAB_FORWARD));
}

/**
 * esp_step_page_clear_faults:
 *
 * Takes the faults away that were told of the rows, but not those that keep a change out.
 */
void
esp_step_page_clear_faults (EspStepPage *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      EspStepBinding *binding = self->bound->pdata[i];

      if (!binding->refused)
        esp_step_line_set_fault (ESP_STEP_LINE (binding->row), NULL, FALSE);
    }
}
