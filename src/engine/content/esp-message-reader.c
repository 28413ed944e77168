/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a message from its stored JSON and says exactly where it is wrong. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-doc.h"

#include "base/esp-json-walk.h"
#include "engine/content/esp-color.h"

#include <string.h>

#define MAX_JSON_BYTES (32 * 1024 * 1024)
#define MAX_FILES_BYTES (20 * 1024 * 1024)
#define MAX_DEPTH 32
#define MAX_BLOCKS 2000
#define MAX_COLUMNS_DEPTH 2 /* a section's columns, and one columns block inside */
#define MAX_LINE_BYTES 2000
#define MAX_TEXT_BYTES (256 * 1024)
#define MAX_HTML_BYTES (4 * 1024 * 1024)
#define MAX_HREF_BYTES 8000

typedef struct
{
  EspJsonWalk walk;
  GHashTable *ids;    /* (element-type utf8 utf8): block and section ids met so far */
  gsize n_file_bytes; /* of all files together */
  guint n_blocks;
} Reader;

typedef gboolean (*Migrate) (JsonObject *root);

/* migrations[n] turns version n into n + 1 in place. There was no version 0. */
static const Migrate migrations[ESP_MESSAGE_DOC_VERSION] = { NULL };

static const char *const align_names[] = { "start", "center", "end", NULL };
static const char *const paragraph_names[] = { "plain", "bullet", "number", NULL };
static const char *const class_names[] = { "ad", "transactional", NULL };
static const char *const missing_names[] = { "send", "skip", NULL };

static void
read_line_into (Reader *reader, JsonObject *object, const char *member, char **field)
{
  char *text = esp_json_walk_line (&reader->walk, object, member, MAX_LINE_BYTES);

  if (text == NULL)
    return;
  g_free (*field);
  *field = text;
}

static char *
read_color (Reader *reader, JsonObject *object, const char *member)
{
  char *text = esp_json_walk_line (&reader->walk, object, member, MAX_LINE_BYTES);
  EspColor color;

  if (text != NULL && !esp_color_parse (text, &color))
    {
      esp_json_walk_fail (&reader->walk, member, "“%.20s” is not a colour; write #rrggbb", text);
      g_clear_pointer (&text, g_free);
    }
  return text;
}

static gboolean
is_plain_id (const char *id)
{
  return *id != '\0' && strlen (id) <= 64 &&
         strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
           strlen (id);
}

/* Reads an id that nothing else in the message has; makes one from the place when none is given. */
static char *
read_id (Reader *reader, JsonObject *object, const char *prefix)
{
  g_autofree char *id = esp_json_walk_line (&reader->walk, object, "id", MAX_LINE_BYTES);

  for (guint n = 1; id == NULL; n++)
    {
      g_autofree char *candidate = g_strdup_printf ("%s%u", prefix, n);

      if (!g_hash_table_contains (reader->ids, candidate))
        id = g_steal_pointer (&candidate);
    }
  if (!is_plain_id (id))
    esp_json_walk_fail (&reader->walk, "id",
                        "1 to 64 letters, digits, “-”, “_” or “.” are expected");
  else if (!g_hash_table_add (reader->ids, g_strdup (id)))
    esp_json_walk_fail (&reader->walk, "id", "“%s” is used twice", id);
  return g_steal_pointer (&id);
}

static EspRun *
read_run (Reader *reader, JsonNode *node)
{
  static const char *const known[] = {
    "text", "href", "color", "bold", "italic", "underline", NULL
  };
  EspRun *run = esp_run_new ("");
  JsonObject *object;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      esp_message_doc_set (&run->text, json_node_get_string (node));
      if (!g_utf8_validate (run->text, -1, NULL))
        esp_json_walk_fail (&reader->walk, NULL, "it is not valid UTF-8");
      if (strlen (run->text) > MAX_TEXT_BYTES)
        esp_json_walk_fail (&reader->walk, NULL, "the text is longer than %d bytes",
                            MAX_TEXT_BYTES);
      return run;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, NULL, "a text or an object in braces is expected");
      return run;
    }
  object = json_node_get_object (node);
  esp_json_walk_check_members (&reader->walk, object, known);
  g_free (run->text);
  run->text = esp_json_walk_string (&reader->walk, object, "text", MAX_TEXT_BYTES);
  if (run->text == NULL)
    {
      esp_json_walk_fail (&reader->walk, "text", "a run needs its text");
      run->text = g_strdup ("");
    }
  run->href = esp_json_walk_line (&reader->walk, object, "href", MAX_HREF_BYTES);
  run->color = read_color (reader, object, "color");
  run->bold = esp_json_walk_bool (&reader->walk, object, "bold");
  run->italic = esp_json_walk_bool (&reader->walk, object, "italic");
  run->underline = esp_json_walk_bool (&reader->walk, object, "underline");
  return run;
}

