/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-journey-acts.h"

G_BEGIN_DECLS

/* Pause, resume, stop entry, open again and end: three different things, each with a sentence. */
void
esp_journey_state_act (EspSession *session, gint64 journey_id, const char *name, EspJourneyAct act);
void esp_journey_state_ask_pause (EspSession *session, gint64 journey_id, const char *name);
void esp_journey_state_ask_end (EspSession *session, gint64 journey_id, const char *name);
void esp_journey_state_acts_append (GMenu *menu, const EspJourneyRow *row, const char *prefix);
void esp_journey_state_acts_update (GActionMap *actions, const EspJourneyRow *row);

G_END_DECLS
