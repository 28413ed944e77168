/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one line of a file of JSON Lines as an event: the same names as the columns of a table have. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-event-json.h"

#include "base/esp-json-walk.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_DEPTH 16
#define PROPS_NAME "properties"

/* The members of a line as a row of a table; the rest become properties and keep their types. */
typedef struct
{
  GPtrArray *names;  /* (owned) */
  GPtrArray *cells;  /* (owned) */
  JsonObject *props; /* (owned) */
} Cells;

static void
cells_clear (Cells *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->cells);
  json_object_unref (self->props);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cells, cells_clear)

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_ROW, sentence);
  return FALSE;
}

static void
add_cell (Cells *self, const char *name, const char *text)
{
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->cells, g_strdup (text));
}

static void
add_props (Cells *self, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (self->props, name, json_node_copy (value));
}

static void
add_member (Cells *self, const char *name, JsonNode *value)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_NULL (value))
    return;
  if (!esp_event_columns_know (name))
    json_object_set_member (self->props, name, json_node_copy (value));
  else if (JSON_NODE_HOLDS_OBJECT (value))
    add_props (self, json_node_get_object (value));
  else if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    add_cell (self, name, json_node_get_string (value));
  else
    {
      text = json_to_string (value, FALSE);
      add_cell (self, name, text);
    }
}

/* What a table lacks for all its rows, a line lacks for itself. */
static gboolean
parse_cells (Cells *cells, const EspEventRowOptions *options, EspEventRow *out_row, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (EspEventColumns) columns =
    esp_event_columns_new ((const char *const *) cells->names->pdata, options);

  if (esp_event_columns_are_enough (columns, &missing))
    return esp_event_row_parse (columns, (const char *const *) cells->cells->pdata,
                                cells->cells->len, out_row, error);
  if (strstr (missing->message, "who did it") != NULL)
    return fail (error, "The line does not say who did it: give “email”, “external_id” or “phone”");
  if (strstr (missing->message, "what happened") != NULL)
    return fail (error, "The line does not say what happened: give “kind”");
  return fail (error, "The line does not say when: give “time”");
}

/**
 * esp_event_json_parse:
 * @line: one JSON object, not zero-terminated
 * @out_row: (out caller-allocates): to be cleared; empty on failure
 *
 * Members are found by the names that columns have; any other is a property and keeps its type.
 *
 * Returns: %FALSE with @error set, a sentence for the person whose file it is, when the line is wrong
 */
gboolean
esp_event_json_parse (const char *line,
                      gsize length,
                      const EspEventRowOptions *options,
                      EspEventRow *out_row,
                      GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_auto (Cells) cells = { g_ptr_array_new_with_free_func (g_free),
                           g_ptr_array_new_with_free_func (g_free), json_object_new () };
  JsonObjectIter iter;
  const char *name;
  JsonNode *root, *value;

  *out_row = (EspEventRow){ 0 };
  if (!g_utf8_validate_len (line, length, NULL))
    return fail (error, "The line is not text in UTF-8");
  if (esp_json_is_too_deep (line, length, MAX_DEPTH))
    return fail (error, "The line is nested too deeply");
  root = json_parser_load_from_data (parser, line, (gssize) length, NULL)
           ? json_parser_get_root (parser)
           : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (error,
                 "The line is not a JSON object such as {\"email\":\"…\",\"kind\":\"open\"}");
  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    add_member (&cells, name, value);
  if (json_object_get_size (cells.props) > 0)
    {
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *text = NULL;

      json_node_set_object (node, cells.props);
      text = json_to_string (node, FALSE);
      add_cell (&cells, PROPS_NAME, text);
    }
  g_ptr_array_add (cells.names, NULL);
  return parse_cells (&cells, options, out_row, error);
}

/**
 * esp_event_json_reject:
 *
 * Returns: (transfer full): the line with its reason, as a line that can be mended and imported: the same
 *   object with a member “reason”, or what stood there as text
 */
char *
esp_event_json_reject (const char *line, const char *reason)
{
  gsize length = strlen (line);
  g_autoptr (JsonNode) node =
    g_utf8_validate (line, -1, NULL) && !esp_json_is_too_deep (line, length, MAX_DEPTH)
      ? json_from_string (line, NULL)
      : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autofree char *valid = g_utf8_make_valid (line, -1);

      g_clear_pointer (&node, json_node_unref);
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, json_object_new ());
      json_object_set_string_member (json_node_get_object (node), "line", valid);
    }
  json_object_set_string_member (json_node_get_object (node), "reason", reason);
  return json_to_string (node, FALSE);
}
