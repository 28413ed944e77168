/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the place of a pull between its turns, and makes reports that can be told apart. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-mail-service.h"

#include "base/esp-clock.h"
#include "channels/email/esp-smtp-status.h"

#include <stdlib.h>
#include <string.h>

/* How far the first pull looks back. */
#define FIRST_SPAN_S (3 * 24 * 60 * 60)

/**
 * esp_pull_get:
 *
 * Returns: a number of the cursor; 0 when there is none
 */
gint64
esp_pull_get (JsonObject *cursor, const char *name)
{
  JsonNode *node = json_object_get_member (cursor, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_INT64
           ? json_node_get_int (node)
           : 0;
}

/**
 * esp_pull_set:
 */
void
esp_pull_set (JsonObject *cursor, const char *name, gint64 value)
{
  json_object_set_int_member (cursor, name, value);
}

/**
 * esp_pull_get_text:
 *
 * Returns: (transfer none): a text of the cursor; "" when there is none
 */
const char *
esp_pull_get_text (JsonObject *cursor, const char *name)
{
  JsonNode *node = json_object_get_member (cursor, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

/**
 * esp_pull_begin:
 *
 * Begins a round, unless one is under way.
 *
 * Returns: since when this round looks, in seconds since 1970
 */
gint64
esp_pull_begin (JsonObject *cursor, gint64 now_us)
{
  gint64 now_s = now_us / ESP_USEC_PER_SEC;

  if (esp_pull_get (cursor, "start") <= 0)
    esp_pull_set (cursor, "start", now_s);
  if (esp_pull_get (cursor, "since") <= 0)
    esp_pull_set (cursor, "since", now_s - FIRST_SPAN_S);
  return esp_pull_get (cursor, "since");
}

/**
 * esp_pull_next_list:
 *
 * Goes on with the beginning of the next list of the round.
 */
void
esp_pull_next_list (JsonObject *cursor)
{
  esp_pull_set (cursor, "list", esp_pull_get (cursor, "list") + 1);
  json_object_remove_member (cursor, "offset");
  json_object_remove_member (cursor, "next");
}

/**
 * esp_pull_end:
 * @overlap_s: what the service may still add to the past
 *
 * Ends the round: the next one looks since its beginning.
 */
void
esp_pull_end (JsonObject *cursor, gint64 overlap_s)
{
  esp_pull_set (cursor, "since", esp_pull_get (cursor, "start") - overlap_s);
  json_object_remove_member (cursor, "start");
  json_object_remove_member (cursor, "list");
  json_object_remove_member (cursor, "offset");
  json_object_remove_member (cursor, "next");
}

/**
 * esp_pull_add:
 * @first_of_key: the parts that tell this fact apart from all others, ends with %NULL
 *
 * Returns: (transfer none): a new report at the end of @reports, good until the next is added
 */
EspReport *
esp_pull_add (GArray *reports, EspReportKind kind, const char *first_of_key, ...)
{
  g_autoptr (GString) key = g_string_new (first_of_key);
  const char *part;
  va_list parts;

  va_start (parts, first_of_key);
  while ((part = va_arg (parts, const char *)) != NULL)
    g_string_append_printf (key, "|%s", part);
  va_end (parts);
  return esp_report_append (reports, kind, key->str);
}

/**
 * esp_pull_judge_bounce:
 * @code: "550", "5.1.1", both or neither
 * @text: the server's words
 * @is_permanent: what the service itself says
 *
 * Returns: whether a bounce is about the address, about reputation, or passing
 */
EspReportKind
esp_pull_judge_bounce (const char *code, const char *text, gboolean is_permanent)
{
  EspSmtpEnhanced enhanced = { 0 };
  const char *gap = strchr (code, ' ');
  const char *last = gap != NULL ? gap + 1 : code;
  const char *dotted = strchr (last, '.') != NULL ? last : text;
  gboolean has = esp_smtp_enhanced_parse (dotted, &enhanced);
  int basic = atoi (code);
  EspSmtpVerdict verdict;

  if (basic < 400 || basic > 599)
    basic = is_permanent ? 550 : 450;
  verdict = esp_smtp_status_judge (ESP_SMTP_STAGE_RCPT, basic, has ? &enhanced : NULL, text);
  if (!is_permanent)
    return ESP_REPORT_SOFT;
  switch (verdict.refusal)
    {
    case ESP_REFUSAL_BLOCK:
      return ESP_REPORT_BLOCK;
    case ESP_REFUSAL_CONTENT:
    case ESP_REFUSAL_ACCOUNT:
      return ESP_REPORT_FAILED;
    case ESP_REFUSAL_SOFT:
    case ESP_REFUSAL_SPLIT:
      return ESP_REPORT_SOFT;
    case ESP_REFUSAL_HARD:
    case ESP_REFUSAL_OPTED_OUT: /* of texts alone */
    case ESP_REFUSAL_NONE:
    default:
      return ESP_REPORT_HARD;
    }
}

/**
 * esp_pull_judge_hard:
 * @text: the server's words; may be ""
 *
 * Returns: of what a service takes for the end of an address: that, unless the words are of policy or reputation,
 *   which are never the person's fault
 */
EspReportKind
esp_pull_judge_hard (const char *text)
{
  return esp_pull_judge_bounce ("", text, TRUE) == ESP_REPORT_BLOCK ? ESP_REPORT_BLOCK
                                                                    : ESP_REPORT_HARD;
}
