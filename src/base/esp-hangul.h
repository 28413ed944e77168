/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the last sound of a word ends: it chooses between 은 and 는, 을 and 를, 으로 and 로. */
typedef enum
{
  ESP_HANGUL_FINAL_UNKNOWN, /* not a word that we can read */
  ESP_HANGUL_FINAL_VOWEL,
  ESP_HANGUL_FINAL_RIEUL, /* a consonant, but 로 and not 으로 */
  ESP_HANGUL_FINAL_CONSONANT,
} EspHangulFinal;

gboolean esp_hangul_is_syllable (gunichar c);
gboolean esp_hangul_is_jamo (gunichar c);
EspHangulFinal esp_hangul_get_final (const char *text);
const char *esp_hangul_pick_particle (const char *word, const char *pair);

char *esp_hangul_to_jamo (const char *text);
char *esp_hangul_to_choseong (const char *text);
gsize esp_hangul_get_family_length (const char *name);
char *esp_hangul_search_tokens (const char *name);
char *esp_hangul_fold_query (const char *query, gboolean *out_is_choseong);

G_END_DECLS
