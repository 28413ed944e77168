/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hangul taken apart: letters as they are typed, initial consonants, final sounds, search tokens. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-hangul.h"

#include <string.h>

/* Unicode 3.12: a syllable is 0xAC00 + (initial * 21 + vowel) * 28 + final. */
#define SYLLABLE_FIRST 0xAC00
#define SYLLABLE_LAST 0xD7A3
#define N_VOWELS 21
#define N_FINALS 28
#define FINAL_RIEUL 8
#define COMPAT_FIRST 0x3131
#define COMPAT_LAST 0x3163

/* The letters as keys are pressed: ㅘ is ㅗ then ㅏ and ㄳ is ㄱ then ㅅ, but ㄲ is one key. */
static const char *const initials[] = { "ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ",
                                        "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ" };
static const char *const vowels[] = { "ㅏ",   "ㅐ",   "ㅑ",   "ㅒ",   "ㅓ",   "ㅔ",   "ㅕ",
                                      "ㅖ",   "ㅗ",   "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ",   "ㅜ",
                                      "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ",   "ㅡ",   "ㅡㅣ", "ㅣ" };
static const char *const finals[] = { "",     "ㄱ",   "ㄲ",   "ㄱㅅ", "ㄴ",   "ㄴㅈ", "ㄴㅎ",
                                      "ㄷ",   "ㄹ",   "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ",
                                      "ㄹㅍ", "ㄹㅎ", "ㅁ",   "ㅂ",   "ㅂㅅ", "ㅅ",   "ㅆ",
                                      "ㅇ",   "ㅈ",   "ㅊ",   "ㅋ",   "ㅌ",   "ㅍ",   "ㅎ" };
/* From U+3131: the letters that stand alone, split the same way. */
static const char *const compat[] = {
  "ㄱ",   "ㄲ",   "ㄱㅅ", "ㄴ",   "ㄴㅈ", "ㄴㅎ", "ㄷ",   "ㄸ",   "ㄹ",   "ㄹㄱ", "ㄹㅁ",
  "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ",   "ㅂ",   "ㅃ",   "ㅂㅅ", "ㅅ",   "ㅆ",
  "ㅇ",   "ㅈ",   "ㅉ",   "ㅊ",   "ㅋ",   "ㅌ",   "ㅍ",   "ㅎ",   "ㅏ",   "ㅐ",   "ㅑ",
  "ㅒ",   "ㅓ",   "ㅔ",   "ㅕ",   "ㅖ",   "ㅗ",   "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ",   "ㅜ",
  "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ",   "ㅡ",   "ㅡㅣ", "ㅣ",
};
static const gunichar jamo_consonant_last = 0x314E; /* ㅎ */

/* The family names of two syllables that are in use in Korea. */
static const char *const long_family_names[] = { "남궁", "황보", "제갈", "선우", "사공",
                                                 "서문", "독고", "동방", "어금", "망절" };

/**
 * esp_hangul_is_syllable:
 *
 * Returns: whether @c is one composed syllable, 가 to 힣
 */
gboolean
esp_hangul_is_syllable (gunichar c)
{
  return c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST;
}

/**
 * esp_hangul_is_jamo:
 *
 * Returns: whether @c is a letter that stands alone, as ㄱ or ㅏ
 */
gboolean
esp_hangul_is_jamo (gunichar c)
{
  return c >= COMPAT_FIRST && c <= COMPAT_LAST;
}

static gboolean
is_vowel (char c)
{
  return c != '\0' && strchr ("aeiouy", c) != NULL;
}

/* Capitals alone are read letter by letter: VIP ends as 피 does, URL as 엘. */
static EspHangulFinal
get_final_of_letter (char last)
{
  if (last == 'l' || last == 'r')
    return ESP_HANGUL_FINAL_RIEUL;
  return last == 'm' || last == 'n' ? ESP_HANGUL_FINAL_CONSONANT : ESP_HANGUL_FINAL_VOWEL;
}

/* Other words as Koreans read foreign ones. Behind one short vowel c, k, p, b and t close a syllable (넷,
 * 클릭, 북); behind a consonant or a long vowel they get a vowel of their own (이벤트, 시트). */
