/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the engine its audiences: who is in a segment now. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-segment-source.h"

#include "engine/segment/esp-segment-measure.h"
#include "store/esp-segments.h"

/**
 * esp_segment_source_members:
 * @reference: number, uuid or name of a segment
 *
 * Returns: (transfer full): its members now; %NULL with @error set
 */
EspBitmap *
esp_segment_source_members (EspTx *tx, const char *reference, GError **error)
{
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspSegment) segment = NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (EspSegmentCount) count = NULL;
  gint64 id = 0;

  if (!esp_segment_resolve (tx, reference, &id, error))
    return NULL;
  segment = esp_segment_load (tx, id, error);
  rule = segment != NULL ? esp_segment_read_rule (segment, error) : NULL;
  if (rule == NULL)
    return NULL;
  count = esp_segment_engine_count (engine, tx, rule, segment->is_static ? NULL : segment->uuid,
                                    ESP_SEGMENT_PLAIN, error);
  return count != NULL ? esp_bitmap_copy (count->members) : NULL;
}
