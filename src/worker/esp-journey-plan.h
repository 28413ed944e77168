/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-mover.h"
#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

/* One version of a journey with everything that leading people through it needs to know. */
typedef struct EspJourneyPlan
{
  EspJourneyRow *row; /* (owned) */
  guint version;
  struct EspJourneyPlan *newest; /* (unowned) (nullable) of older versions: where people go on */
  EspJourneyMover *mover;     /* (owned) (nullable) of the newest: takes over from the older ones */
  gboolean has_looked_at_end; /* of a journey that is ending: whether anybody is left */
  EspJourney *journey;        /* (owned) */
  guint64 seed;
  guint n_sends;
  EspSendPlan **sends; /* (owned) (array length=n_sends) (element nullable) by number of the step */
  gint64 channels_us;  /* when those whom a channel keeps are looked at next */
  gint64 *dates_us;    /* (owned) by entry: when an entry by date is looked at next; 0 is now */
  gboolean *only_takes; /* (owned) its channel takes and delivers nothing */
} EspJourneyPlan;

/* A kind of channel that takes everything and delivers nothing: what is sent to it is done at once. */
#define ESP_CHANNEL_KIND_NULL "null"

EspJourneyPlan *esp_journey_plan_load (EspTx *tx, gint64 journey_id, guint version, GError **error);
void esp_journey_plan_halt_sends (EspJourneyPlan *self);
void esp_journey_plan_free (EspJourneyPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyPlan, esp_journey_plan_free)
guint64 esp_journey_seed (const guint8 uuid[16]);

G_END_DECLS
