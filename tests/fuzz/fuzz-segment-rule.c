/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the JSON of a rule: refused with a sentence, or read, written and read again the same. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-sentence.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRule) rule = esp_rule_parse_json ((const char *) data, (gssize) size, &error);
  g_autoptr (EspRule) again = NULL;
  g_autoptr (EspSentence) ko = NULL;
  g_autoptr (EspSentence) en = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  if (rule == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  json = esp_rule_to_json (rule);
  again = esp_rule_parse_json (json, -1, &error);
  g_assert_no_error (error);
  g_assert_true (esp_rule_node_equal (rule->root, again->root));
  g_clear_pointer (&again, esp_rule_unref);
  text = esp_rule_to_text (rule, NULL);
  again = esp_rule_parse_text (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (esp_rule_node_equal (rule->root, again->root));
  ko = esp_sentence_new (rule, NULL, "KRW", ESP_LANG_KO);
  en = esp_sentence_new (rule, NULL, "USD", ESP_LANG_EN);
  g_assert_true (g_utf8_validate (ko->text, -1, NULL) && g_utf8_validate (en->text, -1, NULL));
  return 0;
}