static EspParagraph *
read_paragraph (Reader *reader, JsonObject *object)
{
  static const char *const known[] = { "kind", "align", "runs", NULL };
  EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);
  JsonArray *runs;

  esp_json_walk_check_members (&reader->walk, object, known);
  paragraph->kind = esp_json_walk_word (&reader->walk, object, "kind", paragraph_names);
  paragraph->align = esp_json_walk_word (&reader->walk, object, "align", align_names);
  runs = esp_json_walk_array (&reader->walk, object, "runs");
  for (guint i = 0; runs != NULL && i < json_array_get_length (runs); i++)
    {
      gsize member = esp_json_walk_push (&reader->walk, "runs");

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      g_ptr_array_add (paragraph->runs, read_run (reader, json_array_get_element (runs, i)));
      esp_json_walk_pop (&reader->walk, member);
    }
  return paragraph;
}

static void
read_paragraphs (Reader *reader, JsonObject *object, EspBlock *block)
{
  JsonArray *paragraphs = esp_json_walk_array (&reader->walk, object, "paragraphs");
  guint n = paragraphs != NULL ? json_array_get_length (paragraphs) : 0;

  for (guint i = 0; i < n; i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "paragraphs");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, paragraphs, i);
      if (element != NULL)
        g_ptr_array_add (block->paragraphs, read_paragraph (reader, element));
      esp_json_walk_pop (&reader->walk, before);
    }
  if (block->kind == ESP_BLOCK_HEADING && n != 1)
    esp_json_walk_fail (&reader->walk, "paragraphs",
                        "a heading has exactly one paragraph, here are %u", n);
}

static void read_columns (Reader *reader, JsonObject *object, GPtrArray *columns, int depth);

static void
check_block_members (Reader *reader, JsonObject *object, EspBlockKind kind)
{
#define COMMON "id", "type", "align", "show_if"
  static const char *const heading[] = { COMMON, "level", "paragraphs", NULL };
  static const char *const text[] = { COMMON, "paragraphs", NULL };
  static const char *const button[] = { COMMON,       "label",      "href", "color",
                                        "text_color", "full_width", NULL };
  static const char *const image[] = { COMMON, "src", "alt", "decorative", "width", "href", NULL };
  static const char *const divider[] = { COMMON, "color", NULL };
  static const char *const spacer[] = { COMMON, "height", NULL };
  static const char *const columns[] = { COMMON, "columns", NULL };
  static const char *const html[] = { COMMON, "html", NULL };
#undef COMMON
  static const char *const *const known[ESP_N_BLOCK_KINDS] = {
    [ESP_BLOCK_HEADING] = heading, [ESP_BLOCK_TEXT] = text,       [ESP_BLOCK_BUTTON] = button,
    [ESP_BLOCK_IMAGE] = image,     [ESP_BLOCK_DIVIDER] = divider, [ESP_BLOCK_SPACER] = spacer,
    [ESP_BLOCK_COLUMNS] = columns, [ESP_BLOCK_HTML] = html,
  };

  esp_json_walk_check_members (&reader->walk, object, known[kind]);
}

