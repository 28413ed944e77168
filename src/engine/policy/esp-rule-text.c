/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds words in a text also where they are written so that they should not be found. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-rule-text.h"

#include "base/esp-hangul.h"

#include <string.h>

/* Longer texts are looked at up to here; a message is far below it. */
#define MAX_TEXT_BYTES (1024 * 1024)
#define MAX_WORD_LETTERS 200
/* Letters that are looked at in one text, for all words of all packs together: a second or so. What is written to take
 * for ever ends there. */
#define MAX_STEPS (100 * 1000 * 1000)
/* So many odd signs may stand between two letters of one word. */
#define MAX_GAP 4
/* Spelled out Latin needs so many letters: "a d" is no word, "f r e e" is. */
#define MIN_SPELLED_LATIN 3

#define INITIAL_FIRST 0x1100
#define INITIAL_LAST 0x1112
#define VOWEL_FIRST 0x1161
#define VOWEL_LAST 0x1175
#define FINAL_FIRST 0x11A8
#define FINAL_LAST 0x11C2
#define SYLLABLE_FIRST 0xAC00
#define N_VOWELS 21
#define N_FINALS 28

typedef enum
{
  SIGN_LETTER, /* letters and digits */
  SIGN_SPACE,
  SIGN_COMMON, /* what ends or joins words in ordinary text */
  SIGN_ODD,    /* what has no business inside a word */
} Sign;

typedef struct
{
  gunichar c;
  guint from;  /* byte of the text as it was written */
  guint until; /* byte behind it */
  guint8 sign;
  guint8 is_loose; /* a letter of Hangul that was typed alone */
} Letter;

struct _EspRuleText
{
  char *text;
  GArray *letters;     /* of Letter */
  GHashTable *present; /* the letters that occur: most words are ruled out by them */
  guint64 *n_steps;    /* (owned) letters that were looked at so far */
};

struct _EspRuleWord
{
  char *text;
  GArray *letters; /* of Letter */
  gboolean has_digits;
  gboolean starts_anywhere;
  gboolean ends_anywhere;
  gboolean starts_word;
  gboolean ends_word;
};

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

static Sign
get_sign (gunichar c)
{
  if (g_unichar_isalnum (c))
    return SIGN_LETTER;
  if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
    return SIGN_SPACE;
  if (c < 0x80 ? strchr (".,!?:;-/&'\"()[]{}<>=%@#$", (int) c) != NULL : is_punctuation (c))
    return SIGN_COMMON;
  return SIGN_ODD;
}

static void
add_letter (GArray *letters, gunichar c, guint from, guint until, gboolean is_loose)
{
  Letter letter = { c, from, until, (guint8) get_sign (c), (guint8) is_loose };

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
        g_array_index (letters, Letter, letters->len - 1).until = until;
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
is_initial (const Letter *letter)
{
  return letter->c >= INITIAL_FIRST && letter->c <= INITIAL_LAST;
}

static gboolean
is_vowel (const Letter *letter)
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
  const Letter *letter = i < letters->len ? &g_array_index (letters, Letter, i) : NULL;
  const Letter *next = i + 1 < letters->len ? &g_array_index (letters, Letter, i + 1) : NULL;

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
  GArray *whole = g_array_sized_new (FALSE, FALSE, sizeof (Letter), letters->len);

  for (guint i = 0; i < letters->len; i++)
    {
      Letter letter = g_array_index (letters, Letter, i);

      if (is_initial (&letter) && i + 1 < letters->len &&
          is_vowel (&g_array_index (letters, Letter, i + 1)))
        {
          const Letter *vowel = &g_array_index (letters, Letter, ++i);
          guint final = find_final (letters, i + 1);

          letter.c = SYLLABLE_FIRST +
                     ((letter.c - INITIAL_FIRST) * N_VOWELS + (vowel->c - VOWEL_FIRST)) * N_FINALS +
                     final;
          i += final != 0;
          letter.until = g_array_index (letters, Letter, i).until;
        }
      g_array_append_val (whole, letter);
    }
  g_array_unref (letters);
  return whole;
}

