/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journeys of the sample workspace: drafts to look at, to simulate and to change; one goes live later. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-sample-journeys.h"

#include "store/esp-messages.h"
#include "worker/esp-journey-kit.h"

#include <json-glib/json-glib.h>

static void fill_link (JsonObject *object, const char *name, JsonNode *node, gpointer data);

static void
fill_element (JsonArray *array, guint i, JsonNode *node, gpointer data)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), fill_link, data);
}

/* A template leaves it to its user where buttons lead. */
static void
fill_link (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), fill_link, data);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), fill_element, data);
  else if (g_str_equal (name, "href") && g_strcmp0 (json_node_get_string (node), "") == 0)
    json_object_set_string_member (object, name, ESP_SAMPLE_SHOP);
}

static gboolean
fill_links (EspTx *tx, gint64 id, GError **error)
{
  g_autoptr (EspMessageRow) row = esp_message_load (tx, id, error);
  g_autoptr (JsonNode) root = row != NULL ? json_from_string (row->document, error) : NULL;
  g_autofree char *document = NULL;

  if (root == NULL)
    return FALSE;
  json_object_foreach_member (json_node_get_object (root), fill_link, NULL);
  document = json_to_string (root, FALSE);
  return esp_message_update (tx, id, row->name, document, error);
}

static gboolean
fill_all_links (EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) messages = esp_message_list (tx, FALSE, error);

  if (messages == NULL)
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      const EspMessageRow *row = g_ptr_array_index (messages, i);

      if (row->version == 0 && !fill_links (tx, row->id, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_sample_add_journeys:
 *
 * Begins journeys from templates, in Korean as all of the sample, with the messages that they send.
 */
gboolean
esp_sample_add_journeys (EspTx *tx, GError **error)
{
  static const char *const templates[] = { "win-back", "cart",
                                           "welcome" }; /* the last stands first */

  for (gsize i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      gint64 id;

      if (!esp_journey_order_from_template (tx, templates[i], "ko", NULL, &id, error))
        return FALSE;
    }
  return fill_all_links (tx, error);
}
