/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-segments.h"

#include "base/esp-format.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* One line of the list of segments. Immutable. */
#define ESP_TYPE_SEGMENT_ITEM (esp_segment_item_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentItem, esp_segment_item, ESP, SEGMENT_ITEM, GObject)

EspSegmentItem *esp_segment_item_new (const EspSegment *segment,
                                      const char *sentence,
                                      GArray *days,
                                      GPtrArray *uses);
const EspSegment *esp_segment_item_get_segment (EspSegmentItem *self);
const char *esp_segment_item_get_sentence (EspSegmentItem *self);
const GArray *esp_segment_item_get_days (EspSegmentItem *self);
const GPtrArray *esp_segment_item_get_uses (EspSegmentItem *self);

/* Everything the list shows, read at once. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  GPtrArray *items; /* (owned) EspSegmentItem */
} EspSegmentItems;

EspSegmentItems *esp_segment_items_new (EspSegmentEngine *engine, EspLang lang);
void esp_segment_items_free (gpointer data);
gboolean esp_segment_items_read (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
