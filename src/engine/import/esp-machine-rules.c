/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells an open or a click that a program made from one of a person, by rules read from data. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-machine-rules.h"

#include "base/esp-clock.h"
#include "data/esp-core-resources.h"

#include <string.h>

#define PACK "/io/github/espalier/core/rules/machines.json"

#define MAX_RULES (256 * 1024)

struct _EspMachineRules
{
  JsonParser *parser; /* (owned) owns the texts */
  JsonObject *root;   /* (unowned) */
};

static gboolean
set_invalid (GError **error, const char *detail)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "The rules for opens and clicks cannot be used: %s", detail);
  return FALSE;
}

static gboolean
check_words (JsonObject *root, const char *member, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("“%s” must be a list of words", member);
  JsonNode *node = json_object_get_member (root, member);
  JsonArray *words;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return set_invalid (error, detail);
  words = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (words); i++)
    {
      JsonNode *word = json_array_get_element (words, i);

      if (!JSON_NODE_HOLDS_VALUE (word) || json_node_get_value_type (word) != G_TYPE_STRING)
        return set_invalid (error, detail);
    }
  return TRUE;
}

static gboolean
check (JsonNode *root, GError **error)
{
  static const char *const lists[] = { "flags", "no", "agents", "exact", "proxies" };
  JsonNode *clicks;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return set_invalid (error, "they are no JSON object");
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!check_words (json_node_get_object (root), lists[i], error))
      return FALSE;
  clicks = json_object_get_member (json_node_get_object (root), "clicks");
  return clicks == NULL || JSON_NODE_HOLDS_OBJECT (clicks) ||
         set_invalid (error, "“clicks” must be an object of numbers");
}

/**
 * esp_machine_rules_new:
 * @json: as data/rules/machines.json
 *
 * Returns: (transfer full): the rules; %NULL with @error set
 */
EspMachineRules *
esp_machine_rules_new (const char *json, GError **error)
{
  g_autoptr (EspMachineRules) self = g_new0 (EspMachineRules, 1);
  gsize length = strlen (json);

  self->parser = json_parser_new_immutable ();
  if (length > MAX_RULES)
    {
      (void) set_invalid (error, "they are too long");
      return NULL;
    }
  if (!json_parser_load_from_data (self->parser, json, (gssize) length, error) ||
      !check (json_parser_get_root (self->parser), error))
    return NULL;
  self->root = json_node_get_object (json_parser_get_root (self->parser));
  return g_steal_pointer (&self);
}

void
esp_machine_rules_free (EspMachineRules *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->parser);
  g_free (self);
}

/**
 * esp_machine_rules_get_default:
 *
 * Returns: (transfer none): the rules that are built in
 */
const EspMachineRules *
esp_machine_rules_get_default (void)
{
  static gsize once;
  static EspMachineRules *rules; /* (owned) read once and kept for good */

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) bytes =
        g_resource_lookup_data (esp_core_get_resource (), PACK, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autofree char *text =
        bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                      : g_strdup ("");
      g_autoptr (GError) error = NULL;

      rules = esp_machine_rules_new (text, &error);
      if (rules == NULL)
        g_error ("%s", error->message);
      g_once_init_leave (&once, 1);
    }
  return rules;
}

/* Whether a word of the list @member is @text, or is in it. */
static gboolean
has_word (const EspMachineRules *self, const char *member, const char *text, gboolean is_part)
{
  JsonArray *words = json_object_has_member (self->root, member)
                       ? json_object_get_array_member (self->root, member)
                       : NULL;

  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    {
      const char *word = json_array_get_string_element (words, i);

      if (is_part ? *word != '\0' && strstr (text, word) != NULL : g_str_equal (text, word))
        return TRUE;
    }
  return FALSE;
}

