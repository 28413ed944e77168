/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a score as text that people read and compare: always the same order, one member a line. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/score/esp-score-json.h"

#include "engine/segment/esp-rule-json.h"

#include <json-glib/json-glib.h>
#include <math.h>

static const char *const count_names[] = { "each", "once", "most" };
static const char *const period_names[] = { "day", "week", "month" };

static void
write_text (JsonBuilder *out, const char *member, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (out, member);
  json_builder_add_string_value (out, text);
}

static void
write_int (JsonBuilder *out, const char *member, gint64 value, gboolean is_set)
{
  if (!is_set)
    return;
  json_builder_set_member_name (out, member);
  json_builder_add_int_value (out, value);
}

static void
write_true (JsonBuilder *out, const char *member, gboolean value)
{
  if (!value)
    return;
  json_builder_set_member_name (out, member);
  json_builder_add_boolean_value (out, TRUE);
}

static void
write_match (JsonBuilder *out, const EspCondition *match)
{
  g_autofree char *text = esp_condition_to_json (match);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (node);

  json_builder_set_member_name (out, "match");
  json_builder_begin_object (out);
  write_text (out, "event", match->subject);
  if (json_object_has_member (object, "where"))
    {
      json_builder_set_member_name (out, "where");
      json_builder_add_value (out, json_node_copy (json_object_get_member (object, "where")));
    }
  json_builder_end_object (out);
}

static void
write_rule (JsonBuilder *out, const EspScoreRule *rule)
{
  json_builder_begin_object (out);
  write_text (out, "id", rule->id);
  write_text (out, "title", rule->title);
  write_true (out, "off", rule->is_off);
  write_int (out, "points", rule->points, TRUE);
  if (rule->match != NULL)
    {
      write_match (out, rule->match);
      if (rule->count != ESP_SCORE_EACH)
        write_text (out, "count", count_names[rule->count]);
      if (rule->count == ESP_SCORE_MOST)
        {
          write_int (out, "most", rule->most, TRUE);
          write_text (out, "per", period_names[rule->per]);
        }
      write_int (out, "cap", rule->cap, rule->cap != 0);
    }
  if (rule->condition != NULL)
    {
      g_autofree char *text = esp_rule_node_to_json (rule->condition->root);

      json_builder_set_member_name (out, "condition");
      json_builder_add_value (out, json_from_string (text, NULL));
    }
  json_builder_end_object (out);
}

static void
write_threshold (JsonBuilder *out, const EspScoreThreshold *threshold)
{
  json_builder_begin_object (out);
  write_text (out, "id", threshold->id);
  write_text (out, "title", threshold->title);
  write_int (out, "value", threshold->value, TRUE);
  if (threshold->is_falling)
    write_text (out, "direction", "down");
  write_int (out, "slack", threshold->slack, threshold->slack != 0);
  if (threshold->has_task)
    {
      json_builder_set_member_name (out, "task");
      json_builder_begin_object (out);
      write_text (out, "title", threshold->task);
      write_text (out, "owner", threshold->owner);
      write_int (out, "due_days", threshold->due_days, threshold->due_days != 0);
      write_true (out, "alert", threshold->is_alert);
      json_builder_end_object (out);
    }
  json_builder_end_object (out);
}

static void
write_half_life (JsonBuilder *out, double days)
{
  if (days <= 0)
    return;
  json_builder_set_member_name (out, "half_life_days");
  if (days - floor (days) > 0)
    json_builder_add_double_value (out, days);
  else
    json_builder_add_int_value (out, (gint64) days);
}

static void
write_score (JsonBuilder *out, const EspScore *self)
{
  json_builder_begin_object (out);
  write_int (out, "version", ESP_SCORE_VERSION, TRUE);
  write_half_life (out, self->half_life_days);
  write_int (out, "min", self->min, self->has_min);
  write_int (out, "max", self->max, self->has_max);
  json_builder_set_member_name (out, "rules");
  json_builder_begin_array (out);
  for (guint i = 0; i < self->rules->len; i++)
    write_rule (out, esp_score_get_rule (self, i));
  json_builder_end_array (out);
  if (self->thresholds->len > 0)
    {
      json_builder_set_member_name (out, "thresholds");
      json_builder_begin_array (out);
      for (guint i = 0; i < self->thresholds->len; i++)
        write_threshold (out, esp_score_get_threshold (self, i));
      json_builder_end_array (out);
    }
  json_builder_end_object (out);
}

/**
 * esp_score_to_json:
 *
 * Returns: (transfer full): its text, which esp_score_parse_json() reads
 */
char *
esp_score_to_json (const EspScore *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  write_score (out, self);
  root = json_builder_get_root (out);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
