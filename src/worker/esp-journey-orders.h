/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-world.h"

G_BEGIN_DECLS

/* What a person can order of a journey; each is one write, given to esp_store_write() or _async(). */
EspJourney *esp_journey_order_read (EspTx *tx, const char *json, GError **error);
gboolean esp_journey_order_create (EspTx *tx,
                                   const char *name,
                                   const char *json,
                                   gint64 *out_id,
                                   GError **error);
gboolean esp_journey_order_rename (EspTx *tx, gint64 id, const char *name, GError **error);
gboolean esp_journey_order_edit (EspTx *tx, gint64 id, const char *json, GError **error);
gboolean esp_journey_order_publish (EspTx *tx,
                                    EspSegmentEngine *engine,
                                    gint64 id,
                                    gboolean accepts_warnings,
                                    GError **error);
gboolean esp_journey_order_enter (EspTx *tx,
                                  EspSegmentEngine *engine,
                                  gint64 id,
                                  const EspBitmap *leads,
                                  gint64 *out_n,
                                  GError **error);

G_END_DECLS
