/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/segment/esp-rule-eval.h"
#include "engine/segment/esp-segment-engine.h"
#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

/* A rule as cards: a card for each group, a line for each condition, all of it editable by pointer and by
 * key. Edits go to the document; what is counted and found comes back through the setters.
 * Signal "said" (const char *text): something for those who hear the screen.
 * Signal "show-part" (guint id): the leads behind the number of a part are wanted. */
#define ESP_TYPE_RULE_TREE (esp_rule_tree_get_type ())
G_DECLARE_FINAL_TYPE (EspRuleTree, esp_rule_tree, ESP, RULE_TREE, GtkWidget)

GtkWidget *esp_rule_tree_new (EspRuleDoc *doc);
void esp_rule_tree_set_choices (EspRuleTree *self, const EspSegmentChoices *choices);
void esp_rule_tree_set_count (EspRuleTree *self, const EspSegmentCount *count);
void esp_rule_tree_set_problems (EspRuleTree *self, const GArray *problems);
void esp_rule_tree_set_verdicts (EspRuleTree *self, const GArray *verdicts);
void esp_rule_tree_focus (EspRuleTree *self, guint id);
void esp_rule_tree_focus_next_problem (EspRuleTree *self);
void esp_rule_tree_add_condition (EspRuleTree *self);

G_END_DECLS
