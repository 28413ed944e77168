/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds words in a text also where they are written so that they should not be found. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-rule-text.h"

#include "engine/policy/esp-rule-fold.h"

#include <string.h>

#define MAX_WORD_LETTERS 200
/* Letters that are looked at in one text, for all words of all packs together: a second or so. What is written to take
 * for ever ends there. */
#define MAX_STEPS (100 * 1000 * 1000)
/* So many odd signs may stand between two letters of one word. */
#define MAX_GAP 4
/* Spelled out Latin needs so many letters: "a d" is no word, "f r e e" is. */
#define MIN_SPELLED_LATIN 3

struct _EspRuleText
{
  char *text;
  GArray *letters;     /* of EspRuleLetter */
  GHashTable *present; /* the letters that occur: most words are ruled out by them */
  guint64 *n_steps;    /* (owned) letters that were looked at so far */
};

struct _EspRuleWord
{
  char *text;
  GArray *letters; /* of EspRuleLetter */
  gboolean has_digits;
  gboolean starts_anywhere;
  gboolean ends_anywhere;
  gboolean starts_word;
  gboolean ends_word;
};

/**
 * esp_rule_text_new:
 * @text: UTF-8
 */
EspRuleText *
esp_rule_text_new (const char *text)
{
  EspRuleText *self = g_new0 (EspRuleText, 1);

  self->text = g_strdup (text);
  self->letters = esp_rule_fold (text);
  self->present = g_hash_table_new (NULL, NULL);
  self->n_steps = g_new0 (guint64, 1);
  for (guint i = 0; i < self->letters->len; i++)
    g_hash_table_add (self->present,
                      GUINT_TO_POINTER (g_array_index (self->letters, EspRuleLetter, i).c));
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
  return g_array_index (self->letters, EspRuleLetter, at).c;
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
  from = g_array_index (self->letters, EspRuleLetter, hit.from).from;
  return g_strndup (self->text + from,
                    g_array_index (self->letters, EspRuleLetter, hit.until - 1).until - from);
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
  self->letters = esp_rule_fold (g_strstrip (bare));
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
is_same (const EspRuleWord *self, const EspRuleLetter *wanted, const EspRuleLetter *found)
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
      guint8 sign = g_array_index (text->letters, EspRuleLetter, at).sign;

      if (sign == ESP_RULE_SIGN_LETTER)
        break;
      is_spaced = is_spaced || sign == ESP_RULE_SIGN_SPACE || sign == ESP_RULE_SIGN_COMMON;
      lie->has_space = lie->has_space || sign == ESP_RULE_SIGN_SPACE;
      at++;
    }
  lie->n_spaced += is_spaced;
  return at;
}

static guint
skip_space (const EspRuleText *text, guint at)
{
  while (at < text->letters->len &&
         g_array_index (text->letters, EspRuleLetter, at).sign == ESP_RULE_SIGN_SPACE)
    at++;
  return at;
}

static gboolean
is_latin_at (const GArray *letters, guint at)
{
  gunichar c = at < letters->len ? g_array_index (letters, EspRuleLetter, at).c : 0;

  return c < 0x80 && g_ascii_isalnum ((char) c);
}

/* "carbon-neutral" is "carbon neutral"; of Hangul a hyphen parts words. */
static guint
skip_joint (const EspRuleText *text, guint at)
{
  const EspRuleLetter *letter =
    at < text->letters->len ? &g_array_index (text->letters, EspRuleLetter, at) : NULL;

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
  const EspRuleLetter *before = NULL;
  guint start = at;

  for (guint i = 0; i < self->letters->len; i++)
    {
      const EspRuleLetter *wanted = &g_array_index (self->letters, EspRuleLetter, i);

      if (wanted->sign == ESP_RULE_SIGN_SPACE)
        {
          at = skip_joint (text, at);
          before = NULL;
          end_word (lie);
          continue;
        }
      if (before != NULL && before->sign == ESP_RULE_SIGN_LETTER &&
          wanted->sign == ESP_RULE_SIGN_LETTER)
        {
          lie->n_gaps++;
          if (at < text->letters->len &&
              g_array_index (text->letters, EspRuleLetter, at).sign != ESP_RULE_SIGN_LETTER)
            at = skip_gap (text, at, lie);
        }
      if (at >= text->letters->len ||
          !is_same (self, wanted, &g_array_index (text->letters, EspRuleLetter, at)))
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
  return at < text->letters->len &&
         g_array_index (text->letters, EspRuleLetter, at).sign == ESP_RULE_SIGN_LETTER;
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
      const EspRuleLetter *letter = &g_array_index (self->letters, EspRuleLetter, i);

      if (letter->sign == ESP_RULE_SIGN_LETTER && !(self->has_digits && letter->c == '#') &&
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
  const EspRuleLetter *first;

  if (!may_be_in (self, text) || esp_rule_text_is_spent (text))
    return FALSE;
  first = &g_array_index (self->letters, EspRuleLetter, 0);
  until = MIN (until, text->letters->len);
  *text->n_steps += until > from ? until - from : 0;
  for (guint at = from; at < until && !esp_rule_text_is_spent (text); at++)
    {
      Lie lie = { 0 };
      EspRuleHit hit = { at, 0 };

      if (!is_same (self, first, &g_array_index (text->letters, EspRuleLetter, at)))
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
