/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days that a workspace adds to those of its country, and those of the country that it hides. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-holidays.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_NAME 200

/* A copy that can be changed, with both lists in it. */
static JsonNode *
open_own (const char *own_json, GError **error)
{
  g_autoptr (EspHolidays) check = esp_holidays_new_from_data ("{}", 2, own_json, error);
  JsonNode *root;
  JsonObject *object;

  if (check == NULL)
    return NULL;
  root = own_json != NULL && *own_json != '\0' ? json_from_string (own_json, NULL) : NULL;
  if (root == NULL)
    {
      root = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (root, json_object_new ());
    }
  object = json_node_get_object (root);
  if (!json_object_has_member (object, "own"))
    json_object_set_array_member (object, "own", json_array_new ());
  if (!json_object_has_member (object, "hidden"))
    json_object_set_array_member (object, "hidden", json_array_new ());
  return root;
}

static gboolean
has_id (JsonArray *own, const char *id)
{
  for (guint i = 0; i < json_array_get_length (own); i++)
    if (g_strcmp0 (json_object_get_string_member_with_default (json_array_get_object_element (own,
                                                                                              i),
                                                               "id", ""),
                   id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_name (const char *name, GError **error)
{
  const char *sentence = NULL;

  if (name == NULL || *name == '\0')
    sentence = "A day needs a name";
  else if (strlen (name) > MAX_NAME || !g_utf8_validate (name, -1, NULL))
    sentence = "The name of a day has at most 200 bytes";
  for (const char *c = name; sentence == NULL && *c != '\0'; c++)
    if ((guchar) *c < ' ')
      sentence = "The name of a day is one line";
  if (sentence != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return sentence == NULL;
}

/**
 * esp_holidays_own_add:
 * @own_json: (nullable): as the workspace keeps it
 *
 * Returns: (transfer full): the same with one more day; %NULL with @error set
 */
char *
esp_holidays_own_add (const char *own_json,
                      const GDate *day,
                      const char *name,
                      gboolean is_off,
                      gboolean is_yearly,
                      GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL;
  char on[16];
  JsonArray *own;
  JsonObject *added;

  if (!check_name (name, error))
    return NULL;
  root = open_own (own_json, error);
  if (root == NULL)
    return NULL;
  own = json_object_get_array_member (json_node_get_object (root), "own");
  if (json_array_get_length (own) >= ESP_HOLIDAYS_MAX_OWN)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   "There are %d days already; remove some first", ESP_HOLIDAYS_MAX_OWN);
      return NULL;
    }
  g_date_strftime (on, sizeof on, "%Y-%m-%d", day);
  id = g_strconcat ("own-", on, NULL);
  for (guint n = 2; has_id (own, id); n++)
    {
      g_free (id);
      id = g_strdup_printf ("own-%s-%u", on, n);
    }
  added = json_object_new ();
  json_object_set_string_member (added, "id", id);
  json_object_set_string_member (added, "on", on);
  json_object_set_string_member (added, "name", name);
  json_object_set_boolean_member (added, "off", is_off);
  json_object_set_boolean_member (added, "yearly", is_yearly);
  json_array_add_object_element (own, added);
  return json_to_string (root, FALSE);
}

/**
 * esp_holidays_own_remove:
 *
 * Returns: (transfer full): without the day @id; %NULL with @error set
 */
char *
esp_holidays_own_remove (const char *own_json, const char *id, GError **error)
{
  g_autoptr (JsonNode) root = open_own (own_json, error);
  JsonArray *own;

  if (root == NULL)
    return NULL;
  own = json_object_get_array_member (json_node_get_object (root), "own");
  for (guint i = 0; i < json_array_get_length (own); i++)
    if (g_strcmp0 (json_object_get_string_member_with_default (json_array_get_object_element (own,
                                                                                              i),
                                                               "id", ""),
                   id) == 0)
      {
        json_array_remove_element (own, i);
        return json_to_string (root, FALSE);
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               "No day of the workspace is called “%s”; days of the country can be hidden", id);
  return NULL;
}

/**
 * esp_holidays_own_hide:
 * @id: of a day of the country
 *
 * Returns: (transfer full): the same with the day hidden or shown; %NULL with @error set
 */
char *
esp_holidays_own_hide (const char *own_json, const char *id, gboolean hides, GError **error)
{
  g_autoptr (JsonNode) root = open_own (own_json, error);
  JsonArray *hidden;

  if (root == NULL)
    return NULL;
  hidden = json_object_get_array_member (json_node_get_object (root), "hidden");
  for (guint i = json_array_get_length (hidden); i > 0; i--)
    if (g_strcmp0 (json_array_get_string_element (hidden, i - 1), id) == 0)
      json_array_remove_element (hidden, i - 1);
  if (hides)
    json_array_add_string_element (hidden, id);
  return json_to_string (root, FALSE);
}
