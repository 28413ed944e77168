/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle pane: a header bar that speaks for the screen below it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-content-pane.h"

#include "views/shell/esp-button.h"

struct _EspContentPane
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkWidget *sidebar_button;
  GtkWidget *back_button;
  GtkWidget *inspector_button;
  GtkMenuButton *menu_button;
  GtkBox *status_bin;
  GtkButton *primary_button;
  AdwButtonContent *primary_content;
  GtkBox *banners;
  GtkStack *stack;
  char *area_title; /* what the header says when the screen says nothing */
};

G_DEFINE_FINAL_TYPE (EspContentPane, esp_content_pane, GTK_TYPE_WIDGET)

static void
show_primary (EspContentPane *self, EspScreen *screen)
{
  EspPrimaryAction primary = { 0 };
  gboolean has = screen != NULL && esp_screen_get_primary (screen, &primary);
  GtkWidget *button = GTK_WIDGET (self->primary_button);

  gtk_widget_set_visible (button, has);
  if (!has)
    return;
  if (primary.icon_name != NULL)
    {
      adw_button_content_set_label (self->primary_content, primary.label);
      adw_button_content_set_icon_name (self->primary_content, primary.icon_name);
      gtk_button_set_child (self->primary_button, GTK_WIDGET (self->primary_content));
      esp_button_set_name (self->primary_button, primary.label);
    }
  else
    esp_button_set_label (self->primary_button, primary.label);
  gtk_widget_set_tooltip_text (button, primary.tooltip);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), primary.action);
  if (primary.suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

static void
show_header (EspContentPane *self, EspScreen *screen)
{
  g_autofree char *title = screen != NULL ? esp_screen_dup_title (screen) : NULL;
  g_autofree char *subtitle = screen != NULL ? esp_screen_dup_subtitle (screen) : NULL;
  GMenuModel *menu = screen != NULL ? esp_screen_get_menu (screen) : NULL;

  adw_window_title_set_title (self->title, title != NULL ? title : self->area_title);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), menu != NULL);
  gtk_widget_set_visible (self->inspector_button,
                          screen != NULL && esp_screen_get_inspector (screen) != NULL);
}

static void
esp_content_pane_dispose (GObject *object)
{
  EspContentPane *self = ESP_CONTENT_PANE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ESP_TYPE_CONTENT_PANE);
  g_clear_pointer (&self->area_title, g_free);
  G_OBJECT_CLASS (esp_content_pane_parent_class)->dispose (object);
}

static void
esp_content_pane_class_init (EspContentPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_content_pane_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/espalier/Espalier/ui/"
                                                             "esp-content-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, box);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, header);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, title);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, back_button);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, status_bin);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, primary_button);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, primary_content);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, banners);
  gtk_widget_class_bind_template_child (widget_class, EspContentPane, stack);
}

static void
esp_content_pane_init (EspContentPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "esp-content-pane");
  self->area_title = g_strdup ("");
}

/**
 * esp_content_pane_new:
 *
 * Returns: (transfer floating): a pane without screens
 */
GtkWidget *
esp_content_pane_new (void)
{
  return g_object_new (ESP_TYPE_CONTENT_PANE, NULL);
}

/**
 * esp_content_pane_add_screen:
 *
 * Takes @screen under the name of its area.
 */
void
esp_content_pane_add_screen (EspContentPane *self, const char *id, EspScreen *screen)
{
  g_return_if_fail (ESP_IS_CONTENT_PANE (self));
  g_return_if_fail (ESP_IS_SCREEN (screen));

  gtk_stack_add_named (self->stack, GTK_WIDGET (screen), id);
  g_signal_connect_object (screen, "state-changed", G_CALLBACK (esp_content_pane_refresh), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_content_pane_find_screen:
 *
 * Returns: (transfer none) (nullable): the screen of the area @id, when it has been made
 */
EspScreen *
esp_content_pane_find_screen (EspContentPane *self, const char *id)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, id);

  return child != NULL ? ESP_SCREEN (child) : NULL;
}

/**
 * esp_content_pane_show_screen:
 * @title: the name of the area
 *
 * Brings the screen of the area @id to the front.
 */
void
esp_content_pane_show_screen (EspContentPane *self, const char *id, const char *title)
{
  g_return_if_fail (ESP_IS_CONTENT_PANE (self));

  gtk_stack_set_visible_child_name (self->stack, id);
  g_free (self->area_title);
  self->area_title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (esp_content_pane_get_screen (self)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  esp_content_pane_refresh (self);
}

/**
 * esp_content_pane_get_screen:
 *
 * Returns: (transfer none) (nullable): the screen in front
 */
EspScreen *
esp_content_pane_get_screen (EspContentPane *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (self->stack);

  return child != NULL ? ESP_SCREEN (child) : NULL;
}

/**
 * esp_content_pane_get_title:
 *
 * Returns: what the header says now
 */
const char *
esp_content_pane_get_title (EspContentPane *self)
{
  g_return_val_if_fail (ESP_IS_CONTENT_PANE (self), NULL);

  return adw_window_title_get_title (self->title);
}

/**
 * esp_content_pane_refresh:
 *
 * Asks the screen in front again for everything that the header shows.
 */
void
esp_content_pane_refresh (EspContentPane *self)
{
  EspScreen *screen;

  g_return_if_fail (ESP_IS_CONTENT_PANE (self));

  screen = esp_content_pane_get_screen (self);
  show_header (self, screen);
  show_primary (self, screen);
}

/**
 * esp_content_pane_clear:
 *
 * Lets go of all screens and banners.
 */
void
esp_content_pane_clear (EspContentPane *self)
{
  GtkWidget *child;

  g_return_if_fail (ESP_IS_CONTENT_PANE (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->stack))) != NULL)
    gtk_stack_remove (self->stack, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->banners))) != NULL)
    gtk_box_remove (self->banners, child);
  esp_content_pane_refresh (self);
}

/**
 * esp_content_pane_add_banner:
 *
 * Puts a banner under the header, above every screen.
 */
void
esp_content_pane_add_banner (EspContentPane *self, GtkWidget *banner)
{
  g_return_if_fail (ESP_IS_CONTENT_PANE (self));

  gtk_box_append (self->banners, banner);
}

/**
 * esp_content_pane_set_status:
 * @status: (nullable): the pill that says what runs
 *
 * Puts a small status widget into the header.
 */
void
esp_content_pane_set_status (EspContentPane *self, GtkWidget *status)
{
  GtkWidget *old = gtk_widget_get_first_child (GTK_WIDGET (self->status_bin));

  if (old != NULL)
    gtk_box_remove (self->status_bin, old);
  if (status != NULL)
    gtk_box_append (self->status_bin, status);
}

/**
 * esp_content_pane_set_can_go_back:
 *
 * Shows or hides the Back button.
 */
void
esp_content_pane_set_can_go_back (EspContentPane *self, gboolean can_go_back)
{
  gtk_widget_set_visible (self->back_button, can_go_back);
}

/**
 * esp_content_pane_set_sidebar_button:
 *
 * Shows or hides the button that brings the sidebar back.
 */
void
esp_content_pane_set_sidebar_button (EspContentPane *self, gboolean visible)
{
  gtk_widget_set_visible (self->sidebar_button, visible);
}

/**
 * esp_content_pane_set_decorated:
 *
 * Says at which ends the header shows the buttons of the window.
 */
void
esp_content_pane_set_decorated (EspContentPane *self, gboolean start, gboolean end)
{
  adw_header_bar_set_show_start_title_buttons (self->header, start);
  adw_header_bar_set_show_end_title_buttons (self->header, end);
}
