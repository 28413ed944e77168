/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-answer.h"
#include "engine/insight/esp-question.h"
#include "store/esp-lead-set.h"

G_BEGIN_DECLS

/* What an answer depends on beside the question and the data. */
typedef struct
{
  char *zone_name;
  GTimeZone *zone;
  char *currency; /* of the workspace: amounts in others are left out and told */
  gint64 now_us;
} EspInsightContext;

gboolean
esp_insight_context_load (EspTx *tx, gint64 now_us, EspInsightContext *out_context, GError **error);
void esp_insight_context_clear (EspInsightContext *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspInsightContext, esp_insight_context_clear)

EspAnswer *esp_question_answer (EspTx *tx,
                                const EspQuestion *question,
                                const EspInsightContext *context,
                                GCancellable *cancellable,
                                GError **error);
EspBitmap *esp_insight_load_leads (EspTx *tx, const EspLeadSet *set, GError **error);
EspBitmap *esp_insight_load_key (EspTx *tx, const char *key, GError **error);

G_END_DECLS
