/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks found, in the language of the person: rule packs carry their sentences themselves. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-check-words.h"

#include <glib/gi18n.h>

static const char *
get_language (void)
{
  /* Translators: the two letters of your language, in which the sentences of rule packs are shown */
  return C_ ("language of rule packs", "en");
}

/**
 * esp_check_dup_sentence:
 *
 * Returns: (transfer full): what a rule found, translated
 */
char *
esp_check_dup_sentence (const EspContentFinding *finding)
{
  return esp_content_finding_dup_sentence (finding, get_language ());
}

/**
 * esp_check_get_source:
 *
 * Returns: (transfer none): where a rule comes from, translated as far as its pack does
 */
const char *
esp_check_get_source (const EspContentRule *rule)
{
  return esp_content_rule_get_source (rule, get_language ());
}

/**
 * esp_check_dup_why:
 *
 * Returns: (transfer full): why a rule matters, and where it comes from
 */
char *
esp_check_dup_why (const EspContentRule *rule)
{
  const char *reason = esp_content_rule_get_reason (rule, get_language ());
  const char *source = esp_check_get_source (rule);

  return reason != NULL ? g_strdup_printf ("%s (%s)", reason, source) : g_strdup (source);
}

/**
 * esp_check_translate:
 * @term: English words of the core
 *
 * Returns: (transfer none): the same in the language of the person, as far as a rule pack knows it
 */
const char *
esp_check_translate (const char *term)
{
  return esp_content_rules_translate (esp_content_rules_get_default (), term, get_language ());
}

/**
 * esp_check_get_pack_title:
 *
 * Returns: (transfer none): the name of a pack, translated
 */
const char *
esp_check_get_pack_title (const EspRulePack *pack)
{
  return pack->title_ko != NULL && g_str_equal (get_language (), "ko") ? pack->title_ko
                                                                       : pack->title;
}
