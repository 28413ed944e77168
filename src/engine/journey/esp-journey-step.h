/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-day-set.h"
#include "engine/journey/esp-journey-event.h"
#include "engine/journey/esp-journey-state.h"
#include "engine/policy/esp-eligibility.h"

G_BEGIN_DECLS

/* Later than this is late: nothing ran at the time. */
#define ESP_JOURNEY_LATE_US (G_GINT64_CONSTANT (15) * 60 * 1000000)

/* What became of a step. */
typedef enum
{
  ESP_OUTCOME_ENTERED,
  ESP_OUTCOME_PASSED,   /* done */
  ESP_OUTCOME_BRANCH,   /* took the branch in "detail" */
  ESP_OUTCOME_WAITED,   /* the time came */
  ESP_OUTCOME_MET,      /* what was waited for came */
  ESP_OUTCOME_TIMEOUT,  /* it did not come in time */
  ESP_OUTCOME_SEND,     /* given to the ledger; "detail" is the reason why it waits there */
  ESP_OUTCOME_NOT_SENT, /* "detail" is the reason */
  ESP_OUTCOME_TOO_LATE, /* skipped, as its rule says */
  ESP_OUTCOME_OFF,      /* the step was passed by; "detail" is one of EspPassedBy */
  ESP_OUTCOME_LOOPED,   /* went back; "detail" is how often by now */
  ESP_OUTCOME_LIMIT,    /* went back often enough */
  ESP_OUTCOME_REACHED,  /* of goals */
  ESP_OUTCOME_MISSED,   /* of goals */
  ESP_OUTCOME_LEFT,     /* the journey; "detail" is the status */
  ESP_OUTCOME_MOVED,    /* to another version, from the one in "detail" whose step it names */
  ESP_N_OUTCOMES        /* no more than these: the path keeps them in four bits */
} EspJourneyOutcome;

/* Why a step was passed by. */
typedef enum
{
  ESP_PASSED_BY_OFF,  /* it is switched off */
  ESP_PASSED_BY_DONE, /* this passage had done it before it was moved to here */
} EspPassedBy;

/* One decision, as the log keeps it. */
typedef struct
{
  gint64 at_us;
  guint32 step;
  EspJourneyOutcome outcome;
  guint detail;
} EspJourneyMark;

typedef enum
{
  ESP_EFFECT_SEND, /* into the ledger: queued, or with its reason */
  ESP_EFFECT_UPDATE,
  ESP_EFFECT_SEGMENT,
  ESP_EFFECT_TASK,
  ESP_EFFECT_WEBHOOK,
  ESP_EFFECT_LEAVE,
} EspEffectKind;

/* Something to be done for one person, written together with the new state. */
typedef struct
{
  EspEffectKind kind;
  guint32 lead_id;
  guint32 step;
  guint32 occasion; /* how manieth step of this passage: the same one is done once */
  EspReason reason; /* of sends */
  gint64 at_us;     /* of sends: not before; 0 at once. Of tasks: when it is due; 0 without */
} EspJourneyEffect;

typedef enum
{
  ESP_ANSWER_NO,
  ESP_ANSWER_YES,
  ESP_ANSWER_LATER, /* what the journey itself changed must be written first */
} EspJourneyAnswer;

/* What a journey asks about people. */
typedef struct
{
  gpointer data;
  EspJourneyAnswer (*ask) (gpointer data, guint32 lead_id, guint question);
  EspVerdict (*judge) (gpointer data, guint32 lead_id, const EspJourneyStep *send);
  GTimeZone *(*get_zone) (gpointer data, guint32 lead_id); /* (transfer none) */
  gboolean (*get_day) (gpointer data, guint32 lead_id, const char *field, gint64 *out_day);
  const EspDaySet *days_off; /* (nullable) holidays and days on which nobody works */
} EspJourneyFacts;

/* What steps of many people share. */
typedef struct
{
  const EspJourney *journey;
  const EspJourneyFacts *facts;
  guint64 seed; /* of the journey: chance is a function of it, the step and the lead */
  gint64 now_us;
  GArray *marks;   /* (element-type EspJourneyMark) appended to */
  GArray *effects; /* (element-type EspJourneyEffect) appended to */
  gboolean is_old; /* not the version that people enter: whoever has done a step crosses over */
} EspJourneyRun;

typedef enum
{
  ESP_MOVE_RESTS,   /* until its due time, an event, or for ever */
  ESP_MOVE_LATER,   /* once the effects are written, and at once then */
  ESP_MOVE_CROSSES, /* to the newer version, at the step where it stands now */
} EspMove;

void esp_journey_state_init (EspJourneyState *self, const EspJourneyRun *run, guint32 lead_id);
EspMove esp_journey_step (const EspJourneyRun *run,
                          EspJourneyState *state,
                          guint32 lead_id,
                          const EspJourneyEvent *event);
gboolean esp_journey_reach_goal (const EspJourneyRun *run,
                                 EspJourneyState *state,
                                 guint32 lead_id,
                                 guint32 goal);
void esp_journey_leave (const EspJourneyRun *run,
                        EspJourneyState *state,
                        guint32 lead_id,
                        EspJourneyStatus status);
guint
esp_journey_choose_share (const EspJourneyRun *run, const EspJourneyStep *step, guint32 lead_id);
const char *esp_journey_outcome_name (EspJourneyOutcome outcome);

G_END_DECLS
