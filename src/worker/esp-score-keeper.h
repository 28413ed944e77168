/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Keeps scores and stages up to date inside the engine's turns: new events, conditions that came true or
 * ceased to, leads whose points have decayed to another number, definitions that were changed. What a
 * turn costs depends on what happened and on who is due, never on how many leads there are. Writer thread
 * only. */
typedef struct _EspScoreKeeper EspScoreKeeper;

/* What a turn did. */
typedef struct
{
  guint64 n_events;   /* looked at */
  guint64 n_computed; /* leads whose whole history was gone through */
  guint64 n_due;      /* leads whose points decayed to another number */
  guint64 n_told;     /* thresholds crossed */
  gint64 n_moved;     /* between stages */
  gboolean more;      /* there is more to do at once */
  gint64 next_us;     /* when time alone changes something; %G_MAXINT64 never */
} EspScoreTurnResult;

EspScoreKeeper *esp_score_keeper_new (EspSegmentEngine *engine);
void esp_score_keeper_free (EspScoreKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScoreKeeper, esp_score_keeper_free)
void esp_score_keeper_note (EspScoreKeeper *self, const EspChanges *changes);
gboolean esp_score_keeper_turn (EspScoreKeeper *self,
                                EspTx *tx,
                                EspScoreTurnResult *out_result,
                                GError **error);

G_END_DECLS
