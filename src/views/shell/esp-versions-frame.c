/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common frame of the windows that show the versions of a document. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/shell/esp-versions-frame.h"

#include "views/shell/esp-form.h"
#include "views/shell/esp-row-lines.h"

#include <glib/gi18n.h>

#define LIST_HEIGHT 360

static GtkWidget *
wrap_list (GtkWidget *list)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_valign (list, GTK_ALIGN_START);
  g_object_set (list, "margin-top", 3, "margin-bottom", 6, "margin-start", 3, "margin-end", 3,
                NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, LIST_HEIGHT);
  return scroller;
}

/**
 * esp_versions_frame_build:
 * @width: of the window, in px
 * @name_cb: called with @window when the present version shall be kept under the name that stands there
 *
 * Builds the frame into an empty window.
 */
void
esp_versions_frame_build (EspVersionsFrame *self,
                          AdwWindow *window,
                          GtkWindow *parent,
                          int width,
                          GCallback name_cb)
{
  GtkWidget *names = esp_form_list_new (_ ("Name"));
  GtkWidget *name = esp_form_entry_row_new (_ ("Name of the present version"), NULL);
  GtkWidget *list = esp_form_list_new (_ ("Versions"));

  self->form = esp_form_frame_build (window, parent, _ ("Versions"), _ ("_Name this version"));
  self->name = GTK_EDITABLE (name);
  self->list = GTK_LIST_BOX (list);
  gtk_window_set_default_size (GTK_WINDOW (window), width, -1);
  gtk_list_box_append (GTK_LIST_BOX (names), name);
  gtk_box_append (GTK_BOX (self->form.box), names);
  gtk_box_append (GTK_BOX (self->form.box), wrap_list (list));
  g_signal_connect_object (self->form.accept, "clicked", name_cb, window, G_CONNECT_SWAPPED);
}

/**
 * esp_versions_frame_read_name:
 *
 * Says what is missing when there is no name.
 *
 * Returns: (transfer full) (nullable): the name for the present version
 */
char *
esp_versions_frame_read_name (const EspVersionsFrame *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (*name == '\0')
    {
      esp_form_frame_set_problem (&self->form, _ ("Write a name for this version."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
      return NULL;
    }
  esp_form_frame_set_problem (&self->form, NULL);
  return g_steal_pointer (&name);
}

/**
 * esp_versions_frame_clear:
 *
 * Takes every row out of the list.
 */
void
esp_versions_frame_clear (const EspVersionsFrame *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
}

/**
 * esp_versions_frame_add_sentence:
 * @sentence: translated; what to know where there is no version
 */
void
esp_versions_frame_add_sentence (const EspVersionsFrame *self, const char *sentence)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_list_box_append (self->list, row);
}

/**
 * esp_versions_frame_add_button:
 * @row: an #AdwActionRow
 * @text: without a mnemonic, which would outdo @label
 * @label: what it says where its row is not seen: "Restore: Spring"
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
esp_versions_frame_add_button (GtkWidget *row, const char *text, const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}
