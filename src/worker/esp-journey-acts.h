/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-journeys.h"

G_BEGIN_DECLS

/* What a person does with a journey that was published. */
typedef enum
{
  ESP_JOURNEY_ACT_PAUSE,  /* people wait where they are; their times go on */
  ESP_JOURNEY_ACT_FREEZE, /* the same, and the time of the pause does not count */
  ESP_JOURNEY_ACT_RESUME,
  ESP_JOURNEY_ACT_CLOSE, /* nobody enters any more; who is inside goes on */
  ESP_JOURNEY_ACT_OPEN,
  ESP_JOURNEY_ACT_END,     /* the same as close, and it is over once nobody is inside */
  ESP_JOURNEY_ACT_END_NOW, /* everyone is taken out, and nothing more is sent */
  ESP_N_JOURNEY_ACTS
} EspJourneyAct;

const char *esp_journey_act_name (EspJourneyAct act);
gboolean esp_journey_act_from_name (const char *name, EspJourneyAct *out_act);
gboolean esp_journey_act_is_possible (EspJourneyAct act, const EspJourneyRow *row);
EspJourneyAct esp_journey_act_get_inverse (EspJourneyAct act);
gboolean
esp_journey_act (EspTx *tx, EspSegmentEngine *engine, gint64 id, EspJourneyAct act, GError **error);
gboolean esp_journey_end_if_empty (EspTx *tx, gint64 id, gboolean *out_has_ended, GError **error);

G_END_DECLS
