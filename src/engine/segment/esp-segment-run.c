/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins the sets of a rule's parts, and tells what each part does in the whole. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-segment-run.h"

/* Above so many parts the effect of each costs more than it tells. */
#define MAX_EFFECT_PARTS 80
/* One lead in a hundred, and never more than can be asked of while a finger is still on the key. */
#define SAMPLE_PART 100
#define MAX_SAMPLE 2000

/**
 * esp_segment_count_free:
 */
void
esp_segment_count_free (EspSegmentCount *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->members, esp_bitmap_free);
  g_array_unref (self->rows);
  g_free (self);
}

/**
 * esp_segment_count_find_row:
 *
 * Returns: (nullable): what was counted for the part of that id
 */
const EspSegmentRow *
esp_segment_count_find_row (const EspSegmentCount *self, guint node_id)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, EspSegmentRow, i).node_id == node_id)
      return &g_array_index (self->rows, EspSegmentRow, i);
  return NULL;
}

/**
 * esp_segment_combine:
 * @without: (nullable): left out, as if it were not there
 * @replaced: (nullable): stands for @replacement, or is left out when that is %NULL
 *
 * Joins the active children of a group.
 *
 * Returns: (transfer full) (nullable): who matches; %NULL when nothing active is left
 */
EspBitmap *
esp_segment_combine (const EspSegmentRun *count,
                     const EspRuleNode *group,
                     const EspRuleNode *without,
                     const EspRuleNode *replaced,
                     const EspBitmap *replacement)
{
  EspBitmap *result = NULL;

  for (guint i = 0; i < group->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (group, i);
      const EspSegmentPart *part = g_hash_table_lookup (count->parts, child);
      const EspBitmap *leads = child == replaced ? replacement : part != NULL ? part->leads : NULL;

      if (child == without || leads == NULL || !esp_rule_node_is_active (child))
        continue;
      if (result == NULL)
        {
          result =
            group->mode == ESP_GROUP_ANY ? esp_bitmap_new () : esp_bitmap_copy (count->universe);
        }
      if (group->mode == ESP_GROUP_ALL)
        esp_bitmap_and (result, leads);
      else if (group->mode == ESP_GROUP_ANY)
        esp_bitmap_or (result, leads);
      else
        esp_bitmap_andnot (result, leads);
    }
  /* Leaves may name leads that are archived, or not of the sample. */
  if (result != NULL && group->mode == ESP_GROUP_ANY)
    esp_bitmap_and (result, count->universe);
  return result;
}

/* The size of the whole without one part. */
static guint64
size_without (const EspSegmentRun *count, const EspRuleNode *node)
{
  g_autoptr (EspBitmap) result = esp_segment_combine (count, node->parent, node, NULL, NULL);

  for (const EspRuleNode *up = node->parent; up->parent != NULL; up = up->parent)
    {
      EspBitmap *next = esp_segment_combine (count, up->parent, NULL, up, result);

      g_clear_pointer (&result, esp_bitmap_free);
      result = next;
    }
  return esp_bitmap_count (result != NULL ? result : count->universe);
}

static void
add_row (const EspSegmentRun *count,
         const EspRuleNode *node,
         gboolean with_effect,
         EspSegmentCount *out)
{
  const EspSegmentPart *part = g_hash_table_lookup (count->parts, node);
  EspSegmentRow row = { .node_id = node->id, .n_running = -1 };

  row.is_active = part != NULL && esp_rule_node_is_active (node);
  if (row.is_active)
    {
      row.n_alone = esp_bitmap_and_count (part->leads, count->universe);
      row.cost_us = part->cost_us;
      row.has_effect = with_effect && node->parent != NULL;
      if (row.has_effect)
        row.effect = (gint64) esp_bitmap_count (out->members) - (gint64) size_without (count, node);
    }
  g_array_append_val (out->rows, row);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    add_row (count, esp_rule_node_child (node, i), with_effect && row.is_active, out);
}

/* After which part of a root "all" how many are left: names the one that removes everyone. */
static void
add_running (const EspSegmentRun *count, const EspRuleNode *root, EspSegmentCount *out)
{
  g_autoptr (EspBitmap) left = esp_bitmap_copy (count->universe);

  for (guint i = 0; root->mode == ESP_GROUP_ALL && i < root->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (root, i);
      const EspSegmentPart *part = g_hash_table_lookup (count->parts, child);
      EspSegmentRow *row = (EspSegmentRow *) esp_segment_count_find_row (out, child->id);

      if (part == NULL || row == NULL || !row->is_active)
        continue;
      esp_bitmap_and (left, part->leads);
      row->n_running = (gint64) esp_bitmap_count (left);
    }
}

/**
 * esp_segment_add_rows:
 *
 * Says of every part of the rule who matches it alone, what it does in the whole, and who is left after it.
 */
void
esp_segment_add_rows (const EspSegmentRun *count, const EspRuleNode *root, EspSegmentCount *out)
{
  add_row (count, root, esp_rule_node_size (root) <= MAX_EFFECT_PARTS, out);
  add_running (count, root, out);
}

/**
 * esp_segment_draw_sample:
 *
 * Returns: (transfer full): every hundredth lead, evenly over the numbers
 */
EspBitmap *
esp_segment_draw_sample (const EspBitmap *universe)
{
  guint64 n = esp_bitmap_count (universe);
  guint64 step = MAX (SAMPLE_PART, n / MAX_SAMPLE);
  EspBitmap *sample = esp_bitmap_new ();
  guint32 id;

  for (guint64 rank = step / 2; rank < n; rank += step)
    if (esp_bitmap_select (universe, rank, &id))
      esp_bitmap_add (sample, id);
  return sample;
}

static gint64
scale_up (const EspSegmentCount *out, gint64 n, guint64 n_sample)
{
  return (gint64) ((double) n * (double) out->n_leads / (double) n_sample + (n < 0 ? -0.5 : 0.5));
}

/**
 * esp_segment_scale_estimate:
 *
 * Makes of what was counted in a sample what it would be among all.
 */
void
esp_segment_scale_estimate (EspSegmentCount *out, guint64 n_sample)
{
  out->is_estimate = TRUE;
  out->size = (guint64) scale_up (out, (gint64) out->size, n_sample);
  for (guint i = 0; i < out->rows->len; i++)
    {
      EspSegmentRow *row = &g_array_index (out->rows, EspSegmentRow, i);

      row->n_alone = (guint64) scale_up (out, (gint64) row->n_alone, n_sample);
      row->effect = scale_up (out, row->effect, n_sample);
      if (row->n_running >= 0)
        row->n_running = scale_up (out, row->n_running, n_sample);
    }
}
