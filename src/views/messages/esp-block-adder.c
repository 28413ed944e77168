/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The button that adds a block: a list of the kinds that shrinks while a name is typed. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-adder.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkMenuButton *button; /* (unowned) */
  GtkEditable *search;
  GtkListBox *list;
} Adder;

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  const Adder *adder = user_data;
  const char *kind = g_object_get_data (G_OBJECT (row), "esp-kind");
  const char *title = g_object_get_data (G_OBJECT (row), "esp-title");
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (adder->search), -1);
  g_autofree char *folded = g_utf8_casefold (title, -1);

  return strstr (folded, needle) != NULL || g_str_has_prefix (kind, needle);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, Adder *adder)
{
  g_autofree char *kind = g_strdup (g_object_get_data (G_OBJECT (row), "esp-kind"));

  gtk_menu_button_popdown (adder->button);
  gtk_widget_activate_action (GTK_WIDGET (adder->button), "block.add", "s", kind);
}

/* Enter takes the first one that is left. */
static void
first_cb (Adder *adder)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (adder->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_child_visible (row))
      {
        activated_cb (adder->list, GTK_LIST_BOX_ROW (row), adder);
        return;
      }
}

static void
shown_cb (GtkWidget *popover, Adder *adder)
{
  gtk_editable_set_text (adder->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (adder->search));
}

static void
add_row (Adder *adder, EspBlockKind kind)
{
  const char *title = esp_block_kind_get_title (kind);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *image = gtk_image_new_from_icon_name (esp_block_kind_get_icon (kind));

  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), gtk_label_new (title));
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (row), "esp-kind", (gpointer) esp_block_kind_to_string (kind));
  g_object_set_data (G_OBJECT (row), "esp-title", (gpointer) title);
  gtk_list_box_append (adder->list, row);
}

static GtkWidget *
make_content (Adder *adder)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *search = gtk_search_entry_new ();

  adder->search = GTK_EDITABLE (search);
  adder->list = GTK_LIST_BOX (gtk_list_box_new ());
  g_object_set (search, "placeholder-text", _ ("Type a kind of block"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Type a kind of block"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (adder->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Kinds of blocks"), -1);
  for (guint kind = 0; kind < ESP_N_BLOCK_KINDS; kind++)
    if (kind != ESP_BLOCK_LINKED)
      add_row (adder, (EspBlockKind) kind);
  gtk_list_box_set_selection_mode (adder->list, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (adder->list, filter_cb, adder, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (adder->list), "navigation-sidebar");
  g_signal_connect_swapped (search, "changed", G_CALLBACK (gtk_list_box_invalidate_filter),
                            adder->list);
  g_signal_connect_swapped (search, "stop-search", G_CALLBACK (gtk_menu_button_popdown),
                            adder->button);
  g_signal_connect_swapped (search, "activate", G_CALLBACK (first_cb), adder);
  g_signal_connect (adder->list, "row-activated", G_CALLBACK (activated_cb), adder);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (adder->list));
  return box;
}

/**
 * esp_block_adder_new:
 *
 * Returns: (transfer floating): the button; it acts through the group "block"
 */
GtkWidget *
esp_block_adder_new (EspMessageDesk *desk)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  Adder *adder = g_new0 (Adder, 1);

  adder->button = GTK_MENU_BUTTON (button);
  g_object_set_data_full (G_OBJECT (button), "esp-adder", adder, g_free);
  gtk_popover_set_child (GTK_POPOVER (popover), make_content (adder));
  g_signal_connect (popover, "show", G_CALLBACK (shown_cb), adder);
  gtk_menu_button_set_label (adder->button, _ ("Add block"));
  gtk_menu_button_set_popover (adder->button, popover);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add block"), -1);
  return button;
}
