/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-condition.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Something that happened to the person. */
typedef struct
{
  const char *kind;
  gint64 at_us;
  JsonObject *props; /* (unowned) (nullable) */
} EspJourneyEvent;

gboolean esp_journey_event_matches (const EspCondition *condition, const EspJourneyEvent *event);

G_END_DECLS
