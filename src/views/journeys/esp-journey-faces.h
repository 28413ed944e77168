/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-face.h"
#include "views/journeys/esp-journey-words.h"
#include "worker/esp-journey-flow.h"

G_BEGIN_DECLS

/* Which numbers stand on the edges of the canvas. */
typedef enum
{
  ESP_FACE_COUNT_OFF,
  ESP_FACE_COUNT_PERIOD, /* who went this way in the period */
  ESP_FACE_COUNT_NOW,    /* who is now at the step that it leads to */
  ESP_FACE_COUNT_SHARE,  /* of those who came to the step before */
  ESP_N_FACE_COUNTS
} EspFaceCount;

/* What the faces of a journey are made from. */
typedef struct
{
  const EspJourney *journey;
  const EspJourneyNames *names; /* (nullable) */
  const GArray *problems;     /* (nullable) (element-type EspJourneyProblem) of this very journey */
  const EspJourneyFlow *flow; /* (nullable) numbers of the published one */
  EspFaceCount count;
  EspFlowPeriod period; /* that the numbers look back on */
} EspJourneyFaceFacts;

EspJourneyFaces *esp_journey_faces_make (const EspJourneyFaceFacts *facts);
const char *esp_face_period_title (EspFlowPeriod period);
const char *esp_face_count_title (EspFaceCount count);

G_END_DECLS
