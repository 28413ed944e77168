/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "engine/segment/esp-segment-measure.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* The segments of an open workspace, kept up to date: one engine for all windows, told of every change,
 * and the sizes of all segments counted again soon after.
 *
 * Signal "changed": rules, sizes or leads are not what they were; ask again. On the main context. */
#define ESP_TYPE_SEGMENT_SERVICE (esp_segment_service_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentService, esp_segment_service, ESP, SEGMENT_SERVICE, GObject)

EspSegmentService *esp_segment_service_get (EspStore *store);
EspSegmentEngine *esp_segment_service_get_engine (EspSegmentService *self);

void esp_segment_service_count_async (EspSegmentService *self,
                                      const EspRule *rule,
                                      const char *segment_id,
                                      EspSegmentFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
EspSegmentCount *
esp_segment_service_count_finish (EspSegmentService *self, GAsyncResult *result, GError **error);
void esp_segment_service_refresh (EspSegmentService *self);

G_END_DECLS
