/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One member of a step in a narrow list: its name above, the control under it as wide as there is room, then
 * what helps, what is wrong, and what mends it. Signal "fix": a person wants it mended. */
#define ESP_TYPE_STEP_LINE (esp_step_line_get_type ())
G_DECLARE_FINAL_TYPE (EspStepLine, esp_step_line, ESP, STEP_LINE, GtkListBoxRow)

GtkWidget *esp_step_line_new (const char *title, GtkWidget *control);
GtkWidget *esp_step_line_new_beside (const char *title, GtkWidget *control);
GtkWidget *esp_step_line_new_fact (const char *title, const char *value);
const char *esp_step_line_get_title (EspStepLine *self);
GtkWidget *esp_step_line_get_control (EspStepLine *self);
void esp_step_line_set_hint (EspStepLine *self, const char *hint);
void esp_step_line_set_fault (EspStepLine *self, const char *sentence, gboolean is_error);
void esp_step_line_set_fix (EspStepLine *self, const char *label);
const char *esp_step_line_get_fault (EspStepLine *self);
void esp_step_line_add_end (EspStepLine *self, GtkWidget *widget);

/* Labels of sentences: Korean stays whole, and no long name makes the form wider. */
GtkWidget *esp_step_label_new (const char *style);

G_END_DECLS
