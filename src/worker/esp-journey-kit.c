/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a journey to begin with into a workspace, with the messages and segments that it names. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-kit.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-fields.h"
#include "store/esp-journey-reviews.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define AD_LABEL "(광고)"

typedef gboolean (*ResolveFunc) (EspTx *tx, const char *name, gint64 *out_id, GError **error);

/* What the template calls things, and what they are called in the workspace. */
typedef struct
{
  GHashTable *messages;
  GHashTable *segments;
  GHashTable *fields;
} Names;

static char *
free_name (EspTx *tx, const char *wanted, ResolveFunc resolve)
{
  char *name = g_strdup (wanted);
  gint64 id;

  for (guint n = 2; resolve (tx, name, &id, NULL); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", wanted, n);
    }
  return name;
}

/* Whatever language it is in, an advertisement that goes to Korea says so first. */
static char *
label_subject (const char *document, gboolean is_korean)
{
  g_autoptr (JsonNode) root = is_korean ? json_from_string (document, NULL) : NULL;
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *subject =
    object != NULL ? json_object_get_string_member_with_default (object, "subject", NULL) : NULL;
  g_autofree char *labelled = NULL;

  if (subject == NULL || g_str_has_prefix (subject, AD_LABEL) ||
      g_strcmp0 (json_object_get_string_member_with_default (object, "class", "ad"), "ad") != 0)
    return g_strdup (document);
  labelled = g_strdup_printf (AD_LABEL " %s", subject);
  json_object_set_string_member (object, "subject", labelled);
  return json_to_string (root, FALSE);
}

static gboolean
put_messages (EspTx *tx, const EspJourneyKit *kit, Names *names, GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);

  if (country == NULL)
    return FALSE;
  for (guint i = 0; i < kit->messages->len; i++)
    {
      const EspTemplateMessage *message = &g_array_index (kit->messages, EspTemplateMessage, i);
      g_autofree char *document =
        label_subject (message->document, g_ascii_strcasecmp (country, "KR") == 0);
      char *name = free_name (tx, message->name, esp_message_resolve);
      gint64 id;

      g_hash_table_insert (names->messages, g_strdup (message->name), name);
      if (!esp_message_insert (tx, name, "email", document, &id, error))
        return FALSE;
    }
  return TRUE;
}

/* A segment that was made for the same template before serves again. */
static gboolean
has_segment (EspTx *tx, const EspTemplateSegment *wanted)
{
  g_autoptr (EspSegment) segment = NULL;
  gint64 id;

  if (!esp_segment_resolve (tx, wanted->name, &id, NULL))
    return FALSE;
  segment = esp_segment_load (tx, id, NULL);
  return segment != NULL && g_strcmp0 (segment->rule, wanted->rule) == 0;
}

