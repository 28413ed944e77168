/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what the words of a bounce mean, by the same rules whether a service told of it or a mail came back. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-words.h"

#include <string.h>

/**
 * esp_report_kind_of_bounce:
 *
 * Returns: what a bounce of that class is among reports
 */
EspReportKind
esp_report_kind_of_bounce (EspBounceClass klass)
{
  switch (klass)
    {
    case ESP_BOUNCE_HARD:
      return ESP_REPORT_HARD;
    case ESP_BOUNCE_BLOCK:
    case ESP_BOUNCE_ACCOUNT:
      return ESP_REPORT_BLOCK;
    case ESP_BOUNCE_CONTENT:
      return ESP_REPORT_FAILED;
    case ESP_BOUNCE_SOFT:
    case ESP_BOUNCE_NONE:
    default:
      return ESP_REPORT_SOFT;
    }
}

/**
 * esp_report_words_judge:
 *
 * A service that gave up for good may call an address dead for which a blocklist or a full mailbox is the reason, or
 * may not say what it means at all.
 *
 * Returns: what the report is by the server's words; its own kind where they say nothing more, and of whatever was not
 *   given up for good
 */
EspReportKind
esp_report_words_judge (const EspReport *report)
{
  const char *code = report->code != NULL ? report->code : "";
  gboolean has_code = g_ascii_isdigit (code[0]);
  gboolean is_reply = has_code && strchr (code, '.') == NULL;
  g_autofree char *said = NULL;
  EspBounceFacts facts = { 0 };
  EspBounceVerdict verdict = { 0 };

  if (!report->is_for_good || report->text == NULL || *report->text == '\0')
    return report->kind;
  said = is_reply ? g_strconcat (code, " ", report->text, NULL) : g_strdup (report->text);
  facts.status = has_code && !is_reply ? code : NULL;
  facts.diagnostic = said;
  esp_bounce_judge (esp_bounce_rules_get (), &facts, &verdict);
  return *verdict.rule != '\0' && !verdict.is_vague ? esp_report_kind_of_bounce (verdict.klass)
                                                    : report->kind;
}
