/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-crossing.h"
#include "store/esp-journey-members.h"

G_BEGIN_DECLS

/* Moves people of the older versions of one journey to one version of it, and keeps what it has compared for
 * the next of them. Writer thread only. */
typedef struct _EspJourneyMover EspJourneyMover;

EspJourneyMover *
esp_journey_mover_new (gint64 journey_id, guint version, EspJourney *journey, GHashTable *choices);
void esp_journey_mover_free (EspJourneyMover *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyMover, esp_journey_mover_free)

EspJourney *
esp_journey_mover_get_version (EspJourneyMover *self, EspTx *tx, guint version, GError **error);
EspJourneyCrossing *
esp_journey_mover_get_crossing (EspJourneyMover *self, EspTx *tx, guint version, GError **error);
gboolean esp_journey_mover_cross (EspJourneyMover *self,
                                  EspTx *tx,
                                  const EspJourneyRun *run,
                                  const EspJourneyMembers *members,
                                  const EspJourneyMember *member,
                                  EspJourneyState *state,
                                  guint32 finished,
                                  EspCrossed *out_crossed,
                                  GError **error);
GHashTable *esp_journey_choices_read (const char *json, GError **error);
char *esp_journey_choices_write (GHashTable *choices);

G_END_DECLS
