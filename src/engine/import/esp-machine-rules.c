/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells an open or a click that a program made from one of a person, by rules read from data. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-machine-rules.h"

#include "data/esp-core-resources.h"

#include <string.h>

#define PACK "/io/github/espalier/core/rules/machines.json"

/* The pack; read once and kept for good. */
static JsonObject *
get_rules (void)
{
  static gsize once;
  static JsonObject *rules; /* (owned) */

  if (g_once_init_enter (&once))
    {
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      g_autoptr (GBytes) bytes =
        g_resource_lookup_data (esp_core_get_resource (), PACK, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      gsize size = 0;
      const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : "";

      if (json_parser_load_from_data (parser, text, (gssize) size, NULL) &&
          JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
        rules = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
      g_assert (rules != NULL); /* it is built in */
      g_once_init_leave (&once, 1);
    }
  return rules;
}

/* Whether a word of the list @member is @text, or is in it. */
static gboolean
has_word (const char *member, const char *text, gboolean is_part)
{
  JsonArray *words = json_object_get_array_member (get_rules (), member);

  for (guint i = 0; i < json_array_get_length (words); i++)
    {
      const char *word = json_array_get_string_element (words, i);

      if (is_part ? strstr (text, word) != NULL : g_str_equal (text, word))
        return TRUE;
    }
  return FALSE;
}

static gboolean
says_yes (JsonNode *value)
{
  g_autofree char *lower = NULL;

  if (!JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  switch (json_node_get_value_type (value))
    {
    case G_TYPE_BOOLEAN:
      return json_node_get_boolean (value);
    case G_TYPE_INT64:
      return json_node_get_int (value) != 0;
    case G_TYPE_STRING:
      lower = g_ascii_strdown (json_node_get_string (value), -1);
      return !has_word ("no", g_strstrip (lower), FALSE);
    default:
      return FALSE;
    }
}

/**
 * esp_machine_rules_match:
 * @props: the properties of an open or a click
 *
 * Returns: whether a program made it: the properties say so, or the user agent is that of a program
 */
gboolean
esp_machine_rules_match (JsonObject *props)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, props);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *folded = g_ascii_strdown (name, -1);

      if (has_word ("flags", folded, FALSE) && says_yes (value))
        return TRUE;
      if ((g_str_equal (folded, "user_agent") || g_str_equal (folded, "useragent")) &&
          JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        {
          const char *agent = json_node_get_string (value);
          g_autofree char *lower = g_ascii_strdown (agent, -1);

          if (has_word ("agents", lower, TRUE) || has_word ("exact", agent, FALSE))
            return TRUE;
        }
    }
  return FALSE;
}
