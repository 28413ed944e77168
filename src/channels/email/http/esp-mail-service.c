/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the adapters of mail services share: reading answers without trust, and the meaning of statuses. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-mail-service.h"

#include "base/esp-clock.h"
#include "base/esp-json-walk.h"

#include <string.h>

#define MAX_WORDS 500

/**
 * esp_mail_account_get:
 *
 * Returns: (transfer none): a setting or secret; "" when it is not there
 */
const char *
esp_mail_account_get (const EspMailAccount *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->values, name);

  return value != NULL ? value : "";
}

/**
 * esp_mail_account_read:
 *
 * Fills an account whose table is there with what the fields of the kind say.
 */
void
esp_mail_account_read (EspMailAccount *self,
                       const EspChannelKind *kind,
                       const char *settings,
                       const char *secret)
{
  for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
    {
      char *value;

      if (field->type == ESP_CHANNEL_FIELD_SECRET)
        value = esp_channel_secret_dup (kind, secret, field->name);
      else if (field->type == ESP_CHANNEL_FIELD_SWITCH)
        value = g_strdup (esp_channel_settings_get_switch (settings, field->name) ? "yes" : NULL);
      else
        value = esp_channel_settings_dup (settings, field->name);
      if (value == NULL)
        value = g_strdup (field->fallback);
      if (value != NULL)
        g_hash_table_insert (self->values, (gpointer) field->name, value);
    }
}

/**
 * esp_mail_service_check:
 *
 * Returns: whether the hidden base address, if there is one, can be called
 */
gboolean
esp_mail_service_check (const char *settings, GError **error)
{
  g_autofree char *base = esp_channel_settings_dup (settings, "base-url");
  g_autofree char *host = base != NULL ? esp_web_dup_host (base, error) : NULL;

  return base == NULL || host != NULL;
}

/**
 * esp_mail_service_new_error:
 * @code: of ESP_CHANNEL_ERROR, when an answer came; else that of @reply counts
 * @words: (nullable): of the service
 *
 * Returns: (transfer full): what is wrong, where, and what to do
 */
GError *
esp_mail_service_new_error (const EspMailService *self,
                            const EspWebReply *reply,
                            int code,
                            const char *words)
{
  const char *title = self->title;
  const char *said = words != NULL && *words != '\0' ? words : "nothing more";

  if (reply->status == 0)
    return g_error_new (ESP_CHANNEL_ERROR, reply->code, "%s cannot be reached: %s", title,
                        reply->trouble != NULL ? reply->trouble : "no answer");
  switch (code)
    {
    case ESP_CHANNEL_ERROR_AUTH:
      return g_error_new (ESP_CHANNEL_ERROR, code,
                          "%s refuses the key: check it and what it is allowed to do. It said: %s",
                          title, said);
    case ESP_CHANNEL_ERROR_SENDER:
      return g_error_new (ESP_CHANNEL_ERROR, code,
                          "%s does not know the sender: verify the address or the domain there. It "
                          "said: %s",
                          title, said);
    case ESP_CHANNEL_ERROR_SUSPENDED:
      return g_error_new (ESP_CHANNEL_ERROR, code,
                          "%s does not let this account send: look at its pages. It said: %s",
                          title, said);
    case ESP_CHANNEL_ERROR_QUOTA:
      return g_error_new (ESP_CHANNEL_ERROR, code,
                          "%s has taken as much as the account may send for now. It said: %s",
                          title, said);
    case ESP_CHANNEL_ERROR_BUSY:
      return g_error_new (ESP_CHANNEL_ERROR, code, "%s asks to come back later. It said: %s", title,
                          said);
    case ESP_CHANNEL_ERROR_INVALID:
      return g_error_new (ESP_CHANNEL_ERROR, code,
                          "%s does not know what is asked for: check region, domain and stream. "
                          "It said: %s",
                          title, said);
    case ESP_CHANNEL_ERROR_CUT:
      return g_error_new (ESP_CHANNEL_ERROR, code,
                          "What came from %s cannot be read (%u): look for a sign-in page of the "
                          "network or a proxy, and try again",
                          title, reply->status);
    default:
      return g_error_new (ESP_CHANNEL_ERROR, code >= 0 ? code : ESP_CHANNEL_ERROR_FAILED,
                          "%s did not do it (%u). It said: %s", title, reply->status, said);
    }
}

/**
 * esp_service_url:
 * @path: begins with a slash
 *
 * Returns: (transfer full): where the service is; a base address of the settings goes before the usual one
 */
