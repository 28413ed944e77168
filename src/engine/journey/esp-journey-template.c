/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journeys to begin with: read from the program's own data, in the language that is asked for.
 *
 * Wherever a text may differ by language, the data has an object of languages: {"ko": …, "en": …}. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/journey/esp-journey-template.h"

#include "data/esp-core-resources.h"
#include "engine/journey/esp-journey-json.h"

#include <json-glib/json-glib.h>

#define FOLDER "/io/github/espalier/core/journeys/"
#define FALLBACK "en"

/* In the order in which they are offered. */
static const char *const ids[] = { "welcome",  "trial", "cart",    "win-back",
                                   "birthday", "event", "nurture", "re-permission" };

/**
 * esp_journey_template_get_n:
 *
 * Returns: how many there are
 */
guint
esp_journey_template_get_n (void)
{
  return G_N_ELEMENTS (ids);
}

/**
 * esp_journey_template_get_id:
 *
 * Returns: the stable word for programs
 */
const char *
esp_journey_template_get_id (guint i)
{
  return ids[i];
}

/**
 * esp_journey_template_find:
 *
 * Returns: whether there is one of that id
 */
gboolean
esp_journey_template_find (const char *id, guint *out_i)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_str_equal (ids[i], id))
      {
        *out_i = i;
        return TRUE;
      }
  return FALSE;
}

static JsonNode *translate (JsonNode *node, const char *language);

static JsonNode *
translate_object (JsonObject *object, const char *language)
{
  JsonNode *copy;
  JsonObject *translated;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (json_object_has_member (object, FALLBACK))
    return json_node_copy (json_object_get_member (object, json_object_has_member (object, language)
                                                             ? language
                                                             : FALLBACK));
  translated = json_object_new ();
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (translated, name, translate (value, language));
  copy = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (copy, translated);
  return copy;
}

/* Returns: (transfer full): the same with one text wherever there was one for each language. */
static JsonNode *
translate (JsonNode *node, const char *language)
{
  JsonNode *copy;
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return translate_object (json_node_get_object (node), language);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return json_node_copy (node);
  array = json_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    json_array_add_element (array,
                            translate (json_array_get_element (json_node_get_array (node), i),
                                       language));
  copy = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (copy, array);
  return copy;
}

static JsonNode *
load (guint i, const char *language)
{
  g_autofree char *path = g_strconcat (FOLDER, ids[i], ".json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  g_assert_no_error (error);
  (void) json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                     (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return translate (json_parser_get_root (parser), language);
}

static char *
dup_member (guint i, const char *language, const char *member)
{
  g_autoptr (JsonNode) root = load (i, language);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), member));
}

/**
 * esp_journey_template_dup_title:
 * @language: "ko" or "en"; another one gets English
 *
 * Returns: (transfer full)
 */
char *
esp_journey_template_dup_title (guint i, const char *language)
{
  return dup_member (i, language, "title");
}

/**
 * esp_journey_template_dup_sentence:
 *
 * Returns: (transfer full): what it does, in a sentence or two
 */
char *
esp_journey_template_dup_sentence (guint i, const char *language)
{
  return dup_member (i, language, "sentence");
}

/* Messages */

static void
begin_block (JsonBuilder *out, const char *type, guint *n)
{
  g_autofree char *id = g_strdup_printf ("b%u", ++*n);

  json_builder_begin_object (out);
  json_builder_set_member_name (out, "type");
  json_builder_add_string_value (out, type);
  json_builder_set_member_name (out, "id");
  json_builder_add_string_value (out, id);
}

static void
add_text (JsonBuilder *out, const char *member, const char *text)
{
  json_builder_set_member_name (out, member);
  json_builder_add_string_value (out, text);
}

static void
add_paragraph (JsonBuilder *out, const char *text)
{
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "runs");
  json_builder_begin_array (out);
  json_builder_add_string_value (out, text);
  json_builder_end_array (out);
  json_builder_end_object (out);
}

static void
add_heading (JsonBuilder *out, const char *text, guint *n)
{
  begin_block (out, "heading", n);
  json_builder_set_member_name (out, "level");
  json_builder_add_int_value (out, 1);
  json_builder_set_member_name (out, "paragraphs");
  json_builder_begin_array (out);
  add_paragraph (out, text);
  json_builder_end_array (out);
  json_builder_end_object (out);
}

static void
add_paragraphs (JsonBuilder *out, JsonArray *texts, guint *n)
{
  begin_block (out, "text", n);
  json_builder_set_member_name (out, "paragraphs");
  json_builder_begin_array (out);
  for (guint i = 0; i < json_array_get_length (texts); i++)
    add_paragraph (out, json_array_get_string_element (texts, i));
  json_builder_end_array (out);
  json_builder_end_object (out);
}

