/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the other languages of a message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-reader-private.h"

#include "engine/content/esp-message-language.h"

#define MAX_VARIANTS 40

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
keep_file_id (gpointer key, gpointer value, gpointer data)
{
  return esp_message_doc_find_file (data, key) == NULL;
}

static void
read_variant (EspMessageReader *reader, JsonObject *object, EspMessageDoc *doc)
{
  static const char *const known[] = { "language", "subject", "preheader", "body", "data", NULL };
  EspMessageVariant *variant = esp_message_variant_new ("");
  JsonNode *body = json_object_get_member (object, "body");

  g_ptr_array_add (doc->variants, variant);
  esp_json_walk_check_members (&reader->walk, object, known);
  read_line_into (reader, object, "language", &variant->language);
  if (!esp_message_reader_is_plain_id (variant->language))
    esp_json_walk_fail (&reader->walk, "language",
                        "a language tag such as “ko” or “en-US” is expected");
  if (esp_language_equal (variant->language, doc->language))
    esp_json_walk_fail (&reader->walk, "language", "“%s” is the language of the message itself",
                        variant->language);
  for (guint i = 0; i + 1 < doc->variants->len; i++)
    if (esp_language_equal (((EspMessageVariant *) doc->variants->pdata[i])->language,
                            variant->language))
      esp_json_walk_fail (&reader->walk, "language", "“%s” is there twice", variant->language);
  read_line_into (reader, object, "subject", &variant->subject);
  read_line_into (reader, object, "preheader", &variant->preheader);
  variant->data = esp_message_reader_read_data (reader, object);
  if (body == NULL || !JSON_NODE_HOLDS_OBJECT (body))
    {
      esp_json_walk_fail (&reader->walk, "body", "a language needs a body of its own");
      return;
    }
  (void) esp_json_walk_push (&reader->walk, "body"); /* popped with its list */
  variant->body_kind = esp_message_reader_read_body (reader, json_node_get_object (body),
                                                     variant->sections, &variant->html);
  /* The names of blocks are those of the body that was translated. */
  (void) g_hash_table_foreach_remove (reader->ids, keep_file_id, doc);
}

static void
read_order (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  JsonArray *array = esp_json_walk_array (&reader->walk, root, "fallback_languages");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GStrvBuilder) builder = NULL;

  if (array == NULL)
    return;
  if (n > MAX_VARIANTS)
    {
      esp_json_walk_fail (&reader->walk, "fallback_languages", "there are more than %d",
                          MAX_VARIANTS);
      return;
    }
  builder = g_strv_builder_new ();
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING &&
          esp_message_reader_is_plain_id (json_node_get_string (node)))
        g_strv_builder_add (builder, json_node_get_string (node));
      else
        esp_json_walk_fail (&reader->walk, "fallback_languages",
                            "language tags such as “ko” are expected");
    }
  if (n > 0)
    doc->fallback_languages = g_strv_builder_end (builder);
}

/**
 * esp_message_reader_read_variants:
 *
 * Reads “variants” and “fallback_languages” into @doc, whose own language and files are read.
 */
void
esp_message_reader_read_variants (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc)
{
  JsonArray *array = esp_json_walk_array (&reader->walk, root, "variants");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  read_order (reader, root, doc);
  if (n > MAX_VARIANTS)
    esp_json_walk_fail (&reader->walk, "variants", "there are more than %d languages",
                        MAX_VARIANTS);
  for (guint i = 0; i < n && reader->walk.error == NULL; i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "variants");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, array, i);
      if (element != NULL)
        read_variant (reader, element, doc);
      esp_json_walk_pop (&reader->walk, before);
    }
}
