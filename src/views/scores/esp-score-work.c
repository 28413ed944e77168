/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things that the screens of scores share: copies, ids, addresses of leads, a first definition. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-work.h"

#include "engine/score/esp-score-json.h"
#include "engine/segment/esp-rule-json.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/**
 * esp_score_copy:
 *
 * Returns: (transfer full): the same, to be changed
 */
EspScore *
esp_score_copy (const EspScore *score)
{
  g_autofree char *json = esp_score_to_json (score);

  return esp_score_parse_json (json, -1, NULL);
}

/**
 * esp_score_dup_new_id:
 *
 * Returns: (transfer full): a word that no rule and no threshold of @score has
 */
char *
esp_score_dup_new_id (const EspScore *score)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", n);
      gboolean is_taken = FALSE;

      for (guint i = 0; i < esp_score_get_n_rules (score); i++)
        is_taken |= g_str_equal (esp_score_get_rule (score, i)->id, id);
      for (guint i = 0; i < esp_score_get_n_thresholds (score); i++)
        is_taken |= g_str_equal (esp_score_get_threshold (score, i)->id, id);
      if (!is_taken)
        return g_steal_pointer (&id);
    }
}

/**
 * esp_score_dup_address:
 * @high: of ESP_OP_BETWEEN
 *
 * Returns: (transfer full): the place that lists the leads with such a value
 */
char *
esp_score_dup_address (const char *field, EspConditionOp op, double low, double high)
{
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, field);
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (EspTarget) leads = esp_target_new ("leads", NULL);
  g_autoptr (EspTarget) target = NULL;
  g_autofree char *json = NULL;

  condition->op = op;
  esp_condition_add_number (condition, low);
  if (op == ESP_OP_BETWEEN)
    esp_condition_add_number (condition, high);
  condition->or_unknown = op == ESP_OP_BETWEEN && low <= 0 && high >= 0;
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
  rule = esp_rule_new (root);
  json = esp_rule_to_json (rule);
  target = esp_target_with_param (leads, "filter", json);
  return esp_target_to_string (target);
}

/* What most begin with: mail, the site, an order; halved every month. */
static const struct
{
  const char *id;
  const char *event;
  int points;
  EspScoreCount count;
  guint most;
} first_rules[] = {
  { "open", "open", 3, ESP_SCORE_MOST, 1 },    { "click", "click", 10, ESP_SCORE_EACH, 0 },
  { "visit", "visit", 5, ESP_SCORE_MOST, 3 },  { "signup", "signup", 15, ESP_SCORE_ONCE, 0 },
  { "order", "order", 30, ESP_SCORE_EACH, 0 },
};

/**
 * esp_score_starter_json:
 *
 * Returns: (transfer full): a definition to begin with
 */
char *
esp_score_starter_json (void)
{
  g_autoptr (EspScore) score = esp_score_new ();
  EspScoreThreshold hot = { .id = g_strdup ("hot"),
                            .title = g_strdup (_ ("Ready for sales")),
                            .value = 50,
                            .slack = 5 };

  score->half_life_days = 30;
  score->has_min = score->has_max = TRUE;
  score->max = 100;
  for (gsize i = 0; i < G_N_ELEMENTS (first_rules); i++)
    {
      EspScoreRule rule = { .id = g_strdup (first_rules[i].id),
                            .points = first_rules[i].points,
                            .match = esp_condition_new (ESP_CONDITION_EVENT, first_rules[i].event),
                            .count = first_rules[i].count,
                            .most = first_rules[i].most };

      g_array_append_val (score->rules, rule);
    }
  g_array_append_val (score->thresholds, hot);
  return esp_score_to_json (score);
}