static void
add_button (JsonBuilder *out, JsonObject *button, guint *n)
{
  begin_block (out, "button", n);
  add_text (out, "label", json_object_get_string_member (button, "label"));
  add_text (out, "href", json_object_get_string_member (button, "href"));
  add_text (out, "align", "center");
  json_builder_end_object (out);
}

static void
add_body (JsonBuilder *out, JsonObject *message)
{
  guint n = 0;

  json_builder_set_member_name (out, "body");
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "sections");
  json_builder_begin_array (out);
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "columns");
  json_builder_begin_array (out);
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "blocks");
  json_builder_begin_array (out);
  add_heading (out, json_object_get_string_member (message, "heading"), &n);
  add_paragraphs (out, json_object_get_array_member (message, "texts"), &n);
  if (json_object_has_member (message, "button"))
    add_button (out, json_object_get_object_member (message, "button"), &n);
  json_builder_end_array (out);
  json_builder_end_object (out);
  json_builder_end_array (out);
  json_builder_end_object (out);
  json_builder_end_array (out);
  json_builder_end_object (out);
}

static char *
write_document (JsonObject *message, const char *language)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (out);
  json_builder_set_member_name (out, "version");
  json_builder_add_int_value (out, 1);
  add_text (out, "class", json_object_get_string_member (message, "class"));
  add_text (out, "language", language);
  add_text (out, "subject", json_object_get_string_member (message, "subject"));
  add_text (out, "preheader", json_object_get_string_member (message, "preheader"));
  add_text (out, "missing", "send");
  add_body (out, message);
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, FALSE);
}

static void
message_clear (gpointer data)
{
  g_free (((EspTemplateMessage *) data)->name);
  g_free (((EspTemplateMessage *) data)->document);
}

static void
segment_clear (gpointer data)
{
  g_free (((EspTemplateSegment *) data)->name);
  g_free (((EspTemplateSegment *) data)->rule);
}

static void
field_clear (gpointer data)
{
  g_free (((EspTemplateField *) data)->field);
  g_strfreev (((EspTemplateField *) data)->names);
}

/**
 * esp_journey_kit_free:
 */
void
esp_journey_kit_free (EspJourneyKit *self)
{
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_array_unref (self->messages);
  g_array_unref (self->segments);
  g_array_unref (self->fields);
  g_free (self);
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member) ? json_object_get_array_member (object, member)
                                                 : NULL;
}

static void
take_messages (EspJourneyKit *self, JsonArray *array, const char *language)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      EspTemplateMessage message = { g_strdup (json_object_get_string_member (object, "name")),
                                     write_document (object, language) };

      g_array_append_val (self->messages, message);
    }
}

static void
take_segments (EspJourneyKit *self, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      EspTemplateSegment segment = { g_strdup (json_object_get_string_member (object, "name")),
                                     json_to_string (json_object_get_member (object, "rule"),
                                                     FALSE) };

      g_array_append_val (self->segments, segment);
    }
}

static void
take_fields (EspJourneyKit *self, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      JsonArray *names = json_object_get_array_member (object, "names");
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      EspTemplateField field = { g_strdup (json_object_get_string_member (object, "id")), NULL };

      for (guint j = 0; j < json_array_get_length (names); j++)
        g_strv_builder_add (builder, json_array_get_string_element (names, j));
      field.names = g_strv_builder_end (builder);
      g_array_append_val (self->fields, field);
    }
}

/**
 * esp_journey_template_make:
 * @language: "ko" or "en"; another one gets English
 *
 * Returns: (transfer full): the journey and what it names, to be put into a workspace
 */
EspJourneyKit *
esp_journey_template_make (guint i, const char *language)
{
  const char *spoken = g_str_equal (language, "ko") ? "ko" : FALLBACK;
  g_autoptr (JsonNode) root = load (i, spoken);
  JsonObject *object = json_node_get_object (root);
  g_autofree char *text = json_to_string (json_object_get_member (object, "journey"), FALSE);
  g_autoptr (GError) error = NULL;
  EspJourneyKit *kit = g_new0 (EspJourneyKit, 1);

  kit->messages = g_array_new (FALSE, FALSE, sizeof (EspTemplateMessage));
  g_array_set_clear_func (kit->messages, message_clear);
  kit->segments = g_array_new (FALSE, FALSE, sizeof (EspTemplateSegment));
  g_array_set_clear_func (kit->segments, segment_clear);
  kit->fields = g_array_new (FALSE, FALSE, sizeof (EspTemplateField));
  g_array_set_clear_func (kit->fields, field_clear);
  kit->journey = esp_journey_parse_json (text, -1, &error);
  g_assert_no_error (error);
  take_messages (kit, get_array (object, "messages"), spoken);
  take_segments (kit, get_array (object, "segments"));
  take_fields (kit, get_array (object, "fields"));
  return kit;
}
