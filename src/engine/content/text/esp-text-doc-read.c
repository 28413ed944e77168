/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a text message from its stored JSON and says exactly where it is wrong. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-doc.h"

#include "base/esp-json-walk.h"
#include "engine/content/text/esp-text-count.h"

#include <string.h>

#define MAX_JSON_BYTES (16 * 1024 * 1024)
#define MAX_FILES_BYTES (8 * 1024 * 1024)
#define MAX_FILES 10
#define MAX_DEPTH 16
#define MAX_TEXT_BYTES (64 * 1024)
#define MAX_LINE_BYTES 4096
#define MAX_NAME_BYTES 256

static const char *const medium_names[] = { "text", "kakao", "chat", "push", NULL };
static const char *const class_names[] = { "ad", "transactional", NULL };
static const char *const missing_names[] = { "send", "skip", NULL };
static const char *const wish_names[] = { "auto", "sms", "lms", "mms", NULL };
static const char *const product_names[] = { "alimtalk", "brand", NULL };
static const char *const bubble_names[] = { "text", "image", "wide", NULL };
static const char *const state_names[] = { "unknown",  "pending",  "inspecting",
                                           "approved", "rejected", NULL };
static const char *const targeting_names[] = { "I", "M", "N", NULL };
static const char *const button_names[] = { "WL", "AL", "BK", "MD", "DS", "BC", "BT", "AC", NULL };

static void
read_line (EspJsonWalk *walk, JsonObject *object, const char *member, char **field)
{
  char *text = esp_json_walk_line (walk, object, member, MAX_LINE_BYTES);

  if (text == NULL)
    return;
  g_free (*field);
  *field = text;
}

static void
read_text (EspJsonWalk *walk, JsonObject *object, const char *member, char **field)
{
  char *text = esp_json_walk_string (walk, object, member, MAX_TEXT_BYTES);

  if (text == NULL)
    return;
  g_free (*field);
  *field = text;
}

static void
read_body (EspJsonWalk *walk, JsonObject *object, EspTextBody *body)
{
  body->wish = (EspTextWish) esp_json_walk_word (walk, object, "kind", wish_names);
  read_line (walk, object, "title", &body->title);
  read_text (walk, object, "body", &body->body);
  (void) esp_text_unify_lines (body->body);
}

/* Returns: (nullable): the object; an error is set when the member is something else. */
static JsonObject *
get_object (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  esp_json_walk_fail (walk, member, "an object is expected");
  return NULL;
}

typedef void (*PairFunc) (EspTextDoc *doc, const char *name, char *value);

static void
take_fallback (EspTextDoc *doc, const char *name, char *value)
{
  g_hash_table_replace (doc->fallbacks, g_strdup (name), value);
}

static void
take_variable (EspTextDoc *doc, const char *name, char *value)
{
  g_ptr_array_add (doc->kakao.variables, esp_kakao_variable_new (name, value));
  g_free (value);
}

static void
read_pairs (EspJsonWalk *walk,
            JsonObject *parent,
            const char *member,
            EspTextDoc *doc,
            PairFunc take)
{
  JsonObject *object = get_object (walk, parent, member);
  g_autoptr (GList) names = object != NULL ? json_object_get_members (object) : NULL;
  gsize before = esp_json_walk_push (walk, member);
  guint n = 0;

  for (GList *l = names; l != NULL && walk->error == NULL; l = l->next)
    {
      const char *name = l->data;
      char *value = NULL;

      if (!g_utf8_validate (name, -1, NULL) || strlen (name) > MAX_NAME_BYTES || *name == '\0')
        esp_json_walk_fail (walk, NULL, "a name is empty, too long or not valid UTF-8");
      else if (take == take_variable && ++n > ESP_TEXT_MAX_VARIABLES)
        esp_json_walk_fail (walk, NULL, "a template has at most %d variables",
                            ESP_TEXT_MAX_VARIABLES);
      else
        value = esp_json_walk_string (walk, object, name, MAX_LINE_BYTES);
      if (value != NULL)
        take (doc, name, value);
    }
  esp_json_walk_pop (walk, before);
}

static void
read_button (EspJsonWalk *walk, JsonObject *object, EspTextDoc *doc)
{
  static const char *const known[] = { "name", "type", "mobile", "pc", "android", "ios", NULL };
  EspKakaoButton *button;

  esp_json_walk_check_members (walk, object, known);
  button =
    esp_kakao_button_new ("",
                          button_names[esp_json_walk_word (walk, object, "type", button_names)]);
  g_ptr_array_add (doc->kakao.buttons, button);
  read_line (walk, object, "name", &button->name);
  read_line (walk, object, "mobile", &button->mobile);
  read_line (walk, object, "pc", &button->pc);
  read_line (walk, object, "android", &button->android);
  read_line (walk, object, "ios", &button->ios);
}

