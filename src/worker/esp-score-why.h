/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/score/esp-score.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-scores.h"

G_BEGIN_DECLS

/* What one rule gives a lead. */
typedef struct
{
  int rule;       /* place; -1: given by hand and by journeys */
  guint n;        /* how many events counted; 0 of a condition */
  double all;     /* their points without decay and cap */
  double now;     /* what is left of them */
  gint64 last_us; /* the last that counted; 0 of a condition */
} EspScorePart;

/* Why a lead has the score it has, from its whole history. */
typedef struct
{
  EspScoreRow *row; /* (owned) */
  EspScore *score;  /* (owned) */
  int value;        /* from the history */
  int kept;         /* as it stands in the lead */
  gint64 next_us;   /* when time alone changes it; G_MAXINT64: never */
  GArray *parts;    /* (owned) (element-type EspScorePart): most points first */
} EspScoreWhy;

void esp_score_why_free (EspScoreWhy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScoreWhy, esp_score_why_free)
EspScoreWhy *esp_score_why_load (EspTx *tx,
                                 EspSegmentEngine *engine,
                                 gint64 score_id,
                                 guint32 lead_id,
                                 GError **error);

/* How many leads have values from 10 n to 10 n + 9, and so on: bars of a picture. */
typedef struct
{
  int from;
  int until; /* included */
  double n_before;
  double n_after;
} EspScoreBar;

typedef struct
{
  guint32 lead_id;
  int before;
  int after;
} EspScoreTop;

/* What a definition would do, before it is applied. */
typedef struct
{
  guint64 n_leads;
  double share;     /* of the leads that were computed: 1 is all, below is an estimate */
  double n_changed; /* leads whose value would be another one */
  double n_up;
  double n_down;
  double n_positive;                         /* leads that would have more than 0 */
  GArray *bars;                              /* (owned) (element-type EspScoreBar) */
  GArray *top;                               /* (owned) (element-type EspScoreTop): most first */
  double crossing[ESP_SCORE_MAX_THRESHOLDS]; /* by threshold: leads at or above it after */
} EspScorePreview;

void esp_score_preview_free (EspScorePreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScorePreview, esp_score_preview_free)
EspScorePreview *esp_score_preview_load (EspTx *tx,
                                         EspSegmentEngine *engine,
                                         EspScore *score,
                                         const char *column,
                                         GError **error);

G_END_DECLS
