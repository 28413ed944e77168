/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

/* Nothing wakes the person by itself. */
#define ESP_JOURNEY_NEVER G_MAXINT64
/* Numbers from here on are no rules but the channels of sends, by number of the step. */
#define ESP_JOURNEY_WATCH_CHANNEL 0x40000000u

typedef enum
{
  ESP_STATE_INSIDE,
  ESP_STATE_ENDED,  /* came to the end of the way */
  ESP_STATE_EXITED, /* an exit, or a choice of a step */
  ESP_STATE_GOAL,   /* left by reaching a goal */
  ESP_STATE_GONE,   /* the lead is no more */
  ESP_STATE_MOVED,  /* taken out by a person */
} EspJourneyStatus;

typedef enum
{
  ESP_PHASE_ARRIVING, /* the step is still to be done */
  ESP_PHASE_WAITING,  /* in a wait */
} EspJourneyPhase;

/* Where one person is in a journey. */
typedef struct
{
  EspJourneyStatus status;
  EspJourneyPhase phase;
  guint32 step;
  guint32 n_steps; /* done so far */
  gint64 entered_us;
  gint64 since_us;   /* when the wait began; arriving: for when the step was planned */
  gint64 due_us;     /* %ESP_JOURNEY_NEVER: only an event or a rule wakes */
  guint16 *counters; /* (owned) (nullable) of go-to steps; made at the first */
  guint32 *skips; /* (owned) (nullable) steps ahead that were done before they were moved there */
  guint n_skips;
} EspJourneyState;

void esp_journey_state_clear (EspJourneyState *self);
gboolean esp_journey_state_skips (const EspJourneyState *self, guint32 step);
void esp_journey_state_forget_skip (EspJourneyState *self, guint32 step);
gboolean esp_journey_awaits_channel (const EspJourney *journey, const EspJourneyState *state);
guint esp_journey_get_watch (const EspJourney *journey, const EspJourneyState *state);
const char *esp_journey_status_name (EspJourneyStatus status);

G_END_DECLS