static gboolean
put_segments (EspTx *tx, const EspJourneyKit *kit, Names *names, GError **error)
{
  for (guint i = 0; i < kit->segments->len; i++)
    {
      const EspTemplateSegment *wanted = &g_array_index (kit->segments, EspTemplateSegment, i);
      EspSegment segment = { .rule = wanted->rule, .size = -1 };
      gboolean is_ok;

      if (has_segment (tx, wanted))
        continue;
      segment.name = free_name (tx, wanted->name, esp_segment_resolve);
      g_hash_table_insert (names->segments, g_strdup (wanted->name), segment.name);
      is_ok = esp_segment_insert (tx, &segment, error);
      g_free (segment.uuid);
      if (!is_ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_named (const EspField *field, char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *label = g_utf8_casefold (field->label, -1);
      g_autofree char *name = g_utf8_casefold (names[i], -1);

      if (strstr (label, name) != NULL || g_ascii_strcasecmp (field->column, names[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
find_fields (EspTx *tx, const EspJourneyKit *kit, Names *names, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; fields != NULL && i < kit->fields->len; i++)
    {
      const EspTemplateField *wanted = &g_array_index (kit->fields, EspTemplateField, i);

      for (guint j = 0; j < esp_fields_get_n (fields); j++)
        {
          const EspField *field = esp_fields_get (fields, j);

          if ((field->type == ESP_FIELD_DATE || field->type == ESP_FIELD_DATETIME) &&
              is_named (field, wanted->names))
            {
              g_hash_table_insert (names->fields, g_strdup (wanted->field),
                                   g_strdup (field->column));
              break;
            }
        }
    }
  return fields != NULL;
}

static void
follow (JsonObject *object, const char *member, GHashTable *names)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *new = NULL;

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    new = g_hash_table_lookup (names, json_node_get_string (node));
  if (new != NULL)
    json_object_set_string_member (object, member, new);
}

/* Calls everything in the journey by the name that it has in the workspace. */
static void
rename_all (JsonNode *node, const Names *names)
{
  g_autoptr (GList) values = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);

      follow (object, "message", names->messages);
      follow (object, "segment", names->segments);
      follow (object, "field", names->fields);
      values = json_object_get_values (object);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    values = json_array_get_elements (json_node_get_array (node));
  for (GList *l = values; l != NULL; l = l->next)
    rename_all (l->data, names);
}

static char *
write_journey (const EspJourneyKit *kit, const Names *names, const char *name, GError **error)
{
  g_autofree char *text = esp_journey_to_json (kit->journey);
  g_autoptr (JsonNode) root = json_from_string (text, error);
  g_autofree char *changed = NULL;
  g_autoptr (EspJourney) journey = NULL;

  if (root == NULL)
    return NULL;
  rename_all (root, names);
  json_object_set_string_member (json_node_get_object (root), "name", name);
  changed = json_to_string (root, FALSE);
  journey = esp_journey_parse_json (changed, -1, error);
  return journey != NULL ? esp_journey_to_json (journey) : NULL;
}

static GHashTable *
new_names (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Returns: (transfer full): the text of the journey, whose messages and segments are in the workspace now. */
static char *
unpack (EspTx *tx,
        guint template,
        const char *language,
        const char *name,
        char **out_name,
        GError **error)
{
  g_autoptr (EspJourneyKit) kit = esp_journey_template_make (template, language);
  g_autoptr (GHashTable) messages = new_names ();
  g_autoptr (GHashTable) segments = new_names ();
  g_autoptr (GHashTable) fields = new_names ();
  Names names = { messages, segments, fields };

  *out_name =
    name != NULL ? g_strdup (name) : free_name (tx, kit->journey->name, esp_journey_row_resolve);
  if (!put_messages (tx, kit, &names, error) || !put_segments (tx, kit, &names, error) ||
      !find_fields (tx, kit, &names, error))
    return NULL;
  return write_journey (kit, &names, *out_name, error);
}

static gboolean
find_template (const char *id, guint *out_template, GError **error)
{
  if (esp_journey_template_find (id, out_template))
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no template “%s”", id);
  return FALSE;
}

/**
 * esp_journey_order_from_template:
 * @template_id: such as "welcome"
 * @language: of its texts: "ko" or "en"
 * @name: (nullable): of the journey; else the template's own
 *
 * Makes a journey, its messages as drafts, and the segments that it asks for. What is there already under the
 * same name stays; the new one gets a number.
 */
gboolean
esp_journey_order_from_template (EspTx *tx,
                                 const char *template_id,
                                 const char *language,
                                 const char *name,
                                 gint64 *out_id,
                                 GError **error)
{
  g_autofree char *own = NULL;
  g_autofree char *text = NULL;
  guint template;

  if (!find_template (template_id, &template, error))
    return FALSE;
  text = unpack (tx, template, language, name, &own, error);
  return text != NULL && esp_journey_row_insert (tx, own, text, out_id, error);
}

/**
 * esp_journey_order_fill:
 * @id: a journey
 * @template_id: such as "welcome"
 * @language: of its texts: "ko" or "en"
 *
 * As esp_journey_order_from_template(), for a journey that is there and keeps its name: its draft becomes the
 * template's, which is a step that can be taken back.
 */
gboolean
esp_journey_order_fill (EspTx *tx,
                        gint64 id,
                        const char *template_id,
                        const char *language,
                        GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autofree char *own = NULL;
  g_autofree char *text = NULL;
  guint template;

  if (row == NULL || !esp_journey_review_check_unlocked (tx, id, error) ||
      !find_template (template_id, &template, error))
    return FALSE;
  text = unpack (tx, template, language, row->name, &own, error);
  return text != NULL && esp_journey_row_update (tx, id, row->name, text, error);
}
