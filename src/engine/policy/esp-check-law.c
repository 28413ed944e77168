/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the laws on advertising by email ask of a message: label, sender, a way out. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-footer.h"

#include <string.h>

#define LABEL "(광고)"

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
    return NULL;
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

static void
check_facts (EspContentCheck *self)
{
  const EspSenderFacts *facts = self->input->facts;
  const struct
  {
    const char *name;
    const char *place;
    const char *value;
  } needed[] = { { "name", "sender.name", facts->name },
                 { "postal address", "sender.address", facts->address },
                 { "phone number", "sender.phone", facts->phone },
                 { "email address", "sender.email", facts->email } };
  const EspContentRule *korea = esp_content_check_begin (self, "KR-AD-05");
  const EspContentRule *states = esp_content_check_begin (self, "US-CS-03");
  const EspContentRule *canada = esp_content_check_begin (self, "CA-03");
  gboolean has_contact = shows (self, facts->phone) || shows (self, facts->email);

  for (guint i = 0; korea != NULL && i < G_N_ELEMENTS (needed); i++)
    if (!shows (self, needed[i].value))
      esp_content_check_add (self, korea, needed[i].place, needed[i].name, NULL);
  if (states != NULL && !shows (self, facts->address))
    esp_content_check_add (self, states, "sender.address", NULL, NULL);
  if (canada != NULL && !shows (self, facts->name))
    esp_content_check_add (self, canada, "sender.name", "name", NULL);
  if (canada != NULL && !shows (self, facts->address))
    esp_content_check_add (self, canada, "sender.address", "postal address", NULL);
  if (canada != NULL && !has_contact)
    esp_content_check_add (self, canada, "sender.phone", "phone number or email address", NULL);
  if (korea != NULL)
    esp_content_check_end (self, korea);
  if (states != NULL)
    esp_content_check_end (self, states);
  if (canada != NULL)
    esp_content_check_end (self, canada);
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
check_class (EspContentCheck *self)
{
  const EspContentRule *rule = esp_content_check_begin (self, "CORE-07");
  g_autofree char *subject = g_utf8_strdown (self->doc->subject, -1);
  const char *const *words;

  if (rule == NULL)
    return;
  words = esp_content_rule_words (rule, "words");
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (subject, words[i]) != NULL || strstr (self->words, words[i]) != NULL)
      {
        esp_content_check_add (self, rule, "class", words[i], NULL)->can_fix = TRUE;
        break;
      }
  esp_content_check_end (self, rule);
}

/**
 * esp_content_check_law:
 *
 * Korea: 정보통신망법 제50조 and 시행령 별표 6; United States: CAN-SPAM; Canada: CASL.
 */
void
esp_content_check_law (EspContentCheck *self)
{
  check_label (self);
  check_facts (self);
  check_way_out (self);
  check_class (self);
}
