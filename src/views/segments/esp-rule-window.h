/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* One rule of something larger, edited in a window: as cards or as text, with how many leads match now, and
 * in words. It has no history of its own. Signal "changed" (EspRule *rule, gboolean merge): keep this; merge
 * says that it goes on with the change before. Signals "undo" and "redo": the keys were pressed. */
#define ESP_TYPE_RULE_WINDOW (esp_rule_window_get_type ())
G_DECLARE_FINAL_TYPE (EspRuleWindow, esp_rule_window, ESP, RULE_WINDOW, AdwWindow)

EspRuleWindow *esp_rule_window_new (EspSession *session,
                                    const EspSegmentChoices *choices,
                                    const char *title,
                                    const EspRule *rule);
void esp_rule_window_show_rule (EspRuleWindow *self, const EspRule *rule);
void esp_rule_window_toggle_text (EspRuleWindow *self);

G_END_DECLS