typedef void (*ElementFunc) (EspJsonWalk *walk, JsonObject *object, EspTextDoc *doc);

static void
read_list (EspJsonWalk *walk,
           JsonObject *parent,
           const char *member,
           guint max,
           EspTextDoc *doc,
           ElementFunc read)
{
  JsonArray *array = esp_json_walk_array (walk, parent, member);

  if (array != NULL && json_array_get_length (array) > max)
    esp_json_walk_fail (walk, member, "at most %u are possible", max);
  for (guint i = 0; array != NULL && walk->error == NULL && i < json_array_get_length (array); i++)
    {
      gsize before = esp_json_walk_push (walk, member);
      JsonObject *element;

      (void) esp_json_walk_push_index (walk, i); /* popped with its list */
      element = esp_json_walk_element (walk, array, i);
      if (element != NULL && walk->error == NULL)
        read (walk, element, doc);
      esp_json_walk_pop (walk, before);
    }
}

static void
read_coupon (EspJsonWalk *walk, JsonObject *kakao, EspTextDoc *doc)
{
  static const char *const known[] = { "title", "text", "link", NULL };
  JsonObject *object = get_object (walk, kakao, "coupon");
  gsize before;

  if (object == NULL)
    return;
  before = esp_json_walk_push (walk, "coupon");
  esp_json_walk_check_members (walk, object, known);
  read_line (walk, object, "title", &doc->kakao.coupon_title);
  read_line (walk, object, "text", &doc->kakao.coupon_text);
  read_line (walk, object, "link", &doc->kakao.coupon_link);
  esp_json_walk_pop (walk, before);
}

static void
read_kakao (EspJsonWalk *walk, JsonObject *root, EspTextDoc *doc)
{
  static const char *const known[] = { "product",    "profile",   "template", "text",
                                       "state",      "variables", "bubble",   "targeting",
                                       "image_link", "buttons",   "coupon",   NULL };
  EspKakaoPart *kakao = &doc->kakao;
  JsonObject *object = get_object (walk, root, "kakao");
  gsize before;

  if (object == NULL)
    return;
  before = esp_json_walk_push (walk, "kakao");
  esp_json_walk_check_members (walk, object, known);
  kakao->product = (EspKakaoProduct) esp_json_walk_word (walk, object, "product", product_names);
  read_line (walk, object, "profile", &kakao->profile);
  read_line (walk, object, "template", &kakao->template_code);
  read_text (walk, object, "text", &kakao->template_text);
  kakao->state = (EspTemplateState) esp_json_walk_word (walk, object, "state", state_names);
  kakao->bubble = (EspBubble) esp_json_walk_word (walk, object, "bubble", bubble_names);
  esp_message_doc_set (&kakao->targeting,
                       targeting_names[esp_json_walk_word (walk, object, "targeting",
                                                           targeting_names)]);
  read_line (walk, object, "image_link", &kakao->image_link);
  read_pairs (walk, object, "variables", doc, take_variable);
  read_list (walk, object, "buttons", ESP_TEXT_MAX_BUTTONS, doc, read_button);
  read_coupon (walk, object, doc);
  esp_json_walk_pop (walk, before);
}

static void
read_substitute (EspJsonWalk *walk, JsonObject *root, EspTextDoc *doc)
{
  static const char *const known[] = { "kind", "title", "body", NULL };
  JsonObject *object = get_object (walk, root, "substitute");
  gsize before;

  if (object == NULL)
    return;
  doc->has_substitute = TRUE;
  before = esp_json_walk_push (walk, "substitute");
  esp_json_walk_check_members (walk, object, known);
  read_body (walk, object, &doc->substitute);
  esp_json_walk_pop (walk, before);
}

