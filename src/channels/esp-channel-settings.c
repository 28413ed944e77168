/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and changes single members of a channel's settings and of its secrets, leaving the others alone. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/esp-channel-kinds.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_JSON (256 * 1024)
#define MAX_PRICE 1e9

/* Owned copy of the object in @json; an empty one when there is none. */
static JsonObject *
parse (const char *json, gboolean *out_is_object)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;

  if (json != NULL && strlen (json) <= MAX_JSON &&
      json_parser_load_from_data (parser, json, -1, NULL))
    root = json_parser_get_root (parser);
  if (out_is_object != NULL)
    *out_is_object = root != NULL && JSON_NODE_HOLDS_OBJECT (root);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return json_object_new ();
  return json_object_ref (json_node_get_object (root));
}

static char *
print (JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (root, object);
  return json_to_string (root, FALSE);
}

static JsonNode *
find_value (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static char *
dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = find_value (object, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_dup_string (node);
}

/**
 * esp_channel_settings_dup:
 *
 * Returns: (transfer full) (nullable): a text of the settings
 */
char *
esp_channel_settings_dup (const char *settings, const char *name)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);

  return dup_text (object, name);
}

/**
 * esp_channel_settings_get_number:
 *
 * Returns: a whole number of the settings; @fallback when it is missing, -1 when it is something else
 */
gint64
esp_channel_settings_get_number (const char *settings, const char *name, gint64 fallback)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);
  JsonNode *node = find_value (object, name);

  if (!json_object_has_member (object, name))
    return fallback;
  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : -1;
}

/**
 * esp_channel_settings_get_double:
 *
 * Returns: a number of the settings, whole or not; @fallback when it is missing or something else
 */
double
esp_channel_settings_get_double (const char *settings, const char *name, double fallback)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);
  JsonNode *node = find_value (object, name);

  if (node == NULL || (json_node_get_value_type (node) != G_TYPE_INT64 &&
                       json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return fallback;
  return json_node_get_double (node);
}

/**
 * esp_channel_settings_get_switch:
 *
 * Returns: whether the setting is on
 */
gboolean
esp_channel_settings_get_switch (const char *settings, const char *name)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);
  JsonNode *node = find_value (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static gboolean
is_yes (const char *value)
{
  return g_ascii_strcasecmp (value, "yes") == 0 || g_ascii_strcasecmp (value, "true") == 0 ||
         g_ascii_strcasecmp (value, "on") == 0 || g_str_equal (value, "1");
}

/**
 * esp_channel_settings_set:
 * @value: as a person writes it; empty takes the setting away
 *
 * Returns: (transfer full): @settings with the one setting changed; %NULL with @error set
 */
char *
esp_channel_settings_set (const char *settings,
                          const EspChannelField *field,
                          const char *value,
                          GError **error)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);
  gint64 number = 0;

  g_return_val_if_fail (field->type != ESP_CHANNEL_FIELD_SECRET, NULL);
  if (*value == '\0')
    json_object_remove_member (object, field->name);
  else if (field->type == ESP_CHANNEL_FIELD_SWITCH)
    json_object_set_boolean_member (object, field->name, is_yes (value));
  else if (field->type == ESP_CHANNEL_FIELD_NUMBER)
    {
      if (!g_ascii_string_to_signed (value, 10, 0, G_MAXINT, &number, NULL))
        {
          g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                       "“%s” must be a whole number, not “%s”", field->name, value);
          return NULL;
        }
      json_object_set_int_member (object, field->name, number);
    }
  else
    json_object_set_string_member (object, field->name, value);
  return print (object);
}

/**
 * esp_channel_settings_set_text:
 * @value: (nullable): %NULL takes the member away
 *
 * Returns: (transfer full): @settings with that text
 */
char *
esp_channel_settings_set_text (const char *settings, const char *name, const char *value)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);

  if (value == NULL)
    json_object_remove_member (object, name);
  else
    json_object_set_string_member (object, name, value);
  return print (object);
}

/**
 * esp_channel_settings_set_json:
 * @json: (nullable): any JSON value; %NULL takes the member away
 *
 * Returns: (transfer full) (nullable): @settings with that member; %NULL when @json is not readable
 */
