/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-event.h"
#include "engine/score/esp-score.h"

G_BEGIN_DECLS

/* What one rule has given one lead. */
typedef struct
{
  double sum;     /* points, as they are worth at the state's moment */
  gint64 period;  /* of the last one that counted, for "at most n per period" */
  guint n;        /* how many counted: in that period, or ever */
  guint n_all;    /* how many counted ever; only while a history is gone through, not kept */
  gint64 last_us; /* the last that counted; likewise */
  double all;     /* its points without decay; likewise */
} EspScoreCell;

/* Where one lead stands in one score.
 *
 * Points decay by halves, continuously: p points of moment t are worth p * 2^-((now - t) / H) at now, H
 * being the half-life (the law of exponential decay, N (t) = N0 * 2^(-t / t_half), as for radioactive
 * matter). A sum of such points decays in the same way, so each rule needs one number and the moment of
 * it; and adding one event needs nothing but that number. The score is the sum over the rules, each within
 * its cap, plus the points of conditions that are true, within the bounds, rounded to a whole number:
 * what people see is what thresholds and segments compare. */
typedef struct
{
  gint64 at_us; /* the last event that counted for anything; G_MININT64 without one */
  double given; /* by hand and by journeys */
  int steady;   /* of conditions that are true: they do not decay */
  guint above;  /* which thresholds the lead is above: a bit each, by place */
  guint n_cells;
  EspScoreCell *cells; /* (owned) by place of the rule */
} EspScoreState;

typedef enum
{
  ESP_SCORE_IGNORED, /* says nothing to this score */
  ESP_SCORE_FOLDED,
  ESP_SCORE_LATE, /* before what was folded already: the whole history has to be gone through again */
} EspScoreFold;

/* A threshold that was crossed. */
typedef struct
{
  guint threshold; /* place */
  int value;       /* of the score */
} EspScoreCrossing;

void esp_score_state_init (EspScoreState *self, const EspScore *score);
void esp_score_state_clear (EspScoreState *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspScoreState, esp_score_state_clear)
void esp_score_state_reset (EspScoreState *self);

EspScoreFold esp_score_state_fold (EspScoreState *self,
                                   const EspScore *score,
                                   const char *column,
                                   GTimeZone *zone,
                                   const EspJourneyEvent *event);
int esp_score_state_value (const EspScoreState *self, const EspScore *score, gint64 at_us);
double esp_score_state_rule_value (const EspScoreState *self,
                                   const EspScore *score,
                                   guint rule,
                                   gint64 at_us);
double esp_score_state_given_value (const EspScoreState *self, const EspScore *score, gint64 at_us);
gint64 esp_score_state_next_us (const EspScoreState *self, const EspScore *score, gint64 from_us);
void
esp_score_state_cross (EspScoreState *self, const EspScore *score, int value, GArray *out_crossed);
gboolean esp_score_state_is_empty (const EspScoreState *self);

GBytes *esp_score_state_pack (const EspScoreState *self);
gboolean esp_score_state_unpack (EspScoreState *self, gconstpointer data, gsize length);

G_END_DECLS
