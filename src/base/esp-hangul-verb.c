/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Korean verbs and adjectives from their stems: what a text has to begin with to be a form of one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-hangul-verb.h"

#include "base/esp-hangul.h"

#include <string.h>

#define SYLLABLE_FIRST 0xAC00
#define N_VOWELS 21
#define N_FINALS 28

/* Numbers of letters in Unicode 3.12. */
enum
{
  INITIAL_RIEUL = 5,
  INITIAL_HIEUT = 18,
  VOWEL_A = 0,
  VOWEL_AE = 1,
  VOWEL_EO = 4,
  VOWEL_YEO = 6,
  VOWEL_O = 8,
  VOWEL_WA = 9,
  VOWEL_WAE = 10,
  VOWEL_OE = 11,
  VOWEL_U = 13,
  VOWEL_WO = 14,
  VOWEL_EU = 18,
  VOWEL_I = 20,
  FINAL_NIEUN = 4,
  FINAL_DIGEUT = 7,
  FINAL_RIEUL = 8,
  FINAL_MIEUM = 16,
  FINAL_BIEUP = 17,
  FINAL_SIOT = 19,
  FINAL_SSANGSIOT = 20,
};

typedef struct
{
  guint initial;
  guint vowel;
  guint final;
} Syllable;

typedef struct
{
  GStrvBuilder *forms;
  const char *head; /* what stands before the last syllable */
  gsize n_head;
  Syllable last;
} Stem;

/* The verbs whose last consonant changes or goes, by their last syllable; 잡다 and 웃다 keep theirs. */
static const char *const of_siot[] = { "낫", "짓", "붓", "잇", "긋", "젓", NULL };
static const char *const of_digeut[] = { "걷", "듣", "닫", "싣", "붇", NULL };
static const char *const keep_bieup[] = {
  "잡", "입", "접", "업", "뽑", "씹", "집", "좁", "굽", NULL
};

static Syllable
split (gunichar c)
{
  guint code = c - SYLLABLE_FIRST;

  return (Syllable){ code / N_FINALS / N_VOWELS, code / N_FINALS % N_VOWELS, code % N_FINALS };
}

static void
write_syllable (Syllable syllable, char *utf8)
{
  g_unichar_to_utf8 (SYLLABLE_FIRST + (syllable.initial * N_VOWELS + syllable.vowel) * N_FINALS +
                       syllable.final,
                     utf8);
}

/* Adds the stem with @last for its last syllable and @tail behind it. */
static void
add (Stem *self, Syllable last, const char *tail)
{
  char utf8[7] = { 0 };
  g_autofree char *head = g_strndup (self->head, self->n_head);
  g_autofree char *form = NULL;

  g_unichar_to_utf8 (SYLLABLE_FIRST + (last.initial * N_VOWELS + last.vowel) * N_FINALS +
                       last.final,
                     utf8);
  form = g_strconcat (head, utf8, tail, NULL);
  g_strv_builder_add (self->forms, form);
}

static void
add_all (Stem *self, Syllable last, const char *const *tails)
{
  for (guint i = 0; tails[i] != NULL; i++)
    add (self, last, tails[i]);
}

static void
add_with_final (Stem *self, Syllable last, guint final)
{
  last.final = final;
  add (self, last, "");
}

static void
add_whole (Stem *self, Syllable last)
{
  char utf8[7] = { 0 };
  g_autofree char *form = NULL;

  write_syllable (last, utf8);
  form = g_strconcat ("|", utf8, "|", NULL);
  g_strv_builder_add (self->forms, form);
}

/* 빠진, 빠짐, 빠집, and of those that have no ㄹ yet 빠질. A short one is whole or has its ending with it: 판 of 팔다
 * stands in 판매 too, and 법 of 벌다 is the law. */
static void
add_endings (Stem *self, Syllable last, gboolean has_rieul)
{
  static const char *const polite[] = { "니", "시", NULL };
  const guint finals[] = { FINAL_NIEUN, FINAL_RIEUL, FINAL_MIEUM };
  gboolean is_short = self->n_head == 0;

  for (guint i = 0; i < G_N_ELEMENTS (finals); i++)
    if (finals[i] != FINAL_RIEUL || has_rieul)
      {
        last.final = finals[i];
        if (is_short)
          add_whole (self, last);
        else
          add (self, last, "");
      }
  last.final = FINAL_BIEUP;
  if (is_short)
    add_all (self, last, polite);
  else
    add (self, last, "");
}

/* ㅏ and ㅗ ask for 아, all others for 어. */
static gboolean
is_bright (guint vowel)
{
  return vowel == VOWEL_A || vowel == VOWEL_O;
}

static gboolean
get_before (const Stem *self, Syllable *out_before)
{
  const char *c = g_utf8_find_prev_char (self->head, self->head + self->n_head);

  if (c == NULL || !esp_hangul_is_syllable (g_utf8_get_char (c)))
    return FALSE;
  *out_before = split (g_utf8_get_char (c));
  return TRUE;
}

/* 오르다: 올라. The syllable before gets the ㄹ. */
static void
add_reu (Stem *self, Syllable before)
{
  Stem shorter = *self;
  gboolean bright = is_bright (before.vowel);

  shorter.n_head =
    (gsize) (g_utf8_find_prev_char (self->head, self->head + self->n_head) - self->head);
  before.final = FINAL_RIEUL;
  add (&shorter, before, bright ? "라" : "러");
  add (&shorter, before, bright ? "랐" : "렀");
}

