/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A text made ready for looking for words: folded, without what is invisible, with Hangul put together. */
typedef struct _EspRuleText EspRuleText;
/* One word or phrase to look for. */
typedef struct _EspRuleWord EspRuleWord;

/* Where a word stands: letters of the folded text, the second one behind the end. */
typedef struct
{
  guint from;
  guint until;
} EspRuleHit;

EspRuleText *esp_rule_text_new (const char *text);
void esp_rule_text_free (EspRuleText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleText, esp_rule_text_free)
guint esp_rule_text_get_n (const EspRuleText *self);
gunichar esp_rule_text_get_letter (const EspRuleText *self, guint at);
char *esp_rule_text_dup_found (const EspRuleText *self, EspRuleHit hit);

gboolean esp_rule_text_is_spent (const EspRuleText *self);

EspRuleWord *esp_rule_word_new (const char *text, gboolean has_digits);
void esp_rule_word_free (EspRuleWord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleWord, esp_rule_word_free)
const char *esp_rule_word_get_text (const EspRuleWord *self);
gboolean esp_rule_word_find (const EspRuleWord *self,
                             const EspRuleText *text,
                             guint from,
                             EspRuleHit *out_hit);
gboolean esp_rule_word_find_before (const EspRuleWord *self,
                                    const EspRuleText *text,
                                    guint from,
                                    guint until,
                                    EspRuleHit *out_hit);

G_END_DECLS
