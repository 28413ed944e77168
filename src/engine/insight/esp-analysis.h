/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-insight.h"
#include "store/esp-insight-facts.h"
#include "store/esp-insight-money.h"
#include "store/esp-spend.h"

G_BEGIN_DECLS

/* A question on its way to its answer. One walk makes either all cells, or finds the leads of one of them:
 * both come from the same sets, so that a number opens exactly those whom it counts. */
typedef struct
{
  EspTx *tx;
  const EspQuestion *question;
  const EspInsightContext *context;
  GCancellable *cancellable; /* (nullable) */
  gint64 from_us;            /* [from, to) */
  gint64 to_us;              /* the end of the period, or now if that is earlier, plus 1 µs */
  gboolean is_partial;       /* the period is not over */
  EspBitmap *segment;        /* (owned) (nullable) whose leads alone count */
  EspInsightOrders *orders;  /* (owned) (nullable) once somebody asked for them */
  GHashTable *sets;          /* (owned) (nullable) of esp_analysis_get_set() */
  EspAnswer *answer;         /* (owned) */
  const char *wanted;        /* (nullable) the cell whose leads are asked for */
  EspBitmap *found;          /* (owned) (nullable) */
} EspAnalysis;

typedef gboolean (*EspAnalysisFunc) (EspAnalysis *self, GError **error);

gboolean esp_analysis_counts (const EspAnalysis *self, guint32 lead_id);
void esp_analysis_filter (const EspAnalysis *self, EspBitmap *leads);
void esp_analysis_filter_events (const EspAnalysis *self, GArray *events);
gboolean esp_analysis_is_cancelled (const EspAnalysis *self, GError **error);

void esp_analysis_put (EspAnalysis *self, EspAnswerRow *row, guint column, double value);
void esp_analysis_put_text (EspAnalysis *self, EspAnswerRow *row, guint column, const char *text);
void
esp_analysis_put_count (EspAnalysis *self, EspAnswerRow *row, guint column, const EspBitmap *leads);
void esp_analysis_put_share (EspAnalysis *self,
                             EspAnswerRow *row,
                             guint column,
                             const EspBitmap *part,
                             const EspBitmap *whole);
void esp_analysis_put_rate (EspAnalysis *self,
                            EspAnswerRow *row,
                            guint column,
                            gint64 part,
                            gint64 whole);
void
esp_analysis_put_drill (EspAnalysis *self, EspAnswerRow *row, guint column, const EspBitmap *leads);

const GArray *esp_analysis_get_orders (EspAnalysis *self, GError **error);
const EspBitmap *esp_analysis_get_set (EspAnalysis *self,
                                       EspLeadSetKind kind,
                                       gint64 from_us,
                                       gint64 to_us,
                                       GError **error);
const EspBitmap *esp_analysis_recall_set (const EspAnalysis *self, const char *key);
void esp_analysis_keep_set (EspAnalysis *self, char *key, EspBitmap *leads);
void esp_analysis_get_days (const EspAnalysis *self, gint64 out_days[2]);
gboolean esp_analysis_sum_spend (EspAnalysis *self,
                                 gint64 campaign_id,
                                 EspSpendSum *out_sum,
                                 GError **error);
void esp_analysis_note_foreign (EspAnalysis *self, const char *code, gint64 n);

/* The analyses, a file each. */
gboolean esp_attribution_answer (EspAnalysis *self, GError **error);
gboolean esp_campaigns_answer (EspAnalysis *self, GError **error);
gboolean esp_cohort_answer (EspAnalysis *self, GError **error);
gboolean esp_consent_answer (EspAnalysis *self, GError **error);
gboolean esp_conversions_answer (EspAnalysis *self, GError **error);
gboolean esp_experiments_answer (EspAnalysis *self, GError **error);
gboolean esp_funnel_answer (EspAnalysis *self, GError **error);
gboolean esp_growth_answer (EspAnalysis *self, GError **error);
gboolean esp_journeys_answer (EspAnalysis *self, GError **error);
gboolean esp_ltv_answer (EspAnalysis *self, GError **error);
gboolean esp_metrics_answer (EspAnalysis *self, GError **error);
gboolean esp_paths_answer (EspAnalysis *self, GError **error);
gboolean esp_pipeline_answer (EspAnalysis *self, GError **error);
gboolean esp_providers_answer (EspAnalysis *self, GError **error);
gboolean esp_rfm_answer (EspAnalysis *self, GError **error);
gboolean esp_send_times_answer (EspAnalysis *self, GError **error);
gboolean esp_sends_answer (EspAnalysis *self, GError **error);
gboolean esp_spend_answer (EspAnalysis *self, GError **error);
gboolean esp_trend_answer (EspAnalysis *self, GError **error);

G_END_DECLS
