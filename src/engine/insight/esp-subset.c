/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leads of a segment that a question names; one that is gone is told instead of being an error. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-subset.h"

#include "engine/segment/esp-segment-measure.h"

/**
 * esp_subset_load:
 * @out_name: (out) (optional) (nullable): its name; %NULL when it is gone
 *
 * Finds who is in a segment now. When it is gone, or cannot be counted, the answer gets a note.
 *
 * Returns: (transfer full): the leads, nobody when it is gone; %NULL with @error set
 */
EspBitmap *
esp_subset_load (EspAnalysis *analysis, const char *uuid, char **out_name, GError **error)
{
  g_autoptr (EspSegmentEngine) engine = NULL;
  g_autoptr (EspSegmentMeasure) measure = NULL;
  g_autoptr (GError) missing = NULL;
  gint64 id;

  if (!esp_segment_resolve (analysis->tx, uuid, &id, &missing))
    {
      if (!g_error_matches (missing, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&missing));
          return NULL;
        }
      esp_answer_note (analysis->answer, "segment-gone");
      return esp_bitmap_new ();
    }
  engine = esp_segment_engine_new ();
  measure = esp_segment_measure (engine, analysis->tx, id, error);
  if (measure == NULL)
    return NULL;
  if (out_name != NULL)
    *out_name = g_strdup (measure->segment->name);
  if (measure->members != NULL)
    return g_steal_pointer (&measure->members);
  esp_answer_sentence_add_text (esp_answer_note (analysis->answer, "segment-broken"), "problem",
                                measure->problem != NULL ? measure->problem : "");
  return esp_bitmap_new ();
}
