/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as JSON, for scripts and for the cache. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-answer.h"

#include "base/esp-json-walk.h"
#include "engine/insight/esp-question.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 8

static const char *const unit_names[] = {
  [ESP_ANSWER_COUNT] = "count",       [ESP_ANSWER_RATIO] = "ratio",   [ESP_ANSWER_MONEY] = "money",
  [ESP_ANSWER_DURATION] = "duration", [ESP_ANSWER_NUMBER] = "number", [ESP_ANSWER_TEXT] = "text",
  [ESP_ANSWER_TIME] = "time",
};

static const struct
{
  EspCellFlags flag;
  const char *name;
} flag_names[] = {
  { ESP_CELL_FEW, "few" },
  { ESP_CELL_PARTIAL, "partial" },
  { ESP_CELL_TOTAL, "total" },
  { ESP_CELL_ESTIMATE, "estimate" },
};

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isnan (value) || isinf (value))
    json_builder_add_null_value (builder);
  else if (floor (value) == value && fabs (value) < 9e15)
    json_builder_add_int_value (builder, (gint64) value);
  else
    json_builder_add_double_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_flags (JsonBuilder *builder, guint flags)
{
  if (flags == 0)
    return;
  json_builder_set_member_name (builder, "flags");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if ((flags & flag_names[i].flag) != 0)
      json_builder_add_string_value (builder, flag_names[i].name);
  json_builder_end_array (builder);
}

static void
write_cell (JsonBuilder *builder, const EspAnswerCell *cell)
{
  json_builder_begin_object (builder);
  add_number (builder, "value", cell->value);
  if (cell->part != 0 || cell->whole != 0)
    {
      add_int (builder, "part", cell->part);
      add_int (builder, "whole", cell->whole);
    }
  if (!isnan (cell->low) || !isnan (cell->high))
    {
      add_number (builder, "low", cell->low);
      add_number (builder, "high", cell->high);
    }
  add_flags (builder, cell->flags);
  add_text (builder, "text", cell->text);
  add_text (builder, "drill", cell->drill);
  json_builder_end_object (builder);
}

