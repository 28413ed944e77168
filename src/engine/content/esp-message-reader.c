/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a message from its stored JSON and says exactly where it is wrong. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-doc.h"

#include "engine/content/esp-message-reader-private.h"

#include <string.h>

#define MAX_JSON_BYTES (32 * 1024 * 1024)
#define MAX_FILES_BYTES (20 * 1024 * 1024)
#define MAX_DATA_BYTES (256 * 1024)
#define MAX_DEPTH 32

typedef gboolean (*Migrate) (JsonObject *root);

/* migrations[n] turns version n into n + 1 in place. There was no version 0. */
static const Migrate migrations[ESP_MESSAGE_DOC_VERSION] = { NULL };

static const char *const class_names[] = { "ad", "transactional", NULL };
static const char *const missing_names[] = { "send", "skip", NULL };

static void
read_line_into (EspMessageReader *reader, JsonObject *object, const char *member, char **field)
{
  char *text = esp_json_walk_line (&reader->walk, object, member, MAX_LINE_BYTES);

  if (text == NULL)
    return;
  g_free (*field);
  *field = text;
}

static gboolean
is_media_type (const char *type)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "!#$&^_.+-/";
  const char *slash = strchr (type, '/');

  return slash != NULL && slash != type && slash[1] != '\0' && strchr (slash + 1, '/') == NULL &&
         strspn (type, allowed) == strlen (type) && strlen (type) < 128;
}

static void
read_file (EspMessageReader *reader, JsonObject *object, EspMessageDoc *doc)
{
  static const char *const known[] = { "id", "name", "type", "inline", "data", NULL };
  g_autofree char *id = NULL;
  g_autofree char *name = esp_json_walk_line (&reader->walk, object, "name", 255);
  g_autofree char *type = esp_json_walk_line (&reader->walk, object, "type", MAX_LINE_BYTES);
  g_autofree char *base64 = esp_json_walk_string (&reader->walk, object, "data", MAX_JSON_BYTES);
  g_autofree guchar *bytes = NULL;
  g_autoptr (GBytes) data = NULL;
  gsize n_bytes = 0;

  esp_json_walk_check_members (&reader->walk, object, known);
  id = esp_message_reader_read_id (reader, object, "f");
  if (name == NULL || *name == '\0' || strchr (name, '/') != NULL || strchr (name, '\\') != NULL)
    esp_json_walk_fail (&reader->walk, "name", "a file needs a name without a folder");
  if (type == NULL || !is_media_type (type))
    esp_json_walk_fail (&reader->walk, "type", "a media type such as “image/png” is expected");
  if (base64 == NULL)
    esp_json_walk_fail (&reader->walk, "data", "the bytes of the file are expected in base64");
  if (reader->walk.error != NULL)
    return;
  bytes = g_base64_decode (base64, &n_bytes);
  reader->n_file_bytes += n_bytes;
  if (reader->n_file_bytes > MAX_FILES_BYTES)
    esp_json_walk_fail (&reader->walk, "data", "the files are larger than %d MB together",
                        MAX_FILES_BYTES / 1024 / 1024);
  data = g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  g_ptr_array_add (doc->files,
                   esp_message_file_new (id, name, type,
                                         esp_json_walk_bool (&reader->walk, object, "inline"),
                                         data));
}

static void
read_files (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  JsonArray *files = esp_json_walk_array (&reader->walk, root, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "files");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, files, i);
      if (element != NULL && reader->walk.error == NULL)
        read_file (reader, element, doc);
      esp_json_walk_pop (&reader->walk, before);
    }
}

static void
read_fallbacks (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  JsonNode *node = json_object_get_member (root, "fallbacks");
  g_autoptr (GList) members = NULL;
  JsonObject *object;
  gsize before;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, "fallbacks",
                          "an object of field names and texts is expected");
      return;
    }
  object = json_node_get_object (node);
  members = json_object_get_members (object);
  before = esp_json_walk_push (&reader->walk, "fallbacks");
  for (GList *l = members; l != NULL; l = l->next)
    {
      char *text = esp_json_walk_line (&reader->walk, object, l->data, MAX_LINE_BYTES);

      if (!g_utf8_validate (l->data, -1, NULL))
        esp_json_walk_fail (&reader->walk, l->data, "the name is not valid UTF-8");
      if (text != NULL)
        g_hash_table_replace (doc->fallbacks, g_strdup (l->data), text);
    }
  esp_json_walk_pop (&reader->walk, before);
}

static void
read_sender (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  static const char *const known[] = { "name", "address", NULL };
  JsonNode *node = json_object_get_member (root, "sender");
  gsize before;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, "sender",
                          "an object with “name” and “address” is expected");
      return;
    }
  before = esp_json_walk_push (&reader->walk, "sender");
  esp_json_walk_check_members (&reader->walk, json_node_get_object (node), known);
  read_line_into (reader, json_node_get_object (node), "name", &doc->sender_name);
  read_line_into (reader, json_node_get_object (node), "address", &doc->sender_address);
  esp_json_walk_pop (&reader->walk, before);
}

static void
read_brand (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  doc->brand = esp_json_walk_line (&reader->walk, root, "brand", MAX_LINE_BYTES);
  if (doc->brand != NULL && !esp_message_reader_is_plain_id (doc->brand))
    esp_json_walk_fail (&reader->walk, "brand", "the uuid of a brand kit is expected");
}

