/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the rules that packs make of words and lengths alone, without code of their own. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include <string.h>

/* More of one rule is not worth reading. */
#define MAX_FINDINGS 10
#define DEFAULT_END 60
/* No phrase with all that may stand between its letters is longer; without a limit long texts take for ever. */
#define LONGEST_PHRASE 400
/* So many letters lie at most between a claim and what takes it back. */
#define DENIED_REACH 15
#define LABEL "(광고)"

typedef struct
{
  const EspRuleRun *run;
  const EspContentRule *rule;
  guint n_found;
} Walk;

static gboolean
is_wanted_part (const EspContentRule *rule, const EspContentPart *part)
{
  const char *const *in = esp_content_rule_words (rule, "in");

  return in[0] == NULL ? !g_str_equal (part->name, "link") : g_strv_contains (in, part->name);
}

static gboolean
find_any (GPtrArray *words, const EspContentPart *part)
{
  EspRuleHit hit;

  for (guint i = 0; words != NULL && i < words->len; i++)
    if (esp_rule_word_find (words->pdata[i], part->folded, 0, &hit))
      return TRUE;
  return FALSE;
}

/* Whether any of the words of @param is anywhere in the message. */
static gboolean
is_anywhere (const Walk *walk, const char *param)
{
  GPtrArray *words = esp_content_rule_patterns (walk->rule, param);

  for (guint i = 0; words != NULL && i < walk->run->parts->len; i++)
    if (find_any (words, walk->run->parts->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Whether the hit is only a piece of a longer phrase that is allowed. */
static gboolean
is_excepted (const Walk *walk, const EspContentPart *part, EspRuleHit hit)
{
  GPtrArray *except = esp_content_rule_patterns (walk->rule, "except");

  for (guint i = 0; except != NULL && i < except->len; i++)
    {
      EspRuleHit whole = { 0, 0 };

      for (guint from = hit.until > LONGEST_PHRASE ? hit.until - LONGEST_PHRASE : 0;
           esp_rule_word_find_before (except->pdata[i], part->folded, from, hit.from + 1, &whole);
           from = whole.from + 1)
        if (hit.until <= whole.until)
          return TRUE;
    }
  return FALSE;
}

static gboolean
is_near (EspRuleHit a, EspRuleHit b, guint within)
{
  guint gap = a.from <= b.from ? (b.from > a.until ? b.from - a.until : 0)
                               : (a.from > b.until ? a.from - b.until : 0);

  return gap <= within;
}

/* One word that stands in both lists, or within another, is not near itself. */
static gboolean
is_same_place (EspRuleHit a, EspRuleHit b)
{
  return (a.from <= b.from && b.until <= a.until) || (b.from <= a.from && a.until <= b.until);
}

/* Whether a sentence ends between the two. */
static gboolean
is_parted (const EspContentPart *part, EspRuleHit a, EspRuleHit b)
{
  guint until = MAX (a.from, b.from);

  for (guint i = MIN (a.until, b.until); i + 1 < until; i++)
    {
      gunichar letter = esp_rule_text_get_letter (part->folded, i);
      gunichar next = esp_rule_text_get_letter (part->folded, i + 1);

      if (letter == '\n' ||
          ((letter == '.' || letter == '!' || letter == '?') && g_unichar_isspace (next)))
        return TRUE;
    }
  return FALSE;
}

/* Whether the sentence itself says the contrary: "it does not cure" is no promise of a cure. */
static gboolean
is_taken_back (const Walk *walk, const EspContentPart *part, EspRuleHit claim)
{
  GPtrArray *behind = esp_content_rule_patterns (walk->rule, "denied");
  GPtrArray *before = esp_content_rule_patterns (walk->rule, "denied_before");
  EspRuleHit hit = { 0, 0 };
  guint start = claim.from > LONGEST_PHRASE ? claim.from - LONGEST_PHRASE : 0;

  for (guint i = 0; behind != NULL && i < behind->len; i++)
    if (esp_rule_word_find_before (behind->pdata[i], part->folded, claim.from,
                                   claim.until + DENIED_REACH + 1, &hit) &&
        !is_parted (part, claim, hit))
      return TRUE;
  for (guint i = 0; before != NULL && i < before->len; i++)
    for (guint from = start;
         esp_rule_word_find_before (before->pdata[i], part->folded, from, claim.from, &hit);
         from = hit.from + 1)
      if (hit.until <= claim.from && is_near (hit, claim, DENIED_REACH) &&
          !is_parted (part, hit, claim))
        return TRUE;
  return FALSE;
}

static gboolean
is_at (const EspContentRule *rule, const char *place)
{
  return g_strcmp0 (esp_content_rule_word (rule, "at"), place) == 0;
}

/* Where the text begins, for those who look at its beginning: behind the label that the law wants. */
static guint
get_start (const EspContentPart *part)
{
  g_autoptr (EspRuleWord) label = esp_rule_word_new (LABEL, FALSE);
  EspRuleHit hit = { 0, 0 };
  guint spaces = (guint) strspn (part->text, " \t\r\n");

  if (esp_rule_word_find (label, part->folded, 0, &hit) && hit.from <= spaces)
    spaces = hit.until;
  while (spaces < esp_rule_text_get_n (part->folded) &&
         g_unichar_isspace (esp_rule_text_get_letter (part->folded, spaces)))
    spaces++;
  return spaces;
}

static void
add (Walk *walk, const char *place, const char *arg0, const char *arg1)
{
  if (walk->n_found++ < MAX_FINDINGS)
    g_ptr_array_add (walk->run->findings, esp_content_finding_new (walk->rule, place, arg0, arg1));
}

/* Returns: the next place of a word that counts. */
static gboolean
find_next (const Walk *walk,
           const EspRuleWord *word,
           const EspContentPart *part,
           guint from,
           EspRuleHit *out_hit)
{
  gboolean at_start = is_at (walk->rule, "start");
  guint start = at_start ? get_start (part) : 0;

  while (esp_rule_word_find (word, part->folded, from, out_hit))
    {
      if (at_start && out_hit->from > start)
        return FALSE;
      if (!is_excepted (walk, part, *out_hit) && !is_taken_back (walk, part, *out_hit))
        return TRUE;
      from = out_hit->from + 1;
    }
  return FALSE;
}

/* Two ways to write a phrase, with a space and without, are one finding. */
static gboolean
is_told (GPtrArray *told, char *found)
{
  if (g_ptr_array_find_with_equal_func (told, found, g_str_equal, NULL))
    {
      g_free (found);
      return TRUE;
    }
  g_ptr_array_add (told, found);
  return FALSE;
}

static void
check_words (Walk *walk, const EspContentPart *part)
{
  GPtrArray *words = esp_content_rule_patterns (walk->rule, "words");
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  guint least = esp_content_rule_count (walk->rule, "least", 1);

  for (guint i = 0; i < words->len; i++)
    {
      char *found;
      EspRuleHit first = { 0, 0 };
      EspRuleHit hit = { 0, 0 };
      guint n = 0;

      for (guint from = 0; n < least && find_next (walk, words->pdata[i], part, from, &hit);
           from = hit.until)
        if (n++ == 0)
          first = hit;
      if (n == 0 || n < least)
        continue;
      found = esp_rule_text_dup_found (part->folded, first);
      if (!is_told (told, found))
        add (walk, part->place, found, NULL);
    }
}

/* Looks for a word of @pair near @hit. */
static gboolean
find_near (const Walk *walk,
           const EspContentPart *part,
           const EspRulePair *pair,
           EspRuleHit hit,
           EspRuleHit *out_near)
{
  guint reach = (pair->within + 1) * 4;

  for (guint i = 0; i < pair->with->len; i++)
    for (guint from = hit.from > reach ? hit.from - reach : 0;
         esp_rule_word_find_before (pair->with->pdata[i], part->folded, from,
                                    hit.until + pair->within + 1, out_near);
         from = out_near->from + 1)
      {
        const EspRuleHit both = { MIN (hit.from, out_near->from),
                                  MAX (hit.until, out_near->until) };

        if (!is_same_place (hit, *out_near) && is_near (hit, *out_near, pair->within) &&
            !is_excepted (walk, part, *out_near) &&
            !(pair->in_sentence && is_parted (part, hit, *out_near)) &&
            !is_taken_back (walk, part, both))
          return TRUE;
      }
  return FALSE;
}

/* Words that count only near others. */
static void
check_pair (Walk *walk, const EspContentPart *part, const EspRulePair *pair)
{
  for (guint i = 0; i < pair->words->len; i++)
    {
      EspRuleHit hit = { 0, 0 };
      EspRuleHit near = { 0, 0 };

      for (guint from = 0; esp_rule_word_find (pair->words->pdata[i], part->folded, from, &hit);
           from = hit.until)
        if (!is_excepted (walk, part, hit) && find_near (walk, part, pair, hit, &near))
          {
            g_autofree char *word = esp_rule_text_dup_found (part->folded, hit);
            g_autofree char *with = esp_rule_text_dup_found (part->folded, near);

            add (walk, part->place, word, with);
            break;
          }
    }
}

static void
check_pairs (Walk *walk, const EspContentPart *part)
{
  for (guint i = 0; i < walk->rule->pairs->len; i++)
    check_pair (walk, part, walk->rule->pairs->pdata[i]);
}

/* Whether a text that must be there is in this part, at its place. */
static gboolean
holds (const EspContentRule *rule, const EspContentPart *part, const EspRuleWord *word)
{
  const char *text = esp_rule_word_get_text (word);
  gboolean is_exact = esp_content_rule_flag (rule, "exact");
  guint reach = esp_content_rule_count (rule, "within", DEFAULT_END);
  guint n = esp_rule_text_get_n (part->folded);
  EspRuleHit hit = { 0, 0 };

  if (is_exact && is_at (rule, "start"))
    return g_str_has_prefix (part->text + strspn (part->text, " \t\r\n"), text);
  if (is_exact && strstr (part->text, text) == NULL)
    return FALSE;
  for (guint from = 0; esp_rule_word_find (word, part->folded, from, &hit); from = hit.from + 1)
    {
      if (is_at (rule, "start"))
        return hit.from <= get_start (part);
      if (!is_at (rule, "end") || hit.until + reach >= n)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_there (const Walk *walk, const EspRuleWord *word)
{
  const char *const *in = esp_content_rule_words (walk->rule, "in");

  for (guint i = 0; i < walk->run->parts->len; i++)
    {
      const EspContentPart *part = walk->run->parts->pdata[i];

      if ((in[0] == NULL || g_strv_contains (in, part->name)) && holds (walk->rule, part, word))
        return TRUE;
    }
  return FALSE;
}

/* Whether the message is about what the rule is for: a word of "when" that is no piece of an allowed phrase. */
static gboolean
is_due (const Walk *walk)
{
  GPtrArray *when = esp_content_rule_patterns (walk->rule, "when");

  for (guint i = 0; when != NULL && i < when->len; i++)
    for (guint j = 0; j < walk->run->parts->len; j++)
      {
        const EspContentPart *part = walk->run->parts->pdata[j];
        EspRuleHit hit = { 0, 0 };

        for (guint from = 0; esp_rule_word_find (when->pdata[i], part->folded, from, &hit);
             from = hit.from + 1)
          if (!is_excepted (walk, part, hit) && !is_taken_back (walk, part, hit))
            return TRUE;
      }
  return when == NULL;
}

static void
check_required (Walk *walk)
{
  GPtrArray *any = esp_content_rule_patterns (walk->rule, "any");
  GPtrArray *all = esp_content_rule_patterns (walk->rule, "all");
  const char *const *in = esp_content_rule_words (walk->rule, "in");
  const char *place = in[0] != NULL ? in[0] : "body";
  gboolean is_found = any == NULL || any->len == 0;

  if (!is_due (walk))
    return;
  for (guint i = 0; !is_found && i < any->len; i++)
    is_found = is_there (walk, any->pdata[i]);
  if (!is_found)
    {
      add (walk, place, esp_rule_word_get_text (any->pdata[0]), NULL);
      return;
    }
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (!is_there (walk, all->pdata[i]))
      {
        add (walk, place, esp_rule_word_get_text (all->pdata[i]), NULL);
        return;
      }
}

static guint
measure (const char *text, const char *unit)
{
  guint n = 0;

  if (g_strcmp0 (unit, "bytes") == 0)
    return (guint) strlen (text);
  if (g_strcmp0 (unit, "words") == 0)
    {
      g_auto (GStrv) words = g_strsplit_set (text, " \t\n", -1);

      for (guint i = 0; words[i] != NULL; i++)
        n += *words[i] != '\0';
      return n;
    }
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (g_strcmp0 (unit, "columns") == 0)
        n += g_unichar_iswide (letter) ? 2 : 1;
      else if (g_strcmp0 (unit, "cp949") == 0)
        n += letter < 0x80 ? 1 : 2;
      else
        n++;
    }
  return n;
}

static void
check_length (Walk *walk, const EspContentPart *part)
{
  double least = esp_content_rule_number (walk->rule, "min", 0);
  double most = esp_content_rule_number (walk->rule, "max", G_MAXUINT);
  guint n = measure (part->text, esp_content_rule_word (walk->rule, "unit"));
  g_autofree char *found = g_strdup_printf ("%u", n);
  g_autofree char *limit = g_strdup_printf ("%.0f", n > most ? most : least);

  if (n > most || n < least)
    add (walk, part->place, found, limit);
}

static void
check_part (Walk *walk, const EspContentPart *part)
{
  if (walk->rule->kind == ESP_RULE_WORDS)
    {
      guint n_before = walk->run->findings->len;

      check_words (walk, part);
      if (walk->run->findings->len == n_before)
        check_pairs (walk, part);
    }
  else if (walk->rule->kind == ESP_RULE_NEAR)
    check_pairs (walk, part);
  else if (walk->rule->kind == ESP_RULE_LENGTH)
    check_length (walk, part);
}

static void
run_rule (const EspRuleRun *run, const EspContentRule *rule)
{
  Walk walk = { run, rule, 0 };
  EspContentFinding *fine;

  if (rule->kind == ESP_RULE_REQUIRE)
    check_required (&walk);
  else if (!is_anywhere (&walk, "unless"))
    for (guint i = 0; i < run->parts->len; i++)
      {
        const EspContentPart *part = run->parts->pdata[i];

        if (!part->is_whole && is_wanted_part (rule, part))
          check_part (&walk, part);
      }
  if (walk.n_found > 0)
    return;
  fine = esp_content_finding_new (rule, NULL, NULL, NULL);
  fine->severity = ESP_SEVERITY_FINE;
  g_ptr_array_add (run->findings, fine);
}

/* A length of a part that this message does not have says nothing. */
static gboolean
is_about (const EspRuleRun *run, const EspContentRule *rule)
{
  if (rule->kind != ESP_RULE_LENGTH)
    return TRUE;
  for (guint i = 0; i < run->parts->len; i++)
    {
      const EspContentPart *part = run->parts->pdata[i];

      if (!part->is_whole && is_wanted_part (rule, part))
        return TRUE;
    }
  return FALSE;
}

/* What was not looked at to its end is not fine. */
static void
note_spent (const EspRuleRun *run)
{
  const EspContentRule *rule = esp_content_rules_find (run->rules, "PACK-SLOW");

  for (guint i = 0; rule != NULL && i < run->parts->len; i++)
    {
      const EspContentPart *part = run->parts->pdata[i];

      if (!esp_rule_text_is_spent (part->folded))
        continue;
      g_ptr_array_add (run->findings, esp_content_finding_new (rule, part->place, NULL, NULL));
      return;
    }
}

/**
 * esp_rule_run:
 *
 * Adds to the findings what each rule without code of its own says; those that hold are in it as FINE.
 */
void
esp_rule_run (const EspRuleRun *run)
{
  for (guint i = 0; i < esp_content_rules_get_n (run->rules); i++)
    {
      const EspContentRule *rule = esp_content_rules_get (run->rules, i);

      if (rule->kind == ESP_RULE_CHECK || !esp_content_rule_is_in (rule, run->scope) ||
          (run->scope->day == NULL && esp_content_rules_find (run->rules, rule->id) != rule) ||
          !is_about (run, rule))
        continue;
      run_rule (run, rule);
    }
  note_spent (run);
}
