/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the rows in the list of a choice their names, and a tick to the one that is chosen. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-choice.h"

#define TICK_KEY "esp-tick"
#define HANDLER_KEY "esp-handler"

static gpointer
get_selected (GtkWidget *choice)
{
  return ADW_IS_COMBO_ROW (choice) ? adw_combo_row_get_selected_item (ADW_COMBO_ROW (choice))
                                   : gtk_drop_down_get_selected_item (GTK_DROP_DOWN (choice));
}

static GtkExpression *
get_expression (GtkWidget *choice)
{
  return ADW_IS_COMBO_ROW (choice) ? adw_combo_row_get_expression (ADW_COMBO_ROW (choice))
                                   : gtk_drop_down_get_expression (GTK_DROP_DOWN (choice));
}

/* What the row says: the text of the choice's own expression, else the string itself. */
static char *
dup_text (GtkWidget *choice, gpointer item)
{
  GtkExpression *expression = get_expression (choice);
  g_auto (GValue) value = G_VALUE_INIT;

  if (expression != NULL && gtk_expression_evaluate (expression, item, &value) &&
      G_VALUE_HOLDS_STRING (&value))
    return g_value_dup_string (&value);
  return GTK_IS_STRING_OBJECT (item) ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, GtkWidget *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *tick = g_object_new (GTK_TYPE_IMAGE, "icon-name", "esp-check-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tick);
  g_object_set_data (G_OBJECT (box), TICK_KEY, tick);
  gtk_list_item_set_child (item, box);
}

static void
show_tick (GtkWidget *choice, GParamSpec *pspec, GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  gboolean is_chosen = gtk_list_item_get_item (item) == get_selected (choice);

  if (box != NULL)
    gtk_widget_set_opacity (g_object_get_data (G_OBJECT (box), TICK_KEY), is_chosen ? 1 : 0);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, GtkWidget *choice)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *row = gtk_widget_get_parent (box);
  g_autofree char *text = dup_text (choice, gtk_list_item_get_item (item));
  gulong handler;

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), text != NULL ? text : "");
  if (row != NULL && text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  handler = g_signal_connect (choice, "notify::selected-item", G_CALLBACK (show_tick), item);
  g_object_set_data (G_OBJECT (item), HANDLER_KEY, GSIZE_TO_POINTER ((gsize) handler));
  show_tick (choice, NULL, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, GtkWidget *choice)
{
  gulong handler = (gulong) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (item), HANDLER_KEY));

  if (handler != 0 && g_signal_handler_is_connected (choice, handler))
    g_signal_handler_disconnect (choice, handler);
  g_object_set_data (G_OBJECT (item), HANDLER_KEY, NULL);
}

/* What stands in the row itself: the text alone, at its end. */
static void
setup_chosen_cb (GtkSignalListItemFactory *factory, GtkListItem *item, GtkWidget *choice)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_list_item_set_child (item, label);
}

static void
bind_chosen_cb (GtkSignalListItemFactory *factory, GtkListItem *item, GtkWidget *choice)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  GtkWidget *row = gtk_widget_get_parent (label);
  g_autofree char *text = dup_text (choice, gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (label, text);
  if (row != NULL && text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkListItemFactory *
chosen_factory_new (GtkWidget *choice)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_chosen_cb), choice, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_chosen_cb), choice, 0);
  return factory;
}

/**
 * esp_choice_speak:
 * @choice: an AdwComboRow or a GtkDropDown of texts
 *
 * Names the rows of its list.
 */
void
esp_choice_speak (GtkWidget *choice)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) chosen = NULL;

  g_return_if_fail (ADW_IS_COMBO_ROW (choice) || GTK_IS_DROP_DOWN (choice));

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), choice, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), choice, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), choice, 0);
  if (ADW_IS_COMBO_ROW (choice))
    {
      chosen = chosen_factory_new (choice);
      adw_combo_row_set_factory (ADW_COMBO_ROW (choice), chosen);
      adw_combo_row_set_list_factory (ADW_COMBO_ROW (choice), factory);
    }
  else
    gtk_drop_down_set_list_factory (GTK_DROP_DOWN (choice), factory);
}

/**
 * esp_choice_row_new:
 *
 * Returns: (transfer floating): an AdwComboRow whose list speaks
 */
GtkWidget *
esp_choice_row_new (void)
{
  GtkWidget *row = adw_combo_row_new ();

  esp_choice_speak (row);
  return row;
}
