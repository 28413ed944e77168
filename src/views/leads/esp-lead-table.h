/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-view.h"
#include "views/leads/esp-lead-selection.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The rows of the lead list: columns that can be chosen, moved, widened and sorted by, three densities.
 *
 * Signals: "cursor-changed": the keyboard is on another row; "sort-changed"; "layout-changed": columns, their order, their widths or the density; "open"
 * (guint position, gboolean in_new_window); "menu" (guint position, double x, double y): of a row, in the
 * coordinates of the table. */
#define ESP_TYPE_LEAD_TABLE (esp_lead_table_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadTable, esp_lead_table, ESP, LEAD_TABLE, GtkWidget)

GtkWidget *esp_lead_table_new (EspSession *session, EspLeadList *list, EspLeadSelection *selection);
void esp_lead_table_set_view (EspLeadTable *self, const EspLeadView *view);
void esp_lead_table_read_view (EspLeadTable *self, EspLeadView *view);
void esp_lead_table_set_columns (EspLeadTable *self, const char *const *columns);
const char *const *esp_lead_table_get_columns (EspLeadTable *self);
void esp_lead_table_sort (EspLeadTable *self, const char *column, gboolean is_descending);
const char *esp_lead_table_get_sort (EspLeadTable *self, gboolean *out_is_descending);
void esp_lead_table_set_density (EspLeadTable *self, EspDensity density);
void esp_lead_table_get_header (EspLeadTable *self, const char *column, GdkRectangle *out_at);
void esp_lead_table_set_editing (EspLeadTable *self, gboolean is_editing);
gboolean esp_lead_table_get_row_at (EspLeadTable *self, double x, double y, guint *out_position);
gboolean esp_lead_table_get_cursor (EspLeadTable *self, guint *out_position);
void esp_lead_table_scroll_up (EspLeadTable *self);
void esp_lead_table_open_menu_at_cursor (EspLeadTable *self);
GtkWidget *esp_lead_table_get_view_widget (EspLeadTable *self);

G_END_DECLS
