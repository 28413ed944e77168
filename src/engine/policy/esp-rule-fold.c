/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one letter of all the ways to write it. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-rule-fold.h"

#include "base/esp-hangul.h"

#include <string.h>

/* Longer texts are looked at up to here; a message is far below it. */
#define MAX_TEXT_BYTES (1024 * 1024)

#define INITIAL_FIRST 0x1100
#define INITIAL_LAST 0x1112
#define VOWEL_FIRST 0x1161
#define VOWEL_LAST 0x1175
#define FINAL_FIRST 0x11A8
#define FINAL_LAST 0x11C2
#define SYLLABLE_FIRST 0xAC00
#define N_VOWELS 21
#define N_FINALS 28

/* Letters of other scripts that look like Latin ones, after folding. */
static const struct
{
  gunichar look;
  gunichar is;
} doubles[] = {
  { 0x0430, 'a' }, { 0x0435, 'e' }, { 0x043E, 'o' }, { 0x0440, 'p' }, { 0x0441, 'c' },
  { 0x0445, 'x' }, { 0x0443, 'y' }, { 0x0456, 'i' }, { 0x0455, 's' }, { 0x0458, 'j' },
  { 0x04BB, 'h' }, { 0x0501, 'd' }, { 0x03BF, 'o' }, { 0x03B1, 'a' }, { 0x03C1, 'p' },
  { 0x03BD, 'v' }, { 0x03B9, 'i' }, { 0x03BA, 'k' }, { 0x03C4, 't' }, { 0x0131, 'i' },
};

static gunichar
fold_letter (gunichar c)
{
  c = g_unichar_tolower (c);
  for (gsize i = 0; i < G_N_ELEMENTS (doubles); i++)
    if (doubles[i].look == c)
      return doubles[i].is;
  return c;
}

static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_FORMAT || type == G_UNICODE_NON_SPACING_MARK ||
         type == G_UNICODE_ENCLOSING_MARK || c == 0x115F || c == 0x1160 || c == 0x3164 ||
         c == 0xFFA0;
}

static gboolean
is_punctuation (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return (type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_OPEN_PUNCTUATION ||
          type == G_UNICODE_CLOSE_PUNCTUATION || type == G_UNICODE_INITIAL_PUNCTUATION ||
          type == G_UNICODE_FINAL_PUNCTUATION || type == G_UNICODE_OTHER_PUNCTUATION) &&
         c != 0x00B7 && c != 0x318D && c != 0x30FB; /* middle dots stand inside of words */
}

static EspRuleSign
get_sign (gunichar c)
{
  if (g_unichar_isalnum (c))
    return ESP_RULE_SIGN_LETTER;
  if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
    return ESP_RULE_SIGN_SPACE;
  if (c < 0x80 ? strchr (".,!?:;-/&'\"()[]{}<>=%@#$", (int) c) != NULL : is_punctuation (c))
    return ESP_RULE_SIGN_COMMON;
  return ESP_RULE_SIGN_ODD;
}

static void
add_letter (GArray *letters, gunichar c, guint from, guint until, gboolean is_loose)
{
  EspRuleLetter letter = { c, from, until, (guint8) get_sign (c), (guint8) is_loose };

  g_array_append_val (letters, letter);
}

static void
add_character (GArray *letters, gunichar c, guint from, guint until)
{
  gboolean is_loose = esp_hangul_is_jamo (c) || (c >= 0xFFA1 && c <= 0xFFDC);
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n;

  if (is_invisible (c)) /* belongs to the letter before it */
    {
      if (letters->len > 0)
        g_array_index (letters, EspRuleLetter, letters->len - 1).until = until;
      return;
    }
  if (esp_hangul_is_syllable (c))
    {
      add_letter (letters, c, from, until, FALSE);
      return;
    }
  n = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n; i++)
    if (!is_invisible (parts[i]))
      add_letter (letters, fold_letter (parts[i]), from, until, is_loose);
}

static gboolean
is_initial (const EspRuleLetter *letter)
{
  return letter->c >= INITIAL_FIRST && letter->c <= INITIAL_LAST;
}