static void
read_block_members (Reader *reader, JsonObject *object, EspBlock *block, int depth)
{
  const int max_px = 2000;

  block->align = esp_json_walk_word (&reader->walk, object, "align", align_names);
  block->show_if = esp_json_walk_line (&reader->walk, object, "show_if", MAX_LINE_BYTES);
  if (block->show_if != NULL &&
      (strstr (block->show_if, "%}") != NULL || strstr (block->show_if, "{%") != NULL))
    esp_json_walk_fail (&reader->walk, "show_if", "write the condition alone, without {%% and %%}");
  if (block->paragraphs != NULL)
    read_paragraphs (reader, object, block);
  if (block->kind == ESP_BLOCK_HEADING)
    block->level = esp_json_walk_int (&reader->walk, object, "level", 3, 1);
  if (block->level < 1)
    esp_json_walk_fail (&reader->walk, "level", "a heading has level 1, 2 or 3");
  block->label = esp_json_walk_line (&reader->walk, object, "label", MAX_LINE_BYTES);
  block->href = esp_json_walk_line (&reader->walk, object, "href", MAX_HREF_BYTES);
  block->color = read_color (reader, object, "color");
  block->text_color = read_color (reader, object, "text_color");
  block->full_width = esp_json_walk_bool (&reader->walk, object, "full_width");
  block->src = esp_json_walk_line (&reader->walk, object, "src", MAX_HREF_BYTES);
  block->alt = esp_json_walk_line (&reader->walk, object, "alt", MAX_LINE_BYTES);
  block->decorative = esp_json_walk_bool (&reader->walk, object, "decorative");
  block->width = esp_json_walk_int (&reader->walk, object, "width", max_px, 0);
  block->height = esp_json_walk_int (&reader->walk, object, "height", max_px, block->height);
  block->html = esp_json_walk_string (&reader->walk, object, "html", MAX_HTML_BYTES);
  if (block->columns != NULL)
    read_columns (reader, object, block->columns, depth + 1);
}

static EspBlock *
read_block (Reader *reader, JsonObject *object, int depth)
{
  g_autofree char *name = esp_json_walk_line (&reader->walk, object, "type", MAX_LINE_BYTES);
  g_autofree char *id = NULL;
  EspBlock *block;
  EspBlockKind kind;

  if (name == NULL)
    {
      esp_json_walk_fail (&reader->walk, "type", "a block needs a type");
      return NULL;
    }
  if (!esp_block_kind_from_string (name, &kind))
    {
      esp_json_walk_fail (&reader->walk, "type", "there is no block of type “%.40s”", name);
      return NULL;
    }
  if (++reader->n_blocks > MAX_BLOCKS)
    {
      esp_json_walk_fail (&reader->walk, NULL, "there are more than %d blocks", MAX_BLOCKS);
      return NULL;
    }
  check_block_members (reader, object, kind);
  id = read_id (reader, object, "b");
  block = esp_block_new (kind, id);
  read_block_members (reader, object, block, depth);
  return block;
}

static EspColumn *
read_column (Reader *reader, JsonObject *object, int depth)
{
  static const char *const known[] = { "width", "blocks", NULL };
  EspColumn *column = esp_column_new ();
  JsonArray *blocks;

  esp_json_walk_check_members (&reader->walk, object, known);
  column->width = esp_json_walk_int (&reader->walk, object, "width", 100, 0);
  blocks = esp_json_walk_array (&reader->walk, object, "blocks");
  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "blocks");
      JsonObject *element;
      EspBlock *block = NULL;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, blocks, i);
      if (element != NULL && reader->walk.error == NULL)
        block = read_block (reader, element, depth);
      if (block != NULL)
        g_ptr_array_add (column->blocks, block);
      esp_json_walk_pop (&reader->walk, before);
    }
  return column;
}

static void
read_columns (Reader *reader, JsonObject *object, GPtrArray *columns, int depth)
{
  JsonArray *array = esp_json_walk_array (&reader->walk, object, "columns");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (depth > MAX_COLUMNS_DEPTH)
    esp_json_walk_fail (&reader->walk, "columns",
                        "columns inside columns inside columns cannot be read on a phone");
  if (n < 1 || n > ESP_MAX_COLUMNS)
    esp_json_walk_fail (&reader->walk, "columns", "1 to %d columns are expected, here are %u",
                        ESP_MAX_COLUMNS, n);
  for (guint i = 0; i < n && reader->walk.error == NULL; i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "columns");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, array, i);
      if (element != NULL)
        g_ptr_array_add (columns, read_column (reader, element, depth));
      esp_json_walk_pop (&reader->walk, before);
    }
}