static void
read_file (EspJsonWalk *walk, JsonObject *object, EspTextDoc *doc)
{
  static const char *const known[] = { "id", "name", "type", "data", NULL };
  g_autofree char *id = esp_json_walk_line (walk, object, "id", MAX_NAME_BYTES);
  g_autofree char *name = esp_json_walk_line (walk, object, "name", MAX_NAME_BYTES);
  g_autofree char *type = esp_json_walk_line (walk, object, "type", MAX_NAME_BYTES);
  g_autofree char *base64 = esp_json_walk_string (walk, object, "data", MAX_JSON_BYTES);
  g_autofree guchar *bytes = NULL;
  g_autoptr (GBytes) data = NULL;
  gsize n_bytes = 0;

  esp_json_walk_check_members (walk, object, known);
  if (id == NULL || *id == '\0')
    esp_json_walk_fail (walk, "id", "a picture needs an id");
  if (name == NULL || *name == '\0' || strpbrk (name, "/\\") != NULL)
    esp_json_walk_fail (walk, "name", "a picture needs a name without a folder");
  if (type == NULL || !g_str_has_prefix (type, "image/"))
    esp_json_walk_fail (walk, "type", "a picture such as “image/jpeg” is expected");
  if (base64 == NULL)
    esp_json_walk_fail (walk, "data", "the bytes of the picture are expected in base64");
  if (walk->error != NULL)
    return;
  bytes = g_base64_decode (base64, &n_bytes);
  if (n_bytes > MAX_FILES_BYTES)
    esp_json_walk_fail (walk, "data", "the picture is larger than %d MB",
                        MAX_FILES_BYTES / 1024 / 1024);
  data = g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  g_ptr_array_add (doc->files, esp_message_file_new (id, name, type, FALSE, data));
}

static gboolean
check_version (EspJsonWalk *walk, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "version");

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < 1)
    esp_json_walk_fail (walk, "version", "a message says its version, %d now",
                        ESP_TEXT_DOC_VERSION);
  else if (json_node_get_int (node) > ESP_TEXT_DOC_VERSION && walk->error == NULL)
    g_set_error (&walk->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TOO_NEW,
                 "The message has version %" G_GINT64_FORMAT ", this program knows up to %d; "
                 "open it with a newer Espalier",
                 json_node_get_int (node), ESP_TEXT_DOC_VERSION);
  return walk->error == NULL;
}

static EspTextDoc *
read_root (EspJsonWalk *walk, JsonObject *root)
{
  static const char *const known[] = { "version",   "medium", "class",      "language", "missing",
                                       "fallbacks", "kind",   "title",      "body",     "link",
                                       "icon",      "kakao",  "substitute", "files",    NULL };
  EspTextDoc *doc;

  if (!check_version (walk, root))
    return esp_text_doc_new (ESP_TEXT_MEDIUM_TEXT);
  esp_json_walk_check_members (walk, root, known);
  if (!json_object_has_member (root, "medium"))
    esp_json_walk_fail (walk, "medium", "“text”, “kakao”, “chat” or “push” is expected");
  doc = esp_text_doc_new ((EspTextMedium) esp_json_walk_word (walk, root, "medium", medium_names));
  if (json_object_has_member (root, "class"))
    doc->message_class = (EspMessageClass) esp_json_walk_word (walk, root, "class", class_names);
  doc->missing = (EspMissingPolicy) esp_json_walk_word (walk, root, "missing", missing_names);
  read_line (walk, root, "language", &doc->language);
  read_pairs (walk, root, "fallbacks", doc, take_fallback);
  read_body (walk, root, &doc->text);
  read_line (walk, root, "link", &doc->link);
  read_line (walk, root, "icon", &doc->icon);
  read_kakao (walk, root, doc);
  read_substitute (walk, root, doc);
  read_list (walk, root, "files", MAX_FILES, doc, read_file);
  return doc;
}

static JsonNode *
parse_root (JsonParser *parser, const char *json, gsize n, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (n > MAX_JSON_BYTES || esp_json_is_too_deep (json, n, MAX_DEPTH))
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LIMIT,
                   "The message is larger than %d MB or nested deeper than %d levels",
                   MAX_JSON_BYTES / 1024 / 1024, MAX_DEPTH);
      return NULL;
    }
  if (!g_utf8_validate (json, (gssize) n, NULL) ||
      !json_parser_load_from_data (parser, json, (gssize) n, &problem) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_autofree char *why =
        g_utf8_make_valid (problem != NULL ? problem->message
                                           : "its text is not UTF-8, or not an object",
                           -1);

      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                   "The message cannot be read as JSON: %s", why);
      return NULL;
    }
  return json_parser_get_root (parser);
}

/**
 * esp_text_doc_parse:
 * @json: as esp_text_doc_to_json() writes it; data/schema/text.schema.json describes it
 * @length: its bytes, -1 when it ends in NUL
 *
 * Reads only the form: whether it may be sent is for the checks.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with %ESP_MESSAGE_ERROR set; the text of the
 *   error names the place, such as “kakao.buttons[0].type”
 */
EspTextDoc *
esp_text_doc_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspTextDoc) doc = NULL;
  gsize n = length < 0 ? strlen (json) : (gsize) length;
  JsonNode *root = parse_root (parser, json, n, error);
  EspJsonWalk walk;

  if (root == NULL)
    return NULL;
  esp_json_walk_init (&walk, "The message", ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
  doc = read_root (&walk, json_node_get_object (root));
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&doc) : NULL;
}
