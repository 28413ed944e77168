/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per column of the file: its name, samples, how full it is, the field it goes to, and within it
 * what happens to a value that is known already. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-columns.h"

#include "base/esp-format.h"
#include "views/import/esp-import-column-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Rows made at once; the others follow when nothing else is to be done, for a file may have a thousand. */
#define ROWS_AT_ONCE 24

struct _EspImportColumns
{
  GtkWidget parent_instance;

  GtkWidget *list;
  const EspImportInspection *inspection; /* the screen's */
  EspImportPlan *plan;                   /* the screen's */
  guint n_rows;
  guint idle_id;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportColumns, esp_import_columns, GTK_TYPE_WIDGET)

static void
changed_cb (EspImportColumns *self)
{
  /* A field of one value has left another row for this one. */
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    esp_import_column_row_refresh (ESP_IMPORT_COLUMN_ROW (row));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
add_rows (EspImportColumns *self)
{
  guint end = MIN (self->n_rows + ROWS_AT_ONCE, self->inspection->n_columns);

  for (; self->n_rows < end; self->n_rows++)
    {
      GtkWidget *row = esp_import_column_row_new (self->inspection, self->plan, self->n_rows);

      g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
    }
  return self->n_rows < self->inspection->n_columns;
}

static gboolean
idle_cb (gpointer user_data)
{
  EspImportColumns *self = user_data;

  if (add_rows (self))
    return G_SOURCE_CONTINUE;
  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

static void
esp_import_columns_dispose (GObject *object)
{
  EspImportColumns *self = ESP_IMPORT_COLUMNS (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->list, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_columns_parent_class)->dispose (object);
}

static void
esp_import_columns_class_init (EspImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_columns_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EspImportColumns::changed:
   *
   * The user changed where a column goes, or what becomes of its values.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ESP_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_import_columns_init (EspImportColumns *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns of the file"), -1);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
}

/**
 * esp_import_columns_new:
 *
 * Returns: (transfer floating): an empty table
 */
GtkWidget *
esp_import_columns_new (void)
{
  return g_object_new (ESP_TYPE_IMPORT_COLUMNS, NULL);
}

/**
 * esp_import_columns_show:
 * @inspection: outlives the table, or another is shown first
 * @plan: changed by what the user chooses; outlives the table as well
 */
void
esp_import_columns_show (EspImportColumns *self,
                         const EspImportInspection *inspection,
                         EspImportPlan *plan)
{
  GtkWidget *row;

  g_clear_handle_id (&self->idle_id, g_source_remove);
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  self->inspection = inspection;
  self->plan = plan;
  self->n_rows = 0;
  if (add_rows (self))
    self->idle_id = g_idle_add (idle_cb, self);
}

/**
 * esp_import_columns_refresh:
 *
 * Shows the plan again after something else changed it.
 */
void
esp_import_columns_refresh (EspImportColumns *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    esp_import_column_row_refresh (ESP_IMPORT_COLUMN_ROW (row));
}
