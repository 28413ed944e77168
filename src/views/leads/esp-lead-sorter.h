/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Stands in a column's header and only remembers which column it is: the file does the sorting. */
#define ESP_TYPE_LEAD_SORTER (esp_lead_sorter_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadSorter, esp_lead_sorter, ESP, LEAD_SORTER, GtkSorter)

GtkSorter *esp_lead_sorter_new (const char *column);
const char *esp_lead_sorter_probe (GtkSorter *view_sorter, gboolean *out_is_descending);

G_END_DECLS
