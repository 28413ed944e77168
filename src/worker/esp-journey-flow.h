/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "store/esp-journeys.h"

G_BEGIN_DECLS

/* Whom numbers of what happened count: who came by in whole days of the workspace's zone, today included. */
typedef enum
{
  ESP_FLOW_TODAY,
  ESP_FLOW_WEEK,  /* 7 days */
  ESP_FLOW_MONTH, /* 30 days */
  ESP_FLOW_ALL,
  ESP_N_FLOW_PERIODS
} EspFlowPeriod;

/* How many distinct people, and the key of the #EspLeadSet that lists exactly them. */
typedef struct
{
  gint64 n;
  char *
    key; /* (owned) (nullable) for esp_leads_screen_drill(); NULL: there is nothing that could be opened */
} EspFlowNumber;

typedef struct
{
  EspReason reason;
  EspFlowNumber people;
} EspFlowReason;

/* What goes on at one step. The numbers of now do not follow the period. */
typedef struct
{
  char *id;    /* (owned) of the step */
  char *title; /* (owned) (nullable) as the newest version with it calls it */
  EspStepKind kind;
  guint32 step;           /* in the shown version; %ESP_JOURNEY_NOWHERE: it is not in it any more */
  EspFlowNumber here;     /* now */
  EspFlowNumber waiting;  /* now, of those: in a wait */
  EspFlowNumber passed;   /* came to it and had something decided there */
  EspFlowNumber sent;     /* of sends: given to the ledger */
  EspFlowNumber not_sent; /* of sends: decided not to, whatever the reason */
  EspFlowNumber held;     /* now, of sends: the message is decided, and not handed over yet */
  EspFlowNumber failed;   /* of sends: refused, or in doubt; of all time */
  EspFlowNumber exited;   /* left the journey there */
  GArray *not_sent_for;   /* (owned) (element-type EspFlowReason) most people first */
  GArray *held_for;       /* (owned) (element-type EspFlowReason) most people first */
  gint64
    n_times; /* how often something was decided there, of all time: more than people when they came by again */
  gint64 last_us;      /* when something was decided there last; 0: never */
  gint64 last_sent_us; /* of sends: when the last was given to the ledger; 0: never */
} EspFlowStep;

/* What goes on between two steps: the same spots at which steps are inserted. */
typedef struct
{
  char *step; /* (owned) (nullable) id; NULL: before the first step */
  int branch; /* -1: right behind the step in its own line; >= 0: first in that branch of it */
  EspFlowNumber people;  /* who went this way in the period */
  EspFlowNumber waiting; /* who is now at the step to which it leads */
  gint64 n_base;         /* who came to the step from which it leads in the period: what 100 % is */
} EspFlowEdge;

/* The numbers of a journey at one moment. */
typedef struct
{
  gint64 journey_id;
  guint version; /* 0: all versions together, by id of the step, laid out as the newest */
  EspFlowPeriod period;
  gint64 as_of_us;
  EspFlowNumber entered; /* in the period */
  EspFlowNumber inside;  /* now */
  EspFlowNumber reached; /* a goal, in the period */
  EspFlowNumber left;    /* in the period */
  GPtrArray *
    steps; /* (owned) (element-type EspFlowStep) as they stand in the shown version, then those that are no more */
  GPtrArray *edges;  /* (owned) (element-type EspFlowEdge) */
  GHashTable *by_id; /* (owned) id to step */
} EspJourneyFlow;

EspJourneyFlow *esp_journey_flow_new (EspTx *tx,
                                      gint64 journey_id,
                                      guint version,
                                      EspFlowPeriod period,
                                      GError **error);
void esp_journey_flow_free (EspJourneyFlow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyFlow, esp_journey_flow_free)
const EspFlowStep *esp_journey_flow_find_step (const EspJourneyFlow *self, const char *id);
const EspFlowEdge *
esp_journey_flow_find_edge (const EspJourneyFlow *self, const char *step, int branch);
const char *esp_flow_period_name (EspFlowPeriod period);

G_END_DECLS
