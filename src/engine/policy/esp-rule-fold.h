/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a sign does to the word in which it stands. */
typedef enum
{
  ESP_RULE_SIGN_LETTER, /* letters and digits */
  ESP_RULE_SIGN_SPACE,
  ESP_RULE_SIGN_COMMON, /* what ends or joins words in ordinary text */
  ESP_RULE_SIGN_ODD,    /* what has no business inside a word */
} EspRuleSign;

/* One letter of a folded text, and where it is written. */
typedef struct
{
  gunichar c;
  guint from;  /* byte of the text as it was written */
  guint until; /* byte behind it */
  guint8 sign;
  guint8 is_loose; /* a letter of Hangul that was typed alone */
} EspRuleLetter;

GArray *esp_rule_fold (const char *text);

G_END_DECLS
