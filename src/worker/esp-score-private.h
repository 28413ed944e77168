/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-score-keeper.c, esp-score-plan.c, esp-score-desk.c, esp-score-conditions.c and
 * esp-score-why.c alone. */
#pragma once

#include "engine/score/esp-score-state.h"
#include "store/esp-score-book.h"
#include "store/esp-scores.h"
#include "worker/esp-score-keeper.h"

G_BEGIN_DECLS

/* A score ready to be kept. */
typedef struct
{
  EspScoreRow *row; /* (owned) */
  EspScore *score;  /* (owned) */
  char *key;        /* (owned) of definition and zone */
  EspScoreRun run;  /* as it is stored */
  GPtrArray
    *members; /* (owned) (nullable) by rule, EspBitmap or NULL: whom conditions give points */
} EspScorePlan;

/* All scores, and which events they ask about. */
typedef struct
{
  GPtrArray *plans;       /* (owned) (element-type EspScorePlan) */
  GHashTable *kind_names; /* (owned) id of a kind to its name */
  char *kinds;            /* (owned) JSON array of ids */
  char *kinds_with_props; /* (owned) likewise */
  GTimeZone *zone;        /* (owned) */
} EspScorePlans;

EspScorePlans *esp_score_plans_load (EspTx *tx, GTimeZone *zone, GError **error);
EspScorePlans *esp_score_plans_new_draft (EspTx *tx,
                                          GTimeZone *zone,
                                          EspScore *score,
                                          const char *column,
                                          GError **error);
void esp_score_plans_free (EspScorePlans *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScorePlans, esp_score_plans_free)
EspScorePlan *esp_score_plans_find (const EspScorePlans *self, gint64 score_id);
int esp_score_plan_steady (const EspScorePlan *self, guint32 lead_id);
EspScoreFold esp_score_plans_fold (const EspScorePlans *self,
                                   const EspScorePlan *plan,
                                   EspScoreState *state,
                                   const EspScoreEvent *event);

/* Leads under work in one transaction: read once, written once. */
typedef struct _EspScoreDesk EspScoreDesk;

EspScoreDesk *
esp_score_desk_new (EspTx *tx, const EspScorePlans *plans, EspScoreTurnResult *result);
void esp_score_desk_free (EspScoreDesk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScoreDesk, esp_score_desk_free)
gboolean esp_score_desk_event (EspScoreDesk *self, const EspScoreEvent *event, GError **error);
gboolean esp_score_desk_due (EspScoreDesk *self, const EspScoreDue *due, GError **error);
gboolean esp_score_desk_dirty (EspScoreDesk *self, guint32 lead_id, GError **error);
gboolean esp_score_desk_steady (EspScoreDesk *self,
                                const EspScorePlan *plan,
                                guint32 lead_id,
                                int change,
                                GError **error);
gboolean esp_score_desk_compute (EspScoreDesk *self,
                                 EspScorePlan *plan,
                                 guint32 first,
                                 guint32 last,
                                 GError **error);
gboolean esp_score_desk_finish (EspScoreDesk *self, gint64 until_event, GError **error);

gboolean esp_score_conditions_snapshot (EspTx *tx,
                                        EspSegmentEngine *engine,
                                        EspScorePlan *plan,
                                        GError **error);
gboolean
esp_score_conditions_ask (EspTx *tx, EspSegmentEngine *engine, EspScorePlan *plan, GError **error);
gboolean esp_score_conditions_follow (EspTx *tx,
                                      EspSegmentEngine *engine,
                                      const EspScorePlan *plan,
                                      EspScoreDesk *desk,
                                      EspScoreTurnResult *result,
                                      GError **error);

G_END_DECLS