char *
esp_service_url (const EspMailService *self, const EspMailAccount *account, const char *path)
{
  const char *base = esp_mail_account_get (account, "base-url");
  const char *region = esp_mail_account_get (account, "region");
  const char *usual =
    self->base_url_eu != NULL && g_str_equal (region, "eu") ? self->base_url_eu : self->base_url;
  g_autoptr (GString) url = g_string_new (*base != '\0' ? base : usual);

  g_string_replace (url, "%s", region, 0);
  if (url->len > 0 && url->str[url->len - 1] == '/')
    g_string_truncate (url, url->len - 1);
  g_string_append (url, path);
  return g_string_free (g_steal_pointer (&url), FALSE);
}

static char *
dup_words (const char *words)
{
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  gsize n = strlen (valid);

  for (n = MIN (n, MAX_WORDS); n > 0 && (valid[n] & 0xC0) == 0x80;)
    n--; /* not inside a letter */
  return g_strndup (valid, n);
}

/**
 * esp_service_set_verdict:
 * @words: (nullable): of the service
 *
 * A message that the service refused.
 */
void
esp_service_set_verdict (EspServiceVerdict *verdict,
                         EspRefusal refusal,
                         gboolean is_retryable,
                         const char *words)
{
  verdict->outcome = ESP_OUTCOME_REFUSED;
  verdict->refusal = refusal;
  verdict->is_retryable = is_retryable;
  verdict->is_suppressing = refusal == ESP_REFUSAL_HARD;
  g_free (verdict->reply);
  verdict->reply = words != NULL ? dup_words (words) : NULL;
}

/**
 * esp_service_accept_all:
 * @receipt: (nullable)
 */
void
esp_service_accept_all (GArray *items, EspServiceVerdict *verdicts, const char *receipt)
{
  for (guint i = 0; i < items->len; i++)
    {
      verdicts[i].outcome = ESP_OUTCOME_ACCEPTED;
      g_free (verdicts[i].receipt);
      verdicts[i].receipt = receipt != NULL && *receipt != '\0' ? g_strdup (receipt) : NULL;
    }
}

static void
set_all (GArray *items,
         EspServiceVerdict *verdicts,
         EspOutcome outcome,
         EspRefusal refusal,
         gboolean is_retryable,
         const char *words)
{
  for (guint i = 0; i < items->len; i++)
    {
      esp_service_set_verdict (&verdicts[i], refusal, is_retryable, words);
      verdicts[i].outcome = outcome;
    }
}

static void
set_trouble (EspServiceAnswer *answer, int code, const char *words, gint64 wait_s)
{
  answer->trouble = code;
  g_free (answer->words);
  answer->words = words != NULL && *words != '\0' ? dup_words (words) : NULL;
  answer->wait_s = wait_s;
}

/**
 * esp_service_read_common:
 * @words: (nullable): what the service says is wrong
 *
 * Gives an answer that is no success the meaning that its status has everywhere: 401, 402, 403 and 404 are
 * about the account, and so are redirections, which are not followed; 408, 429 and 503 say that nothing was
 * done; whoever stumbles over it otherwise (500, 502, 504) may have done it before; what remains is about the
 * message.
 */
void
esp_service_read_common (GArray *items,
                         const EspWebReply *reply,
                         const char *words,
                         EspServiceVerdict *verdicts,
                         EspServiceAnswer *answer)
{
  g_autofree char *own = NULL;

  if (words == NULL || *words == '\0' || *words == '<') /* a page for browsers */
    words = own = g_strdup_printf ("HTTP %u", reply->status);
  switch (reply->status)
    {
    case 401:
    case 403:
      set_trouble (answer, ESP_CHANNEL_ERROR_AUTH, words, -1);
      break;
    case 402:
      set_trouble (answer, ESP_CHANNEL_ERROR_SUSPENDED, words, -1);
      break;
    case 404:
    case 405:
      set_trouble (answer, ESP_CHANNEL_ERROR_INVALID, words, -1);
      break;
    case 429:
      set_trouble (answer, ESP_CHANNEL_ERROR_BUSY, words, MAX (reply->retry_after_s, 0));
      set_all (items, verdicts, ESP_OUTCOME_UNDELIVERED, ESP_REFUSAL_SOFT, TRUE, words);
      return;
    case 413:
      set_all (items, verdicts, ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, FALSE, words);
      return;
    case 408:
      set_trouble (answer, ESP_CHANNEL_ERROR_BUSY, words, reply->retry_after_s);
      set_all (items, verdicts, ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, TRUE, words);
      return;
    case 503:
      set_trouble (answer, ESP_CHANNEL_ERROR_BUSY, words, reply->retry_after_s);
      set_all (items, verdicts, ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, TRUE, words);
      return;
    default:
      if (reply->status >= 500)
        {
          set_trouble (answer, ESP_CHANNEL_ERROR_BUSY, words, reply->retry_after_s);
          set_all (items, verdicts, ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE, FALSE, words);
          return;
        }
      if (reply->status >= 400)
        {
          set_all (items, verdicts, ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, FALSE, words);
          return;
        }
      set_trouble (answer, ESP_CHANNEL_ERROR_INVALID, words, -1);
      break;
    }
  set_all (items, verdicts, ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, TRUE, words);
}

