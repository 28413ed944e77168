/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and changes the members of a step's text by their path. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-json.h"

#include <math.h>

/* Numbers above are not kept as whole ones. */
#define MAX_WHOLE 9e15

static JsonNode *
step_into (JsonNode *node, const char *name)
{
  guint64 index;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), name);
  if (!JSON_NODE_HOLDS_ARRAY (node) ||
      !g_ascii_string_to_unsigned (name, 10, 0, G_MAXINT, &index, NULL) ||
      index >= json_array_get_length (json_node_get_array (node)))
    return NULL;
  return json_array_get_element (json_node_get_array (node), (guint) index);
}

/**
 * esp_step_json_peek:
 * @path: names and numbers with dots between; "" is the root
 *
 * Returns: (transfer none) (nullable): what stands there
 */
JsonNode *
esp_step_json_peek (JsonNode *root, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = root;

  for (guint i = 0; node != NULL && names[i] != NULL; i++)
    node = step_into (node, names[i]);
  return node;
}

/**
 * esp_step_json_peek_text:
 *
 * Returns: (transfer none) (nullable): the text that stands there
 */
const char *
esp_step_json_peek_text (JsonNode *root, const char *path)
{
  JsonNode *node = esp_step_json_peek (root, path);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/**
 * esp_step_json_get_number:
 * @missing: what it is when no number stands there
 */
double
esp_step_json_get_number (JsonNode *root, const char *path, double missing)
{
  JsonNode *node = esp_step_json_peek (root, path);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : missing;
}

/**
 * esp_step_json_is_true:
 */
gboolean
esp_step_json_is_true (JsonNode *root, const char *path)
{
  JsonNode *node = esp_step_json_peek (root, path);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

/**
 * esp_step_json_count:
 *
 * Returns: how many elements the array there has
 */
guint
esp_step_json_count (JsonNode *root, const char *path)
{
  JsonNode *node = esp_step_json_peek (root, path);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
           ? json_array_get_length (json_node_get_array (node))
           : 0;
}

static void
replace_element (JsonArray *array, guint index, JsonNode *value)
{
  g_autoptr (GPtrArray) rest =
    g_ptr_array_new_with_free_func ((GDestroyNotify) (void *) json_node_unref);

  /* Arrays of json-glib take new elements at their end only. */
  for (guint i = index + 1; i < json_array_get_length (array); i++)
    g_ptr_array_add (rest, json_node_copy (json_array_get_element (array, i)));
  while (json_array_get_length (array) > index)
    json_array_remove_element (array, index);
  if (value != NULL)
    json_array_add_element (array, value);
  for (guint i = 0; i < rest->len; i++)
    json_array_add_element (array, json_node_copy (rest->pdata[i]));
}

static JsonNode *
make_member (JsonNode *parent, const char *name, const char *next)
{
  JsonNode *made;

  if (!JSON_NODE_HOLDS_OBJECT (parent))
    return NULL;
  if (g_ascii_isdigit (*next))
    {
      made = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (made, json_array_new ());
    }
  else
    {
      made = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (made, json_object_new ());
    }
  json_object_set_member (json_node_get_object (parent), name, made);
  return made;
}

static void
put_here (JsonNode *parent, const char *name, JsonNode *value)
{
  guint64 index;

  if (JSON_NODE_HOLDS_OBJECT (parent) && value != NULL)
    json_object_set_member (json_node_get_object (parent), name, value);
  else if (JSON_NODE_HOLDS_OBJECT (parent))
    {
      if (json_object_has_member (json_node_get_object (parent), name))
        json_object_remove_member (json_node_get_object (parent), name);
    }
  else if (JSON_NODE_HOLDS_ARRAY (parent) &&
           g_ascii_string_to_unsigned (name, 10, 0, G_MAXINT, &index, NULL) &&
           index <= json_array_get_length (json_node_get_array (parent)))
    replace_element (json_node_get_array (parent), (guint) index, value);
  else if (value != NULL)
    json_node_unref (value);
}

/* A member that held nothing but what was just taken away goes too. */
static void
remove_empty (JsonNode *root, char **names, guint n)
{
  for (guint depth = n; depth > 0; depth--)
    {
      g_autofree char *kept = names[depth];
      g_autofree char *path = NULL;
      JsonNode *node;

      names[depth] = NULL;
      path = g_strjoinv (".", names);
      names[depth] = g_steal_pointer (&kept);
      node = esp_step_json_peek (root, path);
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
          json_object_get_size (json_node_get_object (node)) > 0)
        return;
      esp_step_json_put (root, path, NULL);
    }
}

/**
 * esp_step_json_put:
 * @value: (transfer full) (nullable): %NULL takes the member away, and what it leaves empty with it
 *
 * Sets what stands at @path, and makes what has to be around it.
 */
void
esp_step_json_put (JsonNode *root, const char *path, JsonNode *value)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  guint last = g_strv_length (names) - 1;
  gboolean is_removal = value == NULL;
  JsonNode *node = root;

  for (guint i = 0; i < last && node != NULL; i++)
    {
      JsonNode *next = step_into (node, names[i]);

      if (next == NULL && !is_removal)
        next = make_member (node, names[i], names[i + 1]);
      node = next;
    }
  if (node == NULL)
    {
      g_clear_pointer (&value, json_node_unref);
      return;
    }
  put_here (node, names[last], value);
  if (is_removal && JSON_NODE_HOLDS_OBJECT (node))
    remove_empty (root, names, last);
}

