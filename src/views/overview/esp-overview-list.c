/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of the overview, filled anew without losing the focus. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-list.h"

#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>

#define ADDRESS_KEY "esp-address"
#define ACTION_KEY "esp-action"

struct _EspOverviewList
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the list */
  char *empty_text;    /* (owned) */
  GtkWidget *box;
  GtkWidget *list;
  guint n_lines;
  int focus; /* position of the row that had the focus; -1: none */
};

G_DEFINE_FINAL_TYPE (EspOverviewList, esp_overview_list, GTK_TYPE_WIDGET)

static void
open_row (EspOverviewList *self, GObject *row)
{
  const char *address = g_object_get_data (row, ADDRESS_KEY);
  const char *action = g_object_get_data (row, ACTION_KEY);

  if (address != NULL)
    esp_session_open (self->session, address);
  else if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
row_activated_cb (EspOverviewList *self, GtkListBoxRow *row)
{
  open_row (self, G_OBJECT (row));
}

static void
button_clicked_cb (GtkWidget *button, EspOverviewList *self)
{
  open_row (self, G_OBJECT (gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW)));
}

static GtkWidget *
icon_new (const char *icon_name, const char *css_class)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (icon, css_class);
  return icon;
}

static GtkWidget *
line_row_new (EspOverviewList *self, const EspOverviewLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = esp_button_new (line->button);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  if (line->detail != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon_new (line->icon_name, line->css_class));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), ADDRESS_KEY, g_strdup (line->address), g_free);
  g_object_set_data (G_OBJECT (row), ACTION_KEY, (gpointer) line->action);
  if (line->detail != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    line->detail, -1);
  return row;
}

static GtkWidget *
empty_row_new (EspOverviewList *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->empty_text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon_new ("esp-check-symbolic", "dim-label"));
  gtk_widget_add_css_class (row, "esp-nothing");
  return row;
}

static void
esp_overview_list_dispose (GObject *object)
{
  EspOverviewList *self = ESP_OVERVIEW_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->empty_text, g_free);
  G_OBJECT_CLASS (esp_overview_list_parent_class)->dispose (object);
}

static void
esp_overview_list_class_init (EspOverviewListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_overview_list_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_overview_list_init (EspOverviewList *self)
{
  self->focus = -1;
}

/**
 * esp_overview_list_new:
 * @title: its heading, translated
 * @empty_text: what it says when there is nothing, translated
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
esp_overview_list_new (EspSession *session, const char *title, const char *empty_text)
{
  EspOverviewList *self = g_object_new (ESP_TYPE_OVERVIEW_LIST, NULL);
  GtkWidget *heading = gtk_label_new (title);

  self->session = session;
  self->empty_text = g_strdup (empty_text);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->list = esp_form_list_new (title);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * esp_overview_list_begin:
 *
 * Empties the list; lines are added next, then esp_overview_list_end() is called.
 */
void
esp_overview_list_begin (EspOverviewList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row;

  self->focus = -1;
  self->n_lines = 0;
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->list))
    {
      GtkWidget *focused = GTK_IS_LIST_BOX_ROW (focus)
                             ? focus
                             : gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW);

      self->focus = focused != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (focused)) : -1;
    }
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
}

/**
 * esp_overview_list_add:
 */
void
esp_overview_list_add (EspOverviewList *self, const EspOverviewLine *line)
{
  gtk_list_box_append (GTK_LIST_BOX (self->list), line_row_new (self, line));
  self->n_lines++;
}

/**
 * esp_overview_list_add_row:
 * @row: (transfer floating): a GtkListBoxRow
 * @address: (nullable): what it opens
 */
void
esp_overview_list_add_row (EspOverviewList *self, GtkWidget *row, const char *address)
{
  g_object_set_data_full (G_OBJECT (row), ADDRESS_KEY, g_strdup (address), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  self->n_lines++;
}

/**
 * esp_overview_list_end:
 *
 * Says so when there is nothing, and gives the focus back to the row in the same place.
 */
void
esp_overview_list_end (EspOverviewList *self)
{
  GtkListBoxRow *row;

  if (self->n_lines == 0)
    gtk_list_box_append (GTK_LIST_BOX (self->list), empty_row_new (self));
  if (self->focus < 0)
    return;
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list),
                                       MIN (self->focus, MAX ((int) self->n_lines - 1, 0)));
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/**
 * esp_overview_list_get_n:
 *
 * Returns: the number of lines
 */
guint
esp_overview_list_get_n (EspOverviewList *self)
{
  return self->n_lines;
}