static EspHangulFinal
get_final_of_word (const char *word, gsize length)
{
  char last = word[length - 1];
  char before = length >= 2 ? word[length - 2] : '\0';
  char third = length >= 3 ? word[length - 3] : '\0';

  if (last == 'l')
    return ESP_HANGUL_FINAL_RIEUL;
  if (last == 'm' || last == 'n' || (last == 'g' && before == 'n'))
    return ESP_HANGUL_FINAL_CONSONANT;
  if (strchr ("ckpbt", last) == NULL)
    return ESP_HANGUL_FINAL_VOWEL;
  if (last == 'k' && before == 'c')
    return ESP_HANGUL_FINAL_CONSONANT;
  return is_vowel (before) && (!is_vowel (third) || (before == 'o' && third == 'o'))
           ? ESP_HANGUL_FINAL_CONSONANT
           : ESP_HANGUL_FINAL_VOWEL;
}

static EspHangulFinal
get_final_of_latin (const char *text)
{
  gsize length = strlen (text);
  gsize start = length;
  gboolean is_capitals = TRUE;
  g_autofree char *word = NULL;

  for (; start > 0 && g_ascii_isalpha (text[start - 1]); start--)
    is_capitals = is_capitals && g_ascii_isupper (text[start - 1]);
  word = g_ascii_strdown (text + start, (gssize) (length - start));
  return is_capitals || length - start == 1 ? get_final_of_letter (text[length - 1] | 0x20)
                                            : get_final_of_word (word, length - start);
}

static EspHangulFinal
get_final_of_digit (char digit)
{
  /* 영 일 이 삼 사 오 육 칠 팔 구 */
  static const EspHangulFinal of_digit[] = {
    ESP_HANGUL_FINAL_CONSONANT, ESP_HANGUL_FINAL_RIEUL, ESP_HANGUL_FINAL_VOWEL,
    ESP_HANGUL_FINAL_CONSONANT, ESP_HANGUL_FINAL_VOWEL, ESP_HANGUL_FINAL_VOWEL,
    ESP_HANGUL_FINAL_CONSONANT, ESP_HANGUL_FINAL_RIEUL, ESP_HANGUL_FINAL_RIEUL,
    ESP_HANGUL_FINAL_VOWEL,
  };

  return of_digit[digit - '0'];
}

/**
 * esp_hangul_get_final:
 *
 * Closing marks after the word (quotes, brackets, full stops) are passed over.
 *
 * Returns: how the last sound of @text ends
 */
EspHangulFinal
esp_hangul_get_final (const char *text)
{
  g_autofree char *word = g_strdup (text);
  gsize length = strlen (word);

  while (length > 0)
    {
      const char *at = g_utf8_find_prev_char (word, word + length);
      gunichar c = g_utf8_get_char (at);

      if (esp_hangul_is_syllable (c))
        {
          guint final = (c - SYLLABLE_FIRST) % N_FINALS;

          if (final == 0)
            return ESP_HANGUL_FINAL_VOWEL;
          return final == FINAL_RIEUL ? ESP_HANGUL_FINAL_RIEUL : ESP_HANGUL_FINAL_CONSONANT;
        }
      if (c == '%') /* 퍼센트 */
        return ESP_HANGUL_FINAL_VOWEL;
      if (g_ascii_isdigit (c))
        return get_final_of_digit (c);
      if (c < 0x80 && g_ascii_isalpha (c))
        return get_final_of_latin (word);
      if (!g_unichar_ispunct (c) && !g_unichar_isspace (c))
        return ESP_HANGUL_FINAL_UNKNOWN;
      length = at - word;
      word[length] = '\0';
    }
  return ESP_HANGUL_FINAL_UNKNOWN;
}

