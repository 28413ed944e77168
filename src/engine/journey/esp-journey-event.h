/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-lead-facts.h"
#include "store/esp-condition.h"

G_BEGIN_DECLS

/* Something that happened to the person. */
typedef struct
{
  const char *kind;
  const EspFactEvent *fact;
} EspJourneyEvent;

gboolean esp_journey_event_matches (const EspCondition *condition, const EspJourneyEvent *event);

G_END_DECLS
