/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-plan-check.h"
#include "worker/esp-message-source.h"

G_BEGIN_DECLS

/* A change that is thought about: another time, another audience, or not at all. */
typedef struct
{
  char *key;      /* of what is there; NULL: something new */
  gint64 at_us;   /* 0: as it is */
  char *audience; /* (nullable) JSON: other people */
  gint64 cost;    /* -1: as it is */
  gboolean is_removed;
  char *title;       /* (nullable) of something new: a send */
  gint64 channel_id; /* of something new */
} EspPlanChange;

/* A span of the plan with everything that its numbers come from. Counted by reference, and never changed once it is made:
 * several threads may look at it. */
typedef struct
{
  EspPlan *plan; /* (owned) */
  EspPolicy policy;
  EspComputerHours computer;
  gint64 approval_us;
  GPtrArray *sends;     /* (owned) (element-type EspPlanSend) */
  GPtrArray *conflicts; /* (owned) (element-type EspConflict) */
  GArray *pressure;     /* (owned) (element-type EspPressure) */
} EspPlanStudy;

/* What a plan comes to. */
typedef struct
{
  guint64 n_sends;
  guint64 n_reach;    /* people, each once */
  guint64 n_messages; /* that they would get, the cap obeyed */
  guint64 n_held;     /* messages that the cap holds */
  guint64 n_over;     /* people over the cap in their worst week */
  guint most;         /* messages that one person gets in the worst week */
  guint n_conflicts;
  gint64 cost;    /* minor units */
  double orders;  /* expected; NAN: no past to go by */
  double revenue; /* whole units of the currency; NAN likewise */
} EspPlanSum;

void esp_plan_change_free (EspPlanChange *self);
EspPlanStudy *esp_plan_study_ref (EspPlanStudy *self);
void esp_plan_study_unref (EspPlanStudy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanStudy, esp_plan_study_unref)

EspPlanStudy *esp_plan_study_new (EspTx *tx,
                                  gint64 from_us,
                                  gint64 to_us,
                                  EspSegmentFunc segments,
                                  const GPtrArray *changes,
                                  GError **error);
GPtrArray *esp_plan_study_try (const EspPlanStudy *self,
                               EspTx *tx,
                               const char *key,
                               gint64 at_us,
                               GError **error);
GPtrArray *esp_plan_study_try_new (const EspPlanStudy *self,
                                   EspTx *tx,
                                   const char *audience,
                                   gint64 at_us,
                                   EspSegmentFunc segments,
                                   GError **error);
gboolean
esp_plan_study_sum (const EspPlanStudy *self, EspTx *tx, EspPlanSum *out_sum, GError **error);
const EspPlanSend *esp_plan_study_find_send (const EspPlanStudy *self, const char *key);

G_END_DECLS
