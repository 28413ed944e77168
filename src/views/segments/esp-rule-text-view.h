/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/segment/esp-rule.h"
#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

/* A rule in the text language, with completion and its error where it is. Signal "read" (EspRule *): the
 * text reads well and says this. */
#define ESP_TYPE_RULE_TEXT_VIEW (esp_rule_text_view_get_type ())
G_DECLARE_FINAL_TYPE (EspRuleTextView, esp_rule_text_view, ESP, RULE_TEXT_VIEW, GtkWidget)

GtkWidget *esp_rule_text_view_new (void);
void esp_rule_text_view_set_choices (EspRuleTextView *self,
                                     const EspSegmentChoices *choices,
                                     const char *segment_uuid);
void esp_rule_text_view_show (EspRuleTextView *self, const EspRule *rule);
void esp_rule_text_view_follow (EspRuleTextView *self, const EspRule *rule);

G_END_DECLS
