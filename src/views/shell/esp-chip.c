/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small rounded button that stands for a filter, a tag or a token. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-chip.h"

#include <glib/gi18n.h>

struct _EspChip
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *main; /* GtkMenuButton when there is a popover, else GtkButton */
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *remove; /* (nullable) */
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspChip, esp_chip, GTK_TYPE_WIDGET)

static void
activated_cb (EspChip *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (ESP_CHIP (widget)->remove != NULL)
    g_signal_emit (widget, signals[SIGNAL_REMOVED], 0);
}

static void
name_parts (EspChip *self)
{
  const char *text = gtk_label_get_label (GTK_LABEL (self->label));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->main), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  if (self->remove != NULL)
    {
      /* Translators: the text of a filter or a tag */
      g_autofree char *remove = g_strdup_printf (_ ("Remove “%s”"), text);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      remove, -1);
      gtk_widget_set_tooltip_text (self->remove, remove);
    }
}

static GtkWidget *
make_content (EspChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             "visible", FALSE, NULL);
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 40);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->label);
  return box;
}

static void
esp_chip_dispose (GObject *object)
{
  EspChip *self = ESP_CHIP (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_chip_parent_class)->dispose (object);
}

static void
esp_chip_class_init (EspChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_chip_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  /**
   * EspChip::activated:
   *
   * Somebody wants to edit what it stands for.
   */
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", ESP_TYPE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  /**
   * EspChip::removed:
   *
   * Somebody wants it away; the owner takes it out of its box.
   */
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", ESP_TYPE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-chip");
  gtk_widget_class_install_action (widget_class, "chip.remove", NULL, remove_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "chip.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "chip.remove", NULL);
}

static void
esp_chip_init (EspChip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->main = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->main), make_content (self));
  g_signal_connect_object (self->main, "clicked", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (self->main, "flat");
  gtk_box_append (GTK_BOX (self->box), self->main);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_chip_new:
 * @removable: whether it can be taken away
 *
 * Returns: (transfer floating): a chip
 */
GtkWidget *
esp_chip_new (const char *label, gboolean removable)
{
  EspChip *self = g_object_new (ESP_TYPE_CHIP, NULL);

  if (removable)
    {
      self->remove = gtk_button_new_from_icon_name ("esp-close-symbolic");
      gtk_widget_add_css_class (self->remove, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remove), "chip.remove");
      gtk_box_append (GTK_BOX (self->box), self->remove);
    }
  esp_chip_set_label (self, label);
  return GTK_WIDGET (self);
}

/**
 * esp_chip_set_label:
 *
 * Changes the text.
 */
void
esp_chip_set_label (EspChip *self, const char *label)
{
  g_return_if_fail (ESP_IS_CHIP (self));

  gtk_label_set_label (GTK_LABEL (self->label), label);
  name_parts (self);
}

/**
 * esp_chip_get_label:
 *
 * Returns: the text
 */
const char *
esp_chip_get_label (EspChip *self)
{
  g_return_val_if_fail (ESP_IS_CHIP (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->label));
}

/**
 * esp_chip_set_icon_name:
 * @icon_name: (nullable): a symbolic icon before the text
 *
 * Shows or hides an icon.
 */
void
esp_chip_set_icon_name (EspChip *self, const char *icon_name)
{
  g_return_if_fail (ESP_IS_CHIP (self));

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
  gtk_widget_set_visible (self->icon, icon_name != NULL);
}

/**
 * esp_chip_set_popover:
 * @popover: (transfer floating): a GtkPopover in which the chip is edited
 *
 * Makes the chip open @popover instead of emitting "activated".
 */
void
esp_chip_set_popover (EspChip *self, GtkWidget *popover)
{
  g_autofree char *text = NULL;
  g_autofree char *icon_name = NULL;

  g_return_if_fail (ESP_IS_CHIP (self));

  if (!GTK_IS_MENU_BUTTON (self->main))
    {
      text = g_strdup (gtk_label_get_label (GTK_LABEL (self->label)));
      icon_name = g_strdup (gtk_image_get_icon_name (GTK_IMAGE (self->icon)));
      gtk_box_remove (GTK_BOX (self->box), self->main);
      self->main = gtk_menu_button_new ();
      gtk_widget_add_css_class (self->main, "flat");
      gtk_menu_button_set_child (GTK_MENU_BUTTON (self->main), make_content (self));
      gtk_box_prepend (GTK_BOX (self->box), self->main);
      esp_chip_set_icon_name (self, icon_name);
      esp_chip_set_label (self, text);
    }
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->main), popover);
}

/**
 * esp_chip_is_open:
 *
 * Returns: whether it is being edited in its popover
 */
gboolean
esp_chip_is_open (EspChip *self)
{
  GtkPopover *popover;

  g_return_val_if_fail (ESP_IS_CHIP (self), FALSE);

  popover = GTK_IS_MENU_BUTTON (self->main)
              ? gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->main))
              : NULL;
  return popover != NULL && gtk_widget_get_visible (GTK_WIDGET (popover));
}
