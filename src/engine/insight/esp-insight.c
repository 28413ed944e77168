/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions: finds the period and the segment, hands over to the analysis, opens its cells. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-insight.h"

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-drill.h"
#include "engine/insight/esp-subset.h"
#include "store/esp-meta.h"

#include <string.h>

static const struct
{
  const char *ask;
  EspAnalysisFunc answer;
} analyses[] = {
  { "attribution", esp_attribution_answer },
  { "campaigns", esp_campaigns_answer },
  { "cohort", esp_cohort_answer },
  { "consent", esp_consent_answer },
  { "experiments", esp_experiments_answer },
  { "funnel", esp_funnel_answer },
  { "growth", esp_growth_answer },
  { "journeys", esp_journeys_answer },
  { "ltv", esp_ltv_answer },
  { "metrics", esp_metrics_answer },
  { "paths", esp_paths_answer },
  { "pipeline", esp_pipeline_answer },
  { "providers", esp_providers_answer },
  { "rfm", esp_rfm_answer },
  { "send-times", esp_send_times_answer },
  { "sends", esp_sends_answer },
  { "spend", esp_spend_answer },
  { "trend", esp_trend_answer },
};

/**
 * esp_insight_context_load:
 * @out_context: (out caller-allocates): to be cleared; left alone on failure
 *
 * Reads zone and currency of the workspace.
 */
gboolean
esp_insight_context_load (EspTx *tx, gint64 now_us, EspInsightContext *out_context, GError **error)
{
  g_auto (EspInsightContext) context = { .now_us = now_us };

  context.zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  context.currency =
    context.zone_name != NULL ? esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error) : NULL;
  if (context.currency == NULL)
    return FALSE;
  context.zone = g_time_zone_new_identifier (context.zone_name);
  if (context.zone == NULL)
    {
      context.zone = g_time_zone_new_utc ();
      g_free (context.zone_name);
      context.zone_name = g_strdup ("UTC");
    }
  *out_context = context;
  context = (EspInsightContext){ 0 };
  return TRUE;
}

/**
 * esp_insight_context_clear:
 */
void
esp_insight_context_clear (EspInsightContext *self)
{
  g_clear_pointer (&self->zone_name, g_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->currency, g_free);
}

static void
analysis_clear (EspAnalysis *self)
{
  g_clear_pointer (&self->segment, esp_bitmap_free);
  g_clear_pointer (&self->answer, esp_answer_free);
  g_clear_pointer (&self->found, esp_bitmap_free);
  g_clear_pointer (&self->orders, esp_insight_orders_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspAnalysis, analysis_clear)

static gboolean
load_segment (EspAnalysis *self, GError **error)
{
  const char *uuid = esp_question_get_segment (self->question);

  if (uuid != NULL)
    self->segment = esp_subset_load (self, uuid, NULL, error);
  return uuid == NULL || self->segment != NULL;
}

static EspAnalysisFunc
find_analysis (const char *ask)
{
  for (gsize i = 0; i < G_N_ELEMENTS (analyses); i++)
    if (g_str_equal (analyses[i].ask, ask))
      return analyses[i].answer;
  return NULL;
}

static gboolean
run_analysis (EspAnalysis *self, GError **error)
{
  const char *ask = esp_question_get_kind (self->question)->name;
  EspAnalysisFunc answer = find_analysis (ask);
  EspQuestionSpan span;

  if (answer == NULL)
    {
      g_set_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                   "“%s” cannot be answered yet", ask);
      return FALSE;
    }
  if (!esp_question_resolve (self->question, self->context->now_us, self->context->zone, &span,
                             error))
    return FALSE;
  self->answer = esp_answer_new (ask);
  self->from_us = span.from_us;
  self->is_partial = span.to_us > self->context->now_us;
  self->to_us = self->is_partial ? self->context->now_us + 1 : span.to_us;
  self->answer->from_us = span.from_us;
  self->answer->to_us = span.to_us;
  self->answer->as_of_us = self->context->now_us;
  self->answer->zone = g_strdup (self->context->zone_name);
  self->answer->currency = g_strdup (self->context->currency);
  return load_segment (self, error) && answer (self, error) &&
         !esp_analysis_is_cancelled (self, error);
}

/**
 * esp_question_answer:
 * @context: at which moment and in which zone
 * @cancellable: (nullable)
 *
 * Answers a question from the data as it is. Days are those of the workspace's zone; people erased since
 * are left out; amounts in other currencies than the workspace's are left out and told.
 *
 * Returns: (transfer full): the answer; %NULL with @error set
 */
EspAnswer *
esp_question_answer (EspTx *tx,
                     const EspQuestion *question,
                     const EspInsightContext *context,
                     GCancellable *cancellable,
                     GError **error)
{
  g_auto (EspAnalysis)
    analysis = { .tx = tx, .question = question, .context = context, .cancellable = cancellable };

  return run_analysis (&analysis, error) ? g_steal_pointer (&analysis.answer) : NULL;
}

/**
 * esp_insight_load_leads:
 *
 * Finds the leads of any set: of a campaign, a journey, a span of time, or of a cell of an answer.
 *
 * Returns: (transfer full): the leads; %NULL with @error set
 */
EspBitmap *
esp_insight_load_leads (EspTx *tx, const EspLeadSet *set, GError **error)
{
  g_auto (EspInsightContext) context = { 0 };
  g_auto (EspDrill) drill = { 0 };
  g_auto (EspAnalysis) analysis = { .tx = tx, .context = &context };

  if (set->kind != ESP_LEAD_SET_ANSWER)
    return esp_lead_set_load (tx, set, error);
  if (!esp_drill_parse (set->detail, &drill, error) ||
      !esp_insight_context_load (tx, drill.now_us, &context, error))
    return NULL;
  analysis.question = drill.question;
  analysis.wanted = drill.cell;
  if (!run_analysis (&analysis, error))
    return NULL;
  return analysis.found != NULL ? g_steal_pointer (&analysis.found) : esp_bitmap_new ();
}

/**
 * esp_insight_load_key:
 *
 * Returns: (transfer full): the leads of the set with that key; %NULL with @error set
 */
EspBitmap *
esp_insight_load_key (EspTx *tx, const char *key, GError **error)
{
  g_auto (EspLeadSet) set = { 0 };

  return esp_lead_set_parse (key, &set, error) ? esp_insight_load_leads (tx, &set, error) : NULL;
}
