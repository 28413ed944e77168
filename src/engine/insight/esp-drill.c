/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names a cell of an answer, so that a key holds all that is needed to find its leads again. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-drill.h"

#include "base/esp-json-walk.h"
#include "store/esp-lead-set.h"

#include <string.h>

#define MAX_BYTES (64 * 1024)

/**
 * esp_drill_clear:
 */
void
esp_drill_clear (EspDrill *self)
{
  g_clear_pointer (&self->question, esp_question_unref);
  g_clear_pointer (&self->cell, g_free);
}

/**
 * esp_drill_name_cell:
 *
 * Returns: (transfer full): the cell by the keys of its row and column, whatever order they are in
 */
char *
esp_drill_name_cell (const char *row_key, const char *group, const char *column_key)
{
  return g_strjoin ("|", column_key, row_key, group != NULL ? group : "", NULL);
}

/**
 * esp_drill_make_key:
 *
 * Returns: (transfer full): the key of the set of leads behind the cell
 */
char *
esp_drill_make_key (const EspQuestion *question, gint64 now_us, const char *cell)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = esp_question_to_json (question);
  EspLeadSet set = { .kind = ESP_LEAD_SET_ANSWER };
  char *key;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "cell");
  json_builder_add_string_value (builder, cell);
  json_builder_set_member_name (builder, "now");
  json_builder_add_int_value (builder, now_us);
  json_builder_set_member_name (builder, "question");
  json_builder_add_value (builder, json_from_string (json, NULL));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  set.detail = json_to_string (root, FALSE);
  key = esp_lead_set_to_key (&set);
  esp_lead_set_clear (&set);
  return key;
}

static gboolean
read_members (JsonObject *object, EspDrill *drill, GError **error)
{
  JsonNode *cell = json_object_get_member (object, "cell");
  JsonNode *now = json_object_get_member (object, "now");
  JsonNode *question = json_object_get_member (object, "question");
  g_autofree char *json = NULL;

  if (cell == NULL || now == NULL || question == NULL || !JSON_NODE_HOLDS_VALUE (cell) ||
      !JSON_NODE_HOLDS_VALUE (now) || json_node_get_string (cell) == NULL)
    {
      g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                           "The key does not name a cell, a moment and a question");
      return FALSE;
    }
  json = json_to_string (question, FALSE);
  drill->question = esp_question_parse (json, -1, error);
  drill->now_us = json_node_get_int (now);
  drill->cell = g_strdup (json_node_get_string (cell));
  return drill->question != NULL;
}

/**
 * esp_drill_parse:
 * @detail: of a set of leads of the kind "answer"
 * @out_drill: (out caller-allocates): to be cleared; left alone on failure
 */
gboolean
esp_drill_parse (const char *detail, EspDrill *out_drill, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (EspDrill) drill = { 0 };
  JsonNode *root;

  if (detail == NULL || strlen (detail) > MAX_BYTES ||
      esp_json_is_too_deep (detail, strlen (detail), 8) ||
      !json_parser_load_from_data (parser, detail, -1, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                           "The key does not name a cell of an answer");
      return FALSE;
    }
  if (!read_members (json_node_get_object (root), &drill, error))
    return FALSE;
  *out_drill = drill;
  drill = (EspDrill){ 0 };
  return TRUE;
}
