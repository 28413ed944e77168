/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-step-names.h"

G_BEGIN_DECLS

/* One name out of many: a button that says what is chosen, and a list to search under it. Signal "chosen"
 * (const char *reference): by a person; %NULL is none of them. */
#define ESP_TYPE_STEP_PICKER (esp_step_picker_get_type ())
G_DECLARE_FINAL_TYPE (EspStepPicker, esp_step_picker, ESP, STEP_PICKER, GtkWidget)

GtkWidget *esp_step_picker_new (EspStepNames *names, EspStepNameKind kind, const char *label);
GtkWidget *esp_step_picker_new_for_list (GPtrArray *list, const char *label);

/* Fills the list when somebody opens it: there may be thousands. */
typedef void (*EspStepFillFunc) (GPtrArray *list, gpointer user_data);
void esp_step_picker_set_fill (EspStepPicker *self, EspStepFillFunc func, GObject *owner);

void esp_step_picker_set_none (EspStepPicker *self, const char *words);
void esp_step_picker_set_takes_new (EspStepPicker *self, gboolean takes_new);
void esp_step_picker_set_value (EspStepPicker *self, const char *reference);
const char *esp_step_picker_get_value (EspStepPicker *self);
const EspStepName *esp_step_picker_get_name (EspStepPicker *self);
void esp_step_picker_choose (EspStepPicker *self, const char *reference);

G_END_DECLS
