/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help page of a screen and the window of all shortcuts. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-help.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "views/shell/esp-button.h"
#include "views/shell/esp-commands.h"
#include "views/shell/esp-screen-registry.h"

#define HELP_WIDTH 560
#define HELP_HEIGHT 560
#define MARGIN 18

static GtkWidget *
make_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  else
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static GtkWidget *
make_key_row (const char *title, const char *accel)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys = gtk_shortcut_label_new (accel);
  g_autofree char *spoken = NULL;
  g_autofree char *key_text = NULL;
  GdkModifierType modifiers;
  guint key;

  if (gtk_accelerator_parse (accel, &key, &modifiers))
    key_text = gtk_accelerator_get_label (key, modifiers);
  spoken = g_strdup_printf ("%s: %s", title, key_text != NULL ? key_text : accel);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static GtkWidget *
make_key_list (const EspHelpKey *keys)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Keys"),
                                  -1);
  for (; keys->accel != NULL; keys++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_key_row (_ (keys->title), keys->accel));
  return list;
}

static void
show_all_cb (GtkWindow *window)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (window));

  gtk_window_close (window);
  (void) gtk_widget_activate_action (parent, "win.shortcuts", NULL); /* always enabled */
}

/**
 * esp_help_present:
 * @title: the name of the screen
 * @help: (nullable): NULL shows only where more help is
 *
 * Opens the help page of a screen.
 */
void
esp_help_present (GtkWindow *parent, const char *title, const EspHelp *help)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *more = esp_button_new (_ ("_All keyboard shortcuts"));

  gtk_widget_set_margin_top (box, MARGIN);
  gtk_widget_set_margin_bottom (box, MARGIN);
  gtk_widget_set_margin_start (box, MARGIN);
  gtk_widget_set_margin_end (box, MARGIN);
  if (help != NULL)
    gtk_box_append (GTK_BOX (box), make_text (_ (help->summary), NULL));
  if (help != NULL && help->keys != NULL)
    {
      gtk_box_append (GTK_BOX (box), make_text (_ ("Keys"), "heading"));
      gtk_box_append (GTK_BOX (box), make_key_list (help->keys));
    }
  gtk_widget_set_halign (more, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), more);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (outer), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (outer), scroller);
  adw_window_set_content (ADW_WINDOW (window), outer);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), HELP_WIDTH, HELP_HEIGHT);
  g_signal_connect_object (more, "clicked", G_CALLBACK (show_all_cb), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
add_attribute (GString *xml, const char *name, const char *value)
{
  g_autofree char *escaped = g_markup_escape_text (value, -1);

  g_string_append_printf (xml, "<property name=\"%s\">%s</property>", name, escaped);
}

static void
begin_group (GString *xml, const char *title)
{
  g_string_append (xml, "<child><object class=\"GtkShortcutsGroup\">");
  add_attribute (xml, "title", title);
}

static void
end_group (GString *xml)
{
  g_string_append (xml, "</object></child>");
}

static void
add_shortcut (GString *xml, const char *title, const char *accelerator)
{
  g_string_append (xml, "<child><object class=\"GtkShortcutsShortcut\">");
  add_attribute (xml, "title", title);
  add_attribute (xml, "accelerator", accelerator);
  g_string_append (xml, "</object></child>");
}

static void
add_commands (GString *xml)
{
  const char *group = NULL;

  for (guint i = 0; i < esp_commands_get_n (); i++)
    {
      const EspCommand *command = esp_commands_get (i);
      g_autofree char *keys = g_strjoinv (" ", (char **) command->keys);

      if (g_strcmp0 (group, command->group) != 0)
        {
          if (group != NULL)
            end_group (xml);
          group = command->group;
          begin_group (xml, esp_command_get_group (command));
        }
      if (*keys != '\0')
        add_shortcut (xml, esp_command_get_title (command), keys);
    }
  end_group (xml);
}

static void
add_areas (GString *xml)
{
  begin_group (xml, _ ("Areas"));
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);

      if (info->accel != NULL)
        add_shortcut (xml, esp_screen_info_get_title (info), info->accel);
    }
  end_group (xml);
}

static void
add_keys (GString *xml, const char *title, const EspHelp *help)
{
  if (help == NULL || help->keys == NULL)
    return;
  begin_group (xml, title);
  for (const EspHelpKey *key = help->keys; key->accel != NULL; key++)
    add_shortcut (xml, _ (key->title), key->accel);
  end_group (xml);
}

/* The keys of the screens that are not in front. */
static void
add_other_screens (GString *xml, const EspHelp *shown)
{
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      const EspScreenInfo *info = esp_screen_registry_get (i);
      const EspHelp *help =
        info->get_type != NULL ? esp_screen_type_get_help (info->get_type ()) : NULL;

      if (help != shown)
        add_keys (xml, esp_screen_info_get_title (info), help);
    }
}

/**
 * esp_help_present_shortcuts:
 * @title: the name of the screen in front
 * @help: (nullable): its keys come first
 *
 * Opens the window that lists every key.
 */
void
esp_help_present_shortcuts (GtkWindow *parent, const char *title, const EspHelp *help)
{
  /* Only the builder divides groups into columns in this toolkit. */
  g_autoptr (GString) xml = g_string_new (
    "<interface><object class=\"GtkShortcutsWindow\" id=\"window\"><child>"
    "<object class=\"GtkShortcutsSection\"><property name=\"section-name\">keys</property>"
    "<property name=\"max-height\">14</property>");
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *window;

  add_keys (xml, title, help);
  add_areas (xml);
  add_commands (xml);
  add_other_screens (xml, help);
  g_string_append (xml, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (xml->str, (gssize) xml->len);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (window), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("command", "Keyboard shortcuts"), -1);
  gtk_window_present (window);
}
