/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-journey-runner.c, esp-journey-turn.c, esp-journey-batch.c, esp-journey-channels.c, esp-journey-dates.c, esp-journey-doors.c,
 * esp-journey-effects.c, esp-journey-events.c, esp-journey-manual.c, esp-journey-orders.c and esp-journey-tally.c alone:
 * one turn of the runner, inside one transaction. */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "store/esp-journey-flow.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "worker/esp-journey-asks.h"

G_BEGIN_DECLS

/* So many passages share a transaction at most. */
#define ESP_JOURNEY_BATCH 10000

typedef struct
{
  EspTx *tx;
  EspSegmentEngine *engine;
  EspJourneyAsks *asks;
  GPtrArray *plans; /* (element-type EspJourneyPlan) versions in use, by journey, newest first */
  GHashTable *troubled;  /* journeys that are left out for now, to the moment of the next try */
  GHashTable *moving;    /* journeys whose people are being moved */
  EspJourneyPlan *plan;  /* the one that is being led through */
  GArray *marks;         /* (element-type EspJourneyMark) of one step */
  GArray *effects;       /* (element-type EspJourneyEffect) not written yet */
  GArray *effect_owners; /* (element-type gint64) passage of each effect */
  GHashTable *counts;    /* (owned) of this plan: EspJourneyTally */
  gint64 day;            /* in the workspace's zone; 0 is not known yet */
  GHashTable *left;      /* (owned) journey to EspBitmap: who left it in this turn */
  guint64 n_steps;
  gint64 next_us;     /* when somebody is due next */
  gboolean more;      /* there is more to do at once */
  gboolean has_hooks; /* webhooks were ordered */
} EspJourneyTurn;

/* How often something happened at a place, and to whom. */
typedef struct
{
  EspJourneyPlace place; /* its version is that of the plan in use */
  gint64 n;
  EspBitmap *leads; /* (owned) */
} EspJourneyTally;

GHashTable *esp_journey_tallies_new (void);
void esp_journey_tallies_add (GHashTable *tallies, const EspJourneyMark *mark, guint32 lead_id);
gboolean esp_journey_turn_find_day (EspJourneyTurn *self, gint64 *out_day, GError **error);

void esp_journey_turn_init (EspJourneyTurn *self);
void esp_journey_turn_clear (EspJourneyTurn *self);
gboolean
esp_journey_turn_run (EspJourneyTurn *self, gboolean has_changed, gint64 *look_us, GError **error);
EspJourneyPlan *
esp_journey_turn_find_plan (EspJourneyTurn *self, gint64 journey_id, guint version, GError **error);
gboolean esp_journey_turn_is_troubled (const EspJourneyTurn *self, gint64 journey_id);
void esp_journey_turn_use (EspJourneyTurn *self, EspJourneyPlan *plan);
gboolean esp_journey_turn_batch (EspJourneyTurn *self,
                                 EspJourneyMembers *members,
                                 const EspJourneyEvent *event,
                                 GError **error);
gboolean esp_journey_turn_write_effects (EspJourneyTurn *self, GError **error);
gboolean esp_journey_turn_write_counts (EspJourneyTurn *self, GError **error);
gboolean esp_journey_turn_admit (EspJourneyTurn *self,
                                 const EspBitmap *candidates,
                                 const EspJourneyEntry *entry,
                                 gint64 day,
                                 EspBitmap *out_settled,
                                 GError **error);
gboolean esp_journey_turn_dates (EspJourneyTurn *self,
                                 const EspJourneyEntry *entry,
                                 EspJourneyDoor *door,
                                 GError **error);
gboolean esp_journey_turn_doors (EspJourneyTurn *self, gboolean has_changed, GError **error);
gboolean esp_journey_turn_events (EspJourneyTurn *self, GError **error);
gboolean esp_journey_turn_channels (EspJourneyTurn *self, EspJourneyPlan *plan, GError **error);
gboolean esp_journey_turn_watches (EspJourneyTurn *self, GError **error);

G_END_DECLS
