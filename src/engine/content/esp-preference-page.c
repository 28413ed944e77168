/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on which people choose what they get: its document, and the HTML that a server gives out. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/content/esp-preference-page.h"

#include "base/esp-json-walk.h"
#include "engine/content/esp-message-doc.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define VERSION 1
#define MAX_BYTES (64 * 1024)
#define MAX_CHOICES 50
#define MAX_FREQUENCIES 12
#define MAX_TEXT 2000

static void
choice_free (gpointer data)
{
  EspPreferenceChoice *choice = data;

  g_free (choice->channel);
  g_free (choice->purpose);
  g_free (choice->title);
  g_free (choice->detail);
  g_strfreev (choice->frequencies);
  g_free (choice);
}

/**
 * esp_preference_page_free:
 * @self: (nullable)
 */
void
esp_preference_page_free (EspPreferencePage *self)
{
  if (self == NULL)
    return;
  g_free (self->language);
  g_free (self->title);
  g_free (self->intro);
  g_free (self->save);
  g_free (self->refuse_all);
  g_free (self->done);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_free (self);
}

static void
add_choice (EspPreferencePage *self, const char *channel, const char *title, const char *words)
{
  EspPreferenceChoice *choice = g_new0 (EspPreferenceChoice, 1);

  choice->channel = g_strdup (channel);
  choice->purpose = g_strdup ("marketing");
  choice->title = g_strdup (title);
  choice->frequencies = words != NULL ? g_strsplit (words, "|", -1) : NULL;
  g_ptr_array_add (self->choices, choice);
}

/**
 * esp_preference_page_new:
 * @language: "ko", else English
 *
 * Returns: (transfer full): a page to begin with: email, texts, KakaoTalk and notifications, each for itself
 */
EspPreferencePage *
esp_preference_page_new (const char *language)
{
  EspPreferencePage *self = g_new0 (EspPreferencePage, 1);
  gboolean is_korean = g_str_has_prefix (language, "ko");
  const char *often = is_korean ? "보내는 대로|일주일에 한 번까지|한 달에 한 번까지"
                                : "Whenever there is news|At most once a week|At most once a month";

  self->language = g_strdup (is_korean ? "ko" : "en");
  self->title = g_strdup (is_korean ? "받을 소식 고르기" : "Choose what you get");
  self->intro = g_strdup (
    is_korean ? "광고성 정보 수신에 동의하는 항목만 골라 주세요. 동의하지 않아도 서비스를 이용할 "
                "수 있고, 언제든 무료로 바꿀 수 있어요."
              : "Choose only what you agree to get. You can use our services without it, and "
                "change your choice at any time, free of charge.");
  self->save = g_strdup (is_korean ? "저장" : "Save");
  self->refuse_all = g_strdup (is_korean ? "모두 수신거부" : "Unsubscribe from everything");
  self->done =
    g_strdup (is_korean ? "처리가 완료되었어요. 수신거부와 동의의 처리 결과는 이 화면으로 "
                          "알려 드려요."
                        : "Done. Your choice is in force now.");
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  add_choice (self, "email", is_korean ? "이메일 소식" : "News by email", often);
  add_choice (self, "sms", is_korean ? "문자 메시지 소식" : "News by text message", often);
  add_choice (self, "kakao", is_korean ? "카카오톡 소식" : "News by KakaoTalk", often);
  add_choice (self, "push", is_korean ? "앱 알림" : "Notifications", NULL);
  return self;
}

/* Reading */

static gboolean
refuse (GError **error, const char *sentence, const char *place)
{
  g_autoptr (GString) text = g_string_new (sentence);

  (void) g_string_replace (text, "%s", place, 1);
  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID, text->str);
  return FALSE;
}

static gboolean
read_text (JsonObject *object, const char *name, gboolean is_needed, char **out, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;

  if (node != NULL && text == NULL)
    return refuse (error, "“%s” of the page has to be a text", name);
  if (is_needed && (text == NULL || *text == '\0'))
    return refuse (error, "The page lacks “%s”", name);
  if (text != NULL && strlen (text) > MAX_TEXT)
    return refuse (error, "“%s” of the page is too long", name);
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
read_frequencies (JsonObject *object, EspPreferenceChoice *choice, GError **error)
{
  JsonNode *node = json_object_get_member (object, "frequencies");
  g_autoptr (GPtrArray) words = NULL;
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (error, "“%s” of a choice has to be a list of texts", "frequencies");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > MAX_FREQUENCIES)
    return refuse (error, "“%s” of a choice has too many entries", "frequencies");
  words = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *word = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (word) || json_node_get_value_type (word) != G_TYPE_STRING)
        return refuse (error, "“%s” of a choice has to be a list of texts", "frequencies");
      g_ptr_array_add (words, json_node_dup_string (word));
    }
  g_ptr_array_add (words, NULL);
  choice->frequencies = g_strdupv ((char **) words->pdata);
  return TRUE;
}