/* How ㅏ, ㅗ … of a stem run together with the 아 or 어 that follows: 보아 is 봐, 지어 is 져. */
static guint
run_together (const Stem *self)
{
  Syllable before = { 0 };

  switch (self->last.vowel)
    {
    case VOWEL_A:
      return self->last.initial == INITIAL_HIEUT ? VOWEL_AE : VOWEL_A;
    case VOWEL_O:
      return VOWEL_WA;
    case VOWEL_U:
      return VOWEL_WO;
    case VOWEL_OE:
      return VOWEL_WAE;
    case VOWEL_I:
      return VOWEL_YEO;
    case VOWEL_EU:
      return get_before (self, &before) && is_bright (before.vowel) ? VOWEL_A : VOWEL_EO;
    default:
      return self->last.vowel;
    }
}

static void
add_of_vowel (Stem *self)
{
  static const char *const tails[] = { "고", "는", "지", "게", "며", "면", "네", "기",
                                       "던", "자", "시", "세", "니", "려", "나", "어",
                                       "아", "었", "았", "도", "서", "요", "야", NULL };
  static const char *const joined_tails[] = { "서", "요", "야", "도", "주", " 주", " 드", NULL };
  Syllable before = { 0 };
  Syllable joined = self->last;

  if (self->n_head > 0)
    add (self, self->last, "");
  else
    add_all (self, self->last, tails);
  add_endings (self, self->last, TRUE);
  if (self->last.initial == INITIAL_RIEUL && self->last.vowel == VOWEL_EU &&
      get_before (self, &before) && before.final == 0)
    {
      add_reu (self, before);
      return;
    }
  joined.vowel = run_together (self);
  if (self->n_head > 0 && joined.vowel != self->last.vowel)
    add (self, joined, "");
  else if (joined.vowel != self->last.vowel)
    add_all (self, joined, joined_tails);
  add_with_final (self, joined, FINAL_SSANGSIOT);
}

/* 팔다: 파는, 판, 팝니다. */
static void
add_of_rieul (Stem *self)
{
  static const char *const kept[] = { "며", "면", "려", NULL };
  static const char *const lost[] = { "는", "니", "네", "시", "세", NULL };
  Syllable bare = self->last;

  add_all (self, self->last, kept);
  bare.final = 0;
  add_all (self, bare, lost);
  add_endings (self, bare, FALSE);
}

/* 낫다: 나아; 듣다: 들어; 돕다: 도와, 가볍다: 가벼워. */
static void
add_of_changing (Stem *self)
{
  static const char *const vowels[] = { "아", "어", "았", "었", "은", "을", "으", NULL };
  static const char *const of_bieup[] = { "와", "왔", "워", "웠", "우", "운", "울", "움", NULL };
  char utf8[7] = { 0 };
  Syllable changed = self->last;

  g_unichar_to_utf8 (SYLLABLE_FIRST + (changed.initial * N_VOWELS + changed.vowel) * N_FINALS +
                       changed.final,
                     utf8);
  changed.final = 0;
  if (self->last.final == FINAL_SIOT && g_strv_contains (of_siot, utf8))
    add_all (self, changed, vowels);
  else if (self->last.final == FINAL_BIEUP && !g_strv_contains (keep_bieup, utf8))
    add_all (self, changed, of_bieup);
  else if (self->last.final == FINAL_DIGEUT && g_strv_contains (of_digeut, utf8))
    {
      changed.final = FINAL_RIEUL;
      add_all (self, changed, vowels);
    }
}

static void
add_of_consonant (Stem *self)
{
  static const char *const tails[] = { "고", "는", "지", "게", "기", "던", "자", "네", "나", "니",
                                       "아", "어", "았", "었", "은", "을", "으", "습", "죠", NULL };

  if (self->n_head > 0)
    add (self, self->last, "");
  else
    add_all (self, self->last, tails);
  if (self->last.final == FINAL_RIEUL)
    add_of_rieul (self);
  else
    add_of_changing (self);
}

/**
 * esp_hangul_conjugate:
 * @stem: a verb or an adjective without 다, as 사라지 or 낫
 *
 * Returns: (transfer full): what its forms begin with: 사라지, 사라진, 사라집, 사라져 …; short stems with the beginning
 *   of an ending, so that 막 (막다) is not found in 막걸리; one between "|" is the whole word. Only @stem when it
 *   does not end with Hangul
 */
char **
esp_hangul_conjugate (const char *stem)
{
  GStrvBuilder *forms = g_strv_builder_new ();
  const char *end = stem + strlen (stem);
  const char *last = g_utf8_find_prev_char (stem, end);
  char **all;

  if (last == NULL || !esp_hangul_is_syllable (g_utf8_get_char (last)))
    g_strv_builder_add (forms, stem);
  else
    {
      Stem self = { forms, stem, (gsize) (last - stem), split (g_utf8_get_char (last)) };

      if (self.last.final == 0)
        add_of_vowel (&self);
      else
        add_of_consonant (&self);
    }
  all = g_strv_builder_end (forms);
  g_strv_builder_unref (forms);
  return all;
}