static GArray *
fold (const char *text)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (Letter));
  const char *c = text;

  while (*c != '\0' && (gsize) (c - text) < MAX_TEXT_BYTES)
    {
      const char *next = g_utf8_next_char (c);

      add_character (letters, g_utf8_get_char (c), (guint) (c - text), (guint) (next - text));
      c = next;
    }
  return compose (letters);
}

/**
 * esp_rule_text_new:
 * @text: UTF-8
 */
EspRuleText *
esp_rule_text_new (const char *text)
{
  EspRuleText *self = g_new0 (EspRuleText, 1);

  self->text = g_strdup (text);
  self->letters = fold (text);
  self->present = g_hash_table_new (NULL, NULL);
  self->n_steps = g_new0 (guint64, 1);
  for (guint i = 0; i < self->letters->len; i++)
    g_hash_table_add (self->present, GUINT_TO_POINTER (g_array_index (self->letters, Letter, i).c));
  return self;
}

/**
 * esp_rule_text_free:
 * @self: (nullable): a text
 */
void
esp_rule_text_free (EspRuleText *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->present);
  g_free (self->n_steps);
  g_array_unref (self->letters);
  g_free (self->text);
  g_free (self);
}

/**
 * esp_rule_text_is_spent:
 *
 * Returns: whether so much was looked for in it that nothing more is: what was not found may be there
 */
gboolean
esp_rule_text_is_spent (const EspRuleText *self)
{
  return *self->n_steps > MAX_STEPS;
}

/**
 * esp_rule_text_get_n:
 *
 * Returns: how many letters there are after folding
 */
guint
esp_rule_text_get_n (const EspRuleText *self)
{
  return self->letters->len;
}

/**
 * esp_rule_text_get_letter:
 *
 * Returns: one letter after folding
 */
gunichar
esp_rule_text_get_letter (const EspRuleText *self, guint at)
{
  g_return_val_if_fail (at < self->letters->len, 0);
  return g_array_index (self->letters, Letter, at).c;
}

/**
 * esp_rule_text_dup_found:
 *
 * Returns: (transfer full): what was found, as it is written in the text
 */
char *
esp_rule_text_dup_found (const EspRuleText *self, EspRuleHit hit)
{
  guint from;

  g_return_val_if_fail (hit.from < hit.until && hit.until <= self->letters->len, NULL);
  from = g_array_index (self->letters, Letter, hit.from).from;
  return g_strndup (self->text + from,
                    g_array_index (self->letters, Letter, hit.until - 1).until - from);
}

/**
 * esp_rule_word_new:
 * @text: a word or phrase. A space in it stands for any space or none; "*" at an end lets a Latin word go
 *   on there; "|" at an end wants the end of a word there
 * @has_digits: "#" stands for one digit
 */
EspRuleWord *
esp_rule_word_new (const char *text, gboolean has_digits)
{
  EspRuleWord *self = g_new0 (EspRuleWord, 1);
  g_autofree char *bare = g_strstrip (g_strdup (text));
  gsize n;

  self->text = g_strdup (text);
  self->has_digits = has_digits;
  self->starts_anywhere = bare[0] == '*' && bare[1] != '\0';
  self->starts_word = bare[0] == '|' && bare[1] != '\0';
  if (self->starts_anywhere || self->starts_word)
    memmove (bare, bare + 1, strlen (bare));
  n = strlen (bare);
  self->ends_anywhere = n > 1 && bare[n - 1] == '*';
  self->ends_word = n > 1 && bare[n - 1] == '|';
  if (self->ends_anywhere || self->ends_word)
    bare[n - 1] = '\0';
  self->letters = fold (g_strstrip (bare));
  g_array_set_size (self->letters, MIN (self->letters->len, MAX_WORD_LETTERS));
  return self;
}