static gboolean
read_choice (EspPreferencePage *self, JsonNode *node, GError **error)
{
  static const char *const channels[] = { "email", "sms", "kakao", "push", NULL };
  EspPreferenceChoice *choice;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "Each of “%s” has to be an object", "choices");
  object = json_node_get_object (node);
  choice = g_new0 (EspPreferenceChoice, 1);
  g_ptr_array_add (self->choices, choice);
  if (!read_text (object, "channel", TRUE, &choice->channel, error) ||
      !read_text (object, "purpose", FALSE, &choice->purpose, error) ||
      !read_text (object, "title", TRUE, &choice->title, error) ||
      !read_text (object, "detail", FALSE, &choice->detail, error) ||
      !read_frequencies (object, choice, error))
    return FALSE;
  if (choice->purpose == NULL)
    choice->purpose = g_strdup ("marketing");
  return g_strv_contains (channels, choice->channel) ||
         refuse (error, "No consent is asked for the channel “%s”: it is email, sms, kakao or push",
                 choice->channel);
}

static gboolean
read_page (EspPreferencePage *self, JsonObject *object, GError **error)
{
  JsonNode *choices = json_object_get_member (object, "choices");
  JsonArray *array;

  if (!read_text (object, "language", TRUE, &self->language, error) ||
      !read_text (object, "title", TRUE, &self->title, error) ||
      !read_text (object, "intro", FALSE, &self->intro, error) ||
      !read_text (object, "save", TRUE, &self->save, error) ||
      !read_text (object, "refuse_all", TRUE, &self->refuse_all, error) ||
      !read_text (object, "done", TRUE, &self->done, error))
    return FALSE;
  if (choices == NULL || !JSON_NODE_HOLDS_ARRAY (choices))
    return refuse (error, "The page lacks “%s”, a list of what people choose from", "choices");
  array = json_node_get_array (choices);
  if (json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_CHOICES)
    return refuse (error, "“%s” of the page has to be from 1 to 50 entries long", "choices");
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_choice (self, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

/**
 * esp_preference_page_parse:
 * @length: bytes, or -1
 *
 * Returns: (transfer full): the page; %NULL with @error set, which says what is wrong
 */
EspPreferencePage *
esp_preference_page_parse (const char *json, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (json) : (gsize) length;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (EspPreferencePage) self = NULL;
  g_autoptr (GError) problem = NULL;
  JsonNode *root;

  if (n > MAX_BYTES || !g_utf8_validate (json, (gssize) n, NULL))
    {
      (void) refuse (error, "The page has to be UTF-8 of at most %s", "64 KiB");
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, (gssize) n, &problem))
    {
      g_autofree char *why = esp_json_dup_problem (problem);

      (void) refuse (error, "The page is no JSON: %s", why);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      (void) refuse (error, "The page has to be an %s", "object");
      return NULL;
    }
  self = g_new0 (EspPreferencePage, 1);
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  return read_page (self, json_node_get_object (root), error) ? g_steal_pointer (&self) : NULL;
}

static void
add_member (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
write_choice (JsonBuilder *builder, const EspPreferenceChoice *choice)
{
  json_builder_begin_object (builder);
  add_member (builder, "channel", choice->channel);
  add_member (builder, "purpose", choice->purpose);
  add_member (builder, "title", choice->title);
  add_member (builder, "detail", choice->detail);
  if (choice->frequencies != NULL)
    {
      json_builder_set_member_name (builder, "frequencies");
      json_builder_begin_array (builder);
      for (guint i = 0; choice->frequencies[i] != NULL; i++)
        json_builder_add_string_value (builder, choice->frequencies[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

/**
 * esp_preference_page_to_json:
 *
 * Returns: (transfer full): what esp_preference_page_parse() reads
 */
char *
esp_preference_page_to_json (const EspPreferencePage *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  add_member (builder, "language", self->language);
  add_member (builder, "title", self->title);
  add_member (builder, "intro", self->intro);
  add_member (builder, "save", self->save);
  add_member (builder, "refuse_all", self->refuse_all);
  add_member (builder, "done", self->done);
  json_builder_set_member_name (builder, "choices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->choices->len; i++)
    write_choice (builder, self->choices->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* Writing. Nothing is ticked that the person did not agree to, and nothing has to be filled in to refuse. */

static const char style[] =
  ":root{color-scheme:light dark}"
  "body{margin:0;font:16px/1.6 system-ui,\"Noto Sans "
  "KR\",sans-serif;background:Canvas;color:CanvasText}"
  "main{max-width:560px;margin:0 auto;padding:24px}h1{font-size:24px;line-height:1.3}"
  "fieldset{border:1px solid GrayText;border-radius:12px;margin:0 0 12px;padding:12px 16px}"
  "legend{font-weight:600;padding:0 6px}label{display:block;min-height:44px;padding:8px 0;"
  "box-sizing:border-box}"
  "select{font:inherit;max-width:100%;min-height:44px}"
  "button{font:inherit;min-height:44px;padding:8px 24px;border-radius:8px;margin:12px 12px 0 0}"
  "footer{margin-top:36px;font-size:14px}";

/* A page that is the same for everybody takes from its address whose answer it is. */
static const char token_script[] =
  "<script>document.forms[0].token.value="
  "(location.href.match(/[A-Za-z0-9_-]{42}$/)||[''])[0]</script>\n";

static void
add_escaped (GString *out, const char *before, const char *text, const char *after)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  g_string_append_printf (out, "%s%s%s", before, escaped, after);
}

static void
write_select (GString *out, const EspPreferenceChoice *choice)
{
  g_autofree char *name = g_strdup_printf ("often.%s.%s", choice->channel, choice->purpose);

  add_escaped (out, "<select name=\"", name, "\"");
  add_escaped (out, " aria-label=\"", choice->title, "\">");
  for (guint i = 0; choice->frequencies[i] != NULL; i++)
    {
      g_string_append_printf (out, "<option value=\"%u\">", i);
      add_escaped (out, "", choice->frequencies[i], "</option>");
    }
  g_string_append (out, "</select>\n");
}

static void
write_fieldset (GString *out, const EspPreferenceChoice *choice, const EspPreferenceReader *reader)
{
  g_autofree char *name = g_strdup_printf ("agree.%s.%s", choice->channel, choice->purpose);
  gboolean is_granted = reader->is_granted != NULL &&
                        reader->is_granted (choice->channel, choice->purpose, reader->user_data);

  add_escaped (out, "<fieldset>\n<legend>", choice->title, "</legend>\n");
  add_escaped (out, "<label><input type=\"checkbox\" value=\"yes\" name=\"", name, "\"");
  g_string_append (out, is_granted ? " checked> " : "> ");
  add_escaped (out, "", choice->detail != NULL ? choice->detail : choice->title, "</label>\n");
  if (choice->frequencies != NULL && choice->frequencies[0] != NULL)
    write_select (out, choice);
  g_string_append (out, "</fieldset>\n");
}

static void
write_footer (GString *out, const EspPreferenceReader *reader)
{
  const char *const lines[] = { reader->company, reader->address, reader->phone, reader->email };
  gboolean is_first = TRUE;

  g_string_append (out, "<footer>");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL && *lines[i] != '\0')
      {
        add_escaped (out, is_first ? "" : " | ", lines[i], "");
        is_first = FALSE;
      }
  g_string_append (out, "</footer>\n");
}

/**
 * esp_preference_page_to_html:
 *
 * Returns: (transfer full): a whole page in HTML; the form gives "token", "agree.CHANNEL.PURPOSE",
 *   "often.CHANNEL.PURPOSE" and either "save" or "refuse_all" to the reader's action by POST
 */
char *
esp_preference_page_to_html (const EspPreferencePage *self, const EspPreferenceReader *reader)
{
  GString *out = g_string_new ("<!DOCTYPE html>\n");
  const char *off = reader->action != NULL ? "" : " disabled";

  add_escaped (out, "<html lang=\"", self->language, "\">\n<head>\n<meta charset=\"utf-8\">\n");
  g_string_append (out, "<meta name=\"viewport\" content=\"width=device-width\">\n"
                        "<meta name=\"robots\" content=\"noindex\">\n");
  add_escaped (out, "<title>", self->title, "</title>\n");
  g_string_append_printf (out, "<style>%s</style>\n</head>\n<body>\n<main>\n", style);
  add_escaped (out, "<h1>", self->title, "</h1>\n");
  if (self->intro != NULL)
    add_escaped (out, "<p>", self->intro, "</p>\n");
  add_escaped (out, "<form method=\"post\" action=\"", reader->action, "\">\n");
  if (reader->token != NULL)
    add_escaped (out, "<input type=\"hidden\" name=\"token\" value=\"", reader->token, "\">\n");
  else if (reader->action != NULL)
    g_string_append (out, "<input type=\"hidden\" name=\"token\" value=\"\">\n");
  for (guint i = 0; i < self->choices->len; i++)
    write_fieldset (out, self->choices->pdata[i], reader);
  g_string_append_printf (out, "<button name=\"save\" value=\"1\"%s>", off);
  add_escaped (out, "", self->save, "</button>\n");
  g_string_append_printf (out, "<button name=\"refuse_all\" value=\"1\"%s>", off);
  add_escaped (out, "", self->refuse_all, "</button>\n");
  add_escaped (out, "</form>\n<p hidden id=\"done\" role=\"status\">", self->done, "</p>\n");
  write_footer (out, reader);
  if (reader->token == NULL && reader->action != NULL)
    g_string_append (out, token_script);
  g_string_append (out, "</main>\n</body>\n</html>\n");
  return g_string_free (out, FALSE);
}
