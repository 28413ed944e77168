/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number as a flat link: activating it opens the leads that it counts. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-number.h"

#include <glib/gi18n.h>

#include "views/shell/esp-dialogs.h"

struct _EspNumber
{
  GtkWidget parent_instance;

  EspSession *session; /* (owned) */
  GtkWidget *button;
  GtkWidget *label;
  GtkWidget *menu;          /* (nullable) the popover, once it was asked for */
  char *text;               /* the plain figure, for copying */
  char *sentence;           /* (nullable) what screen readers and the tooltip say */
  char *address;            /* (nullable) place of the leads; NULL: the number opens nothing */
  char *as_of;              /* (nullable) "14:02": the figure is old */
  const EspCountInfo *info; /* (nullable) static */
  gboolean estimated;
};

G_DEFINE_FINAL_TYPE (EspNumber, esp_number, GTK_TYPE_WIDGET)

static void
update (EspNumber *self)
{
  g_autofree char *shown = NULL;
  g_autofree char *spoken = NULL;
  const char *base = self->sentence != NULL ? self->sentence : self->text;

  shown = self->estimated ? g_strconcat ("≈ ", self->text, NULL) : g_strdup (self->text);
  if (self->as_of != NULL)
    /* Translators: a number, then the time at which it was true. */
    spoken = g_strdup_printf (C_ ("number", "%s, as of %s"), base, self->as_of);
  else if (self->estimated)
    spoken = g_strdup_printf (C_ ("number", "about %s"), base);
  else
    spoken = g_strdup (base);
  gtk_label_set_label (GTK_LABEL (self->label), shown);
  gtk_widget_set_tooltip_text (self->button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  if (self->as_of != NULL || self->estimated)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
}

static void
clicked_cb (EspNumber *self)
{
  if (self->address != NULL)
    esp_session_open (self->session, self->address);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "number.menu", NULL);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspNumber *self = ESP_NUMBER (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->text);
  esp_session_toast (self->session, _ ("Number copied"));
}

static void
open_new_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspNumber *self = ESP_NUMBER (widget);
  g_autoptr (EspTarget) target = esp_target_parse (self->address, NULL);

  if (target != NULL)
    esp_session_open_target (self->session, target, TRUE);
}

static void
save_segment_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspNumber *self = ESP_NUMBER (widget);
  g_autoptr (EspTarget) leads = esp_target_parse (self->address, NULL);
  g_autoptr (EspTarget) target = esp_target_new ("segments", "new");
  g_autoptr (EspTarget) with_source = esp_target_with_param (target, "from", self->address);

  if (leads != NULL)
    esp_session_open_target (self->session, with_source, FALSE);
}

static void
explain_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspNumber *self = ESP_NUMBER (widget);
  g_autofree char *zone =
    g_strdup_printf (_ ("Times are in %s."),
                     g_time_zone_get_identifier (esp_session_get_zone (self->session)));
  g_autofree char *body = NULL;

  if (self->info->exclusions != NULL)
    body = g_strjoin ("\n\n", _ (self->info->definition), _ (self->info->exclusions), zone, NULL);
  else
    body = g_strjoin ("\n\n", _ (self->info->definition), zone, NULL);
  esp_dialog_tell (esp_session_get_window (self->session), _ (self->info->title), body);
}

static GMenuModel *
make_menu (EspNumber *self)
{
  GMenu *menu = g_menu_new ();

  if (self->address != NULL)
    {
      g_menu_append (menu, _ ("_Show the leads"), "number.open");
      g_menu_append (menu, _ ("Show in a _new window"), "number.open-new");
      if (g_str_has_prefix (self->address, "leads"))
        g_menu_append (menu, _ ("Save as _segment…"), "number.save-segment");
    }
  g_menu_append (menu, _ ("_Copy number"), "number.copy");
  if (self->info != NULL)
    g_menu_append (menu, _ ("_How is this counted?"), "number.explain");
  return G_MENU_MODEL (menu);
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspNumber *self = ESP_NUMBER (widget);

  if (self->address != NULL)
    esp_session_open (self->session, self->address);
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspNumber *self = ESP_NUMBER (widget);
  g_autoptr (GMenuModel) model = make_menu (self);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, widget);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, EspNumber *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self), "number.menu", NULL);
}

