/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector: a header with a way out, and what the screen puts below it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-inspector-pane.h"

#include <glib/gi18n.h>

struct _EspInspectorPane
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwHeaderBar *header;
  GtkWidget *close;
  AdwBin *bin;
};

G_DEFINE_FINAL_TYPE (EspInspectorPane, esp_inspector_pane, GTK_TYPE_WIDGET)

static void
esp_inspector_pane_dispose (GObject *object)
{
  g_clear_pointer (&ESP_INSPECTOR_PANE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_inspector_pane_parent_class)->dispose (object);
}

static void
esp_inspector_pane_class_init (EspInspectorPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_inspector_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_inspector_pane_init (EspInspectorPane *self)
{
  const char *close = _ ("Close the inspector");
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->header = ADW_HEADER_BAR (adw_header_bar_new ());
  self->bin = ADW_BIN (adw_bin_new ());
  self->close = gtk_button_new_from_icon_name ("esp-inspector-symbolic");
  gtk_widget_set_tooltip_text (self->close, close);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->close), "win.inspector");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  close, -1);
  adw_header_bar_set_show_start_title_buttons (self->header, FALSE);
  adw_header_bar_set_title_widget (self->header, adw_window_title_new (_ ("Inspector"), ""));
  adw_header_bar_pack_start (self->header, self->close);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->bin));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Inspector"), -1);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->header));
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "esp-inspector-pane");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Inspector"), -1);
}

/**
 * esp_inspector_pane_new:
 *
 * Returns: (transfer floating): a hidden, empty pane
 */
GtkWidget *
esp_inspector_pane_new (void)
{
  return g_object_new (ESP_TYPE_INSPECTOR_PANE, NULL);
}

/**
 * esp_inspector_pane_set_content:
 * @content: (nullable): NULL hides the pane
 *
 * Shows what the screen tells.
 */
void
esp_inspector_pane_set_content (EspInspectorPane *self, GtkWidget *content)
{
  g_return_if_fail (ESP_IS_INSPECTOR_PANE (self));

  if (adw_bin_get_child (self->bin) != content)
    adw_bin_set_child (self->bin, content);
  if (gtk_widget_get_visible (GTK_WIDGET (self)) != (content != NULL))
    gtk_widget_set_visible (GTK_WIDGET (self), content != NULL);
}

/**
 * esp_inspector_pane_set_over:
 * @is_over: whether it covers a part of the content
 *
 * Draws the pane as lying above the content, with a button that closes it.
 */
void
esp_inspector_pane_set_over (EspInspectorPane *self, gboolean is_over)
{
  g_return_if_fail (ESP_IS_INSPECTOR_PANE (self));

  gtk_widget_set_visible (self->close, is_over);
  if (is_over)
    gtk_widget_add_css_class (GTK_WIDGET (self), "over");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "over");
}
