/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The popover that says how the rows look: their order, their height, and which columns they have. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-display.h"

#include "views/leads/esp-lead-columns.h"
#include "views/shell/esp-choice.h"

#include <glib/gi18n.h>

#define MAX_LIST_HEIGHT 360
#define COLUMN_KEY "esp-column"

typedef struct
{
  EspLeadTable *table; /* the button's neighbour, lives as long */
  EspLeadList *list;
  GtkWidget *rows; /* the list of columns */
} Display;

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  return label;
}

static void
name_widget (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Order */

static void
sort_by_cb (GtkDropDown *drop, GParamSpec *pspec, Display *self)
{
  GPtrArray *ids = g_object_get_data (G_OBJECT (drop), "esp-ids");
  const char *id = g_ptr_array_index (ids, gtk_drop_down_get_selected (drop));
  gboolean is_descending;

  (void) esp_lead_table_get_sort (self->table, &is_descending);
  esp_lead_table_sort (self->table, *id != '\0' ? id : NULL, is_descending);
}

static void
direction_cb (GtkToggleButton *button, Display *self)
{
  gboolean is_descending;
  const char *id = esp_lead_table_get_sort (self->table, &is_descending);
  g_autofree char *column = g_strdup (id);

  esp_lead_table_sort (self->table, column, gtk_toggle_button_get_active (button));
}

static GtkWidget *
make_order (Display *self, GArray *available)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkStringList *names = gtk_string_list_new (NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *drop;
  GtkWidget *direction = gtk_toggle_button_new_with_label (_ ("Descending"));
  gboolean is_descending;
  const char *now = esp_lead_table_get_sort (self->table, &is_descending);
  guint chosen = 0;

  gtk_string_list_append (names, _ ("When added"));
  g_ptr_array_add (ids, g_strdup (""));
  for (guint i = 0; i < available->len; i++)
    {
      const EspLeadColumn *column = &g_array_index (available, EspLeadColumn, i);

      if (!column->is_sortable)
        continue;
      if (g_strcmp0 (now, column->id) == 0)
        chosen = ids->len;
      gtk_string_list_append (names, column->title);
      g_ptr_array_add (ids, g_strdup (column->id));
    }
  drop = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  g_object_set_data_full (G_OBJECT (drop), "esp-ids", ids, (GDestroyNotify) g_ptr_array_unref);
  esp_choice_speak (drop);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), chosen);
  gtk_widget_set_hexpand (drop, TRUE);
  name_widget (drop, _ ("Sort by"));
  gtk_widget_set_tooltip_text (drop, _ ("Sort by"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (direction), is_descending);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (sort_by_cb), self);
  g_signal_connect (direction, "toggled", G_CALLBACK (direction_cb), self);
  gtk_box_append (GTK_BOX (box), drop);
  gtk_box_append (GTK_BOX (box), direction);
  return box;
}

/* Height */

static void
density_cb (GtkToggleButton *button, Display *self)
{
  if (gtk_toggle_button_get_active (button))
    esp_lead_table_set_density (self->table, (EspDensity) GPOINTER_TO_INT (
                                               g_object_get_data (G_OBJECT (button), "esp-value")));
}

static GtkWidget *
make_densities (Display *self)
{
  static const char *const names[ESP_N_DENSITIES] = { NC_ ("rows", "Compact"),
                                                      NC_ ("rows", "Comfortable"),
                                                      NC_ ("rows", "Spacious") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autoptr (EspLeadView) now = esp_lead_view_new ();
  GtkWidget *first = NULL;

  esp_lead_table_read_view (self->table, now);
  gtk_widget_add_css_class (box, "linked");
  for (int i = 0; i < ESP_N_DENSITIES; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (g_dpgettext2 (NULL, "rows", names[i]));

      if (first == NULL)
        first = button;
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      g_object_set_data (G_OBJECT (button), "esp-value", GINT_TO_POINTER (i));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == (int) now->density);
      gtk_widget_set_hexpand (button, TRUE);
      g_signal_connect (button, "toggled", G_CALLBACK (density_cb), self);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

/* Columns */

static const char *
column_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), COLUMN_KEY);
}

static GtkWidget *
check_of (GtkWidget *row)
{
  return gtk_widget_get_first_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)));
}

/* The columns of the table are those that are checked, in the order of the rows. */
static void
apply (Display *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) columns = NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check_of (row))))
      g_strv_builder_add (builder, column_of (row));
  columns = g_strv_builder_end (builder);
  if (*columns != NULL)
    esp_lead_table_set_columns (self->table, (const char *const *) columns);
}

static void
toggled_cb (GtkCheckButton *check, Display *self)
{
  apply (self);
}

static void
move (Display *self, GtkWidget *row, int step)
{
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (index + step < 0)
    return;
  g_object_ref (row);
  gtk_list_box_remove (GTK_LIST_BOX (self->rows), row);
  gtk_list_box_insert (GTK_LIST_BOX (self->rows), row, index + step);
  g_object_unref (row);
  (void) gtk_widget_grab_focus (check_of (row)); /* the key goes on from there */
  apply (self);
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, Display *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));

  if ((state & GDK_ALT_MASK) == 0 || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return FALSE;
  move (self, row, key == GDK_KEY_Up ? -1 : 1);
  return TRUE;
}

static void
add_row (Display *self, const EspLeadColumn *column, gboolean is_shown)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new_with_label (column->title);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_shown);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  name_widget (row, column->title);
  g_object_set_data_full (G_OBJECT (row), COLUMN_KEY, g_strdup (column->id), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (row, keys);
  gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
}

/* Those that are shown come first, in their order; then the others. */
static GtkWidget *
make_columns (Display *self, GArray *available)
{
  const char *const *shown = esp_lead_table_get_columns (self->table);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "esp-column-list");
  name_widget (self->rows, _ ("Columns"));
  for (guint c = 0; shown[c] != NULL; c++)
    for (guint i = 0; i < available->len; i++)
      if (g_str_equal (g_array_index (available, EspLeadColumn, i).id, shown[c]))
        add_row (self, &g_array_index (available, EspLeadColumn, i), TRUE);
  for (guint i = 0; i < available->len; i++)
    if (!g_strv_contains (shown, g_array_index (available, EspLeadColumn, i).id))
      add_row (self, &g_array_index (available, EspLeadColumn, i), FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->rows);
  return scroller;
}

static GtkWidget *
make_hint (void)
{
  GtkWidget *label = gtk_label_new (_ ("Alt+↑ and Alt+↓ move a column, and so does dragging its "
                                       "header."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
fill_cb (GtkMenuButton *button, gpointer user_data)
{
  Display *self = user_data;
  EspFields *fields = esp_lead_list_get_fields (self->list);
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr (GArray) available = NULL;

  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
  name_widget (popover, _ ("Columns, order and row height"));
  if (fields == NULL)
    return;
  available = esp_lead_columns_available (fields);
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Sort by")));
  gtk_box_append (GTK_BOX (box), make_order (self, available));
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Rows")));
  gtk_box_append (GTK_BOX (box), make_densities (self));
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Columns")));
  gtk_box_append (GTK_BOX (box), make_columns (self, available));
  gtk_box_append (GTK_BOX (box), make_hint ());
}

/**
 * esp_lead_display_attach:
 *
 * Gives @button a popover in which the looks of @table are chosen, built anew whenever it opens.
 */
void
esp_lead_display_attach (GtkMenuButton *button, EspLeadTable *table, EspLeadList *list)
{
  Display *self = g_new0 (Display, 1);

  self->table = table;
  self->list = list;
  gtk_menu_button_set_create_popup_func (button, fill_cb, self, g_free);
}
