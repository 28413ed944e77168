/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* What the data hold, for editors that complete what is typed. What was not asked for before is read in
 * the background. Signal "changed": something was read; peek again. */
#define ESP_TYPE_SEGMENT_HINTS (esp_segment_hints_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentHints, esp_segment_hints, ESP, SEGMENT_HINTS, GObject)

EspSegmentHints *esp_segment_hints_new (EspStore *store);
const char *const *esp_segment_hints_peek_field (EspSegmentHints *self, const char *key);
gint64 esp_segment_hints_peek_unknown (EspSegmentHints *self, const char *key);
const char *const *esp_segment_hints_peek_properties (EspSegmentHints *self, const char *kind);
const char *const *
esp_segment_hints_peek_property (EspSegmentHints *self, const char *kind, const char *name);

G_END_DECLS
