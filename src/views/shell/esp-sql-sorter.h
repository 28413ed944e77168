/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Stands in a column of a GtkColumnView for the sorting that the database does. */
#define ESP_TYPE_SQL_SORTER (esp_sql_sorter_get_type ())
G_DECLARE_FINAL_TYPE (EspSqlSorter, esp_sql_sorter, ESP, SQL_SORTER, GtkSorter)

GtkSorter *esp_sql_sorter_new (const char *column);
const char *esp_sql_sorter_get_column (EspSqlSorter *self);
const char *esp_sql_sorter_probe (GtkColumnView *view, gboolean *out_is_descending);

G_END_DECLS
