/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions: finds the period and the segment, hands over to the analysis, opens its cells. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-insight.h"

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-answer-gist.h"
#include "engine/insight/esp-drill.h"
#include "engine/insight/esp-question-time.h"
#include "engine/insight/esp-subset.h"
#include "store/esp-answer-cache.h"
#include "store/esp-day-facts.h"
#include "store/esp-insight-queries.h"
#include "store/esp-meta.h"

#include <math.h>
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
  { "conversions", esp_conversions_answer },
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
  g_clear_pointer (&self->sets, g_hash_table_unref);
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
asks_for_campaign (const EspQuestion *question)
{
  const EspQuestionKind *kind = esp_question_get_kind (question);

  for (guint i = 0; i < kind->n_options; i++)
    if (kind->options[i].type == ESP_OPTION_CAMPAIGN)
      return esp_question_get_number (question, kind->options[i].name) > 0;
  return FALSE;
}

/* A campaign that was deleted since is told; without it nothing would be counted and nobody know why. */
static gboolean
check_campaign (EspAnalysis *self, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  gint64 id, found = 0;

  if (!asks_for_campaign (self->question))
    return TRUE;
  id = (gint64) esp_question_get_number (self->question, "campaign");
  text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  if (!esp_insight_find_campaign (self->tx, text, &found, &problem) &&
      !g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (found != id)
    esp_answer_note (self->answer, "campaign-gone");
  return TRUE;
}

/* What would be a table of noughts without a word says that there is nothing. */
static void
say_nothing (EspAnswer *answer)
{
  if (answer->says->len > 0)
    return;
  for (guint i = 0; i < answer->rows->len; i++)
    {
      const EspAnswerRow *row = g_ptr_array_index (answer->rows, i);

      for (guint j = 0; j < answer->columns->len; j++)
        if (row->cells[j].text != NULL ||
            (!isnan (row->cells[j].value) && row->cells[j].value != 0))
          return;
    }
  esp_answer_say (answer, "nothing-there");
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
  if (span.from_us > self->context->now_us)
    {
      g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                           "The period has not begun yet; choose an earlier first day");
      return FALSE;
    }
  self->answer = esp_answer_new (ask);
  self->from_us = span.from_us;
  self->is_partial = span.to_us > self->context->now_us;
  self->to_us = self->is_partial ? self->context->now_us + 1 : span.to_us;
  self->answer->from_us = span.from_us;
  self->answer->to_us = span.to_us;
  self->answer->as_of_us = self->context->now_us;
  self->answer->zone = g_strdup (self->context->zone_name);
  self->answer->currency = g_strdup (self->context->currency);
  if (!check_campaign (self, error) || !load_segment (self, error) || !answer (self, error) ||
      esp_analysis_is_cancelled (self, error))
    return FALSE;
  esp_answer_say_gist (self->answer);
  say_nothing (self->answer);
  return TRUE;
}

/* What an answer depends on: with a segment on all that rules ask for. */
static EspChangeKind
depends_on (const EspQuestion *question)
{
  static const struct
  {
    const char *ask;
    EspChangeKind kinds;
  } few[] = {
    { "spend", ESP_CHANGE_ORDER | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_SETTING },
    { "consent", ESP_CHANGE_CONSENT | ESP_CHANGE_SUPPRESSION | ESP_CHANGE_LEAD },
    { "growth", ESP_CHANGE_CONSENT | ESP_CHANGE_LEAD | ESP_CHANGE_LEDGER | ESP_CHANGE_EVENT |
                  ESP_CHANGE_SETTING },
    { "journeys", ESP_CHANGE_PASSAGE | ESP_CHANGE_JOURNEY | ESP_CHANGE_LEAD | ESP_CHANGE_SETTING },
  };
  g_auto (GStrv) segments = NULL;

  if (g_str_equal (esp_question_get_kind (question)->name, "ltv"))
    segments = esp_question_get_list (question, "segments");
  if (esp_question_get_segment (question) != NULL || (segments != NULL && segments[0] != NULL))
    return (EspChangeKind) ~0u;
  for (gsize i = 0; i < G_N_ELEMENTS (few); i++)
    if (g_str_equal (few[i].ask, esp_question_get_kind (question)->name))
      return few[i].kinds;
  return ESP_CHANGE_EVENT | ESP_CHANGE_LEAD | ESP_CHANGE_ORDER | ESP_CHANGE_LEDGER |
         ESP_CHANGE_CAMPAIGN | ESP_CHANGE_JOURNEY | ESP_CHANGE_MESSAGE | ESP_CHANGE_STAGE |
         ESP_CHANGE_SETTING | ESP_CHANGE_FIELD;
}

/* Goes up when answers change that were computed from the same data: kept ones are not used any more. */
#define ANSWER_REVISION 5

/* The question on its day: an answer of yesterday is none for today, even if nothing happened since. */
static char *
make_digest (const EspQuestion *question, const EspInsightContext *context)
{
  g_autofree char *of = esp_question_digest (question);
  g_autofree char *text =
    g_strdup_printf ("%d|%s|%s|%s|%" G_GINT64_FORMAT, ANSWER_REVISION, of, context->zone_name,
                     context->currency, esp_insight_day_of (context->now_us, context->zone));

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static EspAnswer *
find_kept (EspTx *tx, const char *digest, gint64 stamp, GError **error)
{
  g_autofree char *json = esp_answer_cache_load (tx, digest, stamp, error);

  return json != NULL ? esp_answer_parse (json, -1, NULL) : NULL; /* one that is broken is none */
}

/**
 * esp_question_answer:
 * @context: at which moment and in which zone
 * @cancellable: (nullable)
 *
 * Answers a question from the data as it is, or with the answer that was kept of the same data and day; see
 * esp_answer_keep(). Days are those of the workspace's zone; people erased since are left out; amounts in
 * other currencies than the workspace's are left out and told.
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
  g_autofree char *digest = make_digest (question, context);
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GError) broken = NULL;
  EspAnswer *kept;
  gint64 stamp;

  if (!esp_answer_cache_get_stamp (tx, depends_on (question), &stamp, error))
    return NULL;
  kept = find_kept (tx, digest, stamp, &broken);
  if (kept != NULL)
    return kept;
  if (broken != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  esp_day_facts_learn (tx);
  if (!run_analysis (&analysis, error))
    return NULL;
  analysis.answer->lessons = esp_day_facts_ref_lessons (tx);
  analysis.answer->digest = g_steal_pointer (&digest);
  analysis.answer->stamp = stamp;
  analysis.answer->taken_us = g_get_monotonic_time () - start_us;
  if (analysis.answer->taken_us >= ESP_ANSWER_WORTH_US)
    analysis.answer->json = esp_answer_to_json (analysis.answer);
  return g_steal_pointer (&analysis.answer);
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
