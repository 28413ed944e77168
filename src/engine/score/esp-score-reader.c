/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a score from its text, as data/schema/score.schema.json describes it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/score/esp-score-json.h"

#include "engine/journey/esp-journey-private.h"

#include <math.h>
#include <string.h>

/* A rule of a segment, six levels deep, and what is around it. */
#define MAX_BRACKETS 40
#define MAX_ID 64
#define MAX_LINE 300

static const char *const count_names[] = { "each", "once", "most", NULL };
static const char *const period_names[] = { "day", "week", "month", NULL };
static const char *const direction_names[] = { "up", "down", NULL };

static double
read_number (EspJsonWalk *walk, JsonObject *object, const char *member, double low, double high)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (node == NULL)
    return 0;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    {
      esp_json_walk_fail (walk, member, "a number is expected");
      return 0;
    }
  number = json_node_get_double (node);
  if (number >= low && number <= high)
    return number;
  esp_json_walk_fail (walk, member, "a number from %.0f to %.0f is expected", low, high);
  return 0;
}

static int
read_points (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  double number = read_number (walk, object, member, -ESP_SCORE_MAX_POINTS, ESP_SCORE_MAX_POINTS);

  if (number - floor (number) > 0)
    esp_json_walk_fail (walk, member, "a whole number is expected");
  return (int) number;
}

static void
read_count (EspJsonWalk *walk, JsonObject *object, EspScoreRule *rule)
{
  rule->count = (EspScoreCount) esp_json_walk_word (walk, object, "count", count_names);
  rule->per = (EspScorePeriod) esp_json_walk_word (walk, object, "per", period_names);
  rule->most = (guint) esp_json_walk_int (walk, object, "most", ESP_SCORE_MAX_MOST, 0);
  if (rule->count == ESP_SCORE_MOST && rule->most == 0)
    esp_json_walk_fail (walk, "most", "at least 1 is expected");
  if (rule->count != ESP_SCORE_MOST && json_object_has_member (object, "most"))
    esp_json_walk_fail (walk, "most", "it goes with “count”: “most” alone");
  if (rule->count != ESP_SCORE_MOST && json_object_has_member (object, "per"))
    esp_json_walk_fail (walk, "per", "it goes with “count”: “most” alone");
}

static void
read_rule (EspJsonWalk *walk, JsonObject *object, EspScoreRule *rule)
{
  static const char *const known[] = { "id",    "title", "off", "points", "match", "condition",
                                       "count", "most",  "per", "cap",    NULL };
  static const char *const of_events[] = { "count", "cap", NULL };

  esp_json_walk_check_members (walk, object, known);
  rule->id = esp_json_walk_line (walk, object, "id", MAX_ID);
  rule->title = esp_json_walk_line (walk, object, "title", MAX_LINE);
  rule->is_off = esp_json_walk_bool (walk, object, "off");
  rule->points = read_points (walk, object, "points");
  rule->match = esp_journey_read_event (walk, object, "match");
  rule->condition = esp_journey_read_rule (walk, object, "condition");
  read_count (walk, object, rule);
  rule->cap = read_points (walk, object, "cap");
  if (rule->id == NULL || *rule->id == '\0')
    esp_json_walk_fail (walk, "id", "a word that no other rule has is expected");
  if (json_object_has_member (object, "match") == json_object_has_member (object, "condition"))
    esp_json_walk_fail (walk, NULL, "one of “match” (an event) and “condition” is expected");
  if (rule->points == 0)
    esp_json_walk_fail (walk, "points", "a number other than 0 is expected");
  if ((rule->points < 0) != (rule->cap < 0) && rule->cap != 0)
    esp_json_walk_fail (walk, "cap", "it is below 0 exactly if the points are");
  for (guint i = 0; of_events[i] != NULL; i++)
    if (rule->condition != NULL && json_object_has_member (object, of_events[i]))
      esp_json_walk_fail (walk, of_events[i], "it goes with events alone");
}

static void
read_task (EspJsonWalk *walk, JsonObject *object, EspScoreThreshold *threshold)
{
  static const char *const known[] = { "title", "owner", "due_days", "alert", NULL };
  JsonObject *task = esp_journey_read_object (walk, object, "task");
  gsize mark;

  if (task == NULL)
    return;
  mark = esp_json_walk_push (walk, "task");
  esp_json_walk_check_members (walk, task, known);
  threshold->has_task = TRUE;
  threshold->task = esp_json_walk_line (walk, task, "title", MAX_LINE);
  threshold->owner = esp_json_walk_line (walk, task, "owner", MAX_LINE);
  threshold->due_days = (guint) esp_json_walk_int (walk, task, "due_days", ESP_SCORE_MAX_DAYS, 0);
  threshold->is_alert = esp_json_walk_bool (walk, task, "alert");
  esp_json_walk_pop (walk, mark);
}

