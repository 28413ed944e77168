/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the worst of what a message brings along as example data: nothing bought, or products with endless names. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-sample.h"

#include "engine/content/esp-fill-products.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char long_name[] =
  "[한정수량] 2026 프리미엄 오가닉 코튼 100% 사계절 겸용 무형광 아기 손수건 & 블랭킷 선물세트 "
  "(대형 120×150 cm, 크림 아이보리) Limited Anniversary Edition with Personalised Embroidery";

/* Deeper is no data of a message. */
#define MAX_DEPTH 32

typedef struct
{
  gboolean is_empty;
  GHashTable *names; /* members that are the name of a product */
} Stage;

static void stage_node (const Stage *stage, JsonNode *node, guint depth, gboolean is_element);

static void
stage_object (const Stage *stage, JsonObject *object, guint depth, gboolean is_element)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);

      if (!stage->is_empty && is_element && JSON_NODE_HOLDS_VALUE (node) &&
          json_node_get_value_type (node) == G_TYPE_STRING &&
          g_hash_table_contains (stage->names, l->data))
        json_node_set_string (node, long_name);
      else
        stage_node (stage, node, depth + 1, FALSE);
    }
}

static void
stage_node (const Stage *stage, JsonNode *node, guint depth, gboolean is_element)
{
  if (depth > MAX_DEPTH)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    stage_object (stage, json_node_get_object (node), depth, is_element);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      while (stage->is_empty && json_array_get_length (array) > 0)
        json_array_remove_element (array, json_array_get_length (array) - 1);
      for (guint i = 0; i < json_array_get_length (array); i++)
        stage_node (stage, json_array_get_element (array, i), depth + 1, TRUE);
    }
}

static gboolean
add_name_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  const char *member =
    block->kind == ESP_BLOCK_PRODUCTS ? esp_card_part_member (block, ESP_CARD_NAME) : NULL;

  if (member != NULL)
    g_hash_table_add (data, g_strstrip (g_strndup (member, strcspn (member, "|"))));
  return TRUE;
}

/**
 * esp_message_sample_stage:
 * @id: (nullable): of a worst case
 * @doc: its example data becomes the case's, where the case is one of data
 *
 * For previews: the data of a message stands in for what a journey or shop will bring.
 */
void
esp_message_sample_stage (const char *id, EspMessageDoc *doc)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const Stage stage = { g_strcmp0 (id, ESP_SAMPLE_NO_PURCHASES) == 0, names };
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  if (doc->data == NULL || (!stage.is_empty && g_strcmp0 (id, ESP_SAMPLE_LONG_PRODUCT) != 0))
    return;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, doc->data, -1, NULL))
    return; /* said elsewhere */
  root = json_parser_get_root (parser);
  if (root == NULL)
    return;
  (void) esp_message_doc_foreach_any_block (doc, add_name_cb, names); /* goes through all */
  g_hash_table_add (names, g_strdup ("name"));
  g_hash_table_add (names, g_strdup ("title"));
  stage_node (&stage, root, 0, FALSE);
  g_free (doc->data);
  doc->data = json_to_string (root, FALSE);
}
