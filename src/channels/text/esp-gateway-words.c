/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Korean carriers and services say about a message that did not go, as what it means. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-services.h"

#include <string.h>

/* Words say more than the numbers, which carriers use as they like. */
static gboolean
has_any (const char *words, const char *const *list)
{
  for (guint i = 0; words != NULL && list[i] != NULL; i++)
    if (strstr (words, list[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * esp_gateway_failure_kind:
 * @words: (nullable): what a Korean carrier says about a message that did not arrive
 *
 * Returns: what it says about the number
 */
EspReportKind
esp_gateway_failure_kind (const char *words)
{
  static const char *const dead[] = { "결번",          "없는 번호",     "존재하지 않는",
                                      "착신번호 오류", "수신번호 오류", NULL };
  static const char *const blocked[] = { "스팸", "차단", "spam", "Spam", NULL };
  /* Not "080" alone: the sender's own number may be one. */
  static const char *const refused[] = { "수신거부",  "수신 거부", "수신차단",
                                         "수신 차단", "080차단",   "080 차단",
                                         "080거부",   "080 거부",  NULL };

  if (has_any (words, refused))
    return ESP_REPORT_UNSUBSCRIBED;
  if (has_any (words, dead))
    return ESP_REPORT_HARD;
  return has_any (words, blocked) ? ESP_REPORT_BLOCK : ESP_REPORT_SOFT;
}

/**
 * esp_gateway_refusal_of:
 * @words: (nullable): what a Korean service says when it does not take a message
 *
 * Returns: whose matter it is: the account's when every message would fail
 */
EspRefusal
esp_gateway_refusal_of (const char *words)
{
  static const char *const account[] = { "발신번호",   "잔액",      "잔여",   "포인트",  "인증",
                                         "IP",         "api key",   "apiKey", "Balance", "balance",
                                         "발신프로필", "senderKey", NULL };
  EspReportKind kind = esp_gateway_failure_kind (words);

  /* Of both numbers at once it is one person's matter: who writes to their own number, say. */
  if (has_any (words, account) && strstr (words, "수신번호") == NULL)
    return ESP_REFUSAL_ACCOUNT;
  if (kind == ESP_REPORT_UNSUBSCRIBED)
    return ESP_REFUSAL_OPTED_OUT;
  if (kind == ESP_REPORT_HARD)
    return ESP_REFUSAL_HARD;
  if (kind == ESP_REPORT_BLOCK)
    return ESP_REFUSAL_BLOCK;
  return ESP_REFUSAL_CONTENT;
}
