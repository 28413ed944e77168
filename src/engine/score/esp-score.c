/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a score is made: its rules, its half-life, its bounds and its thresholds. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/score/esp-score.h"

static void
rule_clear (gpointer data)
{
  EspScoreRule *rule = data;

  g_free (rule->id);
  g_free (rule->title);
  g_clear_pointer (&rule->match, esp_condition_free);
  g_clear_pointer (&rule->condition, esp_rule_unref);
}

static void
threshold_clear (gpointer data)
{
  EspScoreThreshold *threshold = data;

  g_free (threshold->id);
  g_free (threshold->title);
  g_free (threshold->task);
  g_free (threshold->owner);
}

/**
 * esp_score_new:
 *
 * Returns: (transfer full): a score without rules, to be filled before it is shared
 */
EspScore *
esp_score_new (void)
{
  EspScore *self = g_new0 (EspScore, 1);

  g_atomic_ref_count_init (&self->refs);
  self->rules = g_array_new (FALSE, TRUE, sizeof (EspScoreRule));
  g_array_set_clear_func (self->rules, rule_clear);
  self->thresholds = g_array_new (FALSE, TRUE, sizeof (EspScoreThreshold));
  g_array_set_clear_func (self->thresholds, threshold_clear);
  return self;
}

/**
 * esp_score_ref:
 */
EspScore *
esp_score_ref (EspScore *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_score_unref:
 */
void
esp_score_unref (EspScore *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->rules);
  g_array_unref (self->thresholds);
  g_free (self);
}

/**
 * esp_score_get_n_rules:
 */
guint
esp_score_get_n_rules (const EspScore *self)
{
  return self->rules->len;
}

/**
 * esp_score_get_rule:
 */
const EspScoreRule *
esp_score_get_rule (const EspScore *self, guint index)
{
  return &g_array_index (self->rules, EspScoreRule, index);
}

/**
 * esp_score_get_n_thresholds:
 */
guint
esp_score_get_n_thresholds (const EspScore *self)
{
  return self->thresholds->len;
}

/**
 * esp_score_get_threshold:
 */
const EspScoreThreshold *
esp_score_get_threshold (const EspScore *self, guint index)
{
  return &g_array_index (self->thresholds, EspScoreThreshold, index);
}

/**
 * esp_score_asks_events:
 *
 * Returns: whether anything that happens gives points by a rule
 */
gboolean
esp_score_asks_events (const EspScore *self)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (esp_score_get_rule (self, i)->match != NULL && !esp_score_get_rule (self, i)->is_off)
      return TRUE;
  return FALSE;
}

/**
 * esp_score_has_kind:
 *
 * Returns: whether events of that kind can change the score
 */
gboolean
esp_score_has_kind (const EspScore *self, const char *kind)
{
  if (g_strcmp0 (kind, ESP_SCORE_EVENT_POINTS) == 0)
    return TRUE;
  for (guint i = 0; i < self->rules->len; i++)
    {
      const EspScoreRule *rule = esp_score_get_rule (self, i);

      if (rule->match != NULL && !rule->is_off && g_strcmp0 (rule->match->subject, kind) == 0)
        return TRUE;
    }
  return FALSE;
}
