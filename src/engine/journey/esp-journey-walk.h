/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

/* A way to go on the canvas and in the outline. */
typedef enum
{
  ESP_STRIDE_NEXT,     /* along the path; at a step that divides, into the branch last visited */
  ESP_STRIDE_PREVIOUS, /* back along it */
  ESP_STRIDE_LEFT,     /* to the branch before, of the same step that divides */
  ESP_STRIDE_RIGHT,
  ESP_STRIDE_HOME,  /* to the head of this branch; of the main line, to the entries */
  ESP_STRIDE_END,   /* to the end of this branch */
  ESP_STRIDE_FIRST, /* of all steps */
  ESP_STRIDE_LAST,
} EspJourneyStride;

/* Which branch of a step that divides was visited last. */
typedef struct
{
  int (*get_branch) (gpointer data, const char *step); /* -1: none yet */
  gpointer data;
} EspJourneyTrail;

typedef void (*EspJourneyAroundFunc) (gpointer data, const char *step, int branch);
typedef char *(*EspJourneyTellFunc) (gpointer data, const EspJourney *journey, guint32 step);

gboolean esp_journey_walk (const EspJourney *journey,
                           const char *from,
                           EspJourneyStride stride,
                           const EspJourneyTrail *trail,
                           const char **out_id);
void esp_journey_walk_around (const EspJourney *journey,
                              const char *id,
                              EspJourneyAroundFunc func,
                              gpointer data);
guint esp_journey_walk_number (const EspJourney *journey, const char *id);
const char *esp_journey_walk_by_number (const EspJourney *journey, guint number);
GPtrArray *esp_journey_walk_find (const EspJourney *journey,
                                  const char *text,
                                  EspJourneyTellFunc tell,
                                  gpointer data);

G_END_DECLS
