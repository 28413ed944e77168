/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-condition-*.c only. */
#pragma once

#include "views/segments/esp-condition-editor.h"

G_BEGIN_DECLS

#define ESP_CONDITION_NAME_CHARS 12
#define ESP_CONDITION_DEFAULT_DAYS 30
#define ESP_CONDITION_MAX_AMOUNT 1e12

struct _EspConditionEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  const EspSegmentChoices *choices; /* (unowned): of the builder */
  EspCondition *condition;          /* (owned) */
  guint rebuild_id;
  gboolean only_where; /* only the demands on the properties of its event */
};

void esp_condition_editor_tell (EspConditionEditor *self, gboolean merge);
void esp_condition_editor_add (EspConditionEditor *self, GtkWidget *control);
void esp_condition_editor_rebuild_soon (EspConditionEditor *self);
EspRuleCatalog *esp_condition_editor_catalog_of (EspConditionEditor *self);
EspRuleType esp_condition_editor_type_of (EspConditionEditor *self);
double esp_condition_editor_number_at (EspConditionEditor *self, guint index);
void esp_condition_editor_set_numbers (EspConditionEditor *self,
                                       double first,
                                       double second,
                                       gboolean both);
void esp_condition_editor_add_window (EspConditionEditor *self,
                                      EspWindowKind first,
                                      gboolean dated,
                                      gboolean ahead);
GtkWidget *esp_condition_editor_add_texts (EspConditionEditor *self,
                                           const char *label,
                                           const char *const *suggestions);
void esp_condition_editor_add_text (EspConditionEditor *self);
void esp_condition_editor_add_numbers (EspConditionEditor *self);
void esp_condition_editor_add_number_list (EspConditionEditor *self);
void esp_condition_editor_add_truth (EspConditionEditor *self);
void esp_condition_editor_add_where (EspConditionEditor *self, EspCondition *condition);
void esp_condition_editor_add_after (EspConditionEditor *self);
void esp_condition_editor_add_campaign (EspConditionEditor *self, EspCondition *condition);
void esp_condition_editor_add_fields (EspConditionEditor *self, gboolean only_dates);
void esp_condition_set_text (char **where, const char *text);
EspConditionOp esp_condition_first_op (EspRuleType type);

void esp_condition_build_attribute (EspConditionEditor *self);
void esp_condition_build_tag (EspConditionEditor *self);
void esp_condition_build_consent (EspConditionEditor *self);
void esp_condition_build_suppression (EspConditionEditor *self);
void esp_condition_build_event (EspConditionEditor *self);
void esp_condition_build_message (EspConditionEditor *self);
void esp_condition_build_segment (EspConditionEditor *self);
void esp_condition_build_anniversary (EspConditionEditor *self);
void esp_condition_build_random (EspConditionEditor *self);

G_END_DECLS