static const char *const particle_pairs[][4] = {
  /* name, after a consonant, after a vowel, when unsure */
  { "은/는", "은", "는", "은(는)" },
  { "이/가", "이", "가", "이(가)" },
  { "을/를", "을", "를", "을(를)" },
  { "과/와", "과", "와", "과(와)" },
  { "으로/로", "으로", "로", "(으)로" },
  { "아/야", "아", "야", "아(야)" },
  { "이나/나", "이나", "나", "(이)나" },
  { "이라/라", "이라", "라", "(이)라" },
  { "이에요/예요", "이에요", "예요", "(이)에요" },
};

/**
 * esp_hangul_pick_particle:
 * @pair: a pair such as "은/는", or either half of one
 *
 * Returns: (transfer none) (nullable): the form that follows @word; NULL for an unknown pair
 */
const char *
esp_hangul_pick_particle (const char *word, const char *pair)
{
  for (guint i = 0; i < G_N_ELEMENTS (particle_pairs); i++)
    {
      const char *const *row = particle_pairs[i];

      if (!g_str_equal (pair, row[0]) && !g_str_equal (pair, row[1]) && !g_str_equal (pair, row[2]))
        continue;
      switch (esp_hangul_get_final (word))
        {
        case ESP_HANGUL_FINAL_CONSONANT:
          return row[1];
        case ESP_HANGUL_FINAL_RIEUL:
          return g_str_equal (row[1], "으로") ? row[2] : row[1];
        case ESP_HANGUL_FINAL_VOWEL:
          return row[2];
        case ESP_HANGUL_FINAL_UNKNOWN:
        default:
          return row[3];
        }
    }
  return NULL;
}

static char *
prepare (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKC);

  return g_utf8_casefold (normal, -1);
}

static void
append_jamo (GString *out, gunichar c)
{
  if (esp_hangul_is_syllable (c))
    {
      guint index = c - SYLLABLE_FIRST;

      g_string_append (out, initials[index / (N_VOWELS * N_FINALS)]);
      g_string_append (out, vowels[index / N_FINALS % N_VOWELS]);
      g_string_append (out, finals[index % N_FINALS]);
    }
  else if (esp_hangul_is_jamo (c) && c - COMPAT_FIRST < G_N_ELEMENTS (compat))
    g_string_append (out, compat[c - COMPAT_FIRST]);
  else
    g_string_append_unichar (out, c);
}

/* NFKC turns the letters that stand alone into conjoining ones; this turns them back. */
static gunichar
to_compat (gunichar c)
{
  static const guint16 of_initial[] = { 0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141,
                                        0x3142, 0x3143, 0x3145, 0x3146, 0x3147, 0x3148, 0x3149,
                                        0x314A, 0x314B, 0x314C, 0x314D, 0x314E };
  static const guint16 of_final[] = { 0x3131, 0x3132, 0x3133, 0x3134, 0x3135, 0x3136, 0x3137,
                                      0x3139, 0x313A, 0x313B, 0x313C, 0x313D, 0x313E, 0x313F,
                                      0x3140, 0x3141, 0x3142, 0x3144, 0x3145, 0x3146, 0x3147,
                                      0x3148, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E };

  if (c >= 0x1100 && c < 0x1100 + G_N_ELEMENTS (of_initial))
    return of_initial[c - 0x1100];
  if (c >= 0x1161 && c < 0x1161 + N_VOWELS)
    return 0x314F + (c - 0x1161);
  if (c >= 0x11A8 && c < 0x11A8 + G_N_ELEMENTS (of_final))
    return of_final[c - 0x11A8];
  return c;
}

/**
 * esp_hangul_to_jamo:
 *
 * Takes syllables apart into letters as they are typed, folds case and width, and leaves out spaces:
 * "김민지" gives "ㄱㅣㅁㅁㅣㄴㅈㅣ", so that what is typed so far ("김미", "김밎") is always a prefix.
 *
 * Returns: (transfer full): the letters
 */
