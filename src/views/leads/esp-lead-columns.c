/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the lead list: which there are, and the cheap cells that show them. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-columns.h"

#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-column-cell.h"
#include "views/shell/esp-sql-sorter.h"

#include <glib/gi18n.h>

#define WIDTH_NAME 108
#define WIDTH_EMAIL 198
#define WIDTH_PHONE 132
#define WIDTH_TEXT 102
#define WIDTH_NUMBER 84

static const struct
{
  const char *id;
  const char *title;
  gboolean is_number;
  gboolean is_sortable;
} extra_columns[] = {
  { "email_consent", N_ ("Email consent"), FALSE, FALSE },
  { "last_open_at", N_ ("Last open"), FALSE, TRUE },
  { "last_click_at", N_ ("Last click"), FALSE, TRUE },
  { "last_sent_at", N_ ("Last sent"), FALSE, TRUE },
  { "n_sent", N_ ("Sent"), TRUE, TRUE },
  { "n_opened", N_ ("Opens"), TRUE, TRUE },
  { "n_clicked", N_ ("Clicks"), TRUE, TRUE },
};

static int
width_of (const EspField *field)
{
  if (g_str_equal (field->column, "name"))
    return WIDTH_NAME;
  if (g_str_equal (field->column, "email"))
    return WIDTH_EMAIL;
  if (g_str_equal (field->column, "phone"))
    return WIDTH_PHONE;
  return field->type == ESP_FIELD_TEXT || field->type == ESP_FIELD_DATETIME ? WIDTH_TEXT
                                                                            : WIDTH_NUMBER;
}

/**
 * esp_lead_columns_available:
 *
 * Returns: (transfer full) (element-type EspLeadColumn): every column there is, the fields first; their
 *   strings live as long as @fields
 */
GArray *
esp_lead_columns_available (EspFields *fields)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (EspLeadColumn));

  for (guint i = 0; i < esp_fields_get_n (fields); i++)
    {
      const EspField *field = esp_fields_get (fields, i);
      EspLeadColumn column = { .id = field->column,
                               .title = esp_lead_field_label (field),
                               .is_number = field->type == ESP_FIELD_INTEGER ||
                                            field->type == ESP_FIELD_DECIMAL,
                               .is_sortable = TRUE,
                               .width = width_of (field) };

      g_array_append_val (columns, column);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (extra_columns); i++)
    {
      EspLeadColumn column = { extra_columns[i].id, _ (extra_columns[i].title),
                               extra_columns[i].is_number, extra_columns[i].is_sortable,
                               extra_columns[i].is_number ? WIDTH_NUMBER : WIDTH_TEXT };

      g_array_append_val (columns, column);
    }
  return columns;
}

/**
 * esp_lead_columns_default:
 *
 * Returns: (transfer full): the columns that a new workspace shows
 */
GStrv
esp_lead_columns_default (void)
{
  static const char *const columns[] = { "name",          "email",        "phone",
                                         "company",       "city",         "stage",
                                         "email_consent", "last_open_at", NULL };

  return g_strdupv ((GStrv) columns);
}

typedef struct
{
  EspSession *session; /* the screen's, which outlives its columns */
  char *id;            /* (owned) */
  char *title;         /* (owned) */
  gboolean is_number;
  gboolean is_first;
} CellData;

static void
cell_data_free (gpointer data, GClosure *closure)
{
  CellData *cell = data;

  g_free (cell->id);
  g_free (cell->title);
  g_free (cell);
}

static void
fill_cell (GtkListItem *item, CellData *data)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  EspLeadRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  if (cell == NULL || row == NULL)
    return;
  /* Nothing is known of it yet; what stood here was another row. */
  if (!esp_lead_row_is_loaded (row))
    {
      gtk_inscription_set_text (GTK_INSCRIPTION (cell), NULL);
      return;
    }
  text = esp_lead_format_cell (data->session, row, data->id);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  label = g_strdup_printf ("%s: %s", data->title, *text != '\0' ? text : _ ("empty"));
  esp_column_cell_set_name (cell, label);
  if (data->is_first)
    {
      g_autofree char *sentence = esp_lead_format_row (data->session, row);

      esp_column_cell_set_row_name (cell, sentence);
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CellData *data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 4);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     g_str_equal (data->id, "email")
                                       ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE
                                       : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* Higher than a line, it would break a long value into two and show the upper one. */
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), data->is_number ? 1.0f : 0.0f);
  if (data->is_number)
    gtk_widget_add_css_class (cell, "numeric");
  g_object_set_data (G_OBJECT (cell), ESP_LEAD_ITEM_KEY, item);
  gtk_list_item_set_child (item, cell);
}

