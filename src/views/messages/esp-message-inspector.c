/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside the page of a message: the selected block, the message as a whole, its checks. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-inspector.h"

#include "views/messages/esp-block-form.h"
#include "views/messages/esp-checks-panel.h"
#include "views/messages/esp-details-form.h"
#include "views/shell/esp-switcher.h"

#include <glib/gi18n.h>

#define MARGIN 12
#define FORMS_KEY "esp-forms"
#define BLOCK_KEY "esp-block-form"

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType state,
        EspMessagePaper *paper)
{
  if (key == GDK_KEY_Escape)
    esp_message_paper_focus_selected (paper);
  return FALSE; /* an inspector above the page closes as well */
}

static GtkWidget *
wrap_page (GtkWidget *page)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_object_set (page, "margin-top", MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN,
                "margin-end", MARGIN, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), page);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

/**
 * esp_message_inspector_new:
 * @paper: where Escape goes
 *
 * Returns: (transfer floating): the settings of the selected block and of the message, and its checks
 */
GtkWidget *
esp_message_inspector_new (EspMessageDesk *desk, EspMessagePaper *paper)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = esp_switcher_new (GTK_STACK (stack), _ ("Settings"));
  GtkWidget *form;
  GtkEventController *keys = gtk_event_controller_key_new ();

  form = esp_block_form_new (desk);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), paper, 0);
  gtk_widget_add_controller (box, keys);
  gtk_stack_add_titled (GTK_STACK (stack), wrap_page (form), "block", C_ ("inspector", "Block"));
  gtk_stack_add_titled (GTK_STACK (stack), wrap_page (esp_details_form_new (desk)), "details",
                        _ ("Details"));
  gtk_stack_add_titled (GTK_STACK (stack), wrap_page (esp_checks_panel_new (desk)), "checks",
                        _ ("Checks"));
  g_object_set (switcher, "margin-top", MARGIN, "margin-start", MARGIN, "margin-end", MARGIN, NULL);
  gtk_stack_set_hhomogeneous (GTK_STACK (stack), TRUE);
  gtk_stack_set_vhomogeneous (GTK_STACK (stack), FALSE);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), stack);
  g_object_set_data (G_OBJECT (box), FORMS_KEY, stack);
  g_object_set_data (G_OBJECT (box), BLOCK_KEY, form);
  return box;
}

/**
 * esp_message_inspector_focus_block:
 * @inspector: made here
 *
 * Shows the settings of the selected block, and lets the keyboard change them.
 */
void
esp_message_inspector_focus_block (GtkWidget *inspector)
{
  GtkWidget *form = g_object_get_data (G_OBJECT (inspector), BLOCK_KEY);

  gtk_stack_set_visible_child_name (g_object_get_data (G_OBJECT (inspector), FORMS_KEY), "block");
  (void) gtk_widget_child_focus (form, GTK_DIR_TAB_FORWARD); /* some have no settings */
}
