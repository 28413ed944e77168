/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score in words: each rule as one sentence, in English and in Korean. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/score/esp-score-words.h"

#include "engine/segment/esp-sentence.h"

#include <string.h>

static const char *
pick (EspLang lang, const char *en, const char *ko)
{
  return lang == ESP_LANG_KO ? ko : en;
}

/* The sentence of a segment would say how often; here the rule itself does. */
static EspRule *
make_rule (const EspScoreRule *rule)
{
  EspRuleNode *root;
  EspCondition *condition;

  if (rule->condition != NULL)
    return esp_rule_ref (rule->condition);
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  condition = esp_condition_copy (rule->match);
  condition->count_op = ESP_COUNT_AT_LEAST;
  condition->count = 1;
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
  return esp_rule_new (root);
}

/**
 * esp_score_rule_dup_cause:
 *
 * Returns: (transfer full): for what the points are
 */
char *
esp_score_rule_dup_cause (const EspScoreRule *rule, const EspScoreTongue *tongue)
{
  g_autoptr (EspRule) whole = NULL;
  g_autoptr (EspSentence) sentence = NULL;

  if (rule->title != NULL && *rule->title != '\0')
    return g_strdup (rule->title);
  whole = make_rule (rule);
  sentence = esp_sentence_new (whole, tongue->catalog, tongue->currency, tongue->lang);
  return g_strdup (sentence->text);
}

static void
add_count (GString *out, const EspScoreRule *rule, EspLang lang)
{
  static const char *const en[] = { "a day", "a week", "a month" };
  static const char *const ko[] = { "하루", "한 주에", "한 달에" };

  if (rule->match == NULL)
    g_string_append (out, pick (lang, " · while it is true", " · 해당하는 동안"));
  else if (rule->count == ESP_SCORE_EACH)
    g_string_append (out, pick (lang, " · each time", " · 매번"));
  else if (rule->count == ESP_SCORE_ONCE)
    g_string_append (out, pick (lang, " · once", " · 처음 한 번만"));
  else if (lang == ESP_LANG_KO)
    g_string_append_printf (out, " · %s 최대 %u회", ko[rule->per], rule->most);
  else
    g_string_append_printf (out, " · at most %u × %s", rule->most, en[rule->per]);
  if (rule->cap != 0 && lang == ESP_LANG_KO)
    g_string_append_printf (out, " · 합해서 %+d점까지", rule->cap);
  else if (rule->cap != 0)
    g_string_append_printf (out, " · up to %+d points in all", rule->cap);
  if (rule->is_off)
    g_string_append (out, pick (lang, " · switched off", " · 꺼짐"));
}

/**
 * esp_score_rule_dup_terms:
 *
 * Returns: (transfer full): how often it counts, and up to what
 */
char *
esp_score_rule_dup_terms (const EspScoreRule *rule, EspLang lang)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *text;

  add_count (out, rule, lang);
  text = g_str_has_prefix (out->str, " · ") ? out->str + strlen (" · ") : out->str;
  return g_strdup (text);
}

/**
 * esp_score_rule_dup_words:
 *
 * Returns: (transfer full): the whole rule in a line
 */
char *
esp_score_rule_dup_words (const EspScoreRule *rule, const EspScoreTongue *tongue)
{
  g_autofree char *cause = esp_score_rule_dup_cause (rule, tongue);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, tongue->lang == ESP_LANG_KO ? "%+d점 · " : "%+d · ", rule->points);
  g_string_append (out, cause);
  add_count (out, rule, tongue->lang);
  return g_string_free (out, FALSE);
}

/**
 * esp_score_threshold_dup_words:
 *
 * Returns: (transfer full): when it is told, and what is done then
 */
char *
esp_score_threshold_dup_words (const EspScoreThreshold *threshold, EspLang lang)
{
  GString *out = g_string_new (NULL);

  if (threshold->title != NULL && *threshold->title != '\0')
    g_string_append_printf (out, "%s · ", threshold->title);
  if (lang == ESP_LANG_KO)
    g_string_append_printf (out, threshold->is_falling ? "%d점 아래로 내려갈 때" : "%d점에 이를 때",
                            threshold->value);
  else
    g_string_append_printf (out,
                            threshold->is_falling ? "when it falls below %d" : "when it reaches %d",
                            threshold->value);
  if (threshold->slack > 0 && lang == ESP_LANG_KO)
    g_string_append_printf (out, " · %d점 되돌아간 뒤 다시", threshold->slack);
  else if (threshold->slack > 0)
    g_string_append_printf (out, " · again after it went back by %d", threshold->slack);
  if (threshold->has_task)
    g_string_append_printf (out, " · %s",
                            threshold->is_alert ? pick (lang, "alert for sales", "영업 알림")
                                                : pick (lang, "task for sales", "영업 할 일"));
  if (threshold->has_task && threshold->owner != NULL)
    g_string_append_printf (out, " → %s", threshold->owner);
  return g_string_free (out, FALSE);
}

/**
 * esp_score_dup_frame_words:
 *
 * Returns: (transfer full): half-life and bounds
 */
char *
esp_score_dup_frame_words (const EspScore *score, EspLang lang)
{
  g_autofree char *days = esp_format_number (score->half_life_days);
  GString *out = g_string_new (NULL);

  if (score->half_life_days <= 0)
    g_string_append (out, pick (lang, "Points stay", "점수가 줄지 않음"));
  else if (lang == ESP_LANG_KO)
    g_string_append_printf (out, "%s일마다 절반으로", days);
  else
    g_string_append_printf (out, "Halved every %s days", days);
  if (score->has_min)
    g_string_append_printf (out, lang == ESP_LANG_KO ? " · 최소 %d점" : " · at least %d",
                            score->min);
  if (score->has_max)
    g_string_append_printf (out, lang == ESP_LANG_KO ? " · 최대 %d점" : " · at most %d",
                            score->max);
  return g_string_free (out, FALSE);
}

/**
 * esp_score_dup_words:
 *
 * Returns: (transfer full): the whole score, a line for each part
 */
char *
esp_score_dup_words (const EspScore *score, const EspScoreTongue *tongue)
{
  g_autofree char *frame = esp_score_dup_frame_words (score, tongue->lang);
  GString *out = g_string_new (frame);

  g_string_append_c (out, '\n');
  for (guint i = 0; i < score->rules->len; i++)
    {
      g_autofree char *line = esp_score_rule_dup_words (esp_score_get_rule (score, i), tongue);

      g_string_append_printf (out, "%s\n", line);
    }
  for (guint i = 0; i < score->thresholds->len; i++)
    {
      g_autofree char *line =
        esp_score_threshold_dup_words (esp_score_get_threshold (score, i), tongue->lang);

      g_string_append_printf (out, "⚑ %s\n", line);
    }
  return g_string_free (out, FALSE);
}