/**
 * esp_service_dup_words:
 *
 * Returns: (transfer full) (nullable): what the answer says is wrong, wherever services put that; %NULL when it
 *   is a page for browsers, or nothing
 */
char *
esp_service_dup_words (const EspWebReply *reply)
{
  static const char *const names[] = { "message", "Message", "error", "detail" };
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonArray *errors = esp_mail_json_get_array (root, "errors");
  JsonNode *place = errors != NULL && json_array_get_length (errors) > 0
                      ? json_array_get_element (errors, 0)
                      : root;
  g_autofree char *plain = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (*esp_mail_json_get (place, names[i]) != '\0')
      return g_strdup (esp_mail_json_get (place, names[i]));
  plain = root == NULL ? g_strstrip (dup_words (reply->body)) : NULL;
  return plain != NULL && *plain != '\0' && *plain != '<' ? g_steal_pointer (&plain) : NULL;
}

/**
 * esp_service_parse:
 *
 * Returns: (transfer full) (nullable): the answer as JSON; %NULL when it is cut, too deep or something else
 */
JsonNode *
esp_service_parse (const EspWebReply *reply)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (!reply->is_whole || reply->n_body == 0 || strlen (reply->body) != reply->n_body ||
      esp_json_is_too_deep (reply->body, reply->n_body, 40))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, reply->body, (gssize) reply->n_body, NULL))
    return NULL;
  root = json_parser_steal_root (parser);
  /* A bare text or number is nobody's answer. */
  return root != NULL && (JSON_NODE_HOLDS_OBJECT (root) || JSON_NODE_HOLDS_ARRAY (root))
           ? g_steal_pointer (&root)
           : NULL;
}

/**
 * esp_mail_json_member:
 * @node: (nullable)
 *
 * Returns: (transfer none) (nullable)
 */
JsonNode *
esp_mail_json_member (JsonNode *node, const char *name)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  return json_object_get_member (json_node_get_object (node), name);
}

/**
 * esp_mail_json_get:
 * @node: (nullable)
 *
 * Returns: (transfer none): a text; "" when there is none
 */
const char *
esp_mail_json_get (JsonNode *node, const char *name)
{
  JsonNode *member = esp_mail_json_member (node, name);

  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member) ||
      json_node_get_value_type (member) != G_TYPE_STRING)
    return "";
  return json_node_get_string (member);
}

/**
 * esp_mail_json_get_int:
 * @node: (nullable)
 */
gint64
esp_mail_json_get_int (JsonNode *node, const char *name, gint64 fallback)
{
  JsonNode *member = esp_mail_json_member (node, name);

  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member))
    return fallback;
  if (json_node_get_value_type (member) == G_TYPE_DOUBLE)
    return (gint64) CLAMP (json_node_get_double (member), -9e15, 9e15);
  return json_node_get_value_type (member) == G_TYPE_INT64 ? json_node_get_int (member) : fallback;
}

/**
 * esp_mail_json_get_array:
 * @name: (nullable): %NULL is @node itself
 *
 * Returns: (transfer none) (nullable)
 */
JsonArray *
esp_mail_json_get_array (JsonNode *node, const char *name)
{
  JsonNode *member = name != NULL ? esp_mail_json_member (node, name) : node;

  return member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
}

/**
 * esp_mail_json_print:
 *
 * Returns: (transfer full): what was built
 */
char *
esp_mail_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * esp_mail_json_add:
 * @value: (nullable): %NULL adds nothing
 */
void
esp_mail_json_add (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * esp_service_read_time:
 * @text: ISO 8601, with or without a zone: UTC then
 *
 * Returns: microseconds since 1970; 0 when it cannot be read
 */
gint64
esp_service_read_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *whole = g_strdup (text);
  g_autoptr (GDateTime) time = NULL;
  gsize n = strlen (whole);

  /* "2026-11-22 09:00:00+00" is read by others, but not here. */
  if (n > 3 && (whole[n - 3] == '+' || whole[n - 3] == '-') && strchr (whole, ':') != NULL)
    {
      g_autofree char *short_zone = g_steal_pointer (&whole);

      whole = g_strconcat (short_zone, ":00", NULL);
    }
  time = g_date_time_new_from_iso8601 (whole, utc);
  if (time == NULL)
    return 0;
  return g_date_time_to_unix (time) * ESP_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/**
 * esp_service_format_time:
 *
 * Returns: (transfer full): a moment in UTC
 */
char *
esp_service_format_time (gint64 at_us, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, format) : g_strdup ("");
}
