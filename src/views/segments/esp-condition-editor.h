/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

/* The controls of one condition: field, comparison, values, window. Signal "changed" (gboolean merge):
 * read the condition; merge says that this goes on with the change before, such as typing. */
#define ESP_TYPE_CONDITION_EDITOR (esp_condition_editor_get_type ())
G_DECLARE_FINAL_TYPE (EspConditionEditor, esp_condition_editor, ESP, CONDITION_EDITOR, GtkWidget)

GtkWidget *esp_condition_editor_new (const EspSegmentChoices *choices,
                                     const EspCondition *condition);
GtkWidget *esp_condition_editor_new_where (const EspSegmentChoices *choices,
                                           const EspCondition *condition);
const EspCondition *esp_condition_editor_get_condition (EspConditionEditor *self);

EspCondition *esp_condition_default (EspConditionKind kind,
                                     const char *subject,
                                     const EspSegmentChoices *choices);

G_END_DECLS