static void
read_threshold (EspJsonWalk *walk, JsonObject *object, EspScoreThreshold *threshold)
{
  static const char *const known[] = { "id", "title", "value", "direction", "slack", "task", NULL };

  esp_json_walk_check_members (walk, object, known);
  threshold->id = esp_json_walk_line (walk, object, "id", MAX_ID);
  threshold->title = esp_json_walk_line (walk, object, "title", MAX_LINE);
  threshold->value = read_points (walk, object, "value");
  threshold->is_falling = esp_json_walk_word (walk, object, "direction", direction_names) == 1;
  threshold->slack = esp_json_walk_int (walk, object, "slack", ESP_SCORE_MAX_POINTS, 0);
  read_task (walk, object, threshold);
  if (threshold->id == NULL || *threshold->id == '\0')
    esp_json_walk_fail (walk, "id", "a word that no other threshold has is expected");
  if (!json_object_has_member (object, "value"))
    esp_json_walk_fail (walk, "value", "the number to cross is expected");
}

static void
claim_id (EspJsonWalk *walk, GHashTable *ids, const char *id)
{
  if (id != NULL && !g_hash_table_add (ids, g_strdup (id)))
    esp_json_walk_fail (walk, "id", "“%.64s” is there already", id);
}

static void
read_rules (EspJsonWalk *walk, JsonObject *object, EspScore *score)
{
  JsonArray *array = esp_json_walk_array (walk, object, "rules");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize mark;

  if (n > ESP_SCORE_MAX_RULES)
    esp_json_walk_fail (walk, "rules", "at most %d are expected", ESP_SCORE_MAX_RULES);
  mark = esp_json_walk_push (walk, "rules");
  for (guint i = 0; i < MIN (n, ESP_SCORE_MAX_RULES); i++)
    {
      gsize inner = esp_json_walk_push_index (walk, i);
      JsonObject *element = esp_json_walk_element (walk, array, i);
      EspScoreRule rule = { NULL };

      if (element != NULL)
        {
          read_rule (walk, element, &rule);
          claim_id (walk, ids, rule.id);
          g_array_append_val (score->rules, rule);
        }
      esp_json_walk_pop (walk, inner);
    }
  esp_json_walk_pop (walk, mark);
}

static void
read_thresholds (EspJsonWalk *walk, JsonObject *object, EspScore *score)
{
  JsonArray *array = esp_json_walk_array (walk, object, "thresholds");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize mark;

  if (n > ESP_SCORE_MAX_THRESHOLDS)
    esp_json_walk_fail (walk, "thresholds", "at most %d are expected", ESP_SCORE_MAX_THRESHOLDS);
  mark = esp_json_walk_push (walk, "thresholds");
  for (guint i = 0; i < MIN (n, ESP_SCORE_MAX_THRESHOLDS); i++)
    {
      gsize inner = esp_json_walk_push_index (walk, i);
      JsonObject *element = esp_json_walk_element (walk, array, i);
      EspScoreThreshold threshold = { NULL };

      if (element != NULL)
        {
          read_threshold (walk, element, &threshold);
          claim_id (walk, ids, threshold.id);
          g_array_append_val (score->thresholds, threshold);
        }
      esp_json_walk_pop (walk, inner);
    }
  esp_json_walk_pop (walk, mark);
}

static void
read_score (EspJsonWalk *walk, JsonObject *object, EspScore *score)
{
  static const char *const known[] = { "$schema", "version", "half_life_days", "min",
                                       "max",     "rules",   "thresholds",     NULL };

  esp_json_walk_check_members (walk, object, known);
  if (esp_json_walk_int (walk, object, "version", G_MAXINT, 0) != ESP_SCORE_VERSION)
    esp_json_walk_fail (walk, "version", "%d is expected: another one is of another Espalier",
                        ESP_SCORE_VERSION);
  score->half_life_days = read_number (walk, object, "half_life_days", 0, ESP_SCORE_MAX_DAYS);
  /* Below a minute nothing would be left to compare. */
  if (score->half_life_days > 0 && score->half_life_days < 1.0 / 1440)
    esp_json_walk_fail (walk, "half_life_days", "0 or at least a minute is expected");
  score->has_min = json_object_has_member (object, "min");
  score->has_max = json_object_has_member (object, "max");
  score->min = read_points (walk, object, "min");
  score->max = read_points (walk, object, "max");
  if (score->has_min && score->has_max && score->min >= score->max)
    esp_json_walk_fail (walk, "max", "more than “min” is expected");
  read_rules (walk, object, score);
  read_thresholds (walk, object, score);
}

/**
 * esp_score_parse_json:
 * @length: -1: up to the NUL
 *
 * Returns: (transfer full): the score; %NULL with @error (#ESP_RULE_ERROR) set, which names the place
 */
EspScore *
esp_score_parse_json (const char *json, gssize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspScore) score = NULL;
  gsize size = length < 0 ? strlen (json) : (gsize) length;
  EspJsonWalk walk;
  JsonNode *root;

  if (size > ESP_SCORE_MAX_BYTES || esp_json_is_too_deep (json, size, MAX_BRACKETS))
    {
      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT,
                   "The score is too long or too deep: at most %d kB are expected",
                   ESP_SCORE_MAX_BYTES / 1024);
      return NULL;
    }
  if (!g_utf8_validate (json, (gssize) size, NULL))
    {
      g_set_error_literal (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX,
                           "The score is not text in UTF-8");
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, (gssize) size, &local))
    {
      g_autofree char *why = esp_json_dup_problem (local);

      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX, "The score is not JSON: %s", why);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX,
                           "The score is an object in braces");
      return NULL;
    }
  score = esp_score_new ();
  esp_json_walk_init (&walk, "The score", ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX);
  read_score (&walk, json_node_get_object (root), score);
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&score) : NULL;
}