static void
loaded_cb (EspLeadRow *row, GParamSpec *pspec, GtkListItem *item)
{
  fill_cell (item, g_object_get_data (G_OBJECT (item), "esp-cell"));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CellData *data)
{
  EspLeadRow *row = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "esp-cell", data);
  g_signal_connect (row, "notify::loaded", G_CALLBACK (loaded_cb), item);
  fill_cell (item, data);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CellData *data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), loaded_cb, item);
}

/* A row is chosen by its box without letting go of the others. */

static void
checked_cb (GtkCheckButton *check, GtkListItem *item)
{
  GtkSelectionModel *selection = g_object_get_data (G_OBJECT (check), "esp-selection");
  guint position = gtk_list_item_get_position (item);

  if (gtk_check_button_get_active (check) == gtk_list_item_get_selected (item))
    return;
  if (gtk_check_button_get_active (check))
    (void) gtk_selection_model_select_item (selection, position, FALSE); /* always done */
  else
    (void) gtk_selection_model_unselect_item (selection, position); /* always done */
}

static void
selected_cb (GtkListItem *item, GParamSpec *pspec, GtkCheckButton *check)
{
  gtk_check_button_set_active (check, gtk_list_item_get_selected (item));
}

static void
setup_check_cb (GtkSignalListItemFactory *factory, GtkListItem *item, GtkSelectionModel *selection)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_focusable (check, FALSE);
  gtk_widget_add_css_class (check, "esp-row-check");
  g_object_set_data (G_OBJECT (check), "esp-selection", selection);
  g_object_set_data (G_OBJECT (check), ESP_LEAD_ITEM_KEY, item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Select the row"), -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (checked_cb), item, 0);
  g_signal_connect_object (item, "notify::selected", G_CALLBACK (selected_cb), check, 0);
  gtk_list_item_set_child (item, check);
}

static void
bind_check_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *check = gtk_list_item_get_child (item);

  selected_cb (item, NULL, GTK_CHECK_BUTTON (check));
  esp_column_cell_set_name (check, _ ("Select the row"));
}

/**
 * esp_lead_check_column_new:
 * @selection: outlives the column
 *
 * Returns: (transfer full): the column of boxes before the others
 */
GtkColumnViewColumn *
esp_lead_check_column_new (GtkSelectionModel *selection)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_check_cb), selection);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_check_cb), NULL);
  return gtk_column_view_column_new (NULL, factory);
}

static CellData *
cell_data_new (EspSession *session, const EspLeadColumn *column, gboolean is_first)
{
  CellData *data = g_new0 (CellData, 1);

  data->session = session;
  data->id = g_strdup (column->id);
  data->title = g_strdup (column->title);
  data->is_number = column->is_number;
  data->is_first = is_first;
  return data;
}

/**
 * esp_lead_column_new:
 * @is_first: whether it is the one that names the row for a screen reader
 *
 * Returns: (transfer full): a column of the column view
 */
GtkColumnViewColumn *
esp_lead_column_new (EspSession *session, const EspLeadColumn *column, gboolean is_first)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  CellData *data = cell_data_new (session, column, is_first);
  GtkColumnViewColumn *view_column;

  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), data, cell_data_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);
  view_column = gtk_column_view_column_new (column->title, factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  g_object_set_data_full (G_OBJECT (view_column), ESP_LEAD_COLUMN_KEY, g_strdup (column->id),
                          g_free);
  if (column->is_sortable)
    {
      g_autoptr (GtkSorter) sorter = esp_sql_sorter_new (column->id);

      gtk_column_view_column_set_sorter (view_column, sorter);
    }
  return view_column;
}
