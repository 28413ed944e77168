/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chosen audience of a send, from and to the text that is stored. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-audience.h"

#include <json-glib/json-glib.h>

/**
 * esp_send_audience_new:
 *
 * Returns: (transfer full): nobody
 */
EspSendAudience *
esp_send_audience_new (void)
{
  EspSendAudience *self = g_new0 (EspSendAudience, 1);

  self->segments = g_ptr_array_new_with_free_func (g_free);
  self->without = g_ptr_array_new_with_free_func (g_free);
  self->leads = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
esp_send_audience_free (EspSendAudience *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->segments);
  g_ptr_array_unref (self->without);
  g_array_unref (self->leads);
  g_free (self);
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
read_references (JsonObject *object, const char *name, GPtrArray *references)
{
  JsonArray *array = get_array (object, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element))
        continue;
      g_ptr_array_add (references,
                       json_node_get_value_type (element) == G_TYPE_STRING
                         ? json_node_dup_string (element)
                         : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (element)));
    }
}

/**
 * esp_send_audience_parse:
 * @json: {"everyone": true}, {"segments": […], "without": […]} or {"leads": […]}
 *
 * Returns: (transfer full): whom it names; nobody when it is not such a text
 */
EspSendAudience *
esp_send_audience_parse (const char *json)
{
  EspSendAudience *self = esp_send_audience_new ();
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObject *object;
  JsonArray *leads;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return self;
  object = json_node_get_object (root);
  self->is_everyone = json_object_get_boolean_member_with_default (object, "everyone", FALSE);
  read_references (object, "segments", self->segments);
  read_references (object, "without", self->without);
  leads = get_array (object, "leads");
  for (guint i = 0; leads != NULL && i < json_array_get_length (leads); i++)
    {
      JsonNode *element = json_array_get_element (leads, i);
      gint64 id = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_int (element) : 0;

      if (id > 0)
        g_array_append_val (self->leads, id);
    }
  return self;
}

static void
write_references (JsonBuilder *builder, const char *name, GPtrArray *references)
{
  if (references->len == 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < references->len; i++)
    json_builder_add_string_value (builder, references->pdata[i]);
  json_builder_end_array (builder);
}

/**
 * esp_send_audience_to_json:
 *
 * Returns: (transfer full): the text that is stored
 */
char *
esp_send_audience_to_json (const EspSendAudience *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  if (self->is_everyone)
    {
      json_builder_set_member_name (builder, "everyone");
      json_builder_add_boolean_value (builder, TRUE);
    }
  write_references (builder, "segments", self->segments);
  write_references (builder, "without", self->without);
  if (self->leads->len > 0)
    {
      json_builder_set_member_name (builder, "leads");
      json_builder_begin_array (builder);
      for (guint i = 0; i < self->leads->len; i++)
        json_builder_add_int_value (builder, g_array_index (self->leads, gint64, i));
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_send_audience_has_anybody:
 *
 * Returns: whether it names anyone at all
 */
gboolean
esp_send_audience_has_anybody (const EspSendAudience *self)
{
  return self->is_everyone || self->segments->len > 0 || self->leads->len > 0;
}