static void
read_section (Reader *reader, JsonObject *object, EspMessageDoc *doc)
{
  static const char *const known[] = { "id", "background", "columns", NULL };
  g_autofree char *id = NULL;
  EspSection *section;

  esp_json_walk_check_members (&reader->walk, object, known);
  id = read_id (reader, object, "s");
  section = esp_section_new (id);
  g_ptr_array_add (doc->sections, section);
  section->background = read_color (reader, object, "background");
  read_columns (reader, object, section->columns, 1);
}

static void
read_body (Reader *reader, JsonObject *body, EspMessageDoc *doc)
{
  static const char *const known[] = { "sections", "html", NULL };
  JsonArray *sections;

  esp_json_walk_check_members (&reader->walk, body, known);
  if (json_object_has_member (body, "html"))
    {
      if (json_object_has_member (body, "sections"))
        esp_json_walk_fail (&reader->walk, NULL, "a body is either “sections” or “html”, not both");
      doc->body_kind = ESP_BODY_HTML;
      g_free (doc->html);
      doc->html = esp_json_walk_string (&reader->walk, body, "html", MAX_HTML_BYTES);
      if (doc->html == NULL)
        doc->html = g_strdup ("");
      return;
    }
  sections = esp_json_walk_array (&reader->walk, body, "sections");
  if (sections == NULL)
    esp_json_walk_fail (&reader->walk, NULL, "a body needs “sections” or “html”");
  for (guint i = 0; sections != NULL && i < json_array_get_length (sections); i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "sections");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, sections, i);
      if (element != NULL && reader->walk.error == NULL)
        read_section (reader, element, doc);
      esp_json_walk_pop (&reader->walk, before);
    }
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
read_file (Reader *reader, JsonObject *object, EspMessageDoc *doc)
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
  id = read_id (reader, object, "f");
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
read_files (Reader *reader, JsonObject *root, EspMessageDoc *doc)
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
read_fallbacks (Reader *reader, JsonObject *root, EspMessageDoc *doc)
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
read_sender (Reader *reader, JsonObject *root, EspMessageDoc *doc)
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

/* Brings an older message up to the current version in place. */
static gboolean
upgrade (Reader *reader, JsonObject *root)
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
read_root (Reader *reader, JsonObject *root, EspMessageDoc *doc)
{
  static const char *const known[] = { "version", "subject",  "preheader", "sender",    "reply_to",
                                       "class",   "language", "missing",   "fallbacks", "reason",
                                       "body",    "files",    NULL };
  JsonNode *body;

  if (!upgrade (reader, root))
    return;
  esp_json_walk_check_members (&reader->walk, root, known);
  read_line_into (reader, root, "subject", &doc->subject);
  read_line_into (reader, root, "preheader", &doc->preheader);
  read_line_into (reader, root, "reply_to", &doc->reply_to);
  read_line_into (reader, root, "language", &doc->language);
  if (!is_plain_id (doc->language))
    esp_json_walk_fail (&reader->walk, "language",
                        "a language tag such as “ko” or “en-US” is expected");
  read_sender (reader, root, doc);
  doc->message_class = esp_json_walk_word (&reader->walk, root, "class", class_names);
  doc->missing = esp_json_walk_word (&reader->walk, root, "missing", missing_names);
  doc->reason = esp_json_walk_line (&reader->walk, root, "reason", MAX_LINE_BYTES);
  read_fallbacks (reader, root, doc);
  read_files (reader, root, doc);
  body = json_object_get_member (root, "body");
  if (body == NULL || !JSON_NODE_HOLDS_OBJECT (body))
    esp_json_walk_fail (&reader->walk, "body", "a message needs a body with “sections” or “html”");
  else
    {
      (void) esp_json_walk_push (&reader->walk, "body"); /* the last thing read */
      read_body (reader, json_node_get_object (body), doc);
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
  Reader reader = { 0 };

  if (n > MAX_JSON_BYTES || esp_json_is_too_deep (json, n, MAX_DEPTH))
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LIMIT,
                   "The message is larger than %d MB or nested deeper than %d levels",
                   MAX_JSON_BYTES / 1024 / 1024, MAX_DEPTH);
      return NULL;
    }
  if (!g_utf8_validate (json, (gssize) n, NULL) ||
      !json_parser_load_from_data (parser, json, (gssize) n, &parse_error) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_autofree char *why =
        g_utf8_make_valid (parse_error != NULL ? parse_error->message
                                               : "its text is not UTF-8 or empty",
                           -1);

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
