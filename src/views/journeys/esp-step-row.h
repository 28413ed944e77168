/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One member of a step in a narrow list: its name above, the control under it as wide as there is room, then
 * what helps, what is wrong, and what mends it. Signal "fix": a person wants it mended. */
#define ESP_TYPE_STEP_ROW (esp_step_row_get_type ())
G_DECLARE_FINAL_TYPE (EspStepRow, esp_step_row, ESP, STEP_ROW, GtkListBoxRow)

GtkWidget *esp_step_row_new (const char *title, GtkWidget *control);
GtkWidget *esp_step_row_new_beside (const char *title, GtkWidget *control);
GtkWidget *esp_step_row_new_fact (const char *title, const char *value);
const char *esp_step_row_get_title (EspStepRow *self);
GtkWidget *esp_step_row_get_control (EspStepRow *self);
void esp_step_row_set_hint (EspStepRow *self, const char *hint);
void esp_step_row_set_fault (EspStepRow *self, const char *sentence, gboolean is_error);
void esp_step_row_set_fix (EspStepRow *self, const char *label);
const char *esp_step_row_get_fault (EspStepRow *self);
void esp_step_row_add_end (EspStepRow *self, GtkWidget *widget);

G_END_DECLS
