/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-json-walk.h"
#include "engine/insight/esp-question.h"

G_BEGIN_DECLS

/* Between the items of a list that is kept as one text. */
#define ESP_OPTION_LIST_BREAK "\n"

gboolean esp_option_is_list (const EspQuestionOption *option);
char *esp_option_make_fallback (const EspQuestionOption *option);
gboolean esp_option_has_word (const char *const *choices, const char *word);
gboolean esp_option_is_uuid (const char *text);
void esp_option_fail_choice (EspJsonWalk *walk,
                             const char *member,
                             const char *value,
                             const char *const *choices);
void esp_option_set_text (EspJsonWalk *walk,
                          const EspQuestionOption *option,
                          const char *text,
                          char **value);
void
esp_option_read (EspJsonWalk *walk, const EspQuestionOption *option, JsonNode *node, char **value);
void esp_option_write (JsonBuilder *builder, const EspQuestionOption *option, const char *value);

G_END_DECLS