static gboolean
is_vowel (const EspRuleLetter *letter)
{
  return letter->c >= VOWEL_FIRST && letter->c <= VOWEL_LAST;
}

/* Returns: the number of the final that the initial at @c is; 0 when it is none: ㄸ ㅃ ㅉ */
static guint
get_final_of_initial (gunichar c)
{
  static const guint8 finals[] = { 1,  2,  4,  7, 0,  8,  16, 17, 0, 19,
                                   20, 21, 22, 0, 23, 24, 25, 26, 27 };

  return finals[c - INITIAL_FIRST];
}

/* Returns: the number of the final at @i that closes a syllable, 0 for none */
static guint
find_final (const GArray *letters, guint i)
{
  const EspRuleLetter *letter =
    i < letters->len ? &g_array_index (letters, EspRuleLetter, i) : NULL;
  const EspRuleLetter *next =
    i + 1 < letters->len ? &g_array_index (letters, EspRuleLetter, i + 1) : NULL;

  if (letter == NULL)
    return 0;
  if (letter->c >= FINAL_FIRST && letter->c <= FINAL_LAST)
    return letter->c - FINAL_FIRST + 1;
  if (!is_initial (letter) || !letter->is_loose || (next != NULL && is_vowel (next)))
    return 0;
  return get_final_of_initial (letter->c);
}

/* Puts syllables together from letters, whether they were typed one by one or stored so. */
static GArray *
compose (GArray *letters)
{
  GArray *whole = g_array_sized_new (FALSE, FALSE, sizeof (EspRuleLetter), letters->len);

  for (guint i = 0; i < letters->len; i++)
    {
      EspRuleLetter letter = g_array_index (letters, EspRuleLetter, i);

      if (is_initial (&letter) && i + 1 < letters->len &&
          is_vowel (&g_array_index (letters, EspRuleLetter, i + 1)))
        {
          const EspRuleLetter *vowel = &g_array_index (letters, EspRuleLetter, ++i);
          guint final = find_final (letters, i + 1);

          letter.c = SYLLABLE_FIRST +
                     ((letter.c - INITIAL_FIRST) * N_VOWELS + (vowel->c - VOWEL_FIRST)) * N_FINALS +
                     final;
          i += final != 0;
          letter.until = g_array_index (letters, EspRuleLetter, i).until;
        }
      g_array_append_val (whole, letter);
    }
  g_array_unref (letters);
  return whole;
}

static gboolean
is_latin_letter (const GArray *letters, guint at)
{
  gunichar c = at < letters->len ? g_array_index (letters, EspRuleLetter, at).c : 0;

  return c < 0x80 && g_ascii_isalpha ((char) c);
}

/* "1OO%" is a hundred percent: an O behind a digit is a zero where no other Latin letter follows. */
static void
read_zeros (GArray *letters)
{
  for (guint i = 1; i < letters->len; i++)
    {
      guint end = i;

      if (!g_unichar_isdigit (g_array_index (letters, EspRuleLetter, i - 1).c))
        continue;
      while (end < letters->len && g_array_index (letters, EspRuleLetter, end).c == 'o')
        end++;
      if (is_latin_letter (letters, end))
        continue;
      for (; i < end; i++)
        g_array_index (letters, EspRuleLetter, i).c = '0';
    }
}

/**
 * esp_rule_fold:
 * @text: UTF-8
 *
 * Returns: (transfer full) (element-type EspRuleLetter): the text as it is compared: small letters, usual width, without
 *   accents and what is invisible, Hangul put together, look-alike letters and zeros as what they look like
 */
GArray *
esp_rule_fold (const char *text)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (EspRuleLetter));
  GArray *whole;
  const char *c = text;

  while (*c != '\0' && (gsize) (c - text) < MAX_TEXT_BYTES)
    {
      const char *next = g_utf8_next_char (c);

      add_character (letters, g_utf8_get_char (c), (guint) (c - text), (guint) (next - text));
      c = next;
    }
  whole = compose (letters);
  read_zeros (whole);
  return whole;
}
