/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Posts in the rooms of teams (Slack, Discord, Teams, Telegram), and signed calls of any webhook. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-services.h"

#include "channels/web/esp-web-hook.h"

#include <string.h>

#define SLACK_MAX_CHARS 40000
#define SLACK_MAX_SECTION 3000
#define DISCORD_MAX_CHARS 2000
#define TEAMS_MAX_BYTES (28 * 1024)
#define TELEGRAM_MAX_UNITS 4096

static gboolean
check_length (glong n, glong max, GError **error)
{
  if (n <= max)
    return TRUE;
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
               "The post is too long: %ld of at most %ld", n, max);
  return FALSE;
}

static char *
join_title (const EspTextDoc *doc, const char *open, const char *close)
{
  return *doc->text.title == '\0'
           ? g_strdup (doc->text.body)
           : g_strconcat (open, doc->text.title, close, "\n", doc->text.body, NULL);
}

/* The few characters that mean something there. */
static char *
escape (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      default:
        g_string_append_c (out, *p);
      }
  return g_string_free (out, FALSE);
}

static EspWebRequest *
new_post (EspGateway *self, const char *suffix, JsonBuilder *builder, GError **error)
{
  g_autofree char *body = esp_json_builder_finish (builder);
  g_autofree char *whole = NULL;
  const char *url;
  EspWebRequest *request;

  if (!esp_gateway_need (self, "url", &url, error))
    return NULL;
  /* The address may ask for something already, such as a thread. */
  whole = g_strconcat (url,
                       *suffix == '\0'             ? ""
                       : strchr (url, '?') != NULL ? "&"
                                                   : "?",
                       suffix, NULL);
  request = esp_web_request_new ("POST", whole);
  esp_web_request_take_json (request, g_steal_pointer (&body));
  return request;
}

/* A page for people is the word of something on the way, not of the service. */
static gboolean
is_page (const EspWebReply *reply)
{
  const char *body = reply->body != NULL ? reply->body : "";

  while (g_ascii_isspace (*body))
    body++;
  return *body == '<';
}

/* The room is gone or closed: nothing can be posted until somebody sets it up anew. */
static gboolean
read_hook (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  EspGatewayItem *item = items->pdata[0];

  if (reply->status >= 200 && reply->status < 300)
    esp_gateway_accept (item, (int) reply->status, NULL);
  else if (reply->status == 403 || reply->status == 404 || reply->status == 410 ||
           reply->status == 401)
    esp_gateway_refuse (item, ESP_REFUSAL_ACCOUNT, (int) reply->status, reply->body);
  else if (reply->status >= 400 && reply->status < 500)
    esp_gateway_refuse (item, ESP_REFUSAL_CONTENT, (int) reply->status, reply->body);
  else
    return FALSE;
  return TRUE;
}

static gboolean
slack_can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  g_autofree char *joined = join_title (item->doc, "*", "*");
  g_autofree char *text = escape (joined);

  return check_length (g_utf8_strlen (text, -1), SLACK_MAX_CHARS, error);
}

static EspWebRequest *
slack_make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  g_autofree char *joined = join_title (item->doc, "*", "*");
  g_autofree char *text = escape (joined);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_json_add_text (builder, "text", text);
  if (g_utf8_strlen (text, -1) <= SLACK_MAX_SECTION)
    {
      json_builder_set_member_name (builder, "blocks");
      json_builder_begin_array (builder);
      json_builder_begin_object (builder);
      esp_json_add_text (builder, "type", "section");
      json_builder_set_member_name (builder, "text");
      json_builder_begin_object (builder);
      esp_json_add_text (builder, "type", "mrkdwn");
      esp_json_add_text (builder, "text", text);
      json_builder_end_object (builder);
      json_builder_end_object (builder);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return new_post (self, "", builder, error);
}

static gboolean
discord_can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  g_autofree char *text = join_title (item->doc, "**", "**");

  return check_length (g_utf8_strlen (text, -1), DISCORD_MAX_CHARS, error);
}

static EspWebRequest *
discord_make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  g_autofree char *text = join_title (item->doc, "**", "**");
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_json_add_text (builder, "content", text);
  json_builder_set_member_name (builder, "allowed_mentions");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "parse"); /* nobody is called by a value of a field */
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return new_post (self, "wait=true", builder, error);
}

static gboolean
slack_read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autofree char *word = g_strstrip (g_strdup (reply->body != NULL ? reply->body : ""));

  return (reply->status < 300 && !g_str_equal (word, "ok")) ? FALSE
                                                            : read_hook (self, items, reply);
}

