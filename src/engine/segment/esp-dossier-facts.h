/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-facts.h"
#include "engine/segment/esp-segment-world.h"
#include "store/esp-lead-dossier.h"

G_BEGIN_DECLS

/* Answers the questions of rules about one lead from what the store read about it. */
typedef struct _EspDossierFacts EspDossierFacts;

EspDossierFacts *
esp_dossier_facts_new (const EspLeadDossier *dossier, EspSegmentWorld *world, gint64 now_us);
void esp_dossier_facts_free (EspDossierFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDossierFacts, esp_dossier_facts_free)
const EspRuleFacts *esp_dossier_facts_get (const EspDossierFacts *self);
void esp_dossier_facts_set_now (EspDossierFacts *self, gint64 now_us);

G_END_DECLS