static void
esp_number_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspNumber *self = ESP_NUMBER (widget);

  gtk_widget_size_allocate (self->button, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
esp_number_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  gtk_widget_measure (ESP_NUMBER (widget)->button, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
esp_number_dispose (GObject *object)
{
  EspNumber *self = ESP_NUMBER (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_number_parent_class)->dispose (object);
}

static void
esp_number_finalize (GObject *object)
{
  EspNumber *self = ESP_NUMBER (object);

  g_free (self->text);
  g_free (self->sentence);
  g_free (self->address);
  g_free (self->as_of);
  G_OBJECT_CLASS (esp_number_parent_class)->finalize (object);
}

static void
esp_number_class_init (EspNumberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_number_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  G_OBJECT_CLASS (klass)->finalize = esp_number_finalize;
  widget_class->measure = esp_number_measure;
  widget_class->size_allocate = esp_number_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "esp-number");
  gtk_widget_class_install_action (widget_class, "number.open", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "number.open-new", NULL, open_new_cb);
  gtk_widget_class_install_action (widget_class, "number.save-segment", NULL, save_segment_cb);
  gtk_widget_class_install_action (widget_class, "number.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "number.explain", NULL, explain_cb);
  gtk_widget_class_install_action (widget_class, "number.menu", NULL, menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "number.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "number.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK, "number.open-new", NULL);
}

static void
esp_number_init (EspNumber *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  self->text = g_strdup ("–");
  self->button = gtk_button_new ();
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_button_set_child (GTK_BUTTON (self->button), self->label);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
  update (self);
}

/**
 * esp_number_new:
 *
 * Returns: (transfer floating): a number that is not known yet ("–")
 */
GtkWidget *
esp_number_new (EspSession *session)
{
  EspNumber *self = g_object_new (ESP_TYPE_NUMBER, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

/**
 * esp_number_set_count:
 *
 * Shows an exact count, with digits grouped.
 */
void
esp_number_set_count (EspNumber *self, gint64 count)
{
  g_autofree char *text = esp_format_count (count);

  esp_number_set_text (self, text, NULL);
}

/**
 * esp_number_set_text:
 * @text: the figure as shown: "34.8 %", "38.2만"
 * @sentence: (nullable): the whole truth: "34.8 %, 4,210 of 12,102 delivered"
 *
 * Shows any figure.
 */
void
esp_number_set_text (EspNumber *self, const char *text, const char *sentence)
{
  g_return_if_fail (ESP_IS_NUMBER (self));
  g_return_if_fail (text != NULL);

  g_free (self->text);
  g_free (self->sentence);
  self->text = g_strdup (text);
  self->sentence = g_strdup (sentence);
  update (self);
}

/**
 * esp_number_set_address:
 * @address: (nullable): the place that lists exactly what is counted: "leads?drill=…"
 *
 * Says what opens.
 */
void
esp_number_set_address (EspNumber *self, const char *address)
{
  g_return_if_fail (ESP_IS_NUMBER (self));

  g_free (self->address);
  self->address = g_strdup (address);
}

/**
 * esp_number_set_info:
 * @info: (nullable): static data
 *
 * Says how it is counted.
 */
void
esp_number_set_info (EspNumber *self, const EspCountInfo *info)
{
  g_return_if_fail (ESP_IS_NUMBER (self));

  self->info = info;
}

/**
 * esp_number_set_estimated:
 *
 * Marks the figure with "≈" until it is exact.
 */
void
esp_number_set_estimated (EspNumber *self, gboolean estimated)
{
  g_return_if_fail (ESP_IS_NUMBER (self));

  self->estimated = estimated;
  update (self);
}

/**
 * esp_number_set_as_of:
 * @as_of: (nullable): a time as text; NULL: the figure is of now
 *
 * Dims an old figure that stays until the new one is there.
 */
void
esp_number_set_as_of (EspNumber *self, const char *as_of)
{
  g_return_if_fail (ESP_IS_NUMBER (self));

  g_free (self->as_of);
  self->as_of = g_strdup (as_of);
  update (self);
}