static gboolean
teams_read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  return (reply->status < 300 && is_page (reply)) ? FALSE : read_hook (self, items, reply);
}

/* It was asked to wait until the post is there, and tells which one it is. */
static gboolean
discord_read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *id = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                          ? esp_json_dup_text (json_node_get_object (root), "id")
                          : NULL;

  if (reply->status == 200 && id != NULL)
    {
      esp_gateway_accept (items->pdata[0], 200, id);
      return TRUE;
    }
  return reply->status < 300 ? FALSE : read_hook (self, items, reply);
}

/* The webhook itself tells who it is. */
static EspWebRequest *
discord_make_test (EspGateway *self, GError **error)
{
  const char *url;

  return esp_gateway_need (self, "url", &url, error) ? esp_web_request_new ("GET", url) : NULL;
}

static char *
discord_read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *hook =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *id = esp_json_dup_text (hook, "id");
  g_autofree char *name = esp_json_dup_text (hook, "name");

  if (reply->status == 200 && id != NULL)
    return g_strdup_printf ("Discord answers for the webhook “%s”.", name != NULL ? name : "");
  g_set_error (error, ESP_CHANNEL_ERROR,
               reply->status == 404 ? ESP_CHANNEL_ERROR_AUTH : ESP_CHANNEL_ERROR_FAILED,
               "Discord does not know the webhook (%u)", reply->status);
  return NULL;
}

static void
add_block (JsonBuilder *builder, const char *text, gboolean is_title)
{
  if (*text == '\0')
    return;
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "type", "TextBlock");
  esp_json_add_text (builder, "text", text);
  json_builder_set_member_name (builder, "wrap");
  json_builder_add_boolean_value (builder, TRUE);
  if (is_title)
    esp_json_add_text (builder, "weight", "Bolder");
  json_builder_end_object (builder);
}

static JsonBuilder *
teams_build (const EspTextDoc *doc)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_json_add_text (builder, "type", "message");
  json_builder_set_member_name (builder, "attachments");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "contentType", "application/vnd.microsoft.card.adaptive");
  json_builder_set_member_name (builder, "content");
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "type", "AdaptiveCard");
  esp_json_add_text (builder, "version", "1.4");
  json_builder_set_member_name (builder, "body");
  json_builder_begin_array (builder);
  add_block (builder, doc->text.title, TRUE);
  add_block (builder, doc->text.body, FALSE);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return builder;
}

/* What counts is the post as it goes out, where a quotation mark or an end of a line is two bytes. */
static gboolean
teams_can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  g_autoptr (JsonBuilder) builder = teams_build (item->doc);
  g_autofree char *post = esp_json_builder_finish (builder);

  return check_length ((glong) strlen (post), TEAMS_MAX_BYTES, error);
}

static EspWebRequest *
teams_make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  g_autoptr (JsonBuilder) builder = teams_build (item->doc);

  return new_post (self, "", builder, error);
}

static char *
telegram_text (const EspTextDoc *doc)
{
  g_autofree char *title = escape (doc->text.title);
  g_autofree char *body = escape (doc->text.body);

  return *title != '\0' ? g_strconcat ("<b>", title, "</b>\n", body, NULL)
                        : g_steal_pointer (&body);
}

/* Counted after the tags and escapes are read: as they stand in the document. */
static gboolean
telegram_can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  g_autofree char *text = join_title (item->doc, "", "");
  glong n_units = 0;

  g_free (g_utf8_to_utf16 (text, -1, NULL, &n_units, NULL));
  return check_length (n_units, TELEGRAM_MAX_UNITS, error);
}

static EspWebRequest *
telegram_request (EspGateway *self, const char *method, const char *verb, GError **error)
{
  g_autofree char *base = esp_gateway_dup_base (self);
  g_autofree char *escaped = NULL;
  g_autofree char *url = NULL;
  const char *token;

  if (!esp_gateway_need (self, "token", &token, error))
    return NULL;
  escaped = g_uri_escape_string (token, ":", FALSE);
  url = g_strdup_printf ("%s/bot%s/%s", base, escaped, method);
  return esp_web_request_new (verb, url);
}

static EspWebRequest *
telegram_make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  EspWebRequest *request = telegram_request (self, "sendMessage", "POST", error);
  g_autofree char *text = telegram_text (item->doc);
  g_autofree char *body = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (request == NULL)
    return NULL;
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "chat_id",
                     *item->out->to != '\0' ? item->out->to : esp_gateway_get (self, "room"));
  esp_json_add_text (builder, "text", text);
  esp_json_add_text (builder, "parse_mode", "HTML");
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  esp_web_request_take_json (request, g_steal_pointer (&body));
  return request;
}