char *
esp_channel_settings_set_json (const char *settings, const char *name, const char *json)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  if (json != NULL && node == NULL)
    return NULL;
  if (node == NULL)
    json_object_remove_member (object, name);
  else
    json_object_set_member (object, name, g_steal_pointer (&node));
  return print (object);
}

/**
 * esp_channel_settings_dup_price:
 * @settings: (nullable)
 *
 * Returns: (transfer full) (nullable): what one message costs, as a person writes it
 */
char *
esp_channel_settings_dup_price (const char *settings)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double price = settings != NULL ? esp_channel_settings_get_double (settings, "price", -1) : -1;

  if (price < 0)
    return NULL;
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.12g", price));
}

/**
 * esp_channel_settings_set_price:
 * @price: digits with at most one point, in the currency of the workspace; empty takes it away
 *
 * Returns: (transfer full): @settings with the price of a message; %NULL with @error set
 */
char *
esp_channel_settings_set_price (const char *settings, const char *price, GError **error)
{
  g_autoptr (JsonObject) object = parse (settings, NULL);
  g_autofree char *text = g_strstrip (g_strdup (price));
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (*text == '\0')
    {
      json_object_remove_member (object, "price");
      return print (object);
    }
  if (*end != '\0' || strspn (text, "0123456789.") != strlen (text) || number > MAX_PRICE)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "“%s” is no price: write a number such as 0.4 or 9, without a currency", text);
      return NULL;
    }
  json_object_set_double_member (object, "price", number);
  return print (object);
}

/**
 * esp_channel_settings_keep:
 * @old: (nullable): the settings as they were
 * @made: settings that hold the kind's own fields, and perhaps others
 *
 * Returns: (transfer full): @made with what @old says beyond the fields of the kind: limits, plans, prices
 */
char *
esp_channel_settings_keep (const EspChannelKind *kind, const char *old, const char *made)
{
  g_autoptr (JsonObject) before = parse (old, NULL);
  g_autoptr (JsonObject) object = parse (made, NULL);
  g_autoptr (GList) names = json_object_get_members (before);

  for (GList *link = names; link != NULL; link = link->next)
    if (esp_channel_kind_find_field (kind, link->data) == NULL &&
        !json_object_has_member (object, link->data))
      json_object_set_member (object, link->data, json_object_dup_member (before, link->data));
  return print (object);
}

static guint
count_secrets (const EspChannelKind *kind)
{
  guint n = 0;

  for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
    n += field->type == ESP_CHANNEL_FIELD_SECRET ? 1 : 0;
  return n;
}

static const char *
first_secret (const EspChannelKind *kind)
{
  for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
    if (field->type == ESP_CHANNEL_FIELD_SECRET)
      return field->name;
  return NULL;
}

/**
 * esp_channel_secret_dup:
 * @secret: (nullable): what the keyring has: a word, or a JSON object when there are several
 *
 * Returns: (transfer full) (nullable): the secret of that name. A plain word is the first one of the kind.
 */
char *
esp_channel_secret_dup (const EspChannelKind *kind, const char *secret, const char *name)
{
  gboolean is_object = FALSE;
  g_autoptr (JsonObject) object = NULL;

  if (secret == NULL)
    return NULL;
  object = parse (*secret == '{' ? secret : NULL, &is_object);
  if (is_object)
    return dup_text (object, name);
  return g_strcmp0 (first_secret (kind), name) == 0 ? g_strdup (secret) : NULL;
}

/**
 * esp_channel_secret_set:
 * @secret: (nullable): what the keyring has now
 * @value: (nullable): %NULL or empty takes it away
 *
 * Returns: (transfer full): what the keyring is to hold: a word when the kind has one secret, else an object
 */
char *
esp_channel_secret_set (const EspChannelKind *kind,
                        const char *secret,
                        const char *name,
                        const char *value)
{
  gboolean is_object = FALSE;
  g_autoptr (JsonObject) object = NULL;

  object = parse (secret != NULL && *secret == '{' ? secret : NULL, &is_object);
  if (!is_object && count_secrets (kind) <= 1 && g_strcmp0 (first_secret (kind), name) == 0)
    return g_strdup (value != NULL ? value : "");
  if (!is_object && secret != NULL && *secret != '\0')
    json_object_set_string_member (object, first_secret (kind), secret);
  if (value == NULL || *value == '\0')
    json_object_remove_member (object, name);
  else
    json_object_set_string_member (object, name, value);
  return print (object);
}
