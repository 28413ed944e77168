/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a chart as a table: every value in full, rows that open their leads. */
#define G_LOG_DOMAIN "esp-chart"
#include "config.h"

#include "views/chart/esp-chart-table-view.h"

#include "views/shell/esp-column-cell.h"
#include "draw/esp-chart-table.h"

#define MAX_HEIGHT 360
#define MIN_HEIGHT 120

struct _EspChartTableView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *view;      /* a column view, made anew for each chart */
  EspChartTable *table; /* (owned) (nullable) */
};

static guint drill_signal;

G_DEFINE_FINAL_TYPE (EspChartTableView, esp_chart_table_view, GTK_TYPE_WIDGET)

static guint
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "esp-column"));
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, EspChartTableView *self)
{
  GtkWidget *label = gtk_label_new (NULL);
  gboolean is_numeric = esp_chart_table_is_numeric (self->table, column_of (factory));

  gtk_label_set_xalign (GTK_LABEL (label), is_numeric ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (is_numeric)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

/* The cell's accessible name says its column too: "Opened: 4,210". */
static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, EspChartTableView *self)
{
  guint column = column_of (factory);
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text =
    esp_chart_table_get_cell (self->table, gtk_list_item_get_position (item), column);
  g_autofree char *name =
    g_strdup_printf ("%s: %s", esp_chart_table_get_head (self->table, column), text);

  gtk_label_set_text (GTK_LABEL (label), text);
  esp_column_cell_set_name (label, name);
  if (column == 0)
    esp_column_cell_set_row_name (label, text);
}

static void
activate_cb (GtkColumnView *view, guint row, EspChartTableView *self)
{
  for (guint i = 0; i < esp_chart_table_get_n_columns (self->table); i++)
    {
      const char *key = esp_chart_table_get_key (self->table, row, i);

      if (key == NULL)
        continue;
      g_signal_emit (self, drill_signal, 0, key);
      return;
    }
}

static void
add_column (EspChartTableView *self, GtkColumnView *view, guint position)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_object_set_data (G_OBJECT (factory), "esp-column", GUINT_TO_POINTER (position));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, 0);
  column = gtk_column_view_column_new (esp_chart_table_get_head (self->table, position), factory);
  gtk_column_view_column_set_expand (column, position == 0);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
}

/* Rows carry nothing: a cell asks the table by its position. */
static GtkSelectionModel *
create_rows (guint n)
{
  GtkStringList *rows = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (rows, "");
  return GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (rows)));
}

static void
esp_chart_table_view_dispose (GObject *object)
{
  EspChartTableView *self = ESP_CHART_TABLE_VIEW (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  self->view = NULL;
  g_clear_pointer (&self->table, esp_chart_table_free);
  G_OBJECT_CLASS (esp_chart_table_view_parent_class)->dispose (object);
}

static void
esp_chart_table_view_class_init (EspChartTableViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_chart_table_view_dispose;
  drill_signal = g_signal_new ("drill", ESP_TYPE_CHART_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_chart_table_view_init (EspChartTableView *self)
{
  GtkScrolledWindow *scroller;

  self->scroller = gtk_scrolled_window_new ();
  scroller = GTK_SCROLLED_WINDOW (self->scroller);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_max_content_height (scroller, MAX_HEIGHT);
  gtk_scrolled_window_set_min_content_height (scroller, MIN_HEIGHT);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_chart_table_view_new:
 *
 * Returns: (transfer floating): an empty table
 */
GtkWidget *
esp_chart_table_view_new (void)
{
  return g_object_new (ESP_TYPE_CHART_TABLE_VIEW, NULL);
}

/**
 * esp_chart_table_view_set_chart:
 * @chart: (nullable)
 *
 * Shows the values of @chart.
 */
void
esp_chart_table_view_set_chart (EspChartTableView *self, EspChart *chart)
{
  GtkWidget *view;

  g_return_if_fail (ESP_IS_CHART_TABLE_VIEW (self));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), NULL);
  g_clear_pointer (&self->table, esp_chart_table_free);
  self->view = NULL;
  if (chart == NULL)
    return;
  self->table = esp_chart_table_new (chart);
  view = gtk_column_view_new (create_rows (esp_chart_table_get_n_rows (self->table)));
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  esp_chart_get_question (chart), -1);
  for (guint i = 0; i < esp_chart_table_get_n_columns (self->table); i++)
    add_column (self, GTK_COLUMN_VIEW (view), i);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), view);
  self->view = view;
}
