/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane at the start: name of the workspace, main menu, areas. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-sidebar-pane.h"

struct _EspSidebarPane
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  EspSidebar *sidebar;
  GMenu *recent_menu;
};

G_DEFINE_FINAL_TYPE (EspSidebarPane, esp_sidebar_pane, GTK_TYPE_WIDGET)

static void
esp_sidebar_pane_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ESP_TYPE_SIDEBAR_PANE);
  G_OBJECT_CLASS (esp_sidebar_pane_parent_class)->dispose (object);
}

static void
esp_sidebar_pane_class_init (EspSidebarPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ESP_TYPE_SIDEBAR);
  G_OBJECT_CLASS (klass)->dispose = esp_sidebar_pane_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/espalier/Espalier/ui/"
                                                             "esp-sidebar-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EspSidebarPane, box);
  gtk_widget_class_bind_template_child (widget_class, EspSidebarPane, header);
  gtk_widget_class_bind_template_child (widget_class, EspSidebarPane, title);
  gtk_widget_class_bind_template_child (widget_class, EspSidebarPane, sidebar);
  gtk_widget_class_bind_template_child (widget_class, EspSidebarPane, recent_menu);
}

static void
esp_sidebar_pane_init (EspSidebarPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "esp-sidebar-pane");
}

/**
 * esp_sidebar_pane_new:
 *
 * Returns: (transfer floating): a pane without areas
 */
GtkWidget *
esp_sidebar_pane_new (void)
{
  return g_object_new (ESP_TYPE_SIDEBAR_PANE, NULL);
}

/**
 * esp_sidebar_pane_get_sidebar:
 *
 * Returns: (transfer none): the list of areas
 */
EspSidebar *
esp_sidebar_pane_get_sidebar (EspSidebarPane *self)
{
  g_return_val_if_fail (ESP_IS_SIDEBAR_PANE (self), NULL);

  return self->sidebar;
}

/**
 * esp_sidebar_pane_set_title:
 * @title: the name of the workspace
 *
 * Shows the name above the areas.
 */
void
esp_sidebar_pane_set_title (EspSidebarPane *self, const char *title)
{
  g_return_if_fail (ESP_IS_SIDEBAR_PANE (self));

  adw_window_title_set_title (self->title, title);
}

/**
 * esp_sidebar_pane_set_decorated:
 *
 * Says at which ends the header shows the buttons of the window.
 */
void
esp_sidebar_pane_set_decorated (EspSidebarPane *self, gboolean start, gboolean end)
{
  adw_header_bar_set_show_start_title_buttons (self->header, start);
  adw_header_bar_set_show_end_title_buttons (self->header, end);
}

/**
 * esp_sidebar_pane_set_recent:
 * @paths: (nullable): file names, newest first
 *
 * Fills the menu of recent workspaces.
 */
void
esp_sidebar_pane_set_recent (EspSidebarPane *self, const char *const *paths)
{
  g_return_if_fail (ESP_IS_SIDEBAR_PANE (self));

  g_menu_remove_all (self->recent_menu);
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (paths[i]);
      g_autofree char *shown = g_filename_display_name (name);
      g_autoptr (GMenuItem) item = g_menu_item_new (shown, NULL);

      g_menu_item_set_action_and_target (item, "win.open-path", "s", paths[i]);
      g_menu_append_item (self->recent_menu, item);
    }
}
