/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common frame of the small windows that ask before an act. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/shell/esp-form-window.h"

#include "views/shell/esp-button.h"

#include <glib/gi18n.h>

#define WIDTH 460

/**
 * esp_form_window_new:
 *
 * Returns: (transfer none): an empty window that readers of the screen know as a dialog
 */
GtkWindow *
esp_form_window_new (void)
{
  return g_object_new (ADW_TYPE_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
}

/* The first thing to be asked has the focus, unless the window chose something else; not Cancel, which comes
 * first only on the screen. */
static void
mapped_cb (GtkWindow *window, GtkWidget *box)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus == NULL || (!gtk_widget_is_ancestor (focus, box) && GTK_IS_BUTTON (focus)))
    (void) gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD); /* FALSE: nothing there takes it */
}

/**
 * esp_form_frame_build:
 * @title: translated
 * @accept: the act in words, translated, with a mnemonic
 *
 * Builds the frame into an empty window. Escape closes it; Enter acts.
 *
 * Returns: the parts that the window fills
 */
EspFormFrame
esp_form_frame_build (AdwWindow *window, GtkWindow *parent, const char *title, const char *accept)
{
  EspFormFrame frame;
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = esp_button_new (_ ("_Cancel"));
  GtkEventController *keys = gtk_shortcut_controller_new ();

  frame.accept = esp_button_new (accept);
  gtk_widget_add_css_class (frame.accept, "suggested-action");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), frame.accept);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");

  frame.box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_start (frame.box, 18);
  gtk_widget_set_margin_end (frame.box, 18);
  gtk_widget_set_margin_top (frame.box, 12);
  gtk_widget_set_margin_bottom (frame.box, 18);
  frame.problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (frame.problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (frame.problem), 0.0f);
  gtk_widget_add_css_class (frame.problem, "error");
  gtk_widget_set_visible (frame.problem, FALSE);
  gtk_box_append (GTK_BOX (frame.box), frame.problem);
  gtk_box_append (GTK_BOX (outer), header);
  gtk_box_append (GTK_BOX (outer), frame.box);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  gtk_window_set_default_widget (GTK_WINDOW (window), frame.accept);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, -1);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_title (GTK_WINDOW (window), title);
  adw_window_set_content (window, outer);
  g_signal_connect_object (window, "map", G_CALLBACK (mapped_cb), frame.box, G_CONNECT_AFTER);
  return frame;
}

/**
 * esp_form_frame_set_problem:
 * @problem: (nullable): why it cannot be done, or %NULL for nothing
 */
void
esp_form_frame_set_problem (const EspFormFrame *frame, const char *problem)
{
  gtk_label_set_text (GTK_LABEL (frame->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (frame->problem, problem != NULL);
  gtk_widget_set_sensitive (frame->accept, problem == NULL);
}

/**
 * esp_form_group_new:
 * @title: (nullable): translated
 * @description: (nullable): translated
 *
 * Returns: (transfer floating): a titled list of rows
 */
GtkWidget *
esp_form_group_new (const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  return group;
}