/**
 * esp_rule_word_free:
 * @self: (nullable): a word
 */
void
esp_rule_word_free (EspRuleWord *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->letters);
  g_free (self->text);
  g_free (self);
}

/**
 * esp_rule_word_get_text:
 *
 * Returns: the word as its pack writes it
 */
const char *
esp_rule_word_get_text (const EspRuleWord *self)
{
  return self->text;
}

/* How a word lay in the text. */
typedef struct
{
  guint n_gaps;   /* places inside of words where something could stand */
  guint n_spaced; /* at which there were spaces or common signs */
  guint n_whole;  /* how many of them were there at the beginning of the word at hand */
  guint n_whole_gaps;
  gboolean has_space;
  gboolean is_uneven; /* of one word only some letters stood apart */
} Lie;

static gboolean
is_same (const EspRuleWord *self, const Letter *wanted, const Letter *found)
{
  if (self->has_digits && wanted->c == '#')
    return g_unichar_isdigit (found->c);
  return wanted->c == found->c;
}

/* Goes over what stands between two letters of a word. Returns: the next letter */
static guint
skip_gap (const EspRuleText *text, guint at, Lie *lie)
{
  guint start = at;
  gboolean is_spaced = FALSE;

  while (at < text->letters->len && at - start < MAX_GAP)
    {
      guint8 sign = g_array_index (text->letters, Letter, at).sign;

      if (sign == SIGN_LETTER)
        break;
      is_spaced = is_spaced || sign == SIGN_SPACE || sign == SIGN_COMMON;
      lie->has_space = lie->has_space || sign == SIGN_SPACE;
      at++;
    }
  lie->n_spaced += is_spaced;
  return at;
}

static guint
skip_space (const EspRuleText *text, guint at)
{
  while (at < text->letters->len && g_array_index (text->letters, Letter, at).sign == SIGN_SPACE)
    at++;
  return at;
}

static gboolean
is_latin_at (const GArray *letters, guint at)
{
  gunichar c = at < letters->len ? g_array_index (letters, Letter, at).c : 0;

  return c < 0x80 && g_ascii_isalnum ((char) c);
}

/* "carbon-neutral" is "carbon neutral"; of Hangul a hyphen parts words. */
static guint
skip_joint (const EspRuleText *text, guint at)
{
  const Letter *letter =
    at < text->letters->len ? &g_array_index (text->letters, Letter, at) : NULL;

  if (letter != NULL && at > 0 &&
      (letter->c == '-' || letter->c == 0x2010 || letter->c == 0x2011) &&
      is_latin_at (text->letters, at - 1) && is_latin_at (text->letters, at + 1))
    return at + 1;
  return skip_space (text, at);
}

/* At the end of each word of a phrase: all its letters stood apart, or none did. */
static void
end_word (Lie *lie)
{
  guint n_spaced = lie->n_spaced - lie->n_whole;

  if (n_spaced > 0 && n_spaced < lie->n_gaps - lie->n_whole_gaps)
    lie->is_uneven = TRUE;
  lie->n_whole = lie->n_spaced;
  lie->n_whole_gaps = lie->n_gaps;
}

/* Returns: behind the end of the word at @at, 0 when it is not there */
static guint
match_at (const EspRuleWord *self, const EspRuleText *text, guint at, Lie *lie)
{
  const Letter *before = NULL;
  guint start = at;

  for (guint i = 0; i < self->letters->len; i++)
    {
      const Letter *wanted = &g_array_index (self->letters, Letter, i);

      if (wanted->sign == SIGN_SPACE)
        {
          at = skip_joint (text, at);
          before = NULL;
          end_word (lie);
          continue;
        }
      if (before != NULL && before->sign == SIGN_LETTER && wanted->sign == SIGN_LETTER)
        {
          lie->n_gaps++;
          if (at < text->letters->len &&
              g_array_index (text->letters, Letter, at).sign != SIGN_LETTER)
            at = skip_gap (text, at, lie);
        }
      if (at >= text->letters->len ||
          !is_same (self, wanted, &g_array_index (text->letters, Letter, at)))
        {
          *text->n_steps += at - start;
          return 0;
        }
      at++;
      before = wanted;
    }
  end_word (lie);
  *text->n_steps += at - start;
  return at;
}

