/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes to the plan that are thought about: as JSON, and made after all. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-scenario.h"

#include "base/esp-json-walk.h"
#include "store/esp-campaigns.h"
#include "worker/esp-plan-move.h"

#include <string.h>

#define MAX_JSON (1024 * 1024)
#define MAX_DEPTH 16
#define MAX_TEXT 10000

static gint64
read_int (EspJsonWalk *walk, JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return fallback;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 &&
      json_node_get_int (node) >= 0)
    return json_node_get_int (node);
  esp_json_walk_fail (walk, member, "a whole number from 0 on is expected");
  return fallback;
}

static EspPlanChange *
read_change (EspJsonWalk *walk, JsonObject *object)
{
  static const char *const members[] = { "key",  "at",    "audience", "cost",
                                         "drop", "title", "channel",  NULL };
  EspPlanChange *change = g_new0 (EspPlanChange, 1);

  esp_json_walk_check_members (walk, object, members);
  change->key = esp_json_walk_line (walk, object, "key", MAX_TEXT);
  change->title = esp_json_walk_line (walk, object, "title", ESP_PLAN_MAX_TITLE);
  change->audience = esp_json_walk_string (walk, object, "audience", MAX_TEXT);
  change->at_us = read_int (walk, object, "at", 0);
  change->cost = read_int (walk, object, "cost", -1);
  change->channel_id = read_int (walk, object, "channel", 0);
  change->is_removed = esp_json_walk_bool (walk, object, "drop");
  if ((change->key == NULL) == (change->title == NULL))
    esp_json_walk_fail (walk, NULL, "either a key or the title of something new is expected");
  if (change->title != NULL && change->at_us == 0)
    esp_json_walk_fail (walk, "at", "something new needs a time");
  return change;
}

/**
 * esp_plan_changes_parse:
 *
 * Returns: (transfer full) (element-type EspPlanChange): %NULL with @error set
 */
GPtrArray *
esp_plan_changes_parse (const char *json, GError **error)
{
  g_autoptr (GPtrArray) changes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_change_free);
  g_autoptr (JsonNode) root = NULL;
  JsonArray *array;
  EspJsonWalk walk;

  if (strlen (json) <= MAX_JSON && !esp_json_is_too_deep (json, strlen (json), MAX_DEPTH))
    root = json_from_string (json, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The scenario is no JSON object that can be read");
      return NULL;
    }
  esp_json_walk_init (&walk, "The scenario", ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  array = esp_json_walk_array (&walk, json_node_get_object (root), "changes");
  if (array != NULL && json_array_get_length (array) > ESP_PLAN_MAX_CHANGES)
    esp_json_walk_fail (&walk, "changes", "there are more than %d", ESP_PLAN_MAX_CHANGES);
  for (guint i = 0; array != NULL && walk.error == NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = esp_json_walk_element (&walk, array, i);
      gsize before = esp_json_walk_push_index (&walk, i);

      if (object != NULL)
        g_ptr_array_add (changes, read_change (&walk, object));
      esp_json_walk_pop (&walk, before);
    }
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&changes) : NULL;
}

static void
add_int (JsonBuilder *builder, const char *member, gint64 value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *member, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

/**
 * esp_plan_changes_to_json:
 *
 * Returns: (transfer full)
 */
char *
esp_plan_changes_to_json (const GPtrArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    {
      const EspPlanChange *change = g_ptr_array_index (changes, i);

      json_builder_begin_object (builder);
      add_text (builder, "key", change->key);
      add_text (builder, "title", change->title);
      add_text (builder, "audience", change->audience);
      if (change->at_us != 0)
        add_int (builder, "at", change->at_us);
      if (change->cost >= 0)
        add_int (builder, "cost", change->cost);
      if (change->channel_id != 0)
        add_int (builder, "channel", change->channel_id);
      if (change->is_removed)
        {
          json_builder_set_member_name (builder, "drop");
          json_builder_add_boolean_value (builder, TRUE);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_plan_changes_get:
 *
 * Returns: (transfer none): the change of @key, made when there is none
 */
EspPlanChange *
esp_plan_changes_get (GPtrArray *changes, const char *key)
{
  EspPlanChange *change;

  for (guint i = 0; i < changes->len; i++)
    {
      change = g_ptr_array_index (changes, i);
      if (g_strcmp0 (change->key, key) == 0)
        return change;
    }
  change = g_new0 (EspPlanChange, 1);
  change->key = g_strdup (key);
  change->cost = -1;
  g_ptr_array_add (changes, change);
  return change;
}

static gboolean
set_audience (EspTx *tx, const EspPlanChange *change, gint64 id, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, id, error);

  if (send == NULL)
    return FALSE;
  if (!g_str_equal (send->state, "draft"))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED,
                           "Only the audience of a draft can be changed");
      return FALSE;
    }
  g_free (send->audience);
  send->audience = g_strdup (change->audience);
  return esp_send_update (tx, send, error);
}

static gboolean
set_cost (EspTx *tx, const EspPlanChange *change, gint64 id, GError **error)
{
  g_autoptr (EspPlanItem) item = esp_plan_item_load (tx, id, error);

  if (item == NULL)
    return FALSE;
  item->cost = change->cost;
  return esp_plan_item_update (tx, item, error);
}

static gboolean
apply_one (EspTx *tx, const EspPlanChange *change, GError **error)
{
  EspPlanType type = ESP_PLAN_OF_SEND;
  EspPlanMove move;
  gint64 id = 0;

  if (change->key == NULL)
    {
      const EspPlanDraft draft = { .title = change->title,
                                   .at_us = change->at_us,
                                   .channel_id = change->channel_id,
                                   .audience = change->audience };

      return esp_plan_add_send (tx, &draft, &id, error);
    }
  if (change->is_removed)
    return esp_plan_remove (tx, change->key, error);
  return esp_plan_key_parse (change->key, &type, &id, error) &&
         (change->at_us == 0 || esp_plan_move (tx, change->key, change->at_us, &move, error)) &&
         (change->audience == NULL || type != ESP_PLAN_OF_SEND ||
          set_audience (tx, change, id, error)) &&
         (change->cost < 0 || type != ESP_PLAN_OF_ITEM || set_cost (tx, change, id, error));
}

/**
 * esp_plan_changes_apply:
 *
 * Makes all of them or none: the transaction is given up with the first that is refused.
 */
gboolean
esp_plan_changes_apply (EspTx *tx, const GPtrArray *changes, guint *out_n_done, GError **error)
{
  *out_n_done = 0;
  for (guint i = 0; i < changes->len; i++)
    {
      const EspPlanChange *change = g_ptr_array_index (changes, i);

      if (!apply_one (tx, change, error))
        {
          g_prefix_error (error, "%s: ", change->key != NULL ? change->key : change->title);
          return FALSE;
        }
      (*out_n_done)++;
    }
  return TRUE;
}

/**
 * esp_plan_change_check:
 *
 * Says at once what esp_plan_changes_apply() would refuse: a send in the past would silently be missing when plans are
 * compared.
 */
gboolean
esp_plan_change_check (EspTx *tx, const EspPlanChange *change, GError **error)
{
  EspPlanMove look;

  if (change->is_removed || change->at_us == 0)
    return TRUE;
  if (change->key != NULL)
    return esp_plan_look_at_move (tx, change->key, change->at_us, &look, error);
  if (change->at_us >= esp_tx_get_now_us (tx))
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "The time has passed: choose a later one");
  return FALSE;
}
