/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box whose children flow in lines. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-wrap-box.h"

#include "views/shell/esp-wrap-layout.h"

#define SPACING 6

struct _EspWrapBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (EspWrapBox, esp_wrap_box, GTK_TYPE_WIDGET)

static void
esp_wrap_box_dispose (GObject *object)
{
  esp_wrap_box_clear (ESP_WRAP_BOX (object));
  G_OBJECT_CLASS (esp_wrap_box_parent_class)->dispose (object);
}

static void
esp_wrap_box_class_init (EspWrapBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_wrap_box_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-wrap-box");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_wrap_box_init (EspWrapBox *self)
{
  gtk_widget_set_layout_manager (GTK_WIDGET (self), esp_wrap_layout_new (SPACING));
}

/**
 * esp_wrap_box_new:
 *
 * Returns: (transfer floating): an empty box
 */
GtkWidget *
esp_wrap_box_new (void)
{
  return g_object_new (ESP_TYPE_WRAP_BOX, NULL);
}

/**
 * esp_wrap_box_append:
 *
 * Takes @child as the last one.
 */
void
esp_wrap_box_append (EspWrapBox *self, GtkWidget *child)
{
  g_return_if_fail (ESP_IS_WRAP_BOX (self));

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

/**
 * esp_wrap_box_remove:
 *
 * Lets go of @child; the focus goes to its neighbour.
 */
void
esp_wrap_box_remove (EspWrapBox *self, GtkWidget *child)
{
  GtkWidget *next;

  g_return_if_fail (ESP_IS_WRAP_BOX (self));
  g_return_if_fail (gtk_widget_get_parent (child) == GTK_WIDGET (self));

  next = gtk_widget_get_next_sibling (child);
  if (next == NULL)
    next = gtk_widget_get_prev_sibling (child);
  if (next != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self)) == child)
    (void) gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD); /* the focus may leave as well */
  gtk_widget_unparent (child);
}

/**
 * esp_wrap_box_clear:
 *
 * Lets go of all children.
 */
void
esp_wrap_box_clear (EspWrapBox *self)
{
  GtkWidget *child;

  g_return_if_fail (ESP_IS_WRAP_BOX (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
