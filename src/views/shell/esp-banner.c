/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strip under the header that tells of a lasting state. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-banner.h"

#include "views/shell/esp-button.h"

struct _EspBanner
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *button;
  GtkWidget *box;
  gboolean has_action; /* the button activates an action by itself */
};

enum
{
  SIGNAL_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const kind_classes[] = { "info", "warning", "error" };
static const char *const kind_icons[] = { "esp-info-symbolic", "esp-warning-symbolic",
                                          "esp-error-symbolic" };

G_DEFINE_FINAL_TYPE (EspBanner, esp_banner, GTK_TYPE_WIDGET)

static void
clicked_cb (EspBanner *self)
{
  if (!self->has_action)
    g_signal_emit (self, signals[SIGNAL_CLICKED], 0);
}

static void
esp_banner_dispose (GObject *object)
{
  EspBanner *self = ESP_BANNER (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  G_OBJECT_CLASS (esp_banner_parent_class)->dispose (object);
}

static void
esp_banner_class_init (EspBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_banner_dispose;

  /**
   * EspBanner::clicked:
   *
   * The button was pressed, and has no action of its own.
   */
  signals[SIGNAL_CLICKED] = g_signal_new ("clicked", ESP_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-banner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
esp_banner_init (EspBanner *self)
{
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->label = gtk_label_new (NULL);
  self->button = gtk_button_new ();
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->button, FALSE);
  gtk_widget_add_css_class (self->box, "esp-strip");
  gtk_box_append (GTK_BOX (self->box), self->icon);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_revealer_set_child (self->revealer, self->box);
  gtk_widget_set_parent (GTK_WIDGET (self->revealer), GTK_WIDGET (self));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  esp_banner_set_kind (self, ESP_BANNER_INFO);
}

/**
 * esp_banner_new:
 *
 * Returns: (transfer floating): a hidden banner
 */
GtkWidget *
esp_banner_new (EspBannerKind kind)
{
  EspBanner *self = g_object_new (ESP_TYPE_BANNER, NULL);

  esp_banner_set_kind (self, kind);
  return GTK_WIDGET (self);
}

/**
 * esp_banner_set_text:
 * @text: (nullable): one translated sentence; NULL hides the banner
 *
 * Says what state it is.
 */
void
esp_banner_set_text (EspBanner *self, const char *text)
{
  g_return_if_fail (ESP_IS_BANNER (self));

  if (text != NULL)
    {
      gtk_label_set_label (GTK_LABEL (self->label), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
}

/**
 * esp_banner_set_kind:
 *
 * Says how bad it is; the icon and the colour follow.
 */
void
esp_banner_set_kind (EspBanner *self, EspBannerKind kind)
{
  g_return_if_fail (ESP_IS_BANNER (self));
  g_return_if_fail (kind < G_N_ELEMENTS (kind_classes));

  for (guint i = 0; i < G_N_ELEMENTS (kind_classes); i++)
    gtk_widget_remove_css_class (self->box, kind_classes[i]);
  gtk_widget_add_css_class (self->box, kind_classes[kind]);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), kind_icons[kind]);
}

/**
 * esp_banner_set_button:
 * @label: (nullable): NULL for no button
 * @action: (nullable): a detailed action name; without it the signal "clicked" is emitted
 *
 * Offers the one thing to do about it.
 */
void
esp_banner_set_button (EspBanner *self, const char *label, const char *action)
{
  g_return_if_fail (ESP_IS_BANNER (self));

  gtk_widget_set_visible (self->button, label != NULL);
  self->has_action = action != NULL;
  if (label == NULL)
    return;
  esp_button_set_label (GTK_BUTTON (self->button), label);
  if (action != NULL)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
  else
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), NULL);
}

/**
 * esp_banner_is_shown:
 *
 * Returns: whether it tells something now
 */
gboolean
esp_banner_is_shown (EspBanner *self)
{
  g_return_val_if_fail (ESP_IS_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}
