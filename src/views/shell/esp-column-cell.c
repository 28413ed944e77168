/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names the cells and rows of a column view, which GTK 4.8 calls after their classes. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-column-cell.h"

static void
set_name (GtkWidget *widget, const char *name)
{
  if (widget != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

/**
 * esp_column_cell_set_name:
 * @child: what a column's factory put into its list item; bound
 * @name: what the cell says, with the name of its column where the value alone says too little
 *
 * Both the child and the cell that GTK puts around it speak.
 */
void
esp_column_cell_set_name (GtkWidget *child, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (child));

  set_name (child, name);
  set_name (gtk_widget_get_parent (child), name);
}

/**
 * esp_column_cell_set_row_name:
 * @child: the child of the first column's list item; bound
 * @name: the row in one sentence
 */
void
esp_column_cell_set_row_name (GtkWidget *child, const char *name)
{
  GtkWidget *cell;

  g_return_if_fail (GTK_IS_WIDGET (child));

  cell = gtk_widget_get_parent (child);
  if (cell != NULL)
    set_name (gtk_widget_get_parent (cell), name);
}
