/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list of texts as chips with an entry behind them: Enter or a comma adds, Backspace in the empty entry
 * takes the last one away. Signal "changed". */
#define ESP_TYPE_VALUES_ENTRY (esp_values_entry_get_type ())
G_DECLARE_FINAL_TYPE (EspValuesEntry, esp_values_entry, ESP, VALUES_ENTRY, GtkWidget)

GtkWidget *esp_values_entry_new (const char *label, const char *placeholder);
void esp_values_entry_set_values (EspValuesEntry *self, const char *const *values);
const char *const *esp_values_entry_get_values (EspValuesEntry *self);
void esp_values_entry_set_suggestions (EspValuesEntry *self, const char *const *suggestions);

G_END_DECLS
