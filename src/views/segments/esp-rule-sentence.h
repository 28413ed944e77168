/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

/* A rule in words, each condition a link. Signal "chosen" (guint id): of the condition that was followed. */
#define ESP_TYPE_RULE_SENTENCE (esp_rule_sentence_get_type ())
G_DECLARE_FINAL_TYPE (EspRuleSentence, esp_rule_sentence, ESP, RULE_SENTENCE, GtkWidget)

GtkWidget *esp_rule_sentence_new (void);
void esp_rule_sentence_show (EspRuleSentence *self,
                             const EspRule *rule,
                             const EspSegmentChoices *choices);
const char *esp_rule_sentence_get_text (EspRuleSentence *self);

G_END_DECLS