/**
 * esp_step_json_put_text:
 * @text: (nullable): %NULL and the empty text take the member away
 */
void
esp_step_json_put_text (JsonNode *root, const char *path, const char *text)
{
  JsonNode *value = NULL;

  if (text != NULL && *text != '\0')
    value = json_node_init_string (json_node_alloc (), text);
  esp_step_json_put (root, path, value);
}

/**
 * esp_step_json_put_number:
 *
 * Whole numbers are kept as such.
 */
void
esp_step_json_put_number (JsonNode *root, const char *path, double number)
{
  JsonNode *value = json_node_alloc ();

  if (fabs (number) < MAX_WHOLE && number - floor (number) <= 0)
    json_node_init_int (value, (gint64) number);
  else
    json_node_init_double (value, number);
  esp_step_json_put (root, path, value);
}

/**
 * esp_step_json_put_true:
 *
 * What is not true is left out.
 */
void
esp_step_json_put_true (JsonNode *root, const char *path, gboolean is_true)
{
  esp_step_json_put (root, path,
                     is_true ? json_node_init_boolean (json_node_alloc (), TRUE) : NULL);
}

/**
 * esp_step_json_move:
 *
 * Moves an element of the array at @path.
 */
void
esp_step_json_move (JsonNode *root, const char *path, guint from, guint to)
{
  JsonNode *node = esp_step_json_peek (root, path);
  JsonArray *array;
  g_autoptr (JsonArray) moved = NULL;
  guint n = esp_step_json_count (root, path);

  if (from >= n || to >= n)
    return;
  array = json_node_get_array (node);
  moved = json_array_sized_new (n);
  for (guint i = 0, next = 0; i < n; i++)
    {
      if (next == from)
        next++;
      json_array_add_element (moved, json_node_copy (
                                       json_array_get_element (array, i == to ? from : next)));
      if (i != to)
        next++;
    }
  json_node_set_array (node, moved);
}

/**
 * esp_step_json_read:
 *
 * Returns: (transfer full): the object that @text says, or an empty one
 */
JsonNode *
esp_step_json_read (const char *text)
{
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, json_object_new ());
  return node;
}

/**
 * esp_step_json_dup_text:
 *
 * Returns: (transfer full) (nullable): what stands at @path as JSON
 */
char *
esp_step_json_dup_text (JsonNode *root, const char *path)
{
  JsonNode *node = esp_step_json_peek (root, path);

  return node != NULL ? json_to_string (node, FALSE) : NULL;
}

/**
 * esp_step_json_has_same_shape:
 *
 * Returns: whether both have the same members, whatever they say
 */
gboolean
esp_step_json_has_same_shape (JsonNode *a, JsonNode *b)
{
  g_autoptr (GList) names = NULL;
  JsonObject *other;

  if (json_node_get_node_type (a) != json_node_get_node_type (b))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (a))
    {
      JsonArray *first = json_node_get_array (a);
      JsonArray *second = json_node_get_array (b);

      if (json_array_get_length (first) != json_array_get_length (second))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (first); i++)
        if (!esp_step_json_has_same_shape (json_array_get_element (first, i),
                                           json_array_get_element (second, i)))
          return FALSE;
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (a))
    return TRUE;
  other = json_node_get_object (b);
  names = json_object_get_members (json_node_get_object (a));
  if (g_list_length (names) != json_object_get_size (other))
    return FALSE;
  for (GList *name = names; name != NULL; name = name->next)
    if (!json_object_has_member (other, name->data) ||
        !esp_step_json_has_same_shape (json_object_get_member (json_node_get_object (a),
                                                               name->data),
                                       json_object_get_member (other, name->data)))
      return FALSE;
  return TRUE;
}