static gint64
get_number (const EspMachineRules *self, const char *name, gint64 fallback)
{
  JsonObject *clicks = json_object_has_member (self->root, "clicks")
                         ? json_object_get_object_member (self->root, "clicks")
                         : NULL;
  JsonNode *node = clicks != NULL ? json_object_get_member (clicks, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_INT64
           ? CLAMP (json_node_get_int (node), 0, 1000000)
           : fallback;
}

static gboolean
says_yes (const EspMachineRules *self, JsonNode *value)
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
      return !has_word (self, "no", g_strstrip (lower), FALSE);
    default:
      return FALSE;
    }
}

/* The user agent; and whether a property says that it was a program. */
static const char *
read_props (const EspMachineRules *self, JsonObject *props, gboolean *out_is_flagged)
{
  const char *agent = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  *out_is_flagged = FALSE;
  json_object_iter_init (&iter, props);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *folded = g_ascii_strdown (name, -1);

      if (has_word (self, "flags", folded, FALSE) && says_yes (self, value))
        *out_is_flagged = TRUE;
      if ((g_str_equal (folded, "user_agent") || g_str_equal (folded, "useragent")) &&
          JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        agent = json_node_get_string (value);
    }
  return agent;
}

static gint64
count_points (const EspMachineRules *self, const EspResponseFacts *facts)
{
  gint64 points = 0;

  if (facts->after_us >= 0 &&
      facts->after_us < get_number (self, "soon_seconds", 0) * ESP_USEC_PER_SEC)
    points += get_number (self, "soon_points", 0);
  if (get_number (self, "links", 0) > 0 && facts->n_links >= get_number (self, "links", 0))
    points += get_number (self, "links_points", 0);
  if (get_number (self, "people", 0) > 0 && facts->n_people > get_number (self, "people", 0))
    points += get_number (self, "people_points", 0);
  return points;
}

/**
 * esp_machine_rules_judge:
 * @props: the properties of an open or a click: the raw fact
 * @facts: (nullable): what is known of the others
 *
 * Returns: who made it
 */
EspResponder
esp_machine_rules_judge (const EspMachineRules *self,
                         JsonObject *props,
                         const EspResponseFacts *facts)
{
  gboolean is_flagged;
  const char *agent = read_props (self, props, &is_flagged);
  g_autofree char *lower = agent != NULL ? g_ascii_strdown (agent, -1) : NULL;

  if (is_flagged)
    return ESP_RESPONDER_SCANNER;
  if (agent != NULL && has_word (self, "proxies", lower, TRUE))
    return ESP_RESPONDER_PROXY;
  if (agent != NULL &&
      (has_word (self, "agents", lower, TRUE) || has_word (self, "exact", agent, FALSE)))
    return ESP_RESPONDER_SCANNER;
  if (facts != NULL && facts->is_click &&
      count_points (self, facts) >= MAX (1, get_number (self, "limit", 3)))
    return ESP_RESPONDER_SCANNER;
  return ESP_RESPONDER_HUMAN;
}

/**
 * esp_machine_rules_get_links_us:
 *
 * Returns: within how long several links of one message are clicked by a program
 */
gint64
esp_machine_rules_get_links_us (const EspMachineRules *self)
{
  return get_number (self, "links_seconds", 5) * ESP_USEC_PER_SEC;
}

/**
 * esp_machine_rules_get_people_us:
 *
 * Returns: within how long many people's mail is clicked from one address by a program
 */
gint64
esp_machine_rules_get_people_us (const EspMachineRules *self)
{
  return get_number (self, "people_seconds", 60) * ESP_USEC_PER_SEC;
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
  return esp_machine_rules_judge (esp_machine_rules_get_default (), props, NULL) ==
         ESP_RESPONDER_SCANNER;
}

/**
 * esp_responder_name:
 *
 * Returns: (transfer none): a stable word
 */
const char *
esp_responder_name (EspResponder responder)
{
  static const char *const names[] = { "human", "proxy", "scanner" };

  return names[responder];
}