/**
 * esp_message_reader_read_data:
 * @object: the message, or one of its languages
 *
 * Returns: (transfer full) (nullable): its “data” as text, for templates read it and nothing else does.
 */
char *
esp_message_reader_read_data (EspMessageReader *reader, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "data");
  char *text;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, "data", "an object in braces is expected");
      return NULL;
    }
  text = json_to_string (node, FALSE);
  if (strlen (text) > MAX_DATA_BYTES)
    esp_json_walk_fail (&reader->walk, "data", "it is larger than %d kB", MAX_DATA_BYTES / 1024);
  return text;
}

/* Brings an older message up to the current version in place. */
static gboolean
upgrade (EspMessageReader *reader, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "version");
  gint64 version;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      esp_json_walk_fail (&reader->walk, "version", "a message says its version, %d now",
                          ESP_MESSAGE_DOC_VERSION);
      return FALSE;
    }
  version = json_node_get_int (node);
  if (version > ESP_MESSAGE_DOC_VERSION)
    {
      g_set_error (&reader->walk.error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TOO_NEW,
                   "The message has version %" G_GINT64_FORMAT ", this program knows up to %d; "
                   "open it with a newer Espalier",
                   version, ESP_MESSAGE_DOC_VERSION);
      return FALSE;
    }
  if (version < 1)
    {
      esp_json_walk_fail (&reader->walk, "version", "versions start at 1");
      return FALSE;
    }
  for (; version < ESP_MESSAGE_DOC_VERSION; version++)
    if (!migrations[version](root))
      {
        esp_json_walk_fail (&reader->walk, "version",
                            "it could not be brought up from %" G_GINT64_FORMAT, version);
        return FALSE;
      }
  return TRUE;
}

static void
read_root (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  static const char *const known[] = { "version",  "subject", "preheader",  "sender",
                                       "reply_to", "class",   "missing",    "fallbacks",
                                       "reason",   "body",    "files",      "language",
                                       "brand",    "font",    "background", "fallback_languages",
                                       "variants", "data",    NULL };
  JsonNode *body;

  if (!upgrade (reader, root))
    return;
  esp_json_walk_check_members (&reader->walk, root, known);
  read_line_into (reader, root, "subject", &doc->subject);
  read_line_into (reader, root, "preheader", &doc->preheader);
  read_line_into (reader, root, "reply_to", &doc->reply_to);
  read_line_into (reader, root, "language", &doc->language);
  if (!esp_message_reader_is_plain_id (doc->language))
    esp_json_walk_fail (&reader->walk, "language",
                        "a language tag such as “ko” or “en-US” is expected");
  read_sender (reader, root, doc);
  doc->message_class = esp_json_walk_word (&reader->walk, root, "class", class_names);
  doc->missing = esp_json_walk_word (&reader->walk, root, "missing", missing_names);
  doc->reason = esp_json_walk_line (&reader->walk, root, "reason", MAX_LINE_BYTES);
  read_fallbacks (reader, root, doc);
  read_files (reader, root, doc);
  read_brand (reader, root, doc);
  doc->font = esp_message_reader_read_font (reader, root, "font");
  doc->background = esp_message_reader_read_color (reader, root, "background");
  doc->data = esp_message_reader_read_data (reader, root);
  esp_message_reader_read_variants (reader, root, doc);
  body = json_object_get_member (root, "body");
  if (body == NULL || !JSON_NODE_HOLDS_OBJECT (body))
    esp_json_walk_fail (&reader->walk, "body", "a message needs a body with “sections” or “html”");
  else
    {
      (void) esp_json_walk_push (&reader->walk, "body"); /* the last thing read */
      doc->body_kind = esp_message_reader_read_body (reader, json_node_get_object (body),
                                                     doc->sections, &doc->html);
    }
}

/**
 * esp_message_doc_parse:
 * @json: a message as esp_message_doc_to_json() writes it; data/schema/message.schema.json
 *   describes it
 * @length: its bytes, -1 when it ends in NUL
 *
 * Reads only the form: a draft with an empty subject or a button without a link is fine here, the
 * content checks speak about those. Older versions are brought up to date.
 *
 * Returns: (transfer full) (nullable): the message, or NULL with %ESP_MESSAGE_ERROR set; the text of
 * the error names the place, such as “body.sections[0].columns[1].blocks[2].level”.
 */
EspMessageDoc *
esp_message_doc_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  g_autoptr (GError) parse_error = NULL;
  gsize n = length < 0 ? strlen (json) : (gsize) length;
  EspMessageReader reader = { 0 };

  if (n > MAX_JSON_BYTES || esp_json_is_too_deep (json, n, MAX_DEPTH))
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LIMIT,
                   "The message is larger than %d MB or nested deeper than %d levels",
                   MAX_JSON_BYTES / 1024 / 1024, MAX_DEPTH);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, (gssize) n, &parse_error) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_autofree char *why = esp_json_dup_problem (parse_error);

      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                   "The message is not a JSON object: %s", why);
      return NULL;
    }
  esp_json_walk_init (&reader.walk, "The message", ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
  reader.ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_root (&reader, json_node_get_object (json_parser_get_root (parser)), doc);
  g_hash_table_unref (reader.ids);
  if (!esp_json_walk_finish (&reader.walk, error))
    return NULL;
  return g_steal_pointer (&doc);
}
