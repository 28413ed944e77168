/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes edits of a rule back and does them again, also after the window was closed. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-doc-private.h"

#include "engine/segment/esp-rule-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_SAVED_BYTES (128 * 1024) /* of what can be undone, and as much of what can be redone */

/**
 * esp_rule_doc_get_undo:
 *
 * Returns: what undo would take back; %ESP_RULE_EDIT_NONE when there is nothing
 */
EspRuleEdit
esp_rule_doc_get_undo (EspRuleDoc *self)
{
  const EspRuleStep *step = g_queue_peek_head (&self->undo);

  return step != NULL ? step->edit : ESP_RULE_EDIT_NONE;
}

/**
 * esp_rule_doc_get_redo:
 */
EspRuleEdit
esp_rule_doc_get_redo (EspRuleDoc *self)
{
  const EspRuleStep *step = g_queue_peek_head (&self->redo);

  return step != NULL ? step->edit : ESP_RULE_EDIT_NONE;
}

static gboolean
step_over (EspRuleDoc *self, GQueue *from, GQueue *to)
{
  EspRuleStep *step = g_queue_pop_head (from);
  EspRule *rule;

  if (step == NULL)
    return FALSE;
  rule = step->rule;
  step->rule = self->rule;
  /* What is done after an undo must not merge into the step. */
  step->node_id = 0;
  g_queue_push_head (to, step);
  self->rule = rule;
  esp_rule_doc_tell (self);
  return TRUE;
}

/**
 * esp_rule_doc_undo:
 */
gboolean
esp_rule_doc_undo (EspRuleDoc *self)
{
  return step_over (self, &self->undo, &self->redo);
}

/**
 * esp_rule_doc_redo:
 */
gboolean
esp_rule_doc_redo (EspRuleDoc *self)
{
  return step_over (self, &self->redo, &self->undo);
}

static void
save_queue (JsonBuilder *builder, const char *name, GQueue *queue)
{
  gsize n_bytes = 0;

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (GList *l = queue->head; l != NULL; l = l->next)
    {
      const EspRuleStep *step = l->data;
      EspRule *rule = esp_rule_copy (step->rule);
      g_autofree char *json = NULL;

      esp_rule_drop_incomplete (rule->root);
      json = esp_rule_to_json (rule);
      esp_rule_unref (rule);
      n_bytes += strlen (json);
      if (n_bytes > MAX_SAVED_BYTES)
        break;
      json_builder_begin_array (builder);
      json_builder_add_int_value (builder, step->edit);
      json_builder_add_string_value (builder, json);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

/**
 * esp_rule_doc_save_steps:
 *
 * Returns: (transfer full): the steps that can be undone and redone, as text to keep: the newest of
 *   each, some hundreds of an ordinary rule
 */
char *
esp_rule_doc_save_steps (EspRuleDoc *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  save_queue (builder, "undo", &self->undo);
  save_queue (builder, "redo", &self->redo);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
load_queue (EspRuleDoc *self, JsonObject *object, const char *name, GQueue *queue)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  g_queue_clear_full (queue, esp_rule_step_free);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
      const char *json = pair != NULL && json_array_get_length (pair) == 2
                           ? json_node_get_string (json_array_get_element (pair, 1))
                           : NULL;
      EspRule *rule = json != NULL ? esp_rule_parse_json (json, -1, NULL) : NULL;
      gint64 edit = rule != NULL ? json_array_get_int_element (pair, 0) : 0;

      if (rule == NULL)
        return;
      self->next_id = esp_rule_number (rule, self->next_id);
      g_queue_push_tail (queue, esp_rule_step_new (rule,
                                                   (EspRuleEdit) CLAMP (edit, ESP_RULE_EDIT_ADD,
                                                                        ESP_N_RULE_EDITS - 1),
                                                   0));
    }
}

/**
 * esp_rule_doc_load_steps:
 * @json: (nullable): what esp_rule_doc_save_steps() made; what cannot be read is left out
 */
void
esp_rule_doc_load_steps (EspRuleDoc *self, const char *json)
{
  g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  load_queue (self, json_node_get_object (root), "undo", &self->undo);
  load_queue (self, json_node_get_object (root), "redo", &self->redo);
}