static gboolean
telegram_has_moved (JsonObject *object)
{
  JsonObject *parameters = esp_json_get_object (object, "parameters");

  return parameters != NULL && json_object_has_member (parameters, "migrate_to_chat_id");
}

/* A group that became a supergroup has another id, which is to stand in the settings. */
static char *
telegram_words (JsonObject *object)
{
  char *words = esp_json_dup_text (object, "description");
  g_autofree char *before = NULL;

  if (!telegram_has_moved (object))
    return words;
  before = words;
  return g_strdup_printf ("%s (the room is %" G_GINT64_FORMAT " now)",
                          before != NULL ? before : "The group has another id",
                          json_object_get_int_member_with_default (
                            esp_json_get_object (object, "parameters"), "migrate_to_chat_id", 0));
}

static gboolean
telegram_read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  EspGatewayItem *item = items->pdata[0];
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *id = esp_json_dup_text (esp_json_get_object (object, "result"), "message_id");
  g_autofree char *words = telegram_words (object);
  gboolean is_room = *item->out->to == '\0';
  EspRefusal refusal = ESP_REFUSAL_CONTENT;

  if (object == NULL || reply->status >= 500)
    return FALSE;
  if (reply->status == 200 && id != NULL)
    {
      esp_gateway_accept (item, 200, id);
      return TRUE;
    }
  if (reply->status == 200)
    return FALSE;
  if (reply->status == 401 || reply->status == 404 || telegram_has_moved (object))
    refusal = ESP_REFUSAL_ACCOUNT;
  else if (reply->status == 403 || (words != NULL && strstr (words, "chat not found") != NULL))
    /* The bot is blocked, or nobody is there: a person's matter, or that of the room in the settings. */
    refusal = is_room ? ESP_REFUSAL_ACCOUNT : ESP_REFUSAL_HARD;
  esp_gateway_refuse (item, refusal, (int) reply->status, words);
  return TRUE;
}

static EspWebRequest *
telegram_make_test (EspGateway *self, GError **error)
{
  return telegram_request (self, "getMe", "GET", error);
}

static char *
telegram_read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                         ? esp_json_get_object (json_node_get_object (root), "result")
                         : NULL;
  g_autofree char *name = esp_json_dup_text (object, "username");

  if (reply->status == 200 && name != NULL)
    return g_strdup_printf ("Telegram answers for the bot @%s.", name);
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH,
               "Telegram does not know the bot (%u)", reply->status);
  return NULL;
}

static EspWebRequest *
webhook_make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  g_autofree char *mark = esp_gateway_dup_mark (item);
  g_autofree char *key = g_strconcat ("espalier-", mark, NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *body = NULL;
  const char *secret;
  const char *url;

  if (!esp_gateway_need (self, "url", &url, error) ||
      !esp_gateway_need (self, "secret", &secret, error))
    return NULL;
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "id", key);
  esp_json_add_text (builder, "to", item->out->to);
  esp_json_add_text (builder, "title", item->doc->text.title);
  esp_json_add_text (builder, "text", item->doc->text.body);
  esp_json_add_text (builder, "link", item->doc->link);
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  return esp_web_hook_request_new (url, body, key, secret, esp_clock_now_us (self->clock));
}

const EspTextGateway esp_slack_chat = {
  .kind = "slack",
  .max_batch = 1,
  .min_interval_ms = 1000,
  .can_take = slack_can_take,
  .make_send = slack_make_send,
  .read_send = slack_read_send,
};

const EspTextGateway esp_discord_chat = {
  .kind = "discord",
  .max_batch = 1,
  .min_interval_ms = 400,
  .can_take = discord_can_take,
  .make_send = discord_make_send,
  .read_send = discord_read_send,
  .make_test = discord_make_test,
  .read_test = discord_read_test,
};

const EspTextGateway esp_teams_chat = {
  .kind = "teams",
  .max_batch = 1,
  .min_interval_ms = 250,
  .can_take = teams_can_take,
  .make_send = teams_make_send,
  .read_send = teams_read_send,
};

const EspTextGateway esp_telegram_chat = {
  .kind = "telegram",
  .max_batch = 1,
  .min_interval_ms = 1000,
  .person_interval_ms = 50, /* thirty a second of all, one a second of each */
  .can_take = telegram_can_take,
  .make_send = telegram_make_send,
  .read_send = telegram_read_send,
  .make_test = telegram_make_test,
  .read_test = telegram_read_test,
};

const EspTextGateway esp_webhook_post = {
  .kind = "webhook",
  .max_batch = 1,
  .make_send = webhook_make_send,
  .read_send = read_hook,
};
