/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-journey-flow.h"

G_BEGIN_DECLS

/* What one should know of a running journey, the most urgent first. */
typedef enum
{
  ESP_HEALTH_TROUBLE, /* the journey cannot be led on; text: why, as the core says it */
  ESP_HEALTH_ENGINE,  /* no engine runs, and people are due; at: since when they are */
  ESP_HEALTH_CHANNEL, /* people wait at a step whose channel is not ready; text: the channel */
  ESP_HEALTH_HELD,    /* messages of a step wait for a reason */
  ESP_HEALTH_FAILED,  /* messages of a step were refused, or are in doubt */
  ESP_HEALTH_SILENT,  /* steps have sent nothing since "at", though people are inside; n: steps */
  ESP_HEALTH_EMPTY,   /* nobody has come in since "at" */
  ESP_HEALTH_PAUSED,  /* people wait since it was paused */
  ESP_N_HEALTHS
} EspHealthKind;

typedef struct
{
  EspHealthKind kind;
  char *step;       /* (owned) (nullable) id of the one step that it is about */
  char *step_title; /* (owned) (nullable) */
  EspReason reason; /* of held and failed */
  char *text;       /* (owned) (nullable) */
  gint64 n;         /* people, or steps; 0 when it does not matter */
  gint64 at_us;     /* since when; 0 unknown */
  char *key;        /* (owned) (nullable) of the people, to open */
} EspHealth;

/* A journey in the list of them. */
typedef struct
{
  EspJourneyRow *row; /* (owned) */
  EspFlowNumber inside;
  EspFlowNumber entered_week;
  EspFlowNumber reached;
  gint64 next_us; /* when somebody is due next; %G_MAXINT64 nobody */
  GPtrArray
    *health; /* (owned) (element-type EspHealth) the most urgent first; empty: all is well */
} EspJourneySummary;

void esp_health_free (EspHealth *self);
GPtrArray *esp_journey_health_load (EspTx *tx, gint64 journey_id, GError **error);
EspJourneySummary *esp_journey_summary_load (EspTx *tx, gint64 journey_id, GError **error);
GPtrArray *esp_journey_summaries_load (EspTx *tx, GError **error);
void esp_journey_summary_free (EspJourneySummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHealth, esp_health_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneySummary, esp_journey_summary_free)
const char *esp_health_kind_name (EspHealthKind kind);
char *esp_health_dup_sentence (const EspHealth *self);

G_END_DECLS
