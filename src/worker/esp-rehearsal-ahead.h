/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-journey-members.h"
#include "worker/esp-days-off.h"
#include "worker/esp-rehearsal-load.h"

G_BEGIN_DECLS

/* Who is inside one version of a journey, and where time alone takes them. */
typedef struct
{
  EspJourney *journey;        /* (owned) (nullable) */
  EspJourneyMembers *members; /* (owned) of this version alone */
  EspJourneyFacts facts;
  EspDaysOff days_off;
  GTimeZone *zone; /* (unowned) */
  gint64 start_us;
  gint64 end_us;
} EspRehearsalAhead;

typedef void (*EspRehearsalForesee) (guint32 lead_id, gint64 at_us, gpointer data);

EspRehearsalAhead *
esp_rehearsal_ahead_load (EspRehearsalLoad *load, gint64 journey_id, guint version, GError **error);
void esp_rehearsal_ahead_free (EspRehearsalAhead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalAhead, esp_rehearsal_ahead_free)
gint64 esp_rehearsal_ahead_walk (const EspRehearsalAhead *self,
                                 const EspJourneyMember *member,
                                 EspRehearsalForesee foresee,
                                 gpointer data);

G_END_DECLS
