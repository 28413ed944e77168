/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers a plan as JSON and finds files with the same columns again. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-plan.h"

#include <json-glib/json-glib.h>

#define PLAN_VERSION 1

static void
add_strings (JsonBuilder *builder, const char *member, char **strings)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (char **p = strings; p != NULL && *p != NULL; p++)
    json_builder_add_string_value (builder, *p);
  json_builder_end_array (builder);
}

static void
add_mapping (JsonBuilder *builder, const EspImportPlan *plan, const EspImportMapping *mapping)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "column");
  json_builder_add_string_value (builder, plan->columns[mapping->column]);
  json_builder_set_member_name (builder, "field");
  json_builder_add_string_value (builder, esp_import_field_get_name (mapping->field));
  if (mapping->label != NULL)
    {
      json_builder_set_member_name (builder, "label");
      json_builder_add_string_value (builder, mapping->label);
    }
  if (mapping->custom != NULL)
    {
      json_builder_set_member_name (builder, "custom");
      json_builder_add_string_value (builder, mapping->custom);
    }
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, esp_field_type_to_string (mapping->type));
  json_builder_set_member_name (builder, "policy");
  json_builder_add_int_value (builder, mapping->policy);
  json_builder_set_member_name (builder, "transform");
  json_builder_add_int_value (builder, mapping->transform);
  json_builder_end_object (builder);
}

/**
 * esp_import_plan_to_json:
 *
 * Keeps what belongs to files of this shape: mapping, keys, formats. The answer about consent, the tags
 * and the name belong to one file and are asked again.
 *
 * Returns: (transfer full): one line of JSON
 */
char *
esp_import_plan_to_json (const EspImportPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, PLAN_VERSION);
  json_builder_set_member_name (builder, "encoding");
  json_builder_add_string_value (builder, esp_encoding_get_name (self->encoding));
  json_builder_set_member_name (builder, "date_order");
  json_builder_add_int_value (builder, self->date_order);
  json_builder_set_member_name (builder, "decimal_comma");
  json_builder_add_boolean_value (builder, self->has_decimal_comma);
  json_builder_set_member_name (builder, "time_zone");
  json_builder_add_string_value (builder, self->time_zone);
  json_builder_set_member_name (builder, "region");
  json_builder_add_string_value (builder, self->region);
  add_strings (builder, "missing", self->missing);
  json_builder_set_member_name (builder, "keys");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->n_keys; i++)
    json_builder_add_int_value (builder, self->keys[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "mappings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->mappings->len; i++)
    add_mapping (builder, self, esp_import_plan_get_mapping (self, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gint64
get_int (JsonObject *object, const char *member, gint64 limit)
{
  JsonNode *node = json_object_get_member (object, member);
  gint64 value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  value = json_node_get_int (node);
  return value >= 0 && value < limit ? value : 0;
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
take_string (char **place, JsonObject *object, const char *member)
{
  const char *text = get_string (object, member);

  if (text == NULL)
    return;
  g_free (*place);
  *place = g_strdup (text);
}

static void
read_mapping (EspImportPlan *self, JsonNode *node)
{
  EspImportMapping *mapping;
  EspImportField field;
  JsonObject *object;
  const char *column, *name;
  int index;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  column = get_string (object, "column");
  name = get_string (object, "field");
  index = column != NULL ? esp_import_plan_find_column (self, column) : -1;
  if (index < 0 || name == NULL || !esp_import_field_from_name (name, &field))
    return;
  mapping = esp_import_plan_map (self, (guint) index, field);
  mapping->label = g_strdup (get_string (object, "label"));
  mapping->custom = g_strdup (get_string (object, "custom"));
  if (get_string (object, "type") != NULL)
    (void) esp_field_type_from_string (get_string (object, "type"), &mapping->type);
  mapping->policy = (EspImportPolicy) get_int (object, "policy", ESP_IMPORT_NEWEST + 1);
  mapping->transform =
    (EspImportTransform) get_int (object, "transform", ESP_IMPORT_TRANSFORM_CAPITALS + 1);
}

static void
read_keys (EspImportPlan *self, JsonArray *keys)
{
  self->n_keys = 0;
  for (guint i = 0; i < json_array_get_length (keys) && i < ESP_N_IMPORT_KEYS; i++)
    {
      gint64 key = json_node_get_int (json_array_get_element (keys, i));

      if (key >= 0 && key < ESP_N_IMPORT_KEYS)
        self->keys[self->n_keys++] = (EspImportKey) key;
    }
}

static void
read_missing (EspImportPlan *self, JsonArray *missing)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (missing); i++)
    {
      const char *text = json_node_get_string (json_array_get_element (missing, i));

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  g_strfreev (self->missing);
  self->missing = g_strv_builder_end (builder);
}

/**
 * esp_import_plan_apply_json:
 * @self: a plan with the columns of the present file
 *
 * Takes over a remembered plan; what names columns that the file lacks is left out. Encoding and
 * delimiter stay as they are: the columns were read by them.
 */
gboolean
esp_import_plan_apply_json (EspImportPlan *self, const char *json, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (json, error);
  JsonObject *object;
  JsonArray *array;
  gboolean has_comma;

  if (root == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      esp_import_error_set_fault (error, ESP_IMPORT_FAULT_PROFILE);
      return FALSE;
    }
  object = json_node_get_object (root);
  self->date_order = (EspDateOrder) get_int (object, "date_order", ESP_DATE_ORDER_YMD + 1);
  has_comma = json_object_get_boolean_member_with_default (object, "decimal_comma", FALSE);
  if (has_comma != self->has_decimal_comma)
    esp_import_plan_set_comma (self, has_comma);
  take_string (&self->time_zone, object, "time_zone");
  take_string (&self->region, object, "region");
  if ((array = get_array (object, "missing")) != NULL)
    read_missing (self, array);
  if ((array = get_array (object, "keys")) != NULL)
    read_keys (self, array);
  esp_import_plan_clear_mappings (self);
  if ((array = get_array (object, "mappings")) != NULL)
    for (guint i = 0; i < json_array_get_length (array); i++)
      read_mapping (self, json_array_get_element (array, i));
  return TRUE;
}

/**
 * esp_import_plan_json_encoding:
 *
 * Returns: whether a remembered plan says how its file was encoded
 */
gboolean
esp_import_plan_json_encoding (const char *json, EspEncoding *out_encoding)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  const char *name = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    name = get_string (json_node_get_object (root), "encoding");
  return name != NULL && esp_encoding_from_name (name, out_encoding);
}

/**
 * esp_import_plan_fingerprint:
 *
 * Returns: (transfer full): the same for all files whose columns have the same names in this order
 */
char *
esp_import_plan_fingerprint (const EspImportPlan *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (char **p = self->columns; *p != NULL; p++)
    {
      g_autofree char *folded = g_utf8_casefold (*p, -1);

      g_checksum_update (checksum, (const guchar *) folded, -1);
      g_checksum_update (checksum, (const guchar *) "\n", 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}
