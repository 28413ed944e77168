/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes sets of leads apart into who is in exactly which of them. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-segment-overlap.h"

static void
clear_part (gpointer data)
{
  esp_bitmap_free (((EspOverlapPart *) data)->leads);
}

static int
compare_parts_cb (gconstpointer a, gconstpointer b)
{
  const EspOverlapPart *one = a;
  const EspOverlapPart *two = b;

  if (one->n != two->n)
    return one->n > two->n ? -1 : 1;
  return (int) one->in - (int) two->in;
}

static EspBitmap *
take_part (const EspBitmap *const *sets, guint n_sets, guint in)
{
  EspBitmap *leads = NULL;

  for (guint i = 0; i < n_sets; i++)
    if ((in & (1u << i)) != 0 && leads == NULL)
      leads = esp_bitmap_copy (sets[i]);
    else if ((in & (1u << i)) != 0)
      esp_bitmap_and (leads, sets[i]);
  for (guint i = 0; i < n_sets; i++)
    if ((in & (1u << i)) == 0)
      esp_bitmap_andnot (leads, sets[i]);
  return leads;
}

/**
 * esp_segment_overlap_new:
 * @n_sets: from 1 to %ESP_OVERLAP_MAX_SETS
 *
 * Returns: (transfer full)
 */
EspSegmentOverlap *
esp_segment_overlap_new (const EspBitmap *const *sets, guint n_sets)
{
  EspSegmentOverlap *self = g_new0 (EspSegmentOverlap, 1);

  g_return_val_if_fail (n_sets > 0 && n_sets <= ESP_OVERLAP_MAX_SETS, NULL);
  self->n_sets = n_sets;
  self->parts = g_array_new (FALSE, FALSE, sizeof (EspOverlapPart));
  g_array_set_clear_func (self->parts, clear_part);
  for (guint i = 0; i < n_sets; i++)
    self->sizes[i] = esp_bitmap_count (sets[i]);
  for (guint in = 1; in < 1u << n_sets; in++)
    {
      EspOverlapPart part = { .in = in, .leads = take_part (sets, n_sets, in) };

      part.n = esp_bitmap_count (part.leads);
      self->n_any += part.n;
      if (part.n > 0)
        g_array_append_val (self->parts, part);
      else
        esp_bitmap_free (part.leads);
    }
  g_array_sort (self->parts, compare_parts_cb);
  return self;
}

/**
 * esp_segment_overlap_free:
 */
void
esp_segment_overlap_free (EspSegmentOverlap *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->parts);
  g_free (self);
}
