/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the laws on advertising by email ask of a message: label, sender, a way out. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-footer.h"

#include <string.h>

#define LABEL "(광고)"
/* Letters in which a label may be hidden. */
#define LONGEST_LABEL 24
/* For translators: what is marked so is put into a sentence of the pack by those who show it. */
#define N_(text) text

static gboolean
is_opening (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_OPEN_PUNCTUATION || c == '<' || c == '"' || c == '\'' ||
         c == 0x201C || c == 0x2018 || c == 0xFF1C || c == '*' || c == '#';
}

static gboolean
is_closing (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_CLOSE_PUNCTUATION || c == '>' || c == '"' || c == '\'' ||
         c == 0x201D || c == 0x2019 || c == 0xFF1E || c == '*' || c == '#';
}

/* What stands in brackets, or ends with one, at the start of @text, is the word for advertising in some form:
 * "（광고）", "(광·고)", "<AD>", "광고)". Returns: its bytes, 0 when it is not. */
static gsize
measure_bracketed (const char *text)
{
  static const char *const forms[] = { "광고",     "광고성",   "광고성정보", "광고메일",
                                       "광고문자", "대출광고", "ad",         "advertisement",
                                       "廣告",     "广告",     NULL };
  g_autoptr (GString) letters = g_string_new (NULL);
  g_autofree char *folded = NULL;
  const char *p = text;

  if (is_opening (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  for (guint n = 0; *p != '\0' && n < LONGEST_LABEL; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (is_closing (c))
        break;
      if (g_unichar_isalnum (c) || g_unichar_ismark (c) ||
          g_unichar_type (c) == G_UNICODE_OTHER_LETTER)
        g_string_append_unichar (letters, c);
    }
  if (*p == '\0' || !is_closing (g_utf8_get_char (p)))
    return 0;
  {
    g_autofree char *whole = g_utf8_normalize (letters->str, -1, G_NORMALIZE_ALL_COMPOSE);

    folded = whole != NULL ? g_utf8_strdown (whole, -1) : NULL;
  }
  return folded != NULL && g_strv_contains (forms, folded) ? (gsize) (g_utf8_next_char (p) - text)
                                                           : 0;
}

/**
 * esp_content_find_variant:
 * @rule: KR-AD-09, with the forms that do not count
 *
 * Returns: (transfer full) (nullable): the forbidden form of the label at the start of @subject, or a
 * proper label that invisible characters break up.
 */
char *
esp_content_find_variant (const EspContentRule *rule, const char *subject)
{
  const char *const *variants = esp_content_rule_words (rule, "variants");
  const char *const *invisible = esp_content_rule_words (rule, "invisible");
  const char *start = subject + strspn (subject, " ");
  g_autoptr (GString) bare = g_string_new (start);
  gsize label = strlen (LABEL);

  if (g_str_has_prefix (start, LABEL))
    return NULL;
  for (guint i = 0; variants[i] != NULL; i++)
    if (g_str_has_prefix (start, variants[i]))
      return g_strdup (variants[i]);
  for (guint i = 0; invisible[i] != NULL; i++)
    g_string_replace (bare, invisible[i], "", 0);
  if (!g_str_has_prefix (bare->str, LABEL))
    {
      gsize n = g_utf8_validate (start, -1, NULL) ? measure_bracketed (start) : 0;

      return n > 0 ? g_strndup (start, n) : NULL;
    }
  return g_strndup (start, label + strlen (start) - bare->len);
}

static void
check_label (EspContentCheck *self)
{
  const EspContentRule *variants = esp_content_check_begin (self, "KR-AD-09");
  const EspContentRule *rule = esp_content_check_begin (self, "KR-AD-04");
  g_autofree char *variant = NULL;

  if (variants != NULL)
    {
      variant = esp_content_find_variant (variants, self->doc->subject);
      if (variant != NULL)
        esp_content_check_add (self, variants, "subject", variant, NULL)->can_fix = TRUE;
      esp_content_check_end (self, variants);
    }
  if (rule == NULL)
    return;
  if (!g_str_has_prefix (self->doc->subject, LABEL) && variant == NULL)
    esp_content_check_add (self, rule, "subject", NULL, NULL)->can_fix = TRUE;
  if (variant == NULL)
    esp_content_check_end (self, rule);
}

/* The generated footer has all facts that are known; raw HTML with its own way out must have them too. */
static gboolean
shows (EspContentCheck *self, const char *fact)
{
  g_autofree char *lower = NULL;

  if (esp_text_is_blank (fact))
    return FALSE;
  if (!self->is_rendered || self->doc->body_kind == ESP_BODY_BLOCKS)
    return TRUE;
  lower = g_utf8_strdown (fact, -1);
  {
    g_auto (GStrv) wanted = g_strsplit_set (lower, " \n\t", -1);
    const char *from = self->words;

    /* Lines are broken, so the words are looked for one after the other. */
    for (guint i = 0; wanted[i] != NULL; i++)
      if ((from = strstr (from, wanted[i])) == NULL)
        return FALSE;
  }
  return TRUE;
}

typedef enum
{
  FACT_NAME = 1 << 0,
  FACT_ADDRESS = 1 << 1,
  FACT_PHONE = 1 << 2,
  FACT_EMAIL = 1 << 3,
  FACT_CONTACT = 1 << 4, /* phone or email */
} Fact;

static void
check_facts_of (EspContentCheck *self, const EspContentRule *rule, guint wanted)
{
  const EspSenderFacts *facts = self->input->facts;
  const struct
  {
    Fact fact;
    const char *name;
    const char *place;
    gboolean is_shown;
  } known[] = {
    { FACT_NAME, N_ ("name"), "sender.name", shows (self, facts->name) },
    { FACT_ADDRESS, N_ ("postal address"), "sender.address", shows (self, facts->address) },
    { FACT_PHONE, N_ ("phone number"), "sender.phone", shows (self, facts->phone) },
    { FACT_EMAIL, N_ ("email address"), "sender.email", shows (self, facts->email) },
    { FACT_CONTACT, N_ ("phone number or email address"), "sender.phone",
      shows (self, facts->phone) || shows (self, facts->email) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if ((wanted & known[i].fact) != 0 && !known[i].is_shown)
      esp_content_check_add (self, rule, known[i].place, known[i].name, NULL);
  esp_content_check_end (self, rule);
}

static void
check_facts (EspContentCheck *self)
{
  static const struct
  {
    const char *rule;
    guint wanted;
  } laws[] = {
    { "KR-AD-05", FACT_NAME | FACT_ADDRESS | FACT_PHONE | FACT_EMAIL },
    { "US-CS-03", FACT_ADDRESS },
    { "CA-03", FACT_NAME | FACT_ADDRESS | FACT_CONTACT },
    { "EU-04", FACT_NAME | FACT_ADDRESS },
    { "AU-01", FACT_NAME | FACT_CONTACT },
    { "JP-01", FACT_NAME | FACT_ADDRESS | FACT_CONTACT },
    { "UK-04", FACT_NAME | FACT_ADDRESS },
    { "BR-02", FACT_NAME | FACT_CONTACT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      const EspContentRule *rule = esp_content_check_begin (self, laws[i].rule);

      if (rule != NULL)
        check_facts_of (self, rule, laws[i].wanted);
    }
}

static gboolean
has_any (const char *text, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
check_way_out (EspContentCheck *self)
{
  const EspContentRule *languages = esp_content_check_begin (self, "KR-AD-06");
  const EspContentRule *link = esp_content_check_begin (self, "CORE-04");
  const EspContentRule *one_click = esp_content_check_begin (self, "UNS-01");
  gboolean is_own =
    self->doc->body_kind == ESP_BODY_HTML && esp_footer_has_unsubscribe (self->doc->html);

  if (languages != NULL && (!is_own || self->is_rendered))
    {
      if (is_own && (!has_any (self->words, esp_content_rule_words (languages, "korean")) ||
                     !has_any (self->words, esp_content_rule_words (languages, "english"))))
        esp_content_check_add (self, languages, "body", NULL, NULL);
      esp_content_check_end (self, languages);
    }
  if (link != NULL && self->is_rendered)
    {
      if (strstr (self->rendered.html->str, "unsubscribe.example.com/u/1") == NULL)
        esp_content_check_add (self, link, "body", NULL, NULL);
      esp_content_check_end (self, link);
    }
  if (one_click == NULL)
    return;
  if (!self->input->has_one_click)
    esp_content_check_add (self, one_click, "channel", NULL, NULL);
  esp_content_check_end (self, one_click);
}

static void
check_notice (EspContentCheck *self)
{
  const EspContentRule *rule = esp_content_check_begin (self, "DE-02");

  if (rule == NULL || !self->is_rendered)
    return;
  if (!has_any (self->words, esp_content_rule_words (rule, "words")))
    esp_content_check_add (self, rule, "body", NULL, NULL);
  esp_content_check_end (self, rule);
}

/**
 * esp_content_check_law:
 *
 * Korea: 정보통신망법 제50조 and 시행령 별표 6; United States: CAN-SPAM; Canada: CASL; the European Union
 * and the United Kingdom: GDPR 13–14; Germany: DDG 5; Australia: Spam Act; Japan: 特定電子メール法.
 */
void
esp_content_check_law (EspContentCheck *self)
{
  check_label (self);
  check_facts (self);
  check_way_out (self);
  check_notice (self);
}