static gboolean
is_letter_at (const EspRuleText *text, guint at)
{
  return at < text->letters->len && g_array_index (text->letters, Letter, at).sign == SIGN_LETTER;
}

/* "할 인" is the word when each letter stands alone; in "역할 인정" it is not. */
static gboolean
is_whole (const EspRuleWord *self, const EspRuleText *text, EspRuleHit hit, const Lie *lie)
{
  gboolean has_before = hit.from > 0 && is_letter_at (text, hit.from - 1);
  gboolean has_after = is_letter_at (text, hit.until);
  guint last = self->letters->len - 1;

  if ((self->starts_word && has_before) || (self->ends_word && has_after))
    return FALSE;
  if (!self->starts_anywhere && is_latin_at (self->letters, 0) && hit.from > 0 &&
      is_latin_at (text->letters, hit.from - 1))
    return FALSE;
  if (!self->ends_anywhere && is_latin_at (self->letters, last) &&
      is_latin_at (text->letters, hit.until))
    return FALSE;
  if (lie->n_spaced == 0)
    return TRUE;
  if (lie->is_uneven || has_before || (lie->has_space && has_after))
    return FALSE;
  return !is_latin_at (self->letters, 0) || self->letters->len >= MIN_SPELLED_LATIN;
}

/* Whether every letter of the word is somewhere in the text at all, which most are not. */
static gboolean
may_be_in (const EspRuleWord *self, const EspRuleText *text)
{
  for (guint i = 0; i < self->letters->len; i++)
    {
      const Letter *letter = &g_array_index (self->letters, Letter, i);

      if (letter->sign == SIGN_LETTER && !(self->has_digits && letter->c == '#') &&
          !g_hash_table_contains (text->present, GUINT_TO_POINTER (letter->c)))
        return FALSE;
    }
  return self->letters->len > 0;
}

/**
 * esp_rule_word_find_before:
 * @from: the letter to begin at
 * @until: the word begins before this letter
 * @out_hit: (out): where it stands, set when it is there
 *
 * Returns: whether the word is in that part of the text, as esp_rule_word_find() says
 */
gboolean
esp_rule_word_find_before (const EspRuleWord *self,
                           const EspRuleText *text,
                           guint from,
                           guint until,
                           EspRuleHit *out_hit)
{
  const Letter *first;

  if (!may_be_in (self, text) || esp_rule_text_is_spent (text))
    return FALSE;
  first = &g_array_index (self->letters, Letter, 0);
  until = MIN (until, text->letters->len);
  *text->n_steps += until > from ? until - from : 0;
  for (guint at = from; at < until && !esp_rule_text_is_spent (text); at++)
    {
      Lie lie = { 0 };
      EspRuleHit hit = { at, 0 };

      if (!is_same (self, first, &g_array_index (text->letters, Letter, at)))
        continue;
      hit.until = match_at (self, text, at, &lie);
      if (hit.until != 0 && is_whole (self, text, hit, &lie))
        {
          *text->n_steps -= until - at;
          *out_hit = hit;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * esp_rule_word_find:
 * @from: the letter to begin at
 * @out_hit: (out): where it stands, set when it is there
 *
 * Returns: whether the word is in the text: whatever its case, its width, spaces where the word has one,
 *   invisible signs, odd signs between its letters, letters of Hangul typed one by one, Latin letters
 *   replaced by ones that look like them
 */
gboolean
esp_rule_word_find (const EspRuleWord *self,
                    const EspRuleText *text,
                    guint from,
                    EspRuleHit *out_hit)
{
  return esp_rule_word_find_before (self, text, from, text->letters->len, out_hit);
}
