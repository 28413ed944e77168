/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed between two states of a message, said in words. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-compare-window.h"

#include "engine/content/esp-message-diff.h"
#include "views/messages/esp-change-words.h"
#include "views/messages/esp-message-desk.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 560
#define HEIGHT 600

static char *
dup_title (const EspMessageChange *change)
{
  const char *block =
    change->kind != ESP_MESSAGE_CHANGE_FIELD ? esp_block_kind_get_title (change->block_kind) : NULL;

  switch (change->kind)
    {
    case ESP_MESSAGE_CHANGE_ADDED:
      /* Translators: %s is a kind of block */
      return g_strdup_printf (_ ("＋ Added: %s"), block);
    case ESP_MESSAGE_CHANGE_REMOVED:
      return g_strdup_printf (_ ("− Removed: %s"), block);
    case ESP_MESSAGE_CHANGE_WORDS:
      return g_strdup_printf (_ ("~ Other words: %s"), block);
    case ESP_MESSAGE_CHANGE_LOOK:
      return g_strdup_printf (_ ("~ Other look or condition: %s"), block);
    case ESP_MESSAGE_CHANGE_MOVED:
      return g_strdup_printf (_ ("↕ Moved: %s"), block);
    case ESP_MESSAGE_CHANGE_FIELD:
    default:
      return g_strdup_printf ("~ %s", esp_message_part_title (change->field));
    }
}

static void
add_words (GtkWidget *box, const char *mark, const char *text, const char *css_class)
{
  g_autofree char *line = NULL;
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  line = g_strdup_printf ("%s %s", mark, text);
  label = gtk_label_new (line);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_lines (GTK_LABEL (label), 6);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
make_row (const EspMessageChange *change)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *title = dup_title (change);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  g_object_set (box, "margin-top", 12, "margin-bottom", 12, "margin-start", 12, "margin-end", 12,
                NULL);
  gtk_box_append (GTK_BOX (box), label);
  add_words (box, "−", esp_message_part_value (change->field, change->before), "dim-label");
  add_words (box, "＋", esp_message_part_value (change->field, change->after), "body");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

/**
 * esp_compare_window_open:
 * @title: what is compared, translated
 * @changes: (transfer full) (element-type EspMessageChange): in what the two differ
 *
 * Shows how one state of a message became another.
 */
void
esp_compare_window_open (GtkWindow *parent, const char *title, GPtrArray *changes)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr (GPtrArray) owned = changes;
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  for (guint i = 0; i < owned->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (owned->pdata[i]));
  if (owned->len == 0)
    gtk_list_box_append (GTK_LIST_BOX (list), gtk_label_new (_ ("Both say the same.")));
  g_object_set (list, "margin-top", 12, "margin-bottom", 12, "margin-start", 12, "margin-end", 12,
                NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