char *
esp_hangul_to_jamo (const char *text)
{
  g_autofree char *prepared = prepare (text);
  GString *out = g_string_new (NULL);

  for (const char *p = prepared; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = to_compat (g_utf8_get_char (p));

      if (!g_unichar_isspace (c))
        append_jamo (out, c);
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_hangul_to_choseong:
 *
 * "김민지" gives "ㄱㅁㅈ"; what is not Hangul stays, in lower case; spaces are left out.
 *
 * Returns: (transfer full): the initial consonants
 */
char *
esp_hangul_to_choseong (const char *text)
{
  g_autofree char *prepared = prepare (text);
  GString *out = g_string_new (NULL);

  for (const char *p = prepared; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = to_compat (g_utf8_get_char (p));

      if (esp_hangul_is_syllable (c))
        g_string_append (out, initials[(c - SYLLABLE_FIRST) / (N_VOWELS * N_FINALS)]);
      else if (!g_unichar_isspace (c))
        append_jamo (out, c);
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_hangul_get_family_length:
 *
 * Guesses for searching only: a name is never split for storage.
 *
 * Returns: the bytes of the family name at the head of a Hangul name of two to five syllables, or 0
 */
gsize
esp_hangul_get_family_length (const char *name)
{
  gsize n_syllables = 0;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p), n_syllables++)
    if (!esp_hangul_is_syllable (g_utf8_get_char (p)))
      return 0;
  if (n_syllables < 2 || n_syllables > 5)
    return 0;
  if (n_syllables >= 3)
    for (guint i = 0; i < G_N_ELEMENTS (long_family_names); i++)
      if (g_str_has_prefix (name, long_family_names[i]))
        return strlen (long_family_names[i]);
  return g_utf8_next_char (name) - name;
}

static void
add_token (GPtrArray *tokens, char *token)
{
  for (guint i = 0; i < tokens->len; i++)
    if (g_str_has_prefix (tokens->pdata[i], token))
      {
        g_free (token);
        return;
      }
  g_ptr_array_add (tokens, token);
}

static void
add_both (GPtrArray *tokens, const char *part)
{
  add_token (tokens, esp_hangul_to_jamo (part));
  add_token (tokens, esp_hangul_to_choseong (part));
}

/**
 * esp_hangul_search_tokens:
 *
 * The strings by whose beginning a name is found: letters and initial consonants of the whole name, of
 * the given name, and of each further word. Empty for an empty name.
 *
 * Returns: (transfer full): tokens split by one space
 */
char *
esp_hangul_search_tokens (const char *name)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *prepared = prepare (name);
  g_auto (GStrv) words = g_strsplit_set (prepared, " \t\r\n", -1);
  gboolean is_first = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize family;

      if (*words[i] == '\0')
        continue;
      if (is_first)
        add_both (tokens, prepared);
      else
        add_both (tokens, words[i]);
      family = esp_hangul_get_family_length (words[i]);
      if (is_first && family > 0)
        add_both (tokens, words[i] + family);
      is_first = FALSE;
    }
  g_ptr_array_add (tokens, NULL);
  return g_strjoinv (" ", (char **) tokens->pdata);
}

/**
 * esp_hangul_fold_query:
 * @out_is_choseong: (out) (optional): whether the Hangul in it is initial consonants only
 *
 * Folds what stands in a search field, composition included, into the letters of
 * esp_hangul_to_jamo (): the result is a prefix of a token of each name that matches. A pair that the
 * input method joined ("ㄳ") counts as the two consonants that were typed.
 *
 * Returns: (transfer full): the folded query, empty for blanks
 */
char *
esp_hangul_fold_query (const char *query, gboolean *out_is_choseong)
{
  char *folded = esp_hangul_to_jamo (query);

  if (out_is_choseong != NULL)
    {
      gboolean has_consonant = FALSE;
      gboolean is_choseong = TRUE;
      g_autofree char *prepared = prepare (query);

      for (const char *p = prepared; *p != '\0'; p = g_utf8_next_char (p))
        {
          gunichar c = to_compat (g_utf8_get_char (p));

          if (esp_hangul_is_syllable (c) || (c > jamo_consonant_last && c <= COMPAT_LAST))
            is_choseong = FALSE;
          else if (esp_hangul_is_jamo (c))
            has_consonant = TRUE;
        }
      *out_is_choseong = is_choseong && has_consonant;
    }
  return folded;
}
