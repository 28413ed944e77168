/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts a segment of the workspace, and keeps the result, who entered and who left. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-segment-measure.h"

#include "engine/segment/esp-rule-json.h"
#include "store/esp-segment-state.h"

/**
 * esp_segment_read_rule:
 *
 * Returns: (transfer full): the rule of a dynamic segment, or for a static one the rule that asks for
 *   its members; %NULL with an #EspRuleError when the text cannot be read
 */
EspRule *
esp_segment_read_rule (const EspSegment *segment, GError **error)
{
  EspRuleNode *root;

  if (!segment->is_static)
    return esp_rule_parse_json (segment->rule != NULL ? segment->rule : "", -1, error);
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0,
                        esp_rule_node_new_leaf (
                          esp_condition_new (ESP_CONDITION_SEGMENT, segment->uuid)));
  return esp_rule_new (root);
}

/* Takes who there was from who there is, and the other way round. */
static gboolean
find_moves (EspSegmentMeasure *self, EspTx *tx, GError **error)
{
  g_autoptr (EspBitmap) before = esp_segment_load_state (tx, self->segment->id, error);

  if (before == NULL)
    return FALSE;
  self->entered = esp_bitmap_new ();
  self->exited = esp_bitmap_new ();
  /* At its first count nobody enters: all were there already. */
  if (self->segment->counted_at_us == 0)
    return TRUE;
  esp_bitmap_or (self->entered, self->members);
  esp_bitmap_andnot (self->entered, before);
  esp_bitmap_or (self->exited, before);
  esp_bitmap_andnot (self->exited, self->members);
  return TRUE;
}

/**
 * esp_segment_measure:
 *
 * Counts a segment as it is kept in the workspace. A rule that names what is gone is no error: the
 * result then holds the problem, and the segment keeps its last good size.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspSegmentMeasure *
esp_segment_measure (EspSegmentEngine *engine, EspTx *tx, gint64 segment_id, GError **error)
{
  g_autoptr (EspSegmentMeasure) self = g_new0 (EspSegmentMeasure, 1);
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, error);
  g_autoptr (EspSegmentCount) count = NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (GError) local = NULL;

  self->next_us = G_MAXINT64;
  self->segment = world != NULL ? esp_segment_load (tx, segment_id, error) : NULL;
  if (self->segment == NULL)
    return NULL;
  self->day = esp_segment_world_get_day (world, esp_tx_get_now_us (tx));
  rule = esp_segment_read_rule (self->segment, &local);
  if (rule != NULL)
    count = esp_segment_engine_count (engine, tx, rule,
                                      self->segment->is_static ? NULL : self->segment->uuid,
                                      ESP_SEGMENT_NEXT, &local);
  if (count == NULL && local->domain == ESP_RULE_ERROR)
    {
      self->problem = g_strdup (local->message);
      return g_steal_pointer (&self);
    }
  if (count == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  self->next_us = count->next_us;
  self->members = g_steal_pointer (&count->members);
  return find_moves (self, tx, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_segment_settle:
 * @out_changed: (out) (optional): whether there was anything to write
 *
 * Keeps what was measured: members, size, the moves of the day; or why it is frozen. To be called in a
 * write that is not undoable: nobody did this.
 */
gboolean
esp_segment_settle (EspTx *tx,
                    const EspSegmentMeasure *measure,
                    gboolean *out_changed,
                    GError **error)
{
  const EspSegment *segment = measure->segment;
  EspSegmentDay day = { .day = measure->day };
  gboolean changed;

  if (measure->problem != NULL)
    {
      changed = g_strcmp0 (measure->problem, segment->problem) != 0;
      if (out_changed != NULL)
        *out_changed = changed;
      return !changed || esp_segment_save_problem (tx, segment->id, measure->problem, error);
    }
  day.size = (gint64) esp_bitmap_count (measure->members);
  day.entered = (gint64) esp_bitmap_count (measure->entered);
  day.exited = (gint64) esp_bitmap_count (measure->exited);
  changed = segment->counted_at_us == 0 || segment->problem != NULL || day.entered > 0 ||
            day.exited > 0 || day.size != segment->size;
  if (out_changed != NULL)
    *out_changed = changed;
  return !changed || (esp_segment_save_state (tx, segment->id, measure->members, error) &&
                      esp_segment_add_day (tx, segment->id, &day, error));
}

/**
 * esp_segment_measure_free:
 */
void
esp_segment_measure_free (EspSegmentMeasure *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->segment, esp_segment_free);
  g_clear_pointer (&self->members, esp_bitmap_free);
  g_clear_pointer (&self->entered, esp_bitmap_free);
  g_clear_pointer (&self->exited, esp_bitmap_free);
  g_free (self->problem);
  g_free (self);
}