static void
write_row (JsonBuilder *builder, const EspAnswer *self, const EspAnswerRow *row)
{
  json_builder_begin_object (builder);
  add_text (builder, "key", row->key);
  add_text (builder, "label", row->label);
  add_text (builder, "group", row->group);
  add_flags (builder, row->flags);
  json_builder_set_member_name (builder, "cells");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->columns->len; i++)
    {
      json_builder_set_member_name (builder, esp_answer_get_column (self, i)->key);
      write_cell (builder, &row->cells[i]);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
write_sentences (JsonBuilder *builder,
                 const EspAnswer *self,
                 const char *name,
                 GPtrArray *sentences)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < sentences->len; i++)
    {
      const EspAnswerSentence *sentence = g_ptr_array_index (sentences, i);
      g_autofree char *text = esp_answer_sentence_dup_text (self, sentence);

      json_builder_begin_object (builder);
      add_text (builder, "code", sentence->code);
      add_text (builder, "text", text);
      json_builder_set_member_name (builder, "args");
      json_builder_begin_array (builder);
      for (guint j = 0; j < sentence->args->len; j++)
        {
          const EspAnswerArg *arg = &g_array_index (sentence->args, EspAnswerArg, j);

          json_builder_begin_object (builder);
          add_text (builder, "name", arg->name);
          add_text (builder, "text", arg->text);
          if (arg->text == NULL)
            add_number (builder, "value", arg->value);
          add_text (builder, "unit", unit_names[arg->unit]);
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * esp_answer_write_json:
 *
 * Writes the answer as one object.
 */
void
esp_answer_write_json (const EspAnswer *self, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  add_text (builder, "ask", self->ask);
  if (self->from_us != G_MININT64)
    add_int (builder, "from_us", self->from_us);
  add_int (builder, "to_us", self->to_us);
  add_int (builder, "as_of_us", self->as_of_us);
  add_text (builder, "zone", self->zone);
  add_text (builder, "currency", self->currency);
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const EspAnswerColumn *column = esp_answer_get_column (self, i);

      json_builder_begin_object (builder);
      add_text (builder, "key", column->key);
      add_text (builder, "label", column->label);
      add_text (builder, "unit", unit_names[column->unit]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rows->len; i++)
    write_row (builder, self, esp_answer_get_row (self, i));
  json_builder_end_array (builder);
  write_sentences (builder, self, "says", self->says);
  write_sentences (builder, self, "notes", self->notes);
  json_builder_end_object (builder);
}

/**
 * esp_answer_to_json:
 *
 * Returns: (transfer full): the answer as text
 */
char *
esp_answer_to_json (const EspAnswer *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  esp_answer_write_json (self, builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static double
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

static gint64
get_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : fallback;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static EspAnswerUnit
get_unit (JsonObject *object)
{
  const char *name = get_text (object, "unit");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (unit_names); i++)
    if (g_str_equal (unit_names[i], name))
      return (EspAnswerUnit) i;
  return ESP_ANSWER_NUMBER;
}

static guint
get_flags (JsonObject *object)
{
  JsonArray *array = get_array (object, "flags");
  guint flags = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      for (gsize j = 0; name != NULL && j < G_N_ELEMENTS (flag_names); j++)
        if (g_str_equal (flag_names[j].name, name))
          flags |= flag_names[j].flag;
    }
  return flags;
}

static void
read_cell (JsonObject *object, EspAnswerCell *cell)
{
  cell->value = get_number (object, "value");
  cell->part = get_int (object, "part", 0);
  cell->whole = get_int (object, "whole", 0);
  cell->low = get_number (object, "low");
  cell->high = get_number (object, "high");
  cell->flags = get_flags (object);
  cell->text = g_strdup (get_text (object, "text"));
  cell->drill = g_strdup (get_text (object, "drill"));
}

static void
read_row (EspAnswer *self, JsonObject *object)
{
  JsonNode *cells = json_object_get_member (object, "cells");
  const char *key = get_text (object, "key");
  EspAnswerRow *row;

  if (key == NULL || cells == NULL || !JSON_NODE_HOLDS_OBJECT (cells))
    return;
  row = esp_answer_add_row (self, key, get_text (object, "label"), get_text (object, "group"));
  row->flags = get_flags (object);
  for (guint i = 0; i < self->columns->len; i++)
    {
      JsonNode *cell =
        json_object_get_member (json_node_get_object (cells), esp_answer_get_column (self, i)->key);

      if (cell != NULL && JSON_NODE_HOLDS_OBJECT (cell))
        read_cell (json_node_get_object (cell), &row->cells[i]);
    }
}

static void
read_sentence (EspAnswerSentence *sentence, JsonArray *args)
{
  for (guint i = 0; args != NULL && i < json_array_get_length (args); i++)
    {
      JsonObject *object = get_element (args, i);
      const char *name = object != NULL ? get_text (object, "name") : NULL;
      const char *text = object != NULL ? get_text (object, "text") : NULL;

      if (name == NULL)
        continue;
      if (text != NULL)
        esp_answer_sentence_add_text (sentence, name, text);
      else
        esp_answer_sentence_add (sentence, name, get_number (object, "value"), get_unit (object));
    }
}

static void
read_sentences (EspAnswer *self, JsonArray *array, gboolean is_note)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = get_element (array, i);
      const char *code = object != NULL ? get_text (object, "code") : NULL;

      if (code != NULL)
        read_sentence (is_note ? esp_answer_note (self, code) : esp_answer_say (self, code),
                       get_array (object, "args"));
    }
}

static EspAnswer *
read_answer (JsonObject *object)
{
  JsonArray *columns = get_array (object, "columns");
  JsonArray *rows = get_array (object, "rows");
  const char *ask = get_text (object, "ask");
  EspAnswer *self;

  if (ask == NULL || columns == NULL || rows == NULL)
    return NULL;
  self = esp_answer_new (ask);
  self->from_us = get_int (object, "from_us", G_MININT64);
  self->to_us = get_int (object, "to_us", 0);
  self->as_of_us = get_int (object, "as_of_us", 0);
  self->zone = g_strdup (get_text (object, "zone"));
  self->currency = g_strdup (get_text (object, "currency"));
  for (guint i = 0; i < json_array_get_length (columns); i++)
    {
      JsonObject *column = get_element (columns, i);

      if (column != NULL && get_text (column, "key") != NULL)
        esp_answer_add_column (self, get_text (column, "key"), get_text (column, "label"),
                               get_unit (column));
    }
  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (get_element (rows, i) != NULL)
      read_row (self, get_element (rows, i));
  read_sentences (self, get_array (object, "says"), FALSE);
  read_sentences (self, get_array (object, "notes"), TRUE);
  return self;
}

/**
 * esp_answer_parse:
 *
 * Reads what esp_answer_to_json() wrote; members that it does not know are passed over.
 *
 * Returns: (transfer full): the answer; %NULL with @error set
 */
EspAnswer *
esp_answer_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size = length < 0 ? strlen (json) : (gsize) length;
  EspAnswer *self = NULL;
  JsonNode *root;

  if (!esp_json_is_too_deep (json, size, MAX_DEPTH) &&
      json_parser_load_from_data (parser, json, (gssize) size, NULL))
    {
      root = json_parser_get_root (parser);
      if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        self = read_answer (json_node_get_object (root));
    }
  if (self == NULL)
    g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                         "This is not an answer to a question");
  return self;
}
