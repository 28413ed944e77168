/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-insight-facts.h"

G_BEGIN_DECLS

/* What a touch is credited to. */
typedef enum
{
  ESP_TOUCH_CHANNEL,
  ESP_TOUCH_SOURCE,
  ESP_TOUCH_CAMPAIGN,
  ESP_TOUCH_JOURNEY,
  ESP_TOUCH_MOVE, /* no credit: the stages that a lead went from and to, with ESP_MOVE_SIGN between */
} EspTouchGroup;

#define ESP_MOVE_SIGN ">"

/* A touch that came from nowhere that is known. */
#define ESP_TOUCH_DIRECT "direct"

gboolean esp_insight_share_touches (EspTx *tx,
                                    const char *const *kinds,
                                    EspTouchGroup group,
                                    const gint64 bounds[2],
                                    GArray **out_touches,
                                    GPtrArray **out_places,
                                    GError **error);

G_END_DECLS
