/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives names to the parts that the toolkit builds by itself and calls after their classes. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-speak.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* How far a part is from the widget that it belongs to. */
#define REACH 6

static void
name_widget (GtkWidget *widget, const char *name)
{
  if (name != NULL && *name != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static GtkWidget *
find_owner (GtkWidget *widget, GType type)
{
  GtkWidget *owner = gtk_widget_get_parent (widget);

  for (guint i = 0; i < REACH && owner != NULL; i++, owner = gtk_widget_get_parent (owner))
    if (G_TYPE_CHECK_INSTANCE_TYPE (owner, type))
      return owner;
  return NULL;
}

/* A list in a group is called as the group, or as its first row where that has no title. */
static void
name_list (GtkWidget *list)
{
  GtkWidget *group = find_owner (list, ADW_TYPE_PREFERENCES_GROUP);
  GtkWidget *expander = find_owner (list, ADW_TYPE_EXPANDER_ROW);
  GtkWidget *first = gtk_widget_get_first_child (list);
  const char *name = NULL;

  if (expander != NULL)
    name = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (expander));
  else if (group != NULL)
    {
      name = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group));
      if ((name == NULL || *name == '\0') && ADW_IS_PREFERENCES_ROW (first))
        name = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (first));
    }
  name_widget (list, name);
}

/* What is inside a row: the arrow of an expander, the list and the arrow of a choice. */
static void
name_part_of_row (GtkWidget *widget)
{
  GtkWidget *row = find_owner (widget, ADW_TYPE_COMBO_ROW);

  if (row == NULL && GTK_IS_IMAGE (widget) &&
      gtk_widget_has_css_class (widget, "expander-row-arrow"))
    row = find_owner (widget, ADW_TYPE_EXPANDER_ROW);
  if (row != NULL && find_owner (widget, GTK_TYPE_POPOVER) == NULL)
    name_widget (widget, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

static void
name_button (GtkWidget *button)
{
  GtkWidget *owner = gtk_widget_get_parent (button);

  if (GTK_IS_DROP_DOWN (owner))
    name_widget (button, gtk_widget_get_tooltip_text (owner));
  else if (GTK_IS_SHORTCUTS_WINDOW (gtk_widget_get_root (button)))
    name_widget (button, _ ("Search"));
}

/* One with a picture only is called as its tooltip says. */
static void
name_menu_button (GtkMenuButton *button)
{
  const char *label = gtk_menu_button_get_label (button);

  name_widget (GTK_WIDGET (button),
               label != NULL ? label : gtk_widget_get_tooltip_text (GTK_WIDGET (button)));
}

/* Called for every widget that is shown, so the rare classes are told apart first. */
static gboolean
mapped_hook (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (GTK_IS_LIST_BOX (widget))
    name_list (widget);
  else if (GTK_IS_IMAGE (widget) || GTK_IS_LIST_VIEW (widget))
    name_part_of_row (widget);
  else if (GTK_IS_TOGGLE_BUTTON (widget))
    name_button (widget);
  else if (GTK_IS_MENU_BUTTON (widget))
    name_menu_button (GTK_MENU_BUTTON (widget));
  else if (GTK_IS_STACK_SWITCHER (widget))
    name_widget (widget, _ ("Pages"));
  else if (GTK_IS_EXPANDER (widget))
    name_widget (widget, gtk_expander_get_label (GTK_EXPANDER (widget)));
  return TRUE;
}

/**
 * esp_speak_init:
 *
 * From now on every widget that is shown and was left without a name by the toolkit gets one.
 */
void
esp_speak_init (void)
{
  static gulong hook;

  if (hook != 0)
    return;
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  hook = g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_hook, NULL,
                                     NULL);
}
