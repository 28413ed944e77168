/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The conditions of a list as chips: all of them must hold. Each chip opens its editor; Delete takes it
 * away. Signal "changed": another rule than before. */
#define ESP_TYPE_LEAD_FILTER_BAR (esp_lead_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadFilterBar, esp_lead_filter_bar, ESP, LEAD_FILTER_BAR, GtkWidget)

GtkWidget *esp_lead_filter_bar_new (void);
GtkWidget *esp_lead_filter_bar_get_add_button (EspLeadFilterBar *self);
void esp_lead_filter_bar_set_choices (EspLeadFilterBar *self, EspSegmentChoices *choices);
const EspSegmentChoices *esp_lead_filter_bar_get_choices (EspLeadFilterBar *self);
void esp_lead_filter_bar_set_rule (EspLeadFilterBar *self, const EspRule *rule);
EspRule *esp_lead_filter_bar_dup_rule (EspLeadFilterBar *self);
gboolean esp_lead_filter_bar_is_empty (EspLeadFilterBar *self);
void esp_lead_filter_bar_add (EspLeadFilterBar *self, EspCondition *condition);
void esp_lead_filter_bar_remove_last (EspLeadFilterBar *self);
char *esp_lead_filter_bar_dup_sentence (EspLeadFilterBar *self);

G_END_DECLS
