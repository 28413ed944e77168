/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names the cells and rows of a column view, which GTK 4.8 calls after their classes. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_column_cell_set_name (GtkWidget *child, const char *name);
void esp_column_cell_set_row_name (GtkWidget *child, const char *name);

G_END_DECLS
