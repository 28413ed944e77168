/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-diff.h"
#include "engine/journey/esp-journey-step.h"

G_BEGIN_DECLS

/* What is asked about those who are at a step when another version is published. */
typedef enum
{
  ESP_QUESTION_NONE,    /* they stay where they are, and go on as the new version says */
  ESP_QUESTION_CHANGED, /* what they wait for is not the same: keep or new */
  ESP_QUESTION_REMOVED, /* the step is gone: continue, exit or finish */
} EspCrossingQuestion;

typedef enum
{
  ESP_CHOICE_DEFAULT,  /* keep what they wait for; continue behind what is gone */
  ESP_CHOICE_KEEP,     /* as it was when they came to it */
  ESP_CHOICE_NEW,      /* as it is now, counted from when they began */
  ESP_CHOICE_CONTINUE, /* with the next step */
  ESP_CHOICE_EXIT,
  ESP_CHOICE_FINISH, /* do this step as it was, then go on in the new version */
  ESP_N_CHOICES
} EspCrossingChoice;

typedef enum
{
  ESP_CROSSED,        /* is in the new version now */
  ESP_CROSSED_LATER,  /* finishes the step in the old one first */
  ESP_CROSSED_LEAVES, /* has left the journey */
} EspCrossed;

/* Whether the passage has done that step of the new version already, in any version. */
typedef gboolean (*EspHasDoneFunc) (gpointer user_data, guint32 new_step);

/* Where people of one version stand in another one. It does not change once it is made, but for what it
 * remembers; one thread at a time. */
typedef struct _EspJourneyCrossing EspJourneyCrossing;

EspJourneyCrossing *esp_journey_crossing_new (EspJourney *before,
                                              guint version,
                                              EspJourney *after,
                                              GHashTable *choices);
void esp_journey_crossing_free (EspJourneyCrossing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyCrossing, esp_journey_crossing_free)

const EspJourneyDiff *esp_journey_crossing_get_diff (const EspJourneyCrossing *self);
EspCrossingQuestion esp_journey_crossing_get_question (const EspJourneyCrossing *self,
                                                       guint32 step,
                                                       EspJourneyPhase phase);
EspCrossingChoice esp_journey_crossing_get_choice (const EspJourneyCrossing *self,
                                                   guint32 step,
                                                   EspJourneyPhase phase);
guint32 esp_journey_crossing_get_target (const EspJourneyCrossing *self, guint32 step);
const guint32 *esp_journey_crossing_get_repeats (EspJourneyCrossing *self,
                                                 guint32 old,
                                                 guint32 target,
                                                 EspJourneyPhase phase,
                                                 guint *out_n);
EspCrossed esp_journey_cross (EspJourneyCrossing *self,
                              const EspJourneyRun *run,
                              EspJourneyState *state,
                              guint32 lead_id,
                              EspHasDoneFunc has_done,
                              gpointer user_data);
EspCrossed esp_journey_cross_behind (EspJourneyCrossing *self,
                                     const EspJourneyRun *run,
                                     EspJourneyState *state,
                                     guint32 lead_id,
                                     guint32 finished,
                                     EspHasDoneFunc has_done,
                                     gpointer user_data);
const char *esp_crossing_choice_name (EspCrossingChoice choice);
gboolean esp_crossing_choice_from_name (const char *name, EspCrossingChoice *out_choice);
gboolean esp_crossing_choice_answers (EspCrossingChoice choice, EspCrossingQuestion question);

G_END_DECLS
