/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a rule pack: refused with a sentence, or taken and run over texts. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/policy/esp-content-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const EspContentText texts[] = {
    { "subject", NULL, "(광고) 할 인 쿠폰 100% 무료!" },
    { "body", NULL,
      "업계 1위, ㅎㅏㄹㅇㅣㄴ과 암 예방 효과. f r e e {{ name }} 무료수신거부 080-000-0000" },
  };
  const EspRuleScope scope = { .channel = "text", .day = "2026-11-22" };
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strndup ((const char *) data, size);
  g_autoptr (EspContentRules) rules = esp_content_rules_parse (json, -1, &error);
  g_autoptr (EspRuleText) folded = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  if (g_utf8_validate (json, -1, NULL))
    folded = esp_rule_text_new (json);
  if (rules == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  findings = esp_content_check_texts (rules, &scope, texts, G_N_ELEMENTS (texts));
  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *english = esp_content_finding_dup_sentence (findings->pdata[i], NULL);
      g_autofree char *korean = esp_content_finding_dup_sentence (findings->pdata[i], "ko");

      g_assert_true (g_utf8_validate (english, -1, NULL) && g_utf8_validate (korean, -1, NULL));
    }
  return 0;
}
